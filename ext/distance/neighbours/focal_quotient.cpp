#include "distance/neighbours/focal_quotient.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "distance/frame/coordinate_frames.hpp"
#include "distance/tree/place_search.hpp"
#include "distance/tree/places.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// The rows of one industry at one place.
struct Share {
  std::uint32_t group = 0;
  std::uint32_t first_row = 0;
  double weight = 0;
};

// Weights are read as multiples of a power of two near the largest, so that no sum of them overflows.
struct WeightScale {
  int exponent = 0;
  explicit WeightScale(double largest) : exponent(largest > 0 ? std::ilogb(largest) : 0) {}
  double scaled(double weight) const { return std::ldexp(weight, -exponent); }
  double unscaled(double weight) const { return std::ldexp(weight, exponent); }
};

// The bisquare kernel 1 - (d / h)^2, squared.
class PlaneKernel {
 public:
  explicit PlaneKernel(const PlaneDistances&) {}
  double weight(double squared, double squared_h) const {
    const double rest = 1 - squared / squared_h;
    return rest * rest;
  }
};

class SphereKernel {
 public:
  explicit SphereKernel(const SphereDistances& distances) : distances_(distances) {}
  double weight(double squared, double squared_h) const {
    const double ratio = distances_.distance(squared) / distances_.distance(squared_h);
    const double rest = 1 - ratio * ratio;
    return rest * rest;
  }

 private:
  SphereDistances distances_;
};

template <class Frame, class Kernel>
class FocalRun {
 public:
  static constexpr std::size_t D = Frame::kDimensions;

  FocalRun(const PointsView& view, const Frame& frame, const Rows& rows, WeightScale scale,
           CancelToken& cancel)
      : scale_(scale),
        cancel_(cancel),
        places_(places_of(view, frame, rows, cancel)),
        tree_(places_.places, cancel) {
    lay_out_shares(view);
  }

  void run(std::uint64_t neighbours, FocalQuotients& result) {
    const typename Frame::Distances distances(places_.scale);
    const Kernel kernel(distances);
    NearestPlaces<D> nearest(tree_, cancel_);
    std::vector<double> sums(result.reference_share.size(), 0);  // per group
    double previous_h = std::numeric_limits<double>::infinity();
    for (std::uint32_t p = 0; p < places_.places.size(); ++p) {
      cancel_.check();
      const Point<D>& at = places_.places[p].at;
      const double bound = p == 0 ? std::numeric_limits<double>::infinity()
                                  : enough_for(at, places_.places[p - 1].at, previous_h);
      const auto near = nearest.find(at, neighbours + 1, bound);
      const double squared_h = near.front().squared;  // the farthest of them: a heap
      previous_h = std::sqrt(squared_h);
      CompensatedSum all;
      for (const NearPlace& other : near) {
        const double w = weight_of(other, p, squared_h, kernel);
        if (w == 0) continue;
        all.add(w * weights_[other.place]);
        for (std::uint32_t i = first_share_[other.place]; i < first_share_[other.place + 1]; ++i) {
          sums[shares_[i].group] += w * shares_[i].weight;
        }
      }
      write(p, distances.distance(squared_h), all.value(), sums, result);
      for (const NearPlace& other : near) {
        for (std::uint32_t i = first_share_[other.place]; i < first_share_[other.place + 1]; ++i) {
          sums[shares_[i].group] = 0;
        }
      }
    }
  }

 private:
  void lay_out_shares(const PointsView& view) {
    for (const Place<D>& place : places_.places) {
      first_share_.push_back(static_cast<std::uint32_t>(shares_.size()));
      CompensatedSum all;
      CompensatedSum of_group;
      for (std::uint32_t i = place.first_row; i < place.first_row + place.count; ++i) {
        cancel_.check();
        const std::uint32_t row = places_.rows[i];
        const double weight = scale_.scaled(view.weight(row));
        if (i == place.first_row || shares_.back().group != view.group(row)) {
          shares_.push_back({view.group(row), i, 0});
          of_group = {};
        }
        of_group.add(weight);
        shares_.back().weight = of_group.value();
        all.add(weight);
      }
      weights_.push_back(all.value());
    }
    first_share_.push_back(static_cast<std::uint32_t>(shares_.size()));
  }

