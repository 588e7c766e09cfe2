// Scores of clusters: cl_cluster_stars, cl_litzenberger_sternberg.
#include "indicators/concentration/cluster_scoring.hpp"

#include <memory>

#include "functions/concentration/threshold_arguments.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Concentration";

// ---- cl_cluster_stars

constexpr Argument kStarsArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry: cl_crosstab() or cl_crosstab_cells()"},
    {"min_lq", "number", "specialization: the location quotient from which on a cluster has this star, >= 0",
     "2", true},
    {"top_size", "number", "size: which part of the industry's clusters have this star, 0 to 1", "0.1", true},
    {"top_focus", "number", "focus: which part of all clusters have this star, 0 to 1", "0.1", true},
    {"min_firms", "integer",
     "a cluster of fewer firms has no star, >= 0; by default 10, or 0 when the cells were collected without "
     "firms",
     "10", true},
    {"min_value", "number",
     "a cluster of a smaller value has no star, >= 0, in the unit of the collected values", "0", true},
};

constexpr Column kStarsColumns[] = {
    {"region", "", "as collected"},
    {"industry", "", "as collected"},
    {"value", "REAL", "e_ij, NULL when none of its firms has a value"},
    {"firms", "INTEGER", "number of firms; NULL when collected without it"},
    {"industry_share", "REAL", "e_ij / e_i, the region's share of the industry; NULL when e_i = 0"},
    {"lq", "REAL", "location quotient; NULL when e_j or e_i is 0"},
    {"region_share", "REAL", "e_ij / e_j, the industry's share of the region; NULL when e_j = 0"},
    {"size_rank", "INTEGER",
     "how many clusters of the industry have at least this value, itself included; NULL without a value > 0"},
    {"size_places", "INTEGER",
     "how many of them can have the star of size: top_size of their number, rounded up; NULL likewise"},
    {"focus_rank", "INTEGER",
     "how many clusters of all industries have at least this region_share, itself included; NULL without a "
     "value > 0"},
    {"focus_places", "INTEGER",
     "how many of them can have the star of focus: top_focus of their number, rounded up; NULL likewise"},
    {"eligible", "INTEGER",
     "1 when the cluster reaches min_firms and min_value, else 0; NULL when its value is not known"},
    {"size_star", "INTEGER", "1 when eligible and size_rank <= size_places, else 0"},
    {"specialization_star", "INTEGER", "1 when eligible and lq >= min_lq, else 0"},
    {"focus_star", "INTEGER", "1 when eligible and focus_rank <= focus_places, else 0"},
    {"stars", "INTEGER", "their sum, 0 to 3; NULL, like each of them, when the value is not known"},
};

enum StarsColumn {
  kStarsRegion = column_of(kStarsColumns, "region"),
  kStarsIndustry = column_of(kStarsColumns, "industry"),
  kStarsValue = column_of(kStarsColumns, "value"),
  kStarsFirms = column_of(kStarsColumns, "firms"),
  kStarsIndustryShare = column_of(kStarsColumns, "industry_share"),
  kStarsLq = column_of(kStarsColumns, "lq"),
  kStarsRegionShare = column_of(kStarsColumns, "region_share"),
  kStarsSizeRank = column_of(kStarsColumns, "size_rank"),
  kStarsSizePlaces = column_of(kStarsColumns, "size_places"),
  kStarsFocusRank = column_of(kStarsColumns, "focus_rank"),
  kStarsFocusPlaces = column_of(kStarsColumns, "focus_places"),
  kStarsEligible = column_of(kStarsColumns, "eligible"),
  kStarsSizeStar = column_of(kStarsColumns, "size_star"),
  kStarsSpecializationStar = column_of(kStarsColumns, "specialization_star"),
  kStarsFocusStar = column_of(kStarsColumns, "focus_star"),
  kStarsStars = column_of(kStarsColumns, "stars"),
};

