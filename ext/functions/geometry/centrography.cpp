// Centrography of a group as aggregates: cl_mean_centre, cl_standard_distance, cl_standard_ellipse,
// cl_medoid.
#include "distance/centre/centrography.hpp"

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "distance/centre/exact_moments.hpp"
#include "distance/centre/medoid.hpp"
#include "functions/geometry/true_lengths.hpp"
#include "functions/shared/constant_argument.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/point_argument.hpp"
#include "geometry/hulls/drawn_geometry.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Geometry";
constexpr std::string_view kCoordinateNulls =
    "rows without x, y or (when it is given) weight are left out; NULL when none is left, or all weigh 0";
constexpr std::string_view kGeometryNulls =
    "NULL and empty geometries are left out; NULL when nothing is left";
constexpr std::string_view kNumberErrors = "those of all functions";
constexpr std::string_view kGeometryErrors = "a geometry of several vertices";
constexpr std::string_view kLengthErrors =
    "an SRID of degrees, or of a Mercator projection of the world, in which lengths are stretched";
constexpr std::string_view kGeometryLengthErrors =
    "a geometry of several vertices; an SRID of degrees, or of a Mercator projection of the world, in which "
    "lengths are stretched";

constexpr Argument kX = {"x", "number", "easting"};
constexpr Argument kY = {"y", "number", "northing"};
constexpr Argument kWeight = {"weight", "number", "such as employees, >= 0", "1", true};
constexpr Argument kSrid = {"srid", "integer", "the SRID to write into the BLOB; the same in all rows", "-1",
                            true};
constexpr Argument kGeometry = {
    "geometry", "geometry",
    "a point, or a multipoint or collection of one: SpatiaLite, TinyPoint, GeoPackage, WKB or EWKB; "
    "each weighs 1"};

constexpr Argument kShapeArguments[] = {kX, kY, kWeight, kSrid};
constexpr Argument kNumberArguments[] = {kX, kY, kWeight};
constexpr Argument kGeometryArguments[] = {kGeometry};

constexpr std::string_view kCentreFormula = "(sum of w x / sum of w, sum of w y / sum of w)";
constexpr std::string_view kCentreUse =
    "longitudes and latitudes give their plain means: near the centre of a city, wrong across the 180th "
    "meridian";
constexpr std::string_view kCentrePeers =
    "R aspace::calc_mnc(); Python pointpats mean_center() and weighted_mean_center(); QGIS Mean "
    "coordinate(s); "
    "ArcGIS Mean Center";
constexpr std::string_view kDistanceFormula = "sqrt(sum of w ((x - mean_x)^2 + (y - mean_y)^2) / sum of w)";
constexpr std::string_view kDistanceUse =
    "longitudes and latitudes give degrees, which are shorter from west to east than from south to north: "
    "project them first";
constexpr std::string_view kDistanceSource =
    "Furfey 1927; Bachi 1963, Papers of the Regional Science Association 10";
constexpr std::string_view kDistancePeers =
    "Python pointpats std_distance() and ArcGIS Standard Distance divide by n, as here. R aspace::calc_sdd() "
    "and CrimeStat divide by n - 2: multiply theirs by sqrt((n - 2) / n)";
constexpr std::string_view kEllipseFormula =
    "the axes lie along the eigenvectors of the covariance matrix (divided by the sum of w) about the mean "
    "centre\nsemi-axis = sqrt(2 eigenvalue), so major^2 + minor^2 = 2 standard distance^2\nthe ellipse of a "
    "normal pattern holds 63 % of it\nthe polygon has 72 corners on the ellipse, one every 5 degrees of its "
    "parameter (0.13 % of the area are missing)";
constexpr std::string_view kEllipseUse =
    "longitudes and latitudes give an ellipse in degrees, too long from west to east and turned: project "
    "them first";
constexpr std::string_view kEllipseSource =
    "Lefever 1926, American Journal of Sociology 32; corrected by Yuill 1971, Geografiska Annaler B 53";
constexpr std::string_view kEllipsePeers =
    "ArcGIS Directional Distribution, 1 standard deviation: the same. Yuill's own axes (QGIS Standard "
    "Deviational Ellipse plugin, default) lack the factor sqrt(2). CrimeStat, R aspace::calc_sde() and "
    "Python pointpats ellipse() have it and divide by n - 2: multiply theirs by sqrt((n - 2) / n)";

