#include "statistics/patterns/local_colocation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

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

struct WeightedPlace {
  std::uint32_t place;
  double weight;
};

// The places that firms stand at, and for each the places its firms look at: itself first.
struct Surroundings {
  std::vector<std::uint32_t> place_of;    // of each site
  std::vector<std::uint32_t> count;       // firms of each place
  std::vector<std::uint32_t> first_near;  // of each place in `near`, and one more
  std::vector<WeightedPlace> near;        // by place, its own first
};

// All places up to the one that makes `points` points complete, and those as far as it.
template <std::size_t D>
class NearestWithTies {
 public:
  NearestWithTies(const PlaceTree<D>& tree, std::uint64_t points) : tree_(tree), points_(points) {}

  double reach() const { return reach_; }
  void take(std::uint32_t place, double squared) {
    if (squared > reach_) return;
    const auto farther = [](double value, const NearPlace& other) { return value < other.squared; };
    found_.insert(std::upper_bound(found_.begin(), found_.end(), squared, farther), {squared, place});
    std::uint64_t held = 0;
    for (const NearPlace& near : found_) {
      held += tree_.place(near.place).count;
      if (held < points_) continue;
      reach_ = near.squared;
      break;
    }
    while (found_.back().squared > reach_) found_.pop_back();
  }
  const std::vector<NearPlace>& found() const { return found_; }

 private:
  const PlaceTree<D>& tree_;
  std::uint64_t points_;
  double reach_ = std::numeric_limits<double>::infinity();
  std::vector<NearPlace> found_;  // rising
};

template <class Frame>
Surroundings surroundings(const PointsView& view, const SiteMarks& marks, std::int64_t k,
                          CancelToken& cancel) {
  constexpr std::size_t D = Frame::kDimensions;
  std::vector<std::uint32_t> rising(marks.rows().begin(), marks.rows().end());
  std::sort(rising.begin(), rising.end());
  const Rows rows{std::span<const std::uint32_t>(rising)};
  Places<D> places = places_of(view, Frame(view, rows, 0, cancel), rows, cancel);
  const PlaceTree<D> tree(places.places, cancel);
  const typename Frame::Distances distances(places.scale);
  std::vector<std::uint32_t> site_of(view.size());
  for (std::uint32_t site = 0; site < marks.size(); ++site) site_of[marks.row(site)] = site;

  Surroundings result;
  result.place_of.resize(marks.size());
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    cancel.check();
    const Place<D>& place = tree.place(i);
    result.count.push_back(place.count);
    for (std::uint32_t n = 0; n < place.count; ++n)
      result.place_of[site_of[places.rows[place.first_row + n]]] = i;
    result.first_near.push_back(static_cast<std::uint32_t>(result.near.size()));
    result.near.push_back({i, 1});
    NearestWithTies<D> nearest(tree, static_cast<std::uint64_t>(k) + 1);  // the firm itself is one of them
    tree.for_each_near(place.at, nearest, cancel);
    const double h = distances.distance(nearest.reach());
    const std::size_t first = result.near.size();
    for (const NearPlace& near : nearest.found()) {
      cancel.check();
      if (near.place == i) continue;
      const double u = distances.distance(near.squared) / h;
      result.near.push_back({near.place, std::exp(-u * u / 2)});
    }
    std::sort(result.near.begin() + static_cast<std::ptrdiff_t>(first), result.near.end(),
              [](const WeightedPlace& a, const WeightedPlace& b) { return a.place < b.place; });
  }
  result.first_near.push_back(static_cast<std::uint32_t>(result.near.size()));
  return result;
}

// The group keys of one arrangement.
struct Arrangement {
  explicit Arrangement(Sampler its_sampler) : sampler(std::move(its_sampler)) {}

  Sampler sampler;
  std::vector<std::uint8_t> is_b;      // of each site
  std::vector<std::uint32_t> site_of;  // where each mark went
  std::vector<std::uint32_t> count_b;  // of each place
};

// The weight of b around a firm that keeps its group: it changes places with whoever was drawn for its own.
double weight_of_b(const Surroundings& around, const Arrangement& drawn, std::uint32_t site, bool own_is_b) {
  const std::uint32_t place = around.place_of[site];
  const auto near =
      std::span(around.near)
          .subspan(around.first_near[place], around.first_near[place + 1] - around.first_near[place]);
  double sum = static_cast<double>(drawn.count_b[place]) - drawn.is_b[site];
  for (const WeightedPlace& other : near.subspan(1)) sum += other.weight * drawn.count_b[other.place];
  const int change = int{drawn.is_b[site]} - int{own_is_b};  // at the site where the firm's own mark went
  if (change == 0) return sum;
  const std::uint32_t changed = around.place_of[drawn.site_of[site]];
  if (changed == place) return sum + change;
  const auto found =
      std::lower_bound(near.begin() + 1, near.end(), changed,
                       [](const WeightedPlace& a, std::uint32_t wanted) { return a.place < wanted; });
  return found != near.end() && found->place == changed ? sum + found->weight * change : sum;
}

}  // namespace

