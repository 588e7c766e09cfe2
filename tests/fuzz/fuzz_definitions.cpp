// Definitions of permanent tables: the input is what stands between the brackets of CREATE VIRTUAL TABLE. The
// first byte says of which function.
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clusterlite::fuzz;
  static Connection db;
  static const auto functions = db.texts(
      "SELECT DISTINCT name FROM cl_functions WHERE kind = 'table-valued function' AND name <> "
      "'cl_functions'");
  static const bool made = [] {
    db.run("CREATE TABLE firms(firm_id, x, y, district, industry, employees, geom)", {});
    db.run(
        "INSERT INTO firms VALUES (1, 0, 0, 'a', 'i', 1, NULL), (2, 1, 0, 'b', 'i', 2, NULL), (3, 9, 9, 'a', "
        "'k', 3, NULL)",
        {});
    db.run("CREATE VIEW open_firms AS SELECT * FROM firms", {});
    return true;
  }();
  if (size < 1 || !made) return 0;
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  db.run("CREATE VIRTUAL TABLE t USING " + functions[data[0] % functions.size()] + "(" + text + ")", {});
  db.run("SELECT * FROM t", {});
  db.run("SELECT * FROM t WHERE rowid = 1 OR cluster IN (SELECT 1 UNION SELECT NULL)", {});
  db.run("DROP TABLE IF EXISTS t", {});
  return 0;
}
