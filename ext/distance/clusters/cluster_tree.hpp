// The clusters of HDBSCAN out of a minimum spanning tree (Campello, Moulavi and Sander 2013; the outlier
// scores from Campello, Moulavi, Zimek and Sander 2015).
//
//   dendrogram   the tree's edges, lightest first, join places; all edges of one weight join at once, so that
//                a node has as many children as fall apart there, and the dendrogram does not depend on which
//                minimum spanning tree was found
//   condensed    from the root down: where two or more children have min_cluster_size points, each is a new
//                cluster; where one has, the cluster goes on; all other points leave the cluster there
//   stability    the sum over a cluster's points of 1/eps at which they leave minus 1/eps at which it began
//   selection    the clusters of greatest total stability of which none is part of another; a parent wins a
//                tie with its children; the root, everything together, is never one
//   selection_eps  (Malzer and Baum 2020) a selected cluster that parted from others at a distance below it
//                gives way to its lowest ancestor that did at or above it, which then ends there. Where none
//                but the root did, the root's points that stay until selection_eps are the cluster: what
//                DBSCAN* finds at that radius
//
// Firms at one place are one point with a count: they leave together, at their core distance at the latest.
// When min_points of them share a place that is 0, and 1/eps infinite. Stabilities are therefore pairs, the
// number of points that stay to the end and the finite rest, compared in this order: the limit of ever
// smaller distances in place of 0.
#pragma once

#include <cstdint>
#include <span>

#include "distance/tree/spanning_tree.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

struct PlaceTraits {
  std::uint32_t count;  // points
  double core;          // squared
};

struct PlaceCluster {
  std::uint32_t cluster;  // kNoCluster: noise
  double probability;
  double outlier_score;
};

inline constexpr std::uint32_t kNoCluster = 0xFFFFFFFF;

// One entry per place. Clusters have any numbers. `edges` are put in the order of their weights.
// `distance(squared)` grows with its argument; it may be in any unit, which
// is that of selection_eps, too.
RawVector<PlaceCluster> clusters_of(std::span<const PlaceTraits> places, RawVector<Edge>& edges,
                                    std::uint64_t min_cluster_size, double selection_eps,
                                    double (*distance)(double squared), const Threads& threads,
                                    CancelToken& cancel);

}  // namespace clusterlite::distance
