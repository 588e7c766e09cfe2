// Maps as SVG: cl_svg_layer collects what is drawn, cl_svg_map draws layers, or points at once.
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "distance/srids/geographic_srids.hpp"
#include "functions/pictures/picture_arguments.hpp"
#include "functions/shared/families.hpp"
#include "geometry/blobs/geometry_blob.hpp"
#include "geometry/blobs/geometry_walk.hpp"
#include "pictures/map/layer.hpp"
#include "pictures/map/map.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kSince = "0.2.0";

constexpr Argument kLayerArguments[] = {
    {"kind", "text",
     "'area' (districts), 'line' (ties), 'points' (firms), 'hull' (clusters) or 'text' (names); the same in "
     "all rows"},
    {"geometry_or_x", "any",
     "a geometry BLOB (SpatiaLite, GeoPackage, WKB, EWKB); of 'points' and 'text' also the easting or "
     "longitude"},
    {"y", "number", "northing or latitude; NULL beside a geometry", "NULL", true},
    {"category", "any",
     "gives the colour; areas without one are the ground of the map. Under the palettes 'sequential' and "
     "'diverging' "
     "the category of an area is a number",
     "NULL", true},
    {"label", "any",
     "written where it covers no other label; of a hull the category when NULL, and none when blank", "NULL",
     true},
    {"tooltip", "any", "shown by browsers under the pointer; of areas and hulls the label when NULL", "NULL",
     true},
    {"options", "text",
     "a JSON text, the same in all rows: z (layers with a smaller one lie below; 0), dot (diameter of "
     "points, or the side of the squares in which more than 100,000 are counted), stroke "
     "(width of lines), opacity",
     "NULL", true},
};
constexpr Declaration kLayer{
    .name = "cl_svg_layer",
    .kind = FunctionKind::aggregate,
    .family = kPictures,
    .summary = "One layer of a map, a mark a row, for cl_svg_map.",
    .summary_ko = "cl_svg_map에 쓸 지도 레이어 하나를 만든다. 한 행이 기호 하나이다.",
    .arguments = kLayerArguments,
    .result = "a BLOB for cl_svg_map; it does not depend on the order of the rows",
    .nulls = "rows without geometry, x or y are left out; NULL when nothing is left",
    .errors =
        "an unknown kind; options that are not JSON or name an unknown option; a setting that changes "
        "between rows",
    .example =
        "SELECT cl_svg_map(layer) LIKE '<svg%J62 1%</svg>' FROM (\n"
        "  SELECT cl_svg_layer('hull', cl_from_text(column1, 5179), NULL, 'J62', column2) AS layer\n"
        "  FROM (VALUES ('POLYGON((0 0,4 0,4 3,0 0))', 'J62 1')))",
    .example_result = "1",
    .since = kSince,
};

constexpr std::string_view kMapOptions =
    "a JSON text, the same in all rows: title, description, width, height, lang ('en', 'ko'), background "
    "('none', "
    "'#rrggbb'), theme ('auto', 'light'), style ('attributes'; of many pictures on one page 'sheet' for one "
    "and 'page' for the others: "
    "shorter, for browsers alone), decimals (1; 0: whole pixels, and under 'page' no size of its own), "
    "show_title, legend, labels, colours "
    "({\"J62\":\"#D55E00\"}), box "
    "([min x, min y, max x, "
    "max y]: what is drawn, cut there), unit of the coordinates ('m', 'degrees', 'none'; for the scale bar), "
    "palette "
    "('sequential', 'diverging'), scale ('linear', 'log'), centre";
