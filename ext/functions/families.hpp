// The families of SQL functions, one file each.
#pragma once

#include <span>

#include "sqlite/table_function.hpp"

namespace clusterlite {

void register_points(const ConnectionPtr& connection);             // points.cpp
void register_crosstabs(const ConnectionPtr& connection);          // crosstabs.cpp
void register_links(const ConnectionPtr& connection);              // links.cpp
void register_data_sets(const ConnectionPtr& connection);          // data_sets.cpp
void register_concentration(const ConnectionPtr& connection);      // concentration.cpp
void register_location_quotient(const ConnectionPtr& connection);  // location_quotient.cpp
void register_distance_clusters(const ConnectionPtr& connection);  // distance_clusters.cpp
void register_hulls(const ConnectionPtr& connection);              // hulls.cpp
void register_reference(const ConnectionPtr& connection);          // reference.cpp

// The collectors whose data sets permanent tables may use.
std::span<const CollectorFunction> point_collectors();     // points.cpp
std::span<const CollectorFunction> crosstab_collectors();  // crosstabs.cpp
std::span<const CollectorFunction> link_collectors();      // links.cpp

}  // namespace clusterlite
