// Whether the members of a label are linked, with each other and with the rest: one figure beside what chance
// gives.
#pragma once

#include <cstdint>
#include <limits>

#include "datasets/labels.hpp"
#include "datasets/links.hpp"
#include "network/graph/null_model.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// What is counted of one label; n members, L ties inside, X with exactly one end inside.
struct LabelLinkage {
  std::uint64_t members = 0;
  std::uint64_t tied_members = 0;
  std::uint64_t linked_members = 0;
  std::uint64_t internal_links = 0;
  std::uint64_t external_links = 0;
  std::uint64_t out = 0;  // ties that leave members
  std::uint64_t in = 0;   // ties that reach members
  // Sums of the weights that are known; NaN when there are ties and none has a weight.
  double internal_weight = 0;
  double external_weight = 0;
  std::uint64_t linked_pairs = 0;   // of members, whatever the direction
  std::uint64_t ordered_pairs = 0;  // (from, to)
  std::uint64_t mutual_pairs = 0;   // of these, whose reverse is tied too
  std::uint64_t triangles = 0;      // in the simple undirected graph
  std::uint64_t connected_triples = 0;
  std::uint64_t components = 0;
  std::uint64_t largest_component = 0;
};

struct Linkage {
  std::uint64_t ties = 0;
  RawVector<LabelLinkage> labels;  // in the order of LabelsView::labels()
};

// Overlapping labels: each for itself. O(ties + memberships), and for the triangles of each label, of m ties,
// O(m^1.5) at worst.
Linkage measure_linkage(const LinksView& links, const LabelsView& labels, CancelToken& cancel);

// What chance gives in place of internal_links.
inline Chance chance_inside(const LabelLinkage& label, std::uint64_t ties, bool directed) {
  const std::uint64_t ends = label.out + label.in;
  return directed ? shuffled_receivers(label.out, label.in, ties) : paired_ends({ends, ends, ends}, ties);
}

}  // namespace clusterlite
