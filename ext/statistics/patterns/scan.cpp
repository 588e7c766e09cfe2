#include "statistics/patterns/scan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "statistics/curves/simulated_curves.hpp"
#include "statistics/patterns/circle_counts.hpp"
#include "statistics/sites/null_models.hpp"
#include "support/chance/p_values.hpp"
#include "support/memory/lent_objects.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double share_log(double part, double whole) { return part > 0 ? part * std::log(part / whole) : 0; }

// A circle as two counts. Its likelihood ratio depends on nothing else.
struct Counts {
  std::uint32_t firms = 0;
  std::uint32_t cases = 0;
};

// k log k of all counts, so that comparing circles takes no logarithm.
class LikelihoodTable {
 public:
  LikelihoodTable(std::uint32_t firms, std::uint32_t cases, Alternative alternative, CancelToken& cancel)
      : firms_(firms), cases_(cases), alternative_(alternative) {
    table_.reserve(firms + std::size_t{1});
    table_.push_back(0);
    for (std::uint32_t k = 1; k <= firms; ++k) {
      cancel.check();
      table_.push_back(k * std::log(double{static_cast<double>(k)}));
    }
  }

  // Whether the circle has more (fewer) cases than expected.
  bool counts(Counts circle) const {
    const std::uint64_t found = std::uint64_t{circle.cases} * firms_;
    const std::uint64_t expected = std::uint64_t{circle.firms} * cases_;
    if (found == expected) return false;
    return alternative_ == Alternative::two_sided ||
           (found > expected) == (alternative_ == Alternative::greater);
  }
  // The log likelihood ratio but for a constant; good enough to compare, not to print.
  double rough(Counts circle) const {
    const std::uint32_t controls = circle.firms - circle.cases;
    const std::uint32_t outside = firms_ - circle.firms;
    const std::uint32_t cases_outside = cases_ - circle.cases;
    return table_[circle.cases] + table_[controls] - table_[circle.firms] + table_[cases_outside] +
           table_[outside - cases_outside] - table_[outside];
  }
  double exact(Counts circle) const { return bernoulli_llr(circle.cases, circle.firms, cases_, firms_); }

 private:
  std::uint32_t firms_;
  std::uint32_t cases_;
  Alternative alternative_;
  std::vector<double> table_;
};

// The best circle of one place, or of the city.
struct Best {
  double rough = -std::numeric_limits<double>::infinity();
  Counts circle;
  std::uint32_t band = 0;
};

template <std::size_t D>
class Scan {
 public:
  Scan(const SiteTree<D>& tree, const DistanceBands& bands, const SiteMarks& marks, std::uint32_t group,
       const CurveOptions& options, CancelToken& cancel)
      : tree_(tree),
        bands_(bands),
        part_(bands),
        marks_(marks),
        group_(group),
        options_(options),
        cases_(static_cast<std::uint32_t>(marks.sites_of(group).size())),
        table_(marks.size(), cases_, options.envelope.alternative, cancel),
        best_at_(marks.size()),
        simulated_(options.simulations) {}

  std::vector<ScanCircle> run(std::span<const double> distances, const Threads& threads,
                              CancelToken& cancel) {
    if (cases_ == 0 || cases_ == marks_.size()) return {};  // every circle is as expected
    // A part of the distances after another, so that memory is bounded.
    constexpr std::size_t kBytes = std::size_t{64} << 20;
    const auto width = static_cast<std::uint32_t>(
        std::clamp<std::size_t>(kBytes / (sizeof(std::uint32_t) * marks_.size()), 1, bands_.size()));
    const std::uint32_t first[] = {group_};
    const Assignments assignments(marks_, NullModel::labelling, first, std::nullopt, options_.seed, cancel);
    for (std::uint32_t start = 0; start < bands_.size(); start += width) {
      start_ = start;
      part_ = bands_.part(start, std::min(start + width, bands_.size()));
      count_firms(threads, cancel);
      look(tree_of(marks_.sites_of(group_), cancel), threads, cancel,
           [&](std::uint32_t place, const Best& best) {
             if (best.rough > best_at_[place].rough) best_at_[place] = best;
           });
      LentObjects<Sampler> samplers;
      threads.for_each(options_.simulations, cancel, [&](std::size_t simulation, CancelToken& token) {
        const auto sampler =
            samplers.borrow([&] { return std::make_unique<Sampler>(assignments.sampler(token)); });
        std::vector<std::uint32_t> drawn;
        assignments.draw(static_cast<std::uint32_t>(simulation) + 1, false, *sampler, token,
                         [&](std::uint32_t site, std::uint32_t) { drawn.push_back(site); });
        std::sort(drawn.begin(), drawn.end());
        Best& most = simulated_[simulation];
        look(tree_of(drawn, token), Threads(1), token, [&](std::uint32_t, const Best& best) {
          if (best.rough > most.rough) most = best;
        });
      });
    }
    return circles(distances, cancel);
  }

