// Communities of firms by their ties: what is maximised, and how good the partition found is.
#pragma once

#include "network/communities/leiden.hpp"

namespace clusterlite {

enum class CommunityObjective : std::uint8_t {
  modularity,     // weight inside less what the strengths of the firms give by chance
  constant_potts  // "cpm": weight inside less a fixed weight for each pair of members
};

struct CommunityResult {
  Communities communities;
  double modularity = 0;  // of the partition at resolution 1; NaN without any weight
  double quality = 0;     // of what was maximised
};

// Ties are undirected; weights of both directions and of duplicates add up. resolution > 0.
CommunityResult find_communities(const LinksView& links, CommunityObjective objective, double resolution,
                                 CancelToken& cancel);

}  // namespace clusterlite
