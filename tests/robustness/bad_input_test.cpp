// What is refused, word for word: the sentence is what a user has to go by.
#include <gtest/gtest.h>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

struct Refused {
  std::string sql;
  std::string message;
};

void expect_refused(Database& db, const std::vector<Refused>& cases) {
  for (const Refused& one : cases) {
    const Outcome outcome = db.run(one.sql);
    EXPECT_EQ(outcome.code, SQLITE_ERROR) << one.sql;
    EXPECT_EQ(outcome.error, one.message) << one.sql;
  }
  EXPECT_EQ(db.get("SELECT cl_lq(1, 1, 1, 1)"), "1.0") << "the connection works on";
}

TEST(BadInput, ToCollectors) {
  Database db;
  db.get("CREATE TABLE f(id, x, y, weight, g); INSERT INTO f VALUES (7, 1, 2, 3, 'a')");
  expect_refused(
      db,
      {
          {"SELECT cl_points(id, 'abc', 2) FROM f", "cl_points: x must be a number (got 'abc' for id 7)"},
          {"SELECT cl_points(id, 1, '12,5') FROM f", "cl_points: y must be a number (got '12,5' for id 7)"},
          {"SELECT cl_points('é', ' ', 2)", "cl_points: x must be a number (got ' ' for id 'é')"},
          {"SELECT cl_points(id, '0x10', 2) FROM f", "cl_points: x must be a number (got '0x10' for id 7)"},
          {"SELECT cl_points(id, 'inf', 2) FROM f", "cl_points: x must be a number (got 'inf' for id 7)"},
          {"SELECT cl_points(id, 'NaN', 2) FROM f", "cl_points: x must be a number (got 'NaN' for id 7)"},
          {"SELECT cl_points(id, '1e', 2) FROM f", "cl_points: x must be a number (got '1e' for id 7)"},
          {"SELECT cl_points(id, '1 2', 2) FROM f", "cl_points: x must be a number (got '1 2' for id 7)"},
          {"SELECT cl_points(id, 1, 1e101) FROM f",
           "cl_points: y must lie within -1e100..1e100 (got 1e+101 for id 7)"},
          {"SELECT cl_medoid(id, -1e308, 1) FROM f",
           "cl_medoid: x must lie within -1e100..1e100 (got -1e+308 for id 7)"},
          {"SELECT cl_geometries(1, x'0101000000A0C8EB85F3CCE17F0000000000000000')",
           "cl_geometries: x must lie within -1e100..1e100 (got 1e+308 for id 1)"},
          {"SELECT cl_dbscan_label(1e101, 0, 1, 1) OVER (ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)",
           "cl_dbscan_label: x must lie within -1e100..1e100 (got 1e+101)"},
          {"SELECT cl_points(id, 1, 9e999) FROM f", "cl_points: y must be finite (got inf for id 7)"},
          {"SELECT cl_points(id, -9e999, 1) FROM f", "cl_points: x must be finite (got -inf for id 7)"},
          {"SELECT cl_points(id, '1e999', 1) FROM f", "cl_points: x must be finite (got '1e999' for id 7)"},
          {"SELECT cl_points(id, 1, x'00') FROM f",
           "cl_points: y must be a number (got a BLOB of 1 byte for id 7)"},
          {"SELECT cl_points(id, x, y, -2) FROM f", "cl_points: weight must be >= 0 (got -2 for id 7)"},
          {"SELECT cl_points(id, x, y, '-0.5') FROM f",
           "cl_points: weight must be >= 0 (got '-0.5' for id 7)"},
          {"SELECT cl_points(id, x, y, 9e999) FROM f", "cl_points: weight must be finite (got inf for id 7)"},
          {"SELECT cl_points(id, x, y, 'many') FROM f",
           "cl_points: weight must be a number (got 'many' for id 7)"},
          {"SELECT cl_points(x'aabb', x, y) FROM f",
           "cl_points: id must be an integer or a text (got a BLOB of 2 bytes)"},
          {"SELECT cl_points(id, x, y, 1, x'aa') FROM f",
           "cl_points: group_key must be an integer or a text (got a BLOB of 1 byte for id 7)"},
          {"SELECT cl_points(id, x) FROM f",
           "cl_points: wrong number of arguments (got 2); expects cl_points(id, x, y [, weight [, "
           "group_key]])"},
          {"SELECT cl_points() FROM f",
           "cl_points: wrong number of arguments (got 0); expects cl_points(id, x, y [, weight [, "
           "group_key]])"},
          {"SELECT cl_points(1, 2, 3, 4, 5, 6) FROM f",
           "cl_points: wrong number of arguments (got 6); expects cl_points(id, x, y [, weight [, "
           "group_key]])"},
          {"SELECT cl_points(1, 2) FROM f WHERE 0",
           "cl_points: wrong number of arguments; expects cl_points(id, x, y [, weight [, group_key]])"},
          {"SELECT cl_crosstab('K', 'A', 'x')",
           "cl_crosstab: value must be a number (got 'x' for region 'K', industry 'A')"},
          {"SELECT cl_crosstab('K', 7, -1)",
           "cl_crosstab: value must be >= 0 (got -1 for region 'K', industry 7)"},
          {"SELECT cl_crosstab('K', 'A', 9e999)",
           "cl_crosstab: value must be finite (got inf for region 'K', industry 'A')"},
          {"SELECT cl_crosstab(x'00', 'A', 1)",
           "cl_crosstab: region must be an integer or a text (got a BLOB of 1 byte)"},
          {"SELECT cl_crosstab('K', x'00', 1)",
           "cl_crosstab: industry must be an integer or a text (got a BLOB of 1 byte for region 'K')"},
          {"SELECT cl_crosstab('K', 'A', column1) FROM (VALUES (1e308), (1e308))",
           "cl_crosstab: the values of region 'K' and industry 'A' add up to more than 1.8e308"},
          {"SELECT cl_crosstab_cells('K', 'A', 1, -1)",
           "cl_crosstab_cells: firms must be >= 0 (got -1 for region 'K', industry 'A')"},
          {"SELECT cl_crosstab_cells('K', 'A', 1, 1.5)",
           "cl_crosstab_cells: firms must be a whole number (got 1.5 for region 'K', industry 'A')"},
          {"SELECT cl_crosstab_cells('K', 'A', 1, 1, -4)",
           "cl_crosstab_cells: sum_of_squares must be >= 0 (got -4 for region 'K', industry 'A')"},
          {"SELECT cl_geometries(1, x'01010000000000000000000840000000000000')",
           "cl_geometries: the geometry of id 1 is a damaged WKB geometry: 19 bytes where a POINT of its "
           "kind has 21"},
          {"SELECT cl_geometries(1, 'POINT(1 2)')",
           "cl_geometries: geometry must be a geometry BLOB (got 'POINT(1 2)' for id 1)"},
          {"SELECT cl_geometries(1, x'')",
           "cl_geometries: the geometry of id 1 is a BLOB of 0 bytes that is no geometry this function knows "
           "(SpatiaLite, "
           "GeoPackage, WKB or EWKB)"},
          {"SELECT cl_merge(5)", "cl_merge: dataset must be a data set (got 5)"},
          {"SELECT cl_merge('x')", "cl_merge: dataset must be a data set (got 'x')"},
      });
}