 private:
  SiteTree<D> tree_of(std::span<const std::uint32_t> sites, CancelToken& cancel) const {
    std::vector<Point<D>> points;
    points.reserve(sites.size());
    for (const std::uint32_t site : sites) points.push_back(tree_.at(tree_.place(site)));
    cancel.check(sites.size());
    return SiteTree<D>(points, cancel);
  }

  void count_firms(const Threads& threads, CancelToken& cancel) {
    const std::uint32_t width = part_.size();
    firms_.resize(std::size_t{tree_.size()} * width);
    for_each_leaf(tree_, threads, cancel, [&](std::uint32_t place, const std::uint32_t* counts) {
      std::uint32_t* const row = firms_.data() + std::size_t{place} * width;
      std::uint32_t within = 0;
      for (std::uint32_t band = 0; band < width; ++band) row[band] = within += counts[band];
    });
  }

  // take(place, best): the best circle around each place, of the distances at hand.
  template <class Take>
  void look(const SiteTree<D>& cases, const Threads& threads, CancelToken& cancel, const Take& take) const {
    const std::uint32_t width = part_.size();
    for_each_leaf(cases, threads, cancel, [&](std::uint32_t place, const std::uint32_t* counts) {
      const std::uint32_t* const row = firms_.data() + std::size_t{place} * width;
      Best best;
      Counts circle;
      for (std::uint32_t band = 0; band < width; ++band) {
        circle.cases += counts[band];
        // A larger circle with the same firms is the same circle.
        if (band > 0 && row[band] == row[band - 1]) continue;
        circle.firms = row[band];
        if (!table_.counts(circle)) continue;
        const double rough = table_.rough(circle);
        if (rough > best.rough) best = {rough, circle, start_ + band};
      }
      if (best.circle.firms > 0) take(place, best);
    });
  }

  template <class Visit>
  void for_each_leaf(const SiteTree<D>& counted, const Threads& threads, CancelToken& cancel,
                     const Visit& visit) const {
    constexpr std::size_t kLeaves = 16;
    const std::size_t leaves = tree_.leaves().size();
    threads.for_each((leaves + kLeaves - 1) / kLeaves, cancel, [&](std::size_t part, CancelToken& token) {
      CircleCounts<D> counts(tree_, part_);
      for (std::size_t leaf = part * kLeaves; leaf < std::min((part + 1) * kLeaves, leaves); ++leaf) {
        token.check(part_.size() * kLeafSites);
        counts.of_leaf(tree_.leaves()[leaf], counted, token, visit);
      }
    });
  }

  std::vector<ScanCircle> circles(std::span<const double> distances, CancelToken& cancel) const {
    struct Candidate {
      double llr;
      double radius;
      std::uint32_t site;
      const Best* best;
    };
    std::vector<Candidate> candidates;
    for (std::uint32_t place = 0; place < tree_.size(); ++place) {
      cancel.check();
      const Best& best = best_at_[place];
      if (best.circle.firms == 0) continue;
      candidates.push_back({table_.exact(best.circle), distances[best.band], tree_.site(place), &best});
    }
    // Sites are numbered by id: of equal circles that of the first firm is taken.
    std::sort(candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
      cancel.check();
      if (a.llr != b.llr) return a.llr > b.llr;
      return a.radius != b.radius ? a.radius < b.radius : a.site < b.site;
    });
    std::vector<double> chance;
    for (const Best& best : simulated_) {
      chance.push_back(best.circle.firms == 0 ? 0 : table_.exact(best.circle));
    }

