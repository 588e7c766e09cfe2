// Spatial autocorrelation of bad input: every function with too few, missing and equal values, with islands,
// with more permutations than fit, and with data sets that somebody has forged.
#include <gtest/gtest.h>

#include "robustness/damaged_data_sets.hpp"
#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

// Each data set in front of the weights is made of one column.
struct Function {
  const char* name;
  const char* data_sets;  // the arguments before the weights
  bool style;             // takes one before the permutations
};
constexpr Function kFunctions[] = {
    {"cl_moran", "v", true},       {"cl_geary", "v", true},      {"cl_getis_ord_g", "v", true},
    {"cl_local_moran", "v", true}, {"cl_getis_ord", "v", false}, {"cl_local_geary", "v", true},
    {"cl_join_count", "l", true},  {"cl_bivariate", "vv", true}, {"cl_local_bivariate", "vv", true},
};

// 20 districts at places of their own; `more`: the arguments behind the weights.
std::string sql_of(const Function& function, const std::string& value, const std::string& weights,
                   const std::string& more = "", const std::string& rows = "d") {
  std::string text = std::string("SELECT * FROM ") + function.name + "(";
  for (const char* kind = function.data_sets; *kind != 0; ++kind) {
    text += std::string("(SELECT ") + (*kind == 'l' ? "cl_labels" : "cl_values") + "(id, " + value +
            ") FROM " + rows + "), ";
  }
  return text + weights + (more.empty() ? "" : (function.style ? ", NULL" : "") + (", " + more)) + ")";
}

class Autocorrelation : public ::testing::Test {
 protected:
  Autocorrelation() {
    db_.get(R"(
CREATE TABLE d AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20)
SELECT i AS id, 1000 + i * 37 % 11 * 10.0 AS x, 1000 + i * 53 % 7 * 10.0 + i AS y, i * i % 13 AS v FROM n)");
  }
  std::string error_of(const std::string& sql) { return db_.run(sql).error; }
  Database db_;
};

constexpr const char* kNearest = "cl_weights((SELECT cl_points(id, x, y) FROM d), 'knn', 3)";

TEST_F(Autocorrelation, SaysWhichIdsAreNotInCommon) {
  for (const Function& function : kFunctions) {
    const std::string error =
        error_of(sql_of(function, "v", "cl_weights((SELECT cl_points('d' || id, x, y) FROM d), 'knn', 3)"));
    EXPECT_NE(error.find("known to the weights: id 1 (integer) here, 'd1' (text) there"), std::string::npos)
        << error;
  }
  EXPECT_EQ(error_of(std::string("SELECT 1 FROM cl_bivariate((SELECT cl_values(id, v) FROM d), (SELECT "
                                 "cl_values(id + 1000, v) FROM d), ") +
                     kNearest + ")"),
            "cl_bivariate: values_x and values_y have no id in common: id 1 here, 1001 there");
}

TEST_F(Autocorrelation, SaysHowManyPermutationsFit) {
  for (const Function& function : kFunctions) {
    for (const char* const count : {"1000000000", "4294967296", "9999999999", "9000000000000000000"}) {
      const std::string error = error_of(sql_of(function, "v", kNearest, count));
      EXPECT_NE(error.find(std::string("permutations = ") + count + " would take "), std::string::npos)
          << error;
      EXPECT_NE(error.find(" permutations fit"), std::string::npos) << error;
    }
    EXPECT_NE(error_of(sql_of(function, "v", kNearest, "-1")).find("permutations must be >= 0 (got -1)"),
              std::string::npos);
  }
}

TEST_F(Autocorrelation, OfEqualValuesIsUndefined) {
  for (const Function& function : kFunctions) {
    const std::string rows = db_.get(sql_of(function, "0.1", kNearest));
    ASSERT_FALSE(rows.empty());
    // Nothing that a permutation, a mean or a variance could speak of.
    const std::string column = std::string(function.name) == "cl_join_count"  ? "z"
                               : std::string(function.name) == "cl_bivariate" ? "moran_p"
                                                                              : "p";
    EXPECT_EQ(db_.get("SELECT count(" + column + ") FROM (" + sql_of(function, "0.1", kNearest) + ")"), "0")
        << function.name;
  }
}

TEST_F(Autocorrelation, OfFewAndMissingValuesKeepsItsRows) {
  for (const Function& function : kFunctions) {
    const std::string name = function.name;
    const bool local = name.find("local") != std::string::npos || name == "cl_getis_ord";
    for (const char* const rows : {"d WHERE 0", "d WHERE id = 1", "d WHERE id < 3", "d WHERE id < 4"}) {
      const Outcome outcome =
          db_.run("SELECT count(*), count(p) FROM (" + sql_of(function, "v", kNearest, "99", rows) + ")");
      if (name == "cl_bivariate") continue;  // has moran_p
      ASSERT_EQ(outcome.code, SQLITE_OK) << outcome.error;
      if (local) {
        EXPECT_EQ(outcome.rows.at(0), db_.get(std::string("SELECT count(*) || '|0' FROM ") + rows)) << name;
      }
      EXPECT_EQ(outcome.rows.at(0).substr(outcome.rows.at(0).find('|')), "|0") << name;
    }
    if (local) {
      EXPECT_EQ(db_.get("SELECT count(*), count(neighbours), count(p) FROM (" +
                        sql_of({name == "cl_local_bivariate" ? "cl_local_moran" : function.name, "v",
                                function.style},
                               "nullif(v, 4)", kNearest) +
                        ")"),
                "20|17|17");
    }
  }
}

