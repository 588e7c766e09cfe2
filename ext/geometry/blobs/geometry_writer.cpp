#include "geometry/blobs/geometry_writer.hpp"

#include <bit>
#include <cstring>
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

void append_spatialite(ByteBuffer& out, std::span<const std::byte> wkb, const Envelope& box,
                       std::int32_t srid) {
  out.append("\x00\x01", 2);
  out.append_value(srid);
  for (const double bound : {box.min_x, box.min_y, box.max_x, box.max_y}) out.append_value(bound);
  out.append("\x7C", 1);
  out.append(wkb.data() + 1, wkb.size() - 1);
  out.append("\xFE", 1);
}

void append_geopackage(ByteBuffer& out, std::span<const std::byte> wkb, const Envelope& box,
                       std::int32_t srid) {
  out.append("GP\x00\x03", 4);  // version 0; little-endian, envelope XY
  out.append_value(srid);
  for (const double bound : {box.min_x, box.max_x, box.min_y, box.max_y}) out.append_value(bound);
  out.append(wkb.data(), wkb.size());
}

void append_ewkb(ByteBuffer& out, std::span<const std::byte> wkb, std::int32_t srid) {
  constexpr std::uint32_t kSridFlag = 0x20000000U;
  constexpr std::size_t kHeader = 5;
  std::uint32_t type = 0;
  std::memcpy(&type, wkb.data() + 1, sizeof type);
  out.append(wkb.data(), 1);
  out.append_value(type | kSridFlag);
  out.append_value(srid);
  out.append(wkb.data() + kHeader, wkb.size() - kHeader);
}

void append_line(ByteBuffer& out, const GeosContext& context, const GEOSGeometry& line, bool counted) {
  const GEOSContextHandle_t geos = context.handle();
  const GEOSCoordSequence* const sequence = GEOSGeom_getCoordSeq_r(geos, &line);
  unsigned int size = 0;
  if (sequence == nullptr || GEOSCoordSeq_getSize_r(geos, sequence, &size) == 0) context.fail();
  if (counted) out.append_value(size);
  for (unsigned int i = 0; i < size; ++i) {
    double x = 0;
    double y = 0;
    if (GEOSCoordSeq_getXY_r(geos, sequence, i, &x, &y) == 0) context.fail();
    out.append_value(x);
    out.append_value(y);
  }
}

// Little-endian. Not by GEOSWKBWriter: its stream cuts the result short when an allocation fails, and the
// copy that it gives out is made without a look at what malloc returned.
ByteBuffer wkb_of(const GeosContext& context, const GEOSGeometry& geometry) {
  ByteBuffer wkb;
  wkb.append_value(std::uint8_t{1});
  const int type = GEOSGeomTypeId_r(context.handle(), &geometry);
  if (type == GEOS_POLYGON) {
    wkb.append_value(std::uint32_t{3});
    wkb.append_value(std::uint32_t{1});  // one ring
    const GEOSGeometry* const ring = GEOSGetExteriorRing_r(context.handle(), &geometry);
    if (ring == nullptr) context.fail();
    append_line(wkb, context, *ring, true);
  } else {
    wkb.append_value(type == GEOS_POINT ? std::uint32_t{1} : std::uint32_t{2});
    append_line(wkb, context, geometry, type != GEOS_POINT);
  }
  return wkb;
}

}  // namespace

ByteBuffer write_geometry(const GeosContext& context, const GEOSGeometry& geometry, BlobFlavour flavour,
                          std::int32_t srid) {
  const ByteBuffer bytes = wkb_of(context, geometry);
  const std::span<const std::byte> wkb = bytes.bytes();

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
