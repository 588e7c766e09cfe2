#include "indicators/concentration/spatial_concentration.hpp"

#include <algorithm>
#include <cmath>

#include "datasets/keys/key_types.hpp"
#include "indicators/concentration/plant_size.hpp"
#include "indicators/crosstab/crosstab_lines.hpp"
#include "indicators/crosstab/margins.hpp"
#include "indicators/inequality/share_profile.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

struct Pair {
  std::uint32_t a;
  std::uint32_t b;
  double weight;
};

std::string pair_text(const KeyView& a, const KeyView& b) {
  return concat("regions ", to_text(a), " and ", to_text(b));
}

// The region of each node of the links.
std::vector<std::uint32_t> regions_of_nodes(const Crosstab& table, const LinksView& links,
                                            CancelToken& cancel) {
  refuse_two_types("region", links.nodes(), "the links", table.regions, "the crosstab", cancel);
  std::vector<std::uint32_t> regions;
  for (std::size_t node = 0; node < links.nodes().size(); ++node) {
    cancel.check();
    const KeyView& key = links.nodes()[node];
    const std::uint32_t region = table.regions.find(key);
    if (region == table.regions.size()) {
      throw Error(
          concat("the links name region ", to_text(key), ", which the crosstab does not know; it has ",
                 table.regions.size(), " regions",
                 table.regions.size() > 0 ? concat(" (the first is ", to_text(table.regions[0]), ")") : "",
                 "; link those only, and write them with the same type"));
    }
    regions.push_back(region);
  }
  return regions;
}

// What only Psi and x decide.
struct Landscape {
  std::vector<double> c;       // Psi x
  double xc = 0;               // x' Psi x
  double trace = 0;            // tr((Psi S)^2)
  double variance_of_one = 0;  // 4 (sum x_j c_j^2 - (x'c)^2): of (u - x)' Psi (u - x) for one plant

  Landscape(const ReferenceShares& x, const RegionNeighbours& psi, CancelToken& cancel) {
    CompensatedSum sum_xc;
    CompensatedSum sum_xcc;
    CompensatedSum squares;
    for (std::size_t j = 0; j < x.size(); ++j) {
      CompensatedSum around;
      around.add(x[j]);
      squares.add(x[j] * x[j]);
      cancel.check(1 + psi[j].size());
      for (const auto& [m, weight] : psi[j]) {
        around.add(weight * x[m]);
        squares.add(weight * weight * x[j] * x[m]);
      }
      c.push_back(around.value());
      sum_xc.add(x[j] * c[j]);
      sum_xcc.add(x[j] * c[j] * c[j]);
    }
    xc = sum_xc.value();
    trace = squares.value() - 2 * sum_xcc.value() + xc * xc;
    variance_of_one = 4 * (sum_xcc.value() - xc * xc);
  }
};

}  // namespace

