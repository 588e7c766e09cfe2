#include "indicators/interaction/synergy.hpp"

#include <limits>

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

Scaled as_scaled(std::uint64_t rows) { return {static_cast<double>(rows), 0}; }
Scaled as_scaled(const Scaled& weight) { return weight; }

}  // namespace

template <class Mass>
double Synergy<Mass>::value(CancelToken& cancel) {
  if (rows_ == 0) return kUndefined;
  const auto total = all_.amount(0);
  if (!(as_scaled(total).mantissa > 0)) return kUndefined;
  for (Cells<Mass>* const cells : {&all_, &a_, &b_, &c_, &ab_, &ac_, &bc_, &abc_})
    cells->settle(terms_, cancel);
  if (!Mass::everyday(total)) return value_of_scaled(as_scaled(total), cancel);
  return terms_.scaled() / as_scaled(total);
}

// All weights in units of a power of two near their sum: T is the same in any unit.
template <class Mass>
double Synergy<Mass>::value_of_scaled(const Scaled& total, CancelToken& cancel) const {
  ExactSum terms;
  for (const Cells<Mass>* const cells : {&all_, &a_, &b_, &c_, &ab_, &ac_, &bc_, &abc_}) {
    for (std::size_t number = 0; number < cells->size(); ++number) {
      cancel.check();
      Scaled amount = as_scaled(cells->amount(number));
      amount.exponent -= total.exponent;
      const double share = amount.value();
      if (share > 0) terms.add(cells->sign() * share * std::log2(share));
    }
  }
  return terms.value() / total.mantissa;
}

template class Synergy<RowCount>;
template class Synergy<WeightSum>;

}  // namespace clusterlite
