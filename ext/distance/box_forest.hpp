// Trees of bounding boxes over the points of crowded cells.
//
// A cell may hold a million points, and comparing each of them with those of a neighbouring cell would take a
// million times a million steps. A k-d tree (Bentley 1975) over such a cell answers by whole boxes instead.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "distance/cell_grid.hpp"
#include "distance/ids.hpp"
#include "distance/space.hpp"
#include "distance/weights.hpp"
#include "support/cancel.hpp"

namespace clusterlite::distance {

// The nearest point found so far, and at what distance.
struct Nearest {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  double squared;               // at first the farthest distance that counts
  std::uint32_t point = kNone;  // its place in the grid
};

template <std::size_t D, class Weights>
class BoxForest {
 public:
  using Sum = typename Weights::Sum;
  static constexpr std::uint32_t kNoTree = 0;

  BoxForest(CellGrid<D>& grid, const Weights& weights, const IdOrder& id_order, CancelToken& cancel)
      : grid_(grid), weights_(weights), id_order_(id_order), cancel_(cancel), nodes_(1) {}

  // A tree over the points first .. last - 1, which change their order. Returns its root.
  std::uint32_t plant(std::uint32_t first, std::uint32_t last);

  // Adds the weight of the tree's points within squared distance `reach` of `p` to `sum`, at most until
  // enough(sum).
  template <class Enough>
  void add_within(std::uint32_t root, const Point<D>& p, double reach, const Enough& enough, Sum& sum) const;

  // Whether a point of one tree is within squared distance `reach` of a point of the other.
  bool touch(std::uint32_t root_a, std::uint32_t root_b, double reach) const;

  // Puts the tree's point nearest to `p` into `best` if it is nearer, or as near with a smaller id.
  void find_nearest(std::uint32_t root, const Point<D>& p, Nearest& best) const;

  // The same for the points first .. last - 1 one by one.
  void find_nearest(std::uint32_t first, std::uint32_t last, const Point<D>& p, Nearest& best) const;

 private:
  static constexpr std::uint32_t kLeafPoints = 16;

  struct Node {
    Box<D> box{};
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t child = 0;  // 0: a leaf; else the first of two children, the second follows
    Sum sum{};
  };
  struct Entry {
    Point<D> point;
    double weight;
    std::uint32_t data_row;
  };

  void split(std::uint32_t node, std::vector<Entry>& entries, std::uint32_t offset);

