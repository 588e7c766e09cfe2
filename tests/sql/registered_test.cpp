// What is registered is what is documented: SQLite's own lists of functions and modules against cl_functions.
#include <gtest/gtest.h>

#include <string>

#include "support/database.hpp"

namespace clusterlite::testing {
namespace {

class Registered : public ::testing::Test {
 protected:
  // What one query gives and the other does not.
  std::string difference(const std::string& a, const std::string& b) {
    return db_.get("SELECT 'only first', * FROM (" + a + " EXCEPT " + b +
                   ") UNION ALL SELECT 'only second', * FROM (" + b + " EXCEPT " + a + ")");
  }

  // The names of the functions for which a condition on cl_functions holds.
  std::string functions_where(const std::string& condition) {
    return db_.get("SELECT group_concat(signature, ', ') FROM cl_functions WHERE " + condition);
  }

  Database db_;
};

// The kind in cl_functions and the letter in pragma_function_list (s scalar, a aggregate, w also a window
// function).
constexpr char kDocumentedCalls[] = R"(
  SELECT f.name, count.value AS arguments,
         CASE kind WHEN 'scalar function' THEN 's' WHEN 'aggregate and window function' THEN 'w'
                   WHEN 'window function' THEN 'w' ELSE 'a' END AS type
  FROM (SELECT *, json_array_length(arguments) AS most,
               (SELECT count(*) FROM json_each(arguments) WHERE NOT json_extract(value, '$.optional')) AS least
        FROM cl_functions WHERE kind <> 'table-valued function') AS f
  JOIN (WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n WHERE value < 20) SELECT value FROM n) AS count
    ON count.value BETWEEN f.least AND f.most)";

TEST_F(Registered, EveryCallIsDocumentedAndEveryDocumentedCallRegistered) {
  // Those with any number of arguments (-1) are there to refuse: one for each name, those of tables too.
  EXPECT_EQ(
      difference(
          kDocumentedCalls,
          "SELECT DISTINCT name, narg, type FROM pragma_function_list WHERE name GLOB 'cl_*' AND narg >= 0"),
      "");
  EXPECT_EQ(difference("SELECT name FROM cl_functions",
                       "SELECT name FROM pragma_function_list WHERE name GLOB 'cl_*' AND narg = -1"),
            "");
  EXPECT_EQ(db_.get("SELECT count(*) >= 15 FROM (" + std::string(kDocumentedCalls) + ")"), "1");
}

TEST_F(Registered, EveryFunctionIsDeterministicAndInnocuous) {
  EXPECT_EQ(SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, 0x200800);
  EXPECT_EQ(db_.get("SELECT name, narg FROM pragma_function_list WHERE name GLOB 'cl_*' AND flags & 0x200800 "
                    "<> 0x200800 AND name NOT IN ('cl_threads', 'cl_progress')"),
            "");
  EXPECT_EQ(db_.get("SELECT DISTINCT enc FROM pragma_function_list WHERE name GLOB 'cl_*'"), "utf8");
}

TEST_F(Registered, NoTwoFormsOfAFunctionTakeTheSameNumberOfArguments) {
  EXPECT_EQ(db_.get("SELECT name, arguments FROM (" + std::string(kDocumentedCalls) +
                    ") GROUP BY 1, 2 HAVING count(*) > 1"),
            "");
}

TEST_F(Registered, EveryModuleIsDocumentedAndEveryDocumentedTableAModule) {
  // The names of the other functions are modules that refuse.
  EXPECT_EQ(difference("SELECT name FROM cl_functions",
                       "SELECT name FROM pragma_module_list WHERE name GLOB 'cl_*'"),
            "");
  EXPECT_EQ(
      db_.get(
          "SELECT count(*) = count(DISTINCT name) FROM cl_functions WHERE kind = 'table-valued function'"),
      "1");
}

TEST_F(Registered, TablesHaveTheDocumentedColumns) {
  EXPECT_EQ(
      difference(
          R"(SELECT f.name, c.key AS position, json_extract(c.value, '$.name'), json_extract(c.value, '$.type')
                          FROM cl_functions AS f, json_each(f.columns) AS c)",
          R"(SELECT m.name, x.cid, x.name, x.type FROM pragma_module_list AS m, pragma_table_xinfo(m.name) AS x
                          WHERE m.name IN (SELECT name FROM cl_functions WHERE kind = 'table-valued function') AND x.hidden = 0)"),
      "");
}

TEST_F(Registered, HiddenColumnsAreTheDocumentedArguments) {
  EXPECT_EQ(
      // An argument that has the name of a result column has another one as a hidden column.
      difference(R"(SELECT f.name, json_array_length(f.columns) + a.key, json_extract(a.value, '$.name') ||
                                 iif(EXISTS (SELECT 1 FROM json_each(f.columns) AS c
                                             WHERE json_extract(c.value, '$.name') = json_extract(a.value, '$.name')),
                                     ' given', '')
                          FROM cl_functions AS f, json_each(f.arguments) AS a WHERE f.kind = 'table-valued function')",
                 R"(SELECT m.name, x.cid, x.name FROM pragma_module_list AS m, pragma_table_xinfo(m.name) AS x
                          WHERE m.name IN (SELECT name FROM cl_functions WHERE kind = 'table-valued function') AND x.hidden = 1)"),
      "");
}

