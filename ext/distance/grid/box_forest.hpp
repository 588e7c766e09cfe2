// Trees of bounding boxes over the points of crowded cells.
//
// A cell may hold a million points, and comparing each of them with those of a neighbouring cell would take a
// million times a million steps. A k-d tree (Bentley 1975) over such a cell answers by whole boxes instead.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "distance/frame/points_and_boxes.hpp"
#include "distance/grid/cell_grid.hpp"
#include "distance/grid/point_scans.hpp"
#include "distance/located/exact_weights.hpp"
#include "distance/located/id_order.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

// The nearest point found so far, and at what distance.
struct Nearest {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  double squared;               // at first the farthest distance that counts
  std::uint32_t point = kNone;  // its place in the grid
};

// The points first .. last - 1 of the grid, in a box.
template <std::size_t D, class Weights>
struct BoxNode {
  Box<D> box{};
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint32_t child = 0;  // 0: a leaf; else the first of two children, the second follows
  typename Weights::Sum sum{};

  std::uint32_t count() const { return last - first; }
  bool is_leaf() const { return child == 0; }
};

// Built cell by cell, each by one thread; searched by any number of them.
template <std::size_t D, class Weights>
class BoxForest {
 public:
  using Sum = typename Weights::Sum;
  using Node = BoxNode<D, Weights>;
  static constexpr std::uint32_t kNoTree = 0;
  static constexpr std::uint32_t kLeafPoints = 16;

  BoxForest(CellGrid<D>& grid, const Weights& weights, const IdOrder& id_order)
      : grid_(grid), weights_(weights), id_order_(id_order), nodes_(1) {}

  // A tree over the first size(cell) points of each of these cells, in place of any older one. The points of
  // a cell change their order.
  template <class Size>
  void plant(std::span<const std::uint32_t> cells, const Size& size, const Threads& threads,
             CancelToken& cancel);
  void fell(std::uint32_t cell) {
    if (!roots_.empty()) roots_[cell] = kNoTree;
  }

  // kNoTree when there is none.
  std::uint32_t root(std::uint32_t cell) const { return roots_.empty() ? kNoTree : roots_[cell]; }
  const Node& node(std::uint32_t number) const { return nodes_[number]; }

  // Whether a point of one tree is within squared distance `reach` of a point of the other.
  bool touch(std::uint32_t root_a, std::uint32_t root_b, double reach, CancelToken& cancel) const;

  // Puts the tree's point nearest to `p` into `best` if it is nearer, or as near with a smaller id.
  void find_nearest(std::uint32_t root, const Point<D>& p, Nearest& best, CancelToken& cancel) const;

  // The same for the points first .. last - 1 one by one.
  void find_nearest(std::uint32_t first, std::uint32_t last, const Point<D>& p, Nearest& best,
                    CancelToken& cancel) const;

 private:
  struct Entry {
    Point<D> point;
    double weight;
    std::uint32_t data_row;
  };

  // Plants one tree, whose nodes have a place in nodes_ from `root` on.
  class Planter {
   public:
    Planter(BoxForest& forest, CancelToken& cancel) : forest_(forest), cancel_(cancel) {}
    void plant(std::uint32_t root, std::uint32_t first, std::uint32_t last);

   private:
    void split(std::uint32_t node);
    void finish_leaf(Node& node);

    BoxForest& forest_;
    CancelToken& cancel_;
    std::vector<Entry> entries_;
    std::uint32_t offset_ = 0;
    std::uint32_t next_node_ = 0;
  };

  // No tree over so many points has more nodes: halving goes on while there are more than kLeafPoints.
  static std::uint64_t most_nodes(std::uint32_t points) {
    std::uint64_t leaves = 1;
    while (leaves * kLeafPoints < points) leaves *= 2;
    return 2 * leaves - 1;
  }

  CellGrid<D>& grid_;
  Weights weights_;
  IdOrder id_order_;
  RawVector<Node> nodes_;           // number 0 is no node
  RawVector<std::uint32_t> roots_;  // by cell; empty as long as there is no tree
};

template <std::size_t D, class Weights>
template <class Size>
void BoxForest<D, Weights>::plant(std::span<const std::uint32_t> cells, const Size& size,
                                  const Threads& threads, CancelToken& cancel) {
  if (cells.empty()) return;
  if (roots_.empty()) roots_.resize(grid_.cell_count(), kNoTree);
  std::uint64_t next = nodes_.size();
  for (const std::uint32_t cell : cells) {
    cancel.check();
    roots_[cell] = static_cast<std::uint32_t>(next);
    next += most_nodes(size(cell));
  }
  nodes_.resize(next);
  constexpr std::size_t kCellsPerPart = 16;
  threads.for_each((cells.size() + kCellsPerPart - 1) / kCellsPerPart, cancel,
                   [&](std::size_t part, CancelToken& token) {
                     Planter planter(*this, token);
                     const std::size_t end = std::min(cells.size(), (part + 1) * kCellsPerPart);
                     for (std::size_t i = part * kCellsPerPart; i < end; ++i) {
                       const std::uint32_t first = grid_.begin(cells[i]);
                       planter.plant(roots_[cells[i]], first, first + size(cells[i]));
                     }
                   });
}

template <std::size_t D, class Weights>
void BoxForest<D, Weights>::Planter::plant(std::uint32_t root, std::uint32_t first, std::uint32_t last) {
  CellGrid<D>& grid = forest_.grid_;
  entries_.clear();
  entries_.reserve(last - first);
  for (std::uint32_t i = first; i < last; ++i) {
    cancel_.check();
    entries_.push_back({grid.points[i], grid.weights.empty() ? 1 : grid.weights[i], grid.data_rows[i]});
  }
  offset_ = first;
  next_node_ = root + 1;
  forest_.nodes_[root] = {.box = {}, .first = first, .last = last, .child = 0, .sum = {}};
  split(root);
  for (std::uint32_t i = first; i < last; ++i) {
    cancel_.check();
    const Entry& entry = entries_[i - first];
    grid.points[i] = entry.point;
    grid.data_rows[i] = entry.data_row;
    if (!grid.weights.empty()) grid.weights[i] = entry.weight;
  }
}

