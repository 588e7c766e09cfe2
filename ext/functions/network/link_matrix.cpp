// Ties between roles, districts, clusters or industries: cl_link_matrix.
#include "network/linkage/link_matrix.hpp"

#include "functions/network/directed_option.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"links", "links", "the ties: cl_links(); those of a firm to itself are left out"},
    {"labels", "labels",
     "what each firm is: its role, district, cluster or industry: cl_labels(), with ids of the same type"},
    kDirectedArgument,
};

constexpr Column kColumns[] = {
    {"label_from", "", "as collected; NULL: firms without label, when a tie touches one"},
    {"label_to", "", "likewise"},
    {"links", "INTEGER", "ties from firms of the one to firms of the other label, 0 included"},
    {"weight", "REAL",
     "sum of their known weights; their number without weights; NULL when there are ties and none has a "
     "weight"},
    {"expected", "REAL", "ties by chance, every firm keeping the number of its ties"},
    {"quotient", "REAL", "links / expected: 1 as chance gives; nothing expected: NULL"},
    {"z", "REAL", "(links - expected) / its standard deviation by chance; NULL when links cannot vary"},
    {"weight_quotient", "REAL",
     "weight / (weight that leaves label_from x weight that reaches label_to / all weight), for flows of an "
     "input-output table, where numbers of ties say nothing; nothing expected: NULL"},
};

constexpr Declaration kMatrix{
    .name = "cl_link_matrix",
    .kind = FunctionKind::table,
    .family = "Network",
    .summary =
        "Who is tied to whom: ties between roles, districts, clusters or industries compared with what "
        "chance gives.",
    .summary_ko = "역할·행정구역·클러스터·산업 사이의 연계 수를 무작위 기댓값과 견주어 보여 준다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "one row per pair of labels, pairs without any tie included, in the order of labels (NULL first). "
        "directed = 0: each pair once, label_from <= label_to. Rows are made as they are read, and those of "
        "one label_from are found at once",
    .formula =
        "a contingency table of ties, m in all\nexpected = row sum x column sum / m\nz = adjusted residual "
        "of Haberman x sqrt((m - 1) / m)\ndirected = 0: of 2m ends K_a and K_b are in the labels; expected = "
        "K_a K_b / (2m - 1), on the diagonal K (K - 1) / (2 (2m - 1)); weights: K_a K_b / (2m), on the "
        "diagonal K^2 / (4m), with sums of weights for K and m",
    .use =
        "when no firm has two labels, rows and columns add up, and both links and expected add up to m. A "
        "firm of two labels counts its ties in both, so sums exceed m",
    .nulls =
        "without any ties counts are 0 and what divides by them is NULL; with one tie z is NULL. A tie "
        "without weight counts as a tie and adds nothing to weights",
    .errors = "directed other than 0 or 1; a firm that is a number in the links and a text in the labels",
    .source = "Haberman 1973, Biometrics 29(1) (adjusted residuals); Hoeffding 1951",
    .peers =
        "R chisq.test(table)$stdres: z without the factor sqrt((m - 1) / m); igraph and networkx "
        "mixing_matrix give the counts",
    .example =
        "SELECT label_from, label_to, links, expected, quotient, z\n"
        "FROM cl_link_matrix((SELECT cl_links(column1, column2)\n"
        "                     FROM (VALUES ('a1', 'a2'), ('a2', 'a3'), ('a3', 'b1'), ('b1', 'b2'))),\n"
        "                    (SELECT cl_labels(column1, column2)\n"
        "                     FROM (VALUES ('a1', 'A'), ('a2', 'A'), ('a3', 'A'), ('b1', 'B'), ('b2', "
        "'B'))))",
    .example_result =
        "A|A|2|1.5|1.33333333333333|1.0\nA|B|1|1.5|0.666666666666667|-1.0\nB|A|0|0.5|0.0|-1.0\nB|B|1|0.5|2.0|"
        "1.0",
    .since = "0.2.0",
};

enum { kLabelFrom, kLabelTo, kLinks, kWeight, kExpected, kQuotient, kZ, kWeightQuotient };
static_assert(kWeightQuotient == column_of(kColumns, "weight_quotient"));

class MatrixTable final : public TableResult {
 public:
  MatrixTable(const LinksView& links, const LabelsView& labels, bool directed, CancelToken& cancel)
      : matrix_(links, labels, directed, cancel) {
    for (std::size_t i = 0; i < labels.labels().size(); ++i) {
      cancel.check();
      labels_.intern(labels.labels()[i]);
    }
  }

  std::size_t size() const override { return rows_before(lines()); }

  // Lines are the labels, behind the line of NULL when there is one.
  std::size_t lookup_size() const override { return labels_.size(); }
  KeyView lookup_key(std::size_t label) const override { return labels_[label]; }
  RowRange lookup_rows(std::size_t label) const override {
    const std::size_t line = label + null_lines();
    return {rows_before(line), rows_before(line + 1)};
  }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const std::size_t line = line_of(row);
    const std::uint32_t from = label_of(line);
    const std::uint32_t to = label_of(row - rows_before(line) + (matrix_.directed() ? 0 : line));
    if (column <= kLabelTo) {
      const std::uint32_t label = column == kLabelFrom ? from : to;
      return label == matrix_.outside() ? out.null() : out.key(labels_[label]);
    }
    const LinkMatrix::Cell cell = matrix_.cell(from, to);
    const auto links = static_cast<double>(cell.links);
    switch (column) {
      case kLinks:
        return out.integer(std::optional(cell.links));
      case kWeight:
        return out.real(cell.weight);
      case kExpected:
        return out.real(cell.chance.mean);
      case kQuotient:
        return out.real(cell.chance.quotient(links));
      case kZ:
        return out.real(cell.chance.z(links));
      default:
        return out.real(cell.weight_quotient);  // kWeightQuotient
    }
  }

 private:
  std::size_t null_lines() const { return matrix_.touches_outside() ? 1 : 0; }
  std::size_t lines() const { return labels_.size() + null_lines(); }
  std::uint32_t label_of(std::size_t line) const {
    return line < null_lines() ? matrix_.outside() : static_cast<std::uint32_t>(line - null_lines());
  }

  // Undirected, a line begins at the diagonal.
  std::size_t rows_before(std::size_t line) const {
    return matrix_.directed() ? line * lines() : line * (2 * lines() - line + 1) / 2;
  }
  std::size_t line_of(std::size_t row) const {
    if (matrix_.directed()) return row / lines();
    std::size_t low = 0;
    for (std::size_t high = lines(); high - low > 1;) {
      const std::size_t middle = (low + high) / 2;
      (rows_before(middle) <= row ? low : high) = middle;
    }
    return low;
  }

  LinkMatrix matrix_;
  Dictionary labels_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const bool directed = directed_option(arguments, 2);
  const auto links = open_data_set<LinksView>(arguments, 0, cancel);
  const auto labels = open_data_set<LabelsView>(arguments, 1, cancel);
  return std::make_unique<MatrixTable>(links, labels, directed, cancel);
}

}  // namespace

// Two data sets: no permanent form.
void register_link_matrix(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kMatrix, &compute, kLabelFrom}, {});
}

}  // namespace clusterlite
