// HDBSCAN and OPTICS against the R package dbscan 1.1-11 (Hahsler, Piekenbrock and Doran 2019).
#include <gtest/gtest.h>

#include <string>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

class DensityReference : public ::testing::Test {
 protected:
  DensityReference() { import_csv(db_, source_file("fixtures/textbook/d10.csv"), "d10"); }

  // One column of one of the functions over the ten points, by id.
  std::string by_id(const std::string& expression, const std::string& function,
                    const std::string& arguments) {
    return db_.get("SELECT group_concat(ifnull(" + expression + ", '-'), ' ') FROM (SELECT * FROM " +
                   function + "((SELECT cl_points(CAST(id AS INTEGER), x, y) FROM d10), " + arguments +
                   ") ORDER BY id)");
  }

  Database db_;
};

// hdbscan(x, minPts = 3): $cluster 2 2 2 2 2 1 1 1 2 2 (numbered as found; here by size), $outlier_scores.
TEST_F(DensityReference, HdbscanOfTenPoints) {
  EXPECT_EQ(by_id("cluster", "cl_hdbscan", "3"), "1 1 1 1 1 2 2 2 1 1");
  EXPECT_EQ(by_id("round(outlier_score, 10)", "cl_hdbscan", "3"),
            "0.0 0.0 0.0 0.0 0.2857142857 0.0 0.0 0.0 0.8 0.5833333333");
  // Not R's membership_prob, which compares core distances: 1 / eps at which a point leaves, relative to 1.
  EXPECT_EQ(by_id("round(probability, 10)", "cl_hdbscan", "3"),
            "1.0 1.0 1.0 1.0 0.7142857143 1.0 1.0 1.0 0.2 0.4166666667");
}

// optics(x, eps = 20, minPts = 3): $coredist in full. $order is 1 3 4 5 2 10 9 6 8 7: after point 1 the
// points 2 and 3 are equally reachable (1), and R takes 3, here it is the smallest id; the same after 6. The
// reachabilities are the same numbers.
TEST_F(DensityReference, OpticsOfTenPoints) {
  const std::string arguments = "3, 20, 'planar'";
  EXPECT_EQ(by_id("round(core_distance, 9)", "cl_optics", arguments),
            "1.0 1.0 1.0 1.0 1.4 1.0 1.414213562 1.414213562 5.0 2.4");
  EXPECT_EQ(by_id("round(reachability, 9)", "cl_optics", arguments),
            "- 1.0 1.0 1.0 1.0 7.071067812 1.0 1.0 4.308131846 1.4");
  EXPECT_EQ(by_id("position", "cl_optics", arguments), "1 2 3 4 5 8 9 10 7 6");
  // R: $predecessor NA 1 1 3 4 9 6 6 10 5, where 4 is as near to 2 as to 3.
  EXPECT_EQ(by_id("predecessor_id", "cl_optics", arguments), "- 1 1 2 4 9 6 6 10 5");
}

// The same with eps = 3: $coredist and $reachdist; 9 is reached from nowhere.
TEST_F(DensityReference, OpticsWithinARadius) {
  const std::string arguments = "3, 3, 'planar'";
  EXPECT_EQ(by_id("round(core_distance, 9)", "cl_optics", arguments),
            "1.0 1.0 1.0 1.0 1.4 1.0 1.414213562 1.414213562 - 2.4");
  EXPECT_EQ(by_id("round(reachability, 9)", "cl_optics", arguments), "- 1.0 1.0 1.0 1.0 - 1.0 1.0 - 1.4");
}

// Four times 100 points: a tight, a loose and a middling blob and points all around, made from remainders, so
// that R makes the same: u(i, a, m) = ((i * a) %% m) / m.
constexpr char kBlobs[] = R"(CREATE TABLE blobs AS
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 399),
    blob(number, x, y, size) AS (VALUES (0, 0, 0, 2), (1, 30, 0, 12), (2, 8, 25, 5), (3, 0, 0, 120))
  SELECT i AS id, number AS blob, x + size * (i * 7919 % 1009 / 1009.0 + i * 104729 % 2003 / 2003.0 - 1) AS x,
         y + size * (i * 15485863 % 3001 / 3001.0 + i * 32452843 % 4001 / 4001.0 - 1) AS y
  FROM n JOIN blob ON number = i % 4)";

// hdbscan(x, minPts = 5 and 10): which points of the fourth kind are in which cluster; the others are all in
// that of their blob. With 10, R also counts point 187 to the cluster of blob 0: it leaves at the very length
// at which that cluster begins (eps = eps_birth = 8.846615), and R cuts edges of equal length one after
// another. Here it is noise.
TEST_F(DensityReference, HdbscanOfFourBlobs) {
  db_.get(kBlobs);
  const auto clusters = [this](const std::string& min_cluster_size) {
    return db_.get(
        "SELECT cluster, count(*), count(*) FILTER (WHERE blob < 3), max(blob) FILTER (WHERE blob < 3), "
        "group_concat(id, ' ') FILTER (WHERE blob = 3) FROM cl_hdbscan((SELECT cl_points(id, x, y) FROM "
        "blobs), " +
        min_cluster_size + ") JOIN blobs USING (id) WHERE cluster IS NOT NULL GROUP BY cluster");
  };
  EXPECT_EQ(clusters("5"),
            "1|105|100|0|67 127 163 223 283\n2|104|100|1|31 187 247 307\n3|102|100|2|15 75\n"
            "4|6|0||147 183 207 243 267 303");
  EXPECT_EQ(clusters("10"), "1|104|100|0|67 127 223 283\n2|103|100|1|31 247 307\n3|102|100|2|15 75");
}

// optics(x, eps = 1000): with minPts = 1 nothing is equally reachable, and $order begins 1 57 117 177 ...
// (from 1) with reachabilities of 1349.231 together; with minPts = 5 the sum of $coredist.
TEST_F(DensityReference, OpticsOfFourBlobs) {
  db_.get(kBlobs);
  EXPECT_EQ(
      db_.get("SELECT round(sum(reachability), 3), group_concat(id + 1, ' ') FILTER (WHERE position <= 20) "
              "FROM cl_optics((SELECT cl_points(id, x, y) FROM blobs), 1)"),
      "1349.231|1 57 117 177 237 297 357 45 105 165 381 369 309 373 313 253 53 209 149 89");
  EXPECT_EQ(
      db_.get(
          "SELECT round(sum(core_distance), 8) FROM cl_optics((SELECT cl_points(id, x, y) FROM blobs), 5)"),
      "2468.04501603");
}

// kNNdist(x, k = 3), the point itself not counted.
TEST_F(DensityReference, DistancesToTheThirdNearest) {
  EXPECT_EQ(by_id("round(distance, 9)", "cl_suggest_eps", "3"),
            "1.414213562 1.414213562 1.414213562 1.0 1.414213562 7.071067812 7.810249676 7.810249676 "
            "5.656854249 2.6");
}

}  // namespace
}  // namespace clusterlite::testing