template <std::size_t D, class Weights>
void BoxForest<D, Weights>::Planter::split(std::uint32_t number) {
  Node& node = forest_.nodes_[number];
  const auto begin = entries_.begin() + (node.first - offset_);
  const auto end = entries_.begin() + (node.last - offset_);
  cancel_.check(node.count());
  Box<D> box = Box<D>::empty();
  for (auto entry = begin; entry != end; ++entry) box.add(entry->point);
  node.box = box;
  if (box.is_one_place() || node.count() <= kLeafPoints) return finish_leaf(node);

  std::size_t axis = 0;
  for (std::size_t other = 1; other < D; ++other) {
    if (box.high[other] - box.low[other] > box.high[axis] - box.low[axis]) axis = other;
  }
  const std::uint32_t middle = node.first + node.count() / 2;
  std::nth_element(begin, entries_.begin() + (middle - offset_), end,
                   [this, axis](const Entry& a, const Entry& b) {
                     cancel_.check();
                     return a.point[axis] < b.point[axis];
                   });
  const std::uint32_t child = next_node_;
  next_node_ += 2;
  node.child = child;
  forest_.nodes_[child] = {.box = {}, .first = node.first, .last = middle, .child = 0, .sum = {}};
  forest_.nodes_[child + 1] = {.box = {}, .first = middle, .last = node.last, .child = 0, .sum = {}};
  split(child);
  split(child + 1);
  node.sum = forest_.nodes_[child].sum;
  node.sum += forest_.nodes_[child + 1].sum;
}

template <std::size_t D, class Weights>
void BoxForest<D, Weights>::Planter::finish_leaf(Node& node) {
  const auto begin = entries_.begin() + (node.first - offset_);
  const auto end = entries_.begin() + (node.last - offset_);
  Sum sum{};
  for (auto entry = begin; entry != end; ++entry) {
    cancel_.check();
    sum += forest_.weights_.term({&entry->weight, 1}, 0);
  }
  node.sum = sum;
  if (!node.box.is_one_place()) return;
  // In front stands the one point that find_nearest() looks at.
  std::iter_swap(begin, std::min_element(begin, end, [this](const Entry& a, const Entry& b) {
                   cancel_.check();
                   return forest_.id_order_(a.data_row, b.data_row);
                 }));
}

template <std::size_t D, class Weights>
bool BoxForest<D, Weights>::touch(std::uint32_t root_a, std::uint32_t root_b, double reach,
                                  CancelToken& cancel) const {
  cancel.check();
  const Node& a = nodes_[root_a];
  const Node& b = nodes_[root_b];
  if (least_squared_distance(a.box, b.box) > reach) return false;
  if (greatest_squared_distance(a.box, b.box) <= reach) return true;
  if (a.is_leaf() && b.is_leaf()) {
    // A leaf of many points is one place: its first point stands for all.
    const std::uint32_t last_a = a.count() > kLeafPoints ? a.first + 1 : a.last;
    const std::uint32_t size_b = b.count() > kLeafPoints ? 1 : b.count();
    for (std::uint32_t i = a.first; i < last_a; ++i) {
      cancel.check(size_b);
      if (count_near<D>(&grid_.points[b.first], size_b, grid_.points[i], reach) != 0) return true;
    }
    return false;
  }
  // Split the larger one, and look into its nearer half first.
  if (b.is_leaf() || (!a.is_leaf() && a.count() >= b.count())) {
    const bool second_first = least_squared_distance(nodes_[a.child + 1].box, b.box) <
                              least_squared_distance(nodes_[a.child].box, b.box);
    return touch(a.child + (second_first ? 1 : 0), root_b, reach, cancel) ||
           touch(a.child + (second_first ? 0 : 1), root_b, reach, cancel);
  }
  return touch(root_b, root_a, reach, cancel);
}

template <std::size_t D, class Weights>
void BoxForest<D, Weights>::find_nearest(std::uint32_t root, const Point<D>& p, Nearest& best,
                                         CancelToken& cancel) const {
  const Node& node = nodes_[root];
  if (least_squared_distance(node.box, p) > best.squared) return;
  if (node.is_leaf()) {
    find_nearest(node.first, node.box.is_one_place() ? node.first + 1 : node.last, p, best, cancel);
    return;
  }
  const bool second_first = least_squared_distance(nodes_[node.child + 1].box, p) <
                            least_squared_distance(nodes_[node.child].box, p);
  find_nearest(node.child + (second_first ? 1 : 0), p, best, cancel);
  find_nearest(node.child + (second_first ? 0 : 1), p, best, cancel);
}

template <std::size_t D, class Weights>
void BoxForest<D, Weights>::find_nearest(std::uint32_t first, std::uint32_t last, const Point<D>& p,
                                         Nearest& best, CancelToken& cancel) const {
  cancel.check(last - first);
  const double least = least_squared<D>(&grid_.points[first], last - first, p);
  if (least > best.squared) return;
  for (std::uint32_t i = first; i < last; ++i) {
    if (squared_distance(grid_.points[i], p) != least) continue;
    if (least == best.squared && best.point != Nearest::kNone &&
        !id_order_(grid_.data_rows[i], grid_.data_rows[best.point])) {
      continue;
    }
    best = {least, i};
  }
}

}  // namespace clusterlite::distance
