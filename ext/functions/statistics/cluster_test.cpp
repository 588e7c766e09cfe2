// Are an industry's clusters more than chance? cl_cluster_test.
#include <memory>

#include "distance/clusters/dbscan.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"
#include "support/memory/lent_objects.hpp"

namespace clusterlite {
namespace {

constexpr auto kArguments = std::to_array<Argument>({
    {"points", "points",
     "all located firms of the city, with their industry as group_key: cl_points(id, x, y, 1, industry)"},
    {"eps", "number", "as of cl_dbscan: the radius of a neighbourhood, >= 0"},
    {"min_points", "number", "as of cl_dbscan: how many firms (with weights, their sum) make it dense, >= 1"},
    {"reference", "key", kReferenceMeaning, "", true},
    {"simulations", "integer", "how many times as many firms are drawn from the city; 0: none", "99", true},
    {"null_model", "text", "'labelling': group keys change places, weights stay", "'labelling'", true},
    kAlternativeArgument,
    kSeedArgument,
    kMetricArgument,
});

constexpr Column kColumns[] = {
    {"group_key", "", "as collected; NULL without group keys"},
    {"clusters", "INTEGER", "found by cl_dbscan"},
    {"members", "INTEGER", "firms in them"},
    {"largest", "INTEGER", "firms in the largest; 0 without clusters"},
    {"expected_largest", "REAL", "mean of the largest among as many firms drawn from the city"},
    {"p", "REAL",
     "of largest: (1 + draws at least as extreme) / (simulations + 1); NULL without simulations"},
    {"p_members", "REAL", "likewise of members"},
};

constexpr Declaration kClusterTest{
    .name = "cl_cluster_test",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary = "Is an industry's largest cluster larger than the city's own crowding would make it?",
    .summary_ko = "산업의 가장 큰 클러스터가 도시 전체의 밀집만으로 생길 만한 크기를 넘는지 검정한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per group",
    .formula =
        "DBSCAN of the n firms of the group, and, simulations times, of n firms drawn from all located ones",
    .use =
        "a city has crowded places, so any industry has clusters. p says how often chance alone makes one as "
        "large (or, two-sided, as small). It is about the largest cluster, not about each",
    .nulls =
        "a firm without coordinates or weight takes no part. One group only: every draw is the same, and p "
        "is 1",
    .errors = "as cl_dbscan; a group key that the points do not have; rows that are not points",
    .source = "a Monte Carlo test (Besag and Diggle 1977) of DBSCAN (Ester et al. 1996) by random labelling",
    .peers = "none known",
    .example =
        "SELECT group_key, clusters, members, largest\n"
        "FROM cl_cluster_test((SELECT cl_points(column1, column2, column3, 1, column4)\n"
        "                      FROM (VALUES (1, 0, 0, 'A'), (2, 1, 0, 'A'), (3, 0, 1, 'A'), (4, 9, 9, 'A'),\n"
        "                                   (5, 30, 0, 'B'), (6, 50, 9, 'B'), (7, 70, 20, 'B'))), 2, 3)",
    .example_result = "A|1|3|3\nB|0|0|0",
    .since = "0.2.0",
};

struct Sizes {
  std::int64_t clusters = 0;
  std::int64_t members = 0;
  std::int64_t largest = 0;
};

// Clusters of some sites. Labels move, weights stay with the places.
Sizes cluster_sizes(const PointsView& points, const statistics::SiteMarks& marks,
                    std::span<const std::uint32_t> sites, const DbscanOptions& options, CancelToken& cancel) {
  PointsBuilder builder(points.has_weights(), false);
  for (const std::uint32_t site : sites) {
    cancel.check();
    const std::uint32_t row = marks.row(site);
    builder.add(KeyView::of(std::int64_t{site}), points.x(row), points.y(row), points.weight(row));
  }
  const ByteBuffer bytes = builder.finish(cancel);
  const DbscanResult result =
      dbscan(PointsView::open(bytes.bytes(), cancel, Origin::just_made), options, cancel);
  Sizes sizes;
  for (std::size_t row = 0; row < sites.size(); ++row) {
    cancel.check();
    const auto cluster = std::int64_t{result.cluster(row)};
    sizes.clusters = std::max(sizes.clusters, cluster);
    sizes.members += cluster > 0 ? 1 : 0;
    sizes.largest += cluster == 1 ? 1 : 0;  // the first is the largest
  }
  return sizes;
}

struct Tested {
  std::uint32_t group;
  Sizes observed;
  double expected_largest;
  double p;
  double p_members;
};

class TestTable final : public TableResult {
 public:
  TestTable(GroupKeys keys, std::vector<Tested> rows) : keys_(std::move(keys)), rows_(std::move(rows)) {}

