#include "statistics/patterns/clark_evans.hpp"

#include <cmath>
#include <limits>

#include "distance/tree/place_search.hpp"
#include "statistics/sites/null_models.hpp"
#include "statistics/windows/window_points.hpp"
#include "support/memory/lent_objects.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double mean_nearest_distance(std::span<const Point<2>> points, CancelToken& cancel) {
  if (points.size() < 2) return kNone;
  std::vector<Place<2>> places;
  places.reserve(points.size());
  for (const Point<2>& point : points) places.push_back({point, 1, 0});
  const PlaceTree<2> tree(places, cancel);
  NearestPlaces<2> nearest(tree, cancel);
  CompensatedSum sum;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    cancel.check();
    sum.add(std::sqrt(nearest.find(tree.place(i).at, 2).front().squared));  // the first is the point itself
  }
  return sum.value() / static_cast<double>(points.size());
}

}  // namespace

std::vector<ClarkEvans> clark_evans(const PointsView& view, const SiteMarks& marks,
                                    std::span<const std::uint32_t> groups, const Window& window,
                                    const CurveOptions& options, const Threads& threads,
                                    CancelToken& cancel) {
  require_inside(view, marks, window, cancel);
  std::vector<Point<2>> place;  // of each site
  place.reserve(marks.size());
  for (const std::uint32_t row : marks.rows()) {
    cancel.check();
    place.push_back({view.x(row), view.y(row)});
  }
  std::vector<ClarkEvans> result;
  for (const std::uint32_t group : groups) {
    ClarkEvans& found = result.emplace_back();
    const auto sites = marks.sites_of(group);
    std::vector<Point<2>> points;
    for (const std::uint32_t site : sites) points.push_back(place[site]);
    const auto n = static_cast<double>(points.size());
    found.n = n;
    found.mean_distance = mean_nearest_distance(points, cancel);
    const bool defined = n >= 2 && window.area() > 0;
    const double density = defined ? n / window.area() : kNone;
    found.expected = 0.5 / std::sqrt(density);
    found.ratio = found.mean_distance / found.expected;
    constexpr double kStandardError = 0.26136;  // sqrt((4 - pi) / (4 pi)), as Clark and Evans print it
    found.z = (found.mean_distance - found.expected) / (kStandardError / std::sqrt(n * density));
    found.p_normal = normal_p(found.z, options.envelope.alternative);
    const double donnelly = found.expected + (0.0514 + 0.0412 / std::sqrt(n)) * window.perimeter() / n;
    found.ratio_donnelly = found.mean_distance / donnelly;
    found.p = kNone;
    if (!defined || options.simulations == 0) continue;

    const std::uint32_t first[] = {group};
    const Assignments assignments(marks, NullModel::labelling, first, std::nullopt, options.seed, cancel);
    std::vector<double> simulated(options.simulations);
    LentObjects<Sampler> samplers;
    threads.for_each(options.simulations, cancel, [&](std::size_t part, CancelToken& token) {
      const auto simulation = static_cast<std::uint32_t>(part) + 1;
      if (options.null_model == NullModel::csr) {
        const auto uniform = uniform_points(window, sites.size(), options.seed, simulation, 1, token);
        simulated[part] = mean_nearest_distance(uniform, token);
        return;
      }
      const auto sampler =
          samplers.borrow([&] { return std::make_unique<Sampler>(assignments.sampler(token)); });
      std::vector<Point<2>> drawn;
      assignments.draw(simulation, false, *sampler, token,
                       [&](std::uint32_t site, std::uint32_t) { drawn.push_back(place[site]); });
      simulated[part] = mean_nearest_distance(drawn, token);
    });
    ExtremeCounts counts;
    for (const double value : simulated) counts.add(value, found.mean_distance);
    found.p = p_value(counts, options.simulations, options.envelope.alternative);
  }
  return result;
}

}  // namespace clusterlite
