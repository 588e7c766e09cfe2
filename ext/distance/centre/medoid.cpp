#include "distance/centre/medoid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "distance/frame/coordinate_frames.hpp"
#include "distance/tree/places.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

using namespace distance;

class MedoidSearch {
 public:
  MedoidSearch(const PointsView& view, const Rows& rows, CancelToken& cancel)
      : view_(view),
        cancel_(cancel),
        places_(places_of(view, PlanarFrame(view, rows, 0, cancel), rows, cancel)) {
    double heaviest = 0;
    for (const std::uint32_t row : places_.rows) {
      cancel_.check();
      heaviest = std::max(heaviest, view_.weight(row));
    }
    if (heaviest == 0) return;
    // Near 1, so that products with distances stay in range.
    const double scale = std::ldexp(1.0, -std::clamp(std::ilogb(heaviest), -1000, 1000));
    masses_.reserve(places_.places.size());
    for (const Place<2>& place : places_.places) {
      CompensatedSum sum;
      cancel_.check(place.count);
      for (std::uint32_t i = 0; i < place.count; ++i) {
        sum.add(view_.weight(places_.rows[place.first_row + i]) * scale);
      }
      if (sum.value() > 0) masses_.push_back({place.at[0], place.at[1], sum.value()});
    }
  }

  std::uint32_t run() {
    if (masses_.empty()) return kNoMedoid;
    candidates_.reserve(places_.places.size());
    for (std::uint32_t i = 0; i < places_.places.size(); ++i) {
      cancel_.check();
      candidates_.push_back({i, -std::numeric_limits<double>::infinity()});
    }
    std::size_t next = nearest_to_centre();
    while (!candidates_.empty()) {
      const std::uint32_t place = candidates_[next].place;
      candidates_[next] = candidates_.back();
      candidates_.pop_back();
      const Cut cut = cut_at(place);
      offer(place, cut.sum);
      next = prune(cut);
    }
    return best_row_;
  }

 private:
  struct Mass {
    double x;
    double y;
    double weight;
  };
  struct Candidate {
    std::uint32_t place;
    double bound;  // its sum is not below
  };
  struct Cut {
    Point<2> at;
    double sum;
    double slope_x;
    double slope_y;
  };

  static constexpr std::size_t kBlock = 4096;

  std::size_t nearest_to_centre() const {
    CompensatedSum weight;
    CompensatedSum x;
    CompensatedSum y;
    for (const Mass& mass : masses_) {
      cancel_.check();
      weight.add(mass.weight);
      x.add(mass.weight * mass.x);
      y.add(mass.weight * mass.y);
    }
    const Point<2> centre = {x.value() / weight.value(), y.value() / weight.value()};
    std::size_t nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      cancel_.check();
      const double squared = squared_distance(places_.places[candidates_[i].place].at, centre);
      if (squared < least) {
        least = squared;
        nearest = i;
      }
    }
    return nearest;
  }

  Cut cut_at(std::uint32_t place) {
    Cut cut{places_.places[place].at, 0, 0, 0};
    CompensatedSum sum;
    weight_ = 0;
    // Sums of blocks: their rounding errors stay far below the slack of prune().
    for (std::size_t first = 0; first < masses_.size(); first += kBlock) {
      const std::size_t last = std::min(masses_.size(), first + kBlock);
      cancel_.check(last - first);
      double slope_x = 0;
      double slope_y = 0;
      double weight = 0;
      for (std::size_t i = first; i < last; ++i) {
        const Mass& mass = masses_[i];
        const double dx = cut.at[0] - mass.x;
        const double dy = cut.at[1] - mass.y;
        const double d = std::sqrt(dx * dx + dy * dy);
        sum.add(mass.weight * d);
        weight += mass.weight;
        if (d == 0) continue;
        slope_x += mass.weight * (dx / d);
        slope_y += mass.weight * (dy / d);
      }
      cut.slope_x += slope_x;
      cut.slope_y += slope_y;
      weight_ += weight;
    }
    cut.sum = sum.value();
    return cut;
  }

  void offer(std::uint32_t place, double sum) {
    if (best_row_ != kNoMedoid && sum > best_sum_) return;
    const std::uint32_t row = smallest_id(places_.places[place]);
    if (best_row_ != kNoMedoid && sum == best_sum_ && view_.compare_ids(best_row_, row) < 0) return;
    best_sum_ = sum;
    best_row_ = row;
  }

  std::uint32_t smallest_id(const Place<2>& place) const {
    std::uint32_t smallest = places_.rows[place.first_row];
    for (std::uint32_t i = 1; i < place.count; ++i) {
      cancel_.check();
      const std::uint32_t row = places_.rows[place.first_row + i];
      if (view_.compare_ids(row, smallest) < 0) smallest = row;
    }
    return smallest;
  }

  // Raises the bounds and drops the candidates that are out. Returns the index of the one with the least
  // bound.
  std::size_t prune(const Cut& cut) {
    // What rounding may take: of the compensated sums a few units, of the slopes, which are sums of blocks,
    // one for each term. A firm at 1e15 makes the sums large, and must not make all candidates equal.
    constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
    constexpr double kSlackOfSums = 16 * kEpsilon;
    const std::size_t terms = kBlock + masses_.size() / kBlock;
    const double slack_of_slopes = 4 * kEpsilon * static_cast<double>(terms) + kSlackOfSums;
    std::size_t kept = 0;
    std::size_t least = 0;
    double least_bound = std::numeric_limits<double>::infinity();
    for (const Candidate& candidate : candidates_) {
      cancel_.check();
      const Point<2>& at = places_.places[candidate.place].at;
      const double dx = at[0] - cut.at[0];
      const double dy = at[1] - cut.at[1];
      const double plane = cut.sum + cut.slope_x * dx + cut.slope_y * dy;
      const double slack =
          kSlackOfSums * cut.sum + slack_of_slopes * weight_ * (std::fabs(dx) + std::fabs(dy));
      const double bound = std::max(candidate.bound, plane - slack);
      if (bound > best_sum_) continue;
      candidates_[kept] = {candidate.place, bound};
      if (bound < least_bound) {
        least_bound = bound;
        least = kept;
      }
      ++kept;
    }
    candidates_.resize(kept);
    return least;
  }

  const PointsView& view_;
  CancelToken& cancel_;
  Places<2> places_;
  RawVector<Mass> masses_;  // the places that weigh something
  double weight_ = 0;       // of all
  RawVector<Candidate> candidates_;
  double best_sum_ = 0;
  std::uint32_t best_row_ = kNoMedoid;
};

}  // namespace

std::uint32_t medoid(const PointsView& view, const Rows& rows, CancelToken& cancel) {
  if (rows.size() == 0) return kNoMedoid;
  return MedoidSearch(view, rows, cancel).run();
}

}  // namespace clusterlite
