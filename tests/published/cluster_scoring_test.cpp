// Scores of clusters, through SQL, against printed values and against the rules written out as SQL over the
// same firms.
#include <gtest/gtest.h>

#include <string>

#include "support/database.hpp"

namespace clusterlite::testing {
namespace {

class ScoringReference : public ::testing::Test {
 protected:
  ScoringReference() {
    // 4,000 firms in 25 districts and 20 industries, some without employees, made of whole numbers.
    db_.get(R"(CREATE TABLE firms(district, industry, employees);
               INSERT INTO firms
               WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
               SELECT (i * i * 31 + i / 7) % 25 % (1 + i % 25), 'I' || ((i * 17 + i * i / 11) % 20 % (1 + i * 3 % 20)),
                      CASE WHEN i % 50 = 0 THEN NULL ELSE 1 + (i * 7919 % 1009) / (1 + i % 40) END
               FROM n)");
  }

  // What one query gives and the other does not: nothing, and something in both.
  void expect_same(const std::string& a, const std::string& b) {
    EXPECT_EQ(db_.get("SELECT * FROM (" + a + ") EXCEPT SELECT * FROM (" + b + ") LIMIT 5"), "");
    EXPECT_EQ(db_.get("SELECT * FROM (" + b + ") EXCEPT SELECT * FROM (" + a + ") LIMIT 5"), "");
    EXPECT_GT(std::stoi(db_.get("SELECT count(*) FROM (" + a + ")")), 15);
  }

  Database db_;
};

constexpr char kCrosstab[] = "(SELECT cl_crosstab(district, industry, employees) FROM firms)";

TEST_F(ScoringReference, LitzenbergerSternberg) {
  // REAT litzenberger() after Farhauer and Kroell 2014.
  EXPECT_NEAR(std::stod(db_.get("SELECT cl_litzenberger_sternberg(1743, 5740, 50, 576, 488, 4621, 35, 53)")),
              21.87491102, 5e-9);
}

TEST_F(ScoringReference, StarsAreWhatTheirRuleSays) {
  for (const auto& [min_lq, top, min_firms] :
       {std::tuple{"2.0", "0.1", "10"}, {"1.2", "0.25", "0"}, {"0.9", "1.0", "3"}}) {
    const std::string p(top);
    const std::string by_hand = R"(
      WITH cells AS (
        SELECT district, industry, sum(employees) AS value, count(*) AS firms FROM firms GROUP BY 1, 2 HAVING value > 0),
      shares AS (
        SELECT *, value * 1.0 / sum(value) OVER (PARTITION BY district) AS share,
               value * 1.0 * sum(value) OVER () / sum(value) OVER (PARTITION BY district)
                 / sum(value) OVER (PARTITION BY industry) AS lq,
               count(*) OVER (PARTITION BY industry) AS clusters, count(*) OVER () AS all_clusters
        FROM cells),
      ranks AS (
        SELECT *, count(*) OVER (PARTITION BY industry ORDER BY value DESC) AS size_rank,
               count(*) OVER (ORDER BY share DESC) AS focus_rank
        FROM shares)
      SELECT district, industry, value * 1.0, firms,
             firms >= )" + std::string(min_firms) +
                                " AND size_rank < " + p + R"( * clusters + 1,
             firms >= )" + min_firms +
                                " AND lq >= " + min_lq + R"(,
             firms >= )" + min_firms +
                                " AND focus_rank < " + p + R"( * all_clusters + 1
      FROM ranks)";
    expect_same(by_hand,
                "SELECT region, industry, value, firms, size_star, specialization_star, focus_star FROM "
                "cl_cluster_stars(" +
                    std::string(kCrosstab) + ", " + min_lq + ", " + p + ", " + p + ", " + min_firms +
                    ") WHERE value > 0");
  }
}

TEST_F(ScoringReference, StarsAddUp) {
  EXPECT_EQ(
      db_.get(std::string(R"(SELECT count(*) FROM cl_cluster_stars()") + kCrosstab +
              ") WHERE stars <> size_star + specialization_star + focus_star OR stars NOT BETWEEN 0 AND 3"),
      "0");
}

TEST_F(ScoringReference, TradedIndustriesAreWhatTheirRuleSays) {
  const std::string by_hand = std::string(R"(
    WITH lq AS MATERIALIZED (SELECT * FROM cl_location_quotient()") +
                              kCrosstab + R"()),
    ranked AS (SELECT *, row_number() OVER (PARTITION BY industry ORDER BY lq DESC) AS rank FROM lq),
    measures AS (
      SELECT industry, sum(value) AS value, sum(firms) AS firms, sum(value > 0) AS regions,
             sum(value) FILTER (WHERE lq >= 1) / sum(value) AS share, avg(lq) FILTER (WHERE rank <= 5) AS top,
             cl_locational_gini(value, region_total) AS gini
      FROM ranked GROUP BY industry)
    SELECT industry, value, firms, regions, round(share, 12), round(top, 10), round(gini, 12),
           share >= 0.5 AND top >= 2 AND gini >= 0.3
    FROM measures)";
  expect_same(
      by_hand,
      std::string("SELECT industry, value, firms, regions, round(specialized_share, 12), round(mean_top_lq, "
                  "10), round(locational_gini, 12), traded FROM cl_traded_local(") +
          kCrosstab + ")");
  // Both kinds are among them.
  EXPECT_EQ(db_.get(std::string("SELECT DISTINCT traded FROM cl_traded_local(") + kCrosstab + ") ORDER BY 1"),
            "0\n1");
}

TEST_F(ScoringReference, SplittingAndMergingChangesNothing) {
  const std::string merged =
      "(SELECT cl_merge(part) FROM (SELECT cl_crosstab(district, industry, employees) AS part FROM firms "
      "GROUP BY rowid % 7))";
  for (const std::string call : {"cl_cluster_stars", "cl_traded_local"}) {
    EXPECT_EQ(db_.get("SELECT * FROM " + call + "(" + merged + ")"),
              db_.get("SELECT * FROM " + call + "(" + kCrosstab + ")"));
    EXPECT_EQ(db_.get("SELECT * FROM " + call +
                      "((SELECT cl_crosstab(district, industry, employees) FROM (SELECT * FROM firms ORDER "
                      "BY employees, "
                      "industry)))"),
              db_.get("SELECT * FROM " + call + "(" + kCrosstab + ")"));
  }
}

}  // namespace
}  // namespace clusterlite::testing
