// Geometries in and out, one at a time: made of coordinates or text, and read back as those.
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "functions/shared/families.hpp"
#include "geometry/blobs/geometry_blob.hpp"
#include "geometry/blobs/geometry_text.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Geometry";
constexpr std::string_view kSince = "0.2.0";
constexpr std::string_view kNullForNull = "NULL for NULL";
constexpr std::string_view kReadErrors = "those of all functions";
constexpr Argument kPointGeometry[] = {
    {"geometry", "geometry", "a POINT: SpatiaLite, TinyPoint, GeoPackage, WKB or EWKB"},
};
constexpr Argument kAnyGeometry[] = {
    {"geometry", "geometry", "any geometry with straight sides: SpatiaLite, GeoPackage, WKB or EWKB"},
};
constexpr Argument kSrid{"srid", "integer", "the SRID to write into the BLOB (5179, 4326, ...); -1: unknown",
                         "-1", true};
constexpr Argument kFormat{"format", "text", "'spatialite', 'geopackage' or 'wkb' (which holds no SRID)",
                           "'spatialite'", true};

constexpr Argument kPointArguments[] = {
    {"x", "number", "easting or longitude"},
    {"y", "number", "northing or latitude"},
    kSrid,
    kFormat,
};
constexpr Declaration kPointDeclaration{
    .name = "cl_point",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "A POINT geometry from two coordinates.",
    .summary_ko = "두 좌표로 점(POINT) 도형을 만든다.",
    .arguments = kPointArguments,
    .result = "a geometry BLOB that SpatiaLite, QGIS and GDAL read",
    .nulls = "NULL when x or y is missing",
    .errors = "an unknown format",
    .peers = "SpatiaLite MakePoint(x, y, srid), PostGIS ST_Point(x, y, srid)",
    .example = "SELECT hex(cl_point(3, -4, -1, 'wkb')), cl_as_text(cl_point(127.1, 37.5, 4326))",
    .example_result = "0101000000000000000000084000000000000010C0|POINT(127.1 37.5)",
    .since = kSince,
};

constexpr Argument kTextArguments[] = {
    {"text", "text",
     "WKT ('POLYGON((0 0, 4 0, 4 3, 0 0))', 'POINT Z (1 2 3)') or EWKT ('SRID=4326;POINT(127 37)')"},
    kSrid,
    kFormat,
};
constexpr Declaration kFromText{
    .name = "cl_from_text",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "A geometry from its text (WKT).",
    .summary_ko = "텍스트(WKT)를 도형으로 바꾼다.",
    .arguments = kTextArguments,
    .result = "a geometry BLOB; the SRID is that of EWKT unless srid says another",
    .nulls = kNullForNull,
    .errors =
        "text that is not WKT, with the place of the fault; lines of one vertex; rings of fewer than four "
        "vertices",
    .source = "OGC 06-103r4, 7.2",
    .peers =
        "SpatiaLite GeomFromText(text, srid) and PostGIS ST_GeomFromText; SpatiaLite gives NULL for what "
        "it cannot read",
    .example = "SELECT cl_area(cl_from_text('POLYGON((0 0, 4 0, 4 3, 0 0))'))",
    .example_result = "6.0",
    .since = kSince,
};

