#include "distance/frame/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "distance/frame/coordinate_frames.hpp"
#include "distance/located/row_groups.hpp"
#include "support/memory/large_memory.hpp"

namespace clusterlite {
namespace {

using Box = distance::Box<2>;
using distance::Point;

struct Place {
  Point<2> at;
  std::uint64_t firms;
};
using Places = std::span<Place>;

void sort_along(Places places, std::size_t axis, CancelToken& cancel) {
  std::sort(places.begin(), places.end(), [axis, &cancel](const Place& a, const Place& b) {
    cancel.check();
    if (a.at[axis] != b.at[axis]) return a.at[axis] < b.at[axis];
    return a.at[1 - axis] < b.at[1 - axis];
  });
}

RawVector<Place> places_of(const PointsView& view, CancelToken& cancel) {
  RawVector<Place> places;
  places.reserve(view.summary().located);
  for (std::size_t row = 0; row < view.size(); ++row) {
    cancel.check();
    // + 0.0: no -0
    if (view.located(row)) places.push_back({{view.x(row) + 0.0, view.y(row) + 0.0}, 1});
  }
  sort_along(places, 0, cancel);
  std::size_t last = 0;
  for (std::size_t i = 1; i < places.size(); ++i) {
    cancel.check();
    if (places[i].at == places[last].at) {
      ++places[last].firms;
    } else {
      places[++last] = places[i];
    }
  }
  if (!places.empty()) places.resize(last + 1);
  return places;
}

Box box_of(Places places, CancelToken& cancel) {
  Box box = Box::empty();
  for (const Place& place : places) {
    cancel.check();
    box.add(place.at);
  }
  return box;
}

// About a trillionth of what the coordinates are: more than printing with 15 digits takes away.
double margin_of(const Box& box) {
  const double size = std::max(std::max(std::abs(box.low[0]), std::abs(box.high[0])),
                               std::max(std::abs(box.low[1]), std::abs(box.high[1])));
  return (size > 0 ? size : 1.0) * 0x1p-40;
}

class Cutter {
 public:
  Cutter(Metric metric, CancelToken& cancel) : metric_(metric), cancel_(cancel) {}

  // 1 <= n <= number of places. `own` holds all of them.
  void cut(Places places, std::uint64_t n, const Box& own) {
    if (n == 1) {
      tiles_.push_back({own, std::nullopt, count(places)});
      return;
    }
    const std::size_t axis = longer_side(box_of(places, cancel_));
    sort_along(places, axis, cancel_);
    const std::size_t at = place_of_cut(places, axis, n);
    const double value = places[at].at[axis];
    const Places low = places.first(at);
    const Places high = places.subspan(at);
    const std::uint64_t low_tiles = share_of_low(low, high, n);
    Box low_own = own;
    Box high_own = own;
    low_own.high[axis] = high_own.low[axis] = value;
    cut(low, low_tiles, low_own);
    cut(high, n - low_tiles, high_own);
  }

  std::vector<Tile> take() { return std::move(tiles_); }

 private:
  std::size_t longer_side(const Box& box) const {
    double width = box.high[0] - box.low[0];
    const double height = box.high[1] - box.low[1];
    // A degree of longitude is shorter; not 0 where only longitudes differ.
    if (metric_ == Metric::geodesic && height > 0) {
      width *= std::cos((box.low[1] + box.high[1]) / 2 * std::numbers::pi / 180);
    }
    return width >= height && width > 0 ? 0 : 1;
  }

  std::uint64_t count(Places places) const {
    std::uint64_t firms = 0;
    for (const Place& place : places) {
      cancel_.check();
      firms += place.firms;
    }
    return firms;
  }

