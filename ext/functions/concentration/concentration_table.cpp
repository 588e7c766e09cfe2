// cl_concentration: how concentrated each industry of a crosstab is over the regions.
#include <memory>
#include <vector>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "indicators/concentration/industry_concentration.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry: cl_crosstab() or cl_crosstab_cells()"},
};

constexpr Column kColumns[] = {
    {"industry", "", "as collected"},
    {"value", "REAL", "e_i, NULL when none of its firms has a value"},
    {"firms", "INTEGER", "number of firms; NULL when collected without it"},
    {"regions", "INTEGER", "regions where the industry has a value above 0"},
    {"top_region", "", "the region with the largest share (the first of equal ones)"},
    {"top_share", "REAL", "its share of the industry, 0..1"},
    {"concentration_ratio_4", "REAL", "share of the four largest regions, 0..1"},
    {"herfindahl", "REAL", "sum of s_j^2, from 1/n (even) to 1 (one region has all)"},
    {"herfindahl_normalized", "REAL", "(H - 1/n) / (1 - 1/n), 0..1; NULL for one region (n = 1)"},
    {"effective_regions", "REAL", "1 / herfindahl: how many equal regions would be as concentrated, 1..n"},
    {"gini", "REAL", "Gini coefficient of the industry's values over all n regions, 0 (even) to 1 - 1/n"},
    {"locational_gini", "REAL",
     "twice the area between the diagonal and the Lorenz curve of s over x, regions sorted by "
     "location quotient; 0 (spread as everything together) to 1"},
    {"hoover", "REAL",
     "half of krugman: the part of the industry that would have to move to be spread as everything "
     "together, 0..1"},
    {"krugman", "REAL", "sum of |s_j - x_j|, 0..2"},
    {"kl_divergence", "REAL", "sum of s_j ln(s_j / x_j), >= 0, in nats (times 1.442695 in bits)"},
    {"plant_herfindahl", "REAL",
     "H_p = sum over firms of (firm's value / e_i)^2, from the single firms: 1 / firms when all "
     "are of one size, 1 for a single firm; NULL when cells were collected without "
     "sum_of_squares"},
    {"ellison_glaeser", "REAL",
     "gamma: concentration beyond what chance and a few large firms give; 0 = as random, < 0 dispersed. NULL "
     "without plant_herfindahl, for a single firm (H_p = 1) and when one region has everything (X2 = 1)"},
    {"ellison_glaeser_z", "REAL",
     "standard score of G if firms chose their regions at random by x; not normal (see Use). NULL as gamma, "
     "when sum_of_fourth_powers was not collected (cl_crosstab_cells) and when chance leaves no variance"},
    {"maurel_sedillot", "REAL", "another estimate of the same parameter; NULL as gamma"},
};

enum ColumnNumber {
  kIndustry = column_of(kColumns, "industry"),
  kValue = column_of(kColumns, "value"),
  kFirms = column_of(kColumns, "firms"),
  kRegions = column_of(kColumns, "regions"),
  kTopRegion = column_of(kColumns, "top_region"),
  kTopShare = column_of(kColumns, "top_share"),
  kRatio4 = column_of(kColumns, "concentration_ratio_4"),
  kHerfindahl = column_of(kColumns, "herfindahl"),
  kHerfindahlNormalized = column_of(kColumns, "herfindahl_normalized"),
  kEffectiveRegions = column_of(kColumns, "effective_regions"),
  kGini = column_of(kColumns, "gini"),
  kLocationalGini = column_of(kColumns, "locational_gini"),
  kHoover = column_of(kColumns, "hoover"),
  kKrugman = column_of(kColumns, "krugman"),
  kKlDivergence = column_of(kColumns, "kl_divergence"),
  kPlantHerfindahl = column_of(kColumns, "plant_herfindahl"),
  kEllisonGlaeser = column_of(kColumns, "ellison_glaeser"),
  kEllisonGlaeserZ = column_of(kColumns, "ellison_glaeser_z"),
  kMaurelSedillot = column_of(kColumns, "maurel_sedillot"),
};

