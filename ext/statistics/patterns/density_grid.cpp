#include "statistics/patterns/density_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "distance/tree/site_tree.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

constexpr std::int64_t kSide = 32;             // of a block, in cells
constexpr std::size_t kMostCells = 4'000'000;  // 128 MB
constexpr double kFarthestCell = 0x1p51;       // beyond, the middles of cells are no numbers of their own

// Blocks of kSide x kSide cells.
struct Block {
  std::int64_t column;
  std::int64_t row;
};

// The firms of one group, in bandwidths.
class GroupGrid {
 public:
  GroupGrid(const PointsView& view, const SiteMarks& marks, std::span<const std::uint32_t> sites,
            double bandwidth, double cell, DensityKernel kernel, CancelToken& cancel)
      : bandwidth_(bandwidth),
        cell_(cell),
        kernel_(kernel),
        reach_(kernel == DensityKernel::gaussian ? 6 : 1),
        tree_(points_of(view, marks, sites, bandwidth, cancel), cancel) {
    weight_.reserve(sites.size());
    for (std::uint32_t place = 0; place < tree_.size(); ++place) {
      cancel.check();
      weight_.push_back(view.weight(marks.row(sites[tree_.site(place)])));
    }
  }

  // Blocks with a firm within reach, found by halving.
  std::vector<Block> blocks(std::size_t most, CancelToken& cancel) const {
    struct Range {
      Block low;
      Block high;  // not in it
    };
    std::vector<Block> result;
    const Box<2>& box = tree_.node(0).box;
    const auto block_of = [&](double at) {
      return static_cast<std::int64_t>(std::floor(at * bandwidth_ / cell_ / static_cast<double>(kSide)));
    };
    std::vector<Range> stack{{{block_of(box.low[0] - reach_), block_of(box.low[1] - reach_)},
                              {block_of(box.high[0] + reach_) + 1, block_of(box.high[1] + reach_) + 1}}};
    while (!stack.empty()) {
      const Range range = stack.back();
      stack.pop_back();
      cancel.check();
      if (!near(box_of(range.low, range.high), cancel)) continue;
      const std::int64_t columns = range.high.column - range.low.column;
      const std::int64_t rows = range.high.row - range.low.row;
      if (columns == 1 && rows == 1) {
        // A block in reach holds a cell in reach, or is one of the few at the rim.
        if (result.size() == most) throw_too_many();
        result.push_back(range.low);
      } else if (columns >= rows) {
        const std::int64_t middle = range.low.column + columns / 2;
        stack.push_back({range.low, {middle, range.high.row}});
        stack.push_back({{middle, range.low.row}, range.high});
      } else {
        const std::int64_t middle = range.low.row + rows / 2;
        stack.push_back({range.low, {range.high.column, middle}});
        stack.push_back({{range.low.column, middle}, range.high});
      }
    }
    std::sort(result.begin(), result.end(), [](const Block& a, const Block& b) {
      return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
    return result;
  }

  // The cells of a block that are not empty, by row and column.
  void fill(const Block& block, std::uint32_t group, CancelToken& cancel,
            std::vector<DensityCell>& cells) const {
    double x[kSide];
    double y[kSide];
    for (std::int64_t k = 0; k < kSide; ++k) {
      x[k] = middle(block.column * kSide + k) / bandwidth_;
      y[k] = middle(block.row * kSide + k) / bandwidth_;
    }
    std::vector<double> sums(kSide * kSide, 0);
    const Box<2> box{{x[0], y[0]}, {x[kSide - 1], y[kSide - 1]}};
    const double reach = reach_ * reach_;
    std::vector<std::uint32_t> stack{0};
    while (!stack.empty()) {
      const auto& node = tree_.node(stack.back());
      stack.pop_back();
      cancel.check();
      if (least_squared_distance(box, node.box) > reach) continue;
      if (!node.is_leaf()) {
        stack.push_back(node.child + 1);
        stack.push_back(node.child);
        continue;
      }
      for (std::uint32_t place = node.first; place < node.last; ++place) {
        const Point<2> firm = tree_.at(place);
        if (least_squared_distance(box, firm) > reach) continue;
        cancel.check(kSide * kSide);
        add_firm(firm, weight_[place], x, y, sums.data());
      }
    }
    const double unit =
        (kernel_ == DensityKernel::gaussian ? 0.5 : 3.0) / std::numbers::pi / bandwidth_ / bandwidth_;
    for (std::int64_t row = 0; row < kSide; ++row) {
      for (std::int64_t column = 0; column < kSide; ++column) {
        const auto at = static_cast<std::size_t>(row * kSide + column);
        if (!(sums[at] > 0)) continue;
        cells.push_back({block.column * kSide + column, block.row * kSide + row, sums[at] * unit, group});
      }
    }
  }

  static void throw_too_many() {
    throw Error(concat("more than ", std::uint64_t{kMostCells},
                       " cells lie within the kernel's reach of a firm; take a larger cell"));
  }

 private:
  static RawVector<Point<2>> points_of(const PointsView& view, const SiteMarks& marks,
                                       std::span<const std::uint32_t> sites, double bandwidth,
                                       CancelToken& cancel) {
    RawVector<Point<2>> points;
    points.reserve(sites.size());
    for (const std::uint32_t site : sites) {
      cancel.check();
      points.push_back({view.x(marks.row(site)) / bandwidth, view.y(marks.row(site)) / bandwidth});
    }
    return points;
  }

  double middle(std::int64_t cell) const { return (static_cast<double>(cell) + 0.5) * cell_; }

  // From the middle of the first cell to that of the last.
  Box<2> box_of(const Block& low, const Block& high) const {
    return {{middle(low.column * kSide) / bandwidth_, middle(low.row * kSide) / bandwidth_},
            {middle(high.column * kSide - 1) / bandwidth_, middle(high.row * kSide - 1) / bandwidth_}};
  }

  bool near(const Box<2>& box, CancelToken& cancel) const {
    std::vector<std::uint32_t> stack{0};
    while (!stack.empty()) {
      const auto& node = tree_.node(stack.back());
      stack.pop_back();
      cancel.check();
      if (least_squared_distance(box, node.box) > reach_ * reach_) continue;
      if (!node.is_leaf()) {
        stack.push_back(node.child + 1);
        stack.push_back(node.child);
        continue;
      }
      for (std::uint32_t place = node.first; place < node.last; ++place) {
        if (least_squared_distance(box, tree_.at(place)) <= reach_ * reach_) return true;
      }
    }
    return false;
  }

  // exp(-(x^2 + y^2) / 2) is a product: 64 exponentials serve 1,024 cells.
  void add_firm(const Point<2>& firm, double weight, const double* x, const double* y, double* sums) const {
    const bool gaussian = kernel_ == DensityKernel::gaussian;
    const double reach = reach_ * reach_;
    double squared[kSide];
    double along_x[kSide];
    for (std::int64_t k = 0; k < kSide; ++k) {
      squared[k] = (x[k] - firm[0]) * (x[k] - firm[0]);
      along_x[k] = gaussian && squared[k] <= reach ? std::exp(-squared[k] / 2) : 0;
    }
    for (std::int64_t row = 0; row < kSide; ++row, sums += kSide) {
      const double squared_y = (y[row] - firm[1]) * (y[row] - firm[1]);
      if (squared_y > reach) continue;
      const double in_row = gaussian ? weight * std::exp(-squared_y / 2) : weight;
      for (std::int64_t k = 0; k < kSide; ++k) {
        const double both = squared[k] + squared_y;
        const double factor = gaussian ? along_x[k] : (1 - both) * (1 - both);
        sums[k] += both <= reach ? in_row * factor : 0;
      }
    }
  }

  double bandwidth_;
  double cell_;
  DensityKernel kernel_;
  double reach_;
  SiteTree<2> tree_;
  std::vector<double> weight_;
};

void check_size(const PointsView& view, double bandwidth, double cell) {
  for (const auto& [name, value] : {std::pair("bandwidth", bandwidth), std::pair("cell", cell)}) {
    if (!(value > 0) || std::isinf(value))
      throw Error(concat(name, " must be > 0 and finite (got ", value, ")"));
  }
  const PointsSummary& summary = view.summary();
  if (summary.located == 0) return;
  const double farthest = std::max({std::fabs(summary.min_x), std::fabs(summary.max_x),
                                    std::fabs(summary.min_y), std::fabs(summary.max_y)}) +
                          6 * bandwidth;
  if (!(farthest / cell < kFarthestCell))
    throw Error(concat("cell is too small for coordinates of ", farthest, " (got ", cell, ")"));
  if (!(farthest / bandwidth < kFarthestCell))  // coordinates in bandwidths would not be finite
    throw Error(concat("bandwidth is too small for coordinates of ", farthest, " (got ", bandwidth, ")"));
}

}  // namespace

std::vector<DensityCell> density_grid(const PointsView& view, const SiteMarks& marks, double bandwidth,
                                      double cell, DensityKernel kernel, const Threads& threads,
                                      CancelToken& cancel) {
  check_size(view, bandwidth, cell);
  std::vector<DensityCell> result;
  for (std::uint32_t group = 0; group < marks.group_count(); ++group) {
    const auto sites = marks.sites_of(group);
    if (sites.empty()) continue;
    const GroupGrid grid(view, marks, sites, bandwidth, cell, kernel, cancel);
    const std::vector<Block> blocks = grid.blocks(kMostCells, cancel);
    constexpr std::size_t kAtOnce = 256;
    for (std::size_t first = 0; first < blocks.size(); first += kAtOnce) {
      std::vector<std::vector<DensityCell>> found(std::min(kAtOnce, blocks.size() - first));
      threads.for_each(found.size(), cancel, [&](std::size_t k, CancelToken& token) {
        grid.fill(blocks[first + k], group, token, found[k]);
      });
      for (const auto& cells : found) {
        if (result.size() + cells.size() > kMostCells) GroupGrid::throw_too_many();
        result.insert(result.end(), cells.begin(), cells.end());
      }
    }
  }
  std::sort(result.begin(), result.end(), [&](const DensityCell& a, const DensityCell& b) {
    cancel.check();
    if (a.group != b.group) return a.group < b.group;
    return a.row != b.row ? a.row < b.row : a.column < b.column;
  });
  return result;
}

}  // namespace clusterlite
