// All functions of point patterns: few firms, equal firms, missing firms, other orders and threads, data sets
// that somebody has forged, and chance itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "robustness/damaged_data_sets.hpp"
#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

struct Call {
  std::string name;
  std::string columns;    // of the answer, NULL, ids and curves alike; with their order
  std::string arguments;  // behind the points
};

const Call kCalls[] = {
    {"cl_m_function", "*", ", 20, 5) WHERE simulations = 39"},
    {"cl_m_function", "*",
     ", 20, 5) WHERE simulations = 39 AND null_model = 'labelling' AND envelope = 'mad'"},
    {"cl_m_function", "*",
     ", 20, 5) WHERE reference = 0 AND neighbour = 1 AND control = 2 AND simulations = 39"},
    {"cl_local_m", "*", ", 12) ORDER BY id"},
    {"cl_kd_density", "*", ", 20, 5) WHERE simulations = 39 AND weighting = 'weights'"},
    {"cl_kd_density", "*", ", 20, 5, 3) WHERE simulations = 39 AND null_model = 'labelling'"},
    {"cl_m_density", "*", ", 20, 5) WHERE simulations = 39"},
    {"cl_m_density", "*", ", 20, 5, 4) WHERE simulations = 39 AND reference = 0 AND neighbour = 1"},
    {"cl_ripley_k", "*", ", 20, 5) WHERE simulations = 39"},
    {"cl_ripley_k", "*", ", 20, 5) WHERE simulations = 39 AND correction = 'border' AND null_model = 'csr'"},
    {"cl_ripley_k", "*", ", 20, 5) WHERE correction = 'translation' AND reference = 0 AND neighbour = 1"},
    {"cl_d_function", "*", ", 20, 5) WHERE simulations = 39"},
    {"cl_d_function", "*", ", 20, 5) WHERE simulations = 39 AND control = 1 AND correction = 'none'"},
    {"cl_colocation_quotient", "*", ") WHERE simulations = 39"},
    {"cl_local_colocation", "*", ", 1, 2) WHERE simulations = 39 ORDER BY id"},
    {"cl_clark_evans", "*", ") WHERE simulations = 39"},
    {"cl_clark_evans", "*", ") WHERE simulations = 39 AND null_model = 'csr'"},
    {"cl_kernel_density", "*", ", 7) ORDER BY id"},
    {"cl_density_grid", "*", ", 7, 3)"},
    {"cl_density_grid", "*", ", 7, 3, 'quartic')"},
    {"cl_cluster_test", "*", ", 6, 3) WHERE simulations = 39"},
    {"cl_scan", "*", ", 0, 20, 5) WHERE simulations = 39"},
};

std::string sql_of(const Call& call, const std::string& points) {
  return "SELECT " + call.columns + " FROM " + call.name + "((" + points + ")" + call.arguments;
}

// 90 firms of three groups between 1,000 and 1,100, some in one place; weights are whole and reach 0.
constexpr char kFirms[] = R"(
CREATE TABLE firms AS
WITH RECURSIVE n(id) AS (VALUES (1) UNION ALL SELECT id + 1 FROM n WHERE id < 90)
SELECT id, 1000 + id * 37 % 101 AS x, 1000 + id * id * 13 % 97 AS y, id * 7 % 12 AS w, id * 5 % 7 % 3 AS g FROM n;
INSERT INTO firms SELECT id + 500, x, y, w + 1, (g + 1) % 3 FROM firms WHERE id % 9 = 0;
)";
constexpr char kPoints[] = "SELECT cl_points(id, x, y, w, g) FROM firms";

class PointPatterns : public ::testing::Test {
 protected:
  PointPatterns() { db_.get(kFirms); }
  Database db_;
};

