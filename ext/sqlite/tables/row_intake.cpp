#include "sqlite/tables/row_intake.hpp"

#include "sqlite/values/guard.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// SQLite compares the texts: another version of this extension in the same connection is another type.
constexpr const char* kPointerType = "clusterlite row intake " CLUSTERLITE_VERSION;

}  // namespace

RowIntake::RowIntake(Collector& collector, const Declaration& declaration, std::span<const bool> present,
                     sqlite3_value* null_value, ProgressReport* report)
    : collector_(collector),
      declaration_(declaration),
      row_(declaration.arguments.size(), null_value),
      report_(report) {
  for (std::size_t i = 0; i < row_.size(); ++i) {
    if (present[i]) taken_.push_back(i);
  }
}

void RowIntake::take(std::span<sqlite3_value* const> values) {
  for (std::size_t i = 0; i < taken_.size(); ++i) row_[taken_[i]] = values[i];
  collector_.take(Arguments(declaration_, row_));
  if (report_ != nullptr) report_->row();
}

void RowIntake::step(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
  auto* const intake =
      static_cast<RowIntake*>(count == 0 ? nullptr : sqlite3_value_pointer(values[0], kPointerType));
  if (intake == nullptr || static_cast<std::size_t>(count) != intake->taken_.size() + 1)
    return sqlite3_result_error(
        context, "take_for_clusterlite is for the permanent tables of the extension alone", -1);
  if (intake->failure_) return;
  try {
    intake->take(std::span(values + 1, static_cast<std::size_t>(count) - 1));
  } catch (...) {
    intake->failure_ = std::current_exception();
    sqlite3_result_error(context, "a row was refused", -1);  // read() says which and why
  }
}

void RowIntake::finish(sqlite3_context*) noexcept {}

void RowIntake::read(sqlite3* db, sqlite3_stmt* statement) {
  check_sqlite(sqlite3_bind_pointer(statement, 1, this, kPointerType, nullptr), db);
  const int code = sqlite3_step(statement);
  if (failure_) std::rethrow_exception(failure_);
  if (code != SQLITE_ROW) check_sqlite(code, db);
}

void RowIntake::register_function(Connection& connection) {
  check_sqlite(
      sqlite3_create_function_v2(connection.db(), kFunction.data(), -1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
                                 nullptr, nullptr, &RowIntake::step, &RowIntake::finish, nullptr),
      connection.db());
}

}  // namespace clusterlite
