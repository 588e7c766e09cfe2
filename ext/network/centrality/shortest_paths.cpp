#include "network/centrality/shortest_paths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>
#include <vector>

namespace clusterlite {
namespace {

__extension__ using Wide = __int128;

// Sums of numbers >= 0 in units of 2^-60, exact whatever the order.
class UnitSums {
 public:
  UnitSums(std::size_t count, CancelToken& cancel) : sums_(filled(count, Wide{0}, cancel)) {}

  void add(std::size_t i, double value) {
    const auto whole = static_cast<std::int64_t>(value);
    const auto rest = static_cast<std::int64_t>((value - static_cast<double>(whole)) * kUnits);
    sums_[i] += Wide{whole} * (Wide{1} << kBits) + rest;
  }
  void add(const UnitSums& other, CancelToken& cancel) {
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      cancel.check();
      sums_[i] += other.sums_[i];
    }
  }
  double operator[](std::size_t i) const { return static_cast<double>(sums_[i]) / kUnits; }

 private:
  static constexpr int kBits = 60;
  static constexpr double kUnits = 1152921504606846976.0;  // 2^60
  RawVector<Wide> sums_;
};

// What one thread needs.
class Search {
 public:
  Search(const Graph& out, bool betweenness, bool harmonic, CancelToken& cancel)
      : out_(out),
        hops_(filled(out.nodes(), kUnreached, cancel)),
        found_(out.nodes()),
        betweenness_(betweenness ? out.nodes() : 0, cancel),
        harmonic_(harmonic ? out.nodes() : 0, cancel) {
    if (!betweenness) return;
    paths_ = filled(out.nodes(), 0.0, cancel);
    share_.resize(out.nodes());
  }

  // Breadth first, without paths. Returns the sum of 1 / hops.
  double reach(std::uint32_t source, CancelToken& cancel) {
    start(source);
    double sum = 0;
    while (next_level()) {
      const std::uint32_t hops = level() + 1;
      for (std::size_t i = level_begin(); i < level_end(); ++i) {
        cancel.check(1 + out_.degree(found_[i]));
        for (const std::uint32_t other : out_.neighbours(found_[i])) {
          if (hops_[other] != kUnreached) continue;
          hops_[other] = hops;
          found_[count_++] = other;
        }
      }
      sum += static_cast<double>(count_ - level_end()) / hops;
    }
    return sum;
  }

  // The same with the numbers of shortest paths, from which the betweenness of all firms grows.
  double between(std::uint32_t source, CancelToken& cancel) {
    start(source);
    paths_[source] = 1;
    double sum = 0;
    while (next_level()) {
      const std::uint32_t hops = level() + 1;
      for (std::size_t i = level_begin(); i < level_end(); ++i) {
        const std::uint32_t node = found_[i];
        const double paths = paths_[node];
        cancel.check(1 + out_.degree(node));
        for (const std::uint32_t other : out_.neighbours(node)) {
          if (hops_[other] == kUnreached) {
            hops_[other] = hops;
            found_[count_++] = other;
            paths_[other] = paths;
          } else if (hops_[other] == hops) {
            paths_[other] += paths;
          }
        }
      }
      rescale(level_end(), count_);
      sum += static_cast<double>(count_ - level_end()) / hops;
    }
    add_dependencies(source, cancel);
    return sum;
  }

  // After reach() of the reversed graph: every firm that reaches `source` is 1 / hops nearer to the centre.
  void add_reciprocal_hops() {
    for (std::size_t i = 1; i < count_; ++i) harmonic_.add(found_[i], 1.0 / hops_[found_[i]]);
  }
  void add_harmonic(std::uint32_t source, double sum) { harmonic_.add(source, sum); }
  void finish() {
    for (std::size_t i = 0; i < count_; ++i) hops_[found_[i]] = kUnreached;
    count_ = 0;
  }

  UnitSums& betweenness() { return betweenness_; }
  UnitSums& harmonic() { return harmonic_; }

 private:
  static constexpr std::uint32_t kUnreached = 0xFFFFFFFF;
  // In a grid of streets the number of paths passes 10^308; a level's numbers are only compared with those of
  // the levels beside it, so they may all be divided by the same power of two.
  static constexpr double kManyPaths = 0x1p512;

  struct Start {
    std::size_t at;
    double scale;  // what the numbers of paths of the level were multiplied by
  };

  void start(std::uint32_t source) {
    levels_.clear();
    levels_.push_back({0, 1});
    hops_[source] = 0;
    found_[0] = source;
    count_ = 1;
  }
  // Closes the level that has been filled; false when it is empty.
  bool next_level() {
    if (levels_.back().at == count_) {
      levels_.pop_back();
      return false;
    }
    levels_.push_back({count_, 1});
    return true;
  }
  std::uint32_t level() const { return static_cast<std::uint32_t>(levels_.size() - 2); }
  std::size_t level_begin() const { return levels_[levels_.size() - 2].at; }
  std::size_t level_end() const { return levels_.back().at; }

  void rescale(std::size_t first, std::size_t last) {
    double most = 0;
    for (std::size_t i = first; i < last; ++i) most = std::max(most, paths_[found_[i]]);
    if (most < kManyPaths) return;
    levels_.back().scale = 1 / kManyPaths;
    for (std::size_t i = first; i < last; ++i) paths_[found_[i]] /= kManyPaths;
  }

