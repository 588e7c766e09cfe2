// Firms for the tests of the distance functions: made at random, put into data sets, and turned into other
// firms that must get the same answer.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "datasets/points.hpp"

namespace clusterlite::testing_support {

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Firm {
  std::int64_t id = 0;
  double x = 0;
  double y = 0;
  double weight = 1;
  std::int64_t group = 0;

  bool located() const { return !std::isnan(x) && !std::isnan(weight); }
};

struct Firms {
  std::vector<Firm> rows;
  bool weights = false;
  bool groups = false;
  bool text_ids = false;  // 'f' and the id in 20 digits, so that texts and numbers have one order
};

// A data set and a view of it.
class DataSet {
 public:
  explicit DataSet(const Firms& firms) {
    CancelToken cancel;
    PointsBuilder builder(firms.weights, firms.groups);
    for (const Firm& firm : firms.rows) {
      const std::string digits = std::to_string(firm.id);
      const std::string text = "f" + std::string(20 - digits.size(), '0') + digits;
      const KeyView group = KeyView::of(firm.group);
      builder.add(firms.text_ids ? KeyView::of(std::string_view(text)) : KeyView::of(firm.id), firm.x, firm.y,
                  firm.weight, firms.groups ? &group : nullptr);
    }
    bytes_ = builder.finish(cancel);
    view_ = PointsView::open(bytes_.bytes(), cancel);
  }

  const PointsView& view() const { return view_; }

 private:
  ByteBuffer bytes_;
  PointsView view_;
};

inline Firms firms_at(const std::vector<std::pair<double, double>>& places) {
  Firms firms;
  for (const auto& [x, y] : places) {
    firms.rows.push_back({static_cast<std::int64_t>(firms.rows.size()) + 1, x, y, 1, 0});
  }
  return firms;
}

// Address sanitizer and friends take ten times as long.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr std::uint64_t kRunsDivisor = 10;
#else
inline constexpr std::uint64_t kRunsDivisor = 1;
#endif

// Calls check(seed) with `runs` seeds, until one fails.
template <class Check>
void with_seeds(std::uint64_t first, std::uint64_t runs, const Check& check) {
  for (std::uint64_t seed = first; seed < first + runs / kRunsDivisor && !::testing::Test::HasFailure();
       ++seed) {
    check(seed);
  }
}

using Random = std::mt19937_64;

inline double uniform(Random& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}
inline int integer(Random& random, int low, int high) {
  return std::uniform_int_distribution<int>(low, high)(random);
}
inline bool chance(Random& random, double probability) { return uniform(random, 0, 1) < probability; }

enum class Pattern {
  uniform,
  clustered,
  lattice,
  decimal_lattice,
  duplicates,
  collinear,
  right_triangles,
  crowds
};
inline constexpr int kPatterns = 8;

// `count` places around the origin where eps = `eps` tells something from something.
inline std::vector<std::pair<double, double>> random_places(Random& random, Pattern pattern, int count,
                                                            double eps) {
  std::vector<std::pair<double, double>> places;
  const double extent = eps * std::sqrt(count) * uniform(random, 0.2, 2);
  const double steps[] = {eps, eps / std::sqrt(2.0), eps / 2, eps * (1 - 1e-5) / std::sqrt(2.0)};
  const double step = steps[integer(random, 0, 3)];
  const int across = std::max(2, static_cast<int>(std::sqrt(count) * uniform(random, 0.7, 1.5)));
  const double slope = integer(random, 0, 2) * 0.5;
  for (int i = 0; i < count; ++i) {
    switch (pattern) {
      case Pattern::uniform:
        places.emplace_back(uniform(random, -extent, extent), uniform(random, -extent, extent));
        break;
      case Pattern::clustered:
      case Pattern::crowds: {
        const double spread = pattern == Pattern::crowds ? 0.2 : uniform(random, 0.1, 1);
        std::normal_distribution<double> normal(0, eps * spread);
        const int centre = integer(random, 0, 3);
        places.emplace_back(normal(random) + eps * 1.2 * (centre % 2),
                            normal(random) + eps * 1.2 * (centre / 2));
        break;
      }
      case Pattern::lattice:
        places.emplace_back(integer(random, -across, across) * step, integer(random, -across, across) * step);
        break;
      case Pattern::decimal_lattice:  // eps is taken to be a multiple of 0.1
        places.emplace_back(integer(random, -9 * across, 9 * across) * 0.1,
                            integer(random, -9 * across, 9 * across) * 0.1);
        break;
      case Pattern::duplicates:
        places.emplace_back(integer(random, 0, 2) * eps * 0.9, integer(random, 0, 2) * eps * 1.1);
        break;
      case Pattern::collinear: {
        const double t = chance(random, 0.5) ? uniform(random, -extent, extent) * std::sqrt(count) / 3
                                             : integer(random, -count, count) * eps;
        places.emplace_back(t, slope * t);
        break;
      }
      case Pattern::right_triangles:  // many distances of exactly eps: 3-4-5, 5-12-13, 8-15-17
        places.emplace_back(integer(random, -across, across) * eps / 5,
                            integer(random, -across, across) * eps / 5);
        break;
    }
  }
  return places;
}

inline void shuffle_rows(Random& random, Firms& firms) {
  std::shuffle(firms.rows.begin(), firms.rows.end(), random);
}

}  // namespace clusterlite::testing_support
