// cl_complexity: economic complexity and fitness of regions and industries.
#include "indicators/relatedness/complexity.hpp"

#include <memory>
#include <utility>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/presence_option.hpp"
#include "indicators/relatedness/fitness.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry: cl_crosstab() or cl_crosstab_cells()"},
    kPresenceArgument,
    {"fitness_steps", "integer",
     "stop the fitness iteration after exactly so many steps, 1 to 100000; without it, it runs until it "
     "converges",
     "", true},
};

constexpr Column kColumns[] = {
    {"kind", "TEXT", "'region' or 'industry'"},
    {"name", "", "the region or industry, as collected"},
    {"diversity_or_ubiquity", "INTEGER",
     "of a region: k_j, the number of industries present in it; of an industry: k_i, the number of regions "
     "where it is "
     "present"},
    {"complexity", "REAL",
     "ECI of a region, in population standard deviations from the mean of the regions; PCI of an industry on "
     "the same "
     "scale. NULL where no direction stands out"},
    {"fitness", "REAL",
     "fitness of a region (mean of all regions 1), or complexity of an industry by the same map (mean of all "
     "industries "
     "1). NULL where nothing is present, and everywhere when it does not converge"},
    {"reflection_1", "REAL",
     "of a region: the mean ubiquity of its industries; of an industry: the mean diversity of its regions; "
     "NULL without "
     "any"},
    {"reflection_2", "REAL",
     "of a region: the mean of reflection_1 over its industries; of an industry: over its regions; NULL "
     "without any"},
    {"part", "INTEGER",
     "which part of the table: chains of shared industries join all regions of a part. 1 is the largest; "
     "NULL when "
     "nothing is present"},
    {"second_eigenvalue", "REAL",
     "whose eigenvector is the ECI, 0 to 1; the same in all rows; NULL when there is none"},
    {"third_eigenvalue", "REAL", "the next one: the nearer to the second, the less telling is the ECI"},
};

enum ColumnNumber {
  kKind = column_of(kColumns, "kind"),
  kName = column_of(kColumns, "name"),
  kDiversityOrUbiquity = column_of(kColumns, "diversity_or_ubiquity"),
  kComplexity = column_of(kColumns, "complexity"),
  kFitness = column_of(kColumns, "fitness"),
  kReflection1 = column_of(kColumns, "reflection_1"),
  kReflection2 = column_of(kColumns, "reflection_2"),
  kPart = column_of(kColumns, "part"),
  kSecondEigenvalue = column_of(kColumns, "second_eigenvalue"),
  kThirdEigenvalue = column_of(kColumns, "third_eigenvalue"),
};

constexpr Declaration kDeclaration{
    .name = "cl_complexity",
    .kind = FunctionKind::table,
    .family = "Relatedness",
    .summary = "Economic complexity (ECI, PCI) and fitness of regions and industries.",
    .summary_ko = "지역과 산업의 경제복잡성 지수(ECI, PCI)와 적합도를 구한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per region, then one per industry, each sorted by name",
    .formula =
        "M_ji = 1 where industry i is present in region j, k_j = sum_i M_ji, k_i = sum_j M_ji\nECI: the "
        "eigenvector of the second largest eigenvalue of D^-1 M U^-1 M' (D = diag(k_j), U = diag(k_i)), "
        "standardised by its mean and population standard deviation\nPCI = (m_i - mean) / sd with that mean "
        "and sd, m_i the mean of the eigenvector over the regions of i, divided by the eigenvalue; so the "
        "ECI of a region is the mean PCI of its industries\nF_j = sum_i M_ji Q_i and Q_i = 1 / sum_j (M_ji / "
        "F_j), each divided by its mean, from 1 until no value changes by more than 1e-12 of itself",
    .use =
        "the sign is such that the ECI rises with k_j. Where that does not decide, it falls with "
        "reflection_1; failing that, the first region that is not at 0 is above it. Compare within part 1 "
        "only; analyse another part by itself. The nearer third_eigenvalue is to second_eigenvalue, the less "
        "the ECI tells. Where regions are strictly nested, some fitness values fall towards 0 for ever and "
        "depend on where one stops: give fitness_steps. Where each region shares industries with the next "
        "one only (a chain or ring), the time grows with the square of the number of regions, up to 4,000 "
        "steps: a chain of 1,000 regions takes 0.4 s, one of 4,000 ends with NULL after 3.7 s",
    .nulls =
        "complexity is NULL where nothing is present; outside part 1; and everywhere when part 1 has a "
        "single region or industry, when its regions all have the same industries (second eigenvalue 0), or "
        "when the second and third eigenvalue differ by less than 1e-9 (no direction stands out) or so "
        "little "
        "that 4,000 steps do not tell them apart. fitness is "
        "NULL where nothing is present, and everywhere when it does not converge in 1,000 steps",
    .errors = "fitness_steps outside 1 to 100000",
    .source =
        "Hidalgo and Hausmann 2009, PNAS 106(26); Hausmann et al. 2014, The Atlas of Economic Complexity; "
        "Tacchella, "
        "Cristelli, Caldarelli, Gabrielli and Pietronero 2012, Scientific Reports 2; Pugliese, Zaccaria and "
        "Pietronero "
        "2016, European Physical Journal Special Topics 225",
    .peers =
        "py-ecomplexity: the same scale, but an arbitrary eigenvector where the second eigenvalue is not "
        "unique, and NaN for all when one region has no industry. EconGeo KCI() and TCI() round the matrix "
        "to four digits and divide by the vector's sum. R economiccomplexity complexity_measures(method = "
        "'fitness') stops after 20 steps: fitness_steps = 20",
    .example =
        "SELECT kind, name, diversity_or_ubiquity AS k, round(complexity, 4)\n"
        "FROM cl_complexity((SELECT cl_crosstab_cells(column1, column2, 1)\n"
        "                    FROM (VALUES ('C1', 'P1'), ('C1', 'P2'), ('C1', 'P3'), ('C1', 'P4'), ('C2', "
        "'P2'),\n"
        "                                 ('C3', 'P3'), ('C3', 'P4'), ('C4', 'P4'))), 'value')",
    .example_result =
        "region|C1|4|-0.0754\nregion|C2|1|-1.6029\nregion|C3|2|0.7478\nregion|C4|1|0.9305\n"
        "industry|P1|1|-0.1941\nindustry|P2|2|-1.6029\nindustry|P3|2|0.5651\nindustry|P4|3|0.9305",
};

