#include "indicators/relatedness/coagglomeration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "indicators/crosstab/cell_index.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostPairs = 32'000'000;

// Differences of sums of shares: in double, pairs of evenly spread industries would lose half of their
// digits.
using Wide = long double;

// What the pairs need of one industry.
struct Industry {
  Wide value = 0;      // e_a
  Wide with_all = 0;   // sum_j s_aj x_j
  Wide variation = 0;  // sum_j (s_aj - 1/R)^2
  double firms = 0;    // n_a
};

struct Prepared {
  std::vector<std::vector<std::uint32_t>> regions_of;  // per industry
  std::vector<Industry> industries;
  double regions = 0;   // R
  bool counts = true;   // all values are whole numbers whose products fit into 64 bits
  Wide squares = 0;     // sum x^2
  Wide complement = 0;  // 1 - sum x^2
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
    if (cell.value.low() != 0 || cell.value.high() != std::floor(cell.value.high())) p.counts = false;
  }
  // The products of one pair add up to at most the product of two totals.
  constexpr double kTwo31 = 2147483648.0;
  if (!(total.value() <= kTwo31 && firms <= kTwo31)) p.counts = false;
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
  std::vector<double> without_cell(p.industries.size(), p.regions);  // regions where its share is 0
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    Industry& industry = p.industries[cell.industry];
    const Wide share = industry.value > 0 ? wide(cell.value) / industry.value : 0;
    industry.with_all += share * shares[cell.region];
    // In a region without any value the share is 0, as it is where there is no cell at all.
    industry.variation += (share - even) * (share - even);
    --without_cell[cell.industry];
  }
  for (std::size_t i = 0; i < p.industries.size(); ++i) {
    p.industries[i].variation += Wide{without_cell[i]} * even * even;
  }
  return p;
}

// One cell: whole numbers of a table of counts, else the share s_aj.
template <class Number>
struct Part {
  std::uint32_t industry = 0;
  Number value = 0;
  Number firms = 0;
};

// What a pair has in common, summed over the regions where both are.
template <class Number>
struct Common {
  Number values = 0;  // sum e_aj e_bj or sum s_aj s_bj
  Number firms = 0;   // sum n_aj n_bj
};

PairMeasures measures_of(const Prepared& p, const Industry& one, const Industry& other, Wide shares,
                         Wide firms, bool knows_firms) {
  const Wide even = p.regions > 0 ? 1 / Wide{p.regions} : 0;
  // A spread of the size of rounding errors is none: sd < 1e-13 of the mean.
  const Wide least_variation = even * 1e-26L;
  PairMeasures pair{kUndefined, kUndefined, kUndefined, 0};
  if (one.value > 0 && other.value > 0) {
    if (p.complement > 0) {
      const Wide above = shares - one.with_all - other.with_all + p.squares;
      pair.coagglomeration = static_cast<double>(above / p.complement);
    }
    if (one.variation > least_variation && other.variation > least_variation) {
      const Wide r = (shares - even) / std::sqrt(one.variation * other.variation);
      pair.correlation = static_cast<double>(std::clamp(r, Wide{-1}, Wide{1}));
    }
  }
  if (knows_firms && one.firms > 0 && other.firms > 0) {
    pair.colocation = static_cast<double>(firms / one.firms / other.firms);
  }
  return pair;
}

// Row by row of pairs: an industry a meets all b > a in its regions. `whole`: what the values are shares of.
template <class Number>
void fill_pairs(const Crosstab& table, const Prepared& p, const std::vector<Part<Number>>& parts,
                const std::vector<Wide>& whole, const Cooccurrence& cooccurrence,
                std::vector<PairMeasures>& pairs, CancelToken& cancel) {
  const CellIndex index(table);
  const std::size_t count = p.industries.size();
  std::vector<Common<Number>> common(count);
  std::vector<std::uint32_t> together;
  for (std::uint32_t a = 0; a + std::size_t{1} < count; ++a) {
    cancel.check(count);
    std::fill(common.begin(), common.end(), Common<Number>{});
    for (const std::uint32_t j : p.regions_of[a]) {
      const auto end = parts.begin() + static_cast<std::ptrdiff_t>(index.end(j));
      auto part =
          std::lower_bound(parts.begin() + static_cast<std::ptrdiff_t>(index.begin(j)), end, a,
                           [](const Part<Number>& x, std::uint32_t wanted) { return x.industry < wanted; });
      const Part<Number> own = *part;
      cancel.check(static_cast<std::size_t>(end - part));
      for (++part; part != end; ++part) {
        common[part->industry].values += own.value * part->value;
        common[part->industry].firms += own.firms * part->firms;
      }
    }
    cooccurrence.row(a, together, cancel);
    for (std::size_t b = a + std::size_t{1}; b < count; ++b) {
      const Wide shares = static_cast<Wide>(common[b].values) / whole[a] / whole[b];
      pairs.push_back(measures_of(p, p.industries[a], p.industries[b], shares,
                                  static_cast<Wide>(common[b].firms), table.knows_firms));
      pairs.back().cooccurrence = together[b];
    }
  }
}

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

Coagglomeration coagglomeration_of(const Crosstab& table, const Cooccurrence& cooccurrence,
                                   CancelToken& cancel) {
  const std::size_t count = table.industries.size();
  const Pairs pairs(count);
  if (pairs.size() > kMostPairs) {
    throw Error(
        concat(count, " industries make ", pairs.size(), " pairs; at most ", kMostPairs,
               " fit (8,000 industries): collect coarser industries, such as substr(industry, 1, 4)"));
  }
  const Prepared p = prepare(table, cancel);
  Coagglomeration result;
  result.expected_colocation = p.expected_colocation;
  result.pairs.reserve(pairs.size());
  std::vector<Wide> whole(count, 1);
  if (p.counts) {
    std::vector<Part<std::uint64_t>> parts;
    parts.reserve(table.cells.size());
    for (const Crosstab::Cell& cell : table.cells) {
      cancel.check();
      parts.push_back({cell.industry, static_cast<std::uint64_t>(cell.value.value()), cell.firms});
    }
    for (std::size_t i = 0; i < count; ++i) whole[i] = p.industries[i].value > 0 ? p.industries[i].value : 1;
    fill_pairs(table, p, parts, whole, cooccurrence, result.pairs, cancel);
  } else {
    std::vector<Part<Wide>> parts;
    parts.reserve(table.cells.size());
    for (const Crosstab::Cell& cell : table.cells) {
      cancel.check();
      const Wide total = p.industries[cell.industry].value;
      parts.push_back(
          {cell.industry, total > 0 ? wide(cell.value) / total : 0, static_cast<Wide>(cell.firms)});
    }
    fill_pairs(table, p, parts, whole, cooccurrence, result.pairs, cancel);
  }
  return result;
}

}  // namespace clusterlite
