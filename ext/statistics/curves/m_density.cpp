#include "statistics/curves/m_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "distance/frame/distance_bands.hpp"
#include "statistics/curves/pair_distances.hpp"
#include "statistics/curves/simulated_curves.hpp"
#include "statistics/sites/null_models.hpp"
#include "support/memory/lent_objects.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kKernelReach = 8;

// exp(-((r_k - d) / h)^2 / 2) at the distances 0, step, 2 step ... From the nearest of them outwards each
// value is the one before times a factor that itself shrinks by exp(-(step / h)^2): an exponential for every
// sixteenth.
class KernelOnSteps {
 public:
  KernelOnSteps(double step, double h, std::size_t count)
      : step_(step),
        h_(h),
        last_(static_cast<double>(count) - 1),
        shrinks_(std::exp(-step / h * (step / h))) {}

  // add(k, value) for every k within the kernel's reach of d.
  template <class Add>
  void at(double d, const Add& add) const {
    const double reach = kKernelReach * h_;
    const double first = std::max(0.0, std::ceil((d - reach) / step_));
    const double end = std::min(last_, std::floor((d + reach) / step_));
    if (first > end) return;
    const double middle = std::clamp(std::round(d / step_), first, end);
    walk(d, middle, end, 1, add);
    walk(d, middle - 1, first, -1, add);
  }

 private:
  template <class Add>
  void walk(double d, double from, double to, double direction, const Add& add) const {
    constexpr int kRestart = 16;
    while ((to - from) * direction >= 0) {
      const double u = (from * step_ - d) / h_;
      const double s = direction * step_ / h_;
      double value = std::exp(-u * u / 2);
      double factor = std::exp(-s * (u + s / 2));
      for (int n = 0; n < kRestart && (to - from) * direction >= 0; ++n, from += direction) {
        add(static_cast<std::size_t>(from), value);
        value *= factor;
        factor *= shrinks_;
      }
    }
  }

  double step_;
  double h_;
  double last_;
  double shrinks_;
};

// One simulated city.
struct City {
  explicit City(Sampler its_sampler) : sampler(std::move(its_sampler)) {}

  Sampler sampler;
  std::vector<double> weight;              // by place
  std::vector<std::uint8_t> is_neighbour;  // by place
  std::vector<std::uint32_t> reference;    // places, rising
  std::vector<std::uint32_t> both;         // those of the neighbour group, too
  double all = 0;
  double neighbour = 0;
};

template <std::size_t D>
class MDensity {
 public:
  MDensity(const SiteTree<D>& tree, const SiteMarks& marks, std::span<const double> weight,
           std::span<const double> distances, std::optional<double> bandwidth, const CurveOptions& options,
           double scale)
      : tree_(tree),
        marks_(marks),
        weight_(weight),
        distances_(distances),
        bandwidth_(bandwidth),
        options_(options),
        scale_(scale) {}

  void compute(const GroupPair& pair, const Threads& threads, CancelToken& cancel, SimulatedCurves& curves,
               std::size_t number) const {
    const std::uint32_t first[] = {pair.reference};
    const auto fixed =
        options_.null_model == NullModel::independence ? std::optional(pair.reference) : std::nullopt;
    const Assignments assignments(marks_, options_.null_model, first, fixed, options_.seed, cancel);
    const auto simulate = [&](std::uint32_t simulation, City& city, CancelToken& token) {
      draw(pair, assignments, simulation, city, token);
      compute_curve(pair, city, threads, token, curves.curve(number, simulation));
    };
    City observed(assignments.sampler(cancel));
    simulate(0, observed, cancel);  // here the firms are shared out among the threads, below the simulations
    LentObjects<City> cities;
    threads.for_each(options_.simulations, cancel, [&](std::size_t simulation, CancelToken& token) {
      const auto city = cities.borrow([&] { return std::make_unique<City>(assignments.sampler(token)); });
      simulate(static_cast<std::uint32_t>(simulation) + 1, *city, token);
    });
  }

 private:
  void draw(const GroupPair& pair, const Assignments& assignments, std::uint32_t simulation, City& city,
            CancelToken& cancel) const {
    city.weight.resize(tree_.size());
    city.is_neighbour.resize(tree_.size());
    city.reference.clear();
    city.both.clear();
    CompensatedSum all;
    CompensatedSum neighbour;
    assignments.draw(simulation, true, city.sampler, cancel, [&](std::uint32_t site, std::uint32_t mark) {
      const std::uint32_t place = tree_.place(site);
      const std::uint32_t group = marks_.group(mark);
      const double weight = weight_[options_.null_model == NullModel::labelling ? site : mark];
      city.weight[place] = weight;
      city.is_neighbour[place] = group == pair.neighbour ? 1 : 0;
      if (group == pair.reference) city.reference.push_back(place);
      if (group == pair.reference || group == pair.neighbour) city.both.push_back(place);
      all.add(weight);
      if (group == pair.neighbour) neighbour.add(weight);
    });
    std::sort(city.reference.begin(), city.reference.end());
    std::sort(city.both.begin(), city.both.end());
    cancel.check(tree_.size());
    city.all = all.value();
    city.neighbour = neighbour.value();
  }