constexpr Declaration kConcentration{
    .name = "cl_concentration",
    .kind = FunctionKind::table,
    .family = "Concentration",
    .summary =
        "How concentrated each industry is over the regions, with and without the effect of a few large "
        "firms.",
    .summary_ko = "산업마다 지역 집중도를 구하고, 소수 대기업의 영향을 뺀 값도 함께 제시한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per industry, sorted by industry",
    .formula =
        "s_j = e_ij / e_i, the region's share of the industry\nx_j = e_j / e, the region's share of "
        "everything, the industry included\nn the number of regions, z_k the firm's share of its "
        "industry\nlocational_gini = 1 - sum of (Y_r + Y_(r-1)) (P_r - P_(r-1)) over the cumulated s and "
        "x\nG = sum of (s_j - x_j)^2, X2 = sum of x_j^2, X3 = sum of x_j^3\nH_p = sum of z_k^2, Z4 = sum of "
        "z_k^4\nellison_glaeser: gamma = (G - (1 - X2) H_p) / ((1 - X2) (1 - H_p))\nellison_glaeser_z = (G - "
        "(1 - X2) H_p) / sqrt(2 (H_p^2 (X2 - 2 X3 + X2^2) - Z4 (X2 - 4 X3 + 3 X2^2)))\nmaurel_sedillot = "
        "((sum of s_j^2 - X2) / (1 - X2) - H_p) / (1 - H_p)",
    .use =
        "gamma is 0 where firms settle at random, below .02 weak, above .05 strong, and negative where they "
        "keep apart. ellison_glaeser_z is skewed to the right, not normal: by chance alone z > 3 comes up in "
        "as many as 2 of 100 industries, not in 1 of 740. To decide on one industry, shuffle its firms over "
        "the regions and collect anew. To compare with something other than the collected industries (all "
        "jobs, say), collect the rest of it as one more industry and ignore its row",
    .nulls = "as all crosstabs (see Missing values)",
    .errors = "a sum_of_squares that is impossible for the value and firms of its cell",
    .source =
        "Ellison and Glaeser 1997, Journal of Political Economy 105(5); Maurel and Sedillot 1999, Regional "
        "Science "
        "and Urban Economics 29(5); Hoover 1936; Krugman 1991; Mori, Nishikimi and Smith 2005",
    .peers =
        "REAT ellison.a2() gives the same gamma and z; herf(), gini(), hoover(). EconGeo locational.Gini() "
        "is half of locational_gini; its Hoover coefficient is 100 times this one and rounded. REAT "
        "gini.conc() ranks location quotients without the sizes of regions and gives another number. A GROUP "
        "BY before any of them drops empty regions; here they count",
    .example =
        "SELECT industry, top_region, round(locational_gini, 4), round(ellison_glaeser, 4)\n"
        "FROM cl_concentration((SELECT cl_crosstab(column1, column2, column3)\n"
        "                       FROM (VALUES ('Jung-gu', 'C14', 30), ('Jung-gu', 'C14', 20), ('Jung-gu', "
        "'J62', 10),\n"
        "                                    ('Guro-gu', 'J62', 40), ('Guro-gu', 'J62', 20))))",
    .example_result = "C14|Jung-gu|0.5|1.0\nJ62|Guro-gu|0.3571|0.1429",
};

class ConcentrationTable final : public TableResult {
 public:
  ConcentrationTable(Crosstab table, CancelToken& cancel)
      : rows_(industry_concentration(table, cancel)),
        industries_(std::move(table.industries)),
        regions_(std::move(table.regions)),
        knows_firms_(table.knows_firms) {}

  std::size_t size() const override { return rows_.size(); }
  KeyView lookup_key(std::size_t row) const override { return industries_[row]; }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const IndustryConcentration& r = rows_[row];
    switch (column) {
      case kIndustry:
        return out.key(industries_[row]);
      case kFirms:
        return knows_firms_ ? out.integer(static_cast<std::int64_t>(r.firms)) : out.null();
      case kRegions:
        return out.integer(static_cast<std::int64_t>(r.regions));
      case kTopRegion:
        return r.regions > 0 ? out.key(regions_[r.top_region]) : out.null();
      default:
        return out.real(measure(r, column));
    }
  }

 private:
  static double measure(const IndustryConcentration& r, int column) {
    switch (column) {
      case kValue:
        return r.value;
      case kTopShare:
        return r.top_share;
      case kRatio4:
        return r.concentration_ratio_4;
      case kHerfindahl:
        return r.herfindahl;
      case kHerfindahlNormalized:
        return r.herfindahl_normalized;
      case kEffectiveRegions:
        return r.effective_regions;
      case kGini:
        return r.gini;
      case kLocationalGini:
        return r.locational_gini;
      case kHoover:
        return r.hoover;
      case kKrugman:
        return r.krugman;
      case kKlDivergence:
        return r.kl_divergence;
      case kPlantHerfindahl:
        return r.plant_herfindahl;
      case kEllisonGlaeser:
        return r.ellison_glaeser;
      case kEllisonGlaeserZ:
        return r.ellison_glaeser_z;
      default:
        return r.maurel_sedillot;  // kMaurelSedillot
    }
  }

  std::vector<IndustryConcentration> rows_;
  Dictionary industries_;
  Dictionary regions_;
  bool knows_firms_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  return std::make_unique<ConcentrationTable>(open_data_set<Crosstab>(arguments, 0, cancel), cancel);
}

}  // namespace

void register_concentration_table(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kConcentration, &compute, kIndustry}, crosstab_collectors());
}

}  // namespace clusterlite
