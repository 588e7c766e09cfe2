// The shape of the graph that the members of each label form among themselves.
#pragma once

#include <span>

#include "network/graph/members.hpp"
#include "network/linkage/linkage.hpp"

namespace clusterlite {

// Fills in linked_members, pairs, triangles, triples and components of each label, whose members have been
// counted. Two ties with the same ends are one here.
void measure_shape(const LinksView& links, const Members& members, std::span<LabelLinkage> labels,
                   CancelToken& cancel);

}  // namespace clusterlite