TEST_F(Registered, EveryDeclarationIsComplete) {
  EXPECT_EQ(functions_where("name NOT GLOB 'cl_[a-z]*' OR name GLOB '*[^a-z0-9_]*'"), "");
  EXPECT_EQ(functions_where("coalesce(family, '') = '' OR coalesce(since, '') = ''"), "");
  EXPECT_EQ(functions_where("coalesce(example, '') = '' OR coalesce(example_result, '') = ''"), "");
  EXPECT_EQ(functions_where("coalesce(result, '') = ''"), "");
  EXPECT_EQ(functions_where("history NOT GLOB '[0-9]*.[0-9]*.[0-9]*: [a-z]*'"), "");
  EXPECT_EQ(functions_where("kind = 'table-valued function' AND json_array_length(columns) = 0"), "");
  EXPECT_EQ(functions_where("kind <> 'table-valued function' AND json_array_length(columns) > 0"), "");
  // What can be given a wrong or missing value says what happens then.
  EXPECT_EQ(
      functions_where(
          "json_array_length(arguments) > 0 AND (coalesce(nulls, '') = '' OR coalesce(errors, '') = '')"),
      "");
}

TEST_F(Registered, SummariesAreSentences) {
  EXPECT_EQ(functions_where("summary NOT GLOB '[A-Z]*[.?]'"), "");
  EXPECT_EQ(
      functions_where("summary || ifnull(result, '') || ifnull(nulls, '') || ifnull(errors, '') LIKE '%  %'"),
      "");
}

TEST_F(Registered, EverySummaryIsAlsoKorean) {
  EXPECT_EQ(functions_where("ifnull(summary_ko, '') NOT GLOB '*[가-힣]*.' OR summary_ko LIKE '%  %'"), "");
  // No two functions share one by mistake.
  EXPECT_EQ(db_.get("SELECT summary_ko FROM cl_functions GROUP BY 1 HAVING count(*) > 1"), "");
}

TEST_F(Registered, EveryArgumentAndColumnSaysWhatItIs) {
  const char* const arguments =
      R"(SELECT f.name, json_extract(a.value, '$.name') FROM cl_functions AS f, json_each(f.arguments) AS a
                                   WHERE )";
  EXPECT_EQ(db_.get(std::string(arguments) + "json_extract(a.value, '$.name') GLOB '*[^a-z0-9_]*'"), "");
  EXPECT_EQ(db_.get(std::string(arguments) + "length(json_extract(a.value, '$.meaning')) < 5"), "");
  EXPECT_EQ(db_.get(std::string(arguments) + R"(json_extract(a.value, '$.type') NOT IN
      ('any', 'key', 'number', 'integer', 'text', 'geometry', 'points', 'crosstab', 'links', 'labels', 'values', 'weights', 'data set'))"),
            "");
  EXPECT_EQ(db_.get(std::string(arguments) + R"(json_extract(a.value, '$.default') IS NOT NULL
      AND NOT json_extract(a.value, '$.optional'))"),
            "")
      << "a default of a required argument";
  EXPECT_EQ(
      db_.get(
          R"(SELECT f.name, a.key FROM cl_functions AS f, json_each(f.arguments) AS a, json_each(f.arguments) AS b
      WHERE a.key < b.key AND json_extract(a.value, '$.optional') AND NOT json_extract(b.value, '$.optional'))"),
      "")
      << "a required argument after an optional one";

  const char* const columns =
      R"(SELECT f.name, json_extract(c.value, '$.name') FROM cl_functions AS f, json_each(f.columns) AS c WHERE )";
  EXPECT_EQ(db_.get(std::string(columns) + "json_extract(c.value, '$.name') GLOB '*[^a-z0-9_]*'"), "");
  EXPECT_EQ(db_.get(std::string(columns) + "length(json_extract(c.value, '$.meaning')) < 3"), "");
  EXPECT_EQ(db_.get(std::string(columns) +
                    "json_extract(c.value, '$.type') NOT IN ('', 'INTEGER', 'REAL', 'TEXT', 'BLOB')"),
            "");
}

// cl_dbscan(source = ...): a permanent table has the same columns and no hidden ones.
TEST_F(Registered, PermanentTablesHaveTheColumnsOfTheFunction) {
  db_.get(R"(CREATE TABLE firms(id, x, y, region, industry);
             CREATE VIRTUAL TABLE t_dbscan USING cl_dbscan(source = firms, id = id, x = x, y = y, eps = 5, min_points = 2);
             CREATE VIRTUAL TABLE t_location_quotient USING cl_location_quotient(source = firms, region = region,
                                                                                  industry = industry);)");
  for (const std::string name : {"dbscan", "location_quotient"}) {
    EXPECT_EQ(difference("SELECT cid, name, type, hidden FROM pragma_table_xinfo('t_" + name + "')",
                         "SELECT cid, name, type, hidden FROM pragma_table_xinfo('cl_" + name +
                             "') WHERE hidden = 0"),
              "")
        << name;
  }
}

}  // namespace
}  // namespace clusterlite::testing
