// cl_io_linkages: how industries hang together by what they buy and sell.
#include <memory>
#include <vector>

#include "datasets/keys/dictionary.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "indicators/interaction/input_output.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"flows", "links",
     "what industries sell to each other: cl_links(seller, buyer, flow); flows of one pair add up"},
    {"outputs", "links",
     "the gross output of each industry in the unit of the flows, each once: cl_links(industry, "
     "industry, output)"},
};

constexpr Column kColumns[] = {
    {"industry", "", "as collected"},
    {"output", "REAL", "x_j, in the unit of the flows"},
    {"backward_direct", "REAL", "inputs from all industries per unit of output: sum_i a_ij"},
    {"forward_direct", "REAL", "the part of the output sold to industries: sum_j b_ij"},
    {"backward_total", "REAL", "output of all industries per unit of final demand for this one: sum_i l_ij"},
    {"forward_total", "REAL",
     "output of all industries per unit of primary input into this one: sum_j g_ij (Ghosh)"},
    {"backward_index", "REAL",
     "backward_total over its mean over the industries (power of dispersion); above 1: draws on others "
     "more than the average"},
    {"forward_index", "REAL", "forward_total over its mean; above 1: feeds others more than the average"},
    {"sensitivity_index", "REAL", "Rasmussen's sensitivity of dispersion: sum_j l_ij over its mean"},
    {"key_sector", "INTEGER", "1 when backward_index and forward_index are above 1, else 0"},
};

enum ColumnNumber {
  kIndustry = column_of(kColumns, "industry"),
  kOutput = column_of(kColumns, "output"),
  kBackwardDirect = column_of(kColumns, "backward_direct"),
  kForwardDirect = column_of(kColumns, "forward_direct"),
  kBackwardTotal = column_of(kColumns, "backward_total"),
  kForwardTotal = column_of(kColumns, "forward_total"),
  kBackwardIndex = column_of(kColumns, "backward_index"),
  kForwardIndex = column_of(kColumns, "forward_index"),
  kSensitivity = column_of(kColumns, "sensitivity_index"),
  kKeySector = column_of(kColumns, "key_sector"),
};

constexpr Declaration kLinkages{
    .name = "cl_io_linkages",
    .kind = FunctionKind::table,
    .family = "Relatedness",
    .summary =
        "Backward and forward linkages of industries from an input-output table: direct, total and "
        "normalised.",
    .summary_ko = "산업연관표에서 산업의 전방·후방 연쇄효과(직접, 총, 정규화)를 구한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per industry of the outputs, sorted by industry",
    .formula =
        "Z_ij what i sells to j, x_j the output of j\na_ij = Z_ij / x_j, L = (I - A)^-1 (Leontief)\nb_ij = "
        "Z_ij / x_i, G = (I - B)^-1 (Ghosh)",
    .nulls = "an industry without output and flows has only the linkages of its own unit: 0 direct, 1 total",
    .errors =
        "a flow or output that is missing; an industry in the flows that has no output, or a flow where "
        "the output is 0; outputs that use up more than they make (spectral radius of A not below 1); more "
        "than 3,000 industries",
    .source =
        "Leontief 1936; Ghosh 1958; Rasmussen 1956; Chenery and Watanabe 1958; Jones 1976; Hawkins and "
        "Simon 1949 (the condition); Miller and Blair, Input-Output Analysis, ch. 12",
    .peers =
        "R ioanalysis linkages() (its non-normalised 'direct' linkages are the total ones); R leontief "
        "forward_linkage() gives row sums of A where forward_direct gives those of B",
    .example =
        "WITH io(seller, buyer, flow) AS (VALUES (1, 1, 150), (1, 2, 500), (2, 1, 200), (2, 2, 100)), "
        "gross(industry, output) AS (VALUES (1, 1000), (2, 2000)) SELECT industry, round(backward_direct, "
        "4), round(backward_total, 4), round(forward_total, 4), key_sector FROM cl_io_linkages((SELECT "
        "cl_links(seller, buyer, flow) FROM io), (SELECT cl_links(industry, industry, output) FROM gross))",
    .example_result = "1|0.35|1.5182|1.9142|1\n2|0.3|1.4521|1.2541|0",
};

class LinkagesTable final : public TableResult {
 public:
  explicit LinkagesTable(std::vector<IndustryLinkages> linkages) : linkages_(std::move(linkages)) {
    for (IndustryLinkages& row : linkages_) industries_.intern(row.industry);
  }
  std::size_t size() const override { return linkages_.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const IndustryLinkages& l = linkages_[row];
    switch (column) {
      case kIndustry:
        return out.key(industries_[row]);
      case kOutput:
        return out.real(l.output);
      case kBackwardDirect:
        return out.real(l.direct_backward);
      case kForwardDirect:
        return out.real(l.direct_forward);
      case kBackwardTotal:
        return out.real(l.total_backward);
      case kForwardTotal:
        return out.real(l.total_forward);
      case kBackwardIndex:
        return out.real(l.power_of_dispersion);
      case kForwardIndex:
        return out.real(l.forward_over_mean);
      case kSensitivity:
        return out.real(l.sensitivity_of_dispersion);
      default:
        return out.integer(std::int64_t{l.power_of_dispersion > 1 && l.forward_over_mean > 1});  // kKeySector
    }
  }

 private:
  std::vector<IndustryLinkages> linkages_;  // their keys point into the data set, which is gone by now
  Dictionary industries_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const auto flows = open_data_set<LinksView>(arguments, 0, cancel);
  const auto outputs = open_data_set<LinksView>(arguments, 1, cancel);
  return std::make_unique<LinkagesTable>(input_output_linkages(flows, outputs, cancel));
}

}  // namespace

void register_io_linkages(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kLinkages, &compute}, {});
}

}  // namespace clusterlite