    std::vector<ScanCircle> result;
    std::vector<bool> taken(tree_.size(), false);
    std::vector<std::uint32_t> inside;
    for (const Candidate& candidate : candidates) {
      cancel.check();
      const std::uint32_t middle = tree_.place(candidate.site);
      if (taken[middle] || !find_inside(middle, candidate.best->band, taken, inside, cancel)) continue;
      for (const std::uint32_t place : inside) taken[place] = true;
      ScanCircle& circle = result.emplace_back();
      const double cases = candidate.best->circle.cases;
      const double firms = candidate.best->circle.firms;
      circle.row = marks_.row(candidate.site);
      circle.radius = candidate.radius;
      circle.firms = candidate.best->circle.firms;
      circle.cases = candidate.best->circle.cases;
      circle.expected = firms * cases_ / marks_.size();
      circle.relative_risk =
          cases == cases_ ? kNone : cases / circle.expected / ((cases_ - cases) / (cases_ - circle.expected));
      circle.llr = candidate.llr;
      ExtremeCounts counts;
      for (const double other : chance) counts.add(other, candidate.llr);
      cancel.check(chance.size());
      circle.p = p_value(counts, options_.simulations, Alternative::greater);
    }
    return result;
  }

  // The places within the distance; false, and not all of them, when one is taken.
  bool find_inside(std::uint32_t middle, std::uint32_t band, const std::vector<bool>& taken,
                   std::vector<std::uint32_t>& inside, CancelToken& cancel) const {
    const double reach = bands_.bounds()[band];
    const Point<D> point = tree_.at(middle);
    inside.clear();
    std::vector<std::uint32_t> stack{0};
    while (!stack.empty()) {
      const auto& node = tree_.node(stack.back());
      stack.pop_back();
      cancel.check();
      if (least_squared_distance(node.box, point) > reach) continue;
      if (!node.is_leaf()) {
        stack.push_back(node.child + 1);
        stack.push_back(node.child);
        continue;
      }
      for (std::uint32_t place = node.first; place < node.last; ++place) {
        cancel.check();
        if (squared_distance(tree_.at(place), point) > reach) continue;
        if (taken[place]) return false;
        inside.push_back(place);
      }
    }
    return true;
  }

  const SiteTree<D>& tree_;
  const DistanceBands& bands_;
  DistanceBands part_;  // at hand
  std::uint32_t start_ = 0;
  const SiteMarks& marks_;
  std::uint32_t group_;
  const CurveOptions& options_;
  std::uint32_t cases_;
  LikelihoodTable table_;
  RawVector<std::uint32_t> firms_;  // [place][distance at hand]
  std::vector<Best> best_at_;       // of each place
  std::vector<Best> simulated_;     // of each simulation
};

}  // namespace

double bernoulli_llr(double cases, double firms, double all_cases, double all_firms) {
  const double outside = all_firms - firms;
  return share_log(cases, firms * (all_cases / all_firms)) +
         share_log(firms - cases, firms * ((all_firms - all_cases) / all_firms)) +
         share_log(all_cases - cases, outside * (all_cases / all_firms)) +
         share_log(outside - (all_cases - cases), outside * ((all_firms - all_cases) / all_firms));
}

std::vector<ScanCircle> scan(const PointsView& view, const SiteMarks& marks, std::uint32_t group,
                             std::span<const double> distances, const CurveOptions& options,
                             const Threads& threads, CancelToken& cancel) {
  const DistanceBands bands(distances, options.metric);
  std::vector<ScanCircle> result;
  with_tree(view, marks, bands.scale(), options.metric, cancel, [&](const auto& tree) {
    if (marks.size() == 0) return;
    constexpr std::size_t kDimensions = std::remove_cvref_t<decltype(tree.at(0))>{}.size();
    result = Scan<kDimensions>(tree, bands, marks, group, options, cancel).run(distances, threads, cancel);
  });
  return result;
}

}  // namespace clusterlite
