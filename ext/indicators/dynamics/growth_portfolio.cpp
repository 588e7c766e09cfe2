#include "indicators/dynamics/growth_portfolio.hpp"

#include <limits>

#include "indicators/crosstab/location_quotient.hpp"
#include "indicators/crosstab/presence.hpp"

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

double growth(double before, double after) { return before == 0 ? kUndefined : (after - before) / before; }

double quotient(const Margins& margins, const BeforeAfter::Cell& cell, double value) {
  return location_quotient(value, margins.regions[cell.region], margins.industries[cell.industry],
                           margins.total);
}

// Growth factors are compared as quotients of the sums themselves: equal growth gives equal quotients.
bool grows_faster(const BeforeAfter& both, const BeforeAfter::Cell& cell, GrowthBenchmark benchmark) {
  if (cell.before == 0) return cell.after > 0;
  if (!(cell.after > cell.before)) return false;
  const double factor = cell.after / cell.before;
  switch (benchmark) {
    case GrowthBenchmark::total:
      return factor > both.after.total / both.before.total;
    case GrowthBenchmark::industry:
      return factor > both.after.industries[cell.industry] / both.before.industries[cell.industry];
    case GrowthBenchmark::zero:
      return true;
  }
  return false;
}

}  // namespace

PortfolioEntry portfolio_entry(const BeforeAfter& both, const BeforeAfter::Cell& cell,
                               GrowthBenchmark benchmark, std::uint64_t min_firms) {
  PortfolioEntry entry;
  entry.industry_growth = growth(both.before.industries[cell.industry], both.after.industries[cell.industry]);
  entry.total_growth = growth(both.before.total, both.after.total);
  entry.lq_before = quotient(both.before, cell, cell.before);
  entry.lq_after = quotient(both.after, cell, cell.after);
  entry.growth = growth(cell.before, cell.after);
  if (!cell.known()) {
    entry.growth = entry.lq_before = entry.lq_after = kUndefined;
    return entry;
  }
  const bool was = is_specialized(entry.lq_before);
  const bool is = is_specialized(entry.lq_after);
  if (was || is)
    entry.specialization = !was ? Specialization::entry : is ? Specialization::kept : Specialization::exit;
  if (cell.before == 0 && cell.after == 0) return entry;
  if (both.knows_firms && cell.firms < min_firms) return entry;
  if (grows_faster(both, cell, benchmark)) {
    entry.quadrant = is ? Quadrant::star : Quadrant::emerging;
  } else {
    entry.quadrant = is ? Quadrant::mature : Quadrant::declining;
  }
  return entry;
}

}  // namespace clusterlite