TEST(BadInput, ThatIsAGeometryOfAnotherTypeNamesTheType) {
  Database db;
  const Outcome arc = db.run("SELECT cl_geometries('a', x'010800000000000000')");
  EXPECT_EQ(arc.code, SQLITE_ERROR);
  EXPECT_EQ(arc.error.find(
                "cl_geometries: the geometry of id 'a' is a CIRCULARSTRING; only geometries with straight"),
            0U)
      << arc.error;
}

TEST(BadInput, OfIdsThatOccurTwice) {
  Database db;
  const auto collect = [](const std::string& rows) {
    return "SELECT length(cl_points(column1, 1, 1)) FROM (VALUES " + rows + ")";
  };
  const auto in_groups = [](const std::string& rows) {
    return "SELECT length(cl_points(column1, 1, 1, 1, column2)) FROM (VALUES " + rows + ")";
  };
  const auto merge = [](const std::string& a, const std::string& b) {
    return "SELECT length(cl_merge(p)) FROM (SELECT cl_points(column1, 1, 1) AS p FROM (VALUES " + a +
           ") UNION ALL SELECT cl_points(column1, 1, 1) FROM (VALUES " + b + "))";
  };
  expect_refused(
      db,
      {
          {collect("(1), (2), (2), (3)"), "cl_points: id 2 occurs more than once; ids must be unique"},
          {collect("(3), (2), (1), (3)"), "cl_points: id 3 occurs more than once; ids must be unique"},
          {collect("('a'), ('b'), ('b')"), "cl_points: id 'b' occurs more than once; ids must be unique"},
          {collect("('b'), ('a'), ('b')"), "cl_points: id 'b' occurs more than once; ids must be unique"},
          {collect("(1), ('1'), (1.5), (1)"), "cl_points: id 1 occurs more than once; ids must be unique"},
          {collect("('x'), (2), ('x')"), "cl_points: id 'x' occurs more than once; ids must be unique"},
          {collect("(2.5), (1), (2.5)"), "cl_points: id 2.5 occurs more than once; ids must be unique"},
          {in_groups("(1, 'a'), (1, 'b'), (1, 'a')"),
           "cl_points: id 1 occurs more than once in group 'a'; ids must be unique"},
          {in_groups("('x', 2), ('x', 1), ('x', 2)"),
           "cl_points: id 'x' occurs more than once in group 2; ids must be unique"},
          {merge("(1), (2)", "(2), (3)"), "cl_merge: id 2 occurs more than once; ids must be unique"},
          {merge("(7), (8)", "(1), (7)"), "cl_merge: id 7 occurs more than once; ids must be unique"},
          {merge("(1), ('b')", "(2), ('b')"), "cl_merge: id 'b' occurs more than once; ids must be unique"},
      });
  EXPECT_EQ(db.get(collect("(1), ('1'), (1.5), ('1.5')")), "256");
  EXPECT_EQ(db.get(in_groups("(1, 'a'), (1, 'b'), (1, 'c')")), "258");
  EXPECT_EQ(db.get(merge("(5), (6)", "(1), (2)")), "240");
}