  double bandwidth_in(const GroupPair& pair, const City& city, CancelToken& cancel) const {
    if (bandwidth_) return *bandwidth_;
    DrawnPairs<D> drawn{SitePairs<D>(tree_, city.both, cancel), {}, {}, scale_};
    drawn.weight.assign(city.both.size(), 1);
    if (pair.reference != pair.neighbour) {
      for (const std::uint32_t place : city.both) drawn.side.push_back(city.is_neighbour[place]);
    }
    return pair_bandwidth(drawn, 2 * distances_.back(), cancel);
  }

  void compute_curve(const GroupPair& pair, const City& city, const Threads& threads, CancelToken& cancel,
                     double* curve) const {
    const double h = city.both.size() < 3 ? kNone : bandwidth_in(pair, city, cancel);
    if (!(h > 0)) return;
    const std::size_t width = distances_.size();
    // Parts whose number depends on the sizes only: sums of doubles are added up in one order.
    const std::size_t firms = city.reference.size();
    const std::size_t parts = std::clamp<std::size_t>(firms / 8, 1, 64);
    std::vector<std::vector<double>> sums(parts);
    threads.for_each(parts, cancel, [&](std::size_t part, CancelToken& token) {
      sums[part].assign(2 * width, 0);
      for (std::size_t i = firms * part / parts; i < firms * (part + 1) / parts; ++i)
        add_firm(city, city.reference[i], h, token, sums[part]);
    });
    for (std::size_t part = 1; part < parts; ++part) {
      for (std::size_t i = 0; i < 2 * width; ++i) sums[0][i] += sums[part][i];
    }
    for (std::size_t k = 0; k < width; ++k) curve[k] = sums[0][k] / sums[0][width + k];
  }

  // `sums`: of the shares by distance, then of what they are compared with.
  void add_firm(const City& city, std::uint32_t place, double h, CancelToken& cancel,
                std::vector<double>& sums) const {
    const std::size_t width = distances_.size();
    const KernelOnSteps kernel(width > 1 ? distances_[1] : 1, h, width);
    std::vector<double> all(width, 0);
    std::vector<double> neighbours(width, 0);
    const Point<D> point = tree_.at(place);
    double reach = (distances_.back() + kKernelReach * h) * (1 + 1e-12);
    if constexpr (D == 3) reach = std::min(reach, 4 * kEarthRadius);  // the chord is shorter than the way
    reach *= scale_;
    std::vector<std::uint32_t> stack{0};
    while (!stack.empty()) {
      const auto& node = tree_.node(stack.back());
      stack.pop_back();
      cancel.check();
      if (least_squared_distance(node.box, point) > reach * reach) continue;
      if (!node.is_leaf()) {
        stack.push_back(node.child + 1);
        stack.push_back(node.child);
        continue;
      }
      double squared[kLeafSites];
      squared_distances<D>(tree_.axes(node.first), node.size(), point, squared);
      for (std::uint32_t j = node.first; j < node.last; ++j) {
        const double weight = city.weight[j];
        if (j == place || weight == 0) continue;
        cancel.check();
        double* const neighbour = city.is_neighbour[j] != 0 ? neighbours.data() : nullptr;
        kernel.at(distance_of<D>(squared[j - node.first], scale_), [&](std::size_t k, double value) {
          all[k] += weight * value;
          if (neighbour != nullptr) neighbour[k] += weight * value;
        });
      }
    }
    const double own = city.weight[place];
    const double city_share = (city.neighbour - (city.is_neighbour[place] != 0 ? own : 0)) / (city.all - own);
    for (std::size_t k = 0; k < width; ++k) {
      if (!(all[k] > 0)) continue;
      sums[k] += neighbours[k] / all[k];
      sums[width + k] += city_share;
    }
  }

  const SiteTree<D>& tree_;
  const SiteMarks& marks_;
  std::span<const double> weight_;  // of each site
  std::span<const double> distances_;
  std::optional<double> bandwidth_;
  const CurveOptions& options_;
  double scale_;  // of the tree's coordinates
};

}  // namespace

std::vector<Curve> m_density(const PointsView& view, const SiteMarks& marks, std::span<const GroupPair> pairs,
                             std::span<const double> distances, std::optional<double> bandwidth,
                             const CurveOptions& options, const Threads& threads, CancelToken& cancel) {
  require_bandwidth(bandwidth);
  const DistanceBands bands(distances, options.metric);
  const std::vector<double> weight = site_weights(view, marks, cancel);
  std::vector<Curve> result;
  with_tree(view, marks, bands.scale(), options.metric, cancel, [&](const auto& tree) {
    const MDensity<std::remove_cvref_t<decltype(tree.at(0))>{}.size()> task(
        tree, marks, weight, distances, bandwidth, options, bands.scale().scale);
    for (const GroupPair& pair : pairs) {
      SimulatedCurves curves(1, options.simulations, distances.size());
      task.compute(pair, threads, cancel, curves, 0);
      const auto observed = curves.observed(0);
      result.push_back({{observed.begin(), observed.end()},
                        envelope_of(observed, curves.simulated(0), options.envelope, cancel)});
    }
  });
  return result;
}

}  // namespace clusterlite
