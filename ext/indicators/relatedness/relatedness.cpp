#include "indicators/relatedness/relatedness.hpp"

#include <limits>

#include "indicators/relatedness/cooccurrence.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::size_t kMostIndustries = 8000;

}  // namespace

RelatednessDensity::RelatednessDensity(const Presence& presence, Self self, CancelToken& cancel)
    : presence_(presence) {
  const std::size_t count = presence.industries();
  if (count > kMostIndustries) {
    throw Error(concat("the proximities of ", count, " industries do not fit; at most ", kMostIndustries,
                       " do: collect coarser industries, such as substr(industry, 1, 4)"));
  }
  const Cooccurrence cooccurrence(presence, cancel);
  proximity_.assign(count * count, 0);
  sums_.assign(count, 0);
  std::vector<std::uint32_t> together;
  for (std::size_t q = 0; q < count; ++q) {
    cooccurrence.row(q, together, cancel);
    cancel.check(count);
    for (std::size_t p = 0; p < count; ++p) {
      if (together[p] == 0 || (p == q && self == Self::excluded)) continue;
      const double phi = cooccurrence.proximity(q, p, together[p]);
      proximity_[q * count + p] = phi;
      sums_[q] += phi;
    }
  }
}

double RelatednessDensity::at(std::size_t region, std::size_t industry) const {
  const auto present = presence_.industries_of(region);
  if (present.empty() || sums_[industry] == 0) return std::numeric_limits<double>::quiet_NaN();
  const double* const phi = proximity_.data() + industry * presence_.industries();
  double sum = 0;
  for (const std::uint32_t p : present) sum += phi[p];
  return sum / sums_[industry];
}

}  // namespace clusterlite
