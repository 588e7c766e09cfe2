#include "indicators/concentration/cluster_scoring.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>

#include "indicators/crosstab/location_quotient.hpp"
#include "indicators/crosstab/margins.hpp"
#include "indicators/crosstab/presence.hpp"
#include "indicators/inequality/share_profile.hpp"

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// value >= threshold, where falling short by rounding errors is reaching it.
bool reaches(double value, double threshold) {
  return value >= threshold || is_specialized(value / threshold);
}

// How many of n are the top part: rounded up, so that there is always a first.
std::uint64_t places_among(std::size_t n, double part) {
  constexpr double kRounding = 1e-9;  // 0.07 * 100 is a little more than 7
  return static_cast<std::uint64_t>(std::max(0.0, std::ceil(part * static_cast<double>(n) - kRounding)));
}

// Ranks `clusters`, which get reordered, by their measure, largest first.
template <class Measure>
void rank_by(std::span<ClusterStars*> clusters, double part, StarRank ClusterStars::*rank,
             CancelToken& cancel, const Measure& measure) {
  std::sort(clusters.begin(), clusters.end(), [&](const ClusterStars* a, const ClusterStars* b) {
    cancel.check();
    return measure(*a) > measure(*b);
  });
  const std::uint64_t places = places_among(clusters.size(), part);
  for (std::size_t first = 0; first < clusters.size();) {
    std::size_t end = first;
    while (end < clusters.size() && measure(*clusters[end]) == measure(*clusters[first])) ++end;
    for (; first < end; ++first) clusters[first]->*rank = {end, places};
  }
}

// Puts clusters of one industry next to each other.
std::vector<ClusterStars*> by_industry(std::vector<ClusterStars>& stars, std::vector<std::size_t>& first) {
  for (const ClusterStars& cluster : stars) {
    if (cluster.cell->value.value() > 0) ++first[cluster.cell->industry + std::size_t{1}];
  }
  for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  std::vector<std::size_t> next(first.begin(), first.end() - 1);
  std::vector<ClusterStars*> clusters(first.back());
  for (ClusterStars& cluster : stars) {
    if (cluster.cell->value.value() > 0) clusters[next[cluster.cell->industry]++] = &cluster;
  }
  return clusters;
}

double mean_of_largest_lqs(std::span<const SharePart> parts, std::size_t count, std::vector<double>& buffer) {
  buffer.clear();
  for (const SharePart& part : parts) buffer.push_back(part.lq);
  const std::size_t present = std::min(count, buffer.size());
  std::partial_sort(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(present), buffer.end(),
                    std::greater<>());
  CompensatedSum sum;
  for (std::size_t i = 0; i < present; ++i) sum.add(buffer[i]);
  return sum.value() / static_cast<double>(count);
}

}  // namespace

std::vector<ClusterStars> cluster_stars(const Crosstab& table, const StarThresholds& thresholds,
                                        CancelToken& cancel) {
  const Margins margins = margins_of(table, cancel);
  std::vector<ClusterStars> stars;
  stars.reserve(table.cells.size());
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    ClusterStars& row = stars.emplace_back();
    const double value = cell.value.value();
    const double region_total = margins.regions[cell.region];
    const double industry_total = margins.industries[cell.industry];
    row.cell = &cell;
    row.lq = location_quotient(value, region_total, industry_total, margins.total);
    row.region_share = region_total > 0 ? value / region_total : kUndefined;
    row.industry_share = industry_total > 0 ? value / industry_total : kUndefined;
    row.specialized = value > 0 && reaches(row.lq, thresholds.min_lq);
    row.eligible = value > 0 && value >= thresholds.min_value &&
                   (!table.knows_firms || cell.firms >= thresholds.min_firms);
  }
  std::vector<std::size_t> first(table.industries.size() + 1, 0);
  std::vector<ClusterStars*> clusters = by_industry(stars, first);
  for (std::size_t i = 0; i + 1 < first.size(); ++i) {
    rank_by(std::span(clusters).subspan(first[i], first[i + 1] - first[i]), thresholds.top_size,
            &ClusterStars::size, cancel,
            [](const ClusterStars& cluster) { return cluster.cell->value.value(); });
  }
  rank_by(std::span(clusters), thresholds.top_focus, &ClusterStars::focus, cancel,
          [](const ClusterStars& cluster) { return cluster.region_share; });
  return stars;
}

double litzenberger_sternberg(const IndustrySite& region, const IndustrySite& whole) {
  for (const double denominator :
       {region.area, region.population, whole.industry, whole.area, whole.population, whole.firms}) {
    if (denominator == 0) return kUndefined;
  }
  if (region.industry == 0) return 0;
  if (region.firms == 0) return kUndefined;
  // e_ij stands twice above and once below. Each factor compares like with like, whatever the units.
  return (region.industry / whole.industry) * (region.firms / whole.firms) / (region.area / whole.area) /
         (region.population / whole.population);
}

std::vector<TradedLocal> traded_local(const Crosstab& table, const TradedThresholds& thresholds,
                                      CancelToken& cancel) {
  const Margins margins = margins_of(table, cancel);
  const Lines lines(table, Lines::Of::industries, cancel);
  const ReferenceShares reference(margins.regions, margins.total, lines.known_across());
  ShareProfile profile(reference);
  // Regions that have nothing at all have no location quotient.
  const std::size_t top_regions = std::min(thresholds.top_regions, reference.positive());
  std::vector<double> buffer;
  std::vector<TradedLocal> rows;
  rows.reserve(lines.size());
  for (std::size_t industry = 0; industry < lines.size(); ++industry) {
    const LineFacts& facts = lines.facts(industry);
    const auto line = lines[industry];
    cancel.check(1 + 16 * line.size());
    TradedLocal& row = rows.emplace_back();
    row.value = facts.known ? margins.industries[industry] : kUndefined;
    row.firms = facts.firms;
    row.regions = line.size();
    if (line.empty()) {
      row.specialized_share = row.mean_top_lq = row.locational_gini = kUndefined;
      continue;
    }
    profile.assign(line, row.value);
    CompensatedSum specialized;
    for (const SharePart& part : profile.parts()) {
      if (is_specialized(part.lq)) specialized.add(part.share);
    }
    row.specialized_share = std::min(1.0, specialized.value());
    row.mean_top_lq = mean_of_largest_lqs(profile.parts(), top_regions, buffer);
    row.locational_gini = locational_gini(profile);
    row.traded = reaches(row.specialized_share, thresholds.min_specialized_share) &&
                 reaches(row.mean_top_lq, thresholds.min_mean_top_lq) &&
                 reaches(row.locational_gini, thresholds.min_gini);
  }
  return rows;
}

}  // namespace clusterlite
