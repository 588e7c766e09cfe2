#include "geometry/blobs/geometry_header.hpp"

#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kSpatialiteMark = 38;   // where 7C stands
constexpr std::size_t kSpatialiteClass = 39;  // right behind it
constexpr std::size_t kSpatialiteBody = kSpatialiteClass + sizeof(std::uint32_t);
constexpr std::size_t kTinypointBody = 7;
constexpr std::size_t kShortestSpatialite = kTinypointBody + 2 * sizeof(double) + 1;
constexpr std::size_t kGeopackageHeader = 8;  // up to the SRID
constexpr std::size_t kWkbHeader = 5;         // byte order and type

constexpr unsigned kMark = 0x7C;
constexpr unsigned kEnd = 0xFE;

unsigned char_at(Bytes bytes, std::size_t offset) { return std::to_integer<unsigned>(bytes[offset]); }

Error no_geometry(Bytes blob) {
  return Error(concat("a BLOB of ", blob.size(), blob.size() == 1 ? " byte" : " bytes",
                      " that is no geometry this function knows (SpatiaLite, GeoPackage, WKB or EWKB)"));
}

GeometryHeader spatialite_header(Bytes blob) {
  constexpr BlobFlavour kFlavour = BlobFlavour::spatialite;
  if (blob.size() <= kSpatialiteBody) throw damaged_geometry(kFlavour, "it is cut off");
  if (char_at(blob, kSpatialiteMark) != kMark) {
    throw damaged_geometry(kFlavour, "no 0x7C stands after its rectangle");
  }
  if (char_at(blob, blob.size() - 1) != kEnd) throw damaged_geometry(kFlavour, "its last byte is not 0xFE");
  const bool little = char_at(blob, 1) == 0x01;
  const auto code = number_at<std::uint32_t>(blob, kSpatialiteClass, little);
  const PartLayout layout = spatialite_layout(code);
  if (layout.type == kUnknownType) {
    throw damaged_geometry(kFlavour, concat("it has the unknown class ", code));
  }
  return {.flavour = kFlavour,
          .little = little,
          .srid = number_at<std::int32_t>(blob, 2, little),
          .layout = layout,
          .rectangle = {number_at<double>(blob, 6, little), number_at<double>(blob, 14, little),
                        number_at<double>(blob, 22, little), number_at<double>(blob, 30, little)},
          .size = blob.size(),
          .frame = kSpatialiteBody + 1,
          .body = blob.subspan(kSpatialiteBody, blob.size() - kSpatialiteBody - 1)};
}

GeometryHeader tinypoint_header(Bytes blob) {
  constexpr BlobFlavour kFlavour = BlobFlavour::tinypoint;
  if (char_at(blob, blob.size() - 1) != kEnd) throw damaged_geometry(kFlavour, "its last byte is not 0xFE");
  const unsigned dimension = char_at(blob, kTinypointBody - 1);
  if (dimension == 0 || dimension > 4) {
    throw damaged_geometry(kFlavour, concat("it has the unknown dimension ", dimension));
  }
  const bool little = char_at(blob, 1) == 0x81;
  return {.flavour = kFlavour,
          .little = little,
          .srid = number_at<std::int32_t>(blob, 2, little),
          .layout = {kPoint, dimension == 2 || dimension == 4, dimension >= 3},
          .size = blob.size(),
          .frame = kTinypointBody + 1,
          .body = blob.subspan(kTinypointBody, blob.size() - kTinypointBody - 1)};
}

GeometryHeader wkb_header(Bytes blob) {
  if (blob.size() < kWkbHeader) throw no_geometry(blob);
  const bool little = char_at(blob, 0) == 1;
  const WkbCode code = wkb_code(number_at<std::uint32_t>(blob, 1, little));
  if (code.layout.type == kUnknownType) throw no_geometry(blob);
  GeometryHeader header{.flavour = code.extended ? BlobFlavour::ewkb : BlobFlavour::wkb,
                        .little = little,
                        .layout = code.layout,
                        .size = blob.size(),
                        .frame = kWkbHeader + (code.has_srid ? sizeof(std::int32_t) : 0)};
  // Cut off inside the SRID: the body is empty, and nothing can be read out of that.
  if (blob.size() < header.frame) return header;
  if (code.has_srid) header.srid = number_at<std::int32_t>(blob, kWkbHeader, little);
  header.body = blob.subspan(header.frame);
  return header;
}

