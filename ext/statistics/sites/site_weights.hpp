// The weights of sites as whole numbers of quanta, so that their sums are exact.
#pragma once

#include <cstdint>
#include <vector>

#include "distance/located/exact_weights.hpp"
#include "statistics/sites/site_marks.hpp"

namespace clusterlite::statistics {

using distance::Uint128;

class SiteWeights {
 public:
  SiteWeights(const PointsView& view, const SiteMarks& marks, CancelToken& cancel) {
    if (!view.has_weights()) {
      total_ = marks.size();
      return;
    }
    const distance::Rows rows(marks.rows());
    const auto quantum = distance::Quantum::of(view, rows, cancel);
    const distance::WideWeights exact(quantum);
    exponent_ = quantum.exponent;
    quanta_.reserve(rows.size());
    rows.for_each(cancel, [&](std::uint32_t row) {
      const double weight[1] = {view.weight(row)};
      quanta_.push_back(exact.term(weight, 0));
      total_ += quanta_.back();
      equal_ = equal_ && quanta_.back() == quanta_.front();
    });
  }

  Uint128 operator[](std::uint32_t site) const { return quanta_.empty() ? Uint128{1} : quanta_[site]; }
  Uint128 total() const { return total_; }
  bool all_equal() const { return equal_; }
  double value(Uint128 sum) const { return std::ldexp(static_cast<double>(sum), exponent_); }

 private:
  RawVector<Uint128> quanta_;  // empty: each weighs one
  Uint128 total_ = 0;
  bool equal_ = true;
  int exponent_ = 0;
};

}  // namespace clusterlite::statistics