constexpr Declaration kStars{
    .name = "cl_cluster_stars",
    .kind = FunctionKind::table,
    .family = kFamily,
    .summary = "The three stars of the European Cluster Observatory: size, specialization and focus.",
    .summary_ko = "유럽 클러스터 관측소의 방식으로 규모·특화·비중의 세 가지 별을 매긴다.",
    .arguments = kStarsArguments,
    .columns = kStarsColumns,
    .result =
        "one row per region and industry that has a firm, sorted by region and industry; a cluster is such a "
        "pair with a value > 0",
    .formula =
        "size star: among the top_size of the clusters of its industry by e_ij\nspecialization star: LQ_ij "
        ">= min_lq\nfocus star: among the top_focus of all clusters by e_ij / e_j",
    .use =
        "clusters that are equal at the border of a top part all stay outside it, so no more than the part "
        "gets a star. The Observatory counted employees of 41 cluster categories in 259 NUTS 2 regions and "
        "gave no star below 1,000 employees. Districts of a city are far smaller, so here min_firms keeps "
        "out single large plants",
    .nulls =
        "a pair whose firms all lack a value has no stars (NULL); one of value 0 has none (0). An industry "
        "absent from a region has no row",
    .errors = "top_size or top_focus outside 0 to 1; min_firms given for a crosstab collected without firms",
    .source =
        "European Cluster Observatory (Center for Strategy and Competitiveness, Stockholm), method of 2007 "
        "to 2013: the top tenth by employees of the category, LQ >= 2, the top tenth by share of the "
        "region's employment",
    .peers =
        "no package offers it. The focus star ranks all clusters together: within one industry it would rank "
        "like the location quotient",
    .example =
        "SELECT region, industry, round(lq, 2), size_star, specialization_star, focus_star, stars FROM "
        "cl_cluster_stars((SELECT cl_crosstab(column1, column2, column3) FROM (VALUES ('Jung-gu', 'C14', "
        "50), ('Jung-gu', 'J62', 10), ('Guro-gu', 'C14', 20), ('Guro-gu', 'J62', 90), ('Mapo-gu', 'J58', "
        "30), ('Mapo-gu', 'J62', 10)))) WHERE min_firms = 0",
    .example_result =
        "Guro-gu|C14|0.55|0|0|0|0\nGuro-gu|J62|1.56|1|0|0|1\nJung-gu|C14|2.5|1|1|1|3\nJung-gu|J62|0.32|0|0|0|"
        "0\nMapo-gu|J58|5.25|1|1|0|2\nMapo-gu|J62|0.48|0|0|0|0",
};

class StarsTable final : public TableResult {
 public:
  StarsTable(Crosstab table, const StarThresholds& thresholds, CancelToken& cancel)
      : table_(std::move(table)), rows_(cluster_stars(table_, thresholds, cancel)) {}

  std::size_t size() const override { return rows_.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const ClusterStars& cluster = rows_[row];
    const Crosstab::Cell& cell = *cluster.cell;
    switch (column) {
      case kStarsRegion:
        return out.key(table_.regions[cell.region]);
      case kStarsIndustry:
        return out.key(table_.industries[cell.industry]);
      case kStarsFirms:
        return table_.knows_firms ? out.integer(std::optional(cell.firms)) : out.null();
      default:
        return cell.has_value() ? scored(cluster, column, out) : out.null();
    }
  }

 private:
  static void scored(const ClusterStars& cluster, int column, ResultSink& out) {
    const bool size = cluster.eligible && cluster.size.star();
    const bool specialization = cluster.eligible && cluster.specialized;
    const bool focus = cluster.eligible && cluster.focus.star();
    switch (column) {
      case kStarsValue:
        return out.real(cluster.cell->value.value());
      case kStarsIndustryShare:
        return out.real(cluster.industry_share);
      case kStarsLq:
        return out.real(cluster.lq);
      case kStarsRegionShare:
        return out.real(cluster.region_share);
      case kStarsSizeRank:
        return count_or_null(cluster.size.rank, cluster.size, out);
      case kStarsSizePlaces:
        return count_or_null(cluster.size.places, cluster.size, out);
      case kStarsFocusRank:
        return count_or_null(cluster.focus.rank, cluster.focus, out);
      case kStarsFocusPlaces:
        return count_or_null(cluster.focus.places, cluster.focus, out);
      case kStarsEligible:
        return out.integer(std::int64_t{cluster.eligible});
      case kStarsSizeStar:
        return out.integer(std::int64_t{size});
      case kStarsSpecializationStar:
        return out.integer(std::int64_t{specialization});
      case kStarsFocusStar:
        return out.integer(std::int64_t{focus});
      default:
        return out.integer(std::int64_t{size} + specialization + focus);  // kStarsStars
    }
  }
  static void count_or_null(std::uint64_t count, const StarRank& rank, ResultSink& out) {
    rank.rank == 0 ? out.null() : out.integer(std::optional(count));
  }

