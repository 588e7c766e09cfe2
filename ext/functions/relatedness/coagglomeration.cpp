// cl_coagglomeration: which industries sit together, pair by pair.
#include "indicators/relatedness/coagglomeration.hpp"

#include <memory>
#include <utility>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/presence_option.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry: cl_crosstab() or cl_crosstab_cells()"},
    kPresenceArgument,
};

constexpr Column kColumns[] = {
    {"industry_a", "", "as collected; before industry_b in the order of keys"},
    {"industry_b", "", "as collected"},
    {"coagglomeration", "REAL",
     "Ellison-Glaeser-Kerr index of the pair: > 0 the two favour the same regions, 0 as if each chose alone, "
     "< 0 they "
     "avoid one another; NULL when one has no value or all value lies in one region"},
    {"colocation", "REAL",
     "Howard-Newman-Tarp: the share of pairs of firms, one of each industry, that are in one region, 0 to 1; "
     "NULL when "
     "firms are not known or one industry has none"},
    {"correlation", "REAL",
     "Pearson's r of the two industries' values over the regions, empty cells as 0 (locational correlation, "
     "LC-Emp), -1 "
     "to 1; of the firm counts (LC-Est) when the crosstab was collected without a value; NULL when one "
     "industry is "
     "equal in all regions"},
    {"cooccurrence", "INTEGER", "C_ab: number of regions where both are present"},
    {"proximity", "REAL", "C_ab / max(k_a, k_b), 0 to 1 (Hidalgo); NULL when one is present nowhere"},
    {"association", "REAL",
     "T C_ab / (S_a S_b), 1 as by chance; NULL when one is never with another industry"},
    {"cosine", "REAL", "C_ab / sqrt(S_a S_b), 0 to 1; NULL as association"},
    {"jaccard", "REAL", "C_ab / (S_a + S_b - C_ab), 0 to 1; NULL when neither is ever with another industry"},
    {"probability", "REAL",
     "C_ab over what it would be if pairs were drawn at random and no industry with itself, 1 as by chance "
     "(Steijn); NULL "
     "as association"},
    {"cooccurrence_z", "REAL",
     "C_ab less its hypergeometric mean k_a k_b / N, in standard deviations (Teece et al.); NULL when one is "
     "present "
     "nowhere or everywhere"},
    {"colocation_excess", "REAL",
     "colocation less its mean when the firms draw their industries by lot and stay in place; NULL as "
     "colocation"},
};

enum ColumnNumber {
  kIndustryA = column_of(kColumns, "industry_a"),
  kIndustryB = column_of(kColumns, "industry_b"),
  kCoagglomeration = column_of(kColumns, "coagglomeration"),
  kColocation = column_of(kColumns, "colocation"),
  kCorrelation = column_of(kColumns, "correlation"),
  kCooccurrence = column_of(kColumns, "cooccurrence"),
  kProximity = column_of(kColumns, "proximity"),
  kAssociation = column_of(kColumns, "association"),
  kCosine = column_of(kColumns, "cosine"),
  kJaccard = column_of(kColumns, "jaccard"),
  kProbability = column_of(kColumns, "probability"),
  kCooccurrenceZ = column_of(kColumns, "cooccurrence_z"),
  kColocationExcess = column_of(kColumns, "colocation_excess"),
};

