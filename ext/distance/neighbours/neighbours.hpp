// The k nearest neighbours of each point, computed as they are read.
//
// A million firms with ten neighbours each are ten million rows: they are not stored. Reading goes over the
// points in the order of the data set, and blocks of them are computed at a time, larger and larger ones as
// long as the reading goes straight on, so that a look at one firm costs one search and a full read walks
// through space in large steps, on several threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct Neighbour {
  double distance;    // in the unit of the coordinates, or in metres with the geodesic metric
  std::uint32_t row;  // of the data set
};

class Neighbours {
 public:
  virtual ~Neighbours() = default;

  // How many neighbours the point in a row of the data set has: k, or all other located points of its group
  // if those are fewer; 0 without coordinates.
  virtual std::uint32_t count(std::uint32_t row) const = 0;

  // The neighbours of a point, nearest first, ties by id; valid until the next call.
  std::span<const Neighbour> of(std::uint32_t row, CancelToken& cancel);

  // How many neighbours the points before a row have together, row = the size of the data set included.
  std::uint64_t count_before(std::uint32_t row) const {
    return starts_.empty() ? std::uint64_t{row} * uniform_count_ : starts_[row];
  }
  // The row to which number `i` of all neighbours belongs.
  std::uint32_t row_of(std::uint64_t i) const;

 protected:
  explicit Neighbours(const Threads& threads) : threads_(threads.count()) {}

  struct Block {
    std::uint32_t first = 0;  // row
    std::uint32_t last = 0;
    std::span<Neighbour> neighbours;  // of row r: from count_before(r) - count_before(first) on
  };
  // Fills block.neighbours, which has the right size.
  virtual void compute(const Block& block, const Threads& threads, CancelToken& cancel) const = 0;
  // Calls work(items, cancel) for parts of `items` that are long enough to walk through space in small steps,
  // and to be worth a thread.
  template <class Item, class Work>
  static void for_each_part(std::span<const Item> items, const Threads& threads, CancelToken& cancel,
                            const Work& work) {
    constexpr std::size_t kPart = 4096;
    threads.for_each((items.size() + kPart - 1) / kPart, cancel, [&](std::size_t i, CancelToken& token) {
      work(items.subspan(i * kPart, std::min(kPart, items.size() - i * kPart)), token);
    });
  }
  void lay_out(std::uint32_t rows, CancelToken& cancel);

 private:
  void load_block(std::uint32_t row, CancelToken& cancel);

  std::uint32_t rows_ = 0;
  std::uint32_t uniform_count_ = 0;
  std::vector<std::uint64_t> starts_;  // empty: every point has uniform_count_ neighbours
  unsigned threads_;
  std::vector<Neighbour> kept_;  // of the block
  Block block_;
};

// The argument k as a number of points. Throws Error when k < 1.
std::uint32_t most_neighbours(std::int64_t k);

// Throws Error when k < 1 or, with the geodesic metric, a coordinate is out of range.
std::unique_ptr<Neighbours> nearest_neighbours(const PointsView& view, std::int64_t k, Metric metric,
                                               const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
