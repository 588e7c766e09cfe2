// Whole SQL scripts over a small table of firms, in a transaction that is rolled back: the input is the text.
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clusterlite::fuzz;
  static Connection db;
  static const bool made = [] {
    db.run("CREATE TABLE firms(firm_id, x, y, district, industry, employees)", {});
    db.run("INSERT INTO firms VALUES (1, 0, 0, 'a', 'i', 1), (2, 1, 0, 'b', 'i', 2), (3, 9, 9, 'a', 'k', 3)",
           {});
    db.run("CREATE TABLE links(from_id, to_id, weight)", {});
    db.run("INSERT INTO links VALUES (1, 2, 1), (2, 3, 1)", {});
    return true;
  }();
  if (!made) return 0;
  db.run("BEGIN", {});
  const std::string script(reinterpret_cast<const char*>(data), size);
  for (std::size_t start = 0; start < script.size();) {
    const std::size_t end = script.find(";\n", start);
    db.run(script.substr(start, end == std::string::npos ? end : end - start), {}, 100);
    start = end == std::string::npos ? script.size() : end + 2;
  }
  db.run("ROLLBACK", {});
  return 0;
}
