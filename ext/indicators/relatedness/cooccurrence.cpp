#include "indicators/relatedness/cooccurrence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

double ratio(double above, double below) { return below > 0 ? above / below : kUndefined; }

}  // namespace

Cooccurrence::Cooccurrence(const Presence& presence, CancelToken& cancel) : presence_(presence) {
  for (std::size_t region = 0; region < presence.regions(); ++region) {
    regions_ += presence.diversity(region) > 0 ? 1 : 0;
  }
  sums_.reserve(presence.industries());
  for (std::size_t industry = 0; industry < presence.industries(); ++industry) {
    const auto regions = presence.regions_of(industry);
    cancel.check(regions.size());
    double sum = 0;
    for (const std::uint32_t region : regions) sum += static_cast<double>(presence.diversity(region) - 1);
    sums_.push_back(sum);
    total_ += sum;
  }
}

void Cooccurrence::row(std::size_t a, std::vector<std::uint32_t>& counts, CancelToken& cancel) const {
  counts.assign(presence_.industries(), 0);
  for (const std::uint32_t region : presence_.regions_of(a)) {
    const auto industries = presence_.industries_of(region);
    cancel.check(industries.size());
    for (const std::uint32_t b : industries) ++counts[b];
  }
}

double Cooccurrence::proximity(std::size_t a, std::size_t b, std::uint32_t count) const {
  if (presence_.ubiquity(a) == 0 || presence_.ubiquity(b) == 0) return kUndefined;
  return count / static_cast<double>(std::max(presence_.ubiquity(a), presence_.ubiquity(b)));
}

double Cooccurrence::association(std::size_t a, std::size_t b, std::uint32_t count) const {
  return ratio(total_ * count, sums_[a] * sums_[b]);
}

double Cooccurrence::cosine(std::size_t a, std::size_t b, std::uint32_t count) const {
  return ratio(count, std::sqrt(sums_[a] * sums_[b]));
}

double Cooccurrence::jaccard(std::size_t a, std::size_t b, std::uint32_t count) const {
  return ratio(count, sums_[a] + sums_[b] - count);
}

double Cooccurrence::probability(std::size_t a, std::size_t b, std::uint32_t count) const {
  const double products = sums_[a] * sums_[b];
  if (products == 0) return kUndefined;
  return count / (products / 2 * (1 / (total_ - sums_[a]) + 1 / (total_ - sums_[b])));
}

double Cooccurrence::z_score(std::size_t a, std::size_t b, std::uint32_t count) const {
  return cooccurrence_z(regions_, static_cast<double>(presence_.ubiquity(a)),
                        static_cast<double>(presence_.ubiquity(b)), count);
}

double cooccurrence_z(double regions, double n_a, double n_b, double count) {
  if (regions < 2) return kUndefined;
  const double mean = n_a * n_b / regions;
  const double variance = mean * ((regions - n_a) / regions) * ((regions - n_b) / (regions - 1));
  return variance > 0 ? (count - mean) / std::sqrt(variance) : kUndefined;
}

}  // namespace clusterlite
