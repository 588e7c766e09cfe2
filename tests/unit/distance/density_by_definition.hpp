// What the tests of HDBSCAN, OPTICS and the k-distance curve share: all pairs of points, straight from the
// definitions, and configurations to compare on.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "distance/frame/coordinate_frames.hpp"
#include "unit/distance/dbscan_by_definition.hpp"

namespace clusterlite::testing_support {

// The located firms of one group.
struct PointGroup {
  std::vector<std::size_t> rows;  // by rising id
  std::vector<distance::Point<3>> at;
  Metric metric = Metric::planar;

  std::size_t size() const { return rows.size(); }
  double squared(std::size_t i, std::size_t j) const { return distance::squared_distance(at[i], at[j]); }
  double distance_of(double squared) const {
    return metric == Metric::planar ? std::sqrt(squared) : distance::SphereDistances(1).distance(squared);
  }
  // To the k-th nearest point, itself counted; infinite when there are fewer.
  double core(std::size_t i, std::size_t k) const {
    if (k > size()) return std::numeric_limits<double>::infinity();
    std::vector<double> all;
    for (std::size_t j = 0; j < size(); ++j) all.push_back(squared(i, j));
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(k) - 1, all.end());
    return all[k - 1];
  }
};

inline std::vector<PointGroup> point_groups(const Firms& firms, Metric metric) {
  std::map<std::int64_t, PointGroup> groups;
  std::vector<std::size_t> order(firms.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return firms.rows[a].id < firms.rows[b].id; });
  for (const std::size_t row : order) {
    const Firm& firm = firms.rows[row];
    if (!firm.located()) continue;
    PointGroup& group = groups[firms.groups ? firm.group : 0];
    group.metric = metric;
    group.rows.push_back(row);
    group.at.push_back(metric == Metric::planar ? distance::Point<3>{firm.x, firm.y, 0}
                                                : distance::GeodesicFrame::on_sphere(firm.x, firm.y));
  }
  std::vector<PointGroup> result;
  for (auto& [key, group] : groups) result.push_back(std::move(group));
  return result;
}

struct DensityCase {
  Firms firms;
  Metric metric;
  std::size_t k;  // min_points, or which neighbour
  double eps;
  std::string what;
};

// The patterns of the DBSCAN tests, one in five on the globe: around the date line, and all of it.
inline DensityCase random_density_case(std::uint64_t seed, int most_points) {
  Configuration c = random_configuration(seed, most_points);
  Random random(seed + 77);
  DensityCase result{c.firms, Metric::planar, static_cast<std::size_t>(integer(random, 1, 7)), c.options.eps,
                     c.what};
  if (chance(random, 0.1)) result.k = static_cast<std::size_t>(integer(random, 1, most_points + 3));
  if (!chance(random, 0.2)) return result;
  result.metric = Metric::geodesic;
  result.eps = uniform(random, 1e3, 1e6);
  const double spread = chance(random, 0.5) ? 1 : 180;
  const bool lattice = chance(random, 0.3);
  for (Firm& firm : result.firms.rows) {
    if (std::isnan(firm.x)) continue;
    const double u = lattice ? integer(random, -5, 5) / 5.0 : uniform(random, -1, 1);
    const double v = lattice ? integer(random, -5, 5) / 5.0 : uniform(random, -1, 1);
    firm.x = 180 + u * spread;
    if (firm.x > 180) firm.x -= 360;
    firm.y = std::clamp(v * spread, -90.0, 90.0);
  }
  result.what += " on the globe";
  return result;
}

inline Firms scattered_firms(int count) {
  Firms firms;
  Random random(1);
  for (int i = 0; i < count; ++i) {
    firms.rows.push_back({i, uniform(random, 0, 1), uniform(random, 0, 1), 1, 0});
  }
  return firms;
}

// NaN is the same as NaN.
inline bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace clusterlite::testing_support
