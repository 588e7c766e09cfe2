// The place of each firm in the network: cl_centrality.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "functions/network/directed_option.hpp"
#include "functions/network/firm_result.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "network/centrality/pagerank.hpp"
#include "network/centrality/shortest_paths.hpp"
#include "network/graph/firm_ties.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"links", "links", "the ties: cl_links()"},
    kDirectedArgument,
    {"pivots", "integer",
     "betweenness and harmonic from so many firms, >= 1, instead of all: an estimate, for large networks", "",
     true},
};

constexpr Column kColumns[] = {
    {"id", "", "the firm, as collected"},
    {"degree", "INTEGER", "other firms that it has a tie with, either way"},
    {"in_links", "INTEGER", "ties that reach it"},
    {"out_links", "INTEGER", "ties that leave it"},
    {"strength", "REAL", "sum of the known weights of its ties; without weights in_links + out_links"},
    {"pagerank", "REAL",
     "how often one is at the firm who follows ties at random, by weight and along their direction, and "
     "jumps "
     "anywhere with probability 0.15, or when no tie leads on; sums to 1"},
    {"core", "INTEGER",
     "the largest k for which the firm belongs to a group of firms that each have ties with k others of it"},
    {"local_clustering", "REAL",
     "pairs of its neighbours that are tied / all such pairs; 0..1; NULL with fewer than 2 neighbours"},
    {"betweenness", "REAL",
     "sum over pairs of other firms of the share of the shortest paths, in hops, that lead through it; not "
     "normalised"},
    {"harmonic", "REAL",
     "mean over all other firms of 1 / hops to them, 0 for those out of reach; 0..1; NULL for a single firm"},
};

enum {
  kDegree = column_of(kColumns, "degree"),
  kInLinks = column_of(kColumns, "in_links"),
  kOutLinks = column_of(kColumns, "out_links"),
  kStrength = column_of(kColumns, "strength"),
  kPagerank = column_of(kColumns, "pagerank"),
  kCore = column_of(kColumns, "core"),
  kLocalClustering = column_of(kColumns, "local_clustering"),
  kBetweenness = column_of(kColumns, "betweenness"),
  kHarmonic = column_of(kColumns, "harmonic"),
};
enum { kDirected = argument_of(kArguments, "directed"), kPivots = argument_of(kArguments, "pivots") };

constexpr Declaration kCentrality{
    .name = "cl_centrality",
    .kind = FunctionKind::table,
    .family = "Network",
    .summary =
        "The place of each firm in the network: degree, PageRank, core, betweenness, harmonic centrality.",
    .summary_ko =
        "연계 네트워크에서 각 기업의 위치를 연결 정도, 페이지랭크, 코어, 매개 중심성, 조화 중심성으로 "
        "나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "one row per firm with a tie. betweenness and harmonic take a search from every firm and are "
        "computed "
        "only when the query reads them (SELECT * does); all else takes a moment",
    .formula =
        "in_links, out_links and strength count every tie; degree, core, local_clustering, betweenness and "
        "harmonic take each pair of firms once\npagerank: damping 0.85, to 1e-12\ndirected = 0: pagerank, "
        "betweenness and harmonic follow ties both ways, and betweenness counts each pair of firms "
        "once\npivots = k: the searches start from the k firms with the smallest hash of their id, sums "
        "times N / k",
    .nulls =
        "a tie without weight counts as a tie and adds nothing to strength and pagerank; ties of a firm to "
        "itself "
        "are left out. No links: no rows",
    .errors =
        "directed other than 0 or 1; pivots below 1; betweenness or harmonic of more than 2e10 firms times "
        "ties without pivots: the error says how long it would take and names both ways out",
    .source =
        "Freeman 1977, Sociometry 40; Brandes 2001, Journal of Mathematical Sociology 25; Brandes and Pich "
        "2007; "
        "Brin and Page 1998; Seidman 1983; Watts and Strogatz 1998; Marchiori and Latora 2000",
    .peers =
        "igraph degree(), strength(), page_rank(), coreness(), transitivity(\"local\"), betweenness(), "
        "harmonic_centrality(mode = \"out\", normalized = TRUE) of the simple graph without weights. "
        "Closeness "
        "is not here: between firms that cannot reach each other it is not defined, and its repairs disagree",
    .example =
        "SELECT id, degree, round(pagerank, 4), core, local_clustering, betweenness, round(harmonic, 4)\n"
        "FROM cl_centrality((SELECT cl_links(column1, column2) FROM (VALUES (1, 2), (2, 3), (3, 1), (3, "
        "4))), 0)",
    .example_result =
        "1|2|0.2459|2|1.0|0.0|0.8333\n2|2|0.2459|2|1.0|0.0|0.8333\n"
        "3|3|0.3667|2|0.333333333333333|2.0|1.0\n4|1|0.1414|1||0.0|0.6667",
    .since = "0.2.0",
};

struct Centrality {
  RawVector<std::uint32_t> degree;
  TieCounts ties;
  RawVector<double> strength;
  RawVector<double> pagerank;
  RawVector<std::uint32_t> core;
  RawVector<std::uint64_t> triangles;
  PathMeasures paths;
};

class CentralityTable final : public FirmResult {
 public:
  CentralityTable(const LinksView& links, Centrality values, CancelToken& cancel)
      : FirmResult(links, cancel), values_(std::move(values)) {}

