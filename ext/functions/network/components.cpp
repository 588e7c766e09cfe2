// Which firms hang together by ties: cl_components.
#include "network/graph/components.hpp"

#include "functions/network/firm_result.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"links", "links", "the ties: cl_links(); their direction and weights do not matter"},
};

constexpr Column kColumns[] = {
    {"id", "", "the firm, as collected"},
    {"component", "INTEGER", "1, 2, ... from the largest cluster down (ties: the smallest id first)"},
    {"members", "INTEGER", "firms in the component"},
};

constexpr Declaration kComponents{
    .name = "cl_components",
    .kind = FunctionKind::table,
    .family = "Network",
    .summary = "Components: which firms are connected by ties, over any number of steps.",
    .summary_ko = "연계를 따라 몇 단계를 거치든 서로 이어지는 기업의 무리(연결 성분)를 찾는다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per firm that occurs in a tie, in the order of ids",
    .formula =
        "two firms are in one component when a chain of ties leads from one to the other, whatever the "
        "direction of each",
    .use =
        "it also puts together clusters that were found tile by tile: make ties between the clusters that "
        "share a firm, with ids such as tile || '/' || cluster",
    .nulls =
        "ties without weight are ties. A firm whose only ties are with itself is a component of one member. "
        "No links: no rows",
    .errors = "those of all functions",
    .source = "union-find: Tarjan and van Leeuwen 1984, Journal of the ACM 31(2)",
    .peers =
        "igraph components(mode = \"weak\"), whose numbers follow the order of vertices; networkx "
        "weakly_connected_components(); pgRouting pgr_connectedComponents()",
    .example =
        "SELECT id, component, members\n"
        "FROM cl_components((SELECT cl_links(column1, column2)\n"
        "                    FROM (VALUES ('a', 'b'), ('c', 'd'), ('e', 'd'), ('f', 'f'))))",
    .example_result = "a|2|2\nb|2|2\nc|1|3\nd|1|3\ne|1|3\nf|3|1",
    .since = "0.2.0",
};

enum { kComponent = column_of(kColumns, "component") };

class ComponentTable final : public FirmResult {
 public:
  ComponentTable(const LinksView& links, Components components, CancelToken& cancel)
      : FirmResult(links, cancel), components_(std::move(components)) {}

 protected:
  void value_column(std::size_t row, int column, ResultSink& out) const override {
    const std::uint32_t component = components_.of_node[row];
    out.integer(std::int64_t{column == kComponent ? component + 1 : components_.sizes[component]});
  }

 private:
  Components components_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const auto links = open_data_set<LinksView>(arguments, 0, cancel);
  return std::make_unique<ComponentTable>(links, weak_components(links, cancel), cancel);
}

}  // namespace

void register_components(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kComponents, &compute, 0}, link_collectors());
}

}  // namespace clusterlite
