// cl_spatial_concentration: Ellison and Glaeser's index with neighbouring regions near each other.
#include "indicators/concentration/spatial_concentration.hpp"

#include <memory>
#include <vector>

#include "datasets/links.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry, with their sizes: cl_crosstab()"},
    {"links", "links",
     "the neighbouring regions and how near they are, psi from 0 (as far as any) to 1 (as near as one "
     "region): "
     "cl_links(region, region, psi), each pair once or in both directions alike; without weight psi = 1"},
};

constexpr Column kColumns[] = {
    {"industry", "", "as collected"},
    {"value", "REAL",
     "the industry's value, in the unit of the collected values; NULL when none of its firms has one"},
    {"firms", "INTEGER", "number of firms; NULL when collected without it"},
    {"regions", "INTEGER", "regions where the industry has a value above 0"},
    {"plant_herfindahl", "REAL", "as in cl_concentration"},
    {"ellison_glaeser", "REAL", "as in cl_concentration: borders cut"},
    {"spatial_ellison_glaeser", "REAL",
     "the same with neighbours near each other: greater than ellison_glaeser where the industry spills over "
     "borders. "
     "NULL as ellison_glaeser, and when all regions are as near as one (Q = 0)"},
    {"spatial_z", "REAL",
     "standard score of G_S if firms chose their regions at random by x. Not normal but skewed to the right, "
     "as ellison_glaeser_z of cl_concentration. NULL as the index, when sum_of_fourth_powers was not "
     "collected "
     "(cl_crosstab_cells) and when chance leaves no variance"},
};

enum ColumnNumber {
  kIndustry = column_of(kColumns, "industry"),
  kValue = column_of(kColumns, "value"),
  kFirms = column_of(kColumns, "firms"),
  kRegions = column_of(kColumns, "regions"),
  kPlantHerfindahl = column_of(kColumns, "plant_herfindahl"),
  kEllisonGlaeser = column_of(kColumns, "ellison_glaeser"),
  kSpatialEllisonGlaeser = column_of(kColumns, "spatial_ellison_glaeser"),
  kSpatialZ = column_of(kColumns, "spatial_z"),
};

constexpr Declaration kSpatial{
    .name = "cl_spatial_concentration",
    .kind = FunctionKind::table,
    .family = "Concentration",
    .summary =
        "Concentration net of firm size that also counts neighbouring regions: the spatially weighted "
        "Ellison-Glaeser index.",
    .summary_ko =
        "이웃 지역까지 고려한 공간가중 엘리슨-글레이저 지수로, 기업 규모의 영향을 뺀 집중도를 구한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per industry, sorted by industry",
    .formula =
        "G_S = (s - x)' Psi (s - x)\nQ = 1 - x' Psi x\ngamma_S = (G_S - Q H_p) / (Q (1 - H_p))\nspatial_z = "
        "(G_S - Q H_p) / sqrt(Var)\nVar = 2 (H_p^2 - Z4) (sum of psi_jm^2 x_j x_m - 2 sum of x_j c_j^2 + "
        "(x'c)^2) + 4 Z4 (sum of x_j c_j^2 - (x'c)^2), the variance of G_S when firms choose regions "
        "independently by x\ns, x and H_p as in cl_concentration, Psi the symmetric matrix of the links, "
        "psi_jj = 1, c = Psi x, Z4 = sum of z_k^4",
    .use = "without links it is gamma of Ellison and Glaeser",
    .nulls = "as cl_concentration",
    .errors =
        "a linked region that the crosstab does not have; a weight that is missing or not within 0..1; two "
        "directions of a pair that differ; a region linked to itself with a weight other than 1; and as "
        "cl_concentration",
    .source =
        "Guimaraes, Figueiredo and Woodward 2011, Journal of Regional Science 51(4); the variance follows "
        "the "
        "derivation of Ellison and Glaeser 1997",
    .peers = "no package offers it",
    .example =
        "SELECT industry, round(ellison_glaeser, 4), round(spatial_ellison_glaeser, 4)\n"
        "FROM cl_spatial_concentration(\n"
        "  (SELECT cl_crosstab(column1, column2, column3)\n"
        "   FROM (VALUES ('Gangnam', 'J62', 9), ('Gangnam', 'J62', 8), ('Seocho', 'J62', 9), ('Seocho', "
        "'J62', 7),\n"
        "                ('Jongno', 'C14', 30), ('Nowon', 'C14', 30), ('Gangnam', 'C14', 5))),\n"
        "  (SELECT cl_links('Gangnam', 'Seocho', 0.5)))",
    .example_result = "C14|-0.5289|-0.456\nJ62|0.3448|0.5596",
};

class SpatialTable final : public TableResult {
 public:
  SpatialTable(Crosstab table, const LinksView& links, CancelToken& cancel)
      : rows_(spatial_concentration(table, RegionNeighbours(table, links, cancel), cancel)),
        industries_(std::move(table.industries)),
        knows_firms_(table.knows_firms) {}

  std::size_t size() const override { return rows_.size(); }
  KeyView lookup_key(std::size_t row) const override { return industries_[row]; }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const SpatialConcentration& r = rows_[row];
    switch (column) {
      case kIndustry:
        return out.key(industries_[row]);
      case kValue:
        return out.real(r.value);
      case kFirms:
        return knows_firms_ ? out.integer(static_cast<std::int64_t>(r.firms)) : out.null();
      case kRegions:
        return out.integer(static_cast<std::int64_t>(r.regions));
      case kPlantHerfindahl:
        return out.real(r.plant_herfindahl);
      case kEllisonGlaeser:
        return out.real(r.ellison_glaeser);
      case kSpatialEllisonGlaeser:
        return out.real(r.spatial_ellison_glaeser);
      default:
        return out.real(r.spatial_z);  // kSpatialZ
    }
  }

 private:
  std::vector<SpatialConcentration> rows_;
  Dictionary industries_;
  bool knows_firms_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  return std::make_unique<SpatialTable>(open_data_set<Crosstab>(arguments, 0, cancel),
                                        open_data_set<LinksView>(arguments, 1, cancel), cancel);
}

}  // namespace

void register_spatial_concentration(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kSpatial, &compute, kIndustry}, {});
}

}  // namespace clusterlite