constexpr Argument kMapArguments[] = {
    {"layer", "any", "a BLOB of cl_svg_layer"},
    {"options", "text", kMapOptions, "NULL", true},
};
constexpr Declaration kMap{
    .name = "cl_svg_map",
    .kind = FunctionKind::aggregate,
    .family = kPictures,
    .summary = "A map as an SVG picture, of layers: areas below, then lines, points, outlines and names.",
    .summary_ko = "레이어를 겹쳐 SVG 지도를 그린다. 맨 아래가 면이고 그 위에 선·점·윤곽·이름이 놓인다.",
    .arguments = kMapArguments,
    .result = kPictureResult,
    .nulls = "layers that are NULL are left out; without any a picture that says so",
    .errors =
        "a BLOB that is not a layer; more than 200 categories; a layer in degrees beside one in metres; "
        "options that are not JSON, name an unknown option or change between rows; more than 4 MB",
    .source =
        "colours: Okabe and Ito 2008, Color Universal Design; cividis (Nunez, Anderton and Renslow 2018); "
        "PuOr "
        "(ColorBrewer)",
    .peers = "QGIS for maps to move around in; R tmap",
    .example =
        "SELECT cl_svg_map(layer, '{\"title\":\"IT firms\"}') LIKE '<svg%1 areas, 1 points.%</svg>' FROM (\n"
        "  SELECT cl_svg_layer('area', cl_from_text('POLYGON((0 0,900 0,900 900,0 0))'), NULL, NULL, 'Mapo') "
        "AS layer\n"
        "  UNION ALL SELECT cl_svg_layer('points', 500, 300, 'J62'))",
    .example_result = "1",
    .since = kSince,
};
constexpr Argument kPointMapArguments[] = {
    {"x", "number", "easting or longitude"},
    {"y", "number", "northing or latitude"},
    {"category", "any", kCategoryMeaning},
    {"options", "text", kMapOptions, "NULL", true},
};
constexpr Declaration kPointMap{
    .name = "cl_svg_map",
    .kind = FunctionKind::aggregate,
    .family = kPictures,
    .summary = "A map of points as an SVG picture, a point a row.",
    .summary_ko = "한 행을 점 하나로 하여 SVG 점 지도를 그린다.",
    .arguments = kPointMapArguments,
    .result = kPictureResult,
    .nulls = "rows without x or y are left out; without any a picture that says so",
    .errors =
        "more than 200 categories; options that are not JSON, name an unknown option or change between rows; "
        "more than 4 MB",
    .source = "colours: Okabe and Ito 2008, Color Universal Design",
    .example =
        "SELECT cl_svg_map(column1, column2, column3) LIKE '<svg%2 points. The largest categories: C14 1, "
        "J62 1.%'\n"
        "FROM (VALUES (0, 0, 'J62'), (900, 500, 'C14'))",
    .example_result = "1",
    .since = kSince,
};

constexpr std::string_view kKnownOfMaps[] = {"legend",  "labels", "colours", "box", "unit",
                                             "palette", "scale",  "centre",  "dot"};

void require_drawable_number(double x, double y) {
  constexpr double kLargest = 1e100;
  if (std::abs(x) <= kLargest && std::abs(y) <= kLargest) return;
  throw Error(concat("coordinates must be finite and lie within -1e100..1e100 (got ", x, ", ", y, ")"));
}

// Hands a geometry to a layer.
class LayerSink final : public GeometrySink {
 public:
  LayerSink(LayerBuilder& layer, CancelToken& cancel) : layer_(layer), cancel_(cancel) {}

  void point(double x, double y) override {
    if (std::isnan(x) && std::isnan(y)) return;
    layer_.add_run(RunKind::line);
    add(x, y);
  }
  void line(const VertexRun& vertices) override { run(RunKind::line, vertices); }
  void ring(const VertexRun& vertices, bool) override { run(RunKind::ring, vertices); }
  Error not_straight(std::uint32_t type) const override {
    return Error(
        concat("a ", name_of_geometry(type),
               "; only geometries with straight sides are drawn (ST_CurveToLine makes them of curves)"));
  }

 private:
  void run(RunKind kind, const VertexRun& vertices) {
    layer_.add_run(kind);
    vertices.for_each(cancel_, [&](double x, double y) { add(x, y); });
  }
  void add(double x, double y) {
    constexpr double kLargest = 1e100;
    if (!(std::abs(x) <= kLargest && std::abs(y) <= kLargest)) {
      throw Error(concat("one with a coordinate that is not finite or beyond +-1e100 (", x, ", ", y, ")"));
    }
    layer_.add_place(x, y);
  }

  LayerBuilder& layer_;
  CancelToken& cancel_;
};

class LayerAggregate final : public Aggregate {
 public:
  LayerAggregate(std::size_t arguments, Connection& connection)
      : arguments_(arguments), db_(connection.db()) {}

  void step(const Arguments& row) override {
    read_kind(row[0]);
    read_look(row);
    const bool is_blob = sqlite3_value_type(row[1].raw()) == SQLITE_BLOB;
    const bool takes_numbers = layer_->kind() == LayerKind::points || layer_->kind() == LayerKind::text;
    if (is_blob) {
      if (arguments_ > 2 && !row[2].missing()) {
        throw Error(concat("y must be NULL beside a geometry (got ", row[2].shown(), ")"));
      }
      if (!add_geometry(row[1])) return;
    } else if (takes_numbers) {
      const auto x = row[1].real();
      const auto y = arguments_ > 2 ? row[2].real() : std::nullopt;
      if (!x || !y) return;
      require_drawable_number(*x, *y);
      layer_->add_point(*x, *y);
    } else {
      if (row[1].missing()) return;
      row[1].blob("a geometry BLOB");  // says that it is none
    }
    layer_->describe(text_at(row, 3), text_at(row, 4), text_at(row, 5));
  }

  void finish(ResultSink& result, CancelToken& cancel) override {
    if (!layer_ || layer_->marks() == 0) return result.null();
    const std::string blob = encode_layer(layer_->finish(cancel));
    ByteBuffer bytes;
    bytes.append(blob.data(), blob.size());
    result.blob(std::move(bytes));
  }