RegionNeighbours::RegionNeighbours(const Crosstab& table, const LinksView& links, CancelToken& cancel) {
  const std::vector<std::uint32_t> regions = regions_of_nodes(table, links, cancel);
  std::vector<Pair> pairs;
  for (std::size_t link = 0; link < links.size(); ++link) {
    cancel.check();
    const std::uint32_t a = std::min(regions[links.from(link)], regions[links.to(link)]);
    const std::uint32_t b = std::max(regions[links.from(link)], regions[links.to(link)]);
    const double weight = links.weight(link);
    const auto place = [&] { return pair_text(table.regions[a], table.regions[b]); };
    if (!(weight >= 0 && weight <= 1)) {
      throw Error(concat("the weight between ", place(),
                         " must be within 0..1, 1 being as near as the same region (got ",
                         std::isnan(weight) ? std::string("NULL") : to_text(weight), ")"));
    }
    if (a != b) {
      pairs.push_back({a, b, weight});
    } else if (weight != 1) {
      throw Error(concat("region ", to_text(table.regions[a]), " is linked to itself with the weight ",
                         weight, "; a region has the weight 1 with itself, and needs no link"));
    }
  }
  std::sort(pairs.begin(), pairs.end(), [&](const Pair& p, const Pair& q) {
    cancel.check();
    if (p.a != q.a) return p.a < q.a;
    return p.b != q.b ? p.b < q.b : p.weight < q.weight;
  });
  for (std::size_t i = 1; i < pairs.size(); ++i) {
    if (pairs[i].a == pairs[i - 1].a && pairs[i].b == pairs[i - 1].b &&
        pairs[i].weight != pairs[i - 1].weight) {
      throw Error(concat(pair_text(table.regions[pairs[i].a], table.regions[pairs[i].b]),
                         " are linked with two weights, ", pairs[i - 1].weight, " and ", pairs[i].weight,
                         "; nearness is mutual: give one, or the same in both directions"));
    }
  }
  pairs.erase(std::unique(pairs.begin(), pairs.end(),
                          [](const Pair& p, const Pair& q) { return p.a == q.a && p.b == q.b; }),
              pairs.end());

  first_.resize(table.regions.size() + 1, 0);
  for (const Pair& pair : pairs) {
    ++first_[pair.a + std::size_t{1}];
    ++first_[pair.b + std::size_t{1}];
  }
  for (std::size_t region = 0; region < table.regions.size(); ++region) first_[region + 1] += first_[region];
  std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
  entries_.resize(2 * pairs.size());
  // First the smaller neighbours of each region, then the greater ones: so every row rises.
  for (const Pair& pair : pairs) entries_[next[pair.b]++] = {pair.a, pair.weight};
  for (const Pair& pair : pairs) entries_[next[pair.a]++] = {pair.b, pair.weight};
}

std::vector<SpatialConcentration> spatial_concentration(const Crosstab& table,
                                                        const RegionNeighbours& neighbours,
                                                        CancelToken& cancel) {
  const Margins margins = margins_of(table, cancel);
  const Lines lines(table, Lines::Of::industries, cancel);
  const ReferenceShares reference(margins.regions, margins.total, lines.known_across());
  const Landscape land(reference, neighbours, cancel);
  ShareProfile profile(reference);
  std::vector<double> s(table.regions.size(), 0);

  std::vector<SpatialConcentration> rows;
  rows.reserve(lines.size());
  for (std::uint32_t industry = 0; industry < lines.size(); ++industry) {
    cancel.check();
    const LineFacts& facts = lines.facts(industry);
    const double value = margins.industries[industry];
    SpatialConcentration& row = rows.emplace_back();
    row.firms = facts.firms;
    if (facts.known) row.value = value;
    const auto line = lines[industry];
    if (line.empty()) continue;
    row.regions = line.size();
    const PlantShares plants = plant_shares(table, industry, value, table.knows_firms ? facts.with_value : 0);
    profile.assign(line, value);
    const double x2 = reference.squares().value();
    const double h = plants.squares;
    row.plant_herfindahl = h;
    row.ellison_glaeser = ellison_glaeser(squared_difference(profile), x2, h);

    // G_S = s' Psi s - 2 s' Psi x + x' Psi x: only where the industry is.
    CompensatedSum g;
    g.add(land.xc);
    for (const LineCell& cell : line) s[cell.across] = cell.value / value;
    for (const LineCell& cell : line) {
      const std::size_t j = cell.across;
      cancel.check(1 + neighbours[j].size());
      CompensatedSum around;
      around.add(s[j]);
      for (const auto& [m, weight] : neighbours[j]) around.add(weight * s[m]);
      around.add(-2 * land.c[j]);
      g.add(s[j] * around.value());
    }
    for (const LineCell& cell : line) s[cell.across] = 0;

    row.spatial_ellison_glaeser = ellison_glaeser(g.value(), land.xc, h);
    const double of_pairs = 2 * (h * h - plants.fourth_powers) * land.trace;
    const double of_single = plants.fourth_powers * land.variance_of_one;
    // A variance of the size of rounding errors is none.
    const bool varies = of_pairs + of_single > 1e-13 * h * h * land.xc;
    if (!std::isnan(row.spatial_ellison_glaeser) && varies) {
      row.spatial_z = (g.value() - (1 - land.xc) * h) / std::sqrt(of_pairs + of_single);
    }
  }
  return rows;
}

}  // namespace clusterlite
