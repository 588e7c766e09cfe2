#include "datasets/points.hpp"

#include <algorithm>
#include <numeric>

#include "datasets/keys/key_types.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

Error damaged(std::string_view what) { return Error(concat("a damaged data set: ", what)); }

std::size_t stride_of(bool weights, bool groups) { return 16 + (weights ? 8 : 0) + (groups ? 4 : 0); }

// In parts between which somebody may want to stop.
void append_in_parts(ByteBuffer& to, std::span<const std::byte> bytes, CancelToken& cancel) {
  constexpr std::size_t kPart = std::size_t{2} << 20;
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), kPart));
    cancel.check(part.size() / 64);
    to.append(part.data(), part.size());
    bytes = bytes.subspan(part.size());
  }
}

}  // namespace

PointsView PointsView::open(const SealedBlob& sealed, CancelToken& cancel) {
  const std::span<const std::byte> blob = sealed.bytes;
  PointsView view;
  view.header_ = sealed.header;
  if (blob.size() < kHeaderBytes) throw damaged("its header is cut off");
  const std::byte* const start = blob.data();
  PointsSummary& s = view.summary_;
  s.rows = load<std::uint64_t>(start + 32);
  s.skipped = load<std::uint64_t>(start + 40);
  s.located = load<std::uint64_t>(start + 48);
  s.missing_weights = load<std::uint64_t>(start + 56);
  s.min_x = load<double>(start + 64);
  s.max_x = load<double>(start + 72);
  s.min_y = load<double>(start + 80);
  s.max_y = load<double>(start + 88);
  s.srid = load<std::int32_t>(start + 96);
  const auto group_count = load<std::uint32_t>(start + 100);
  const auto heap_bytes = load<std::uint64_t>(start + 104);
  const auto group_bytes = load<std::uint64_t>(start + 112);
  s.ignored_ordinates = load<std::uint32_t>(start + 120);
  s.shapes = load<std::uint32_t>(start + 124);

  view.stride_ = stride_of(view.has_weights(), view.has_groups());
  view.group_offset_ = view.has_weights() ? 24 : 16;
  view.ids_.first = load<std::int64_t>(start + 128);
  view.ids_.width = load<std::uint32_t>(start + 136);
  if (!IdColumnView::is_width(view.ids_.width)) throw damaged("its ids have an unknown width");
  view.records_ = start + kHeaderBytes;
  const std::uint64_t body = blob.size() - kHeaderBytes;
  const std::uint64_t row_bytes = view.stride_ + view.ids_.width;
  if (s.rows > body / row_bytes || s.rows >= std::numeric_limits<std::uint32_t>::max() || heap_bytes > body ||
      group_bytes > body) {
    throw damaged("its parts do not add up to its length");
  }
  const std::uint64_t before_shapes = s.rows * row_bytes + heap_bytes + group_bytes;
  const bool with_shapes = (view.header_.flags & kShapes) != 0;
  if (before_shapes > body || (before_shapes < body) != with_shapes || (s.shapes > 0) != with_shapes ||
      s.ignored_ordinates > s.rows) {
    throw damaged("its parts do not add up to its length");
  }
  view.ids_.data = view.records_ + s.rows * view.stride_;
  view.heap_ = blob.subspan(kHeaderBytes + s.rows * row_bytes, heap_bytes);
  const auto group_heap = blob.subspan(kHeaderBytes + before_shapes - group_bytes, group_bytes);
  if (group_count > group_bytes) throw damaged("it has more groups than room for their keys");
  view.group_keys_.reserve(group_count);
  Dictionary different;  // who numbers the keys anew must come to as many groups
  for (std::size_t offset = 0; view.group_keys_.size() < group_count;) {
    cancel.check();
    view.group_keys_.push_back(read_key(group_heap, offset, &offset));
    if (different.intern(view.group_keys_.back()) + 1 != view.group_keys_.size()) {
      throw damaged("two of its groups have the same key");
    }
  }
  if (with_shapes) view.open_shapes(blob.subspan(kHeaderBytes + before_shapes), cancel);
  if (sealed.origin == Origin::unknown) view.check_rows(cancel);
  return view;
}