constexpr Declaration kCentreOfCoordinates{
    .name = "cl_mean_centre",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Mean centre of the points of a group, from coordinates.",
    .summary_ko = "집단에 속한 점들의 평균 중심을 좌표로 구한다.",
    .arguments = kShapeArguments,
    .result =
        "a POINT as a SpatiaLite geometry BLOB, which mod_spatialite, QGIS and GDAL read. As numbers: "
        "cl_centrography, or avg(x) and avg(y)",
    .formula = kCentreFormula,
    .use = kCentreUse,
    .nulls = kCoordinateNulls,
    .errors = "those of all functions",
    .source = "centre of gravity",
    .peers = kCentrePeers,
    .example =
        "SELECT hex(cl_mean_centre(column1, column2)) =\n"
        "       hex(cl_convex_hull(2.5, 2.5))\n"
        "FROM (VALUES (1, 2), (2, 3), (2, 2), (2, 1), (3, 4), (3, 3), (3, 1), (4, 4))",
    .example_result = "1",
};
constexpr Declaration kCentreOfGeometries{
    .name = "cl_mean_centre",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Mean centre of the points of a group, from geometry BLOBs.",
    .summary_ko = "집단에 속한 점 도형들의 평균 중심을 구한다.",
    .arguments = kGeometryArguments,
    .result = "a POINT as a geometry BLOB in the format and SRID of the input (SpatiaLite for TinyPoint)",
    .formula = kCentreFormula,
    .use = kCentreUse,
    .nulls = kGeometryNulls,
    .errors = kGeometryErrors,
    .source = "centre of gravity",
    .peers = kCentrePeers,
    .example = "SELECT hex(cl_mean_centre(x'0101000000000000000000084000000000000010C0'))",
    .example_result = "0101000000000000000000084000000000000010C0",
};
constexpr Declaration kDistanceOfCoordinates{
    .name = "cl_standard_distance",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Standard distance: how far the points of a group spread around their mean centre.",
    .summary_ko = "집단의 점들이 평균 중심에서 퍼진 정도인 표준거리를 좌표로 구한다.",
    .arguments = kNumberArguments,
    .result = "a real >= 0 in the unit of the coordinates; 0 for one place",
    .formula = kDistanceFormula,
    .use = kDistanceUse,
    .nulls = kCoordinateNulls,
    .errors = kNumberErrors,
    .source = kDistanceSource,
    .peers = kDistancePeers,
    .example =
        "SELECT round(cl_standard_distance(column1, column2), 6)\n"
        "FROM (VALUES (1, 2), (2, 3), (2, 2), (2, 1), (3, 4), (3, 3), (3, 1), (4, 4))",
    .example_result = "1.414214",
};
constexpr Declaration kDistanceOfGeometries{
    .name = "cl_standard_distance",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Standard distance of the points of a group, from geometry BLOBs.",
    .summary_ko = "집단에 속한 점 도형들의 표준거리를 구한다.",
    .arguments = kGeometryArguments,
    .result = "a real >= 0 in the unit of the coordinates; 0 for one place",
    .formula = kDistanceFormula,
    .use = kDistanceUse,
    .nulls = kGeometryNulls,
    .errors = kGeometryLengthErrors,
    .source = kDistanceSource,
    .peers = kDistancePeers,
    .example = "SELECT cl_standard_distance(x'0101000000000000000000084000000000000010C0')",
    .example_result = "0.0",
};
constexpr Declaration kEllipseOfCoordinates{
    .name = "cl_standard_ellipse",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Standard deviational ellipse of the points of a group, from coordinates.",
    .summary_ko = "집단에 속한 점들의 표준편차타원을 좌표로 구한다.",
    .arguments = kShapeArguments,
    .result =
        "a POLYGON as a SpatiaLite geometry BLOB; of one place a POINT, of places on one line a "
        "LINESTRING. Axes and rotation as numbers: cl_centrography",
    .formula = kEllipseFormula,
    .use = kEllipseUse,
    .nulls = kCoordinateNulls,
    .errors = kLengthErrors,
    .source = kEllipseSource,
    .peers = kEllipsePeers,
    .example =
        "SELECT round(cl_area(cl_standard_ellipse(column1, column2)) / (3.14159265 * 2 * 1), 4)\n"
        "FROM (VALUES (-2, 0), (2, 0), (0, -1), (0, 1))",
    .example_result = "0.9987",
};
constexpr Declaration kEllipseOfGeometries{
    .name = "cl_standard_ellipse",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Standard deviational ellipse of the points of a group, from geometry BLOBs.",
    .summary_ko = "집단에 속한 점 도형들의 표준편차타원을 구한다.",
    .arguments = kGeometryArguments,
    .result =
        "a geometry BLOB in the format and SRID of the input (SpatiaLite for TinyPoint): a POLYGON, of "
        "one place a POINT, of places on one line a LINESTRING",
    .formula = kEllipseFormula,
    .use = kEllipseUse,
    .nulls = kGeometryNulls,
    .errors = kGeometryLengthErrors,
    .source = kEllipseSource,
    .peers = kEllipsePeers,
    .example = "SELECT hex(cl_standard_ellipse(x'0101000000000000000000084000000000000010C0'))",
    .example_result = "0101000000000000000000084000000000000010C0",
};

