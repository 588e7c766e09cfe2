// D(r): K of some firms less K of others, by random labelling.
//
// K of all other firms is not summed over their pairs, which are nearly all pairs of the city, in each
// simulation: what each place adds to the sum over all pairs is laid down once, and the pairs that the drawn
// places take part in are taken away from it,
//
//   F(others) = F(all) - Sum_{i drawn} S_i + F(drawn),   S_i: the pairs of place i, in both directions,
//
// so that a simulation needs the pairs among the drawn places only.
#include <algorithm>
#include <memory>

#include "statistics/curves/k_sums.hpp"
#include "statistics/curves/ripley_k.hpp"
#include "statistics/curves/simulated_curves.hpp"
#include "statistics/sites/drawn_groups.hpp"
#include "support/memory/large_memory.hpp"
#include "support/memory/lent_objects.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

Pattern pattern_of(const SiteTree<2>& tree, std::span<const std::uint32_t> places, double scale,
                   CancelToken& cancel) {
  const auto n = static_cast<double>(places.size());
  return {SitePairs<2>(tree, places, cancel), {}, scale, n, n};
}

std::vector<std::uint32_t> others_than(std::span<const std::uint32_t> cases, std::uint32_t size,
                                       CancelToken& cancel) {
  std::vector<std::uint32_t> others;
  std::size_t next = 0;
  for (std::uint32_t place = 0; place < size; ++place) {
    if (next < cases.size() && cases[next] == place) {
      ++next;
    } else {
      others.push_back(place);
    }
  }
  cancel.check(size);
  return others;
}

// F(all) and all S_i.
class PlaceSums {
 public:
  PlaceSums(const SiteTree<2>& tree, const KTask& task, double scale, CancelToken& cancel)
      : width_(task.distances.size() + 1) {
    std::vector<std::uint32_t> all(tree.size());
    for (std::uint32_t place = 0; place < tree.size(); ++place) all[place] = place;
    const Pattern pattern = pattern_of(tree, all, scale, cancel);
    const KSums sums(pattern, task);
    margins_ = sums.margins();
    rows_.resize(tree.size() * width_);
    std::fill(rows_.begin(), rows_.end(), 0.0);
    for (std::uint32_t leaf = 0; leaf < pattern.pairs.leaf_count(); ++leaf)
      sums.add_leaf_to_points(leaf, cancel, width_, rows_.data());
    all_.assign(width_, 0);
    for (std::uint32_t place = 0; place < tree.size(); ++place) {
      cancel.check(width_);
      for (std::size_t band = 0; band < width_; ++band) all_[band] += row(place)[band];
    }
    for (double& sum : all_) sum /= 2;  // each pair stands in two rows
  }

  // In bytes.
  static std::size_t size(const SiteTree<2>& tree, const KTask& task) {
    return sizeof(double) * tree.size() * (task.distances.size() + 1);
  }

  // F(others), from F(drawn).
  std::vector<double> of_others(std::span<const std::uint32_t> drawn, std::vector<double> among_drawn,
                                CancelToken& cancel) const {
    std::vector<double> away(width_, 0);
    for (const std::uint32_t place : drawn) {
      cancel.check(width_);
      for (std::size_t band = 0; band < width_; ++band) away[band] += row(place)[band];
    }
    for (std::size_t band = 0; band < width_; ++band) among_drawn[band] += all_[band] - away[band];
    return among_drawn;
  }
  // Distances to the boundary, rising; none unless the correction is 'border'.
  std::vector<double> margins_of_others(std::span<const std::uint32_t> drawn, const KTask& task,
                                        CancelToken& cancel) const {
    std::vector<double> margins;
    if (task.ripley.correction != EdgeCorrection::border) return margins;
    for (const std::uint32_t place : others_than(drawn, static_cast<std::uint32_t>(margins_.size()), cancel))
      margins.push_back(margins_[place]);
    std::sort(margins.begin(), margins.end());
    return margins;
  }

 private:
  const double* row(std::uint32_t place) const { return rows_.data() + place * width_; }

  std::size_t width_;
  RawVector<double> rows_;  // [place][band]
  std::vector<double> all_;
  std::vector<double> margins_;
};

struct DTask {
  const SiteTree<2>& tree;
  const KTask& k;
  double scale;
  const PlaceSums* sums;  // null: pairs of the others are few, or one curve is all that is wanted
};

