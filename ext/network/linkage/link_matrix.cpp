#include "network/linkage/link_matrix.hpp"

#include <algorithm>
#include <span>

#include "network/graph/graph.hpp"
#include "support/memory/laid_out.hpp"

namespace clusterlite {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

bool has(std::span<const std::uint32_t> labels, std::uint32_t label) {
  return std::binary_search(labels.begin(), labels.end(), label);
}

}  // namespace

LinkMatrix::LinkMatrix(const LinksView& links, const LabelsView& labels, bool directed, CancelToken& cancel)
    : directed_(directed), totals_(filled(labels.labels().size() + 1, Total{}, cancel)) {
  const Members members(links, labels, cancel);
  count(links, members, cancel);
  if (!directed_) count_shared_ends(links, members, cancel);
}

void LinkMatrix::count(const LinksView& links, const Members& members, CancelToken& cancel) {
  const std::uint32_t none = outside();
  const auto labels_of = [&](std::uint32_t node) {
    const auto labels = members.labels_of(node);
    return labels.empty() ? std::span<const std::uint32_t>(&none, 1) : labels;
  };
  for_each_tie(links, cancel, [&](std::uint32_t from, std::uint32_t to, double weight) {
    const bool known = !std::isnan(weight);
    ++ties_;
    if (known) weight_.add(weight);
    const auto of_from = labels_of(from);
    const auto of_to = labels_of(to);
    for (const std::uint32_t a : of_from) {
      ++totals_[a].out;
      if (known) totals_[a].out_weight.add(weight);
    }
    for (const std::uint32_t b : of_to) {
      ++totals_[b].in;
      if (known) totals_[b].in_weight.add(weight);
    }
    for (const std::uint32_t a : of_from) {
      cancel.check(of_to.size());
      for (const std::uint32_t b : of_to) {
        // Undirected, a tie between firms of which both have both labels is there once.
        if (!directed_ && a > b && has(of_from, b) && has(of_to, a)) continue;
        Ties& ties = ties_between_[directed_ ? NumberPair{a, b} : unordered(a, b)];
        ++ties.links;
        if (!known) continue;
        ties.known = true;
        ties.weight.add(weight);
      }
    }
  });
}

void LinkMatrix::count_shared_ends(const LinksView& links, const Members& members, CancelToken& cancel) {
  for_each_tie(links, cancel, [&](std::uint32_t from, std::uint32_t to, double) {
    for (const std::uint32_t node : {from, to}) {
      const auto labels = members.labels_of(node);
      for (std::size_t i = 0; i + 1 < labels.size(); ++i) {
        cancel.check(labels.size() - i);
        for (std::size_t j = i + 1; j < labels.size(); ++j) ++shared_ends_[{labels[i], labels[j]}];
      }
    }
  });
}

std::uint64_t LinkMatrix::shared_ends(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return totals_[a].ends();
  const std::uint64_t* const shared = shared_ends_.find(unordered(a, b));
  return shared == nullptr ? 0 : *shared;
}

LinkMatrix::Cell LinkMatrix::cell(std::uint32_t a, std::uint32_t b) const {
  Cell cell;
  const Total& from = totals_[a];
  const Total& to = totals_[b];
  if (const Ties* const ties = ties_between_.find(directed_ ? NumberPair{a, b} : unordered(a, b))) {
    cell.links = ties->links;
    cell.weight = ties->known ? ties->weight.value() : kUnknown;
  }
  double weight_by_chance = 0;
  if (directed_) {
    cell.chance = shuffled_receivers(from.out, to.in, ties_);
    weight_by_chance = from.out_weight.value() * (to.in_weight.value() / weight_.value());
  } else {
    cell.chance = paired_ends({from.ends(), to.ends(), shared_ends(a, b)}, ties_);
    const double parts = a == b ? 4 : 2;
    weight_by_chance = from.weight_of_ends() * (to.weight_of_ends() / weight_.value() / parts);
  }
  cell.weight_quotient = weight_by_chance > 0 ? cell.weight / weight_by_chance : kUnknown;
  return cell;
}

}  // namespace clusterlite