constexpr Argument kMedoidArguments[] = {
    {"id", "key", "of the firm: integer or text; unique"}, kX, kY, kWeight};

constexpr Declaration kMedoid{
    .name = "cl_medoid",
    .kind = FunctionKind::aggregate,
    .family = kFamily,
    .summary =
        "Medoid: the member of a group with the least sum of distances to all members, such as its most "
        "central firm.",
    .summary_ko =
        "집단에서 다른 구성원까지의 거리 합이 가장 작은 구성원, 곧 가장 중심에 있는 기업(메도이드)을 찾는다.",
    .arguments = kMedoidArguments,
    .result = "its id, as given",
    .formula =
        "the i with the least sum over j of w_j sqrt((x_i - x_j)^2 + (y_i - y_j)^2); of equal sums the "
        "smallest id",
    .use =
        "computed exactly, as a rule in n log n steps. Where many firms have equal sums (on a line between "
        "two halves of equal weight) each of theirs is computed: up to n^2",
    .nulls =
        "rows without id, x, y or (when it is given) weight are left out; NULL when none is left, or all "
        "weigh "
        "0",
    .errors = "an id that occurs twice",
    .source =
        "Kaufman and Rousseeuw 1987; found by bounds as in Newling and Fleuret 2017 (AISTATS), here the "
        "tangent planes of the convex sum of distances",
    .peers =
        "R aspace::calc_mdc() (central feature), ArcGIS Central Feature, scikit-learn-extra KMedoids with "
        "one "
        "cluster: O(n^2)",
    .example =
        "SELECT cl_medoid(column1, column2, column3)\n"
        "FROM (VALUES ('a', 0, 0), ('b', 4, 0), ('c', 0, 3), ('d', 1, 1), ('e', NULL, 0))",
    .example_result = "d",
};

// The points of a frame, first in, first out. The first answer to a frame that goes on adds up the moments;
// from then on a row costs the same for any number of rows in the frame. Only where a coordinate or weight is
// of no everyday size each frame is computed anew.
class CentrographyWindow : public WindowAggregate {
 public:
  using Report = void (*)(const Centrography& found, const GeosContext& geos, BlobFlavour flavour,
                          std::int32_t srid, ResultSink& result);
  CentrographyWindow(Report give, Connection& connection)
      : report_(give), geos_(connection.service<GeosContext>()) {}

  void step(const Arguments& row) override {
    const auto point = point_of(row);
    if (!point) return;
    points_.push_back(*point);
    if (moments_) moments_->add(*point);
  }

  // Rows leave a frame in the order in which they came.
  void inverse(const Arguments& row) override {
    if (!point_of(row)) return;
    if (moments_) moments_->subtract(points_[first_]);
    if (++first_ <= points_.size() / 2) return;
    points_.erase(points_.begin(), points_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }

  void value(ResultSink& result) const override {
    CancelToken never;
    report(result, never);
  }
  void finish(ResultSink& result, CancelToken& cancel) override { report(result, cancel); }

 protected:
  virtual std::optional<WeightedPoint> point_of(const Arguments& row) = 0;
  DrawnFormat format_;
  SridArgument srid_;

 private:
  void report(ResultSink& result, CancelToken& cancel) const {
    const auto points = std::span(points_).subspan(first_);
    if (!moments_) {
      moments_ = std::make_unique<ExactMoments>();
      for (const WeightedPoint& point : points) {
        cancel.check(4);
        moments_->add(point);
      }
    }
    const Centrography found =
        moments_->are_exact() ? moments_->centrography() : centrography(points, cancel);
    if (found.weight == 0) return result.null();
    report_(found, geos_, format_.flavour(), srid_.get(format_.srid()), result);
  }

  Report report_;
  const GeosContext& geos_;
  std::vector<WeightedPoint> points_;
  std::size_t first_ = 0;                          // of those still in the frame
  mutable std::unique_ptr<ExactMoments> moments_;  // since the first answer
};

class CoordinateWindow final : public CentrographyWindow {
 public:
  CoordinateWindow(Report give, bool drawn, std::size_t arguments, Connection& connection)
      : CentrographyWindow(give, connection), drawn_(drawn), arguments_(arguments) {}

