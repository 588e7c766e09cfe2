#include "sqlite/tables/table_module.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "sqlite/connection/progress_report.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

void append_scalar(std::string& key, sqlite3_value* value) {
  const int type = sqlite3_value_type(value);
  key += static_cast<char>(type);
  switch (type) {
    case SQLITE_INTEGER: {
      const sqlite3_int64 integer = sqlite3_value_int64(value);
      key.append(reinterpret_cast<const char*>(&integer), sizeof integer);
      break;
    }
    case SQLITE_FLOAT: {
      const double real = sqlite3_value_double(value);
      key.append(reinterpret_cast<const char*>(&real), sizeof real);
      break;
    }
    case SQLITE_TEXT:
    case SQLITE_BLOB: {
      const void* const bytes = sqlite3_value_blob(value);
      const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
      key.append(reinterpret_cast<const char*>(&size), sizeof size);
      if (size > 0) key.append(static_cast<const char*>(bytes), size);
      break;
    }
    default:
      break;
  }
}

// IN (...) as one value of many. Else SQLite makes a loop of it, which gives one `= value` after the other
// and compares them without the affinity of either side: `text_id IN (SELECT integer_column ...)` finds
// nothing then. Before 3.38 that cannot be helped.
#if SQLITE_VERSION_NUMBER >= 3038000
bool takes_list(sqlite3_index_info* info, int constraint) {
  if (sqlite3_libversion_number() < 3038000 || sqlite3_vtab_in(info, constraint, -1) == 0) return false;
  return sqlite3_vtab_in(info, constraint, 1) != 0;
}
int first_of_list(sqlite3_value* list, sqlite3_value** value) { return sqlite3_vtab_in_first(list, value); }
int next_of_list(sqlite3_value* list, sqlite3_value** value) { return sqlite3_vtab_in_next(list, value); }
#else
bool takes_list(sqlite3_index_info*, int) { return false; }
int first_of_list(sqlite3_value*, sqlite3_value**) { return SQLITE_DONE; }
int next_of_list(sqlite3_value*, sqlite3_value**) { return SQLITE_DONE; }
#endif

}  // namespace

double TableArguments::real(std::size_t i) const {
  if (slots_[i].value == nullptr) throw needs_number(i);
  const auto number = value(i).real();
  if (!number) throw needs_number(i);
  return *number;
}

std::int64_t TableArguments::integer(std::size_t i) const {
  if (slots_[i].value == nullptr) throw needs_number(i);
  const auto number = value(i).integer();
  if (!number) throw needs_number(i);
  return *number;
}

std::optional<KeyView> TableArguments::key(std::size_t i) const {
  if (!given(i)) return std::nullopt;
  return value(i).key();
}

std::optional<std::span<const std::byte>> TableArguments::blob(std::size_t i, std::string_view wanted) const {
  if (!given(i)) return std::nullopt;
  return value(i).blob(wanted);
}

Error TableArguments::needs_number(std::size_t i) const {
  const std::string found = slots_[i].value == nullptr ? "nothing" : value(i).shown();
  return Error(concat(declaration_->arguments[i].name, " must be a number (got ", found, ")"));
}

std::optional<std::size_t> TableArguments::option(std::size_t i,
                                                  std::span<const std::string_view> accepted) const {
  return given(i) ? value(i).option(accepted) : std::nullopt;
}

std::string cache_key(const Declaration& declaration, std::span<const TableArguments::Slot> slots) {
  std::string key;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].data_set) {
      const ContentHash& hash = slots[i].data_set->header.hash;
      key.append(reinterpret_cast<const char*>(hash.data()), sizeof hash);
    } else if (slots[i].value != nullptr && !is_data_set(declaration.arguments[i])) {
      append_scalar(key, slots[i].value);
    } else {
      key += '\0';
    }
  }
  return key;
}