constexpr Declaration kX{
    .name = "cl_x",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "The x (easting or longitude) of a POINT.",
    .summary_ko = "점(POINT)의 x좌표(동쪽 방향 거리 또는 경도)를 구한다.",
    .arguments = kPointGeometry,
    .result = "a real",
    .nulls = "NULL for NULL and for POINT EMPTY",
    .errors = "another type of geometry; otherwise those of all functions",
    .peers = "SpatiaLite and PostGIS ST_X(geom); SpatiaLite gives NULL for what is not a point",
    .example = "SELECT cl_x(x'0101000000000000000000084000000000000010C0')",
    .example_result = "3.0",
    .since = kSince,
};
constexpr Declaration kY{
    .name = "cl_y",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "The y (northing or latitude) of a POINT.",
    .summary_ko = "점(POINT)의 y좌표(북쪽 방향 거리 또는 위도)를 구한다.",
    .arguments = kPointGeometry,
    .result = "a real",
    .nulls = "NULL for NULL and for POINT EMPTY",
    .errors = "another type of geometry; otherwise those of all functions",
    .peers = "SpatiaLite and PostGIS ST_Y(geom); SpatiaLite gives NULL for what is not a point",
    .example = "SELECT cl_y(x'0101000000000000000000084000000000000010C0')",
    .example_result = "-4.0",
    .since = kSince,
};
constexpr Declaration kSridOf{
    .name = "cl_srid",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "The SRID of a geometry: the code of its coordinate system.",
    .summary_ko = "도형의 좌표계 코드(SRID)를 알려 준다.",
    .arguments = kAnyGeometry,
    .result = "an integer: 5179, 4326, ...; -1 when the geometry states none, as in WKB",
    .nulls = kNullForNull,
    .errors = "those of all functions",
    .peers = "SpatiaLite SRID(geom), PostGIS ST_SRID(geom), which gives 0 for -1",
    .example = "SELECT cl_srid(cl_point(127, 37, 4326)), cl_srid(cl_point(127, 37))",
    .example_result = "4326|-1",
    .since = kSince,
};
constexpr Declaration kAsText{
    .name = "cl_as_text",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "A geometry as text (WKT).",
    .summary_ko = "도형을 텍스트(WKT)로 바꾼다.",
    .arguments = kAnyGeometry,
    .result = "WKT with the shortest numbers that read back the same; the SRID is not written",
    .nulls = kNullForNull,
    .errors = kReadErrors,
    .source = "OGC 06-103r4, 7.2",
    .peers = "PostGIS ST_AsText(geom), the same text; SpatiaLite AsText(geom) rounds to six decimals",
    .example =
        "SELECT cl_as_text(cl_convex_hull(column1, column2)) FROM (VALUES (0, 0), (4, 0), (4, 3), (3, 1))",
    .example_result = "POLYGON((0 0,4 3,4 0,0 0))",
    .since = kSince,
};
constexpr Declaration kAsWkb{
    .name = "cl_as_wkb",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "A geometry as WKB, which shapely, sf, PostGIS and DuckDB read.",
    .summary_ko = "도형을 shapely·sf·PostGIS·DuckDB가 읽는 WKB로 바꾼다.",
    .arguments = kAnyGeometry,
    .result = "a BLOB: ISO WKB, little-endian, with Z and M; the SRID is not written",
    .nulls = kNullForNull,
    .errors = kReadErrors,
    .source = "OGC 06-103r4, 8.2",
    .peers = "PostGIS and SpatiaLite ST_AsBinary(geom)",
    .example = "SELECT hex(cl_as_wkb(cl_point(3, -4, 5179)))",
    .example_result = "0101000000000000000000084000000000000010C0",
    .since = kSince,
};

constexpr Argument kGeojsonArguments[] = {
    kAnyGeometry[0],
    {"coordinates", "text",
     "'lonlat': the coordinates must be longitude and latitude, as GeoJSON wants them; 'any': write them as "
     "they are, for a reader that knows their system",
     "'lonlat'", true},
    {"decimals", "integer", "keep so many decimals, 0 to 15; 6 of a degree are 0.1 m. NULL: all", "NULL",
     true},
};
constexpr Declaration kAsGeojson{
    .name = "cl_as_geojson",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "A geometry as GeoJSON, for web maps: the value of \"geometry\" in a Feature.",
    .summary_ko = "도형을 웹 지도용 GeoJSON으로 바꾼다.",
    .arguments = kGeojsonArguments,
    .result =
        "a JSON text; a Feature is json_object('type', 'Feature', 'properties', json_object('firms', 12), "
        "'geometry', json(cl_as_geojson(hull))). Outer rings run counter-clockwise; M is "
        "left "
        "out",
    .nulls = kNullForNull,
    .errors = "a projected SRID or coordinates that are not degrees, unless coordinates is 'any'",
    .source = "RFC 7946",
    .peers =
        "PostGIS ST_AsGeoJSON(geom, decimals), SpatiaLite AsGeoJSON(geom, decimals); both write projected "
        "coordinates unchecked",
    .example = "SELECT cl_as_geojson(cl_point(127.1, 37.5, 4326))",
    .example_result = "{\"type\":\"Point\",\"coordinates\":[127.1,37.5]}",
    .since = kSince,
};

std::int32_t srid_of(const Value& value, std::int32_t otherwise) {
  const auto srid = value.integer();
  if (!srid) return otherwise;
  if (*srid < std::numeric_limits<std::int32_t>::min() || *srid > std::numeric_limits<std::int32_t>::max()) {
    throw Error(concat("srid must fit into 32 bits (got ", value.shown(), ")"));
  }
  return static_cast<std::int32_t>(*srid);
}

BlobFlavour format_of(const Value& value) {
  const auto text = value.text();
  if (!text || *text == "spatialite") return BlobFlavour::spatialite;
  if (*text == "geopackage") return BlobFlavour::geopackage;
  if (*text == "wkb") return BlobFlavour::wkb;
  throw Error(concat("format must be 'spatialite', 'geopackage' or 'wkb' (got ", quoted(*text), ")"));
}

// The arguments srid and format stand last.
BlobFlavour given_format(const Arguments& arguments, std::size_t at) {
  return arguments.size() > at ? format_of(arguments[at]) : BlobFlavour::spatialite;
}

