#include "geometry/geometry_writer.hpp"

#include <bit>
#include <cstring>
#include <new>
#include <span>

namespace clusterlite {

// The numbers of the frame are written as they lie in memory.
static_assert(std::endian::native == std::endian::little);

namespace {

struct Envelope {
  double min_x;
  double max_x;
  double min_y;
  double max_y;
};

Envelope envelope_of(const GeosContext& context, const GEOSGeometry& geometry) {
  Envelope box{};
  const GEOSContextHandle_t geos = context.handle();
  if (GEOSGeom_getXMin_r(geos, &geometry, &box.min_x) == 0 ||
      GEOSGeom_getXMax_r(geos, &geometry, &box.max_x) == 0 ||
      GEOSGeom_getYMin_r(geos, &geometry, &box.min_y) == 0 ||
      GEOSGeom_getYMax_r(geos, &geometry, &box.max_y) == 0) {
    context.fail();
  }
  return box;
}

void append_spatialite(ByteBuffer& out, std::span<const unsigned char> wkb, const Envelope& box,
                       std::int32_t srid) {
  out.append("\x00\x01", 2);
  out.append_value(srid);
  for (const double bound : {box.min_x, box.min_y, box.max_x, box.max_y}) out.append_value(bound);
  out.append("\x7C", 1);
  out.append(wkb.data() + 1, wkb.size() - 1);
  out.append("\xFE", 1);
}

void append_geopackage(ByteBuffer& out, std::span<const unsigned char> wkb, const Envelope& box,
                       std::int32_t srid) {
  out.append("GP\x00\x03", 4);  // version 0; little-endian, envelope XY
  out.append_value(srid);
  for (const double bound : {box.min_x, box.max_x, box.min_y, box.max_y}) out.append_value(bound);
  out.append(wkb.data(), wkb.size());
}

void append_ewkb(ByteBuffer& out, std::span<const unsigned char> wkb, std::int32_t srid) {
  constexpr std::uint32_t kSridFlag = 0x20000000U;
  constexpr std::size_t kHeader = 5;
  std::uint32_t type = 0;
  std::memcpy(&type, wkb.data() + 1, sizeof type);
  out.append(wkb.data(), 1);
  out.append_value(type | kSridFlag);
  out.append_value(srid);
  out.append(wkb.data() + kHeader, wkb.size() - kHeader);
}

// GEOS writes through a stream, which swallows a failed allocation and goes on with what it has: a WKB of
// another size than the geometry's is one cut short by lack of memory.
std::size_t wkb_size(const GeosContext& context, const GEOSGeometry& geometry) {
  const GEOSContextHandle_t geos = context.handle();
  const int corners = GEOSGetNumCoordinates_r(geos, &geometry);
  if (corners < 0) context.fail();
  const std::size_t coordinates = 16 * static_cast<std::size_t>(corners);
  switch (GEOSGeomTypeId_r(geos, &geometry)) {
    case GEOS_POINT:
      return 5 + coordinates;
    case GEOS_LINESTRING:
      return 9 + coordinates;
    default:
      return 13 + coordinates;  // a POLYGON of one ring
  }
}

}  // namespace

ByteBuffer write_geometry(const GeosContext& context, const GEOSGeometry& geometry, BlobFlavour flavour,
                          std::int32_t srid) {
  const auto writer = owned(context, GEOSWKBWriter_create_r(context.handle()));
  GEOSWKBWriter_setByteOrder_r(context.handle(), writer.get(), GEOS_WKB_NDR);
  std::size_t size = 0;
  const auto buffer = owned(context, GEOSWKBWriter_write_r(context.handle(), writer.get(), &geometry, &size));
  if (size != wkb_size(context, geometry)) throw std::bad_alloc();
  const std::span<const unsigned char> wkb(buffer.get(), size);

  ByteBuffer out;
  switch (flavour) {
    case BlobFlavour::spatialite:
    case BlobFlavour::tinypoint:
      append_spatialite(out, wkb, envelope_of(context, geometry), srid);
      break;
    case BlobFlavour::geopackage:
      append_geopackage(out, wkb, envelope_of(context, geometry), srid);
      break;
    case BlobFlavour::ewkb:
      if (srid != kNoSrid) {
        append_ewkb(out, wkb, srid);
        break;
      }
      [[fallthrough]];
    case BlobFlavour::wkb:
      out.append(wkb.data(), wkb.size());
      break;
  }
  return out;
}

}  // namespace clusterlite
