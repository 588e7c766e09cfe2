#include "distance/frame/degree_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "support/memory/large_memory.hpp"

namespace clusterlite {
namespace {

bool is_longitude(double value) { return value >= -180 && value <= 180; }
bool is_latitude(double value) { return value >= -90 && value <= 90; }

bool is_at_zero(double x, double y) { return x == 0 && y == 0; }
bool is_whole(double x, double y) { return x == std::trunc(x) && y == std::trunc(y); }

// The middle half of `values`, which get reordered, made twice as long. Returns the median, one of them.
double set_typical(RawVector<double>& values, double& low, double& high, CancelToken& cancel) {
  cancel.check(6 * values.size());
  const std::size_t quarter = values.size() / 4;
  const auto at = [&](std::size_t i) {
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(i);
    std::nth_element(values.begin(), place, values.end());
    return *place;
  };
  const double first = at(quarter);
  const double last = at(values.size() - 1 - quarter);
  const double half = (last - first) / 2;
  low = first - half;
  high = last + half;
  // Of so few rows no half lies in the middle.
  if (quarter == 0) {
    low = first;
    high = last;
  }
  return at((values.size() - 1) / 2);
}

bool is_near(double value, double median) {
  constexpr double kShare = 20;
  return std::abs(value - median) <= std::abs(median) / kShare;
}

}  // namespace

DegreeRows DegreeRows::of(const PointsView& view, CancelToken& cancel) {
  const PointsSummary& summary = view.summary();
  DegreeRows rows;
  rows.located = summary.located;
  const bool apart =
      !(summary.min_x <= 180 && summary.max_x >= -180 && summary.min_y <= 180 && summary.max_y >= -180);
  if (summary.located == 0 || apart) return rows;  // metres as a rule: nothing is read

  const auto for_each = [&](const auto& visit) {
    constexpr std::size_t kBlock = 4096;
    for (std::size_t start = 0; start < view.size(); start += kBlock) {
      const std::size_t end = std::min(view.size(), start + kBlock);
      cancel.check(end - start);
      for (std::size_t row = start; row < end; ++row) {
        const double x = view.x(row);
        const double y = view.y(row);
        if (is_longitude(x) && is_longitude(y) && view.located(row)) visit(x, y);
      }
    }
  };
  std::size_t as_named = 0;
  std::size_t swapped = 0;
  std::size_t at_zero = 0;
  bool all_whole = true;
  for_each([&](double x, double y) {
    if (is_at_zero(x, y)) {
      ++at_zero;
      return;
    }
    all_whole = all_whole && is_whole(x, y);
    as_named += is_latitude(y) ? 1 : 0;
    swapped += is_latitude(x) ? 1 : 0;
  });
  rows.within = std::max(as_named, swapped);
  const bool leaves_out = at_zero != 0 && at_zero != rows.located && !all_whole;
  if (leaves_out) {
    rows.left_out = at_zero;
  } else {
    rows.within += at_zero;
  }
  if (!rows.are_most()) return rows;
  const auto for_each_within = [&](const auto& visit) {
    for_each([&](double x, double y) {
      if (is_latitude(as_named >= swapped ? y : x) && !(leaves_out && is_at_zero(x, y))) visit(x, y);
    });
  };
  for_each_within([&](double x, double y) { rows.all.add({x, y}); });
  std::array<double, 2> median{};
  RawVector<double> values;
  values.reserve(rows.within);
  for (const std::size_t axis : {0U, 1U}) {
    values.clear();
    for_each_within([&](double x, double y) { values.push_back(axis == 0 ? x : y); });
    median[axis] = set_typical(values, rows.typical.low[axis], rows.typical.high[axis], cancel);
  }
  for_each_within([&](double x, double y) {
    if (!is_near(x, median[0]) || !is_near(y, median[1])) return;
    rows.city.add({x, y});
    ++rows.city_rows;
    rows.fractional_city_rows += is_whole(x, y) ? 0 : 1;
  });
  return rows;
}

bool DegreeRows::are_a_city() const {
  if (city_rows < 2 || !(city.high[0] > city.low[0] && city.high[1] > city.low[1])) return false;
  const std::size_t counted = city_rows == located ? city_rows : fractional_city_rows;
  if (counted < 3 && city_rows < within) return false;
  return counted >= 2 && counted + std::max<std::size_t>(1, judged() / 4) >= judged();
}

}  // namespace clusterlite
