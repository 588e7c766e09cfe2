// The permanent form of each function, in each schema, of any source: it gives what the function gives.
#include <gtest/gtest.h>

#include <set>

#include "robustness/other_process.hpp"
#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

// Squares of a chessboard.
constexpr const char* kThirtyAreas =
    "CREATE TABLE areas AS WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 29) "
    "SELECT i AS id, i * i % 13 AS v, i * 7 % 5 AS u, "
    "cl_from_text(replace(replace(replace(replace('POLYGON((a b, A b, A B, a B, a b))', 'A', i % 6 + 1), "
    "'B', i / 6 + 1), 'a', i % 6), 'b', i / 6)) AS geom FROM n";

TEST(PermanentTables, OfEveryFunctionGiveWhatTheFunctionGives) {
  Database db;
  db.get(kSixtyFirms);
  db.get(
      "CREATE TABLE ties AS SELECT firm_id AS a, firm_id * 7 % 61 AS b, 1 + firm_id % 3 AS w FROM firms "
      "WHERE firm_id % 4 <> 0");
  db.get(kThirtyAreas);
  const std::pair<const char*, const char*> forms[] = {
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 15, min_points = 3)",
       "cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3)"},
      {"cl_dbscan(source = firms, id = rowid, x = x, y = y, weight = employees, group_key = industry, eps = "
       "1e3, "
       "min_points = 50, metric = planar)",
       "cl_dbscan((SELECT cl_points(rowid, x, y, employees, industry) FROM firms), 1e3, 50, 'planar')"},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, group_key = district, eps = '30.5', min_points "
       "= 2)",
       "cl_dbscan((SELECT cl_points(firm_id, x, y, 1, district) FROM firms), 30.5, 2)"},
      {"cl_neighbour_count(source = firms, id = firm_id, x = x, y = y, weight = employees, radius = 25)",
       "cl_neighbour_count((SELECT cl_points(firm_id, x, y, employees) FROM firms), 25)"},
      {"cl_location_quotient(source = firms, region = district, industry = industry, value = employees)",
       "cl_location_quotient((SELECT cl_crosstab(district, industry, employees) FROM firms))"},
      {"cl_location_quotient(source = firms, region = district, industry = industry)",
       "cl_location_quotient((SELECT cl_crosstab(district, industry) FROM firms))"},
      {"cl_neighbours(source = firms, id = firm_id, x = x, y = y, k = 2)",
       "cl_neighbours((SELECT cl_points(firm_id, x, y) FROM firms), 2)"},
      {"cl_centrography(source = firms, id = firm_id, x = x, y = y, weight = employees, group_key = "
       "industry)",
       "cl_centrography((SELECT cl_points(firm_id, x, y, employees, industry) FROM firms))"},
      {"cl_hdbscan(source = firms, id = firm_id, x = x, y = y, min_cluster_size = 3, min_points = 2)",
       "cl_hdbscan((SELECT cl_points(firm_id, x, y) FROM firms), 3, 2)"},
      {"cl_optics(source = firms, id = firm_id, x = x, y = y, min_points = 3, eps = 40)",
       "cl_optics((SELECT cl_points(firm_id, x, y) FROM firms), 3, 40)"},
      {"cl_suggest_eps(source = firms, id = firm_id, x = x, y = y, k = 2)",
       "cl_suggest_eps((SELECT cl_points(firm_id, x, y) FROM firms), 2)"},
      {"cl_focal_lq(source = firms, id = firm_id, x = x, y = y, weight = employees, group_key = industry, "
       "bandwidth_neighbours = 9)",
       "cl_focal_lq((SELECT cl_points(firm_id, x, y, employees, industry) FROM firms), 9)"},
      {"cl_describe(source = firms, id = firm_id, x = x, y = y)",
       "cl_describe((SELECT cl_points(firm_id, x, y) FROM firms))"},
      {"cl_describe(source = firms, region = district, industry = industry)",
       "cl_describe((SELECT cl_crosstab(district, industry) FROM firms))"},
      {"cl_describe(source = ties, from_id = a, to_id = b, weight = w)",
       "cl_describe((SELECT cl_links(a, b, w) FROM ties))"},
      {"cl_centrality(source = ties, from_id = a, to_id = b, weight = w, directed = 0)",
       "cl_centrality((SELECT cl_links(a, b, w) FROM ties), 0)"},
      {"cl_communities(source = ties, from_id = a, to_id = b, weight = w, resolution = .5)",
       "cl_communities((SELECT cl_links(a, b, w) FROM ties), .5)"},
      {"cl_components(source = ties, from_id = a, to_id = b)",
       "cl_components((SELECT cl_links(a, b) FROM ties))"},
      {"cl_clark_evans(source = firms, id = firm_id, x = x, y = y, group_key = industry)",
       "cl_clark_evans((SELECT cl_points(firm_id, x, y, 1, industry) FROM firms))"},
      {"cl_cluster_test(source = firms, id = firm_id, x = x, y = y, group_key = industry, eps = 15, "
       "min_points = 3, simulations = 19)",
       "cl_cluster_test((SELECT cl_points(firm_id, x, y, 1, industry) FROM firms), 15, 3, NULL, 19)"},
      {"cl_colocation_quotient(source = firms, id = firm_id, x = x, y = y, group_key = industry, "
       "simulations = 39)",
       "cl_colocation_quotient((SELECT cl_points(firm_id, x, y, 1, industry) FROM firms), NULL, NULL, 39)"},
      {"cl_kd_density(source = firms, id = firm_id, x = x, y = y, group_key = industry, r_max = 50, r_step = "
       "10, bandwidth = 5)",
       "cl_kd_density((SELECT cl_points(firm_id, x, y, 1, industry) FROM firms), 50, 10, 5)"},
      {"cl_kernel_density(source = firms, id = firm_id, x = x, y = y, bandwidth = 20, kernel = quartic)",
       "cl_kernel_density((SELECT cl_points(firm_id, x, y) FROM firms), 20, 'quartic')"},
      {"cl_local_m(source = firms, id = firm_id, x = x, y = y, weight = employees, group_key = industry, "
       "radius = 30)",
       "cl_local_m((SELECT cl_points(firm_id, x, y, employees, industry) FROM firms), 30)"},
      {"cl_m_function(source = firms, id = firm_id, x = x, y = y, group_key = industry, r_max = 50, r_step = "
       "10)",
       "cl_m_function((SELECT cl_points(firm_id, x, y, 1, industry) FROM firms), 50, 10)"},
      {"cl_d_function(source = firms, id = firm_id, x = x, y = y, group_key = industry, r_max = 20, r_step = "
       "5)",
       "cl_d_function((SELECT cl_points(firm_id, x, y, 1, industry) FROM firms), 20, 5)"},
      {"cl_local_colocation(source = firms, id = firm_id, x = x, y = y, group_key = industry, neighbour = A, "
       "k = 3, simulations = 39)",
       "cl_local_colocation((SELECT cl_points(firm_id, x, y, 1, industry) FROM firms), 'A', 3, NULL, 39)"},
      {"cl_tiles(source = firms, id = firm_id, x = x, y = y, n = 3)",
       "cl_tiles((SELECT cl_points(firm_id, x, y) FROM firms), 3)"},
      {"cl_density_grid(source = firms, id = firm_id, x = x, y = y, bandwidth = 20, cell = 10)",
       "cl_density_grid((SELECT cl_points(firm_id, x, y) FROM firms), 20, 10)"},
      {"cl_m_density(source = firms, id = firm_id, x = x, y = y, group_key = industry, r_max = 20, r_step = "
       "5)",
       "cl_m_density((SELECT cl_points(firm_id, x, y, 1, industry) FROM firms), 20, 5)"},
      {"cl_scan(source = firms, id = firm_id, x = x, y = y, group_key = industry, reference = A, r_max = 20, "
       "r_step = 5, simulations = 19)",
       "cl_scan((SELECT cl_points(firm_id, x, y, 1, industry) FROM firms), 'A', 20, 5, 19)"},
      {"cl_moran(source = firms, id = firm_id, value = employees, x = x, y = y, kind = band, size = 25)",
       "cl_moran((SELECT cl_values(firm_id, employees) FROM firms), cl_weights((SELECT cl_points(firm_id, x, "
       "y) FROM firms), 'band', 25))"},
      {"cl_geary(source = firms, id = firm_id, value = employees, group_key = industry, x = x, y = y, kind = "
       "knn, size = 4, decay = gaussian, permutations = 99)",
       "cl_geary((SELECT cl_values(firm_id, employees, industry) FROM firms), cl_weights((SELECT "
       "cl_points(firm_id, x, y) FROM firms), 'knn', 4, 'gaussian'), 'row', 99)"},
      {"cl_getis_ord_g(source = firms, id = firm_id, value = employees, x = x, y = y, kind = knn, size = 3, "
       "style = row)",
       "cl_getis_ord_g((SELECT cl_values(firm_id, employees) FROM firms), cl_weights((SELECT "
       "cl_points(firm_id, x, y) FROM firms), 'knn', 3), 'row')"},
      {"cl_local_moran(source = areas, id = id, value = v, geometry = geom, kind = queen)",
       "cl_local_moran((SELECT cl_values(id, v) FROM areas), cl_weights((SELECT cl_geometries(id, geom) FROM "
       "areas), 'queen'))"},
      {"cl_local_geary(source = areas, id = id, value = v, geometry = geom, kind = rook, size = .001, seed = "
       "7)",
       "cl_local_geary((SELECT cl_values(id, v) FROM areas), cl_weights((SELECT cl_geometries(id, geom) FROM "
       "areas), 'rook', .001), 'row', 999, 'two_sided', 7)"},
      {"cl_getis_ord(source = areas, id = id, value = v, geometry = geom, kind = queen, alternative = "
       "greater)",
       "cl_getis_ord((SELECT cl_values(id, v) FROM areas), cl_weights((SELECT cl_geometries(id, geom) FROM "
       "areas), 'queen'), 999, 'greater')"},
      {"cl_join_count(source = firms, id = firm_id, label = industry, x = x, y = y, kind = band, size = 30)",
       "cl_join_count((SELECT cl_labels(firm_id, industry) FROM firms), cl_weights((SELECT "
       "cl_points(firm_id, "
       "x, y) FROM firms), 'band', 30))"},
      {"cl_bivariate(source = areas, id = id, value_x = v, value_y = u, geometry = geom, kind = queen)",
       "cl_bivariate((SELECT cl_values(id, v) FROM areas), (SELECT cl_values(id, u) FROM areas), "
       "cl_weights((SELECT cl_geometries(id, geom) FROM areas), 'queen'))"},
      {"cl_local_bivariate(source = firms, id = firm_id, value_x = employees, value_y = x, x = x, y = y, "
       "kind "
       "= knn, size = 5)",
       "cl_local_bivariate((SELECT cl_values(firm_id, employees) FROM firms), (SELECT cl_values(firm_id, x) "
       "FROM firms), cl_weights((SELECT cl_points(firm_id, x, y) FROM firms), 'knn', 5))"},
      {"cl_ripley_k(source = firms, id = firm_id, x = x, y = y, r_max = 20, r_step = 5)",
       "cl_ripley_k((SELECT cl_points(firm_id, x, y) FROM firms), 20, 5)"},
  };
  std::set<std::string> tried;
  const auto expect_same = [&](const std::string& permanent, const std::string& function) {
    db.get("CREATE VIRTUAL TABLE t USING " + permanent);
    const std::string expected = db.get("SELECT * FROM " + function);
    EXPECT_FALSE(expected.empty()) << function;
    EXPECT_EQ(db.get("SELECT * FROM t"), expected) << permanent;
    db.get("DROP TABLE t");
    tried.insert(permanent.substr(0, permanent.find('(')));
  };
  for (const auto& [permanent, function] : forms) expect_same(permanent, function);
  for (const std::string name :
       {"location_quotient", "concentration", "specialization", "cluster_stars", "traded_local",
        "coagglomeration", "relatedness_density", "complexity", "variety"}) {
    const bool digits = name == "variety";
    expect_same("cl_" + name + "(source = firms, region = district, industry = industry, value = employees" +
                    (digits ? ", digits = 1)" : ")"),
                "cl_" + name + "((SELECT cl_crosstab(district, industry, employees) FROM firms)" +
                    (digits ? ", 1)" : ")"));
  }

  std::string all;
  for (const std::string& name : tried) all += (all.empty() ? "" : "\n") + name;
  EXPECT_EQ(db.get(R"(
      SELECT f.name FROM cl_functions AS f, json_each(f.arguments) AS a
      WHERE f.kind = 'table-valued function' AND f.name <> 'cl_weight_rows' -- weights are not collected from rows
      GROUP BY f.name
      HAVING sum(json_extract(a.value, '$.type') IN
                 ('points', 'crosstab', 'links', 'labels', 'values', 'weights', 'data set')) = 1
             OR sum(json_extract(a.value, '$.type') = 'weights') = 1
      ORDER BY f.name)"),
            all)
      << "the functions of one data set and those of weights, each of which has a permanent form, and those "
         "tried here";
}

