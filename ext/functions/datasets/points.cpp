// Collectors of located firms: cl_points, cl_geometries.
#include "datasets/points.hpp"

#include <limits>
#include <memory>

#include "functions/shared/families.hpp"
#include "geometry/blobs/geometry_blob.hpp"
#include "geometry/shapes/shape_reader.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

constexpr Argument kPointsArguments[] = {
    {"id", "key", "the firm, unique within its group"},
    {"x", "number", "easting, or longitude in degrees"},
    {"y", "number", "northing, or latitude in degrees, in the unit of x"},
    {"weight", "number", "the firm's size, >= 0 (employees, say)", "1", true},
    {"group_key", "key",
     "the group, such as an industry or a year; each group is analysed by itself, and ids are unique within "
     "a group only (see Group keys)",
     "", true},
};

constexpr Declaration kPoints{
    .name = "cl_points",
    .kind = FunctionKind::collector,
    .family = "Data sets",
    .summary = "Collects located firms, one a row, into a data set for the distance functions.",
    .summary_ko = "좌표가 있는 기업을 한 행에 하나씩 모아 거리 함수에 쓸 데이터셋을 만든다.",
    .arguments = kPointsArguments,
    .result =
        "a data set: a BLOB of 24 bytes a row (integer ids: 16 where they count up one by one, 20 where they "
        "lie within 2^32 of the first), 8 more with weights, 4 more with group keys",
    .nulls =
        "a row without id or group_key is left out and counted (cl_describe: skipped). A firm without x, y "
        "or a collected weight stays, has NULL results and no influence on others",
    .errors = "an id that occurs twice in one group; otherwise those of all functions",
    .example =
        "SELECT rows, skipped, located\n"
        "FROM cl_describe((SELECT cl_points(column1, column2, column3)\n"
        "                  FROM (VALUES (1, 0, 0), (2, '30.5', 40), (3, NULL, NULL), (NULL, 1, 1))))",
    .example_result = "3|1|2",
};

constexpr Argument kGeometriesArguments[] = {
    {"id", "key", "the firm, unique within its group"},
    {"geometry", "geometry",
     "a point, line, polygon, multi-geometry or collection as SpatiaLite (also compressed and TinyPoint), "
     "GeoPackage, WKB or EWKB BLOB; Z and M are left out and counted (cl_describe: ignored_z_m)"},
    {"weight", "number", "the firm's size, >= 0 (employees, say)", "1", true},
    {"group_key", "key", "as in cl_points", "", true},
};

constexpr Declaration kGeometries{
    .name = "cl_geometries",
    .kind = FunctionKind::collector,
    .family = "Data sets",
    .summary =
        "Collects firms located by a geometry (a point, a footprint, a parcel) into a data set for the "
        "distance functions.",
    .summary_ko = "점·건물·필지 같은 도형으로 위치가 주어진 기업을 모아 거리 함수에 쓸 데이터셋을 만든다.",
    .arguments = kGeometriesArguments,
    .result =
        "a data set, as of cl_points; a line, polygon or collection adds 20 bytes a row and 16 a vertex",
    .use =
        "cl_dbscan and cl_neighbour_count measure between shapes as they are, at the distance of their "
        "nearest points. Other functions need points and say so. A multipoint or collection of one point is "
        "that point",
    .nulls = "as cl_points; an empty geometry is a firm without coordinates",
    .errors = "as cl_points",
    .peers =
        "SpatiaLite and PostGIS geometries. As there, a collection counts as one thing, at the distance of "
        "its nearest part",
    .example =
        "SELECT located, shapes, min_x, min_y, max_x\n"
        "FROM cl_describe((SELECT cl_geometries(column1, column2) FROM (VALUES\n"
        "  (1, x'0101000000000000000000084000000000000010C0'),\n"
        "  (2, x'010200000002000000000000000000F03F000000000000F03F00000000000014400000000000000000'))))",
    .example_result = "2|1|1.0|-4.0|5.0",
};

