#include "indicators/dynamics/shift_share.hpp"

#include <limits>

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// value * (after / before - 1), and 0 for what began with nothing: then value is 0, too.
double grown(double value, double before, double after) {
  return before == 0 ? 0 : proportion(value, after - before, before);
}

double homothetic_value(const BeforeAfter& both, const BeforeAfter::Cell& cell) {
  if (both.before.total == 0) return kUndefined;
  return proportion(both.before.regions[cell.region], both.before.industries[cell.industry],
                    both.before.total);
}

}  // namespace

ShiftShare shift_share(const BeforeAfter& both, const BeforeAfter::Cell& cell) {
  ShiftShare parts;
  const double e = cell.before;
  const double industry_before = both.before.industries[cell.industry];
  const double industry_after = both.after.industries[cell.industry];
  if (!cell.known()) {
    parts.change = parts.national_share = parts.industry_mix = parts.regional_shift = kUndefined;
    parts.homothetic = parts.homothetic_shift = parts.allocation = kUndefined;
    return parts;
  }
  parts.change = cell.after - e;
  parts.homothetic = homothetic_value(both, cell);
  if (e == 0) {
    parts.regional_shift = cell.after;
    parts.homothetic_shift = parts.allocation = kUndefined;
    return parts;
  }
  parts.national_share = grown(e, both.before.total, both.after.total);
  parts.industry_mix = grown(e, industry_before, industry_after) - parts.national_share;
  parts.regional_shift = cell.after - proportion(e, industry_after, industry_before);
  parts.homothetic_shift = proportion(parts.homothetic, parts.regional_shift, e);
  parts.allocation = proportion(e - parts.homothetic, parts.regional_shift, e);
  return parts;
}

ArcelusTerms arcelus_terms(const BeforeAfter& both, const BeforeAfter::Cell& cell) {
  ArcelusTerms terms;
  const double h = homothetic_value(both, cell);
  const double e = cell.before;
  // The four effects on a value that the whole area's, the industry's and the region's growth act upon.
  const auto effects = [&](double value, double& national, double& industry, double& regional) {
    national = grown(value, both.before.total, both.after.total);
    industry =
        grown(value, both.before.industries[cell.industry], both.after.industries[cell.industry]) - national;
    regional = grown(value, both.before.regions[cell.region], both.after.regions[cell.region]) - national;
  };
  if (!cell.known() || both.before.total == 0) {
    for (double ArcelusTerms::*term : kArcelusTerms) terms.*term = kUndefined;
    return terms;
  }
  const double difference = e - h;
  effects(h, terms.national_homothetic, terms.industry_homothetic, terms.regional_homothetic);
  effects(difference, terms.national_differential, terms.industry_differential, terms.regional_differential);
  if (e == 0) {
    terms.interaction_homothetic = terms.interaction_differential = kUndefined;
    return terms;
  }
  terms.interaction_homothetic = grown(h, e, cell.after) - terms.national_homothetic -
                                 terms.industry_homothetic - terms.regional_homothetic;
  terms.interaction_differential = grown(difference, e, cell.after) - terms.national_differential -
                                   terms.industry_differential - terms.regional_differential;
  return terms;
}

}  // namespace clusterlite