TEST_F(Autocorrelation, OfAnIslandIsNull) {
  const std::string island =
      "cl_weights((SELECT cl_points(id, x + iif(id = 5, 1e6, 0), y) FROM d), 'band', 40)";
  for (const Function& function : kFunctions) {
    const std::string name = function.name;
    const bool local = name.find("local") != std::string::npos || name == "cl_getis_ord";
    if (local) {
      EXPECT_EQ(
          db_.get("SELECT count(p), count(p_fdr) FROM (" + sql_of(function, "v", island) + ") WHERE id = 5"),
          "0|0");
      EXPECT_EQ(
          db_.get("SELECT count(p), count(p_fdr) FROM (" + sql_of(function, "v", island) + ") WHERE id <> 5"),
          "19|19");
    }
    // The others are as if it were not there.
    const std::string without = sql_of(function, "v", island, "", "d WHERE id <> 5");
    const std::string with = sql_of(function, "v", island);
    const std::string columns = name == "cl_moran"         ? "moran, variance, z"
                                : name == "cl_geary"       ? "geary, variance, z"
                                : name == "cl_getis_ord_g" ? "g, variance, z"
                                : name == "cl_bivariate"   ? "moran, moran_p, lee, lee_p"
                                : name == "cl_join_count"  ? "joins, variance, z, p"
                                // Another tree adds up in another order.
                                : name == "cl_local_geary"
                                    ? "id, neighbours, round(geary, 12), round(z, 12), p, p_fdr, association"
                                    : "*";
    const std::string where = local ? " WHERE id <> 5" : "";
    EXPECT_EQ(db_.get("SELECT " + columns + " FROM (" + with + ")" + where),
              db_.get("SELECT " + columns + " FROM (" + without + ")" + where))
        << name;
  }
}

TEST_F(Autocorrelation, OfHugeAndTinyValuesIsThatOfTheirRanks) {
  for (const Function& function : kFunctions) {
    if (std::string(function.data_sets) == "l") continue;
    const bool both = std::string(function.name) == "cl_bivariate";
    const std::string p = both ? "SELECT moran_p, lee_p FROM (" : "SELECT p FROM (";
    const std::string usual = db_.get(p + sql_of(function, "v", kNearest, "99") + ")");
    for (const char* const value : {"v * 1099511627776.0", "v / 1099511627776.0"}) {
      EXPECT_EQ(db_.get(p + sql_of(function, value, kNearest, "99") + ")"), usual) << function.name << value;
    }
    const Outcome outcome = db_.run(p + sql_of(function, "v * 1e300", kNearest, "9") + ")");
    EXPECT_TRUE(outcome.code == SQLITE_OK || outcome.code == SQLITE_ERROR) << outcome.error;
  }
}

// A forger can compute a checksum.
TEST_F(Autocorrelation, OfForgedDataSetsIsRefusedOrHarmless) {
  CancelToken cancel;
  const auto blob = [&](const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db_.handle(), ("SELECT " + sql).c_str(), -1, &statement, nullptr),
              SQLITE_OK);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const auto* const bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement, 0));
    Bytes copy(bytes, bytes + sqlite3_column_bytes(statement, 0));
    sqlite3_finalize(statement);
    return copy;
  };
  const Bytes values = blob("cl_values(id, v) FROM d");
  const Bytes labels = blob("cl_labels(id, v % 3) FROM d");
  const Bytes ties[] = {blob(kNearest),
                        blob("cl_weights((SELECT cl_points(id, x, y) FROM d), 'knn', 4, 'gaussian')"),
                        blob("cl_weights((SELECT cl_points(id, x, y) FROM d), 'band', 35)"),
                        blob("cl_links(id, id % 20 + 1, v + 1) FROM d")};
  Random random(11);
  const int forgeries = sized(300, 40);
  for (const Function& function : kFunctions) {
    const bool two = std::string(function.data_sets) == "vv";
    const std::string sql = std::string("SELECT * FROM ") + function.name +
                            (two ? "(?1, ?3, ?2) " : "(?1, ?2) ") + "WHERE permutations = 19";
    sqlite3_stmt* statement = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db_.handle(), sql.c_str(), -1, &statement, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db_.handle());
    int refused = 0;
    for (int i = 0; i < forgeries; ++i) {
      const Bytes& first = *function.data_sets == 'l' ? labels : values;
      const Bytes& weights = ties[i % 4];
      const int forged = i < 4 ? -1 : i / 4 % 3;  // the first four are honest
      const Bytes one = forged == 0 ? forge(first, random) : first;
      const Bytes two_bytes = forged == 1 ? forge(weights, random) : weights;
      const Bytes three = forged == 2 ? forge(values, random) : values;
      sqlite3_bind_blob64(statement, 1, one.data(), one.size(), SQLITE_STATIC);
      sqlite3_bind_blob64(statement, 2, two_bytes.data(), two_bytes.size(), SQLITE_STATIC);
      if (two) sqlite3_bind_blob64(statement, 3, three.data(), three.size(), SQLITE_STATIC);
      int code = SQLITE_ROW;
      while (code == SQLITE_ROW) code = sqlite3_step(statement);
      if (forged == -1) {
        EXPECT_EQ(code, SQLITE_DONE) << function.name << ": " << sqlite3_errmsg(db_.handle());
      } else if (code != SQLITE_DONE) {
        ++refused;
        EXPECT_EQ(code, SQLITE_ERROR) << function.name << ": " << sqlite3_errmsg(db_.handle());
      }
      sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    EXPECT_GT(refused, forgeries / 16) << function.name;
  }
}

}  // namespace
}  // namespace clusterlite::testing