  std::size_t size() const override { return rows_.size(); }
  void column(std::size_t number, int column, ResultSink& out) const override {
    const Tested& row = rows_[number];
    switch (column) {
      case column_of(kColumns, "group_key"):
        return keys_.column(row.group, out);
      case column_of(kColumns, "clusters"):
        return out.integer(row.observed.clusters);
      case column_of(kColumns, "members"):
        return out.integer(row.observed.members);
      case column_of(kColumns, "largest"):
        return out.integer(row.observed.largest);
      case column_of(kColumns, "expected_largest"):
        return out.real(row.expected_largest);
      case column_of(kColumns, "p"):
        return out.real(row.p);
      default:
        return out.real(row.p_members);
    }
  }

 private:
  GroupKeys keys_;
  std::vector<Tested> rows_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  static constexpr std::string_view kWords[] = {"labelling"};
  static constexpr CurveArguments kAt = CurveArguments::of(kArguments);
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  DbscanOptions options{.eps = arguments.real(1), .min_points = arguments.real(2)};
  options.metric = read_metric(arguments, argument_of(kArguments, "metric"), points, 1, "eps", cancel);
  const std::uint32_t simulations = read_simulations(arguments, kAt.simulations, 99);
  const Alternative alternative = read_alternative(arguments, kAt.alternative);
  const std::uint64_t seed = read_seed(arguments, kAt.seed);
  arguments.option(static_cast<std::size_t>(kAt.null_model), kWords);
  const statistics::SiteMarks marks(points, cancel);
  const auto reference = read_group(arguments, kAt.reference, points, marks, "reference");
  const Threads threads = threads_of(connection);
  options.threads = Threads(1);
  if (marks.group_count() > 0)
    cluster_sizes(points, marks, {}, options, cancel);  // wrong arguments, also of no firms

  std::vector<Tested> rows;
  for (std::uint32_t group = 0; group < marks.group_count(); ++group) {
    if (reference && group != *reference) continue;
    const auto sites = marks.sites_of(group);
    Tested& row = rows.emplace_back(Tested{group, cluster_sizes(points, marks, sites, options, cancel),
                                           std::numeric_limits<double>::quiet_NaN(), 0, 0});
    // Firms drawn are those that the group's first steps of one permutation of the whole city bring to the
    // front.
    const std::uint32_t first[] = {group};
    const statistics::Assignments assignments(marks, NullModel::labelling, first, std::nullopt, seed, cancel);
    std::vector<Sizes> drawn(simulations);
    LentObjects<Sampler> samplers;
    threads.for_each(simulations, cancel, [&](std::size_t simulation, CancelToken& token) {
      const auto sampler =
          samplers.borrow([&] { return std::make_unique<Sampler>(assignments.sampler(token)); });
      std::vector<std::uint32_t> chosen;
      assignments.draw(static_cast<std::uint32_t>(simulation) + 1, false, *sampler, token,
                       [&](std::uint32_t site, std::uint32_t) { chosen.push_back(site); });
      std::sort(chosen.begin(), chosen.end());
      drawn[simulation] = cluster_sizes(points, marks, chosen, options, token);
    });
    ExtremeCounts of_largest;
    ExtremeCounts of_members;
    std::int64_t sum = 0;
    for (const Sizes& sizes : drawn) {
      of_largest.add(static_cast<double>(sizes.largest), static_cast<double>(row.observed.largest));
      of_members.add(static_cast<double>(sizes.members), static_cast<double>(row.observed.members));
      sum += sizes.largest;
    }
    if (simulations > 0) row.expected_largest = static_cast<double>(sum) / simulations;
    row.p = p_value(of_largest, simulations, alternative);
    row.p_members = p_value(of_members, simulations, alternative);
  }
  return std::make_unique<TestTable>(GroupKeys(points, marks, cancel), std::move(rows));
}

}  // namespace

void register_cluster_test(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kClusterTest, &compute}, point_collectors());
}

}  // namespace clusterlite
