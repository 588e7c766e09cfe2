#include "distance/tree/places.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "distance/frame/coordinate_frames.hpp"
#include "support/running/parallel_sort.hpp"

namespace clusterlite::distance {
namespace {

template <std::size_t D>
struct Located {
  Point<D> at;
  std::uint32_t group;
  std::uint32_t row;
};

// Brings the largest coordinate near 1. Coordinates of everyday size stay as they are: the power of two is
// exact, but what is computed from distances is easier to compare unscaled.
template <std::size_t D>
double scale_of(const RawVector<Located<D>>& located, double largest, CancelToken& cancel) {
  constexpr int kEveryday = 128;
  for (const Located<D>& point : located) {
    cancel.check();
    for (const double coordinate : point.at) largest = std::max(largest, std::fabs(coordinate));
  }
  const int exponent = largest > 0 ? std::ilogb(largest) : 0;
  return std::abs(exponent) <= kEveryday ? 1 : std::ldexp(1, -std::clamp(exponent, -1000, 1000));
}

}  // namespace

template <class Frame>
Places<Frame::kDimensions> places_of(const PointsView& view, const Frame& frame, const Rows& rows,
                                     CancelToken& cancel, double largest, const Threads& threads) {
  constexpr std::size_t D = Frame::kDimensions;
  RawVector<Located<D>> located;
  located.reserve(rows.size());
  rows.for_each(cancel, [&](std::uint32_t row) { located.push_back({frame.at(row), view.group(row), row}); });
  parallel_sort(
      std::span(located),
      [](const Located<D>& a, const Located<D>& b) {
        for (std::size_t axis = 0; axis < D; ++axis) {
          if (a.at[axis] != b.at[axis]) return a.at[axis] < b.at[axis];
        }
        return a.group != b.group ? a.group < b.group : a.row < b.row;
      },
      threads, cancel);

  Places<D> result;
  result.scale = scale_of(located, largest, cancel);
  std::size_t places = 0;
  for (std::size_t i = 0; i < located.size(); ++i) {
    cancel.check();
    if (i == 0 || located[i].at != located[i - 1].at) ++places;
  }
  result.places.reserve(places);
  result.rows.reserve(located.size());
  for (std::size_t i = 0; i < located.size(); ++i) {
    cancel.check();
    if (i == 0 || located[i].at != located[i - 1].at) {
      Place<D>& place = result.places.emplace_back();
      place.first_row = static_cast<std::uint32_t>(i);
      for (std::size_t axis = 0; axis < D; ++axis) place.at[axis] = located[i].at[axis] * result.scale;
    }
    ++result.places.back().count;
    result.rows.push_back(located[i].row);
  }
  return result;
}

template Places<2> places_of(const PointsView&, const PlanarFrame&, const Rows&, CancelToken&, double,
                             const Threads&);
template Places<3> places_of(const PointsView&, const GeodesicFrame&, const Rows&, CancelToken&, double,
                             const Threads&);

}  // namespace clusterlite::distance
