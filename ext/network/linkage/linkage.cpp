#include "network/linkage/linkage.hpp"

#include "network/graph/components.hpp"
#include "network/graph/graph.hpp"
#include "network/graph/members.hpp"
#include "network/linkage/shape.hpp"
#include "support/memory/laid_out.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

struct Weights {
  CompensatedSum internal;
  CompensatedSum external;
  bool known_internal = false;
  bool known_external = false;
};

double sum_or_unknown(const CompensatedSum& sum, bool known, std::uint64_t ties) {
  return ties > 0 && !known ? std::numeric_limits<double>::quiet_NaN() : sum.value();
}

void count_ties(const LinksView& links, const Members& members, Linkage& result, CancelToken& cancel) {
  RawVector<Weights> weights = filled(result.labels.size(), Weights{}, cancel);
  RawVector<std::uint8_t> tied = filled(links.nodes().size(), std::uint8_t{0}, cancel);
  for_each_tie(links, cancel, [&](std::uint32_t from, std::uint32_t to, double weight) {
    ++result.ties;
    tied[from] = tied[to] = 1;
    const auto of_from = members.labels_of(from);
    const auto of_to = members.labels_of(to);
    cancel.check(of_from.size() + of_to.size());
    const bool known = !std::isnan(weight);
    const auto leaves = [&](std::uint32_t label) {
      ++result.labels[label].external_links;
      if (!known) return;
      weights[label].external.add(weight);
      weights[label].known_external = true;
    };
    compare_labels(
        of_from, of_to,
        [&](std::size_t i) {
          ++result.labels[of_from[i]].out;
          leaves(of_from[i]);
        },
        [&](std::size_t j) {
          ++result.labels[of_to[j]].in;
          leaves(of_to[j]);
        },
        [&](std::size_t i, std::size_t) {
          const std::uint32_t label = of_from[i];
          ++result.labels[label].out;
          ++result.labels[label].in;
          ++result.labels[label].internal_links;
          if (!known) return;
          weights[label].internal.add(weight);
          weights[label].known_internal = true;
        });
  });
  for (std::uint32_t node = 0; node < tied.size(); ++node) {
    cancel.check();
    if (tied[node] == 0) continue;
    for (const std::uint32_t label : members.labels_of(node)) ++result.labels[label].tied_members;
  }
  for (std::size_t i = 0; i < result.labels.size(); ++i) {
    cancel.check();
    LabelLinkage& label = result.labels[i];
    const Weights& sums = weights[i];
    label.internal_weight = sum_or_unknown(sums.internal, sums.known_internal, label.internal_links);
    label.external_weight = sum_or_unknown(sums.external, sums.known_external, label.external_links);
  }
}

}  // namespace

Linkage measure_linkage(const LinksView& links, const LabelsView& labels, CancelToken& cancel) {
  Linkage result;
  result.labels = filled(labels.labels().size(), LabelLinkage{}, cancel);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    cancel.check();
    ++result.labels[labels.label(i)].members;
  }
  const Members members(links, labels, cancel);
  count_ties(links, members, result, cancel);
  measure_shape(links, members, result.labels, cancel);
  return result;
}

}  // namespace clusterlite
