// Which SRIDs are degrees: the common ones by hand, all of them against SpatiaLite.
#include "distance/srids/geographic_srids.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>

namespace clusterlite {
namespace {

TEST(GeographicSrids, KnowsTheCommonOnes) {
  for (const std::int32_t degrees : {4326, 4737, 4258, 4269, 4162, 4019, 4490}) {
    EXPECT_TRUE(is_geographic_srid(degrees)) << degrees;
  }
  for (const std::int32_t plane : {-1, 0, 1, 5179, 5186, 3857, 25832, 26910, 27700, 32652}) {
    EXPECT_FALSE(is_geographic_srid(plane)) << plane;
  }
}

// The table is that of SpatiaLite: held against all of its coordinate systems.
TEST(GeographicSrids, AreThoseOfSpatialite) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(":memory:", &raw), SQLITE_OK);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> db(raw, &sqlite3_close);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr);
  if (sqlite3_load_extension(raw, "mod_spatialite", nullptr, nullptr) != SQLITE_OK) {
    GTEST_SKIP() << "mod_spatialite is not installed";
  }
  ASSERT_EQ(sqlite3_exec(raw, "SELECT InitSpatialMetadata(1)", nullptr, nullptr, nullptr), SQLITE_OK);
  int geographic = 0;
  const auto compare = [](void* count, int, char** row, char**) {
    const bool expected = row[1][0] == '1';
    *static_cast<int*>(count) += expected ? 1 : 0;
    EXPECT_EQ(is_geographic_srid(std::stoi(row[0])), expected) << row[0];
    return 0;
  };
  ASSERT_EQ(sqlite3_exec(raw, "SELECT srid, proj4text LIKE '%+proj=longlat%' FROM spatial_ref_sys", compare,
                         &geographic, nullptr),
            SQLITE_OK);
  EXPECT_GT(geographic, 100);
}

}  // namespace
}  // namespace clusterlite