  CellGrid<D>& grid_;
  Weights weights_;
  IdOrder id_order_;
  CancelToken& cancel_;
  std::vector<Node> nodes_;  // number 0 is no node
};

template <std::size_t D, class Weights>
std::uint32_t BoxForest<D, Weights>::plant(std::uint32_t first, std::uint32_t last) {
  std::vector<Entry> entries;
  entries.reserve(last - first);
  for (std::uint32_t i = first; i < last; ++i) {
    cancel_.check();
    entries.push_back({grid_.points[i], grid_.weights.empty() ? 1 : grid_.weights[i], grid_.data_rows[i]});
  }
  const auto root = static_cast<std::uint32_t>(nodes_.size());
  nodes_.emplace_back();
  nodes_[root].first = first;
  nodes_[root].last = last;
  split(root, entries, first);
  for (std::uint32_t i = first; i < last; ++i) {
    cancel_.check();
    const Entry& entry = entries[i - first];
    grid_.points[i] = entry.point;
    grid_.data_rows[i] = entry.data_row;
    if (!grid_.weights.empty()) grid_.weights[i] = entry.weight;
  }
  return root;
}

template <std::size_t D, class Weights>
void BoxForest<D, Weights>::split(std::uint32_t node, std::vector<Entry>& entries, std::uint32_t offset) {
  const std::uint32_t first = nodes_[node].first;
  const std::uint32_t last = nodes_[node].last;
  const auto begin = entries.begin() + (first - offset);
  const auto end = entries.begin() + (last - offset);
  Box<D> box = Box<D>::empty();
  for (auto entry = begin; entry != end; ++entry) {
    cancel_.check();
    box.add(entry->point);
  }
  nodes_[node].box = box;

  if (box.is_one_place() || last - first <= kLeafPoints) {
    Sum sum{};
    for (auto entry = begin; entry != end; ++entry) {
      cancel_.check();
      sum += weights_.term({&entry->weight, 1}, 0);
    }
    nodes_[node].sum = sum;
    if (box.is_one_place()) {  // in front stands the one point find_nearest() looks at
      std::iter_swap(begin, std::min_element(begin, end, [this](const Entry& a, const Entry& b) {
                       cancel_.check();
                       return id_order_(a.data_row, b.data_row);
                     }));
    }
    return;
  }

  std::size_t axis = 0;
  for (std::size_t other = 1; other < D; ++other) {
    if (box.high[other] - box.low[other] > box.high[axis] - box.low[axis]) axis = other;
  }
  const std::uint32_t middle = first + (last - first) / 2;
  std::nth_element(begin, entries.begin() + (middle - offset), end,
                   [this, axis](const Entry& a, const Entry& b) {
                     cancel_.check();
                     return a.point[axis] < b.point[axis];
                   });
  const auto child = static_cast<std::uint32_t>(nodes_.size());
  nodes_.resize(nodes_.size() + 2);
  nodes_[node].child = child;
  nodes_[child].first = first;
  nodes_[child].last = nodes_[child + 1].first = middle;
  nodes_[child + 1].last = last;
  split(child, entries, offset);
  split(child + 1, entries, offset);
  nodes_[node].sum = nodes_[child].sum;
  nodes_[node].sum += nodes_[child + 1].sum;
}

template <std::size_t D, class Weights>
template <class Enough>
void BoxForest<D, Weights>::add_within(std::uint32_t root, const Point<D>& p, double reach,
                                       const Enough& enough, Sum& sum) const {
  cancel_.check();
  const Node& node = nodes_[root];
  if (least_squared_distance(node.box, p) > reach) return;
  if (greatest_squared_distance(node.box, p) <= reach) {
    sum += node.sum;
    return;
  }
  if (node.child == 0) {
    cancel_.check(node.last - node.first);
    for (std::uint32_t i = node.first; i < node.last; ++i) {
      if (squared_distance(grid_.points[i], p) <= reach) sum += weights_.term(grid_.weights, i);
    }
    return;
  }
  add_within(node.child, p, reach, enough, sum);
  if (!enough(sum)) add_within(node.child + 1, p, reach, enough, sum);
}

template <std::size_t D, class Weights>
bool BoxForest<D, Weights>::touch(std::uint32_t root_a, std::uint32_t root_b, double reach) const {
  cancel_.check();
  const Node& a = nodes_[root_a];
  const Node& b = nodes_[root_b];
  if (least_squared_distance(a.box, b.box) > reach) return false;
  if (greatest_squared_distance(a.box, b.box) <= reach) return true;
  const std::uint32_t size_a = a.last - a.first;
  const std::uint32_t size_b = b.last - b.first;
  if (a.child == 0 && b.child == 0) {
    // A leaf of many points is one place: its first point stands for all.
    const std::uint32_t last_a = size_a > kLeafPoints ? a.first + 1 : a.last;
    const std::uint32_t last_b = size_b > kLeafPoints ? b.first + 1 : b.last;
    for (std::uint32_t i = a.first; i < last_a; ++i) {
      cancel_.check(last_b - b.first);
      for (std::uint32_t j = b.first; j < last_b; ++j) {
        if (squared_distance(grid_.points[i], grid_.points[j]) <= reach) return true;
      }
    }
    return false;
  }
  // Split the larger one, and look into its nearer half first.
  if (b.child == 0 || (a.child != 0 && size_a >= size_b)) {
    const bool second_first = least_squared_distance(nodes_[a.child + 1].box, b.box) <
                              least_squared_distance(nodes_[a.child].box, b.box);
    return touch(a.child + (second_first ? 1 : 0), root_b, reach) ||
           touch(a.child + (second_first ? 0 : 1), root_b, reach);
  }
  return touch(root_b, root_a, reach);
}

template <std::size_t D, class Weights>
void BoxForest<D, Weights>::find_nearest(std::uint32_t root, const Point<D>& p, Nearest& best) const {
  cancel_.check();
  const Node& node = nodes_[root];
  if (least_squared_distance(node.box, p) > best.squared) return;
  if (node.child == 0) {
    find_nearest(node.first, node.box.is_one_place() ? node.first + 1 : node.last, p, best);
    return;
  }
  const bool second_first = least_squared_distance(nodes_[node.child + 1].box, p) <
                            least_squared_distance(nodes_[node.child].box, p);
  find_nearest(node.child + (second_first ? 1 : 0), p, best);
  find_nearest(node.child + (second_first ? 0 : 1), p, best);
}

template <std::size_t D, class Weights>
void BoxForest<D, Weights>::find_nearest(std::uint32_t first, std::uint32_t last, const Point<D>& p,
                                         Nearest& best) const {
  cancel_.check(last - first);
  for (std::uint32_t i = first; i < last; ++i) {
    const double squared = squared_distance(grid_.points[i], p);
    if (squared > best.squared) continue;
    if (squared == best.squared && best.point != Nearest::kNone &&
        !id_order_(grid_.data_rows[i], grid_.data_rows[best.point])) {
      continue;
    }
    best = {squared, i};
  }
}

}  // namespace clusterlite::distance
