// Hulls of the firms of a group: cl_convex_hull, cl_concave_hull, over coordinates or geometry BLOBs; cl_area
// of them.
#include <memory>
#include <optional>

#include "distance/srids/geographic_srids.hpp"
#include "distance/srids/stretched_srids.hpp"
#include "functions/shared/constant_argument.hpp"
#include "functions/shared/families.hpp"
#include "geometry/blobs/geometry_blob.hpp"
#include "geometry/hulls/area.hpp"
#include "geometry/hulls/geodesic_area.hpp"
#include "geometry/hulls/hull.hpp"
#include "geometry/shapes/shape_reader.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Geometry";
constexpr std::string_view kCoordinateNulls = "rows without x or y are left out; NULL when none is left";
constexpr std::string_view kGeometryNulls =
    "NULL and empty geometries are left out; NULL when nothing is left";
constexpr std::string_view kCoordinateResult =
    "a SpatiaLite geometry BLOB, which mod_spatialite, QGIS and GDAL read: a POLYGON, of one place a "
    "POINT, of places on one line a LINESTRING. It does not depend on the order of the rows";
constexpr std::string_view kGeometryResult =
    "a geometry BLOB in the format and SRID of the input (SpatiaLite also for TinyPoint; GeoPackage, "
    "WKB or EWKB): a POLYGON, of one place a POINT, of places on one line a LINESTRING. It does not "
    "depend on the order of the rows";
constexpr std::string_view kConvexPeers =
    "PostGIS ST_ConvexHull(ST_Collect(geom)), SpatiaLite ST_ConvexHull(ST_Collect(geom))";
constexpr std::string_view kChiShape =
    "the chi-shape of Duckham, Kulik, Worboys and Galton 2008, Pattern Recognition 41";
constexpr std::string_view kConcavePeers =
    "PostGIS ST_ConcaveHull(geom, ratio) and GEOSConcaveHull, with the same ratio. GEOS 3.11 differs where a "
    "border "
    "is nearly straight";
constexpr std::string_view kRatioMeaning =
    "0: as concave as possible, 1: the convex hull; the same in all rows. The longest side allowed "
    "lies that share of the way between the shortest and the longest side of the Delaunay triangulation";

constexpr std::string_view kGeometryMeaning =
    "any geometry with straight sides (of lines and polygons the vertices count): SpatiaLite, TinyPoint, "
    "GeoPackage, WKB or EWKB";
constexpr std::string_view kGeometryErrors = "those of all functions";

constexpr Argument kConvexCoordinates[] = {
    {"x", "number", "easting or longitude"},
    {"y", "number", "northing or latitude"},
    {"srid", "integer", "the SRID to write into the BLOB; the same in all rows", "-1", true},
};
constexpr Argument kConvexGeometry[] = {
    {"geometry", "geometry", kGeometryMeaning},
};
constexpr Argument kConcaveCoordinates[] = {
    {"x", "number", "easting or longitude"},
    {"y", "number", "northing or latitude"},
    {"ratio", "number", kRatioMeaning},
    {"srid", "integer", "the SRID to write into the BLOB; the same in all rows", "-1", true},
};
constexpr Argument kConcaveGeometry[] = {
    {"geometry", "geometry", kGeometryMeaning},
    {"ratio", "number", kRatioMeaning},
};

