// Synergy of three classifications: the mutual information in three dimensions
//
//   T = H(a) + H(b) + H(c) - H(a,b) - H(a,c) - H(b,c) + H(a,b,c)    bits
//
// (McGill 1954; as a measure of the triple helix Leydesdorff 2003). Negative: the three together leave less
// uncertain than they do pair by pair, synergy. But chance alone makes T negative, the more so the fewer rows
// a cell has; so T is read beside its expected value under shuffling of c (expected_synergy.hpp).
//
// With S = sum of x log2 x over the cells of a table and N = S's total, H = log2 N - S / N, hence
//
//   N T = N log2 N - S(a) - S(b) - S(c) + S(a,b) + S(a,c) + S(b,c) - S(a,b,c),
//
// a single sum, which is kept without rounding: so T is 0 exactly where two tables cancel (a classification
// of one category), does not depend on the order of rows, and costs one row's work when a row comes or goes.
#pragma once

#include "indicators/interaction/joint_cells.hpp"

namespace clusterlite {

template <class Mass>
class Synergy {
 public:
  void add(const KeyView& a, const KeyView& b, const KeyView& c, double weight) {
    visit(a, b, c, [weight](Cells<Mass>& cells, std::uint32_t number) { cells.add(number, weight); });
    ++rows_;
  }
  // Takes away a row that was added before.
  void remove(const KeyView& a, const KeyView& b, const KeyView& c, double weight) {
    visit(a, b, c, [weight](Cells<Mass>& cells, std::uint32_t number) { cells.remove(number, weight); });
    --rows_;
  }

  // In bits; NaN without rows, or where the weights add up to 0.
  double value(CancelToken& cancel);

 private:
  template <class Visit>
  void visit(const KeyView& a, const KeyView& b, const KeyView& c, const Visit& visit) {
    const std::uint32_t i = keys_a_.intern(a);
    const std::uint32_t j = keys_b_.intern(b);
    const std::uint32_t k = keys_c_.intern(c);
    const std::uint32_t ij = pairs_ab_.intern(i, j);
    visit(all_, 0);
    visit(a_, i);
    visit(b_, j);
    visit(c_, k);
    visit(ab_, ij);
    visit(ac_, pairs_ac_.intern(i, k));
    visit(bc_, pairs_bc_.intern(j, k));
    visit(abc_, pairs_abc_.intern(ij, k));
  }
  double value_of_scaled(const Scaled& total, CancelToken& cancel) const;

  std::uint64_t rows_ = 0;
  Dictionary keys_a_, keys_b_, keys_c_;
  PairNumbers pairs_ab_, pairs_ac_, pairs_bc_, pairs_abc_;
  Cells<Mass> all_{1}, a_{-1}, b_{-1}, c_{-1}, ab_{1}, ac_{1}, bc_{1}, abc_{-1};
  ExactSum terms_;
};

extern template class Synergy<RowCount>;
extern template class Synergy<WeightSum>;

}  // namespace clusterlite
