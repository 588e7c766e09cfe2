#include "datasets/values.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "datasets/keys/key_types.hpp"
#include "datasets/keys/stored_keys.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

Error damaged(std::string_view what) { return Error(concat("a damaged data set: ", what)); }

}  // namespace

ValuesView ValuesView::open(const SealedBlob& sealed, CancelToken& cancel) {
  const std::span<const std::byte> blob = sealed.bytes;
  if (blob.size() < kHeaderBytes) throw damaged("its header is cut off");
  const std::byte* const start = blob.data();
  ValuesView view;
  view.header_ = sealed.header;
  view.rows_ = load<std::uint64_t>(start + 32);
  view.skipped_ = load<std::uint64_t>(start + 40);
  view.missing_values_ = load<std::uint64_t>(start + 48);
  const std::size_t units = load<std::uint32_t>(start + 56);
  const std::size_t groups = load<std::uint32_t>(start + 60);
  const auto key_bytes = load<std::uint64_t>(start + 64);
  view.stride_ = view.has_groups() ? 16 : 8;
  view.records_ = start + kHeaderBytes;

  const std::uint64_t body = blob.size() - kHeaderBytes;
  if (view.rows_ > body / view.stride_ || key_bytes > body || view.rows_ * view.stride_ + key_bytes != body) {
    throw damaged("its parts do not add up to its length");
  }
  if (!view.has_groups() && (view.rows_ != units || groups != 0)) {
    throw damaged("it has not one row for each unit");
  }
  const auto heap = blob.subspan(blob.size() - key_bytes, key_bytes);
  std::size_t offset = 0;
  view.units_ = read_rising_keys(heap, units, offset, cancel);
  view.groups_ = read_rising_keys(heap, groups, offset, cancel);
  std::uint64_t missing = 0;
  for (std::size_t row = 0; row < view.size(); ++row) {
    cancel.check();
    missing += std::isnan(view.value(row)) ? 1 : 0;
    if (std::isinf(view.value(row))) throw damaged("a value is out of range");
    if (!view.has_groups()) continue;
    if (view.unit(row) >= units || view.group(row) >= groups) throw damaged("a row is out of range");
    if (row > 0 &&
        std::pair(view.group(row - 1), view.unit(row - 1)) >= std::pair(view.group(row), view.unit(row))) {
      throw damaged("its rows are not in rising order");
    }
  }
  if (missing != view.missing_values_) throw damaged("its number of missing values is wrong");
  return view;
}

void ValuesBuilder::add(const KeyView& unit, double value, const KeyView* group) {
  rows_.push_back({value, units_.intern(unit), group == nullptr ? 0 : groups_.intern(*group)});
}

void ValuesBuilder::append(const ValuesView& other, CancelToken& cancel) {
  if (other.has_groups() != has_groups_) {
    throw Error("some of the data sets have group keys, others have none; collect all of them alike");
  }
  skipped_ += other.skipped();
  for (std::size_t row = 0; row < other.size(); ++row) {
    cancel.check();
    add(other.units()[other.unit(row)], other.value(row),
        has_groups_ ? &other.groups()[other.group(row)] : nullptr);
  }
}

ByteBuffer ValuesBuilder::finish(CancelToken& cancel) {
  refuse_two_types("group_key", groups_, cancel);
  const auto unit_order = units_.sorted(cancel);
  const auto group_order = groups_.sorted(cancel);
  const auto unit_rank = ranks_of(unit_order, cancel);
  const auto group_rank = ranks_of(group_order, cancel);
  for (Row& row : rows_) {
    cancel.check();
    row.unit = unit_rank[row.unit];
    if (has_groups_) row.group = group_rank[row.group];
  }
  const auto before = [&cancel](const Row& a, const Row& b) {
    cancel.check();
    return std::pair(a.group, a.unit) < std::pair(b.group, b.unit);
  };
  if (!std::is_sorted(rows_.begin(), rows_.end(), before)) std::sort(rows_.begin(), rows_.end(), before);

  ByteBuffer blob;
  blob.append_zeros(ValuesView::kHeaderBytes);
  std::uint64_t missing = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    cancel.check();
    const Row& row = rows_[i];
    if (i > 0 && rows_[i - 1].unit == row.unit && rows_[i - 1].group == row.group) {
      const std::string where =
          has_groups_ ? concat(" in group ", to_text(groups_[group_order[row.group]])) : std::string();
      throw Error(concat("id ", to_text(units_[unit_order[row.unit]]), " occurs more than once", where,
                         "; ids must be unique"));
    }
    missing += std::isnan(row.value) ? 1 : 0;
    blob.append(&row, has_groups_ ? 16 : 8);
  }
  const std::size_t before_keys = blob.size();
  append_keys(blob, units_, unit_order, cancel);
  append_keys(blob, groups_, group_order, cancel);

  std::byte* const start = blob.data();
  store(start + 32, static_cast<std::uint64_t>(rows_.size()));
  store(start + 40, skipped_);
  store(start + 48, missing);
  store(start + 56, static_cast<std::uint32_t>(units_.size()));
  store(start + 60, static_cast<std::uint32_t>(groups_.size()));
  store(start + 64, static_cast<std::uint64_t>(blob.size() - before_keys));
  seal_blob(blob, Kind::values, has_groups_ ? ValuesView::kGroups : std::uint16_t{0}, cancel);
  blob.shrink();
  return blob;
}

}  // namespace clusterlite
