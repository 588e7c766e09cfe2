// Scores that tell clusters from mere presence: the stars of the European Cluster Observatory, the cluster
// index of Litzenberger and Sternberg, Porter's traded and local industries.
//
// e_ij the value of industry i in region j, e_i and e_j the totals, e the whole.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/crosstab.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct StarThresholds {
  double min_lq = 2;       // specialization: LQ >= min_lq
  double top_size = 0.1;   // size: among this part of the clusters of the industry, by e_ij
  double top_focus = 0.1;  // focus: among this part of all clusters, by e_ij / e_j
  std::uint64_t min_firms = 0;
  double min_value = 0;  // below either of these a cluster gets no star
};

// How good a place is: how many clusters are at least as large (the cluster itself and ties counted), and how
// many places have a star. So no more than these get one, however many are equal.
struct StarRank {
  std::uint64_t rank = 0;
  std::uint64_t places = 0;
  bool star() const { return rank > 0 && rank <= places; }
};

// One cell of the crosstab that has a row. A cell of value 0 is no cluster: it has no rank and no star.
struct ClusterStars {
  const Crosstab::Cell* cell = nullptr;
  double lq = 0;
  double region_share = 0;    // e_ij / e_j
  double industry_share = 0;  // e_ij / e_i
  StarRank size;
  StarRank focus;
  bool specialized = false;  // LQ >= min_lq
  bool eligible = false;     // reaches min_firms and min_value
};

// In the order of the crosstab's cells, which must outlive the result. min_firms counts when the firms are
// known.
std::vector<ClusterStars> cluster_stars(const Crosstab& table, const StarThresholds& thresholds,
                                        CancelToken& cancel);

// An industry in a region and in the whole area.
struct IndustrySite {
  double industry = 0;    // e_ij; e_i
  double area = 0;        // a_j; a
  double population = 0;  // P_j; P
  double firms = 0;       // b_ij; b_i
};

// CI = [(e_ij/a_j)/(e_i/a)] [(e_ij/P_j)/(e_i/P)] / [(e_ij/b_ij)/(e_i/b_i)]: the industry's density on the
// area times that among the people, over the mean size of its firms (Sternberg and Litzenberger 2004). 0
// where the industry is absent; NaN where a denominator is 0.
double litzenberger_sternberg(const IndustrySite& region, const IndustrySite& whole);

struct TradedThresholds {
  double min_specialized_share = 0.5;
  double min_mean_top_lq = 2;
  double min_gini = 0.3;
  std::size_t top_regions = 5;
};

// How far an industry is traded between regions rather than local to each (Porter 2003). NaN where undefined:
// for an industry whose value is 0 or unknown.
struct TradedLocal {
  double value = 0;  // NaN when none of its firms has a value
  std::uint64_t firms = 0;
  std::uint64_t regions = 0;     // with a value > 0
  double specialized_share = 0;  // share of the industry's value in regions with LQ >= 1
  double mean_top_lq = 0;        // of the regions with the largest LQ; regions without the industry have 0
  double locational_gini = 0;    // against all industries together, 0 .. 1
  bool traded = false;           // all three reach their thresholds
};

// One per industry, in the crosstab's order.
std::vector<TradedLocal> traded_local(const Crosstab& table, const TradedThresholds& thresholds,
                                      CancelToken& cancel);

}  // namespace clusterlite
