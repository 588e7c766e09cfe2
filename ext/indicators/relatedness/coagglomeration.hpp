// Whether two industries sit in the same regions: all pairs a < b of a crosstab's industries.
//
// s_aj = e_aj / e_a the region's share of industry a, x_j = e_j / e, n_aj the number of firms; R the number
// of regions about which something is known.
//
//   coagglomeration  sum_j (s_aj - x_j)(s_bj - x_j) / (1 - sum_j x_j^2)   Ellison, Glaeser and Kerr (2010)
//   colocation       sum_j n_aj n_bj / (n_a n_b)                          Howard, Newman and Tarp (2016)
//   correlation      Pearson's r of e_aj and e_bj over the regions        Porter (2003), LC-Emp
//
// Only regions where both industries are cost time: the rest of each sum follows from sums of one industry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "datasets/crosstab.hpp"
#include "indicators/relatedness/cooccurrence.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// The rows (a, b), a < b, in rising order, without storing them.
class Pairs {
 public:
  explicit Pairs(std::size_t members) : members_(members) {}
  std::size_t size() const { return members_ < 2 ? 0 : members_ * (members_ - 1) / 2; }
  std::size_t first_of(std::size_t a) const { return a * (2 * members_ - a - 1) / 2; }
  std::pair<std::size_t, std::size_t> operator[](std::size_t row) const;

 private:
  std::size_t members_;
};

// NaN where undefined.
struct PairMeasures {
  double coagglomeration = 0;
  double colocation = 0;
  double correlation = 0;
  std::uint32_t cooccurrence = 0;  // regions where both are present
};

struct Coagglomeration {
  std::vector<PairMeasures> pairs;  // in the order of Pairs
  // What colocation would be on average if the firms kept their places and drew their industries by lot:
  // sum_j n_j (n_j - 1) / (n (n - 1)). NaN below two firms.
  double expected_colocation = 0;
};

// Throws Error when there are so many industries that the pairs would fill the memory.
Coagglomeration coagglomeration_of(const Crosstab& table, const Cooccurrence& cooccurrence,
                                   CancelToken& cancel);

}  // namespace clusterlite
