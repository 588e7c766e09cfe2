#include "distance/frame/degree_rows.hpp"

#include <algorithm>
#include <cmath>

#include "support/memory/large_memory.hpp"

namespace clusterlite {
namespace {

bool is_longitude(double value) { return value >= -180 && value <= 180; }
bool is_latitude(double value) { return value >= -90 && value <= 90; }

// The middle half of `values`, which get reordered, made twice as long.
void set_typical(RawVector<double>& values, double& low, double& high, CancelToken& cancel) {
  cancel.check(4 * values.size());
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
  for_each([&](double x, double y) {
    as_named += is_latitude(y) ? 1 : 0;
    swapped += is_latitude(x) ? 1 : 0;
  });
  rows.within = std::max(as_named, swapped);
  if (!rows.are_most()) return rows;
  const auto for_each_within = [&](const auto& visit) {
    for_each([&](double x, double y) {
      if (is_latitude(as_named >= swapped ? y : x)) visit(x, y);
    });
  };
  for_each_within([&](double x, double y) { rows.all.add({x, y}); });
  RawVector<double> values;
  values.reserve(rows.within);
  for (const std::size_t axis : {0U, 1U}) {
    values.clear();
    for_each_within([&](double x, double y) { values.push_back(axis == 0 ? x : y); });
    set_typical(values, rows.typical.low[axis], rows.typical.high[axis], cancel);
  }
  return rows;
}

}  // namespace clusterlite