  // From the farthest firms back: the dependency of the source on a firm is the number of paths to it times
  // the sum of (1 + dependency) / paths over the firms one hop farther.
  void add_dependencies(std::uint32_t source, CancelToken& cancel) {
    std::size_t level = levels_.size();
    for (std::size_t i = count_; i-- > 0;) {
      while (level > 0 && levels_[level - 1].at > i) --level;
      const std::uint32_t node = found_[i];
      const std::uint32_t farther = hops_[node] + 1;
      cancel.check(1 + out_.degree(node));
      double sum = 0;
      for (const std::uint32_t other : out_.neighbours(node)) {
        if (hops_[other] == farther) sum += share_[other];
      }
      const double dependency = paths_[node] * sum;
      share_[node] = (1 + dependency) / paths_[node] * levels_[level - 1].scale;
      if (node != source && dependency > 0) betweenness_.add(node, dependency);
    }
  }

  const Graph& out_;
  RawVector<std::uint32_t> hops_;
  RawVector<std::uint32_t> found_;
  std::size_t count_ = 0;
  std::vector<Start> levels_;
  RawVector<double> paths_;
  RawVector<double> share_;
  UnitSums betweenness_;
  UnitSums harmonic_;
};

// As many searches as threads come for one at the same time.
class Searches {
 public:
  Searches(const Graph& out, bool betweenness, bool harmonic)
      : out_(out), betweenness_(betweenness), harmonic_(harmonic) {}

  std::unique_ptr<Search> take(CancelToken& cancel) {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto search = std::move(idle_.back());
        idle_.pop_back();
        return search;
      }
    }
    return std::make_unique<Search>(out_, betweenness_, harmonic_, cancel);
  }
  void give_back(std::unique_ptr<Search> search) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(search));
  }
  // All sums in one. There is at least one search.
  Search& together(CancelToken& cancel) {
    while (idle_.size() > 1) {
      idle_.front()->betweenness().add(idle_.back()->betweenness(), cancel);
      idle_.front()->harmonic().add(idle_.back()->harmonic(), cancel);
      idle_.pop_back();
    }
    if (idle_.empty()) idle_.push_back(std::make_unique<Search>(out_, betweenness_, harmonic_, cancel));
    return *idle_.front();
  }

 private:
  const Graph& out_;
  bool betweenness_;
  bool harmonic_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Search>> idle_;
};

// work(search, source, cancel) for all sources.
template <class Work>
void for_each_source(Searches& searches, std::size_t count, const Threads& threads, CancelToken& cancel,
                     const Work& work) {
  constexpr std::size_t kSourcesOfAPart = 16;
  threads.for_each((count + kSourcesOfAPart - 1) / kSourcesOfAPart, cancel,
                   [&](std::size_t part, CancelToken& token) {
                     auto search = searches.take(token);
                     const std::size_t last = std::min(count, (part + 1) * kSourcesOfAPart);
                     for (std::size_t i = part * kSourcesOfAPart; i < last; ++i) work(*search, i, token);
                     searches.give_back(std::move(search));
                   });
}

RawVector<double> scaled(const UnitSums& sums, std::size_t count, double factor, CancelToken& cancel) {
  RawVector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    cancel.check();
    values[i] = sums[i] * factor;
  }
  return values;
}

}  // namespace

PathMeasures path_measures(const Graph& out, const PathQuestion& question,
                           const std::optional<RawVector<std::uint32_t>>& pivots, const Threads& threads,
                           CancelToken& cancel) {
  const std::size_t nodes = out.nodes();
  const std::size_t sources = pivots ? pivots->size() : nodes;
  // From pivots, harmonic centrality is what the firms that reach them gain; undirected, the search itself
  // says who that is.
  const bool against = pivots.has_value() && question.harmonic && question.directed;
  const bool harmonic_on_the_way = question.harmonic && !against;
  PathMeasures result;
  const double stretch = sources == 0 ? 1 : static_cast<double>(nodes) / static_cast<double>(sources);
  const double others = nodes > 1 ? static_cast<double>(nodes) - 1 : std::numeric_limits<double>::quiet_NaN();
  const auto source_at = [&](std::size_t i) { return pivots ? (*pivots)[i] : static_cast<std::uint32_t>(i); };
  if (question.betweenness || harmonic_on_the_way) {
    Searches searches(out, question.betweenness, harmonic_on_the_way);
    for_each_source(searches, sources, threads, cancel,
                    [&](Search& search, std::size_t i, CancelToken& token) {
                      const std::uint32_t source = source_at(i);
                      const double sum =
                          question.betweenness ? search.between(source, token) : search.reach(source, token);
                      if (harmonic_on_the_way && pivots) search.add_reciprocal_hops();
                      if (harmonic_on_the_way && !pivots) search.add_harmonic(source, sum);
                      search.finish();
                    });
    Search& all = searches.together(cancel);
    if (question.betweenness) {
      result.betweenness =
          scaled(all.betweenness(), nodes, question.directed ? stretch : stretch / 2, cancel);
    }
    if (harmonic_on_the_way) result.harmonic = scaled(all.harmonic(), nodes, stretch / others, cancel);
  }
  if (against) {
    const Graph into = out.reversed(cancel);
    Searches searches(into, false, true);
    for_each_source(searches, sources, threads, cancel,
                    [&](Search& search, std::size_t i, CancelToken& token) {
                      search.reach(source_at(i), token);
                      search.add_reciprocal_hops();
                      search.finish();
                    });
    result.harmonic = scaled(searches.together(cancel).harmonic(), nodes, stretch / others, cancel);
  }
  return result;
}

}  // namespace clusterlite
