// Weights given by a list of ties.
#pragma once

#include "statistics/weights/spatial_weights.hpp"

namespace clusterlite {

// Compressed rows: the ties of unit i are numbers starts[i] .. starts[i + 1] - 1, to whom rising.
struct TieList {
  RawVector<std::uint64_t> starts;
  RawVector<std::uint32_t> to;
  RawVector<double> weight;    // empty: all 1
  RawVector<double> distance;  // empty: not measured

  std::uint32_t size() const { return static_cast<std::uint32_t>(starts.size() - 1); }
  double weight_of(std::uint64_t tie) const { return weight.empty() ? 1 : weight[tie]; }
};

class ListedWeights final : public SpatialWeights {
 public:
  ListedWeights(TieList ties, CancelToken& cancel);

  std::uint32_t size() const override { return ties_.size(); }
  bool equal_in_rows() const override { return equal_in_rows_; }
  bool all_one() const override { return ties_.weight.empty(); }
  bool is_symmetric() const override { return false; }
  void multiply(std::span<const double> v, Power power, std::span<double> result, const Threads& threads,
                CancelToken& cancel) const override;
  void multiply_transposed(std::span<const double> v, std::span<double> result, const Threads& threads,
                           CancelToken& cancel) const override;
  double mutual(std::span<const double> a, const Threads& threads, CancelToken& cancel) const override;
  void squared_differences(std::span<const double> v, std::span<double> result, const Threads& threads,
                           CancelToken& cancel) const override;
  void ties_of(std::uint32_t unit, std::vector<Tie>& ties, CancelToken& cancel) const override;

 private:
  template <class Term>
  void for_each_row(std::span<double> result, const Threads& threads, CancelToken& cancel,
                    const Term& term) const;

  TieList ties_;
  bool equal_in_rows_ = true;
};

}  // namespace clusterlite