TEST(BadInput, ToTableValuedFunctions) {
  Database db;
  db.get(
      "CREATE TABLE f(id, x, y, g); INSERT INTO f VALUES (7, 1, 2, 'a'), (8, 90, 80, 'b');"
      "CREATE VIEW p AS SELECT cl_points(id, x, y) AS d FROM f; CREATE VIEW c AS SELECT cl_crosstab(g, g) AS "
      "d FROM f");
  const auto dbscan = [](const std::string& arguments) {
    return "SELECT * FROM cl_dbscan(" + arguments + ")";
  };
  const auto of_points = [&](const std::string& more) { return dbscan("(SELECT d FROM p), " + more); };
  const std::string signature = "cl_dbscan(points, eps, min_points [, metric])";
  expect_refused(
      db,
      {
          {"SELECT * FROM cl_dbscan", "cl_dbscan: argument points is missing: " + signature},
          {dbscan(""), "cl_dbscan: argument points is missing: " + signature},
          {dbscan("(SELECT d FROM p)"), "cl_dbscan: argument eps is missing: " + signature},
          {of_points("5"), "cl_dbscan: argument min_points is missing: " + signature},
          {"SELECT * FROM cl_dbscan WHERE eps = 5 AND min_points = 3",
           "cl_dbscan: argument points is missing: " + signature},
          {of_points("5, 3, 'planar', 1"), "too many arguments on cl_dbscan() - max 4"},
          {dbscan("NULL, 5, 3"), "cl_dbscan: argument 1 is NULL; it needs points - see cl_points()"},
          {dbscan("'abc', 5, 3"), "cl_dbscan: argument 1 is 'abc'; it needs points - see cl_points()"},
          {dbscan("12, 5, 3"), "cl_dbscan: argument 1 is 12; it needs points - see cl_points()"},
          {dbscan("(SELECT d FROM p WHERE 0), 5, 3"),
           "cl_dbscan: argument 1 is NULL; it needs points - see cl_points()"},
          {dbscan("x'', 5, 3"),
           "cl_dbscan: argument 1 is a BLOB of 0 bytes that is not a data set of ClusterLite"},
          {dbscan("zeroblob(200), 5, 3"),
           "cl_dbscan: argument 1 is a BLOB of 200 bytes that is not a data set of ClusterLite"},
          {dbscan("(SELECT d FROM c), 5, 3"),
           "cl_dbscan: argument 1 is a crosstab; it needs points - see cl_points()"},
          {"SELECT * FROM cl_location_quotient((SELECT d FROM p))",
           "cl_location_quotient: argument 1 is points; it needs a crosstab - see cl_crosstab()"},
          {"SELECT * FROM cl_describe(5)",
           "cl_describe: argument 1 is 5; it needs a data set - see cl_points()"},
          {of_points("NULL, 3"), "cl_dbscan: eps must be a number (got NULL)"},
          {of_points("'', 3"), "cl_dbscan: eps must be a number (got '')"},
          {of_points("'far', 3"), "cl_dbscan: eps must be a number (got 'far')"},
          {of_points("x'01', 3"), "cl_dbscan: eps must be a number (got a BLOB of 1 byte)"},
          {of_points("-5, 3"), "cl_dbscan: eps must be >= 0 (got -5)"},
          {of_points("-1e-300, 3"), "cl_dbscan: eps must be >= 0 (got -1e-300)"},
          {of_points("9e999, 3"), "cl_dbscan: eps must be finite (got inf)"},
          {of_points("5, 0"), "cl_dbscan: min_points must be >= 1 (got 0)"},
          {of_points("5, 0.5"), "cl_dbscan: min_points must be >= 1 (got 0.5)"},
          {of_points("5, NULL"), "cl_dbscan: min_points must be a number (got NULL)"},
          {of_points("5, -9e999"), "cl_dbscan: min_points must be finite (got -inf)"},
          {of_points("5, 3, 'taxicab'"), "cl_dbscan: metric must be 'planar' or 'geodesic' (got 'taxicab')"},
          {of_points("5, 3, 1"), "cl_dbscan: metric must be 'planar' or 'geodesic' (got 1)"},
          {of_points("5, 3, 'it''s a very long word, longer than an error message should repeat'"),
           "cl_dbscan: metric must be 'planar' or 'geodesic' (got 'it''s a very long word, longer than an "
           "error message "
           "should r...')"},
          {of_points("500, 3"),
           "cl_dbscan: eps = 500 spans all coordinates, which look like longitude and latitude in degrees; "
           "say 'geodesic' "
           "for a distance in metres on the globe, or 'planar' if they really are plane coordinates"},
          {dbscan("(SELECT cl_points(id, x, y + 11) FROM f), 500, 3, 'geodesic'"),
           "cl_dbscan: latitude must be within -90..90 (got 91 for id 8); with 'geodesic' x is the longitude "
           "and y the "
           "latitude, in degrees"},
          {dbscan("(SELECT cl_points(id, x - 190, y) FROM f), 500, 3, 'geodesic'"),
           "cl_dbscan: longitude must be within -180..180 (got -189 for id 7); with 'geodesic' x is the "
           "longitude and y the "
           "latitude, in degrees"},
          {"SELECT * FROM cl_neighbour_count((SELECT d FROM p), -1)",
           "cl_neighbour_count: radius must be >= 0 (got -1)"},
          {"SELECT * FROM cl_neighbour_count((SELECT d FROM p))",
           "cl_neighbour_count: argument radius is missing: cl_neighbour_count(points, radius [, metric])"},
      });
  EXPECT_EQ(db.get("SELECT count(*) FROM cl_dbscan((SELECT d FROM p), 500, 1, NULL) WHERE 0"), "0");
}

