#include "distance/neighbours/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "distance/frame/coordinate_frames.hpp"
#include "distance/located/row_groups.hpp"
#include "distance/tree/place_search.hpp"
#include "distance/tree/point_search.hpp"
#include "distance/tree/search_tree.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/error.hpp"
#include "support/running/parallel_sort.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;

constexpr std::uint32_t kNowhere = 0xFFFFFFFF;

template <class Frame>
class NeighboursIn final : public Neighbours {
 public:
  static constexpr std::size_t D = Frame::kDimensions;

  NeighboursIn(const PointsView& view, std::uint32_t k, const Threads& threads, CancelToken& cancel)
      : Neighbours(threads), k_(k), ranks_(view, cancel), place_of_(filled(view.size(), kNowhere, cancel)) {
    const RowGroups groups(view, cancel);
    groups_.reserve(groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
      cancel.check();
      groups_.emplace_back(view, groups[i], ranks_, cancel, 0, threads);
      note_places(groups_.back(), cancel);
    }
    if (view.has_groups()) {
      group_of_.reserve(view.size());
      Rows(view.size()).for_each(cancel, [&](std::uint32_t row) { group_of_.push_back(view.group(row)); });
    }
    lay_out(static_cast<std::uint32_t>(view.size()), cancel);
  }

  std::uint32_t count(std::uint32_t row) const override {
    return place_of_[row] == kNowhere ? 0 : std::min(k_, group(row).points() - 1);
  }

 private:
  using Group = SearchedPoints<Frame>;

  const Group& group(std::uint32_t row) const { return groups_[group_of_.empty() ? 0 : group_of_[row]]; }

  void note_places(const Group& group, CancelToken& cancel) {
    for (std::uint32_t p = 0; p < group.tree.size(); ++p) {
      const Place<D>& place = group.tree.place(p);
      cancel.check(place.count);
      for (std::uint32_t i = place.first_row; i < place.first_row + place.count; ++i) {
        place_of_[ranks_.row(group.places.rows[i])] = p;
      }
    }
  }

  // In the order of the places, so that one search bounds the next and the points of a place share theirs.
  void compute(const Block& block, const Threads& threads, CancelToken& cancel) const override {
    std::vector<std::uint32_t> rows;
    rows.reserve(block.last - block.first);
    for (std::uint32_t row = block.first; row < block.last; ++row) {
      cancel.check();
      if (count(row) > 0) rows.push_back(row);
    }
    parallel_sort(
        std::span(rows),
        [&](std::uint32_t a, std::uint32_t b) {
          if (!group_of_.empty() && group_of_[a] != group_of_[b]) return group_of_[a] < group_of_[b];
          return place_of_[a] != place_of_[b] ? place_of_[a] < place_of_[b] : a < b;
        },
        threads, cancel);
    for_each_part(std::span<const std::uint32_t>(rows), threads, cancel,
                  [&](std::span<const std::uint32_t> part, CancelToken& token) {
                    for (std::size_t first = 0; first < part.size();) {
                      const Group& own = group(part[first]);
                      std::size_t last = first + 1;
                      while (last < part.size() && &group(part[last]) == &own) ++last;
                      compute(own, part.subspan(first, last - first), block, token);
                      first = last;
                    }
                  });
  }