constexpr Declaration kConvexOfCoordinates{
    .name = "cl_convex_hull",
    .kind = FunctionKind::aggregate,
    .family = kFamily,
    .summary = "Convex hull of the points of a group, from coordinates.",
    .summary_ko = "집단에 속한 점들의 볼록 껍질을 좌표로 구한다.",
    .arguments = kConvexCoordinates,
    .result = kCoordinateResult,
    .nulls = kCoordinateNulls,
    .errors = "those of all functions",
    .source = "Andrew 1979, Information Processing Letters 9, with the orientation test of GEOS",
    .peers = kConvexPeers,
    .example =
        "SELECT length(cl_convex_hull(column1, column2, 5179))\n"
        "FROM (VALUES (0, 0), (4, 0), (4, 3), (3, 1))",
    .example_result = "116",
};
constexpr Declaration kConvexOfGeometries{
    .name = "cl_convex_hull",
    .kind = FunctionKind::aggregate,
    .family = kFamily,
    .summary = "Convex hull of the geometries of a group: points, footprints, parcels.",
    .summary_ko = "집단에 속한 점·건물·필지 도형의 볼록 껍질을 구한다.",
    .arguments = kConvexGeometry,
    .result = kGeometryResult,
    .nulls = kGeometryNulls,
    .errors = kGeometryErrors,
    .source = "Andrew 1979, Information Processing Letters 9, with the orientation test of GEOS",
    .peers = kConvexPeers,
    .example = "SELECT hex(cl_convex_hull(x'0101000000000000000000084000000000000010C0'))",
    .example_result = "0101000000000000000000084000000000000010C0",
};
constexpr Declaration kConcaveOfCoordinates{
    .name = "cl_concave_hull",
    .kind = FunctionKind::aggregate,
    .family = kFamily,
    .summary = "Concave hull of the points of a group, from coordinates: one polygon without holes.",
    .summary_ko = "집단에 속한 점들의 오목 껍질(구멍 없는 다각형 하나)을 좌표로 구한다.",
    .arguments = kConcaveCoordinates,
    .result = kCoordinateResult,
    .nulls = kCoordinateNulls,
    .errors = "a ratio outside 0..1",
    .source = kChiShape,
    .peers = kConcavePeers,
    .example =
        "SELECT length(cl_concave_hull(column1, column2, 0.3))\n"
        "FROM (VALUES (0, 0), (4, 0), (4, 3), (0, 3), (2, 1))",
    .example_result = "148",
};
constexpr Declaration kConcaveOfGeometries{
    .name = "cl_concave_hull",
    .kind = FunctionKind::aggregate,
    .family = kFamily,
    .summary = "Concave hull of the vertices of the geometries of a group: one polygon without holes.",
    .summary_ko = "집단에 속한 도형 꼭짓점들의 오목 껍질(구멍 없는 다각형 하나)을 구한다.",
    .arguments = kConcaveGeometry,
    .result = kGeometryResult,
    .nulls = kGeometryNulls,
    .errors = "a ratio outside 0..1",
    .source = kChiShape,
    .peers = kConcavePeers,
    .example = "SELECT hex(cl_concave_hull(x'0101000000000000000000084000000000000010C0', 0.5))",
    .example_result = "0101000000000000000000084000000000000010C0",
};

constexpr Argument kAreaArguments[] = {
    {"geometry", "geometry", "any geometry with straight sides: SpatiaLite, GeoPackage, WKB or EWKB"},
    {"metric", "text",
     "'planar': in the plane of the coordinates; 'geodesic': the coordinates are longitude and latitude in "
     "degrees, the area lies on the WGS 84 ellipsoid",
     "'planar'", true},
};

constexpr Declaration kArea{
    .name = "cl_area",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "Area of a geometry, such as a hull.",
    .summary_ko = "클러스터의 볼록 껍질 같은 도형의 면적을 구한다.",
    .arguments = kAreaArguments,
    .result = "a real >= 0 in the squared unit of the coordinates; with 'geodesic' m2",
    .formula =
        "planar: of each polygon |sum of x_i y_(i+1) - x_(i+1) y_i| / 2 along its outer ring, less the same "
        "of its holes\ngeodesic: the spherical excess between each side and the equator at authalic "
        "latitudes, which keep areas",
    .use =
        "EPSG:5179 gives m2: divide by 1e6 for km2. Without an SRID (-1 or 0) nothing is known of the unit, "
        "and degrees give square degrees. 'geodesic' differs from GeographicLib by less than 1e-6 of the "
        "area for perimeters up to 200 km, 3e-5 up to 2,000 km",
    .nulls =
        "NULL for NULL; 0 for points and lines, so also for the hull of one place or of places on one line",
    .errors =
        "an SRID of degrees or of Web Mercator without a metric; 'geodesic' on a projected SRID; a ring of "
        "fewer than four vertices; an area that is not finite",
    .source =
        "the shoelace formula (Meister 1769); authalic latitude: Snyder 1987, Map Projections: a Working "
        "Manual, 3-11",
    .peers =
        "SpatiaLite and PostGIS ST_Area(geom), the same planar area; they give NULL for what is not a "
        "geometry. PostGIS ST_Area(geography)",
    .example =
        "SELECT cl_area(cl_convex_hull(column1, column2)) FROM (VALUES (0, 0), (4, 0), (4, 3), (3, 1))",
    .example_result = "6.0",
    .history = "0.2.0: metric; refuses SRIDs of degrees and of Web Mercator, and rings that are not closed",
};

class HullAggregate : public Aggregate {
 public:
  HullAggregate(HullPoints::Purpose purpose, std::size_t options_at, std::size_t arguments,
                Connection& connection)
      : points_(purpose),
        options_at_(options_at),
        arguments_(arguments),
        geos_(connection.service<GeosContext>()) {}

  void step(const Arguments& row) override {
    std::size_t next = options_at_;
    if (points_.purpose() == HullPoints::Purpose::concave) {
      const auto ratio = row[next].real();
      if (ratio && (*ratio < 0 || *ratio > 1)) {
        throw Error(concat("ratio must lie between 0 and 1 (got ", row[next].shown(), ")"));
      }
      ratio_.set(row[next++], ratio);
    }
    if (next < arguments_) srid_.set(row[next]);
    add(row);
  }