TEST(BadInput, ToScalarsAndAggregates) {
  Database db;
  expect_refused(
      db, {
              {"SELECT cl_lq(1, 2, 3)",
               "cl_lq: wrong number of arguments (got 3); expects cl_lq(local_industry, local_total, "
               "reference_industry, "
               "reference_total)"},
              {"SELECT cl_lq(-1, 2, 3, 4)", "cl_lq: local_industry must be >= 0 (got -1)"},
              {"SELECT cl_lq(1, 2, 3, 9e999)", "cl_lq: reference_total must be finite (got inf)"},
              {"SELECT cl_lq(1, x'00', 3, 4)", "cl_lq: local_total must be a number (got a BLOB of 1 byte)"},
              {"SELECT cl_herfindahl('x')", "cl_herfindahl: value must be a number (got 'x')"},
              {"SELECT cl_herfindahl(-1)", "cl_herfindahl: value must be >= 0 (got -1)"},
              {"SELECT cl_herfindahl(9e999)", "cl_herfindahl: value must be finite (got inf)"},
              {"SELECT cl_herfindahl(1, x'01')",
               "cl_herfindahl: category must be an integer or a text (got a BLOB of 1 byte)"},
              {"SELECT cl_herfindahl('b', 'a')",
               "cl_herfindahl: value must be a number (got 'b' for category 'a')"},
              {"SELECT cl_effective_number(-3) OVER ()", "cl_effective_number: value must be >= 0 (got -3)"},
              {"SELECT cl_herfindahl()",
               "cl_herfindahl: wrong number of arguments (got 0); expects cl_herfindahl(value [, category])"},
              {"SELECT cl_herfindahl(1, 2, 3) OVER ()",
               "cl_herfindahl: wrong number of arguments (got 3); expects cl_herfindahl(value [, category])"},
              {"SELECT cl_concentration_ratio(0, 1)",
               "cl_concentration_ratio: m must be a whole number >= 1 (got 0)"},
              {"SELECT cl_concentration_ratio(1.5, 1)",
               "cl_concentration_ratio: m must be a whole number (got 1.5)"},
              {"SELECT cl_concentration_ratio(NULL, 1)",
               "cl_concentration_ratio: m must be a whole number >= 1 (got NULL)"},
              {"SELECT cl_concentration_ratio(column1, 1) FROM (VALUES (1), (2))",
               "cl_concentration_ratio: m must be the same in all rows (got 1 and 2)"},
              {"SELECT cl_convex_hull('a', 1)", "cl_convex_hull: x must be a number (got 'a')"},
              {"SELECT cl_convex_hull(1, 9e999)", "cl_convex_hull: y must be finite (got inf)"},
              {"SELECT cl_convex_hull(1, 1, 1.5)", "cl_convex_hull: srid must be a whole number (got 1.5)"},
              {"SELECT cl_convex_hull(1, 1, column1) FROM (VALUES (1), (2))",
               "cl_convex_hull: srid must be the same in all rows (got 1 and 2)"},
              {"SELECT cl_convex_hull('POINT(1 2)')",
               "cl_convex_hull: geometry must be a geometry BLOB (got 'POINT(1 2)')"},
              {"SELECT cl_concave_hull(1, 1, 2)", "cl_concave_hull: ratio must lie between 0 and 1 (got 2)"},
              {"SELECT cl_concave_hull(1, 1, NULL)", "cl_concave_hull: ratio must be a number (got NULL)"},
              {"SELECT cl_concave_hull(1, 1, column1) FROM (VALUES (0.1), (0.2))",
               "cl_concave_hull: ratio must be the same in all rows (got 0.1 and 0.2)"},
              {"SELECT cl_version(1)", "cl_version: wrong number of arguments (got 1); expects cl_version()"},
          });
}