TEST_F(PointPatterns, DoNotDependOnOrderThreadsOrParts) {
  for (const Call& call : kCalls) {
    const std::string usual = sql_of(call, kPoints);
    db_.get("SELECT cl_threads(1)");
    const std::string once = db_.get(usual);
    EXPECT_FALSE(once.empty()) << usual;
    db_.get("SELECT cl_threads(3)");
    EXPECT_EQ(db_.get(usual), once) << usual;
    const std::string order =
        "SELECT cl_points(id, x, y, w, g) FROM (SELECT * FROM firms ORDER BY y * 31 % 17, id DESC)";
    EXPECT_EQ(db_.get(sql_of(call, order)), once) << usual;
    const std::string parts =
        "SELECT cl_merge(p) FROM (SELECT cl_points(id, x, y, w, g) AS p FROM firms GROUP BY x % 5)";
    EXPECT_EQ(db_.get(sql_of(call, parts)), once) << usual;
  }
}

// Other ids in the same order: only the ids differ. Twice the weight: only what is a weight differs.
TEST_F(PointPatterns, DoNotDependOnIdsOrUnits) {
  for (const Call& call : kCalls) {
    const std::string usual = db_.get(sql_of(call, kPoints));
    const bool has_ids = call.name == "cl_local_m" || call.name == "cl_kernel_density" ||
                         call.name == "cl_local_colocation" || call.name == "cl_scan";
    if (!has_ids) {
      EXPECT_EQ(db_.get(sql_of(call, "SELECT cl_points(3 * id + 7, x, y, w, g) FROM firms")), usual)
          << call.name;
    }
    const bool has_weights = call.name == "cl_local_m" || call.name == "cl_kernel_density" ||
                             call.name == "cl_density_grid" || call.name == "cl_cluster_test";
    if (!has_weights) {
      EXPECT_EQ(db_.get(sql_of(call, "SELECT cl_points(id, x, y, 2 * w, g) FROM firms")), usual) << call.name;
    }
  }
}

TEST_F(PointPatterns, FirmsWithoutPlaceChangeNothing) {
  for (const Call& call : kCalls) {
    if (call.name == "cl_local_m" || call.name == "cl_kernel_density")
      continue;  // one row per collected firm
    const std::string more =
        "SELECT cl_points(id, x, y, w, g) FROM (SELECT * FROM firms UNION ALL SELECT id + 9000, NULL, NULL, "
        "w, g "
        "FROM firms)";
    EXPECT_EQ(db_.get(sql_of(call, more)), db_.get(sql_of(call, kPoints))) << call.name;
  }
}

TEST_F(PointPatterns, FewFirmsAndEqualFirms) {
  for (const Call& call : kCalls) {
    for (const std::string points :
         {"SELECT cl_points(id, x, y, w, g) FROM firms WHERE 0",
          "SELECT cl_points(id, x, y, w, g) FROM firms WHERE id = 1",
          "SELECT cl_points(id, x, y, w, g) FROM firms WHERE id <= 2",
          "SELECT cl_points(id, x, y, w, g) FROM firms WHERE id <= 3",
          "SELECT cl_points(id, 1007, 1007, w, g) FROM firms",
          "SELECT cl_points(id, 1007, y, w, g) FROM firms", "SELECT cl_points(id, x, y, 0, g) FROM firms",
          "SELECT cl_points(id, x, y, w, 0) FROM firms", "SELECT cl_points(id, x, y) FROM firms",
          "SELECT cl_points(id, NULL, NULL, w, g) FROM firms",
          "SELECT cl_points(id, x, y, 1e300, g) FROM firms",
          "SELECT cl_points(id, x * 1e90, y * 1e90, w, g) FROM firms"}) {
      const Outcome outcome = db_.run(sql_of(call, points));
      if (outcome.code == SQLITE_OK) continue;
      EXPECT_EQ(outcome.code, SQLITE_ERROR) << outcome.error;
      EXPECT_EQ(outcome.error.rfind(call.name + ": ", 0), 0U) << outcome.error;
    }
  }
}