void call_point(const Arguments& arguments, ResultSink& result, Connection&) {
  const auto x = arguments[0].real();
  const auto y = arguments[1].real();
  const std::int32_t srid = arguments.size() > 2 ? srid_of(arguments[2], kNoSrid) : kNoSrid;
  const BlobFlavour format = given_format(arguments, 3);
  if (!x || !y) return result.null();
  ByteBuffer wkb;
  wkb.append_value(std::uint8_t{1});
  wkb.append_value(iso_code({.type = kPoint}));
  wkb.append_value(*x);
  wkb.append_value(*y);
  result.blob(in_frame_of(format, srid, wkb.bytes()));
}

void call_from_text(const Arguments& arguments, ResultSink& result, Connection& connection) {
  const auto text = arguments[0].text();
  const BlobFlavour format = given_format(arguments, 2);
  if (!text) return result.null();
  InterruptToken interrupt(connection.db());
  const ParsedText parsed = parse_geometry_text(*text, interrupt.token());
  const std::int32_t stated = parsed.srid.value_or(kNoSrid);
  const std::int32_t srid = arguments.size() > 1 ? srid_of(arguments[1], stated) : stated;
  result.blob(in_frame_of(format, srid, parsed.wkb.bytes()));
}

// Runs use(blob) on a geometry argument; NULL for NULL. What use() throws goes on after "the geometry is ".
template <class Use>
void with_geometry(const Arguments& arguments, ResultSink& result, const Use& use) {
  const auto blob = arguments[0].blob("a geometry BLOB");
  if (!blob) return result.null();
  try {
    use(*blob);
  } catch (const Error& error) {
    throw Error(concat("the geometry is ", error.what()));
  }
}

template <double PointGeometry::*kCoordinate>
void call_coordinate(const Arguments& arguments, ResultSink& result, Connection&) {
  with_geometry(arguments, result, [&](std::span<const std::byte> blob) {
    result.real(read_point(blob).*kCoordinate);  // NaN, of an empty point, is NULL
  });
}

void call_srid(const Arguments& arguments, ResultSink& result, Connection&) {
  with_geometry(arguments, result, [&](std::span<const std::byte> blob) {
    result.integer(std::int64_t{read_header(blob).srid});
  });
}

template <class Use>
void with_wkb(const Arguments& arguments, ResultSink& result, Connection& connection, const Use& use) {
  with_geometry(arguments, result, [&](std::span<const std::byte> blob) {
    InterruptToken interrupt(connection.db());
    use(read_plain_wkb(blob, interrupt.token()));
  });
}

void call_as_text(const Arguments& arguments, ResultSink& result, Connection& connection) {
  with_wkb(arguments, result, connection, [&](const PlainWkb& wkb) { result.text(as_text(wkb)); });
}

void call_as_wkb(const Arguments& arguments, ResultSink& result, Connection& connection) {
  with_wkb(arguments, result, connection, [&](PlainWkb wkb) { result.blob(std::move(wkb.bytes)); });
}

void call_as_geojson(const Arguments& arguments, ResultSink& result, Connection& connection) {
  bool any = false;
  std::optional<int> decimals;
  if (arguments.size() > 1) {
    if (const auto text = arguments[1].text()) {
      any = *text == "any";
      if (!any && *text != "lonlat") {
        throw Error(concat("coordinates must be 'lonlat' or 'any' (got ", quoted(*text), ")"));
      }
    }
  }
  if (arguments.size() > 2) {
    if (const auto digits = arguments[2].integer()) {
      if (*digits < 0 || *digits > 15) {
        throw Error(concat("decimals must lie between 0 and 15 (got ", *digits, ")"));
      }
      decimals = static_cast<int>(*digits);
    }
  }
  with_wkb(arguments, result, connection, [&](const PlainWkb& wkb) {
    if (!any) require_lon_lat(wkb);
    result.text(as_geojson(wkb, decimals));
  });
}

}  // namespace

void register_geometry_values(const ConnectionPtr& connection) {
  register_function(connection, ScalarFunction{&kPointDeclaration, &call_point});
  register_function(connection, ScalarFunction{&kX, &call_coordinate<&PointGeometry::x>});
  register_function(connection, ScalarFunction{&kY, &call_coordinate<&PointGeometry::y>});
  register_function(connection, ScalarFunction{&kSridOf, &call_srid});
  register_function(connection, ScalarFunction{&kFromText, &call_from_text});
  register_function(connection, ScalarFunction{&kAsText, &call_as_text});
  register_function(connection, ScalarFunction{&kAsWkb, &call_as_wkb});
  register_function(connection, ScalarFunction{&kAsGeojson, &call_as_geojson});
}

}  // namespace clusterlite
