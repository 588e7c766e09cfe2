#include "statistics/patterns/colocation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "distance/tree/place_search.hpp"
#include "distance/tree/places.hpp"
#include "statistics/sites/null_models.hpp"
#include "support/memory/lent_objects.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// The firms of one place, and where their nearest neighbours stand: at the place itself when there are
// several, else at the nearest other places, more than one when they are equally far.
struct NearestPlacesOf {
  std::vector<std::uint32_t> first_site;  // of each place in `sites`, and one more
  std::vector<std::uint32_t> sites;
  std::vector<std::uint32_t> first_near;  // of each place in `near`, and one more; none: the place itself
  std::vector<std::uint32_t> near;
};

template <class Frame>
NearestPlacesOf nearest_places(const PointsView& view, const SiteMarks& marks, CancelToken& cancel) {
  constexpr std::size_t D = Frame::kDimensions;
  std::vector<std::uint32_t> rising(marks.rows().begin(), marks.rows().end());
  std::sort(rising.begin(), rising.end());
  const Rows rows{std::span<const std::uint32_t>(rising)};
  Places<D> places = places_of(view, Frame(view, rows, 0, cancel), rows, cancel);
  const PlaceTree<D> tree(places.places, cancel);
  std::vector<std::uint32_t> site_of(view.size());
  for (std::uint32_t site = 0; site < marks.size(); ++site) site_of[marks.row(site)] = site;

  NearestPlacesOf result;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    cancel.check();
    result.first_site.push_back(static_cast<std::uint32_t>(result.sites.size()));
    const Place<D>& place = tree.place(i);
    for (std::uint32_t k = 0; k < place.count; ++k)
      result.sites.push_back(site_of[places.rows[place.first_row + k]]);
  }
  result.first_site.push_back(static_cast<std::uint32_t>(result.sites.size()));

  // All places at the least distance from one that stands alone.
  struct AllNearest {
    std::uint32_t own;
    double least = std::numeric_limits<double>::infinity();
    std::vector<std::uint32_t> found{};
    double reach() const { return least; }
    void take(std::uint32_t place, double squared) {
      if (place == own) return;
      if (squared < least) found.clear();
      least = squared;
      found.push_back(place);
    }
  };
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    result.first_near.push_back(static_cast<std::uint32_t>(result.near.size()));
    if (tree.place(i).count > 1) continue;
    AllNearest nearest{i};
    tree.for_each_near(tree.place(i).at, nearest, cancel);
    std::sort(nearest.found.begin(), nearest.found.end());
    result.near.insert(result.near.end(), nearest.found.begin(), nearest.found.end());
  }
  result.first_near.push_back(static_cast<std::uint32_t>(result.near.size()));
  return result;
}

// Who counts as what: each group for itself, or only the reference and the neighbour.
class Cells {
 public:
  Cells(const SiteMarks& marks, std::optional<std::uint32_t> reference,
        std::optional<std::uint32_t> neighbour)
      : marks_(marks), reference_(reference), neighbour_(neighbour) {}

  std::size_t size() const {
    const std::size_t groups = marks_.group_count();
    if (!reference_) return groups * groups + 1;
    return neighbour_ ? 1 : groups;
  }
  static constexpr std::size_t kOutside = std::numeric_limits<std::size_t>::max();
  std::size_t of(std::uint32_t a, std::uint32_t b) const {
    if (!reference_) return std::size_t{a} * marks_.group_count() + b;
    if (a != *reference_ || (neighbour_ && b != *neighbour_)) return kOutside;
    return neighbour_ ? 0 : b;
  }
  std::optional<GroupPair> pair(std::size_t cell) const {
    const std::size_t groups = marks_.group_count();
    if (!reference_) {
      if (cell == groups * groups) return std::nullopt;
      return GroupPair{static_cast<std::uint32_t>(cell / groups), static_cast<std::uint32_t>(cell % groups)};
    }
    return GroupPair{*reference_, neighbour_.value_or(static_cast<std::uint32_t>(cell))};
  }

 private:
  const SiteMarks& marks_;
  std::optional<std::uint32_t> reference_;
  std::optional<std::uint32_t> neighbour_;
};

struct Workspace {
  explicit Workspace(Sampler its_sampler) : sampler(std::move(its_sampler)) {}
  Sampler sampler;
  std::vector<std::uint32_t> group;                           // of each site
  std::vector<std::pair<std::uint32_t, std::uint32_t>> here;  // group, firms
  std::vector<std::uint32_t> groups;
};

// The firms of a place by group.
void count_groups(const NearestPlacesOf& nearest, std::span<const std::uint32_t> places,
                  const std::vector<std::uint32_t>& group, std::vector<std::uint32_t>& groups,
                  std::vector<std::pair<std::uint32_t, std::uint32_t>>& counts) {
  groups.clear();
  for (const std::uint32_t place : places) {
    for (std::uint32_t k = nearest.first_site[place]; k < nearest.first_site[place + 1]; ++k)
      groups.push_back(group[nearest.sites[k]]);
  }
  std::sort(groups.begin(), groups.end());
  counts.clear();
  for (const std::uint32_t g : groups) {
    if (counts.empty() || counts.back().first != g) counts.emplace_back(g, 0);
    ++counts.back().second;
  }
}

