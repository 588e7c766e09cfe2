// What must not change an answer: the order of rows, splitting and merging, moving and scaling the map.
#include <gtest/gtest.h>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

class Invariance : public ::testing::Test {
 protected:
  // Firms on a grid of 1/4 metre around Seoul's coordinates, so that moving and scaling by powers of two is
  // exact; dense in places, many in one spot, some without coordinates or weight; ids integers, texts or
  // both.
  void fill(const std::string& id) {
    db_.get(
        "CREATE TABLE firms AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(sized(3000, 1000)) +
        "), r AS (SELECT i, i * 7919 % 10007 AS a, i * 104729 % 9973 AS b FROM n) SELECT " + id +
        " AS id, CASE WHEN a % 50 = 0 THEN NULL WHEN a % 3 = 0 THEN 955000 + a % 60 / 4.0 ELSE 955000 + a % "
        "1600 / 4.0 END AS "
        "x, CASE WHEN a % 3 = 0 THEN 1950000 + b % 80 / 4.0 ELSE 1950000 + b % 1601 / 4.0 END AS y, CASE "
        "WHEN b % 40 = 0 THEN "
        "NULL ELSE b % 9 END AS weight, char(65 + b % 4) AS industry, char(75 + a % 6) AS district FROM r");
  }

  std::string clusters(const std::string& from, const std::string& x, const std::string& y,
                       const std::string& eps) {
    return db_.get("SELECT id, group_key, cluster, kind FROM cl_dbscan((SELECT cl_points(id, " + x + ", " +
                   y + ", weight, industry) FROM " + from + "), " + eps + ", 12) ORDER BY id, group_key");
  }
  std::string counts(const std::string& from, const std::string& x, const std::string& y,
                     const std::string& radius) {
    return db_.get("SELECT id, neighbours, weight_within FROM cl_neighbour_count((SELECT cl_points(id, " + x +
                   ", " + y + ", weight) FROM " + from + "), " + radius + ") ORDER BY id");
  }
  std::string quotients(const std::string& from) {
    return db_.get(
        "SELECT * FROM cl_location_quotient((SELECT cl_crosstab(district, industry, weight) FROM " + from +
        "))");
  }

  Database db_;
};

constexpr const char* kIdForms[] = {"i", "'f' || i", "CASE WHEN i % 2 THEN i ELSE 'f' || i END",
                                    "i * 2654435761 % 4294967291"};
constexpr const char* kOrders[] = {"id",        "id DESC",         "x",
                                   "y DESC, x", "weight, id DESC", "length(id), industry, y"};

TEST_F(Invariance, OfTheOrderOfRows) {
  for (const char* const id : kIdForms) {
    fill(id);
    const std::string expected_clusters = clusters("firms", "x", "y", "20");
    const std::string expected_counts = counts("firms", "x", "y", "20");
    const std::string expected_quotients = quotients("firms");
    EXPECT_NE(expected_clusters.find("border"), std::string::npos);
    for (const char* const order : kOrders) {
      const std::string shuffled = std::string("(SELECT * FROM firms ORDER BY ") + order + ")";
      EXPECT_EQ(clusters(shuffled, "x", "y", "20"), expected_clusters) << id << " by " << order;
      EXPECT_EQ(counts(shuffled, "x", "y", "20"), expected_counts) << id << " by " << order;
      EXPECT_EQ(quotients(shuffled), expected_quotients) << id << " by " << order;
    }
    db_.get("DROP TABLE firms");
  }
}