KeptResultPtr compute_or_keep(const TableModule& module, std::span<const TableArguments::Slot> slots,
                              ColumnSet wanted, std::initializer_list<KeptResultPtr> kept,
                              CancelToken& cancel) {
  std::string key = cache_key(module.declaration(), slots);
  ColumnSet costly = wanted;
  for (const KeptResultPtr& candidate : kept) {
    if (!candidate || candidate->key != key) continue;
    if (candidate->costly_columns.contains(wanted)) return candidate;
    costly = costly | candidate->costly_columns;
  }
  auto fresh = std::make_shared<KeptResult>();
  fresh->key = std::move(key);
  fresh->costly_columns = costly;
  std::optional<ProgressReport> report;
  if (module.connection->service<ProgressSetting>().shown) report.emplace(module.name(), cancel);
  fresh->table = module.function.compute(TableArguments(module.declaration(), slots, costly),
                                         *module.connection, cancel);
  return fresh;
}

std::string VirtualTable::address() const {
  std::array<char, 64> text{};
  return sqlite3_snprintf(static_cast<int>(text.size()), text.data(), "vtab:%p",
                          static_cast<const void*>(static_cast<const sqlite3_vtab*>(this)));
}

void note_columns_read(const TableModule& module, sqlite3_index_info* info) {
  const ColumnSet read = module.function.costly_columns & ColumnSet::of_bits(info->colUsed);
  std::string text;
  for (int column = 0; column < module.columns(); ++column) {
    if (module.function.costly_columns.contains(column) && read.contains(column)) {
      text += concat(text.empty() ? "" : " ", column);
    }
  }
  if (text.empty()) return;
  info->idxStr = sqlite3_mprintf("%s", text.c_str());
  if (info->idxStr == nullptr) throw std::bad_alloc();
  info->needToFreeIdxStr = 1;
}

ColumnSet columns_read(const char* plan_text) {
  ColumnSet read;
  std::string_view rest = plan_text == nullptr ? "" : plan_text;
  while (!rest.empty()) {
    int column = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), column);
    if (error != std::errc{}) break;
    read = read | ColumnSet{column};
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (!rest.empty()) rest.remove_prefix(1);
  }
  return read;
}

// Adds the rows that may equal a value; false when they cannot be told from the others.
bool RowCursor::find(const KeptResult& result, sqlite3_value* wanted, CancelToken& cancel) {
  const int type = sqlite3_value_type(wanted);
  if (type == SQLITE_NULL) return true;  // equals nothing
  if (type == SQLITE_BLOB) return false;
  const std::optional<KeyView> key = Value(wanted, "id").key();
  if (!key || !result.lookup(cancel).can_find(*key)) return false;
  const std::vector<std::size_t> found = result.lookup(cancel).find(*key);
  rows_.insert(rows_.end(), found.begin(), found.end());
  return true;
}

void RowCursor::show(KeptResultPtr result, int plan_bits, sqlite3_value* wanted, CancelToken& cancel) {
  rows_.clear();
  selected_ = (plan_bits & kLookupBit) != 0;
  if (selected_ && (plan_bits & kListBit) == 0) {
    selected_ = find(*result, wanted, cancel);
  } else if (selected_) {
    sqlite3_value* each = nullptr;
    int code = first_of_list(wanted, &each);
    for (; code == SQLITE_OK && selected_; code = next_of_list(wanted, &each)) {
      cancel.check();
      selected_ = find(*result, each, cancel);
    }
    if (code != SQLITE_OK && code != SQLITE_DONE) check_sqlite(code, nullptr);
    // A list has each value once, but 5 and 5.0 may be one key.
    std::sort(rows_.begin(), rows_.end());
    rows_.erase(std::unique(rows_.begin(), rows_.end()), rows_.end());
  }
  position_ = 0;
  end_ = selected_ ? rows_.size() : result->table->size();
  result_ = std::move(result);
}

int take_lookup(sqlite3_index_info* info, int lookup_column, int next_value) {
  for (int i = 0; i < info->nConstraint && lookup_column >= 0; ++i) {
    const auto& constraint = info->aConstraint[i];
    if (constraint.iColumn != lookup_column || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ ||
        constraint.usable == 0 || sqlite3_stricmp(sqlite3_vtab_collation(info, i), "BINARY") != 0) {
      continue;
    }
    info->aConstraintUsage[i] = {next_value, 0};
    return takes_list(info, i) ? kLookupBit | kListBit : kLookupBit;
  }
  return 0;
}

}  // namespace clusterlite