  void compute(const Group& own, std::span<const std::uint32_t> rows, const Block& block,
               CancelToken& cancel) const {
    const typename Frame::Distances distances(own.places.scale);
    NearestPoints<D> nearest(own.tree, own.places.rows, cancel);
    const std::size_t wanted = std::size_t{count(rows.front())} + 1;  // with the point itself
    std::uint32_t place = kNowhere;
    std::span<const NearPoint> found;
    for (const std::uint32_t row : rows) {
      if (place_of_[row] != place) {
        const Point<D>& at = own.tree.place(place_of_[row]).at;
        const double bound = place == kNowhere
                                 ? std::numeric_limits<double>::infinity()
                                 : enough_for(at, own.tree.place(place).at, std::sqrt(found.back().squared));
        place = place_of_[row];
        found = nearest.find(at, wanted, bound);
      }
      // The point itself is not among them when others with smaller ids fill its place.
      Neighbour* out = block.neighbours.data() + (count_before(row) - count_before(block.first));
      Neighbour* const end = out + (wanted - 1);
      for (const NearPoint& near : found) {
        cancel.check();
        const std::uint32_t other = ranks_.row(near.rank);
        if (other == row) continue;
        if (out == end) break;
        *out++ = {distances.distance(near.squared), other};
      }
    }
  }

  std::uint32_t k_;
  IdRanks ranks_;
  RawVector<std::uint32_t> place_of_;  // by row: in its group's tree
  RawVector<std::uint32_t> group_of_;  // by row; empty: one group
  std::vector<Group> groups_;
};

}  // namespace

void Neighbours::lay_out(std::uint32_t rows, CancelToken& cancel) {
  rows_ = rows;
  uniform_count_ = rows == 0 ? 0 : count(0);
  std::uint32_t row = 0;
  while (row < rows && count(row) == uniform_count_) {
    cancel.check();
    ++row;
  }
  if (row == rows) return;
  starts_.reserve(std::size_t{rows} + 1);
  std::uint64_t sum = 0;
  for (row = 0; row < rows; ++row) {
    cancel.check();
    starts_.push_back(sum);
    sum += count(row);
  }
  starts_.push_back(sum);
}

std::uint32_t Neighbours::row_of(std::uint64_t i) const {
  if (starts_.empty()) return static_cast<std::uint32_t>(i / uniform_count_);
  return static_cast<std::uint32_t>(std::upper_bound(starts_.begin(), starts_.end(), i) - starts_.begin() -
                                    1);
}

std::span<const Neighbour> Neighbours::of(std::uint32_t row, CancelToken& cancel) {
  if (row < block_.first || row >= block_.last) load_block(row, cancel);
  return block_.neighbours.subspan(count_before(row) - count_before(block_.first), count(row));
}

void Neighbours::load_block(std::uint32_t row, CancelToken& cancel) {
  constexpr std::uint64_t kMostNeighbours = std::uint64_t{1} << 20;  // 16 MB
  const bool goes_on = row >= block_.last && count_before(row) == count_before(block_.last);
  const std::uint32_t most_rows = goes_on ? std::max(1U, 2 * (block_.last - block_.first)) : 1;
  Block block{row, row + 1, {}};
  block_ = {};  // should something fail, nothing is kept
  while (block.last < rows_ && block.last - row < most_rows &&
         count_before(block.last + 1) - count_before(row) <= kMostNeighbours) {
    cancel.check();
    ++block.last;
  }
  kept_.resize(count_before(block.last) - count_before(row));
  block.neighbours = kept_;

  constexpr std::uint32_t kWorthAThread = 4096;
  compute(block, Threads(block.last - row > kWorthAThread ? threads_ : 1), cancel);
  block_ = block;
}

std::uint32_t most_neighbours(std::int64_t k) {
  if (k < 1) throw Error(concat("k must be >= 1 (got ", k, ")"));
  return static_cast<std::uint32_t>(std::min<std::int64_t>(k, kNowhere - 1));
}

std::unique_ptr<Neighbours> nearest_neighbours(const PointsView& view, std::int64_t k, Metric metric,
                                               const Threads& threads, CancelToken& cancel) {
  const std::uint32_t most = most_neighbours(k);
  cancel.poll_now();
  if (metric == Metric::planar)
    return std::make_unique<NeighboursIn<PlanarFrame>>(view, most, threads, cancel);
  return std::make_unique<NeighboursIn<GeodesicFrame>>(view, most, threads, cancel);
}

}  // namespace clusterlite