TEST(BadInput, ThatMakesADataSetBeyondTheLimitOfABlob) {
  Database db;
  db.get(kSixtyFirms);
  sqlite3_limit(db.handle(), SQLITE_LIMIT_LENGTH, 1100);
  const std::string ways_out =
      ": the data set would pass the 1100 bytes that this connection allows for one BLOB; collect it in "
      "parts (GROUP BY a "
      "region or year), merge smaller data sets, or raise SQLITE_LIMIT_LENGTH (.limit length in the sqlite3 "
      "shell)";
  expect_refused(
      db,
      {{"SELECT length(cl_points(firm_id, x, y)) FROM firms", "cl_points" + ways_out},
       {"SELECT length(cl_crosstab(firm_id, industry)) FROM firms", "cl_crosstab" + ways_out},
       {"SELECT length(cl_merge(d)) FROM (SELECT cl_points(firm_id, x, y) AS d FROM firms GROUP BY industry)",
        "cl_merge" + ways_out}});
  EXPECT_EQ(db.get("SELECT length(cl_points(firm_id, x, y)) FROM firms WHERE firm_id <= 59"), "1088");
  db.get(kPermanent);  // whose data set is no SQL value
  EXPECT_EQ(db.get("SELECT max(cluster) FROM clusters"), "2");
}

// Text of any length and spelling is read as SQLite itself reads numbers.
TEST(BadInput, IsNotATextThatIsANumber) {
  Database db;
  for (const char* const text :
       {"5", " 5 ", "+5", "-0", "5.", ".5", "5e3", "5E-3", "1e+2", "-1.25e2", "\t7\n", "007",
        "9223372036854775808", "1e-400", "0.1e-300", "123456789012345678901234567890"}) {
    const std::string value = std::string("'") + text + "'";
    EXPECT_EQ(db.get("SELECT min_x FROM cl_describe((SELECT cl_points(1, " + value + ", 0)))"),
              db.get("SELECT CAST(" + value + " AS REAL)"))
        << text;
  }
  const std::string zeros(400, '0');
  EXPECT_EQ(db.get("SELECT min_x FROM cl_describe((SELECT cl_points(1, '0." + zeros + "1', 0)))"), "0.0");
  EXPECT_EQ(db.get("SELECT min_x FROM cl_describe((SELECT cl_points(1, '1" + zeros + "e-400', 0)))"), "1.0");
  EXPECT_EQ(db.get("SELECT min_x FROM cl_describe((SELECT cl_points(1, '1" + zeros + "e-90', 0) WHERE 0))"),
            "");
  EXPECT_EQ(db.run("SELECT cl_points(1, '1" + zeros + "e-5', 0)").error.substr(0, 27),
            "cl_points: x must be finite");
}

}  // namespace
}  // namespace clusterlite::testing