void PointsView::open_shapes(std::span<const std::byte> section, CancelToken& cancel) {
  if (section.size() / kShapeRecordBytes < summary_.shapes) throw damaged("its list of shapes is cut off");
  shapes_ = section.data();
  shape_bytes_ = section.subspan(summary_.shapes * kShapeRecordBytes);
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < summary_.shapes; ++i) {
    cancel.check();
    const std::uint32_t row = shape_row(i);
    if (row >= size() || (i > 0 && row <= shape_row(i - 1)) || shape_end(i) < end ||
        shape_end(i) > shape_bytes_.size()) {
      throw damaged("its list of shapes is wrong");
    }
    end = shape_end(i);
    shape(i).check(x(row), y(row), cancel);
  }
  if (end != shape_bytes_.size()) throw damaged("bytes follow its last shape");
}

// Of those that are located.
ShapeBox PointsView::box_of_shapes(CancelToken& cancel) const {
  ShapeBox all;
  for (std::size_t i = 0; i < summary_.shapes; ++i) {
    cancel.check();
    if (!located(shape_row(i))) continue;
    const ShapeBox box = shape(i).box(cancel);
    all.add(box.min_x, box.min_y);
    all.add(box.max_x, box.max_y);
  }
  return all;
}

void PointsView::check_rows(CancelToken& cancel) const {
  constexpr std::size_t kBlock = 4096;
  std::uint64_t located_rows = 0;
  const ShapeBox shapes = box_of_shapes(cancel);
  double low_x = shapes.min_x;
  double high_x = shapes.max_x;
  double low_y = shapes.min_y;
  double high_y = shapes.max_y;
  for (std::size_t start = 0; start < size(); start += kBlock) {
    const std::size_t end = std::min(size(), start + kBlock);
    cancel.check(end - start);
    for (std::size_t row = start; row < end; ++row) {
      const double px = x(row);
      const double py = y(row);
      const double w = weight(row);
      const bool placed = is_in_range(px) && is_in_range(py);
      if ((!placed && !(std::isnan(px) && std::isnan(py))) || w < 0 || std::isinf(w)) {
        throw damaged("a coordinate or weight is out of range");
      }
      if (std::isnan(px) || std::isnan(w)) continue;
      ++located_rows;
      low_x = std::min(low_x, px);
      high_x = std::max(high_x, px);
      low_y = std::min(low_y, py);
      high_y = std::max(high_y, py);
    }
  }
  if (located_rows != summary_.located) throw damaged("its number of located rows is wrong");
  const bool boxed = located_rows == 0 || (low_x == summary_.min_x && high_x == summary_.max_x &&
                                           low_y == summary_.min_y && high_y == summary_.max_y);
  if (!boxed) throw damaged("its points do not fill its bounding box");
  check_keys(cancel);
}

void PointsView::check_keys(CancelToken& cancel) const {
  for (std::size_t row = 0; row < size(); ++row) {
    cancel.check();
    if (has_groups() && group(row) >= group_keys_.size()) throw damaged("a group number is out of range");
    if (!has_integer_ids()) id(row);  // throws when it lies outside the heap
    if (ids_rise() && row > 0 && compare_ids(row - 1, row) >= 0) throw damaged("its ids do not rise");
  }
}

PointsBuilder::PointsBuilder(bool weights, bool groups)
    : weights_(weights), groups_(groups), stride_(stride_of(weights, groups)) {
  blob_.append_zeros(PointsView::kHeaderBytes);
}

void PointsBuilder::add(const KeyView& id, double x, double y, double weight, const KeyView* group,
                        std::optional<std::int32_t> srid) {
  if (!std::isnan(x) && !(is_in_range(x) && is_in_range(y))) {
    const std::string place = concat(" for id ", to_text(id));
    require_in_range("x", x, place);
    require_in_range("y", y, place);
  }
  if (!add_row(id, x, y, weight, group)) return;
  widen_box(x, y);
  take_srid(srid);
}