// The envelope is skipped, not compared with the vertices: some writers mix up the order of its four numbers,
// and no other reader minds.
GeometryHeader geopackage_header(Bytes blob) {
  constexpr BlobFlavour kFlavour = BlobFlavour::geopackage;
  if (blob.size() < kGeopackageHeader) throw damaged_geometry(kFlavour, "it is cut off");
  if (const unsigned version = char_at(blob, 2); version != 0) {
    throw damaged_geometry(kFlavour, concat("it has the unknown version ", version));
  }
  const unsigned flags = char_at(blob, 3);
  if ((flags & 0x20U) != 0) {
    throw Error("a GeoPackage geometry of an extended type, known to its maker only");
  }
  if ((flags & 0xC0U) != 0) throw damaged_geometry(kFlavour, "a reserved flag is set");
  constexpr std::array<std::size_t, 5> kEnvelopeNumbers{0, 4, 6, 6, 8};
  const unsigned envelope = (flags >> 1U) & 7U;
  if (envelope >= kEnvelopeNumbers.size()) {
    throw damaged_geometry(kFlavour, concat("it has an envelope of the unknown kind ", envelope));
  }
  const std::size_t start = kGeopackageHeader + kEnvelopeNumbers[envelope] * sizeof(double);
  if (blob.size() < start + kWkbHeader) throw damaged_geometry(kFlavour, "it is cut off");
  const unsigned order = char_at(blob, start);
  const WkbCode code = wkb_code(number_at<std::uint32_t>(blob, start + 1, order == 1));
  if (order > 1 || code.layout.type == kUnknownType) {
    throw damaged_geometry(kFlavour, "no WKB follows its header");
  }
  if (code.has_srid) throw damaged_geometry(kFlavour, "it states an SRID outside its header");
  return {.flavour = kFlavour,
          .little = order == 1,
          .flagged_empty = (flags & 0x10U) != 0,
          .srid = number_at<std::int32_t>(blob, 4, (flags & 1U) != 0),
          .layout = code.layout,
          .size = blob.size(),
          .frame = start + kWkbHeader,
          .body = blob.subspan(start + kWkbHeader)};
}

// Whether bytes that start with 0 could go on as big-endian WKB of lines, polygons or a collection.
bool begins_like_wkb(Bytes blob) {
  const std::uint32_t type = wkb_code(number_at<std::uint32_t>(blob, 1, false)).layout.type;
  return kLineString <= type && type <= kGeometryCollection;
}

bool has_mark_and_class(Bytes blob) {
  return blob.size() >= kSpatialiteBody && char_at(blob, kSpatialiteMark) == kMark &&
         spatialite_layout(number_at<std::uint32_t>(blob, kSpatialiteClass, false)).type != kUnknownType;
}

// SpatiaLite and big-endian WKB both start with 0. No type code of WKB has 01 or 81 in its first byte. 00 is
// any plain WKB type, and a coordinate can look like SpatiaLite's mark, very rarely like the mark and a class
// behind it. 80 is the Z flag of EWKB, as long as a TinyPoint only when it has empty parts. So what begins
// like WKB needs SpatiaLite's last byte too; all else is SpatiaLite without it, a damaged one.
bool is_spatialite(Bytes blob) {
  if (blob.size() < kShortestSpatialite) return false;
  const bool ends_or_no_wkb = char_at(blob, blob.size() - 1) == kEnd || !begins_like_wkb(blob);
  switch (char_at(blob, 1)) {
    case 0x00:
      return has_mark_and_class(blob) && ends_or_no_wkb;
    case 0x80:
      return (blob.size() == 24 || blob.size() == 32 || blob.size() == 40) && ends_or_no_wkb;
    case 0x01:
    case 0x81:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view name_of(BlobFlavour flavour) {
  switch (flavour) {
    case BlobFlavour::spatialite:
      return "SpatiaLite";
    case BlobFlavour::tinypoint:
      return "SpatiaLite TinyPoint";
    case BlobFlavour::geopackage:
      return "GeoPackage";
    case BlobFlavour::wkb:
      return "WKB";
    case BlobFlavour::ewkb:
      return "EWKB";
  }
  return "unknown";
}

GeometryHeader read_header(Bytes blob) {
  if (blob.size() < 2) throw no_geometry(blob);
  const unsigned first = char_at(blob, 0);
  const unsigned second = char_at(blob, 1);
  if (first == 'G' && second == 'P') return geopackage_header(blob);
  if (first == 0 && is_spatialite(blob)) {
    return second < 0x80 ? spatialite_header(blob) : tinypoint_header(blob);
  }
  if (first <= 1) return wkb_header(blob);
  throw no_geometry(blob);
}

Error damaged_geometry(BlobFlavour flavour, std::string_view what) {
  return Error(concat("a damaged ", name_of(flavour), " geometry: ", what));
}

}  // namespace clusterlite