 private:
  void read_kind(const Value& value) {
    const auto text = value.text();
    std::size_t kind = 0;
    while (kind < std::size(kLayerKinds) && text != kLayerKinds[kind]) ++kind;
    if (kind == std::size(kLayerKinds)) {
      throw Error(
          concat("kind must be 'area', 'line', 'points', 'hull' or 'text' (got ", value.shown(), ")"));
    }
    if (!layer_) layer_.emplace(static_cast<LayerKind>(kind));
    if (layer_->kind() != static_cast<LayerKind>(kind)) {
      throw Error(concat("kind must be the same in all rows (got '",
                         kLayerKinds[static_cast<std::size_t>(layer_->kind())], "' and ", value.shown(),
                         ")"));
    }
  }

  void read_look(const Arguments& row) {
    if (arguments_ <= 6) return;
    const std::string given(row[6].text().value_or(""));
    if (options_ && *options_ != given) {
      throw Error(concat("options must be the same in all rows (got ", quoted(*options_), " and ",
                         quoted(given), ")"));
    }
    if (!options_ && !given.empty()) layer_->set_look(read_layer_look(given));
    options_ = given;
  }

  // Whether a mark came out of it.
  bool add_geometry(const Value& value) {
    const auto blob = value.blob("a geometry BLOB");
    if (!blob) return false;
    InterruptToken interrupt(db_);
    const std::size_t before = layer_->marks();
    try {
      const GeometryHeader header = read_header(*blob);
      if (srid_ && *srid_ != header.srid) {
        throw Error(concat("of SRID ", header.srid, ", and one before it of ", *srid_,
                           "; bring them to one first, with ST_Transform or SetSRID"));
      }
      srid_ = header.srid;
      if (is_geographic_srid(header.srid)) layer_->set_degrees();
      if (layer_->kind() == LayerKind::points || layer_->kind() == LayerKind::text) {
        const PointGeometry point = read_point(*blob);
        if (point.empty) return false;
        require_drawable_number(point.x, point.y);
        layer_->add_point(point.x, point.y);
        return true;
      }
      layer_->begin_geometry();
      LayerSink sink(*layer_, interrupt.token());
      walk_geometry(*blob, sink, interrupt.token());
      layer_->end_geometry();
    } catch (const Error& error) {
      throw Error(concat("the geometry is ", error.what()));
    }
    return layer_->marks() > before;
  }

  std::optional<std::string> text_at(const Arguments& row, std::size_t at) const {
    return at < arguments_ ? text_of(row[at]) : std::nullopt;
  }

  std::size_t arguments_;
  sqlite3* db_;
  std::optional<LayerBuilder> layer_;
  std::optional<std::string> options_;
  std::optional<std::int32_t> srid_;
};

class MapAggregate final : public Aggregate {
 public:
  explicit MapAggregate(std::size_t arguments) : arguments_(arguments), options_(kKnownOfMaps) {}

  void step(const Arguments& row) override {
    if (arguments_ > 1) options_.take(row[1]);
    const auto blob =
        row[0].blob("a layer - see cl_svg_layer(); of coordinates it is cl_svg_map(x, y, category)");
    if (!blob) return;
    try {
      layers_.push_back(decode_layer(*blob));
    } catch (const Error& error) {
      throw Error(concat("layer is ", error.what()));
    }
  }
  void finish(ResultSink& result, CancelToken& cancel) override {
    result.text(draw_map(std::move(layers_), options_.get(), cancel));
  }

 private:
  std::size_t arguments_;
  OptionsArgument options_;
  std::vector<Layer> layers_;
};

class PointMapAggregate final : public Aggregate {
 public:
  explicit PointMapAggregate(std::size_t arguments)
      : arguments_(arguments), options_(kKnownOfMaps), layer_(LayerKind::points) {}

  void step(const Arguments& row) override {
    if (arguments_ > 3) options_.take(row[3]);
    const auto x = row[0].real();
    const auto y = row[1].real();
    const auto category = text_of(row[2]);
    if (!x || !y) return;
    require_drawable_number(*x, *y);
    layer_.add_point(*x, *y);
    layer_.describe(category, std::nullopt, std::nullopt);
  }
  void finish(ResultSink& result, CancelToken& cancel) override {
    std::vector<Layer> layers;
    layers.push_back(layer_.finish(cancel));
    result.text(draw_map(std::move(layers), options_.get(), cancel));
  }

 private:
  std::size_t arguments_;
  OptionsArgument options_;
  LayerBuilder layer_;
};

std::unique_ptr<Aggregate> make_layer(std::size_t arguments, Connection& connection) {
  return std::make_unique<LayerAggregate>(arguments, connection);
}
template <class Map>
std::unique_ptr<Aggregate> make_map(std::size_t arguments, Connection&) {
  return std::make_unique<Map>(arguments);
}

}  // namespace

void register_svg_map(const ConnectionPtr& connection) {
  register_function(connection, AggregateFunction{&kLayer, &make_layer});
  register_function(connection, AggregateFunction{&kMap, &make_map<MapAggregate>});
  register_function(connection, AggregateFunction{&kPointMap, &make_map<PointMapAggregate>});
}

}  // namespace clusterlite