constexpr Declaration kDeclaration{
    .name = "cl_coagglomeration",
    .kind = FunctionKind::table,
    .family = "Relatedness",
    .summary =
        "Which industries locate together: coagglomeration, co-location and co-occurrence of every pair.",
    .summary_ko = "어떤 산업들이 함께 입지하는지를 모든 산업 쌍의 공동집적·공동입지·동시출현으로 나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per pair of industries a < b, sorted by both",
    .formula =
        "s_aj = e_aj / e_a, the region's share of the industry; x_j = e_j / e, its share of "
        "everything\ncoagglomeration = sum_j (s_aj - x_j)(s_bj - x_j) / (1 - sum_j x_j^2)\ncolocation = "
        "sum_j n_aj n_bj / (n_a n_b), n numbers of firms\ncolocation_excess = colocation - sum_j n_j (n_j - "
        "1) / (n (n - 1))\nM_ja = 1 where a is present in region j, k_a = sum_j M_ja\nC_ab = sum_j M_ja "
        "M_jb\nS_a = sum of C_ab over b <> a, T = sum_a S_a\nN the number of regions where anything is "
        "present",
    .nulls =
        "undefined values are NULL, never 0; empty cells count as 0. A firm without value counts in "
        "colocation only; a region none of whose firms has a value is left out of the correlation",
    .errors = "more than 8,000 industries (32 million pairs)",
    .source =
        "Ellison, Glaeser and Kerr 2010, American Economic Review 100(3); Howard, Newman and Tarp 2016, "
        "Journal of "
        "Economic Geography 16(5); Porter 2003, Regional Studies 37(6-7); Hidalgo, Klinger, Barabasi and "
        "Hausmann 2007, "
        "Science 317; van Eck and Waltman 2009, JASIST 60(8); Steijn 2021, Quantitative Science Studies "
        "2(2); Teece, "
        "Rumelt, Dosi and Winter 1994, Journal of Economic Behavior and Organization 23(1)",
    .peers =
        "EconGeo co.occurrence() and relatedness() give 0 where this gives NULL. REAT howard.cl() loops over "
        "pairs of firms; howard.xcl() takes the excess from random draws, where the mean here is exact. REAT "
        "ellison.c() and ellison.c2() add up the industries' shares without weights: for REAT's own example "
        "of four industries they return 12.07. The index of the group, the mean of its pairs weighted by e_a "
        "e_b, is -.0358. py-ecomplexity: the same proximity",
    .example =
        "SELECT industry_a, industry_b, round(coagglomeration, 3), round(correlation, 3), cooccurrence, "
        "proximity\n"
        "FROM cl_coagglomeration((SELECT cl_crosstab_cells(column1, column2, column3)\n"
        "                         FROM (VALUES ('Jung', 'C13', 30), ('Jung', 'C14', 50), ('Guro', 'C14', "
        "10),\n"
        "                                      ('Guro', 'C25', 40), ('Mapo', 'J58', 30))))",
    .example_result =
        "C13|C14|0.401|0.982|1|1.0\nC13|C25|-0.696|-0.5|0|0.0\nC13|J58|-0.494|-0.5|0|0.0\n"
        "C14|C25|-0.376|-0.327|0|0.0\nC14|J58|-0.443|-0.655|0|0.0\nC25|J58|-0.19|-0.5|0|0.0",
};

class CoagglomerationTable final : public TableResult {
 public:
  CoagglomerationTable(Crosstab table, PresenceRule rule, CancelToken& cancel)
      : table_(std::move(table)),
        presence_(table_, margins_of(table_, cancel), rule, cancel),
        cooccurrence_(presence_, cancel),
        pairs_(table_.industries.size()),
        measures_(coagglomeration_of(table_, cooccurrence_, cancel)) {}

  std::size_t size() const override { return pairs_.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const auto [a, b] = pairs_[row];
    const PairMeasures& pair = measures_.pairs[row];
    const std::uint32_t count = pair.cooccurrence;
    switch (column) {
      case kIndustryA:
        return out.key(table_.industries[a]);
      case kIndustryB:
        return out.key(table_.industries[b]);
      case kCoagglomeration:
        return out.real(pair.coagglomeration);
      case kColocation:
        return out.real(pair.colocation);
      case kCorrelation:
        return out.real(pair.correlation);
      case kCooccurrence:
        return out.integer(std::int64_t{count});
      case kProximity:
        return out.real(cooccurrence_.proximity(a, b, count));
      case kAssociation:
        return out.real(cooccurrence_.association(a, b, count));
      case kCosine:
        return out.real(cooccurrence_.cosine(a, b, count));
      case kJaccard:
        return out.real(cooccurrence_.jaccard(a, b, count));
      case kProbability:
        return out.real(cooccurrence_.probability(a, b, count));
      case kCooccurrenceZ:
        return out.real(cooccurrence_.z_score(a, b, count));
      default:
        return out.real(pair.colocation - measures_.expected_colocation);  // kColocationExcess
    }
  }

 private:
  Crosstab table_;
  Presence presence_;
  Cooccurrence cooccurrence_;
  Pairs pairs_;
  Coagglomeration measures_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  return std::make_unique<CoagglomerationTable>(open_data_set<Crosstab>(arguments, 0, cancel),
                                                presence_rule(arguments, 1), cancel);
}

}  // namespace

void register_coagglomeration(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kDeclaration, &compute}, crosstab_collectors());
}

}  // namespace clusterlite