class ComplexityTable final : public TableResult {
 public:
  ComplexityTable(Crosstab table, PresenceRule rule, std::optional<int> fitness_steps, CancelToken& cancel)
      : table_(std::move(table)),
        presence_(table_, margins_of(table_, cancel), rule, cancel),
        complexity_(complexity_of(presence_, cancel)),
        fitness_(fitness_of(presence_, fitness_steps, cancel)),
        once_(reflections(presence_, 1, cancel)),
        twice_(reflections(presence_, 2, cancel)) {}

  std::size_t size() const override { return table_.regions.size() + table_.industries.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const bool is_region = row < table_.regions.size();
    const std::size_t i = is_region ? row : row - table_.regions.size();
    const auto real = [&](const std::vector<double>& regions, const std::vector<double>& industries) {
      out.real(is_region ? regions[i] : industries[i]);
    };
    switch (column) {
      case kKind:
        return out.literal(is_region ? "region" : "industry");
      case kName:
        return out.key(is_region ? table_.regions[i] : table_.industries[i]);
      case kDiversityOrUbiquity:
        return out.integer(
            static_cast<std::int64_t>(is_region ? presence_.diversity(i) : presence_.ubiquity(i)));
      case kComplexity:
        return real(complexity_.of_regions, complexity_.of_industries);
      case kFitness:
        return real(fitness_.of_regions, fitness_.of_industries);
      case kReflection1:
        return real(once_.of_regions, once_.of_industries);
      case kReflection2:
        return real(twice_.of_regions, twice_.of_industries);
      case kPart: {
        const std::uint32_t part =
            is_region ? complexity_.part_of_region[i] : complexity_.part_of_industry[i];
        return part == 0 ? out.null() : out.integer(std::int64_t{part});
      }
      case kSecondEigenvalue:
        return out.real(complexity_.second_eigenvalue);
      default:
        return out.real(complexity_.third_eigenvalue);  // kThirdEigenvalue
    }
  }

 private:
  Crosstab table_;
  Presence presence_;
  Complexity complexity_;
  Fitness fitness_;
  Reflections once_;
  Reflections twice_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  std::optional<int> steps;
  if (arguments.given(2)) {
    const std::int64_t given = arguments.integer(2);
    if (given < 1 || given > 100000)
      throw Error(concat("fitness_steps must be from 1 to 100000 (got ", given, ")"));
    steps = static_cast<int>(given);
  }
  return std::make_unique<ComplexityTable>(open_data_set<Crosstab>(arguments, 0, cancel),
                                           presence_rule(arguments, 1), steps, cancel);
}

}  // namespace

void register_complexity(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kDeclaration, &compute}, crosstab_collectors());
}

}  // namespace clusterlite