TEST_F(Invariance, OfSplittingAndMerging) {
  for (const char* const id : kIdForms) {
    fill(id);
    const auto merged = [&](const std::string& collect, const std::string& by) {
      return "(SELECT cl_merge(d) FROM (SELECT " + collect + " AS d FROM firms GROUP BY " + by + "))";
    };
    const std::string points = "cl_points(id, x, y, weight, industry)";
    const std::string crosstab = "cl_crosstab(district, industry, weight)";
    const std::string labels = "SELECT id, group_key, cluster, kind FROM cl_dbscan(";
    const std::string expected_clusters = clusters("firms", "x", "y", "20");
    const std::string expected_quotients = quotients("firms");
    for (const char* const by : {"district", "industry", "weight", "x < 955200", "'all'", "id"}) {
      EXPECT_EQ(db_.get(labels + merged(points, by) + ", 20, 12) ORDER BY id, group_key"), expected_clusters)
          << by;
      EXPECT_EQ(db_.get("SELECT * FROM cl_location_quotient(" + merged(crosstab, by) + ")"),
                expected_quotients)
          << by;
    }
    // Whole crosstabs are equal bytes, whatever way they came.
    EXPECT_EQ(db_.get("SELECT hash FROM cl_describe(" + merged(crosstab, "id") + ")"),
              db_.get("SELECT hash FROM cl_describe((SELECT " + crosstab + " FROM firms))"));
    db_.get("DROP TABLE firms");
  }
}

TEST_F(Invariance, OfMovingTheMap) {
  fill("i");
  const std::string expected_clusters = clusters("firms", "x", "y", "20");
  const std::string expected_counts = counts("firms", "x", "y", "20");
  for (const char* const constant : {"1000", "-955000", "0.25", "16777216", "-1073741824"}) {
    const std::string x = std::string("x + ") + constant;
    const std::string y = std::string("y - 3 * ") + constant;
    EXPECT_EQ(clusters("firms", x, y, "20"), expected_clusters) << constant;
    EXPECT_EQ(counts("firms", x, y, "20"), expected_counts) << constant;
  }
  EXPECT_EQ(clusters("firms", "y", "x", "20"), expected_clusters) << "mirrored";
  EXPECT_EQ(clusters("firms", "-x", "y", "20"), expected_clusters) << "mirrored";
}

TEST_F(Invariance, OfScalingTheMapAndTheDistance) {
  fill("i");
  const std::string expected_clusters = clusters("firms", "x", "y", "20");
  const std::string expected_counts = counts("firms", "x", "y", "20");
  // Powers of two, down to the far end of the doubles.
  for (const char* const factor :
       {"8", "0.125", "1125899906842624.0", "8.673617379884035e-19", "1.8092513943330656e+75",
        "7.458340731200207e-155", "1.1830521861667747e-271"}) {
    const std::string scaled = std::string(" * ") + factor;
    EXPECT_EQ(clusters("firms", "x" + scaled, "y" + scaled, "20" + scaled), expected_clusters) << factor;
    EXPECT_EQ(counts("firms", "x" + scaled, "y" + scaled, "20" + scaled), expected_counts) << factor;
  }
}

TEST_F(Invariance, OfScalingTheValues) {
  fill("i");
  const std::string shares =
      "SELECT region, industry, region_share, industry_share, lq, lq_symmetric, lq_additive, lq_z, "
      "lq_log_z FROM cl_location_quotient((SELECT cl_crosstab(district, industry, weight * ";
  const std::string expected = db_.get(shares + "1) FROM firms))");
  for (const char* const factor : {"4", "0.5", "1099511627776"}) {
    EXPECT_EQ(db_.get(shares + factor + ") FROM firms))"), expected) << factor;
    EXPECT_EQ(db_.get(std::string("SELECT cl_herfindahl(weight * ") + factor + ", district) FROM firms"),
              db_.get("SELECT cl_herfindahl(weight, district) FROM firms"));
  }
}

// A repeated run gives identical bytes.
TEST_F(Invariance, OfRepetition) {
  fill("'f' || i");
  const std::string hashes =
      "SELECT (SELECT hash FROM cl_describe((SELECT cl_points(id, x, y, weight, industry) FROM firms))), "
      "(SELECT hash FROM "
      "cl_describe((SELECT cl_crosstab(district, industry, weight / 7.0) FROM firms))), "
      "hex(cl_concave_hull(x, y, 0.2)) FROM "
      "firms";
  const std::string first = db_.get(hashes);
  EXPECT_EQ(db_.get(hashes), first);
}

}  // namespace
}  // namespace clusterlite::testing