// One group: there is one arrangement, and the observed one is it.
TEST_F(PointPatterns, OneGroupHasOneArrangement) {
  for (const char* call : {"cl_m_function", "cl_kd_density", "cl_m_density", "cl_ripley_k"}) {
    EXPECT_EQ(db_.get("SELECT DISTINCT p FROM " + std::string(call) +
                      "((SELECT cl_points(id, x, y, 1, 'all') FROM firms), 20, 5) WHERE simulations = 39 AND "
                      "null_model = 'labelling'"),
              "1.0")
        << call;
  }
  EXPECT_EQ(
      db_.get(
          "SELECT count(p), min(p) FROM cl_colocation_quotient((SELECT cl_points(id, x, y, 1, 'all') FROM "
          "firms)) WHERE simulations = 39"),
      "2|1.0");
}

// A forger can compute a checksum.
TEST_F(PointPatterns, ForgedDataSetsAreRefusedOrHarmless) {
  CancelToken cancel;
  PointsBuilder builder(true, true);
  for (int i = 0; i < 60; ++i) {
    const KeyView group = KeyView::of(std::int64_t{i % 3});
    builder.add(KeyView::of(std::int64_t{i}), 1000 + i % 7 * 10.0, 1000 + i / 7 * 10.0, i, &group);
  }
  const Bytes honest = take(builder.finish(cancel));
  Random random(7);
  int refused = 0;
  const int forgeries = sized(120, 25);
  for (const Call& call : kCalls) {
    sqlite3_stmt* statement = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db_.handle(), sql_of(call, "SELECT ?1").c_str(), -1, &statement, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(db_.handle());
    for (int i = 0; i < forgeries; ++i) {
      const Bytes bytes = i == 0 ? honest : forge(honest, random);
      sqlite3_bind_blob64(statement, 1, bytes.data(), bytes.size(), SQLITE_STATIC);
      int code = SQLITE_ROW;
      while (code == SQLITE_ROW) code = sqlite3_step(statement);
      if (i == 0) {
        EXPECT_EQ(code, SQLITE_DONE) << call.name << sqlite3_errmsg(db_.handle());
      } else if (code != SQLITE_DONE) {
        ++refused;
        EXPECT_EQ(code, SQLITE_ERROR) << call.name << ": " << sqlite3_errmsg(db_.handle());
      }
      sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
  }
  EXPECT_GT(refused, static_cast<int>(std::size(kCalls)) * forgeries / 8);
}

// p of the largest cluster in 200 cities whose group keys are mixed: never too often small. Sizes of clusters
// are few numbers, and ties count as extreme, so p is on the large side.
TEST_F(PointPatterns, ClusterTestIsRightUnderChance) {
  std::vector<double> p;
  for (int seed = 0; seed < 200; ++seed) {
    const Outcome outcome = db_.run(
        "SELECT p FROM cl_cluster_test((SELECT cl_points(f.id, f.x, f.y, 1, m.g) FROM (SELECT *, "
        "row_number() OVER "
        "(ORDER BY id) AS k FROM firms) AS f JOIN (SELECT g, row_number() OVER (ORDER BY (id * 7919 + " +
        std::to_string(seed) +
        " * 104729) % 10007, id) AS k FROM firms) AS m USING (k)), 9, 3) WHERE reference = 0 AND simulations "
        "= 39 AND "
        "seed = " +
        std::to_string(seed));
    ASSERT_EQ(outcome.code, SQLITE_OK) << outcome.error;
    p.push_back(std::stod(outcome.rows.at(0)));
  }
  std::sort(p.begin(), p.end());
  double excess = 0;
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    excess = std::max(excess, static_cast<double>(i + 1) / 200 - std::floor(p[i] * 40 + 1e-9) / 40);
    sum += p[i];
  }
  EXPECT_LT(excess, 1.36 / std::sqrt(200.0));
  EXPECT_LT(sum / 200, 0.85);
}

}  // namespace
}  // namespace clusterlite::testing
