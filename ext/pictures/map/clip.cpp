#include "pictures/map/clip.hpp"

#include <algorithm>
#include <boost/geometry/algorithms/simplify.hpp>
#include <boost/geometry/geometries/linestring.hpp>
#include <boost/geometry/geometries/register/point.hpp>
#include <boost/geometry/strategies/strategies.hpp>
#include <tuple>
#include <utility>

BOOST_GEOMETRY_REGISTER_POINT_2D(clusterlite::MapPlace, double, boost::geometry::cs::cartesian, x, y)

namespace clusterlite {
namespace {

// Keeps the side of one edge where inside(place) holds; crossing(a, b) is the place on the edge between.
template <class Inside, class Crossing>
std::vector<MapPlace> cut(const std::vector<MapPlace>& ring, const Inside& inside, const Crossing& crossing) {
  std::vector<MapPlace> kept;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const MapPlace& from = ring[i == 0 ? ring.size() - 1 : i - 1];
    const MapPlace& to = ring[i];
    if (inside(from) != inside(to)) kept.push_back(crossing(from, to));
    if (inside(to)) kept.push_back(to);
  }
  return kept;
}

MapPlace at_x(const MapPlace& a, const MapPlace& b, double x) {
  return {x, a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x))};
}
MapPlace at_y(const MapPlace& a, const MapPlace& b, double y) {
  return {a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)), y};
}

}  // namespace

std::vector<MapPlace> clip_ring(std::span<const MapPlace> ring, const LabelBox& box) {
  std::vector<MapPlace> kept(ring.begin(), ring.end());
  if (kept.size() > 1 && kept.front() == kept.back()) kept.pop_back();
  kept = cut(
      kept, [&](const MapPlace& p) { return p.x >= box.left; },
      [&](const MapPlace& a, const MapPlace& b) { return at_x(a, b, box.left); });
  kept = cut(
      kept, [&](const MapPlace& p) { return p.x <= box.right; },
      [&](const MapPlace& a, const MapPlace& b) { return at_x(a, b, box.right); });
  kept = cut(
      kept, [&](const MapPlace& p) { return p.y >= box.top; },
      [&](const MapPlace& a, const MapPlace& b) { return at_y(a, b, box.top); });
  return cut(
      kept, [&](const MapPlace& p) { return p.y <= box.bottom; },
      [&](const MapPlace& a, const MapPlace& b) { return at_y(a, b, box.bottom); });
}

std::vector<std::vector<MapPlace>> clip_line(std::span<const MapPlace> line, const LabelBox& box) {
  std::vector<std::vector<MapPlace>> pieces;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const MapPlace& a = line[i - 1];
    const MapPlace& b = line[i];
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    double enter = 0;
    double leave = 1;
    bool inside = true;
    for (const auto& [step, room] : {std::pair{-dx, a.x - box.left}, std::pair{dx, box.right - a.x},
                                     std::pair{-dy, a.y - box.top}, std::pair{dy, box.bottom - a.y}}) {
      if (step == 0) {
        inside = inside && room >= 0;
      } else if (step < 0) {
        enter = std::max(enter, room / step);
      } else {
        leave = std::min(leave, room / step);
      }
    }
    if (!inside || enter > leave) continue;
    const MapPlace from{a.x + enter * dx, a.y + enter * dy};
    const MapPlace to{a.x + leave * dx, a.y + leave * dy};
    if (pieces.empty() || enter > 0 || !(pieces.back().back() == from)) pieces.push_back({from});
    pieces.back().push_back(to);
  }
  return pieces;
}

std::vector<MapPlace> simplified(std::span<const MapPlace> ring) {
  constexpr double kHalfAPixel = 0.5;
  // From corner to corner: the start of a ring could lie anywhere on a long side. Neighbours share corners
  // more often than starts, so that their common border stays one line.
  const auto before = [](const MapPlace& a, const MapPlace& b) {
    return std::tie(a.x, a.y) < std::tie(b.x, b.y);
  };
  if (ring.size() < 4) return {ring.begin(), ring.end()};
  using Line = boost::geometry::model::linestring<MapPlace>;
  Line whole(ring.begin(), ring.end());
  if (whole.front() == whole.back()) whole.pop_back();
  const auto first = std::min_element(whole.begin(), whole.end(), before);
  std::rotate(whole.begin(), first, whole.end());
  const auto last = std::max_element(whole.begin(), whole.end(), before);
  Line there(whole.begin(), last + 1);
  Line back(last, whole.end());
  back.push_back(whole.front());
  std::vector<MapPlace> kept;
  for (const Line& half : {there, back}) {
    Line thin;
    boost::geometry::simplify(half, thin, kHalfAPixel);
    kept.insert(kept.end(), thin.begin(), thin.end() - 1);
  }
  return kept;
}

}  // namespace clusterlite
