// Aggregates over units as window functions: every frame gives bit for bit what computing its rows anew
// gives, in any order of the rows.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/database.hpp"

namespace clusterlite::testing {
namespace {

// {c} stands for nothing or for a category.
constexpr const char* kWithCategory[] = {
    "cl_gini(v{c})",
    "cl_gini_corrected(v{c})",
    "cl_theil(v{c})",
    "cl_theil_l(v{c})",
    "cl_atkinson(v, 0.7{c})",
    "cl_atkinson(v, 1{c})",
    "cl_entropy(v{c})",
    "cl_evenness(v{c})",
    "cl_hill(v, 1.5{c})",
    "cl_coefficient_of_variation(v{c})",
    "cl_coefficient_of_variation_population(v{c})",
    "cl_herfindahl(v{c})",
    "cl_herfindahl_normalized(v{c})",
    "cl_effective_number(v{c})",
    "cl_concentration_ratio(2, v{c})",
    "cl_locational_gini(v, w{c})",
    "cl_hoover(v, w{c})",
    "cl_krugman(v, w{c})",
    "cl_kl_divergence(v, w{c})",
};

std::vector<std::string> all_calls() {
  std::vector<std::string> calls = {"cl_gini_weighted(v, w)", "cl_williamson(v, w)"};
  for (const std::string form : kWithCategory) {
    for (const std::string category : {"", ", c"}) {
      std::string call = form;
      call.replace(call.find("{c}"), 3, category);
      calls.push_back(call);
    }
  }
  return calls;
}

// Values of which integers, fractions, the huge, the tiny and the missing are some; and categories.
constexpr char kRows[] = R"(
  CREATE TABLE t(id INTEGER PRIMARY KEY, v, w, c);
  INSERT INTO t(v, w, c) VALUES
    (3, 1, 'a'), (NULL, 2, 'a'), (0.1, 0.1, 'b'), (1e300, 7, 'c'), (0, 1, 'b'), ('', 3, 'a'), ('12', 0.5, NULL), (1e-300, 2, 'b'),
    (9007199254740993, 1, 'a'), (0.1, 3, 'a'), (7, 2, 3), (7, 2, 3), (1, 1, 3), (2.5, NULL, 'b'), (0, 4, 'a'), (0, 1, 'c'),
    (5, 1, 'c'), (5, 1, 'b'), (5, 1, 'a'), (1e17, 0.3, 'a'), (0.3, 1, 'a'), (2, 2, ''), (4, 1e-3, 'b'), (0.7, 1, 'b'))";

class UnitWindow : public ::testing::TestWithParam<std::string> {
 protected:
  UnitWindow() { db_.get(kRows); }
  Database db_;
};

TEST_P(UnitWindow, GivesWhatRecomputingGives) {
  // Rows before and after: ROWS BETWEEN 5 PRECEDING AND CURRENT ROW, a centred window, everything so far, one
  // row behind.
  struct Frame {
    const char* clause;
    const char* rows;
  };
  constexpr Frame kFrames[] = {
      {"ROWS BETWEEN 5 PRECEDING AND CURRENT ROW", "o.id BETWEEN t.id - 5 AND t.id"},
      {"ROWS BETWEEN 2 PRECEDING AND 3 FOLLOWING", "o.id BETWEEN t.id - 2 AND t.id + 3"},
      {"ROWS UNBOUNDED PRECEDING", "o.id <= t.id"},
      {"ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING", "o.id >= t.id"},
      {"ROWS BETWEEN 7 PRECEDING AND 3 PRECEDING", "o.id BETWEEN t.id - 7 AND t.id - 3"},
      {"ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING EXCLUDE CURRENT ROW",
       "abs(o.id - t.id) <= 3 AND o.id <> t.id"},
  };
  for (const Frame& frame : kFrames) {
    const std::string moving =
        db_.get("SELECT quote(" + GetParam() + " OVER (ORDER BY id " + frame.clause + ")) FROM t");
    // The rows of each frame in another order.
    const std::string anew =
        db_.get("SELECT (SELECT quote(" + GetParam() + ") FROM (SELECT * FROM t AS o WHERE " + frame.rows +
                " ORDER BY (o.id * 7) % 11)) FROM t ORDER BY id");
    EXPECT_EQ(moving, anew) << frame.clause;
    EXPECT_NE(moving.find_first_of("123456789"), std::string::npos);
  }
}

TEST_P(UnitWindow, OfAPartitionIsTheAggregate) {
  EXPECT_EQ(db_.get("SELECT DISTINCT id % 3, quote(" + GetParam() +
                    " OVER (PARTITION BY id % 3)) FROM t ORDER BY 1"),
            db_.get("SELECT id % 3, quote(" + GetParam() + ") FROM t GROUP BY 1 ORDER BY 1"));
}

TEST_P(UnitWindow, OfNoRowsIsNull) {
  EXPECT_EQ(db_.get("SELECT quote(" + GetParam() + ") FROM t WHERE 0"), "NULL");
  EXPECT_EQ(db_.get("SELECT DISTINCT quote(" + GetParam() + ") FROM t WHERE v IS NULL OR v = ''"), "NULL");
}

INSTANTIATE_TEST_SUITE_P(Functions, UnitWindow, ::testing::ValuesIn(all_calls()), [](const auto& param) {
  std::string name;
  for (const char c : param.param) {
    if (isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  }
  return name;
});

TEST(UnitAggregates, OfTenMillionEqualRows) {
  Database db;
  EXPECT_EQ(db.get(R"(WITH ten(x) AS (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)),
                           thousand AS (SELECT 0.1 AS v FROM ten, ten AS b, ten AS c)
                      SELECT cl_gini(a.v), cl_entropy(a.v) / 23.2534966642115, cl_hoover(a.v, 3)
                      FROM thousand AS a, thousand AS b, ten)"),
            "0.0|1.0|0.0");
}

TEST(UnitAggregates, OfManyDifferentRowsInAnyOrder) {
  Database db;
  db.get(R"(CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
            SELECT i, (i * 7919 % 1000003) / 8.0 AS v, 1 + i % 97 AS w FROM n)");
  const std::string call =
      "SELECT quote(cl_gini(v)), quote(cl_theil(v)), quote(cl_kl_divergence(v, w)), "
      "quote(cl_locational_gini(v, w)), quote(cl_williamson(v, w)), quote(cl_hill(v, 0.5)) FROM ";
  EXPECT_EQ(db.get(call + "t"), db.get(call + "(SELECT * FROM t ORDER BY i * 31 % 10007, v)"));
  // 1000003 is a prime: the values are different, and spread evenly over 0 .. 125000, as far as a third of
  // them can be.
  EXPECT_EQ(db.get("SELECT round(cl_gini(v), 2), cl_hill(v, 0) FROM t"), "0.33|300000.0");
}

}  // namespace
}  // namespace clusterlite::testing