  void finish(ResultSink& result, CancelToken& cancel) override {
    const auto srid = srid_.get(points_.srid());
    result.blob(points_.purpose() == HullPoints::Purpose::convex
                    ? convex_hull(geos_, points_, points_.flavour(), srid, cancel)
                    : concave_hull(geos_, points_, ratio_.get(1), points_.flavour(), srid, cancel));
  }

 protected:
  virtual void add(const Arguments& row) = 0;
  HullPoints points_;

 private:
  std::size_t options_at_;  // ratio and srid follow the point's arguments
  std::size_t arguments_;
  Constant<double> ratio_;
  SridArgument srid_;
  GeosContext& geos_;
};

class CoordinateHull final : public HullAggregate {
 public:
  CoordinateHull(HullPoints::Purpose purpose, std::size_t arguments, Connection& connection)
      : HullAggregate(purpose, 2, arguments, connection) {}

 private:
  void add(const Arguments& row) override {
    const auto x = row[0].real();
    const auto y = row[1].real();
    if (x && y) points_.add(*x, *y);
  }
};

class GeometryHull final : public HullAggregate {
 public:
  GeometryHull(HullPoints::Purpose purpose, std::size_t arguments, Connection& connection)
      : HullAggregate(purpose, 1, arguments, connection), db_(connection.db()) {}

 private:
  void add(const Arguments& row) override {
    const auto blob = row[0].blob("a geometry BLOB");
    if (!blob) return;
    InterruptToken interrupt(db_);
    const PointGeometry read = [&] {
      try {
        return read_geometry(*blob, draft_, interrupt.token());
      } catch (const Error& error) {
        throw Error(concat("a geometry is ", error.what()));
      }
    }();
    is_shape(draft_)
        ? points_.add({read.flavour, read.srid, read.has_z_or_m}, draft_.view(), interrupt.token())
        : points_.add(read);
  }

  sqlite3* db_;
  ShapeDraft draft_;
};

template <class Hull, HullPoints::Purpose kPurpose>
std::unique_ptr<Aggregate> make(std::size_t arguments, Connection& connection) {
  return std::make_unique<Hull>(kPurpose, arguments, connection);
}

// nullopt when it is not given.
std::optional<bool> is_geodesic(const Value& metric) {
  const auto text = metric.text();
  if (!text) return std::nullopt;
  if (*text == "planar") return false;
  if (*text == "geodesic") return true;
  throw Error(concat("metric must be 'planar' or 'geodesic' (got ", quoted(*text), ")"));
}

// Geometries without an SRID are taken at their word.
void require_geographic(std::int32_t srid) {
  if (srid == kNoSrid || srid == 0 || is_geographic_srid(srid)) return;
  throw Error(concat("of SRID ", srid,
                     ", whose coordinates are not longitude and latitude; leave 'geodesic' away, or bring it "
                     "to SRID 4326 first (ST_Transform)"));
}

// Square degrees are not an area, and square metres of Web Mercator are 1 / cos(latitude)^2 too many.
void require_area_in_metres(std::int32_t srid) {
  if (is_geographic_srid(srid)) {
    throw Error(concat("in degrees (SRID ", srid,
                       "); say 'geodesic' for an area in square metres, or 'planar' for square degrees"));
  }
  if (is_world_mercator_srid(srid)) {
    throw Error(
        concat("in a Mercator projection of the world (SRID ", srid,
               "), in which areas are 1 / cos(latitude)^2 times too large; bring it to the projected SRID "
               "of your country (ST_Transform), or to 4326 and say 'geodesic' ('planar' takes it as it "
               "is)"));
  }
}

void call_area(const Arguments& arguments, ResultSink& result, Connection& connection) {
  const auto blob = arguments[0].blob("a geometry BLOB");
  if (!blob) return result.null();
  const std::optional<bool> geodesic = arguments.size() > 1 ? is_geodesic(arguments[1]) : std::nullopt;
  InterruptToken interrupt(connection.db());
  try {
    const std::int32_t srid = read_header(*blob).srid;
    if (geodesic == true) require_geographic(srid);
    const double found =
        geodesic == true ? geodesic_area(*blob, interrupt.token()) : area(*blob, interrupt.token());
    if (!geodesic) require_area_in_metres(srid);
    result.real(found);
  } catch (const Error& error) {
    throw Error(concat("the geometry is ", error.what()));
  }
}

}  // namespace

void register_hulls(const ConnectionPtr& connection) {
  using enum HullPoints::Purpose;
  register_function(connection, AggregateFunction{&kConvexOfCoordinates, &make<CoordinateHull, convex>});
  register_function(connection, AggregateFunction{&kConvexOfGeometries, &make<GeometryHull, convex>});
  register_function(connection, AggregateFunction{&kConcaveOfCoordinates, &make<CoordinateHull, concave>});
  register_function(connection, AggregateFunction{&kConcaveOfGeometries, &make<GeometryHull, concave>});
  register_function(connection, ScalarFunction{&kArea, &call_area});
}

}  // namespace clusterlite
