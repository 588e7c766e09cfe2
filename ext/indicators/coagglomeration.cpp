#include "indicators/coagglomeration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "indicators/cell_index.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostPairs = 32'000'000;

// Differences of sums of shares: in double, pairs of evenly spread industries would lose half of their digits.
using Wide = long double;

struct Part {
  std::uint32_t industry = 0;
  double firms = 0;
  Wide share = 0;  // s_aj
};

// What the pairs need of one industry.
struct Industry {
  Wide value = 0;      // e_a
  Wide with_all = 0;   // sum_j s_aj x_j
  Wide variation = 0;  // sum_j (s_aj - 1/R)^2
  double firms = 0;    // n_a
};

struct Prepared {
  std::vector<Part> parts;  // one per cell, in their order
  std::vector<std::vector<std::uint32_t>> regions_of;  // per industry
  std::vector<Industry> industries;
  double regions = 0;    // R
  Wide squares = 0;      // sum x^2
  Wide complement = 0;   // 1 - sum x^2
  double expected_colocation = kUndefined;
};

Wide wide(const CompensatedSum& sum) { return Wide{sum.high()} + Wide{sum.low()}; }

Prepared prepare(const Crosstab& table, CancelToken& cancel) {
  Prepared p;
  const std::size_t regions = table.regions.size();
  p.industries.resize(table.industries.size());
  p.regions_of.resize(table.industries.size());
  std::vector<CompensatedSum> region_sums(regions);
  std::vector<CompensatedSum> industry_sums(table.industries.size());
  std::vector<double> region_firms(regions, 0);
  std::vector<bool> known(regions, false);
  CompensatedSum total;
  double firms = 0;
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    region_sums[cell.region].add(cell.value);
    industry_sums[cell.industry].add(cell.value);
    total.add(cell.value);
    const auto cell_firms = static_cast<double>(cell.firms);
    region_firms[cell.region] += cell_firms;
    p.industries[cell.industry].firms += cell_firms;
    firms += cell_firms;
    p.regions_of[cell.industry].push_back(cell.region);
    if (cell.has_value()) known[cell.region] = true;
  }
  p.regions = static_cast<double>(std::count(known.begin(), known.end(), true));

  const Wide all = wide(total);
  double pairs_of_firms = 0;
  std::vector<Wide> shares(regions, 0);  // x_j
  for (std::size_t j = 0; j < regions; ++j) {
    if (all > 0) shares[j] = wide(region_sums[j]) / all;
    p.squares += shares[j] * shares[j];
    p.complement += shares[j] * (1 - shares[j]);
    pairs_of_firms += region_firms[j] * (region_firms[j] - 1);
  }
  if (firms > 1 && table.knows_firms) p.expected_colocation = pairs_of_firms / firms / (firms - 1);

  const Wide even = p.regions > 0 ? 1 / Wide{p.regions} : 0;
  for (std::size_t i = 0; i < p.industries.size(); ++i) p.industries[i].value = wide(industry_sums[i]);
  std::vector<double> without_cell(p.industries.size(), p.regions);  // regions where the industry's share is 0
  p.parts.reserve(table.cells.size());
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    Industry& industry = p.industries[cell.industry];
    const Wide share = industry.value > 0 ? wide(cell.value) / industry.value : 0;
    industry.with_all += share * shares[cell.region];
    if (known[cell.region]) {
      industry.variation += (share - even) * (share - even);
      --without_cell[cell.industry];
    }
    p.parts.push_back({cell.industry, static_cast<double>(cell.firms), share});
  }
  for (std::size_t i = 0; i < p.industries.size(); ++i) {
    p.industries[i].variation += Wide{without_cell[i]} * even * even;
  }
  return p;
}

// What a pair has in common, summed over the regions where both are.
struct Common {
  Wide shares = 0;   // sum s_aj s_bj
  double firms = 0;  // sum n_aj n_bj
};

}  // namespace

std::pair<std::size_t, std::size_t> Pairs::operator[](std::size_t row) const {
  std::size_t low = 0;
  std::size_t high = members_ - 1;  // the last a for which first_of(a) <= row lies in [low, high)
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (first_of(middle) <= row ? low : high) = middle;
  }
  return {low, low + 1 + row - first_of(low)};
}

Coagglomeration coagglomeration_of(const Crosstab& table, const Cooccurrence& cooccurrence, CancelToken& cancel) {
  const std::size_t count = table.industries.size();
  const Pairs pairs(count);
  if (pairs.size() > kMostPairs) {
    throw Error(concat(count, " industries make ", pairs.size(), " pairs; at most ", kMostPairs,
                       " fit (8,000 industries): collect coarser industries, such as substr(industry, 1, 4)"));
  }
  const Prepared p = prepare(table, cancel);
  const CellIndex index(table);
  const Wide even = p.regions > 0 ? 1 / Wide{p.regions} : 0;
  // A spread of the size of rounding errors is none: sd < 1e-13 of the mean.
  const Wide least_variation = even * 1e-26L;

  Coagglomeration result;
  result.expected_colocation = p.expected_colocation;
  result.pairs.reserve(pairs.size());
  std::vector<Common> common(count);
  std::vector<std::uint32_t> together;
  for (std::uint32_t a = 0; a + std::size_t{1} < count; ++a) {
    cancel.check(count);
    std::fill(common.begin(), common.end(), Common{});
    for (const std::uint32_t j : p.regions_of[a]) {
      const auto end = p.parts.begin() + static_cast<std::ptrdiff_t>(index.end(j));
      auto part = std::lower_bound(p.parts.begin() + static_cast<std::ptrdiff_t>(index.begin(j)), end, a,
                                   [](const Part& x, std::uint32_t wanted) { return x.industry < wanted; });
      const Part own = *part;
      cancel.check(static_cast<std::size_t>(end - part));
      for (++part; part != end; ++part) {
        common[part->industry].shares += own.share * part->share;
        common[part->industry].firms += own.firms * part->firms;
      }
    }
    cooccurrence.row(a, together, cancel);
    const Industry& one = p.industries[a];
    for (std::size_t b = a + std::size_t{1}; b < count; ++b) {
      const Industry& other = p.industries[b];
      PairMeasures& pair = result.pairs.emplace_back();
      pair.cooccurrence = together[b];
      pair.coagglomeration = kUndefined;
      pair.colocation = kUndefined;
      pair.correlation = kUndefined;
      if (one.value > 0 && other.value > 0) {
        if (p.complement > 0) {
          const Wide above = common[b].shares - one.with_all - other.with_all + p.squares;
          pair.coagglomeration = static_cast<double>(above / p.complement);
        }
        if (one.variation > least_variation && other.variation > least_variation) {
          const Wide r = (common[b].shares - even) / std::sqrt(one.variation * other.variation);
          pair.correlation = static_cast<double>(std::clamp(r, Wide{-1}, Wide{1}));
        }
      }
      if (table.knows_firms && one.firms > 0 && other.firms > 0) {
        pair.colocation = common[b].firms / one.firms / other.firms;
      }
    }
  }
  return result;
}

}  // namespace clusterlite
