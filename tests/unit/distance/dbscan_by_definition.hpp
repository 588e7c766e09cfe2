// The reference DBSCAN is tested against, and random configurations to test it with.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <string>

#include "distance/clusters/dbscan.hpp"
#include "unit/distance/support.hpp"

namespace clusterlite::testing_support {

// ---- The reference: every pair of points, straight from the definition.

// The planar predicate. Where the squares would under- or overflow, both sides are divided by a power of two
// first.
inline bool planar_neighbours(const Firm& a, const Firm& b, double eps, double* squared) {
  double dx = a.x - b.x;
  double dy = a.y - b.y;
  if (eps == 0) {
    *squared = 0;
    return dx == 0 && dy == 0;
  }
  if (eps < 1e-140 || eps > 1e140) {
    const int exponent = std::ilogb(eps);
    dx = std::ldexp(dx, -exponent);
    dy = std::ldexp(dy, -exponent);
    eps = std::ldexp(eps, -exponent);
  }
  *squared = dx * dx + dy * dy;
  return *squared <= eps * eps;
}

// The haversine formula in extended precision. Distances that differ from eps (or from each other, where that
// matters) by less than this are not comparable with chords.
inline constexpr double kDoubtful = 1e-5;  // metres

inline double great_circle(const Firm& a, const Firm& b) {
  constexpr long double kRadian = std::numbers::pi_v<long double> / 180;
  const long double half_lat = std::sin((a.y - b.y) * kRadian / 2);
  const long double half_lon = std::sin((a.x - b.x) * kRadian / 2);
  const long double h =
      half_lat * half_lat + std::cos(a.y * kRadian) * std::cos(b.y * kRadian) * half_lon * half_lon;
  return static_cast<double>(2 * kEarthRadius * std::asin(std::sqrt(std::min(1.0L, h))));
}

__extension__ using Int128 = __int128;

// Weights in the tests are multiples of 2^-70 and less than 2^40.
inline double exact_sum(const std::vector<double>& weights) {
  Int128 sum = 0;
  for (const double weight : weights) sum += static_cast<Int128>(std::ldexp(weight, 70));
  return std::ldexp(static_cast<double>(sum), -70);
}

// A result as two lists.
struct Labels {
  std::vector<std::uint32_t> cluster;
  std::vector<PointKind> kind;

  friend bool operator==(const Labels&, const Labels&) = default;
};

struct Reference {
  Labels result;
  bool doubtful = false;  // a comparison of distances was too close to tell
};

inline Reference reference(const Firms& firms, const DbscanOptions& options) {
  const std::vector<Firm>& rows = firms.rows;
  const std::size_t n = rows.size();
  Reference out;
  out.result.cluster.assign(n, 0);
  out.result.kind.assign(n, PointKind::unlocated);
  std::map<std::int64_t, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < n; ++i) {
    if (rows[i].located()) groups[firms.groups ? rows[i].group : 0].push_back(i);
  }
  const auto near = [&](std::size_t i, std::size_t j, double* distance) {
    if (options.metric == Metric::planar) return planar_neighbours(rows[i], rows[j], options.eps, distance);
    *distance = great_circle(rows[i], rows[j]);
    const bool same = rows[i].x == rows[j].x && rows[i].y == rows[j].y;
    if (!same && std::abs(*distance - options.eps) < kDoubtful) out.doubtful = true;
    return *distance <= options.eps;
  };
  for (const auto& [key, members] : groups) {
    const std::size_t m = members.size();
    std::vector<std::vector<std::pair<std::size_t, double>>> neighbours(m);
    std::vector<bool> core(m);
    for (std::size_t i = 0; i < m; ++i) {
      std::vector<double> weights;
      for (std::size_t j = 0; j < m; ++j) {
        double distance = 0;
        if (!near(members[i], members[j], &distance)) continue;
        neighbours[i].emplace_back(j, distance);
        weights.push_back(firms.weights ? rows[members[j]].weight : 1);
      }
      core[i] = exact_sum(weights) >= options.min_points;
    }
    std::vector<int> component(m, -1);
    int components = 0;
    for (std::size_t i = 0; i < m; ++i) {
      if (!core[i] || component[i] >= 0) continue;
      std::vector<std::size_t> stack = {i};
      component[i] = components;
      while (!stack.empty()) {
        const std::size_t p = stack.back();
        stack.pop_back();
        for (const auto& [q, distance] : neighbours[p]) {
          if (!core[q] || component[q] >= 0) continue;
          component[q] = components;
          stack.push_back(q);
        }
      }
      ++components;
    }
    std::vector<int> label = component;
    for (std::size_t i = 0; i < m; ++i) {
      out.result.kind[members[i]] = core[i] ? PointKind::core : PointKind::noise;
      if (core[i]) continue;
      std::pair<double, std::int64_t> best;
      for (const auto& [q, distance] : neighbours[i]) {
        if (!core[q]) continue;
        const std::pair<double, std::int64_t> candidate(distance, rows[members[q]].id);
        if (label[i] < 0 || candidate < best) {
          best = candidate;
          label[i] = component[q];
        }
      }
      if (label[i] >= 0) out.result.kind[members[i]] = PointKind::border;
      for (const auto& [q, distance] : neighbours[i]) {
        if (options.metric == Metric::planar || !core[q] || component[q] == label[i]) continue;
        if (distance != best.first && distance < best.first + kDoubtful) out.doubtful = true;
      }
    }
    std::vector<std::pair<std::int64_t, std::int64_t>> size_and_id(
        static_cast<std::size_t>(components), {0, std::numeric_limits<std::int64_t>::max()});
    for (std::size_t i = 0; i < m; ++i) {
      if (label[i] < 0) continue;
      auto& [size, id] = size_and_id[static_cast<std::size_t>(label[i])];
      --size;
      id = std::min(id, rows[members[i]].id);
    }
    for (std::size_t i = 0; i < m; ++i) {
      if (label[i] < 0) continue;
      const auto& own = size_and_id[static_cast<std::size_t>(label[i])];
      out.result.cluster[members[i]] =
          1 + static_cast<std::uint32_t>(std::count_if(size_and_id.begin(), size_and_id.end(),
                                                       [&](const auto& other) { return other < own; }));
    }
  }
  return out;
}