void PointsBuilder::add_shape(const KeyView& id, const ShapeView& shape, const ShapeBox& box, double weight,
                              const KeyView* group, std::optional<std::int32_t> srid) {
  shape_bytes_.append(shape.bytes().data(), shape.bytes().size());
  shape_records_.append_value(static_cast<std::uint32_t>(summary_.rows));
  shape_records_.append_value(shape.type());
  shape_records_.append_value(static_cast<std::uint64_t>(shape_bytes_.size()));
  ++summary_.shapes;
  double x = 0;
  double y = 0;
  shape.first_vertex(x, y);
  if (!add_row(id, x, y, weight, group)) return;
  widen_box(box.min_x, box.min_y);
  widen_box(box.max_x, box.max_y);
  take_srid(srid);
}

// Whether the row is located.
bool PointsBuilder::add_row(const KeyView& id, double x, double y, double weight, const KeyView* group) {
  remember_order(id);
  if (id.type != KeyType::integer && !heap_ids_) move_ids_to_heap();
  std::int64_t stored_id = id.integer;
  if (heap_ids_) {
    stored_id = static_cast<std::int64_t>(heap_.size());
    append_key(heap_, id);
  }
  const std::uint32_t group_number = groups_ ? group_keys_.intern(*group) : 0;

  std::byte* const row = store_row(stored_id, x, y);
  if (weights_) store(row + 16, weight);
  if (groups_) store(row + (weights_ ? 24 : 16), group_number);
  if (std::isnan(weight)) ++summary_.missing_weights;
  if (std::isnan(x) || std::isnan(weight)) return false;
  ++summary_.located;
  return true;
}

void PointsBuilder::take_srid(std::optional<std::int32_t> srid) {
  if (!srid) return;
  if (summary_.srid == -1) summary_.srid = *srid;
  if (summary_.srid != *srid) {
    throw Error(concat("the geometries must be of one SRID (got ", summary_.srid, " and ", *srid, ")"));
  }
}

// Rising ids need no search for duplicates. Text ids are compared with the previous one, which the heap still
// holds.
void PointsBuilder::remember_order(const KeyView& id) {
  if (!ids_rise_ || summary_.rows == 0) return;
  const std::int64_t last = last_id_;
  if (!heap_ids_ && id.type == KeyType::integer) {
    ids_rise_ = last < id.integer;
  } else {
    const KeyView previous =
        heap_ids_ ? read_key(heap_.bytes(), static_cast<std::size_t>(last)) : KeyView::of(last);
    ids_rise_ = compare(previous, id) < 0;
  }
}

void PointsBuilder::move_ids_to_heap() {
  heap_ids_ = true;
  IdColumn offsets;
  for (std::size_t row = 0; row < summary_.rows; ++row) {
    last_id_ = static_cast<std::int64_t>(heap_.size());
    offsets.push(last_id_);
    append_key(heap_, KeyView::of(ids_.view()[row]));
  }
  ids_ = std::move(offsets);
}

void PointsBuilder::append(const PointsView& other, CancelToken& cancel) {
  if (other.has_weights() != weights_ || other.has_groups() != groups_) {
    const char* const what = other.has_weights() != weights_ ? "weights" : "group keys";
    throw Error(concat("some of the data sets have ", what, ", others have none; collect all of them alike"));
  }
  summary_.skipped += other.summary().skipped;
  const std::optional<std::int32_t> srid =
      other.summary().srid == -1 ? std::nullopt : std::optional(other.summary().srid);
  summary_.ignored_ordinates += other.summary().ignored_ordinates;
  std::size_t next_shape = 0;
  for (std::size_t row = 0; row < other.size(); ++row) {
    cancel.check();
    const KeyView group = groups_ ? other.group_key(other.group(row)) : KeyView{};
    const KeyView* const key = groups_ ? &group : nullptr;
    if (next_shape < other.summary().shapes && other.shape_row(next_shape) == row) {
      const ShapeView shape = other.shape(next_shape++);
      add_shape(other.id(row), shape, shape.box(cancel), other.weight(row), key, srid);
    } else {
      add(other.id(row), other.x(row), other.y(row), other.weight(row), key, srid);
    }
  }
}

