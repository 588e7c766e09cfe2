#include "distance/clusters/distance_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "distance/frame/for_each_group.hpp"
#include "distance/located/id_order.hpp"
#include "distance/tree/core_distances.hpp"
#include "distance/tree/places.hpp"
#include "support/running/error.hpp"
#include "support/running/parallel_sort.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

template <class Frame>
void add_points(const PointsView& view, const Frame& frame, const Rows& rows, std::uint64_t k,
                const Threads& threads, RawVector<CurvePoint>& curve, CancelToken& cancel) {
  constexpr std::size_t D = Frame::kDimensions;
  Places<D> places = places_of(view, frame, rows, cancel, 0, threads);
  const PlaceTree<D> tree(places.places, cancel, threads);
  RawVector<double> squared;
  if (k < rows.size()) squared = core_distances(tree, k + 1, threads, cancel);
  const typename Frame::Distances distances(places.scale);
  for (std::uint32_t p = 0; p < tree.size(); ++p) {
    const Place<D>& place = tree.place(p);
    const double distance = squared.empty() ? kUndefined : distances.distance(squared[p]);
    cancel.check(place.count);
    for (std::uint32_t i = place.first_row; i < place.first_row + place.count; ++i) {
      curve.push_back({places.rows[i], 0, distance, kUndefined, false});
    }
  }
}

// Two Poisson processes fitted to squared distances in units of their mean.
class DensityMixture {
 public:
  DensityMixture(std::vector<double> squared, std::uint64_t k)
      : squared_(std::move(squared)), k_(static_cast<double>(k)) {
    // Squares are in falling order: the second half are the nearer ones.
    for (std::size_t i = 0; i < squared_.size(); ++i) share(squared_[i], i < squared_.size() / 2 ? 0 : 1);
    estimate();
  }

  void fit(CancelToken& cancel) {
    constexpr int kMostSteps = 1000;
    constexpr double kEnough = 1e-10;  // relative change of the limit
    for (int step = 0; step < kMostSteps && has_limit(); ++step) {
      const double before = limit();
      for (const double squared : squared_) {
        cancel.check();
        const double odds = std::log(dense_.share / sparse_.share) +
                            k_ * std::log(dense_.rate / sparse_.rate) -
                            (dense_.rate - sparse_.rate) * squared;
        share(squared, 1 / (1 + std::exp(-odds)));
      }
      estimate();
      if (has_limit() && std::fabs(limit() - before) <= kEnough * before) return;
    }
  }

  // Up to which squared distance a point belongs to the dense process.
  bool has_limit() const {
    constexpr double kLeast = 1e-9;
    return dense_.share > kLeast && sparse_.share > kLeast && dense_.rate > sparse_.rate * (1 + kLeast) &&
           limit() > 0;
  }
  double limit() const {
    return (std::log(dense_.share / sparse_.share) + k_ * std::log(dense_.rate / sparse_.rate)) /
           (dense_.rate - sparse_.rate);
  }

 private:
  struct Process {
    double share = 0;
    double rate = 0;
    double sum_of_chances = 0;
    double sum_of_squares = 0;
  };

  void share(double squared, double chance) {
    dense_.sum_of_chances += chance;
    dense_.sum_of_squares += chance * squared;
    sparse_.sum_of_chances += 1 - chance;
    sparse_.sum_of_squares += (1 - chance) * squared;
  }

  void estimate() {
    for (Process* process : {&dense_, &sparse_}) {
      process->share = process->sum_of_chances / static_cast<double>(squared_.size());
      process->rate = k_ * process->sum_of_chances / process->sum_of_squares;
      process->sum_of_chances = process->sum_of_squares = 0;
    }
  }

  std::vector<double> squared_;
  double k_;
  Process dense_;
  Process sparse_;
};

// The number of the knee's point; the size of the curve when there is none.
std::size_t knee_of(std::span<const CurvePoint> curve, std::uint64_t k, CancelToken& cancel) {
  // Of a longer curve evenly spaced points are fitted: they say as much.
  constexpr std::size_t kMostFitted = 10'000;
  const std::size_t none = curve.size();
  const auto zeros = std::partition_point(curve.begin(), curve.end(),
                                          [](const CurvePoint& point) { return point.distance > 0; });
  const auto positive = static_cast<std::size_t>(zeros - curve.begin());
  if (positive < 3) return none;
  const std::size_t fitted = std::min(positive, kMostFitted);
  std::vector<double> squared;
  const double unit = curve.front().distance;  // squares stay in range
  double mean = 0;
  for (std::size_t i = 0; i < fitted; ++i) {
    const double distance = curve[(2 * i + 1) * positive / (2 * fitted)].distance / unit;
    squared.push_back(distance * distance);
    mean += squared.back() / static_cast<double>(fitted);
  }
  for (double& value : squared) value /= mean;
  DensityMixture mixture(std::move(squared), k);
  mixture.fit(cancel);
  if (!mixture.has_limit()) return none;
  const double limit = unit * std::sqrt(mixture.limit() * mean);
  const auto knee = std::partition_point(curve.begin(), curve.end(),
                                         [limit](const CurvePoint& point) { return point.distance > limit; });
  return knee == curve.begin() ? none : static_cast<std::size_t>(knee - curve.begin());
}

// Ranks and knee, once all distances of a group are there.
void finish_curve(std::span<CurvePoint> curve, std::uint64_t k, const IdOrder& id_order,
                  const Threads& threads, CancelToken& cancel) {
  parallel_sort(
      curve,
      [&](const CurvePoint& a, const CurvePoint& b) {
        if (a.distance != b.distance && !std::isnan(a.distance)) return a.distance > b.distance;
        return id_order(a.row, b.row);
      },
      threads, cancel);
  const std::size_t knee = knee_of(curve, k, cancel);
  double eps = kUndefined;
  if (knee < curve.size()) {
    const double median = curve[curve.size() / 2].distance;
    eps = median > 0 ? std::min(curve[knee].distance, median) : curve[knee].distance;
  }
  for (std::size_t i = 0; i < curve.size(); ++i) {
    cancel.check();
    curve[i].rank = static_cast<std::uint32_t>(i + 1);
    curve[i].is_knee = i == knee;
    curve[i].eps = eps;
  }
}

}  // namespace

RawVector<CurvePoint> distance_curves(const PointsView& view, std::int64_t k, Metric metric,
                                      const Threads& threads, CancelToken& cancel) {
  if (k < 1) throw Error(concat("k must be >= 1 (got ", k, ")"));
  RawVector<CurvePoint> curves;
  curves.reserve(view.summary().located);
  const IdOrder id_order(view);
  // Group by group: the curves are one list.
  for_each_group_frame(view, 0, metric, threads, 0, cancel,
                       [&](const Rows& rows, const auto& frame, const Threads& all, CancelToken& token) {
                         const std::size_t begin = curves.size();
                         add_points(view, frame, rows, static_cast<std::uint64_t>(k), all, curves, token);
                         finish_curve(std::span(curves).subspan(begin), static_cast<std::uint64_t>(k),
                                      id_order, all, token);
                       });
  return curves;
}

}  // namespace clusterlite
