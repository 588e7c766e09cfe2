// Linkage, reach of ties, territories and tracking over the synthetic city: what was planted, and values that
// igraph 0.10.2 printed (modularity, transitivity of induced subgraphs) or that follow from the formulas.
#include <gtest/gtest.h>

#include <string>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

// The clusters of 2012 as `members`, all firms and ties with numbers as ids.
class City {
 public:
  City() {
    import_csv(db_, source_file("fixtures/firms.csv"), "raw_firms");
    import_csv(db_, source_file("fixtures/links.csv"), "raw_links");
    db_.get(R"(
        CREATE TABLE firms AS
        SELECT firm_id + 0 AS id, industry, nullif(role, '') AS role, nullif(district, '') AS district,
               nullif(x, '') + 0.0 AS x, nullif(y, '') + 0.0 AS y, founded + 0 AS founded,
               iif(closed = '', 9999, closed + 0) AS closed
        FROM raw_firms;
        CREATE TABLE links AS SELECT from_id + 0 AS a, to_id + 0 AS b, weight + 0.0 AS w FROM raw_links;
        CREATE TABLE members AS SELECT id, group_key || '-' || cluster AS cluster FROM )" +
            clusters(9998) + " WHERE cluster IS NOT NULL");
  }

  // DBSCAN over the firms that were open in a year.
  static std::string clusters(int year) {
    const std::string y = std::to_string(year);
    return "cl_dbscan((SELECT cl_points(id, x, y, 1, industry) FROM firms WHERE industry IN ('J62', 'C14', "
           "'C25', "
           "'I56', 'C21', 'J58') AND founded <= " +
           y + " AND closed > " + y + "), 500, 12)";
  }
  static std::string labels(int year) {
    return "(SELECT cl_labels(id, group_key || '-' || cluster) FROM " + clusters(year) + ")";
  }

  std::string get(const std::string& sql) { return db_.get(sql); }

 private:
  Database db_;
};

constexpr const char* kLinks = "(SELECT cl_links(a, b, w) FROM links)";
constexpr const char* kMembers = "(SELECT cl_labels(id, cluster) FROM members)";

std::string linkage() { return std::string("cl_linkage(") + kLinks + ", " + kMembers + ")"; }

TEST(LinkageReference, TheCityIsLinkedButForItsRestaurants) {
  City city;
  EXPECT_EQ(
      city.get(
          "SELECT label, members, internal_links, round(expected_internal, 4), round(linkage_quotient, 3), "
          "round(linkage_z, 4) FROM " +
          linkage() + " WHERE label IN ('J62-1', 'I56-1')"),
      "I56-1|260|1|3.3518|0.298|-1.3053\nJ62-1|663|1928|275.9369|6.987|111.1751");
  EXPECT_EQ(city.get("SELECT group_concat(label || ' ' || internal_links || ' ' || round(expected_internal, "
                     "1), '; ') FROM " +
                     linkage()),
            "C14-1 2438 503.3; C14-2 503 40.0; C14-3 487 21.0; C21-1 320 12.2; I56-1 1 3.4; J58-1 283 7.7; "
            "J62-1 1928 "
            "275.9; J62-2 1038 75.0; J62-3 348 11.2");
  EXPECT_EQ(city.get("SELECT label FROM " + linkage() + " WHERE linkage_z < 4"), "I56-1");
  EXPECT_EQ(city.get("SELECT min(linkage_z) >= 76 FROM " + linkage() + " WHERE label <> 'I56-1'"), "1");
}

// Dongdaemun's apparel firms. igraph: transitivity(induced_subgraph()), components().
TEST(LinkageReference, ShapeOfTheLargestCluster) {
  City city;
  EXPECT_EQ(city.get("SELECT tied_members, reciprocity, round(clustering_coefficient, 10), components, "
                     "round(largest_component_share, 6) FROM " +
                     linkage() + " WHERE label = 'C14-1'"),
            "844|0.0|0.0103841455|8|0.991706");
}

// Nobody supplies a research or a support firm, though chance would give 305 ties from research to
// production.
TEST(LinkageReference, TiesBetweenRoles) {
  City city;
  const std::string matrix =
      std::string("cl_link_matrix(") + kLinks + ", (SELECT cl_labels(id, role) FROM firms))";
  EXPECT_EQ(city.get("SELECT links, round(expected, 1), round(z, 1) FROM " + matrix +
                     " WHERE label_from = 'research' AND label_to = 'production'"),
            "0|305.2|-24.1");
  EXPECT_EQ(city.get("SELECT count(*), sum(links), round(sum(expected), 6) FROM " + matrix),
            "16|24848|24848.0");
}

