#include "indicators/crosstab/location_quotient.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// Mean and deviation of numbers that come one by one, some of them many times: first the mean, then the
// squares of what is left of it (the two-pass algorithm), both compensated.
struct Moments {
  double count = 0;
  CompensatedSum sum;
  CompensatedSum squares;

  double mean() const { return sum.value() / count; }
  // A deviation of the size of rounding errors is none: equal quotients come out of different divisions.
  Spread spread(double size_of_values) const {
    const double deviation = std::sqrt(squares.value() / (count - 1));
    if (count < 2 || !(deviation > 1e-13 * size_of_values)) return {kUndefined, kUndefined};
    return {mean(), deviation};
  }
};

void add_square(Moments& moments, double value, double times) {
  const double rest = value - moments.mean();
  moments.squares.add(rest * rest * times);
}

}  // namespace

double location_quotient(double local_industry, double local_total, double reference_industry,
                         double reference_total) {
  if (local_total == 0 || reference_industry == 0 || reference_total == 0) return kUndefined;
  // Of whole numbers both products are exact, so that the quotient is rounded once: 3.5 is 3.5.
  const double numerator = local_industry * reference_total;
  const double denominator = local_total * reference_industry;
  if (std::isnormal(numerator) && std::isnormal(denominator)) return numerator / denominator;
  return (local_industry / local_total) / (reference_industry / reference_total);
}

double symmetric_location_quotient(double lq) { return std::isinf(lq) ? 1 : (lq - 1) / (lq + 1); }

double Spread::standardised(double value) const { return (value - mean) / deviation; }

LocationQuotients location_quotients(Crosstab table, CancelToken& cancel) {
  LocationQuotients q;
  const std::size_t industries = table.industries.size();
  q.margins = margins_of(table, cancel);

  // A region without any value has no quotients; in all others an absent industry has the quotient 0.
  double regions_with_value = 0;
  for (const double region_total : q.margins.regions) regions_with_value += region_total > 0 ? 1 : 0;

  std::vector<Moments> plain(industries);
  std::vector<Moments> logs(industries);
  const auto for_each_quotient = [&](auto&& use) {
    for (const Crosstab::Cell& cell : table.cells) {
      cancel.check();
      const double lq = location_quotient(cell.value.value(), q.margins.regions[cell.region],
                                          q.margins.industries[cell.industry], q.margins.total);
      if (lq > 0) use(cell.industry, lq);
    }
  };
  for_each_quotient([&](std::size_t industry, double lq) {
    plain[industry].sum.add(lq);
    logs[industry].sum.add(std::log10(lq));
    ++logs[industry].count;
  });
  // What is not known of an industry in a region is no quotient of 0.
  for (Moments& moments : plain) moments.count = regions_with_value;
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    if (!cell.has_value() && q.margins.regions[cell.region] > 0) --plain[cell.industry].count;
  }
  for_each_quotient([&](std::size_t industry, double lq) {
    add_square(plain[industry], lq, 1);
    add_square(logs[industry], std::log10(lq), 1);
  });
  for (std::size_t i = 0; i < industries; ++i) {
    cancel.check();
    add_square(plain[i], 0, plain[i].count - logs[i].count);
    q.spread.push_back(plain[i].spread(plain[i].mean()));
    q.log_spread.push_back(logs[i].spread(1));
  }
  q.table = std::move(table);
  return q;
}

}  // namespace clusterlite
