#include "statistics/weights/tie_source.hpp"

#include <algorithm>
#include <cmath>

#include "statistics/weights/band_weights.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::uint32_t kNoUnit = 0xFFFFFFFF;

std::string pair_text(const LinksView& links, std::size_t link) {
  return concat("from ", to_text(links.nodes()[links.from(link)]), " to ",
                to_text(links.nodes()[links.to(link)]));
}

// The ties of each node, sorted by whom they lead to.
struct Heads {
  RawVector<std::uint64_t> starts;
  struct Tie {
    std::uint32_t to;
    double weight;
  };
  RawVector<Tie> ties;

  Heads(const LinksView& links, CancelToken& cancel) {
    const std::size_t nodes = links.nodes().size();
    starts = filled(nodes + 1, std::uint64_t{0}, cancel);
    for (std::size_t link = 0; link < links.size(); ++link) {
      cancel.check();
      ++starts[links.from(link) + 1];
    }
    for (std::size_t node = 0; node < nodes; ++node) starts[node + 1] += starts[node];
    RawVector<std::uint64_t> next(starts.begin(), starts.end());
    ties.resize(links.size());
    for (std::size_t link = 0; link < links.size(); ++link) {
      cancel.check();
      ties[next[links.from(link)]++] = {links.to(link), links.weight(link)};
    }
    for (std::size_t node = 0; node < nodes; ++node) {
      const auto at = [&](std::size_t n) { return ties.begin() + static_cast<std::ptrdiff_t>(starts[n]); };
      // By weight, too: sums of weights must not depend on the order of the rows.
      std::sort(at(node), at(node + 1), [&cancel](const Tie& a, const Tie& b) {
        cancel.check();
        return a.to != b.to ? a.to < b.to : a.weight < b.weight;
      });
    }
  }
};

}  // namespace

TieSource::TieSource(const WeightsView& weights, CancelToken& cancel)
    : weights_(&weights), size_(static_cast<std::uint32_t>(weights.size())) {
  if (!weights.is_listed()) return;
  ties_.starts.reserve(size_ + std::size_t{1});
  ties_.to.reserve(weights.ties());
  if (weights.has_weights()) ties_.weight.reserve(weights.ties());
  for (std::uint32_t node = 0; node <= size_; ++node) ties_.starts.push_back(weights.first_tie(node));
  for (std::uint64_t i = 0; i < weights.ties(); ++i) {
    cancel.check();
    const WeightTie tie = weights.tie(i);
    ties_.to.push_back(tie.to);
    if (weights.has_weights()) ties_.weight.push_back(tie.weight);
    if (weights.has_distances()) ties_.distance.push_back(tie.distance);
  }
}

TieSource::TieSource(const LinksView& links, SelfTies self_ties, CancelToken& cancel)
    : links_(&links), size_(static_cast<std::uint32_t>(links.nodes().size())) {
  for (std::size_t link = 0; link < links.size(); ++link) {
    cancel.check();
    if (std::isnan(links.weight(link))) {
      throw Error(concat("the tie ", pair_text(links, link), " has no weight"));
    }
    if (links.from(link) != links.to(link)) continue;
    if (self_ties == SelfTies::refused) {
      throw Error(concat("the tie ", pair_text(links, link),
                         " leads to itself; only cl_getis_ord() takes such ties"));
    }
    if (self_.empty()) self_ = filled(size_, 0.0, cancel);
  }
  const Heads heads(links, cancel);
  bool all_one = true;
  for (std::uint32_t node = 0; node < size_; ++node) {
    ties_.starts.push_back(ties_.to.size());
    for (std::uint64_t i = heads.starts[node]; i < heads.starts[node + 1];) {
      const std::uint32_t to = heads.ties[i].to;
      double weight = 0;
      for (; i < heads.starts[node + 1] && heads.ties[i].to == to; ++i) {
        cancel.check();
        weight += heads.ties[i].weight;
      }
      if (std::isinf(weight)) throw Error("the weights of a pair add up beyond the range of a number");
      if (to == node) {
        self_[node] = weight;
      } else if (weight > 0) {
        ties_.to.push_back(to);
        ties_.weight.push_back(weight);
        all_one = all_one && weight == 1;
      }
    }
  }
  ties_.starts.push_back(ties_.to.size());
  if (all_one) ties_.weight.clear();
}

std::unique_ptr<SpatialWeights> TieSource::among(std::span<const std::uint32_t> nodes,
                                                 CancelToken& cancel) const {
  if (weights_ != nullptr && !weights_->is_listed()) {
    return band_weights(weights_->nodes(), weights_->rule(), nodes, cancel);
  }
  RawVector<std::uint32_t> unit_of = filled(size_, kNoUnit, cancel);
  for (std::uint32_t unit = 0; unit < nodes.size(); ++unit) {
    cancel.check();
    unit_of[nodes[unit]] = unit;
  }
  TieList chosen;
  chosen.starts.reserve(nodes.size() + 1);
  for (const std::uint32_t node : nodes) {
    chosen.starts.push_back(chosen.to.size());
    for (std::uint64_t t = ties_.starts[node]; t < ties_.starts[node + 1]; ++t) {
      cancel.check();
      const std::uint32_t unit = unit_of[ties_.to[t]];
      if (unit == kNoUnit) continue;
      chosen.to.push_back(unit);
      if (!ties_.weight.empty()) chosen.weight.push_back(ties_.weight[t]);
      if (!ties_.distance.empty()) chosen.distance.push_back(ties_.distance[t]);
    }
  }
  chosen.starts.push_back(chosen.to.size());
  return std::make_unique<ListedWeights>(std::move(chosen), cancel);
}

}  // namespace clusterlite
