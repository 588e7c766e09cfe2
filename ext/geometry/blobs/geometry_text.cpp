#include "geometry/blobs/geometry_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "distance/srids/geographic_srids.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view dimension_of(const PartLayout& layout) {
  if (layout.has_z) return layout.has_m ? " ZM " : " Z ";
  return layout.has_m ? " M " : "";
}

// 0 for -0, which is no other place.
std::string shortest(double number) { return to_text(number == 0 ? 0.0 : number); }

class TextWriter {
 public:
  explicit TextWriter(std::span<const std::byte> wkb) : in_(wkb) {}

  std::string write() {
    part(true);
    return std::move(out_);
  }

 private:
  // Inside a MULTI the type of the members is said already.
  void part(bool named) {
    const PartLayout layout = in_.part();
    if (named) out_ += concat(name_of_geometry(layout.type), dimension_of(layout));
    if (layout.type == kPoint) return point(layout, named);
    const std::uint32_t count = in_.u32();
    if (count == 0) return empty(named);
    if (layout.type == kLineString) return vertices(layout, count);
    out_ += '(';
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0) out_ += ',';
      if (layout.type == kPolygon) {
        const std::uint32_t corners = in_.u32();
        corners == 0 ? empty(false) : vertices(layout, corners);
      } else {
        part(layout.type == kGeometryCollection);
      }
    }
    out_ += ')';
  }

  void empty(bool named) { out_ += !named || out_.back() == ' ' ? "EMPTY" : " EMPTY"; }

  void point(const PartLayout& layout, bool named) {
    const auto numbers = in_.vertex(layout);
    if (std::isnan(numbers[0])) return empty(named);
    out_ += '(';
    vertex(numbers);
    out_ += ')';
  }

  void vertices(const PartLayout& layout, std::uint32_t count) {
    out_ += '(';
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0) out_ += ',';
      vertex(in_.vertex(layout));
    }
    out_ += ')';
  }

  void vertex(std::span<const double> numbers) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (i > 0) out_ += ' ';
      out_ += shortest(numbers[i]);
    }
  }

  WkbCursor in_;
  std::string out_;
};

constexpr std::string_view kJsonNames[] = {
    "",           "Point",           "LineString",   "Polygon",
    "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"};

class JsonWriter {
 public:
  JsonWriter(std::span<const std::byte> wkb, std::optional<int> decimals) : in_(wkb), decimals_(decimals) {}

  std::string write() {
    object();
    return std::move(out_);
  }

 private:
  void object() {
    const PartLayout layout = in_.part();
    out_ += concat(R"({"type":")", kJsonNames[layout.type],
                   layout.type == kGeometryCollection ? R"(","geometries":)" : R"(","coordinates":)");
    coordinates(layout);
    out_ += '}';
  }

  void coordinates(const PartLayout& layout) {
    if (layout.type == kPoint) {
      const auto numbers = in_.vertex(layout);
      if (std::isnan(numbers[0])) {
        out_ += "[]";
      } else {
        position(numbers, layout);
      }
      return;
    }
    const std::uint32_t count = in_.u32();
    out_ += '[';
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0) out_ += ',';
      if (layout.type == kLineString) {
        position(in_.vertex(layout), layout);
      } else if (layout.type == kPolygon) {
        ring(layout, i == 0);
      } else if (layout.type == kGeometryCollection) {
        object();
      } else {
        coordinates(in_.part());
      }
    }
    out_ += ']';
  }

  void ring(const PartLayout& layout, bool is_shell) {
    std::vector<std::array<double, 4>> corners(in_.u32());
    for (auto& corner : corners) {
      const auto numbers = in_.vertex(layout);
      std::copy(numbers.begin(), numbers.end(), corner.begin());
    }
    double twice = 0;
    for (std::size_t i = 1; i < corners.size(); ++i) {
      twice += (corners[i - 1][0] - corners[0][0]) * (corners[i][1] - corners[0][1]) -
               (corners[i][0] - corners[0][0]) * (corners[i - 1][1] - corners[0][1]);
    }
    if (is_shell ? twice < 0 : twice > 0) std::reverse(corners.begin(), corners.end());
    out_ += '[';
    for (std::size_t i = 0; i < corners.size(); ++i) {
      if (i > 0) out_ += ',';
      position(corners[i], layout);
    }
    out_ += ']';
  }

  void position(std::span<const double> numbers, const PartLayout& layout) {
    out_ += '[' + number(numbers[0]) + ',' + number(numbers[1]);
    // JSON knows no NaN: a height that is missing is left out.
    if (layout.has_z && std::isfinite(numbers[2])) out_ += ',' + number(numbers[2]);
    out_ += ']';
  }

  std::string number(double value) const {
    if (!decimals_) return shortest(value);
    const double scale = std::pow(10.0, *decimals_);
    const double rounded = std::round(value * scale) / scale;
    return shortest(std::isfinite(rounded) ? rounded : value);
  }

  WkbCursor in_;
  std::optional<int> decimals_;
  std::string out_;
};

// Whether all vertices could be degrees.
bool could_be_degrees(WkbCursor& in) {
  const PartLayout layout = in.part();
  bool inside = true;
  const auto look = [&](std::uint32_t vertices) {
    for (; vertices > 0; --vertices) {
      const auto numbers = in.vertex(layout);
      if (std::abs(numbers[0]) > 180 || std::abs(numbers[1]) > 90) inside = false;
    }
  };
  if (layout.type == kPoint) {
    look(1);
    return inside;
  }
  const std::uint32_t count = in.u32();
  if (layout.type == kLineString) {
    look(count);
    return inside;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (layout.type == kPolygon) {
      look(in.u32());
    } else if (!could_be_degrees(in)) {
      inside = false;
    }
  }
  return inside;
}

}  // namespace

std::string as_text(const PlainWkb& geometry) { return TextWriter(geometry.bytes.bytes()).write(); }

std::string as_geojson(const PlainWkb& geometry, std::optional<int> decimals) {
  return JsonWriter(geometry.bytes.bytes(), decimals).write();
}

void require_lon_lat(const PlainWkb& geometry) {
  const bool unknown = geometry.srid == kNoSrid || geometry.srid == 0;
  if (!unknown && !is_geographic_srid(geometry.srid)) {
    throw Error(concat("of SRID ", geometry.srid,
                       ", and GeoJSON holds longitude and latitude (RFC 7946); bring it to SRID 4326 first "
                       "(ST_Transform, ogr2ogr -t_srs EPSG:4326), or say 'any' to write the coordinates as "
                       "they are"));
  }
  WkbCursor in(geometry.bytes.bytes());
  if (!could_be_degrees(in)) {
    throw Error(
        "one with coordinates beyond -180..180 and -90..90, and GeoJSON holds longitude and latitude "
        "(RFC 7946); bring it to SRID 4326 first (ST_Transform, ogr2ogr -t_srs EPSG:4326), or say 'any' to "
        "write the coordinates as they are");
  }
}

}  // namespace clusterlite
