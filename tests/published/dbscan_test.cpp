// DBSCAN against the R package dbscan and PostGIS. Their cluster numbers (R: from 1, noise 0; PostGIS: from
// 0, noise NULL) are ours, which run by falling size, wherever clusters of one test fall in size or in id.
#include <gtest/gtest.h>

#include <string>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

std::string clusters(Database& db, const std::string& source, const std::string& arguments,
                     const std::string& column) {
  return db.get("SELECT group_concat(ifnull(" + column +
                ", '-'), ' ') FROM (SELECT * FROM cl_dbscan((SELECT " + source + "), " + arguments +
                ") ORDER BY id)");
}

// R package dbscan 1.1-11 (Hahsler, Piekenbrock and Doran 2019), dbscan(x, eps = 1.5, minPts = 4) and 3, with
// is.corepoint(): clusters 1 1 1 1 1 0 0 0 0 1 and 1 1 1 1 1 2 2 2 0 1.
TEST(DbscanReference, TenPoints) {
  Database db;
  import_csv(db, source_file("fixtures/textbook/d10.csv"), "d10");
  const std::string points = "cl_points(CAST(id AS INTEGER), x, y) FROM d10";
  EXPECT_EQ(clusters(db, points, "1.5, 4", "cluster"), "1 1 1 1 1 - - - - 1");
  EXPECT_EQ(clusters(db, points, "1.5, 4", "kind"),
            "core core core core core noise noise noise noise border");
  EXPECT_EQ(clusters(db, points, "1.5, 3", "cluster"), "1 1 1 1 1 2 2 2 - 1");
  EXPECT_EQ(clusters(db, points, "1.5, 3", "kind"), "core core core core core core core core noise border");
  // The answers that stand in the file.
  for (const std::string min_points : {"4", "3"}) {
    EXPECT_EQ(
        db.get("SELECT count(*) FROM cl_dbscan((SELECT " + points + "), 1.5, " + min_points +
               ") AS c JOIN d10 ON CAST(d10.id AS INTEGER) = c.id WHERE c.cluster IS nullif(cluster_min" +
               min_points + ", '') + 0 AND c.kind IS nullif(kind_min" + min_points + ", '')"),
        "10");
  }
}

// The same: points 0, 1, 2 on a line, eps = 1, minPts = 3 make one cluster. The point itself counts, the
// distance may be eps.
TEST(DbscanReference, ThreeOnALine) {
  Database db;
  EXPECT_EQ(clusters(db, "cl_points(column1, column1, 0) FROM (VALUES (0), (1), (2))", "1, 3", "cluster"),
            "1 1 1");
  EXPECT_EQ(clusters(db, "cl_points(column1, column1, 0) FROM (VALUES (0), (1), (2))", "0.999, 1", "cluster"),
            "1 2 3");
}

// The same with weights: x = 0, .5, 5 of weight 6, 5, 12, eps = 1, minPts = 10: clusters 1 1 2.
TEST(DbscanReference, Weights) {
  Database db;
  EXPECT_EQ(
      clusters(db, "cl_points(column1, column2, 0, column3) FROM (VALUES (1, 0, 6), (2, .5, 5), (3, 5, 12))",
               "1, 10", "cluster"),
      "1 1 2");
}

// PostGIS, regress/core/cluster.sql: ST_ClusterDBSCAN of six points.
TEST(DbscanReference, PostgisRegressionTest) {
  Database db;
  const std::string points =
      "cl_points(column1, column2, column3) FROM (VALUES (1, 0, 0), (2, 0, 1), (3, -0.5, 0.5), "
      "(4, 1, 0), (5, 1, 1), (6, 1, 0.5))";
  EXPECT_EQ(clusters(db, points, "0.8, 1", "cluster - 1"), "0 0 0 1 1 1");
  EXPECT_EQ(clusters(db, points, "0.8, 4", "cluster - 1"), "- - - - - -");
  EXPECT_EQ(clusters(db, points, "0.6, 3", "cluster - 1"), "- - - 0 0 0");
}

// PostGIS: NULL geometries have no cluster. An empty one neither (no distance to it is within eps).
TEST(DbscanReference, PostgisNullAndEmptyGeometries) {
  Database db;
  EXPECT_EQ(clusters(db,
                     "cl_geometries(column1, column2) FROM (VALUES (1, NULL), (2, "
                     "x'0101000000000000000000F87F000000000000F87F'), "
                     "(3, x'0101000000000000000000084000000000000010C0'))",
                     "10, 1", "cluster"),
            "- - 1");
}

}  // namespace
}  // namespace clusterlite::testing