LocalColocation local_colocation(const PointsView& view, const SiteMarks& marks,
                                 std::optional<std::uint32_t> reference, std::uint32_t neighbour,
                                 std::int64_t k, const CurveOptions& options, const Threads& threads,
                                 CancelToken& cancel) {
  if (k < 1 || k >= std::int64_t{marks.size()}) {
    throw Error(concat("k must be from 1 to the number of located firms less one, ", marks.size() - 1.0,
                       " (got ", k, ")"));
  }
  if (options.metric == Metric::geodesic) GeodesicFrame::check(view, Rows(marks.rows()), cancel);
  const Surroundings around = options.metric == Metric::planar
                                  ? surroundings<PlanarFrame>(view, marks, k, cancel)
                                  : surroundings<GeodesicFrame>(view, marks, k, cancel);
  std::vector<std::uint32_t> looked_at;  // sites by row
  for (std::uint32_t site = 0; site < marks.size(); ++site) {
    cancel.check();
    if (!reference || marks.group(site) == *reference) looked_at.push_back(site);
  }
  std::sort(looked_at.begin(), looked_at.end(),
            [&](std::uint32_t a, std::uint32_t b) { return marks.row(a) < marks.row(b); });

  const Assignments assignments(marks, NullModel::labelling, {}, std::nullopt, options.seed, cancel);
  const auto compute = [&](std::uint32_t simulation, Arrangement& drawn, CancelToken& token, auto&& take) {
    drawn.is_b.resize(marks.size());
    drawn.site_of.resize(marks.size());
    drawn.count_b.assign(around.count.size(), 0);
    assignments.draw(simulation, true, drawn.sampler, token, [&](std::uint32_t site, std::uint32_t mark) {
      drawn.is_b[site] = marks.group(mark) == neighbour ? 1 : 0;
      drawn.site_of[mark] = site;
      drawn.count_b[around.place_of[site]] += drawn.is_b[site];
    });
    for (std::size_t i = 0; i < looked_at.size(); ++i) {
      const std::uint32_t site = looked_at[i];
      token.check(around.first_near[around.place_of[site] + std::size_t{1}] -
                  around.first_near[around.place_of[site]]);
      take(i, weight_of_b(around, drawn, site, marks.group(site) == neighbour));
    }
  };

  std::vector<double> observed(looked_at.size());
  Arrangement as_it_is(assignments.sampler(cancel));
  compute(0, as_it_is, cancel, [&](std::size_t i, double weight) { observed[i] = weight; });

  // Whole numbers: the parts may be added in any order.
  constexpr std::size_t kParts = 16;
  std::vector<std::vector<ExtremeCounts>> counts(kParts);
  LentObjects<Arrangement> arrangements;
  threads.for_each(kParts, cancel, [&](std::size_t part, CancelToken& token) {
    counts[part].resize(looked_at.size());
    const auto drawn =
        arrangements.borrow([&] { return std::make_unique<Arrangement>(assignments.sampler(token)); });
    for (std::size_t simulation = part; simulation < options.simulations; simulation += kParts) {
      compute(static_cast<std::uint32_t>(simulation) + 1, *drawn, token,
              [&](std::size_t i, double weight) { counts[part][i].add(weight, observed[i]); });
    }
  });

  LocalColocation result;
  const double others = marks.size() - 1.0;
  const auto all_b = static_cast<double>(marks.sites_of(neighbour).size());
  for (std::size_t i = 0; i < looked_at.size(); ++i) {
    cancel.check(kParts);
    const std::uint32_t site = looked_at[i];
    const std::uint32_t place = around.place_of[site];
    double weight = around.count[place] - 1.0;
    for (std::uint32_t n = around.first_near[place] + 1; n < around.first_near[place + std::size_t{1}]; ++n)
      weight += around.near[n].weight * around.count[around.near[n].place];
    const double n_b = all_b - (marks.group(site) == neighbour ? 1 : 0);
    const bool defined = n_b > 0;
    ExtremeCounts sum;
    for (const auto& part : counts) {
      sum.greater += part[i].greater;
      sum.less += part[i].less;
    }
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    result.rows.push_back(marks.row(site));
    result.quotient.push_back(defined ? observed[i] / weight / (n_b / others) : kNone);
    result.p.push_back(defined ? p_value(sum, options.simulations, options.envelope.alternative) : kNone);
  }
  return result;
}

}  // namespace clusterlite