TEST(LinkageReference, Components) {
  City city;
  EXPECT_EQ(city.get(std::string("SELECT count(*), max(component) FROM cl_components(") + kLinks + ")"),
            "15228|770");
}

// Within 500 m 5,619 ties where chance gives 325.6; parity at 2 to 2.5 km; fewer beyond.
TEST(LinkageReference, ReachOfTies) {
  City city;
  const std::string reach =
      std::string("cl_link_distance((SELECT cl_points(id, x, y) FROM firms), ") + kLinks + ", 500, 5000)";
  EXPECT_EQ(city.get("SELECT links, round(expected, 1), round(z) FROM " + reach + " WHERE distance_from = 0"),
            "5619|325.6|300.0");
  EXPECT_EQ(city.get("SELECT links, round(expected) FROM " + reach + " WHERE distance_to IS NULL"),
            "12065|19149.0");
  EXPECT_EQ(city.get("SELECT min(distance_from) FROM " + reach + " WHERE quotient < 1"), "2000.0");
  EXPECT_EQ(city.get("SELECT round(quotient, 1) FROM " + reach + " WHERE distance_from = 2000"), "1.0");
}

// The generator never looks at districts, so no border may seem to cut ties.
TEST(LinkageReference, BordersCutNoTies) {
  City city;
  const std::string crossing = R"(
      SELECT group_key, sum(crossing_links) AS crossing, sum(expected_crossing) AS expected,
             (sum(crossing_links) - sum(expected_crossing)) / sqrt(sum(crossing_variance)) AS z
      FROM cl_link_distance((SELECT cl_points(id, x, y, 1, cluster) FROM members JOIN firms USING (id)),
                            (SELECT cl_links(a, b) FROM links), 100, NULL,
                            (SELECT cl_labels(id, district) FROM firms))
      GROUP BY group_key)";
  EXPECT_EQ(city.get("SELECT crossing FROM (" + crossing + ") WHERE group_key = 'J62-1'"), "508");
  EXPECT_EQ(city.get("SELECT count(*), count(z), min(z) > -1.5, max(abs(z)) < 2 FROM (" + crossing + ")"),
            "9|7|1|1");
}

// Pharmaceuticals lack support; the restaurants' territory has 20 research firms, though none is a member.
TEST(LinkageReference, Territories) {
  City city;
  const std::string territory = R"(cl_territory(
      (SELECT cl_points(id, x, y, 1, role) FROM firms WHERE closed = 9999),
      (SELECT cl_points(id, x, y, 1, cluster) FROM members JOIN firms USING (id)), 500))";
  EXPECT_EQ(city.get("SELECT cluster, kind FROM " + territory + " WHERE firms = 0"), "C21-1|support");
  EXPECT_EQ(city.get("SELECT sum(firms) FROM " + territory + " WHERE cluster = 'C21-1'"), "201");
  EXPECT_EQ(city.get("SELECT firms FROM " + territory + " WHERE cluster = 'I56-1' AND kind = 'research'"),
            "20");
}

TEST(LinkageReference, ClustersOverTheYears) {
  City city;
  const auto track = [](int before, int after) {
    return "cl_track(" + City::labels(before) + ", " + City::labels(after) + ")";
  };
  EXPECT_EQ(
      city.get(
          "SELECT cluster_before, cluster_after, members_before, members_after, overlap, round(jaccard, 3), "
          "event FROM " +
          track(1995, 2003) + " WHERE event IN ('grown', 'shrunk', 'born', 'died')"),
      "C14-2|C14-2|488|378|1.0|0.775|shrunk\nJ62-2|J62-1|142|606|1.0|0.234|grown\nC25-1||170||||died\n|J58-1|"
      "|140|||born");
  EXPECT_EQ(city.get("SELECT members_before, members_after, round(jaccard, 3), event FROM " +
                     track(1995, 1999) + " WHERE cluster_before = 'C25-1'"),
            "170|59|0.347|shrunk");
  EXPECT_EQ(city.get("SELECT count(*), round(min(overlap), 3) FROM " + track(1995, 2012) +
                     " WHERE event IS NOT NULL AND shared"),
            "7|0.684");
}

}  // namespace
}  // namespace clusterlite::testing
