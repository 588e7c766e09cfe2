#include "geometry/hulls/simple_ring.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace clusterlite {
namespace {

struct Box {
  Coordinate low;
  Coordinate high;

  static Box of(const Coordinate& a, const Coordinate& b) {
    return {{std::min(a.x, b.x), std::min(a.y, b.y)}, {std::max(a.x, b.x), std::max(a.y, b.y)}};
  }
  Box with(const Box& other) const {
    return {{std::min(low.x, other.low.x), std::min(low.y, other.low.y)},
            {std::max(high.x, other.high.x), std::max(high.y, other.high.y)}};
  }
  bool touches(const Box& other) const {
    return low.x <= other.high.x && other.low.x <= high.x && low.y <= other.high.y && other.low.y <= high.y;
  }
};

// The boxes of stretches of 8 sides, of 16, 32 ... up to the whole ring; stretches whose boxes are apart do
// not meet.
class RingTree {
 public:
  RingTree(const GeosContext& context, std::span<const Coordinate> corners, CancelToken& cancel)
      : context_(context), corners_(corners), cancel_(cancel) {
    std::vector<Box> boxes;
    for (std::size_t first = 0; first < corners_.size(); first += kLeafSides) {
      Box box = side_box(first);
      for (std::size_t i = first + 1; i < leaf_end(first / kLeafSides); ++i) box = box.with(side_box(i));
      cancel_.check(kLeafSides);
      boxes.push_back(box);
    }
    levels_.push_back(std::move(boxes));
    while (levels_.back().size() > 1) {
      const std::vector<Box>& below = levels_.back();
      std::vector<Box> above;
      for (std::size_t i = 0; i < below.size(); i += 2) {
        cancel_.check();
        above.push_back(i + 1 < below.size() ? below[i].with(below[i + 1]) : below[i]);
      }
      levels_.push_back(std::move(above));
    }
  }

  bool is_simple() const { return is_simple(levels_.size() - 1, 0); }

 private:
  static constexpr std::size_t kLeafSides = 8;

  std::size_t leaf_end(std::size_t leaf) const { return std::min(corners_.size(), (leaf + 1) * kLeafSides); }
  const Coordinate& end_of(std::size_t side) const {
    return corners_[side + 1 == corners_.size() ? 0 : side + 1];
  }
  Box side_box(std::size_t side) const { return Box::of(corners_[side], end_of(side)); }

  bool is_simple(std::size_t level, std::size_t node) const {
    if (level == 0) return are_apart_or_neighbours(node, node);
    const std::size_t child = 2 * node;
    if (!is_simple(level - 1, child)) return false;
    if (child + 1 == levels_[level - 1].size()) return true;
    return is_simple(level - 1, child + 1) && are_apart(level - 1, child, child + 1);
  }

  // Two different stretches, a before b.
  bool are_apart(std::size_t level, std::size_t a, std::size_t b) const {
    cancel_.check();
    if (!levels_[level][a].touches(levels_[level][b])) return true;
    if (level == 0) return are_apart_or_neighbours(a, b);
    const std::size_t count = levels_[level - 1].size();
    for (std::size_t i = 2 * a; i < std::min(count, 2 * a + 2); ++i) {
      for (std::size_t j = 2 * b; j < std::min(count, 2 * b + 2); ++j) {
        if (!are_apart(level - 1, i, j)) return false;
      }
    }
    return true;
  }

  // The sides of two leaves, or of one with each other.
  bool are_apart_or_neighbours(std::size_t a, std::size_t b) const {
    for (std::size_t i = a * kLeafSides; i < leaf_end(a); ++i) {
      for (std::size_t j = a == b ? i + 1 : b * kLeafSides; j < leaf_end(b); ++j) {
        cancel_.check();
        if (j == i + 1) {
          if (turns_back(i, j)) return false;
        } else if (i == 0 && j + 1 == corners_.size()) {
          if (turns_back(j, i)) return false;
        } else if (meet(i, j)) {
          return false;
        }
      }
    }
    return true;
  }

  int turn(const Coordinate& a, const Coordinate& b, const Coordinate& c) const {
    const int turn = GEOSOrientationIndex_r(context_.handle(), a.x, a.y, b.x, b.y, c.x, c.y);
    if (turn == 2) context_.fail();
    return turn;
  }

  // The second of two neighbours lies on the first.
  bool turns_back(std::size_t first, std::size_t second) const {
    const Coordinate& a = corners_[first];
    const Coordinate& b = corners_[second];
    const Coordinate& c = end_of(second);
    if (turn(a, b, c) != 0) return false;
    const auto same_way = [](double one, double other) {
      return (one > 0 && other > 0) || (one < 0 && other < 0);
    };
    return same_way(a.x - b.x, c.x - b.x) || same_way(a.y - b.y, c.y - b.y);
  }

  // Two sides without a common corner. On one line they meet when their boxes do.
  bool meet(std::size_t i, std::size_t j) const {
    if (!side_box(i).touches(side_box(j))) return false;
    const Coordinate& a = corners_[i];
    const Coordinate& b = end_of(i);
    const Coordinate& c = corners_[j];
    const Coordinate& d = end_of(j);
    return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0;
  }

  const GeosContext& context_;
  std::span<const Coordinate> corners_;
  CancelToken& cancel_;
  std::vector<std::vector<Box>> levels_;
};

}  // namespace

bool is_simple_ring(const GeosContext& context, std::span<const Coordinate> corners, CancelToken& cancel) {
  return RingTree(context, corners, cancel).is_simple();
}

}  // namespace clusterlite
