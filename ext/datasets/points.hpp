// The data set "points": one located firm a row.
//
// Layout after the common header (blob_format.hpp), little-endian:
//
//   offset  content
//       32  u64 rows; 40 u64 skipped (rows without id or group key); 48 u64 located (rows with coordinates
//           and weight); 56 u64 missing weights
//       64  f64 min_x, max_x, min_y, max_y of the located rows (NaN when there is none)
//       96  i32 SRID (-1: not known); 100 u32 number of groups; 104 u64 bytes of the id heap;
//           112 u64 bytes of the group keys; 120 u32 rows whose Z or M was not read; 124 u32 number of shapes
//      128  i64 first id; 136 u32 width of the ids: 0, 4 or 8 bytes (id_column.hpp); 140 u32 zero
//      144  the rows, each: f64 x, f64 y [, f64 weight] [, u32 group]
//        -  the ids, or their offsets into the id heap
//        -  the id heap: keys (key.hpp), when an id is not an integer
//        -  the group keys, one after another, in the order of their numbers
//        -  with flag 16, for each row that is a shape (lines, polygons, collections), in the order of rows:
//           u32 row, u32 type (ShapeType), u64 end of its bytes, counted from the end of this list;
//           then the bytes of the shapes (shapes.hpp)
//
// Flags: 1 weights, 2 groups, 4 ids in the heap, 8 ids rise strictly from row to row, 16 shapes.
// A missing coordinate is NaN in x and y, a missing weight NaN in weight.
// x and y of a shape are its first vertex: a point of it, by no means its location. Whoever measures between
// rows asks has_shapes() first. min_x .. max_y hold the shapes as a whole.
#pragma once

#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "datasets/blobs/blob_format.hpp"
#include "datasets/blobs/coordinate_range.hpp"
#include "datasets/keys/dictionary.hpp"
#include "datasets/keys/id_column.hpp"
#include "datasets/keys/key.hpp"
#include "datasets/shapes.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct PointsSummary {
  std::uint64_t rows = 0;
  std::uint64_t skipped = 0;
  std::uint64_t located = 0;
  std::uint64_t missing_weights = 0;
  double min_x = std::numeric_limits<double>::quiet_NaN();
  double max_x = min_x;
  double min_y = min_x;
  double max_y = min_x;
  std::int32_t srid = -1;
  std::uint32_t shapes = 0;             // rows that are no points
  std::uint32_t ignored_ordinates = 0;  // rows whose Z or M was not read
};

// Reads a data set in place. The bytes must outlive the view; nothing is copied but the group keys'
// positions.
class PointsView {
 public:
  // Checks everything a forged data set could get wrong. Throws Error.
  static PointsView open(const SealedBlob& sealed, CancelToken& cancel);
  static PointsView open(std::span<const std::byte> blob, CancelToken& cancel,
                         Origin origin = Origin::unknown) {
    const SealedBlob sealed = open_blob(blob, cancel, origin);
    check_kind(sealed, Kind::points);
    return open(sealed, cancel);
  }

  const PointsSummary& summary() const { return summary_; }
  const ContentHash& hash() const { return header_.hash; }
  std::size_t size() const { return summary_.rows; }
  bool has_weights() const { return (header_.flags & kWeights) != 0; }
  bool has_groups() const { return (header_.flags & kGroups) != 0; }
  bool has_integer_ids() const { return (header_.flags & kHeapIds) == 0; }
  bool ids_rise() const { return (header_.flags & kRisingIds) != 0; }
  bool has_shapes() const { return summary_.shapes != 0; }

  // NaN when the row has no coordinates; of a shape, its first vertex.
  double x(std::size_t row) const { return load<double>(record(row)); }
  double y(std::size_t row) const { return load<double>(record(row) + 8); }
  // 1 without weights; NaN when the row's weight is missing.
  double weight(std::size_t row) const { return has_weights() ? load<double>(record(row) + 16) : 1.0; }
  // Can take part in an analysis: has coordinates and a weight.
  bool located(std::size_t row) const { return !std::isnan(x(row)) && !std::isnan(weight(row)); }

  // Groups are numbered 0 .. group_count() - 1; without group keys all rows are group 0.
  std::uint32_t group(std::size_t row) const {
    return has_groups() ? load<std::uint32_t>(record(row) + group_offset_) : 0;
  }
  std::size_t group_count() const { return has_groups() ? group_keys_.size() : 1; }
  KeyView group_key(std::size_t group) const { return group_keys_[group]; }

  std::int64_t integer_id(std::size_t row) const { return ids_[row]; }
  KeyView id(std::size_t row) const {
    return has_integer_ids() ? KeyView::of(integer_id(row))
                             : read_key(heap_, static_cast<std::size_t>(integer_id(row)));
  }
  // The rows that are no points, 0 .. summary().shapes - 1, in the order of their rows.
  std::uint32_t shape_row(std::size_t shape) const { return load<std::uint32_t>(shape_record(shape)); }
  ShapeView shape(std::size_t shape) const {
    const std::uint64_t start = shape == 0 ? 0 : shape_end(shape - 1);
    return {load<ShapeType>(shape_record(shape) + 4), shape_bytes_.subspan(start, shape_end(shape) - start)};
  }