// On one thread, and shared out among three: the answer has to be the same.
inline Labels run(const Firms& firms, DbscanOptions options) {
  CancelToken cancel;
  const DataSet data(firms);
  const auto run_with = [&](unsigned threads) {
    options.threads = Threads(threads);
    options.large_group = 1;
    const DbscanResult result = dbscan(data.view(), options, cancel);
    Labels labels;
    for (std::size_t row = 0; row < result.size(); ++row) {
      labels.cluster.push_back(result.cluster(row));
      labels.kind.push_back(result.kind(row));
    }
    return labels;
  };
  Labels labels = run_with(1);
  EXPECT_EQ(labels, run_with(3)) << "on three threads";
  return labels;
}

inline std::vector<std::uint32_t> clusters(const Firms& firms, const DbscanOptions& options) {
  return run(firms, options).cluster;
}

inline std::vector<int> kinds(const Labels& result) {
  std::vector<int> out;
  for (const PointKind kind : result.kind) out.push_back(static_cast<int>(kind));
  return out;
}

inline void expect_same(const Labels& expected, const Labels& actual, const std::string& what) {
  EXPECT_EQ(kinds(expected), kinds(actual)) << what;
  EXPECT_EQ(expected.cluster, actual.cluster) << what;
}

// The result of other rows in the order of these rows, matched by group and id.
inline Labels in_order_of(const Firms& firms, const Firms& other, const Labels& result) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> place;
  for (std::size_t i = 0; i < other.rows.size(); ++i) place[{other.rows[i].group, other.rows[i].id}] = i;
  Labels out;
  for (const Firm& firm : firms.rows) {
    const std::size_t i = place.at({firm.group, firm.id});
    out.cluster.push_back(result.cluster[i]);
    out.kind.push_back(result.kind[i]);
  }
  return out;
}

inline std::map<int, int> count_kinds(const Labels& result) {
  std::map<int, int> counts;
  for (const PointKind kind : result.kind) ++counts[static_cast<int>(kind)];
  return counts;
}

// ---- Random configurations

struct Configuration {
  Firms firms;
  DbscanOptions options;
  std::string what;
};

inline Configuration random_configuration(std::uint64_t seed, int most_points) {
  Random random(seed);
  const auto pattern = static_cast<Pattern>(integer(random, 0, kPatterns - 1));
  const int count = integer(random, 0, chance(random, 0.3) ? 12 : most_points);
  const double eps = pattern == Pattern::decimal_lattice ? integer(random, 1, 20) * 0.1
                     : chance(random, 0.5)               ? integer(random, 1, 20)
                                                         : uniform(random, 0.1, 50);
  Configuration c;
  c.options = {eps, static_cast<double>(integer(random, 1, 9)), Metric::planar};
  if (pattern == Pattern::crowds) c.options.min_points = integer(random, 1, std::max(1, count / 3));
  const auto places = random_places(random, pattern, count, eps);
  const double offsets[] = {0, 0, 953898.7, 1e6, -1e6, 1e9};
  const double offset_x = offsets[integer(random, 0, 5)];
  const double offset_y = offsets[integer(random, 0, 5)];
  c.firms.weights = chance(random, 0.5);
  c.firms.groups = chance(random, 0.3);
  c.firms.text_ids = chance(random, 0.2);
  const int kind_of_weights = integer(random, 0, 3);
  if (c.firms.weights && kind_of_weights == 1) c.options.min_points = integer(random, 10, 80) / 10.0;
  const bool unlocated = chance(random, 0.3);
  const bool rising = chance(random, 0.5);
  std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
  std::iota(ids.begin(), ids.end(), 1);
  if (!rising) std::shuffle(ids.begin(), ids.end(), random);
  for (std::size_t i = 0; i < places.size(); ++i) {
    Firm firm{ids[i], places[i].first + offset_x, places[i].second + offset_y, 1, integer(random, 0, 2)};
    if (c.firms.weights) {
      switch (kind_of_weights) {
        case 0:
          firm.weight = integer(random, 0, 3);
          break;
        case 1:
          firm.weight = integer(random, 0, 12) / 10.0;
          break;
        case 2:
          firm.weight = chance(random, 0.7) ? 0 : integer(random, 1, 9);
          break;
        default:
          firm.weight = std::ldexp(integer(random, 0, 1000), integer(random, -60, 20));
      }
    }
    if (unlocated && chance(random, 0.2)) firm.x = firm.y = kNone;
    if (unlocated && c.firms.weights && chance(random, 0.1)) firm.weight = kNone;
    c.firms.rows.push_back(firm);
  }
  c.what = "seed " + std::to_string(seed) + " pattern " + std::to_string(static_cast<int>(pattern)) +
           " eps " + std::to_string(eps) + " min_points " + std::to_string(c.options.min_points) + " n " +
           std::to_string(count);
  return c;
}

}  // namespace clusterlite::testing_support
