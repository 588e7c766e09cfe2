// Geometries in every format that is read: the input is the BLOB.
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clusterlite::fuzz;
  static Connection db;
  static const auto calls = calls_with(db, "'geometry'");
  const std::span<const std::uint8_t> blob(data, size);
  for (const std::string& call : calls) db.run(call, blob);
  db.run(
      "SELECT * FROM cl_dbscan((SELECT cl_geometries(i, g) FROM (SELECT 1 AS i, ?1 AS g UNION ALL SELECT 2, "
      "?1)), 1, 2)",
      blob);
  return 0;
}
