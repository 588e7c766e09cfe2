// libspatialite as the judge of the BLOBs written here. It is no part of the extension: nothing to test
// without it.
#if CLUSTERLITE_SPATIALITE

#include <gtest/gtest.h>
#include <sqlite3.h>  // gaiageo.h names its types
// One of both must come first.
#include <spatialite/gaiageo.h>
#include <spatialite/geopackage.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include "support/running/error.hpp"
#include "unit/geometry/bytes.hpp"
#include "unit/geometry/shape.hpp"
#include "unit/geometry/written_by_spatialite.hpp"

namespace clusterlite {
namespace {

struct GaiaDeleter {
  void operator()(gaiaGeomColl* geometry) const { gaiaFreeGeomColl(geometry); }
};
using GaiaGeometry = std::unique_ptr<gaiaGeomColl, GaiaDeleter>;

const unsigned char* data_of(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

GaiaGeometry gaia_of(std::span<const std::byte> spatialite) {
  return GaiaGeometry(
      gaiaFromSpatiaLiteBlobWkb(data_of(spatialite), static_cast<unsigned>(spatialite.size())));
}

std::string written_by_gaia(gaiaGeomColl* geometry) {
  unsigned char* bytes = nullptr;
  int size = 0;
  gaiaToSpatiaLiteBlobWkb(geometry, &bytes, &size);
  const std::string digits =
      to_hex({reinterpret_cast<const std::byte*>(bytes), static_cast<std::size_t>(size)});
  std::free(bytes);
  return digits;
}

TEST(GeometrySpatialite, ReadsHullsAndWritesTheSameBytes) {
  const GeosContext geos;
  const std::vector<Coordinate> square{{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  const std::vector<Coordinate> line{{1, 2}, {3, 4}};
  const std::vector<Coordinate> point{{1, 2}};
  for (const auto& points : {square, line, point}) {
    const ByteBuffer blob = convex(geos, points, BlobFlavour::spatialite, 5179);
    const GaiaGeometry gaia = gaia_of(blob.bytes());
    ASSERT_NE(gaia, nullptr);
    EXPECT_EQ(gaia->Srid, 5179);
    EXPECT_EQ(written_by_gaia(gaia.get()), to_hex(blob));
    if (points.size() == 4) {
      ASSERT_NE(gaia->FirstPolygon, nullptr);
      EXPECT_EQ(gaiaMeasureArea(gaia->FirstPolygon->Exterior), 1);
    }
    const ByteBuffer geopackage = convex(geos, points, BlobFlavour::geopackage, 5179);
    const GaiaGeometry packed(gaiaFromGeoPackageGeometryBlob(data_of(geopackage.bytes()),
                                                             static_cast<unsigned>(geopackage.size())));
    ASSERT_NE(packed, nullptr);
    EXPECT_EQ(written_by_gaia(packed.get()), to_hex(blob));
  }
}

TEST(GeometrySpatialite, ReadsTheSamePoints) {
  int points = 0;
  for (const WrittenGeometry& written : kWrittenBySpatialite) {
    if (!written.flavour.starts_with("spatialite") && !written.flavour.starts_with("tinypoint")) continue;
    const ByteVector blob = from_hex(written.hex);
    const GaiaGeometry gaia = gaia_of(blob);
    ASSERT_NE(gaia, nullptr);
    if (gaia->FirstPoint == nullptr || gaia->FirstPoint != gaia->LastPoint ||
        gaia->FirstLinestring != nullptr)
      continue;
    ++points;
    const PointGeometry read = read_point(blob);
    EXPECT_EQ(read.srid, gaia->Srid);
    EXPECT_EQ(read.x, gaia->FirstPoint->X);
    EXPECT_EQ(read.y, gaia->FirstPoint->Y);
  }
  EXPECT_EQ(points, 12);
}

}  // namespace
}  // namespace clusterlite

#endif