 private:
  std::optional<WeightedPoint> point_of(const Arguments& row) override {
    const auto x = row[0].real();
    const auto y = row[1].real();
    const auto weight = arguments_ > 2 ? row[2].real(Sign::not_negative) : std::optional(1.0);
    if (arguments_ > 3) srid_.set(row[3]);
    if (!x || !y || !weight) return std::nullopt;
    if (drawn_) require_drawable(*x, *y);
    return WeightedPoint{*x, *y, *weight};
  }

  bool drawn_;
  std::size_t arguments_;
};

class GeometryWindow final : public CentrographyWindow {
 public:
  GeometryWindow(Report give, Connection& connection)
      : CentrographyWindow(give, connection), db_(connection.db()) {}

 private:
  std::optional<WeightedPoint> point_of(const Arguments& row) override {
    InterruptToken interrupt(db_);
    const auto point = point_argument(row[0], draft_, interrupt.token());
    if (!point) return std::nullopt;
    format_.take(point->flavour, point->srid);
    if (point->empty) return std::nullopt;
    require_drawable(point->x, point->y);
    return WeightedPoint{point->x, point->y, 1};
  }

  sqlite3* db_;
  ShapeDraft draft_;
};

void report_centre(const Centrography& found, const GeosContext& geos, BlobFlavour flavour, std::int32_t srid,
                   ResultSink& result) {
  result.blob(canonical_blob(geos, geometry_of(geos, {{found.x, found.y}}), flavour, srid));
}
void report_distance(const Centrography& found, const GeosContext&, BlobFlavour, std::int32_t srid,
                     ResultSink& result) {
  require_true_lengths(srid);
  result.real(found.standard_distance);
}
void report_ellipse(const Centrography& found, const GeosContext& geos, BlobFlavour flavour,
                    std::int32_t srid, ResultSink& result) {
  require_true_lengths(srid);
  std::vector<Coordinate> corners;
  for (const auto& [x, y] : found.ellipse()) corners.push_back({x, y});
  result.blob(canonical_blob(geos, geometry_of(geos, std::move(corners)), flavour, srid));
}

template <CentrographyWindow::Report kReport>
std::unique_ptr<WindowAggregate> make_of_coordinates(std::size_t arguments, Connection& connection) {
  return std::make_unique<CoordinateWindow>(kReport, kReport != &report_distance, arguments, connection);
}
template <CentrographyWindow::Report kReport>
std::unique_ptr<WindowAggregate> make_of_geometries(std::size_t, Connection& connection) {
  return std::make_unique<GeometryWindow>(kReport, connection);
}

// Collects the group as cl_points does, for its checks of ids and numbers.
class MedoidAggregate final : public Aggregate {
 public:
  explicit MedoidAggregate(std::size_t arguments) {
    const std::array<bool, 5> present = {true, true, true, arguments > 3, false};
    collector_ = point_collectors().front().make(present);
  }

  void step(const Arguments& row) override { collector_->step(row); }

  void finish(ResultSink& result, CancelToken& cancel) override {
    const ByteBuffer blob = collector_->finish(cancel);
    const PointsView points = PointsView::open(blob.bytes(), cancel, Origin::just_made);
    const distance::RowGroups groups(points, cancel);
    const std::uint32_t row = medoid(points, groups[0], cancel);
    row == kNoMedoid ? result.null() : result.key(points.id(row));
  }

 private:
  std::unique_ptr<Collector> collector_;
};

std::unique_ptr<Aggregate> make_medoid(std::size_t arguments, Connection&) {
  return std::make_unique<MedoidAggregate>(arguments);
}

}  // namespace

void register_centrography(const ConnectionPtr& connection) {
  register_function(connection, WindowFunction{&kCentreOfCoordinates, &make_of_coordinates<&report_centre>});
  register_function(connection, WindowFunction{&kCentreOfGeometries, &make_of_geometries<&report_centre>});
  register_function(connection,
                    WindowFunction{&kDistanceOfCoordinates, &make_of_coordinates<&report_distance>});
  register_function(connection,
                    WindowFunction{&kDistanceOfGeometries, &make_of_geometries<&report_distance>});
  register_function(connection,
                    WindowFunction{&kEllipseOfCoordinates, &make_of_coordinates<&report_ellipse>});
  register_function(connection, WindowFunction{&kEllipseOfGeometries, &make_of_geometries<&report_ellipse>});
  register_function(connection, AggregateFunction{&kMedoid, &make_medoid});
}

}  // namespace clusterlite
