// Ties for the tests of the network functions: put into data sets, made at random, turned and repeated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "datasets/links.hpp"

namespace clusterlite::testing_support {

struct Tie {
  std::int64_t from = 0;
  std::int64_t to = 0;
  double weight = 1;  // NaN: missing
};
using Ties = std::vector<Tie>;

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// A data set and a view of it.
class TieSet {
 public:
  explicit TieSet(const Ties& ties, bool weights = true) {
    CancelToken cancel;
    LinksBuilder builder(weights, false);
    for (const Tie& tie : ties) builder.add(KeyView::of(tie.from), KeyView::of(tie.to), tie.weight);
    bytes_ = builder.finish(cancel);
    view_ = LinksView::open(bytes_.bytes(), cancel);
  }
  const LinksView& view() const { return view_; }

 private:
  ByteBuffer bytes_;
  LinksView view_;
};

inline Ties random_ties(std::uint64_t seed, std::int64_t firms, std::size_t count) {
  std::mt19937_64 random(seed);
  const auto firm = [&] { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(firms)); };
  Ties ties;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t from = firm();
    // Half of the ties stay within a block of ten.
    const std::int64_t to = random() % 2 == 0 ? from / 10 * 10 + firm() % 10 : firm();
    ties.push_back({from, to, static_cast<double>(random() % 8)});
  }
  return ties;
}

inline Ties shuffled(Ties ties, std::uint64_t seed) {
  std::shuffle(ties.begin(), ties.end(), std::mt19937_64(seed));
  return ties;
}

inline Ties turned(Ties ties) {
  for (std::size_t i = 0; i < ties.size(); i += 2) std::swap(ties[i].from, ties[i].to);
  return ties;
}

// Zachary's karate club: 34 members, 78 ties.
inline Ties karate() {
  static constexpr int kEnds[] = {
      1,  2,  1,  3,  1,  4,  1,  5,  1,  6,  1,  7,  1,  8,  1,  9,  1,  11, 1,  12, 1,  13, 1,  14, 1,  18,
      1,  20, 1,  22, 1,  32, 2,  3,  2,  4,  2,  8,  2,  14, 2,  18, 2,  20, 2,  22, 2,  31, 3,  4,  3,  8,
      3,  9,  3,  10, 3,  14, 3,  28, 3,  29, 3,  33, 4,  8,  4,  13, 4,  14, 5,  7,  5,  11, 6,  7,  6,  11,
      6,  17, 7,  17, 9,  31, 9,  33, 9,  34, 10, 34, 14, 34, 15, 33, 15, 34, 16, 33, 16, 34, 19, 33, 19, 34,
      20, 34, 21, 33, 21, 34, 23, 33, 23, 34, 24, 26, 24, 28, 24, 30, 24, 33, 24, 34, 25, 26, 25, 28, 25, 32,
      26, 32, 27, 30, 27, 34, 28, 34, 29, 32, 29, 34, 30, 33, 30, 34, 31, 33, 31, 34, 32, 33, 32, 34, 33, 34};
  Ties ties;
  for (std::size_t i = 0; i + 1 < std::size(kEnds); i += 2) ties.push_back({kEnds[i], kEnds[i + 1]});
  return ties;
}

}  // namespace clusterlite::testing_support