// Values and weights come from one source: both are always those of now.
TEST(PermanentTables, OfWeightsFollowValuesAndPlaces) {
  Database db;
  db.get(kThirtyAreas);
  db.get(
      "CREATE VIRTUAL TABLE hot USING cl_local_moran(source = areas, id = id, value = v, geometry = geom, "
      "kind = queen)");
  const auto expect_current = [&] {
    EXPECT_EQ(db.get("SELECT * FROM hot"),
              db.get("SELECT * FROM cl_local_moran((SELECT cl_values(id, v) FROM areas), "
                     "cl_weights((SELECT cl_geometries(id, geom) FROM areas), 'queen'))"));
  };
  expect_current();
  db.get("UPDATE areas SET v = 100 WHERE id = 7");
  expect_current();
  EXPECT_EQ(db.get("SELECT neighbours FROM hot WHERE id = 0"), "3");
  db.get("UPDATE areas SET geom = cl_from_text('POLYGON((90 90, 91 90, 91 91, 90 91, 90 90))') WHERE id = 0");
  EXPECT_EQ(db.get("SELECT neighbours FROM hot WHERE id = 0"), "0");
  expect_current();
  db.get("BEGIN; DELETE FROM areas WHERE id > 20");
  EXPECT_EQ(db.get("SELECT count(*) FROM hot"), "21");
  expect_current();
  db.get("ROLLBACK");
  EXPECT_EQ(db.get("SELECT count(*) FROM hot"), "30");
  expect_current();
  db.get("ALTER TABLE hot RENAME TO warm; DELETE FROM areas");
  EXPECT_EQ(db.get("SELECT count(*) FROM warm"), "0");
}