// K of the cases less K of the controls, of all others where these are not given.
void compute_d(const DTask& task, std::span<const std::uint32_t> cases,
               std::optional<std::span<const std::uint32_t>> controls, const Threads& threads,
               CancelToken& cancel, double* d) {
  const std::size_t width = task.k.distances.size();
  std::vector<double> k(width, kUndefined);
  const Pattern pattern = pattern_of(task.tree, cases, task.scale, cancel);
  if (controls || task.sums == nullptr) {
    const std::vector<std::uint32_t> others =
        controls ? std::vector<std::uint32_t>() : others_than(cases, task.tree.size(), cancel);
    compute_k(pattern, task.k, threads, cancel, d);
    compute_k(pattern_of(task.tree, controls.value_or(others), task.scale, cancel), task.k, threads, cancel,
              k.data());
  } else {
    std::fill_n(d, width, kUndefined);
    const auto n = static_cast<double>(task.tree.size() - cases.size());
    if (!(pairs_of(pattern) > 0) || !(n > 1) || !(task.k.window.area() > 0)) return;
    const KSums sums(pattern, task.k);
    std::vector<double> found = pair_sums(pattern, sums, task.k, threads, cancel);
    std::vector<double> margins = sums.margins();
    std::sort(margins.begin(), margins.end());
    k_of_sums(found, pairs_of(pattern), pattern.n_b, margins, task.k, d);
    found = task.sums->of_others(cases, std::move(found), cancel);
    k_of_sums(found, n * (n - 1), n, task.sums->margins_of_others(cases, task.k, cancel), task.k, k.data());
  }
  for (std::size_t r = 0; r < width; ++r) d[r] -= k[r];
}

}  // namespace

std::vector<Curve> d_function(const PointsView& view, const SiteMarks& marks,
                              std::span<const std::uint32_t> groups, std::optional<std::uint32_t> control,
                              const Window& window, std::span<const double> distances,
                              EdgeCorrection correction, const CurveOptions& options, const Threads& threads,
                              CancelToken& cancel) {
  const DistanceBands bands(distances, Metric::planar);
  const double scale = bands.scale().scale;
  RipleyOptions ripley;
  ripley.correction = correction;
  const KTask task{window, bands, distances, ripley};
  check_window(view, marks, window, task, cancel);
  const SiteTree<2> tree(site_points<PlanarFrame>(view, marks, bands.scale(), cancel), cancel);
  constexpr std::size_t kMostBytes = std::size_t{96} << 20;
  std::unique_ptr<PlaceSums> sums;
  std::vector<Curve> result;
  for (const std::uint32_t group : groups) {
    // Where the others are the smaller part, their own pairs are few, and a difference would lose digits.
    const bool by_places = !control && options.simulations > 1 &&
                           2 * marks.sites_of(group).size() <= tree.size() &&
                           PlaceSums::size(tree, task) <= kMostBytes;
    if (by_places && !sums) sums = std::make_unique<PlaceSums>(tree, task, scale, cancel);
    const DTask d_task{tree, task, scale, by_places ? sums.get() : nullptr};
    SimulatedCurves curves(1, options.simulations, distances.size());
    const GroupPair pair[] = {{group, control.value_or(group)}};
    const WantedGroups<GroupPair> wanted(marks, pair, NullModel::labelling, options.seed, cancel);
    const auto compute = [&](std::uint32_t simulation, DrawnGroups& drawn, const Threads& within,
                             CancelToken& token) {
      drawn.draw(tree, wanted, simulation, token);
      compute_d(d_task, drawn.of(group), control ? std::optional(drawn.of(*control)) : std::nullopt, within,
                token, curves.curve(0, simulation));
    };
    DrawnGroups observed(wanted.assignments().sampler(cancel));
    compute(0, observed, threads, cancel);
    LentObjects<DrawnGroups> drawn;
    threads.for_each(options.simulations, cancel, [&](std::size_t part, CancelToken& token) {
      const auto groups_drawn =
          drawn.borrow([&] { return std::make_unique<DrawnGroups>(wanted.assignments().sampler(token)); });
      compute(static_cast<std::uint32_t>(part) + 1, *groups_drawn, Threads(1), token);
    });
    const auto d = curves.observed(0);
    result.push_back({{d.begin(), d.end()}, envelope_of(d, curves.simulated(0), options.envelope, cancel)});
  }
  return result;
}

}  // namespace clusterlite
