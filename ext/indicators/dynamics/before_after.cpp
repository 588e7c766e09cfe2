#include "indicators/dynamics/before_after.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "datasets/keys/key_types.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// Where the keys of two dictionaries, each in rising order, stand in their union.
struct Union {
  Dictionary keys;
  std::vector<std::uint32_t> of_a;
  std::vector<std::uint32_t> of_b;

  Union(const Dictionary& a, const Dictionary& b, CancelToken& cancel) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
      cancel.check();
      const auto order = i == a.size()   ? std::strong_ordering::greater
                         : j == b.size() ? std::strong_ordering::less
                                         : compare(a[i], b[j]);
      const std::uint32_t number = keys.intern(order <= 0 ? a[i] : b[j]);
      if (order <= 0) {
        of_a.push_back(number);
        ++i;
      }
      if (order >= 0) {
        of_b.push_back(number);
        ++j;
      }
    }
  }
};

double value_of(const Crosstab::Cell& cell) {
  return cell.has_value() ? cell.value.value() : std::numeric_limits<double>::quiet_NaN();
}

Margins margins_of(const BeforeAfter& both, double BeforeAfter::Cell::*side, CancelToken& cancel) {
  std::vector<CompensatedSum> regions(both.regions.size());
  std::vector<CompensatedSum> industries(both.industries.size());
  CompensatedSum total;
  for (const BeforeAfter::Cell& cell : both.cells) {
    cancel.check();
    if (!cell.known()) continue;
    regions[cell.region].add(cell.*side);
    industries[cell.industry].add(cell.*side);
    total.add(cell.*side);
  }
  Margins margins;
  for (const CompensatedSum& sum : regions) margins.regions.push_back(sum.value());
  for (const CompensatedSum& sum : industries) margins.industries.push_back(sum.value());
  margins.total = total.value();
  if (!std::isfinite(margins.total))
    throw Error("all values together add up to more than 1.8e308; collect them in a larger unit");
  return margins;
}

}  // namespace

BeforeAfter side_by_side(const Crosstab& before, const Crosstab& after, CancelToken& cancel) {
  constexpr std::string_view kEarlier = "the earlier table";
  constexpr std::string_view kLater = "the later one";
  refuse_two_types("region", before.regions, kEarlier, after.regions, kLater, cancel);
  refuse_two_types("industry", before.industries, kEarlier, after.industries, kLater, cancel);
  BeforeAfter both;
  Union regions(before.regions, after.regions, cancel);
  Union industries(before.industries, after.industries, cancel);
  both.knows_firms = before.knows_firms && after.knows_firms;
  both.cells.reserve(std::max(before.cells.size(), after.cells.size()));

  auto old_cell = before.cells.begin();
  auto new_cell = after.cells.begin();
  while (old_cell != before.cells.end() || new_cell != after.cells.end()) {
    cancel.check();
    BeforeAfter::Cell earlier;
    BeforeAfter::Cell later;
    const bool has_earlier = old_cell != before.cells.end();
    const bool has_later = new_cell != after.cells.end();
    if (has_earlier) {
      earlier = {regions.of_a[old_cell->region], industries.of_a[old_cell->industry], value_of(*old_cell), 0,
                 old_cell->firms};
    }
    if (has_later) {
      later = {regions.of_b[new_cell->region], industries.of_b[new_cell->industry], 0, value_of(*new_cell),
               new_cell->firms};
    }
    const auto position = [](const BeforeAfter::Cell& cell) { return std::pair(cell.region, cell.industry); };
    const bool takes_earlier = has_earlier && (!has_later || position(earlier) <= position(later));
    const bool takes_later = has_later && (!has_earlier || position(later) <= position(earlier));
    BeforeAfter::Cell cell = takes_earlier ? earlier : later;
    if (takes_later) {
      cell.after = later.after;
      cell.firms = std::max(cell.firms, later.firms);
    }
    both.cells.push_back(cell);
    if (takes_earlier) ++old_cell;
    if (takes_later) ++new_cell;
  }
  both.regions = std::move(regions.keys);
  both.industries = std::move(industries.keys);
  both.first.assign(both.regions.size() + 1, 0);
  for (const BeforeAfter::Cell& cell : both.cells) ++both.first[cell.region + std::size_t{1}];
  for (std::size_t j = 0; j < both.regions.size(); ++j) both.first[j + 1] += both.first[j];
  both.before = margins_of(both, &BeforeAfter::Cell::before, cancel);
  both.after = margins_of(both, &BeforeAfter::Cell::after, cancel);
  return both;
}

BeforeAfter::Cell BeforeAfter::at(std::size_t region, std::size_t industry) const {
  const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(first[region]);
  const auto end = cells.begin() + static_cast<std::ptrdiff_t>(first[region + 1]);
  const auto cell = std::lower_bound(begin, end, industry,
                                     [](const Cell& c, std::size_t wanted) { return c.industry < wanted; });
  if (cell != end && cell->industry == industry) return *cell;
  return {static_cast<std::uint32_t>(region), static_cast<std::uint32_t>(industry), 0, 0, 0};
}

double proportion(double value, double numerator, double denominator) {
  const double product = value * numerator;
  return std::isnormal(product) ? product / denominator : value / denominator * numerator;
}

}  // namespace clusterlite
