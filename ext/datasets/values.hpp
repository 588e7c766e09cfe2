// The data set "values": one number a unit (firm, district), of any sign.
//
// Layout after the common header (blob_format.hpp), little-endian:
//
//   offset  content
//       32  u64 rows; 40 u64 skipped (rows without id or group key); 48 u64 rows without a value
//       56  u32 units; 60 u32 groups; 64 u64 bytes of the keys; 72 u64 zero
//       80  the rows in rising order of (group, unit), each: f64 value [, u32 unit, u32 group]
//        -  the keys: units, then groups, each in rising order
//
// Flag 1: groups. Without them row i is unit i. A missing value is NaN. A unit has at most one row in each
// group. What is stored does not depend on the order in which the rows came.
#pragma once

#include <cstdint>
#include <span>

#include "datasets/blobs/blob_format.hpp"
#include "datasets/keys/dictionary.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Reads a data set in place. The bytes must outlive the view; only the keys are copied.
class ValuesView {
 public:
  // Checks everything a forged data set could get wrong. Throws Error.
  static ValuesView open(const SealedBlob& sealed, CancelToken& cancel);
  static ValuesView open(std::span<const std::byte> blob, CancelToken& cancel) {
    const SealedBlob sealed = open_blob(blob, cancel);
    check_kind(sealed, Kind::values);
    return open(sealed, cancel);
  }

  std::size_t size() const { return rows_; }
  std::uint64_t skipped() const { return skipped_; }
  std::uint64_t missing_values() const { return missing_values_; }
  bool has_groups() const { return (header_.flags & kGroups) != 0; }

  double value(std::size_t row) const { return load<double>(record(row)); }  // NaN: missing
  std::uint32_t unit(std::size_t row) const {
    return has_groups() ? load<std::uint32_t>(record(row) + 8) : static_cast<std::uint32_t>(row);
  }
  std::uint32_t group(std::size_t row) const {
    return has_groups() ? load<std::uint32_t>(record(row) + 12) : 0;
  }

  // Numbered in the order of their keys.
  const Dictionary& units() const { return units_; }
  const Dictionary& groups() const { return groups_; }  // empty without group keys

 private:
  friend class ValuesBuilder;
  static constexpr std::uint16_t kGroups = 1;
  static constexpr std::size_t kHeaderBytes = 80;

  const std::byte* record(std::size_t row) const { return records_ + row * stride_; }

  BlobHeader header_;
  std::uint64_t rows_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t missing_values_ = 0;
  const std::byte* records_ = nullptr;
  std::size_t stride_ = 8;
  Dictionary units_;
  Dictionary groups_;
};

class ValuesBuilder {
 public:
  explicit ValuesBuilder(bool groups) : has_groups_(groups) {}

  void skip() { ++skipped_; }

  // value NaN: missing, else finite: the caller has checked.
  void add(const KeyView& unit, double value, const KeyView* group = nullptr);

  // Appends all rows of another data set; whether groups are there must agree.
  void append(const ValuesView& other, CancelToken& cancel);

  bool has_groups() const { return has_groups_; }
  std::size_t bytes() const { return rows_.size() * (has_groups_ ? 16 : 8) + 9 * units_.size(); }

  // Seals the data set. Throws Error when an id occurs twice in one group.
  ByteBuffer finish(CancelToken& cancel);

 private:
  struct Row {
    double value;
    std::uint32_t unit;
    std::uint32_t group;
  };

  bool has_groups_;
  std::uint64_t skipped_ = 0;
  GrowingArray<Row> rows_;
  Dictionary units_;
  Dictionary groups_;
};

}  // namespace clusterlite
