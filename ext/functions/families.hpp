// The families of SQL functions, one file each.
#pragma once

#include <span>

#include "sqlite/table_function.hpp"

namespace clusterlite {

void register_points(const ConnectionPtr& connection);                   // points.cpp
void register_crosstabs(const ConnectionPtr& connection);                // crosstabs.cpp
void register_links(const ConnectionPtr& connection);                    // links.cpp
void register_data_sets(const ConnectionPtr& connection);                // data_sets.cpp
void register_concentration(const ConnectionPtr& connection);            // concentration.cpp
void register_location_quotient(const ConnectionPtr& connection);        // location_quotient.cpp
void register_concentration_table(const ConnectionPtr& connection);      // concentration_table.cpp
void register_specialization_table(const ConnectionPtr& connection);     // specialization_table.cpp
void register_focal_lq(const ConnectionPtr& connection);                 // focal_lq.cpp
void register_spatial_concentration(const ConnectionPtr& connection);    // spatial_concentration.cpp
void register_inequality(const ConnectionPtr& connection);               // inequality.cpp
void register_diversity(const ConnectionPtr& connection);                // diversity.cpp
void register_distribution_comparison(const ConnectionPtr& connection);  // distribution_comparison.cpp
void register_cluster_scoring(const ConnectionPtr& connection);          // cluster_scoring.cpp
void register_coagglomeration(const ConnectionPtr& connection);          // coagglomeration.cpp
void register_relatedness(const ConnectionPtr& connection);              // relatedness.cpp
void register_complexity(const ConnectionPtr& connection);               // complexity.cpp
void register_variety(const ConnectionPtr& connection);                  // variety.cpp
void register_shift_share(const ConnectionPtr& connection);              // shift_share.cpp
void register_growth_portfolio(const ConnectionPtr& connection);         // growth_portfolio.cpp
void register_distance_clusters(const ConnectionPtr& connection);        // distance_clusters.cpp
void register_dbscan_label(const ConnectionPtr& connection);             // dbscan_label.cpp
void register_neighbours(const ConnectionPtr& connection);               // neighbours.cpp
void register_hierarchical_clusters(const ConnectionPtr& connection);    // hierarchical_clusters.cpp
void register_suggest_eps(const ConnectionPtr& connection);              // suggest_eps.cpp
void register_hulls(const ConnectionPtr& connection);                    // hulls.cpp
void register_centrography(const ConnectionPtr& connection);             // centrography.cpp
void register_centrography_table(const ConnectionPtr& connection);       // centrography_table.cpp
void register_io_linkages(const ConnectionPtr& connection);              // io_linkages.cpp
void register_threads(const ConnectionPtr& connection);                  // threads.cpp
void register_reference(const ConnectionPtr& connection);                // reference.cpp

// The collectors whose data sets permanent tables may use.
std::span<const CollectorFunction> point_collectors();     // points.cpp
std::span<const CollectorFunction> crosstab_collectors();  // crosstabs.cpp
std::span<const CollectorFunction> link_collectors();      // links.cpp

}  // namespace clusterlite