// A row per unit and group: places that repeat count once, places that differ are an error as in cl_weights.
TEST(PermanentTables, OfWeightsTakeEachPlaceOfGroupsOnce) {
  Database db;
  db.get(kThirtyAreas);
  db.get(
      "CREATE VIEW years AS SELECT id, geom, 2020 AS year, v AS value FROM areas UNION ALL SELECT id, geom, "
      "2021, u FROM areas");
  db.get(
      "CREATE VIRTUAL TABLE m USING cl_moran(source = years, id = id, value = value, group_key = year, "
      "geometry = geom, kind = rook)");
  EXPECT_EQ(db.get("SELECT * FROM m"),
            db.get("SELECT * FROM cl_moran((SELECT cl_values(id, value, year) FROM years), "
                   "cl_weights((SELECT cl_geometries(id, geom) FROM areas), 'rook'))"));
  db.get(
      "CREATE VIRTUAL TABLE twice USING cl_moran(source = years, id = id, value = value, geometry = geom, "
      "kind = rook)");
  EXPECT_EQ(db.run("SELECT * FROM twice").text(),
            "error: cl_moran: id 0 occurs more than once; ids must be unique");
  db.get(
      "CREATE VIEW moved AS SELECT id, iif(year = 2021 AND id = 3, (SELECT geom FROM areas WHERE id = 9), "
      "geom) AS geom, year, value FROM years");
  db.get(
      "CREATE VIRTUAL TABLE two_places USING cl_moran(source = moved, id = id, value = value, group_key = "
      "year, geometry = geom, kind = rook)");
  EXPECT_NE(db.run("SELECT * FROM two_places").text().find("id 3 occurs"), std::string::npos);
}