 protected:
  void value_column(std::size_t row, int column, ResultSink& out) const override {
    switch (column) {
      case kDegree:
        return out.integer(std::int64_t{values_.degree[row]});
      case kInLinks:
        return out.integer(std::int64_t{values_.ties.in[row]});
      case kOutLinks:
        return out.integer(std::int64_t{values_.ties.out[row]});
      case kStrength:
        return out.real(values_.strength[row]);
      case kPagerank:
        return out.real(values_.pagerank[row]);
      case kCore:
        return out.integer(std::int64_t{values_.core[row]});
      case kLocalClustering:
        return out.real(local_clustering(row));
      case kBetweenness:
        return of_paths(values_.paths.betweenness, row, out);
      case kHarmonic:
        return of_paths(values_.paths.harmonic, row, out);
    }
  }

 private:
  double local_clustering(std::size_t row) const {
    const double degree = values_.degree[row];
    if (degree < 2) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(values_.triangles[row]) / (degree * (degree - 1) / 2);
  }
  static void of_paths(const RawVector<double>& values, std::size_t row, ResultSink& out) {
    values.empty() ? out.null() : out.real(values[row]);  // empty: no query reads it
  }

  Centrality values_;
};

// Never sampled in silence, and nobody waits for hours without having been told.
void refuse_endless_searches(std::size_t firms, double ties, const Threads& threads) {
  constexpr double kMostSteps = 2e10;
  constexpr double kSecondsPerStep = 1.7e-8;
  const double steps = static_cast<double>(firms) * ties;
  if (steps <= kMostSteps) return;
  const double minutes = std::ceil(steps * kSecondsPerStep / threads.count() / 60);
  throw Error(
      concat("betweenness and harmonic of ", firms, " firms with ", ties, " ties would take some ", minutes,
             " minutes; say pivots = 1000 to estimate them from 1000 firms, or leave the two columns out of "
             "the query"));
}

RawVector<std::uint32_t> pivots_of(const LinksView& links, std::size_t count, CancelToken& cancel) {
  struct Hashed {
    std::uint64_t hash;
    std::uint32_t node;
    bool operator<(const Hashed& other) const {
      return hash != other.hash ? hash < other.hash : node < other.node;
    }
  };
  RawVector<Hashed> all(links.nodes().size());
  for (std::uint32_t node = 0; node < all.size(); ++node) {
    cancel.check();
    all[node] = {hash_of(links.nodes()[node]), node};
  }
  std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(),
                   [&](const Hashed& a, const Hashed& b) {
                     cancel.check();
                     return a < b;
                   });
  RawVector<std::uint32_t> pivots(count);
  for (std::size_t i = 0; i < count; ++i) pivots[i] = all[i].node;
  return pivots;
}

PathMeasures compute_paths(const LinksView& links, const TableArguments& arguments, bool directed,
                           const Threads& threads, CancelToken& cancel) {
  const PathQuestion question{arguments.reads(kBetweenness), arguments.reads(kHarmonic), directed};
  std::optional<std::int64_t> wanted;
  if (arguments.given(kPivots)) {
    wanted = arguments.integer(kPivots);
    if (*wanted < 1) throw Error(concat("pivots must be >= 1 (got ", *wanted, ")"));
  }
  if (!question.betweenness && !question.harmonic) return {};
  const std::size_t firms = links.nodes().size();
  std::optional<RawVector<std::uint32_t>> pivots;
  if (wanted && static_cast<std::uint64_t>(*wanted) < firms) {
    pivots = pivots_of(links, static_cast<std::size_t>(*wanted), cancel);
  }
  if (!wanted) {
    double ties = 0;
    for_each_tie(links, cancel, [&](std::uint32_t, std::uint32_t, double) { ++ties; });
    refuse_endless_searches(firms, ties, threads);
  }
  const Graph out = graph_of(links, directed ? Arcs::out : Arcs::both, Parallel::merged, false, cancel);
  return path_measures(out, question, pivots, threads, cancel);
}

// Of the weighted graph that ties are followed in.
RawVector<double> compute_pagerank(const LinksView& links, bool directed, const Graph& undirected,
                                   CancelToken& cancel) {
  if (!directed) return pagerank(undirected, cancel);
  return pagerank(graph_of(links, Arcs::in, Parallel::merged, true, cancel), cancel);
}

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  const auto links = open_data_set<LinksView>(arguments, 0, cancel);
  const bool directed = directed_option(arguments, kDirected);
  Centrality values;
  values.paths = compute_paths(links, arguments, directed, threads_of(connection), cancel);
  values.ties = count_ties(links, cancel);
  const Graph undirected = graph_of(links, Arcs::both, Parallel::merged, true, cancel);
  values.degree.resize(undirected.nodes());
  for (std::uint32_t node = 0; node < undirected.nodes(); ++node) {
    cancel.check();
    values.degree[node] = static_cast<std::uint32_t>(undirected.degree(node));
  }
  values.strength = strengths_of(undirected, cancel);
  values.core = core_numbers(undirected, cancel);
  values.triangles = triangles_of(undirected, cancel);
  values.pagerank = compute_pagerank(links, directed, undirected, cancel);
  return std::make_unique<CentralityTable>(links, std::move(values), cancel);
}

}  // namespace

void register_centrality(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kCentrality, &compute, 0, ColumnSet{kBetweenness, kHarmonic}},
                    link_collectors());
}

}  // namespace clusterlite
