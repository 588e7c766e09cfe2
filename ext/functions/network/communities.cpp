// Communities of firms by their ties: cl_communities.
#include "network/communities/communities.hpp"

#include <array>
#include <cmath>

#include "functions/network/firm_result.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"links", "links", "the ties: cl_links(); their direction does not matter"},
    {"resolution", "number", "> 0; the larger, the more and smaller communities", "1", true},
    {"objective", "text",
     "what is maximised: 'modularity', or 'cpm' (constant Potts model: each pair of members must be worth "
     "the "
     "resolution)",
     "'modularity'", true},
};

constexpr Column kColumns[] = {
    {"id", "", "the firm, as collected"},
    {"community", "INTEGER",
     "1, 2, ... from the largest cluster down (ties: the smallest id first); a firm without ties is one by "
     "itself"},
    {"modularity", "REAL",
     "of the whole partition, at resolution 1 whatever was maximised; below 1; NULL without any weight"},
    {"quality", "REAL", "of what was maximised, for the whole partition; NULL as modularity"},
};

constexpr Declaration kCommunities{
    .name = "cl_communities",
    .kind = FunctionKind::table,
    .family = "Network",
    .summary = "Communities: groups of firms with many ties inside and few between, by the Leiden algorithm.",
    .summary_ko = "안으로는 연계가 많고 밖으로는 적은 기업 커뮤니티를 라이덴 알고리즘으로 찾는다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per firm with a tie; modularity and quality are the same in each",
    .formula =
        "modularity = (1/2S) sum of (w_ij - g k_i k_j / 2S) over pairs i, j of one community\ncpm = sum over "
        "communities of w_c - g n_c (n_c - 1) / 2\nw: weights of both directions and of duplicates added up; "
        "S their sum over all pairs, k_i over the ties of firm i, w_c inside a community of n_c firms; g the "
        "resolution\niterated until nothing moves, 50 times at most, and fewer from 40,000 pairs on (2 from "
        "a million on); up to 50,000 pairs the best of several starts, 24 at most",
    .use =
        "the same ties always give the same communities. Each is connected, and moving any single firm "
        "raises nothing. Modularity has a resolution limit: in 30 cliques of 5 firms joined to a ring it "
        "prefers pairs of cliques (.8879) to the cliques (.8758). A resolution above 1, or cpm, finds the "
        "cliques",
    .nulls =
        "a tie without weight adds nothing to any weight; ties of a firm to itself are left out. No links: "
        "no "
        "rows",
    .errors = "a resolution that is not > 0; another objective",
    .source = "Traag, Waltman and van Eck 2019, Scientific Reports 9; Newman and Girvan 2004",
    .peers =
        "igraph cluster_leiden(): its default is 'CPM' at resolution 1, where every firm is alone, and two "
        "iterations; ours are objective_function = \"modularity\" and until nothing moves. leidenalg "
        "ModularityVertexPartition, CPMVertexPartition",
    .example =
        "SELECT id, community, round(modularity, 6)\n"
        "FROM cl_communities((SELECT cl_links(column1, column2)\n"
        "                     FROM (VALUES (1, 2), (2, 3), (3, 1), (4, 5), (5, 6), (6, 4), (3, 4))))",
    .example_result = "1|1|0.357143\n2|1|0.357143\n3|1|0.357143\n4|2|0.357143\n5|2|0.357143\n6|2|0.357143",
    .since = "0.2.0",
};

enum { kCommunity = column_of(kColumns, "community"), kModularity = column_of(kColumns, "modularity") };

class CommunityTable final : public FirmResult {
 public:
  CommunityTable(const LinksView& links, CommunityResult result, CancelToken& cancel)
      : FirmResult(links, cancel), result_(std::move(result)) {}

 protected:
  void value_column(std::size_t row, int column, ResultSink& out) const override {
    if (column == kCommunity) return out.integer(std::int64_t{result_.communities.of_node[row]} + 1);
    out.real(column == kModularity ? result_.modularity : result_.quality);
  }

 private:
  CommunityResult result_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  static constexpr std::array<std::string_view, 2> kObjectives = {"modularity", "cpm"};
  const auto links = open_data_set<LinksView>(arguments, 0, cancel);
  const double resolution = arguments.given(1) ? arguments.real(1) : 1;
  if (!(resolution > 0) || std::isinf(resolution)) {
    throw Error(concat("resolution must be a number > 0 (got ", resolution, ")"));
  }
  const auto objective = arguments.option(2, kObjectives).value_or(0) == 0
                             ? CommunityObjective::modularity
                             : CommunityObjective::constant_potts;
  return std::make_unique<CommunityTable>(links, find_communities(links, objective, resolution, cancel),
                                          cancel);
}

}  // namespace

void register_communities(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kCommunities, &compute, 0}, link_collectors());
}

}  // namespace clusterlite