TEST(PermanentTables, OfWeightsSayWhatIsMissing) {
  Database db;
  db.get(kThirtyAreas);
  const auto error = [&](const std::string& rest) {
    return db
        .run("CREATE VIRTUAL TABLE t USING cl_local_moran(source = areas, id = id, value = v" + rest + ")")
        .text();
  };
  const std::string expects =
      "expects source, id, value [, group_key], geometry, kind [, size] [, decay] [, metric] [, style] [, "
      "permutations] [, alternative] [, seed]";
  EXPECT_EQ(error(", geometry = geom"), "error: cl_local_moran: kind is missing; " + expects);
  EXPECT_NE(
      error(", kind = queen").find("a column is missing; expects source, id, value [, group_key], x, y"),
      std::string::npos);
  EXPECT_NE(error(", geometry = geom, kind = queen, weight = u").find("unknown name 'weight'"),
            std::string::npos);
  EXPECT_EQ(error(", geometry = geom, kind = quen"),
            "error: cl_local_moran: kind must be 'band', 'knn', 'queen' or 'rook' (got 'quen')");
  EXPECT_EQ(error(", geometry = geom, kind = queen, style = rows"),
            "error: cl_local_moran: style must be 'row' or 'given' (got 'rows')");
  EXPECT_NE(error(", geometry = shape, kind = queen").find("no such column"), std::string::npos);
  EXPECT_EQ(error(", x = v, y = u, kind = band, size = 0"),
            "error: cl_local_moran: size must be > 0, the radius of the band (got 0)");
}