// Sums of shares C_ab, then the quotients.
void quotients(const NearestPlacesOf& nearest, const SiteMarks& marks, const Cells& cells, Workspace& work,
               CancelToken& cancel, double* result) {
  std::fill_n(result, cells.size(), 0.0);
  double same = 0;
  const auto add = [&](std::uint32_t a, std::uint32_t b, double share) {
    if (a == b) same += share;
    const std::size_t cell = cells.of(a, b);
    if (cell != Cells::kOutside) result[cell] += share;
  };
  for (std::uint32_t place = 0; place + 1 < nearest.first_site.size(); ++place) {
    const std::uint32_t count = nearest.first_site[place + 1] - nearest.first_site[place];
    cancel.check(count);
    if (count > 1) {
      const std::uint32_t itself[] = {place};
      count_groups(nearest, itself, work.group, work.groups, work.here);
      const double others = count - 1.0;
      for (const auto& [a, n_a] : work.here) {
        cancel.check(work.here.size());
        for (const auto& [b, n_b] : work.here) add(a, b, n_a * (n_b - (a == b ? 1.0 : 0.0)) / others);
      }
      continue;
    }
    const auto near =
        std::span(nearest.near)
            .subspan(nearest.first_near[place], nearest.first_near[place + 1] - nearest.first_near[place]);
    if (near.empty()) continue;  // alone in the world
    count_groups(nearest, near, work.group, work.groups, work.here);
    const auto all = static_cast<double>(work.groups.size());
    cancel.check(work.groups.size());
    const std::uint32_t a = work.group[nearest.sites[nearest.first_site[place]]];
    for (const auto& [b, n_b] : work.here) add(a, b, n_b / all);
  }
  const double others = static_cast<double>(marks.size()) - 1;
  const auto n_of = [&](std::uint32_t group) { return static_cast<double>(marks.sites_of(group).size()); };
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    cancel.check();
    double expected = 0;
    if (const auto pair = cells.pair(cell)) {
      const double n_b = n_of(pair->neighbour) - (pair->reference == pair->neighbour ? 1 : 0);
      expected = n_of(pair->reference) * n_b / others;
    } else {
      for (std::uint32_t group = 0; group < marks.group_count(); ++group)
        expected += n_of(group) * (n_of(group) - 1) / others;
      result[cell] = same;
    }
    result[cell] = expected > 0 ? result[cell] / expected : kNone;
  }
}

}  // namespace

std::vector<ColocationQuotient> colocation_quotients(const PointsView& view, const SiteMarks& marks,
                                                     std::optional<std::uint32_t> reference,
                                                     std::optional<std::uint32_t> neighbour,
                                                     const CurveOptions& options, const Threads& threads,
                                                     CancelToken& cancel) {
  constexpr std::size_t kMostValues = 20'000'000;
  const Cells cells(marks, reference, neighbour);
  const std::size_t width = cells.size();
  if (width * (options.simulations + std::size_t{1}) > kMostValues) {
    throw Error(
        concat("the pairs of ", marks.group_count(), " groups with ", options.simulations,
               " simulations do not fit into memory; say which reference, or take fewer simulations"));
  }
  if (options.metric == Metric::geodesic) GeodesicFrame::check(view, Rows(marks.rows()), cancel);
  const NearestPlacesOf nearest = options.metric == Metric::planar
                                      ? nearest_places<PlanarFrame>(view, marks, cancel)
                                      : nearest_places<GeodesicFrame>(view, marks, cancel);
  const Assignments assignments(marks, NullModel::labelling, {}, std::nullopt, options.seed, cancel);
  std::vector<double> values((options.simulations + std::size_t{1}) * width);
  LentObjects<Workspace> workspaces;
  threads.for_each(
      options.simulations + std::size_t{1}, cancel, [&](std::size_t simulation, CancelToken& token) {
        const auto work =
            workspaces.borrow([&] { return std::make_unique<Workspace>(assignments.sampler(token)); });
        work->group.resize(marks.size());
        assignments.draw(
            static_cast<std::uint32_t>(simulation), true, work->sampler, token,
            [&](std::uint32_t site, std::uint32_t mark) { work->group[site] = marks.group(mark); });
        quotients(nearest, marks, cells, *work, token, values.data() + simulation * width);
      });

  std::vector<ColocationQuotient> result;
  std::vector<double> simulated(options.simulations);
  for (std::size_t cell = 0; cell < width; ++cell) {
    for (std::size_t s = 0; s < simulated.size(); ++s) simulated[s] = values[(s + 1) * width + cell];
    ColocationQuotient& quotient = result.emplace_back();
    quotient.pair = cells.pair(cell);
    quotient.quotient = values[cell];
    quotient.envelope = envelope_of(std::span(values).subspan(cell, 1), simulated, options.envelope, cancel);
    ExtremeCounts counts;
    for (const double value : simulated) {
      cancel.check();
      counts.add(value, quotient.quotient);
    }
    quotient.envelope.p = std::isnan(quotient.quotient)
                              ? kNone
                              : p_value(counts, options.simulations, options.envelope.alternative);
  }
  return result;
}

}  // namespace clusterlite