  // For ties ("the smallest id"): the order of key.hpp.
  std::strong_ordering compare_ids(std::size_t a, std::size_t b) const {
    return has_integer_ids() ? integer_id(a) <=> integer_id(b) : compare(id(a), id(b));
  }

 private:
  friend class PointsBuilder;
  static constexpr std::uint16_t kWeights = 1;
  static constexpr std::uint16_t kGroups = 2;
  static constexpr std::uint16_t kHeapIds = 4;
  static constexpr std::uint16_t kRisingIds = 8;
  static constexpr std::uint16_t kShapes = 16;
  static constexpr std::size_t kHeaderBytes = 144;
  static constexpr std::size_t kShapeRecordBytes = 16;

  const std::byte* record(std::size_t row) const { return records_ + row * stride_; }
  const std::byte* shape_record(std::size_t shape) const { return shapes_ + shape * kShapeRecordBytes; }
  std::uint64_t shape_end(std::size_t shape) const { return load<std::uint64_t>(shape_record(shape) + 8); }
  void open_shapes(std::span<const std::byte> section, CancelToken& cancel);
  void check_rows(CancelToken& cancel) const;
  ShapeBox box_of_shapes(CancelToken& cancel) const;
  void check_keys(CancelToken& cancel) const;

  BlobHeader header_;
  PointsSummary summary_;
  const std::byte* records_ = nullptr;
  std::size_t stride_ = 16;
  std::size_t group_offset_ = 16;
  IdColumnView ids_;
  std::span<const std::byte> heap_;
  std::vector<KeyView> group_keys_;
  const std::byte* shapes_ = nullptr;
  std::span<const std::byte> shape_bytes_;
};

// Collects rows into a data set.
class PointsBuilder {
 public:
  PointsBuilder(bool weights, bool groups);

  // A row without id or group key: counted only.
  void skip() { ++summary_.skipped; }

  // x and y NaN: no coordinates. weight NaN: missing. Weights are finite and >= 0: the caller has checked.
  // Coordinates must lie in the range of coordinate_range.hpp, SRIDs of located rows must agree (nullopt: the
  // row has no say): else throws Error naming the row, or both SRIDs.
  void add(const KeyView& id, double x, double y, double weight = 1, const KeyView* group = nullptr,
           std::optional<std::int32_t> srid = std::nullopt);

  // The same for a located row where there are neither weights nor groups: a few nanoseconds as long as the
  // ids are integers that rise.
  void add_point(std::int64_t id, double x, double y) {
    if (heap_ids_ || !ids_rise_ || (summary_.rows > 0 && id <= last_id_) || !is_in_range(x) ||
        !is_in_range(y)) {
      return add(KeyView::of(id), x, y);
    }
    store_row(id, x, y);
    ++summary_.located;
    widen_box(x, y);
  }

  // A row that is no point: at least two vertices, within the bounds of shapes.hpp.
  void add_shape(const KeyView& id, const ShapeView& shape, const ShapeBox& box, double weight = 1,
                 const KeyView* group = nullptr, std::optional<std::int32_t> srid = std::nullopt);

  // The row that was added last had a Z or an M.
  void note_ignored_ordinates() { ++summary_.ignored_ordinates; }

  // Appends all rows of another data set; whether weights and groups are there must agree.
  void append(const PointsView& other, CancelToken& cancel);

  bool has_weights() const { return weights_; }
  bool has_groups() const { return groups_; }
  std::size_t bytes() const {
    return blob_.size() + ids_.bytes().size() + heap_.size() + shape_records_.size() + shape_bytes_.size();
  }

  // Seals the data set. Throws Error when an id occurs twice in one group.
  ByteBuffer finish(CancelToken& cancel);

 private:
  std::byte* store_row(std::int64_t stored_id, double x, double y) {
    last_id_ = stored_id;
    ids_.push(stored_id);
    std::byte* const row = blob_.extend(stride_);
    store(row, x);
    store(row + 8, y);
    ++summary_.rows;
    return row;
  }
  void widen_box(double x, double y) {
    summary_.min_x = x >= summary_.min_x ? summary_.min_x : x;  // also when it is not a number yet
    summary_.max_x = x <= summary_.max_x ? summary_.max_x : x;
    summary_.min_y = y >= summary_.min_y ? summary_.min_y : y;
    summary_.max_y = y <= summary_.max_y ? summary_.max_y : y;
  }
  void remember_order(const KeyView& id);
  void move_ids_to_heap();
  bool add_row(const KeyView& id, double x, double y, double weight, const KeyView* group);
  void take_srid(std::optional<std::int32_t> srid);
  void check_unique(CancelToken& cancel);
  std::byte* record(std::size_t row) { return blob_.data() + PointsView::kHeaderBytes + row * stride_; }

  bool weights_;
  bool groups_;
  bool heap_ids_ = false;
  bool ids_rise_ = true;
  std::int64_t last_id_ = 0;  // as stored
  std::size_t stride_;
  PointsSummary summary_;
  ByteBuffer blob_;
  IdColumn ids_;
  ByteBuffer heap_;
  Dictionary group_keys_;
  ByteBuffer shape_records_;
  ByteBuffer shape_bytes_;
};

}  // namespace clusterlite