TEST(PermanentTables, ReadGeometriesAsWellAsCoordinates) {
  Database db;
  db.get(
      "CREATE TABLE places(id TEXT, geometry BLOB);"
      "INSERT INTO places VALUES ('a', x'010100000000000000000008400000000000001040'),"
      "                          ('b', x'010100000000000000000010400000000000001040'), ('c', NULL);"
      "CREATE VIRTUAL TABLE t USING cl_dbscan(source = places, id = id, geometry = geometry, eps = 1, "
      "min_points = 2)");
  EXPECT_EQ(db.get("SELECT id, cluster, kind FROM t"), "a|1|core\nb|1|core\nc||");
}

TEST(PermanentTables, WorkInMemoryAndInTheTemporarySchema) {
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent);
  const std::string before = db.get(kStored);
  EXPECT_EQ(before, db.get(kComputed));
  db.get("UPDATE firms SET x = 5000 WHERE firm_id < 5");
  EXPECT_EQ(db.get(kStored), db.get(kComputed));
  EXPECT_NE(db.get(kStored), before);

  db.get(
      "CREATE TEMP VIEW far AS SELECT * FROM main.firms WHERE firm_id > 50;"
      "CREATE VIRTUAL TABLE temp.far_clusters USING cl_dbscan(source = far, id = firm_id, x = x, y = y, eps "
      "= 15, "
      "min_points = 3)");
  EXPECT_EQ(db.get("SELECT count(*), count(cluster) FROM far_clusters"), "10|0");
  db.get("UPDATE main.firms SET x = 0, y = 0 WHERE firm_id > 57");
  EXPECT_EQ(db.get("SELECT count(*), count(cluster) FROM far_clusters"), "10|3");
  db.get("BEGIN; DELETE FROM main.firms WHERE firm_id > 55");
  EXPECT_EQ(db.get("SELECT count(*), count(cluster) FROM far_clusters"), "5|0");
  db.get("ROLLBACK");
  EXPECT_EQ(db.get("SELECT count(*), count(cluster) FROM far_clusters"), "10|3");
}