// The two optional columns that both collectors share.
class PointCollector : public Collector {
 public:
  PointCollector(bool weights, bool groups, std::size_t weight_at)
      : builder_(weights, groups), weight_at_(weight_at) {}

  void step(const Arguments& row) override {
    const auto id = row[0].key();
    if (!id) return builder_.skip();
    try {
      std::optional<KeyView> group;
      if (builder_.has_groups()) {
        group = row[weight_at_ + 1].key();
        if (!group) return builder_.skip();
      }
      const double weight =
          builder_.has_weights() ? row[weight_at_].real(Sign::not_negative).value_or(kMissing) : 1.0;
      add(row, *id, weight, group ? &*group : nullptr);
    } catch (const BadValue& bad) {
      throw bad.at(concat("id ", to_text(*id)));
    }
  }
  std::size_t bytes() const override { return builder_.bytes(); }
  ByteBuffer finish(CancelToken& cancel) override { return builder_.finish(cancel); }

 protected:
  virtual void add(const Arguments& row, const KeyView& id, double weight, const KeyView* group) = 0;
  PointsBuilder builder_;

 private:
  std::size_t weight_at_;
};

class CoordinateCollector final : public PointCollector {
 public:
  explicit CoordinateCollector(std::span<const bool> present)
      : PointCollector(present[3], present[4], 3), plain_(!present[3] && !present[4]) {}

  void step(const Arguments& row) override {
    if (plain_) {
      const auto id = row[0].stored_integer();
      const auto x = row[1].stored_real();
      const auto y = row[2].stored_real();
      if (id && x && y) return builder_.add_point(*id, *x, *y);
    }
    PointCollector::step(row);
  }

 private:
  void add(const Arguments& row, const KeyView& id, double weight, const KeyView* group) override {
    const auto x = row[1].real();
    const auto y = row[2].real();
    const bool located = x && y;
    builder_.add(id, located ? *x : kMissing, located ? *y : kMissing, weight, group);
  }

  bool plain_;  // neither weights nor groups
};

class GeometryCollector final : public PointCollector {
 public:
  explicit GeometryCollector(std::span<const bool> present) : PointCollector(present[2], present[3], 2) {}

 private:
  void add(const Arguments& row, const KeyView& id, double weight, const KeyView* group) override {
    const auto blob = row[1].blob("a geometry BLOB");
    if (!blob) return builder_.add(id, kMissing, kMissing, weight, group);
    const PointGeometry found = read(*blob, id);
    const auto srid = found.srid == kNoSrid ? std::nullopt : std::optional(found.srid);
    if (!found.empty) {
      builder_.add(id, found.x, found.y, weight, group, srid);
    } else if (is_shape(draft_)) {
      builder_.add_shape(id, draft_.view(), draft_.box(), weight, group, srid);
    } else {
      return builder_.add(id, kMissing, kMissing, weight, group);
    }
    if (found.has_z_or_m) builder_.note_ignored_ordinates();
  }

  PointGeometry read(std::span<const std::byte> blob, const KeyView& id) {
    try {
      return read_geometry(blob, draft_, cancel());
    } catch (const Error& error) {
      throw Error(concat("the geometry of id ", to_text(id), " is ", error.what()));
    }
  }

  ShapeDraft draft_;
};

template <class Made>
std::unique_ptr<Collector> make(std::span<const bool> present) {
  return std::make_unique<Made>(present);
}

constexpr CollectorFunction kCollectors[] = {
    {&kPoints, "points", &make<CoordinateCollector>},
    {&kGeometries, "points", &make<GeometryCollector>},
};

}  // namespace

std::span<const CollectorFunction> point_collectors() { return kCollectors; }

void register_points(const ConnectionPtr& connection) {
  for (const CollectorFunction& collector : kCollectors) register_function(connection, collector);
}

}  // namespace clusterlite
