// A table-valued function knows which of its costly columns a query reads, in both forms.
#include <string>
#include <vector>

#include "binding/toy.hpp"

namespace clusterlite::testing {
namespace {

constexpr Argument kArguments[] = {{"points", "points", "rows"}};
constexpr Column kColumns[] = {
    {"id", "INTEGER", "1 to 3"},
    {"degree", "INTEGER", "costs nothing"},
    {"betweenness", "INTEGER", "costs much"},
    {"harmonic", "INTEGER", "costs much"},
};
enum ToyColumn {
  kId = column_of(kColumns, "id"),
  kDegree = column_of(kColumns, "degree"),
  kBetweenness = column_of(kColumns, "betweenness"),
  kHarmonic = column_of(kColumns, "harmonic"),
};
static_assert(kHarmonic == 3 && argument_of(kArguments, "points") == 0);

constexpr Declaration kToy{.name = "toy",
                           .kind = FunctionKind::table,
                           .family = "Toys",
                           .summary = "",
                           .arguments = kArguments,
                           .columns = kColumns};

// What compute() has been asked for, one word a call.
struct Calls {
  std::string words;
};

class ToyTable final : public TableResult {
 public:
  std::size_t size() const override { return 3; }
  KeyView lookup_key(std::size_t row) const override {
    return KeyView::of(static_cast<std::int64_t>(row) + 1);
  }
  void column(std::size_t row, int column, ResultSink& out) const override {
    out.integer(static_cast<std::int64_t>(row) + 1 + 10 * column);
  }
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection, CancelToken&) {
  std::string& words = connection.service<Calls>().words;
  words += words.empty() ? "-" : " -";
  if (arguments.reads(kBetweenness)) words += 'b';
  if (arguments.reads(kHarmonic)) words += 'h';
  return std::make_unique<ToyTable>();
}

class ColumnsRead : public ::testing::Test {
 protected:
  ColumnsRead() {
    register_function(db_.connection(), TableFunction{&kToy, &compute, kId, {kBetweenness, kHarmonic}},
                      point_collectors());
    db_.get(
        "CREATE TABLE firms(id INTEGER PRIMARY KEY, x, y); INSERT INTO firms VALUES (1, 0, 0), (2, 1, 1), "
        "(3, 2, 2);"
        "CREATE VIRTUAL TABLE kept USING toy(source = firms, id = id, x = x, y = y)");
    take();
  }

  std::string take() { return std::exchange(db_.connection()->service<Calls>().words, {}); }

  // What is computed when a statement runs that has nothing kept to use.
  std::string computed_by(std::string sql) {
    db_.get("SELECT id FROM toy((SELECT cl_points(7, 7, 7)))");
    take();
    const std::string points = "toy((SELECT cl_points(id, x, y) FROM firms))";
    for (std::size_t at = sql.find("$"); at != std::string::npos; at = sql.find("$"))
      sql.replace(at, 1, points);
    const std::string rows = db_.get(sql);
    EXPECT_EQ(rows.find("error"), std::string::npos) << sql << ": " << rows;
    return take();
  }

  ToyDatabase db_;
};

TEST_F(ColumnsRead, AreThoseOfTheStatement) {
  EXPECT_EQ(computed_by("SELECT id, degree FROM $"), "-");
  EXPECT_EQ(computed_by("SELECT count(*) FROM $"), "-");
  EXPECT_EQ(computed_by("SELECT betweenness FROM $"), "-b");
  EXPECT_EQ(computed_by("SELECT id FROM $ ORDER BY harmonic"), "-h");
  EXPECT_EQ(computed_by("SELECT id FROM $ WHERE harmonic > 0"), "-h");
  EXPECT_EQ(computed_by("SELECT id FROM $ WHERE id = 2 AND betweenness > 0"), "-b");
  EXPECT_EQ(computed_by("SELECT id FROM $ GROUP BY betweenness HAVING max(harmonic) > 0"), "-bh");
  EXPECT_EQ(computed_by("SELECT * FROM $"), "-bh");
  EXPECT_EQ(computed_by("SELECT (SELECT max(harmonic) FROM $)"), "-h");
  EXPECT_EQ(computed_by("SELECT f.id, t.betweenness FROM firms AS f LEFT JOIN $ AS t ON t.id = f.id"), "-b");
  EXPECT_EQ(computed_by("SELECT f.id FROM firms AS f JOIN $ AS t USING (id) WHERE t.harmonic IS NOT NULL"),
            "-h");
  EXPECT_EQ(computed_by("WITH t AS MATERIALIZED (SELECT id, harmonic AS h FROM $) SELECT max(h) FROM t"),
            "-h");
  EXPECT_EQ(computed_by("SELECT max(betweenness) OVER () FROM $"), "-b");
  EXPECT_EQ(computed_by("UPDATE firms SET x = t.harmonic FROM $ AS t WHERE t.id = firms.id"), "-h");
}

TEST_F(ColumnsRead, GiveTheValuesOfTheWholeTable) {
  EXPECT_EQ(db_.get("SELECT id, harmonic FROM toy((SELECT cl_points(id, x, y) FROM firms))"),
            "1|31\n2|32\n3|33");
  EXPECT_EQ(db_.get("SELECT * FROM toy((SELECT cl_points(id, x, y) FROM firms)) WHERE id = 2"), "2|12|22|32");
}

// What has been computed serves later queries; what is missing is computed once, beside it.
TEST_F(ColumnsRead, ServeLaterQueriesOfAPermanentTable) {
  EXPECT_EQ(db_.get("SELECT sum(degree) FROM kept"), "36");
  EXPECT_EQ(take(), "-");
  EXPECT_EQ(db_.get("SELECT sum(betweenness) FROM kept"), "66");
  EXPECT_EQ(db_.get("SELECT sum(degree) FROM kept"), "36");
  EXPECT_EQ(db_.get("SELECT sum(betweenness) FROM kept WHERE id = 3"), "23");
  EXPECT_EQ(take(), "-b");
  EXPECT_EQ(db_.get("SELECT sum(harmonic) FROM kept"), "96");
  EXPECT_EQ(db_.get("SELECT * FROM kept WHERE id = 1"), "1|11|21|31");
  EXPECT_EQ(take(), "-bh");
  db_.get("UPDATE firms SET x = 9 WHERE id = 1");
  EXPECT_EQ(db_.get("SELECT sum(harmonic) FROM kept"), "96");
  EXPECT_EQ(take(), "-h");
}

// Two readers with different columns by turns: not computed once per row.
TEST_F(ColumnsRead, OfTwoReadersByTurnsAreComputedOnce) {
  EXPECT_EQ(
      computed_by("SELECT (SELECT harmonic FROM $ AS t WHERE t.id = f.id), (SELECT betweenness FROM $ AS t "
                  "WHERE t.id = f.id) FROM firms AS f"),
      "-h -bh");
  EXPECT_EQ(
      db_.get("SELECT (SELECT harmonic FROM kept AS t WHERE t.id = f.id), (SELECT betweenness FROM kept AS t "
              "WHERE t.id = f.id) FROM firms AS f"),
      "31|21\n32|22\n33|23");
  EXPECT_EQ(take(), "-h -bh");
}

}  // namespace
}  // namespace clusterlite::testing