TEST(PermanentTables, OfAnAttachedFileReadThatFile) {
  const TemporaryDirectory directory;
  Database db;
  db.get("ATTACH '" + directory.file("aux.db") +
         "' AS aux; CREATE TABLE firms(firm_id, x, y);"
         "CREATE TABLE aux.places(id, x, y); INSERT INTO aux.places VALUES (1, 0, 0), (2, 3, 4)");
  const char* const create = "cl_dbscan(source = places, id = id, x = x, y = y, eps = 5, min_points = 2)";
  EXPECT_EQ(db.run(std::string("CREATE VIRTUAL TABLE t USING ") + create).text(),
            "error: cl_dbscan: table t cannot read its source places: no such table: main.places");
  db.get(std::string("CREATE VIRTUAL TABLE aux.t USING ") + create);
  EXPECT_EQ(db.get("SELECT id, cluster FROM t"), "1|1\n2|1");
  ASSERT_EQ(run_in_other_process(directory.file("aux.db"), "UPDATE places SET x = 100 WHERE id = 2"),
            SQLITE_OK);
  EXPECT_EQ(db.get("SELECT id, cluster FROM t"), "1|\n2|");

  // The file under another name, next to one that would fit the old name.
  db.get("DETACH aux; ATTACH '" + directory.file("aux.db") +
         "' AS city; ATTACH ':memory:' AS aux;"
         "CREATE TABLE aux.places(id, x, y)");
  EXPECT_EQ(db.get("SELECT id, cluster FROM t"), "1|\n2|");
  EXPECT_EQ(db.get("INSERT INTO city.places VALUES (3, 100, 1); SELECT id, cluster FROM city.t"),
            "1|\n2|1\n3|1");
}

TEST(PermanentTables, CanBeCopiedJoinedAndWrittenBackIntoTheirSource) {
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent);
  db.get("CREATE TABLE copy AS SELECT * FROM clusters");
  EXPECT_EQ(db.get("SELECT id, cluster, kind FROM copy ORDER BY id"), db.get(kStored));
  EXPECT_EQ(db.get("SELECT typeof(id), typeof(cluster), typeof(kind) FROM copy LIMIT 1"),
            "integer|integer|text");

  db.get("UPDATE firms SET cluster = (SELECT cluster FROM clusters WHERE clusters.id = firms.firm_id)");
  EXPECT_EQ(db.get("SELECT cluster, count(*) FROM firms GROUP BY cluster"), "|10\n1|30\n2|20");

  // As many new rows as the table had when the statement began: it does not read what it writes.
  db.get("INSERT INTO firms(firm_id, x, y) SELECT id + 1000, 0, 0 FROM clusters");
  EXPECT_EQ(db.get("SELECT count(*) FROM firms"), "120");
  EXPECT_EQ(db.get(kStored), db.get(kComputed));
  db.get("DELETE FROM firms WHERE firm_id IN (SELECT id FROM clusters WHERE cluster = 1)");
  EXPECT_EQ(db.get("SELECT count(*), max(cluster) FROM clusters"), "30|1");
}

TEST(PermanentTables, RefuseToBeWritten) {
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent);
  for (const char* const write :
       {"DELETE FROM clusters", "UPDATE clusters SET cluster = 1", "INSERT INTO clusters(id) VALUES (1)"}) {
    EXPECT_EQ(db.run(write).text(), "error: table clusters may not be modified");
  }
}

TEST(PermanentTables, OfEmptyAndTinySources) {
  Database db;
  db.get(
      "CREATE TABLE firms(firm_id, x, y, industry, district);"
      "CREATE VIRTUAL TABLE quotients USING cl_location_quotient(source = firms, region = district, industry "
      "= "
      "industry)");
  db.get(kPermanent);
  EXPECT_EQ(db.get("SELECT count(*) FROM clusters"), "0");
  EXPECT_EQ(db.get("SELECT count(*) FROM clusters WHERE id = 1"), "0");
  EXPECT_EQ(db.get("SELECT count(*) FROM quotients"), "0");
  db.get("INSERT INTO firms VALUES (1, 0, 0, 'A', 'K')");
  EXPECT_EQ(db.get(kStored), "1||noise");
  EXPECT_EQ(db.get("SELECT region, industry, value, lq FROM quotients"), "K|A|1.0|1.0");
  db.get("UPDATE firms SET x = NULL");
  EXPECT_EQ(db.get(kStored), "1||");
  db.get("UPDATE firms SET firm_id = NULL");
  EXPECT_EQ(db.get(kStored), "");
}

}  // namespace
}  // namespace clusterlite::testing