  Crosstab table_;
  std::vector<ClusterStars> rows_;
};

std::unique_ptr<TableResult> compute_stars(const TableArguments& arguments, Connection&,
                                           CancelToken& cancel) {
  constexpr std::uint64_t kFewFirms = 10;
  auto table = open_data_set<Crosstab>(arguments, 0, cancel);
  const Thresholds given(arguments, kStarsArguments);
  StarThresholds thresholds;
  thresholds.min_lq = given.number(1, thresholds.min_lq);
  thresholds.top_size = given.number(2, thresholds.top_size, 1);
  thresholds.top_focus = given.number(3, thresholds.top_focus, 1);
  thresholds.min_firms = given.whole(4, kFewFirms, 0);
  thresholds.min_value = given.number(5, thresholds.min_value);
  if (!table.knows_firms && arguments.given(4) && thresholds.min_firms > 0) {
    throw Error(
        "min_firms needs the number of firms, which this crosstab was collected without; give "
        "cl_crosstab_cells() a fourth argument, or use min_value");
  }
  return std::make_unique<StarsTable>(std::move(table), thresholds, cancel);
}

// ---- cl_litzenberger_sternberg

constexpr Argument kIndexArguments[] = {
    {"local_industry", "number", "e_ij: employees of the industry in the region, >= 0"},
    {"reference_industry", "number", "e_i: employees of the industry in the whole area, >= 0"},
    {"local_area", "number", "a_j: the region's area, >= 0"},
    {"reference_area", "number", "a: the whole area, in the same unit, >= 0"},
    {"local_population", "number", "P_j: inhabitants of the region, >= 0"},
    {"reference_population", "number", "P: inhabitants of the whole area, >= 0"},
    {"local_firms", "number", "b_ij: firms of the industry in the region, >= 0"},
    {"reference_firms", "number", "b_i: firms of the industry in the whole area, >= 0"},
};

constexpr Declaration kIndex{
    .name = "cl_litzenberger_sternberg",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary =
        "Cluster index of Litzenberger and Sternberg: an industry's density per area and per head, over the "
        "mean size of its firms.",
    .summary_ko =
        "산업의 면적당·인구당 밀도를 평균 기업 규모로 나눈 리첸베르거-슈테른베르크 클러스터 지수를 구한다.",
    .arguments = kIndexArguments,
    .result = "a real >= 0; 1 = as in the whole area. Not bounded: compare regions, not studies",
    .formula = "CI = [(e_ij / a_j) / (e_i / a)] [(e_ij / P_j) / (e_i / P)] / [(e_ij / b_ij) / (e_i / b_i)]",
    .nulls = "NULL when an argument is missing or a denominator is 0; 0 when e_ij = 0, also without firms",
    .errors = "those of all functions",
    .source =
        "Sternberg and Litzenberger 2004, European Planning Studies 12; Litzenberger and Sternberg 2006, "
        "Geographische Zeitschrift 94; the example: Farhauer and Kroell 2014",
    .peers = "REAT litzenberger(), with the same order of arguments; NaN there where this is 0 or NULL",
    .example = "SELECT round(cl_litzenberger_sternberg(1743, 5740, 50, 576, 488, 4621, 35, 53), 8)",
    .example_result = "21.87491102",
};

void call_index(const Arguments& arguments, ResultSink& result, Connection&) {
  double numbers[8];
  for (std::size_t i = 0; i < 8; ++i) {
    const auto number = arguments[i].real(Sign::not_negative);
    if (!number) return result.null();
    numbers[i] = *number;
  }
  result.real(litzenberger_sternberg({numbers[0], numbers[2], numbers[4], numbers[6]},
                                     {numbers[1], numbers[3], numbers[5], numbers[7]}));
}

}  // namespace

void register_cluster_scoring(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kStars, &compute_stars}, crosstab_collectors());
  register_function(connection, ScalarFunction{&kIndex, &call_index});
}

}  // namespace clusterlite
