#include "network/places/linked_clusters.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "unit/network/ties.hpp"

namespace clusterlite {
namespace {

using testing_support::random_ties;
using testing_support::Ties;
using testing_support::TieSet;

struct Firm {
  std::int64_t id;
  double x, y;
  std::int64_t group;
};

class PointSet {
 public:
  explicit PointSet(const std::vector<Firm>& firms) {
    CancelToken cancel;
    PointsBuilder builder(false, true);
    for (const Firm& firm : firms) {
      const KeyView group = KeyView::of(firm.group);
      builder.add(KeyView::of(firm.id), firm.x, firm.y, 1, &group);
    }
    bytes_ = builder.finish(cancel);
    view_ = PointsView::open(bytes_.bytes(), cancel);
  }
  const PointsView& view() const { return view_; }

 private:
  ByteBuffer bytes_;
  PointsView view_;
};

std::vector<Firm> random_firms(std::uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  std::vector<Firm> firms;
  for (int i = 0; i < count; ++i)
    firms.push_back({i, static_cast<double>(random() % 100), static_cast<double>(random() % 100),
                     static_cast<std::int64_t>(random() % 2)});
  return firms;
}

using Answer = std::map<std::int64_t, std::pair<LinkedKind, std::uint32_t>>;

Answer computed(const std::vector<Firm>& firms, const Ties& ties, double eps, double min_points,
                Metric metric = Metric::planar) {
  CancelToken cancel;
  const PointSet points(firms);
  const LinkedClusters result =
      linked_clusters(points.view(), TieSet(ties).view(), eps, min_points, metric, cancel);
  Answer answer;
  for (std::size_t i = 0; i < firms.size(); ++i) answer[firms[i].id] = {result.kind[i], result.cluster[i]};
  return answer;
}

Answer by_definition(std::vector<Firm> firms, const Ties& ties, double eps, double min_points) {
  std::sort(firms.begin(), firms.end(), [](const Firm& a, const Firm& b) { return a.id < b.id; });
  std::set<std::pair<std::int64_t, std::int64_t>> tied;
  for (const auto& tie : ties) {
    tied.insert({tie.from, tie.to});
    tied.insert({tie.to, tie.from});
  }
  const std::size_t n = firms.size();
  const auto distance = [&](std::size_t a, std::size_t b) {
    return std::hypot(firms[a].x - firms[b].x, firms[a].y - firms[b].y);
  };
  const auto neighbours = [&](std::size_t a, std::size_t b) {
    return a != b && firms[a].group == firms[b].group && tied.count({firms[a].id, firms[b].id}) != 0 &&
           distance(a, b) <= eps;
  };
  std::vector<bool> core(n);
  for (std::size_t a = 0; a < n; ++a) {
    double around = 1;
    for (std::size_t b = 0; b < n; ++b) around += neighbours(a, b) ? 1 : 0;
    core[a] = around >= min_points;
  }
  std::vector<std::size_t> set(n);
  for (std::size_t a = 0; a < n; ++a) set[a] = a;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b < n; ++b)
        if (core[a] && core[b] && neighbours(a, b) && set[b] < set[a]) {
          set[a] = set[b];
          changed = true;
        }
  }
  std::vector<bool> in(n);
  for (std::size_t a = 0; a < n; ++a) {
    in[a] = core[a];
    if (core[a]) continue;
    double nearest = INFINITY;
    for (std::size_t b = 0; b < n; ++b)
      if (core[b] && neighbours(a, b) && distance(a, b) < nearest) {
        nearest = distance(a, b);
        set[a] = set[b];
        in[a] = true;
      }
  }
  Answer answer;
  for (std::int64_t group : {0, 1}) {
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t a = 0; a < n; ++a)
      if (in[a] && firms[a].group == group) members[set[a]].push_back(a);
    std::vector<std::vector<std::size_t>> clusters;
    for (const auto& [root, list] : members) clusters.push_back(list);
    std::sort(clusters.begin(), clusters.end(), [](const auto& a, const auto& b) {
      return a.size() != b.size() ? a.size() > b.size() : a.front() < b.front();
    });
    for (std::size_t a = 0; a < n; ++a)
      if (firms[a].group == group) answer[firms[a].id] = {LinkedKind::noise, 0};
    for (std::uint32_t i = 0; i < clusters.size(); ++i)
      for (const std::size_t a : clusters[i])
        answer[firms[a].id] = {core[a] ? LinkedKind::core : LinkedKind::border, i + 1};
  }
  return answer;
}

TEST(LinkedClusters, AreWhatTheDefinitionSays) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    std::vector<Firm> firms = random_firms(seed, 90);
    const Ties ties = random_ties(seed, 100, 60 * seed);
    for (const double eps : {0.0, 15.0, 60.0}) {
      for (const double min_points : {1.0, 3.0, 4.5}) {
        const Answer answer = computed(firms, ties, eps, min_points);
        ASSERT_EQ(answer, by_definition(firms, ties, eps, min_points))
            << seed << " " << eps << " " << min_points;
        std::vector<Firm> shuffled = firms;
        std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937_64(seed));
        ASSERT_EQ(computed(shuffled, testing_support::turned(testing_support::shuffled(ties, seed)), eps,
                           min_points),
                  answer);
      }
    }
  }
}

TEST(LinkedClusters, DoNotDependOnTheUnit) {
  const std::vector<Firm> firms = random_firms(5, 80);
  const Ties ties = random_ties(5, 80, 400);
  const Answer answer = computed(firms, ties, 30, 3);
  for (const int exponent : {-1000, -600, 200, 300}) {
    std::vector<Firm> scaled = firms;
    for (Firm& firm : scaled) {
      firm.x = std::ldexp(firm.x, exponent);
      firm.y = std::ldexp(firm.y, exponent);
    }
    EXPECT_EQ(computed(scaled, ties, std::ldexp(30.0, exponent), 3), answer) << exponent;
  }
}

// One degree of the equator is 111.195 km; across the date line as anywhere.
TEST(LinkedClusters, OfTheGlobe) {
  const std::vector<Firm> firms = {{1, 179.5, 0, 0}, {2, -179.5, 0, 0}, {3, 178, 0, 0}};
  const Ties ties = {{1, 2}, {1, 3}};
  const Answer near = computed(firms, ties, 111'200, 2, Metric::geodesic);
  EXPECT_EQ(near.at(1).first, LinkedKind::core);
  EXPECT_EQ(near.at(2).second, 1U);
  EXPECT_EQ(near.at(3).first, LinkedKind::noise);
  EXPECT_EQ(computed(firms, ties, 111'190, 2, Metric::geodesic).at(1).first, LinkedKind::noise);
}

TEST(LinkedClusters, CanBeStopped) {
  CancelToken stop([](void*) { return true; }, nullptr);
  const PointSet points(random_firms(1, 100));
  const TieSet ties(random_ties(1, 100, 500));
  EXPECT_THROW(linked_clusters(points.view(), ties.view(), 5, 2, Metric::planar, stop), Cancelled);
}

}  // namespace
}  // namespace clusterlite