  double weight_of(const NearPlace& other, std::uint32_t p, double squared_h, const Kernel& kernel) const {
    if (other.place == p) return 1;
    return other.squared < squared_h ? kernel.weight(other.squared, squared_h) : 0;
  }

  void write(std::uint32_t p, double h, double all, const std::vector<double>& sums,
             FocalQuotients& result) const {
    const std::uint32_t end_of_place = places_.places[p].first_row + places_.places[p].count;
    for (std::uint32_t i = first_share_[p]; i < first_share_[p + 1]; ++i) {
      const std::uint32_t end = i + 1 < first_share_[p + 1] ? shares_[i + 1].first_row : end_of_place;
      const double share = all > 0 ? std::min(1.0, sums[shares_[i].group] / all) : kUndefined;
      for (std::uint32_t k = shares_[i].first_row; k < end; ++k) {
        const std::uint32_t row = places_.rows[k];
        result.bandwidth[row] = h;
        result.local_share[row] = share;
        result.local_weight[row] = scale_.unscaled(all);
      }
    }
  }

  WeightScale scale_;
  CancelToken& cancel_;
  Places<D> places_;
  PlaceTree<D> tree_;
  std::vector<double> weights_;             // per place, in the tree's order
  std::vector<std::uint32_t> first_share_;  // per place, and the end
  std::vector<Share> shares_;
};

}  // namespace

FocalQuotients focal_quotients(const PointsView& view, std::int64_t bandwidth_neighbours, Metric metric,
                               CancelToken& cancel) {
  if (bandwidth_neighbours < 1) {
    throw Error(concat("bandwidth_neighbours must be >= 1 (got ", bandwidth_neighbours, ")"));
  }
  if (!view.has_groups()) {
    throw Error(
        "the points have no group keys; collect the industry as such: cl_points(id, x, y, weight, industry), "
        "with the weight 1 to count firms");
  }
  cancel.poll_now();
  std::vector<std::uint32_t> located;
  double largest = 0;
  for (std::size_t row = 0; row < view.size(); ++row) {
    cancel.check();
    if (!view.located(row)) continue;
    located.push_back(static_cast<std::uint32_t>(row));
    largest = std::max(largest, view.weight(row));
  }
  const WeightScale scale(largest);

  FocalQuotients result;
  result.bandwidth.resize(view.size(), kUndefined);
  result.local_share.resize(view.size(), kUndefined);
  result.local_weight.resize(view.size(), kUndefined);
  std::vector<CompensatedSum> groups(view.group_count());
  CompensatedSum all;
  for (const std::uint32_t row : located) {
    cancel.check();
    groups[view.group(row)].add(scale.scaled(view.weight(row)));
    all.add(scale.scaled(view.weight(row)));
  }
  for (const CompensatedSum& group : groups) result.reference_share.push_back(group.value() / all.value());

  const Rows rows{std::span<const std::uint32_t>(located)};
  const auto neighbours = static_cast<std::uint64_t>(bandwidth_neighbours);
  if (metric == Metric::planar) {
    const PlanarFrame frame(view, rows, 0, cancel);
    if (neighbours >= located.size()) return result;
    FocalRun<PlanarFrame, PlaneKernel>(view, frame, rows, scale, cancel).run(neighbours, result);
  } else {
    const GeodesicFrame frame(view, rows, 0, cancel);  // refuses what is no longitude or latitude
    if (neighbours >= located.size()) return result;
    FocalRun<GeodesicFrame, SphereKernel>(view, frame, rows, scale, cancel).run(neighbours, result);
  }
  return result;
}

}  // namespace clusterlite