  // The first place above the cut that comes nearest to leaving n / 2 of n shares below. At least two places
  // differ along the axis.
  std::size_t place_of_cut(Places places, std::size_t axis, std::uint64_t n) const {
    const std::uint64_t half = n / 2;
    const double wanted =
        static_cast<double>(count(places)) * static_cast<double>(half) / static_cast<double>(n);
    std::size_t best = 0;
    double best_off = 0;
    std::uint64_t below = places[0].firms;
    for (std::size_t i = 1; i < places.size(); below += places[i++].firms) {
      cancel_.check();
      if (places[i].at[axis] == places[i - 1].at[axis]) continue;
      const double off = std::abs(static_cast<double>(below) - wanted);
      if (best != 0 && off >= best_off) continue;
      best = i;
      best_off = off;
    }
    return best;
  }

  // In proportion to the firms, but no more tiles than places on either side.
  std::uint64_t share_of_low(Places low, Places high, std::uint64_t n) const {
    const auto in_low = static_cast<double>(count(low));
    const double share =
        std::round(static_cast<double>(n) * in_low / (in_low + static_cast<double>(count(high))));
    const std::uint64_t least = n > high.size() ? n - high.size() : 1;
    const std::uint64_t most = std::min<std::uint64_t>(n - 1, low.size());
    return std::clamp(static_cast<std::uint64_t>(share), least, most);
  }

  Metric metric_;
  CancelToken& cancel_;
  std::vector<Tile> tiles_;
};

Box widened(const Box& own, double x, double y) {
  return {{own.low[0] - x, own.low[1] - y}, {own.high[0] + x, own.high[1] + y}};
}

// 2 eps, and a little for what rounding does to coordinates and distances.
Box read_on_plane(const Box& own, double eps, double margin) {
  const double reach = 2 * eps * (1 + 0x1p-40) + margin;
  return widened(own, reach, reach);
}

// A cap of angle a around a place of latitude f spans longitudes up to asin(sin a / cos f) away, or all of
// them when a pole is in it. Across the date line the longitudes go on at the other end: then the whole band
// is read.
Box read_on_sphere(const Box& own, const Box& all, double eps, double margin) {
  constexpr double kDegree = std::numbers::pi / 180;
  const double angle = 2 * eps * (1 + 0x1p-40) / kEarthRadius + margin * kDegree;
  const double latitude = std::min(90.0, std::max(std::abs(own.low[1]), std::abs(own.high[1]))) * kDegree;
  Box read = widened(own, 0, angle / kDegree);
  bool whole_band = latitude + angle >= std::numbers::pi / 2;
  if (!whole_band) {
    const double sine = std::min(1.0, std::sin(angle) / std::cos(latitude));
    const double longitudes = std::asin(sine) / kDegree * (1 + 0x1p-40) + margin;
    read.low[0] -= longitudes;
    read.high[0] += longitudes;
    whole_band = read.high[0] - 360 >= all.low[0] || read.low[0] + 360 <= all.high[0];
  }
  if (whole_band) {
    read.low[0] = all.low[0];
    read.high[0] = all.high[0];
  }
  return read;
}

}  // namespace

std::vector<Tile> tiles_of(const PointsView& view, std::uint64_t n, std::optional<double> eps, Metric metric,
                           CancelToken& cancel) {
  if (metric == Metric::geodesic) {
    const distance::RowGroups groups(view, cancel);
    for (std::size_t group = 0; group < groups.size(); ++group) {
      distance::GeodesicFrame::check(view, groups[group], cancel);
    }
  }
  RawVector<Place> places = places_of(view, cancel);
  if (places.empty()) return {};
  const Box held = box_of(places, cancel);
  const double margin = margin_of(held);
  const Box all = widened(held, margin, margin);
  Cutter cutter(metric, cancel);
  cutter.cut(places, std::min<std::uint64_t>(n, places.size()), all);
  std::vector<Tile> tiles = cutter.take();
  for (Tile& tile : tiles) {
    cancel.check();
    if (!eps) continue;
    tile.read = metric == Metric::planar ? read_on_plane(tile.own, *eps, margin)
                                         : read_on_sphere(tile.own, all, *eps, margin);
  }
  return tiles;
}

}  // namespace clusterlite