void PointsBuilder::check_unique(CancelToken& cancel) {
  std::vector<std::uint32_t> order(summary_.rows);
  std::iota(order.begin(), order.end(), 0U);
  const auto id_of = [this](std::uint32_t row) {
    const std::int64_t stored = ids_.view()[row];
    return heap_ids_ ? read_key(heap_.bytes(), static_cast<std::size_t>(stored)) : KeyView::of(stored);
  };
  const auto group_of = [this](std::uint32_t row) {
    return groups_ ? load<std::uint32_t>(record(row) + stride_ - 4) : 0U;
  };
  // -1, 0, 1 for the pair (group, id)
  const auto order_of = [&](std::uint32_t a, std::uint32_t b) {
    const auto by_group = group_of(a) <=> group_of(b);
    return by_group != 0 ? by_group : compare(id_of(a), id_of(b));
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel.check();
    return order_of(a, b) < 0;
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    cancel.check();
    if (order_of(order[i - 1], order[i]) == 0) {
      const std::string where =
          groups_ ? concat(" in group ", to_text(group_keys_[group_of(order[i])])) : std::string();
      throw Error(
          concat("id ", to_text(id_of(order[i])), " occurs more than once", where, "; ids must be unique"));
    }
  }
}

ByteBuffer PointsBuilder::finish(CancelToken& cancel) {
  cancel.check(summary_.rows);
  refuse_two_types("group_key", group_keys_, cancel);
  if (!ids_rise_) check_unique(cancel);
  const IdColumnView ids = ids_.view();
  append_in_parts(blob_, ids_.bytes(), cancel);
  const std::size_t heap_bytes = heap_.size();
  append_in_parts(blob_, heap_.bytes(), cancel);
  heap_ = ByteBuffer();
  const std::size_t before_groups = blob_.size();
  for (std::size_t group = 0; group < group_keys_.size(); ++group) append_key(blob_, group_keys_[group]);
  const std::size_t group_bytes = blob_.size() - before_groups;
  for (ByteBuffer* const part : {&shape_records_, &shape_bytes_}) {
    append_in_parts(blob_, part->bytes(), cancel);
    *part = ByteBuffer();
  }

  std::byte* const start = blob_.data();
  store(start + 32, summary_.rows);
  store(start + 40, summary_.skipped);
  store(start + 48, summary_.located);
  store(start + 56, summary_.missing_weights);
  store(start + 64, summary_.min_x);
  store(start + 72, summary_.max_x);
  store(start + 80, summary_.min_y);
  store(start + 88, summary_.max_y);
  store(start + 96, summary_.srid);
  store(start + 100, static_cast<std::uint32_t>(group_keys_.size()));
  store(start + 104, static_cast<std::uint64_t>(heap_bytes));
  store(start + 112, static_cast<std::uint64_t>(group_bytes));
  store(start + 120, summary_.ignored_ordinates);
  store(start + 124, summary_.shapes);
  store(start + 128, ids.first);
  store(start + 136, ids.width);
  const auto flags = static_cast<std::uint16_t>(
      (weights_ ? PointsView::kWeights : 0) | (groups_ ? PointsView::kGroups : 0) |
      (heap_ids_ ? PointsView::kHeapIds : 0) | (ids_rise_ ? PointsView::kRisingIds : 0) |
      (summary_.shapes > 0 ? PointsView::kShapes : 0));
  seal_blob(blob_, Kind::points, flags, cancel);
  blob_.shrink();
  return std::move(blob_);
}

}  // namespace clusterlite
