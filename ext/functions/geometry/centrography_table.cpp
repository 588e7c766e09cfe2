// Centrography of every group of a data set: cl_centrography.
#include <memory>
#include <vector>

#include "distance/centre/centrography.hpp"
#include "distance/centre/medoid.hpp"
#include "functions/geometry/true_lengths.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kTableArguments[] = {
    {"points", "points",
     "the located firms, with the cluster or district as group_key: cl_points() or cl_geometries()"},
};

constexpr Column kTableColumns[] = {
    {"group_key", "", "as collected; NULL without group keys"},
    {"members", "INTEGER", "located firms of the group"},
    {"weight", "REAL", "the sum of their weights; without weights, their number"},
    {"mean_x", "REAL",
     "weighted mean centre, in the unit of the coordinates; NULL when nothing weighs anything"},
    {"mean_y", "REAL", "as mean_x"},
    {"standard_distance", "REAL", "as cl_standard_distance; NULL as mean_x"},
    {"major_axis", "REAL",
     "the longer semi-axis of the ellipse of cl_standard_ellipse, in the unit of the coordinates; NULL as "
     "mean_x"},
    {"minor_axis", "REAL", "the shorter one; 0 when the firms lie on one line"},
    {"rotation", "REAL",
     "of the longer axis, in degrees clockwise from north (the y axis), 0 <= rotation < 180; NULL as mean_x, "
     "and for a circle or one place"},
    {"medoid", "", "id of the most central firm, as cl_medoid; NULL as mean_x"},
};

enum ColumnNumber {
  kGroupKey = column_of(kTableColumns, "group_key"),
  kMembers = column_of(kTableColumns, "members"),
  kWeightColumn = column_of(kTableColumns, "weight"),
  kMeanX = column_of(kTableColumns, "mean_x"),
  kMeanY = column_of(kTableColumns, "mean_y"),
  kStandardDistance = column_of(kTableColumns, "standard_distance"),
  kMajorAxis = column_of(kTableColumns, "major_axis"),
  kMinorAxis = column_of(kTableColumns, "minor_axis"),
  kRotation = column_of(kTableColumns, "rotation"),
  kMedoidColumn = column_of(kTableColumns, "medoid"),
};

constexpr Declaration kTable{
    .name = "cl_centrography",
    .kind = FunctionKind::table,
    .family = "Geometry",
    .summary =
        "Where each group of firms lies and how it spreads: centre, standard distance, ellipse, medoid.",
    .summary_ko = "기업 집단마다 평균 중심, 표준거리, 표준편차타원, 메도이드를 구한다.",
    .arguments = kTableArguments,
    .columns = kTableColumns,
    .result = "one row per group, in the order of their first firm; without group keys one row",
    .formula = "as cl_mean_centre, cl_standard_distance, cl_standard_ellipse and cl_medoid, in the plane",
    .use = "longitudes and latitudes give lengths in degrees: project them first",
    .nulls =
        "firms without coordinates or weight are left out. A group without a located firm, or whose firms "
        "all weigh 0, has NULL results",
    .errors =
        "rows that are not points; an SRID of degrees, or of a Mercator projection of the world, in which "
        "lengths "
        "are stretched",
    .source = "as the functions named above",
    .peers = "R aspace, Python pointpats.centrography, CrimeStat, ArcGIS Measuring Geographic Distributions",
    .example =
        "SELECT group_key, members, mean_x, mean_y, major_axis, minor_axis, rotation, medoid\n"
        "FROM cl_centrography((SELECT cl_points(column1, column2, column3, 1, column4)\n"
        "                      FROM (VALUES (1, -2, 0, 'C14'), (2, 2, 0, 'C14'), (3, 0, -1, 'C14'), (4, 0, "
        "1, "
        "'C14'),\n"
        "                                   (5, 7, 8, 'J62'))))",
    .example_result = "C14|4|0.0|0.0|2.0|1.0|90.0|3\nJ62|1|7.0|8.0|0.0|0.0||5",
};

class CentrographyTable final : public TableResult {
 public:
  CentrographyTable(const PointsView& points, CancelToken& cancel) : has_groups_(points.has_groups()) {
    const distance::RowGroups groups(points, cancel);
    RawVector<WeightedPoint> members;
    for (std::size_t group = 0; group < groups.size(); ++group) {
      const distance::Rows rows = groups[group];
      members.clear();
      members.reserve(rows.size());
      rows.for_each(cancel, [&](std::uint32_t row) {
        members.push_back({points.x(row), points.y(row), points.weight(row)});
      });
      const std::uint32_t central = medoid(points, rows, cancel);
      rows_.push_back({members.size(), centrography(members, cancel), keys_.size(), 0});
      append_key(keys_, has_groups_ ? points.group_key(group) : KeyView{});
      rows_.back().medoid = keys_.size();
      if (central != kNoMedoid) append_key(keys_, points.id(central));
    }
  }

  std::size_t size() const override { return rows_.size(); }
  KeyView lookup_key(std::size_t row) const override { return read_key(keys_.bytes(), rows_[row].group_key); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const Row& r = rows_[row];
    switch (column) {
      case kGroupKey:
        return has_groups_ ? out.key(lookup_key(row)) : out.null();
      case kMembers:
        return out.integer(static_cast<std::int64_t>(r.members));
      case kWeightColumn:
        return out.real(r.found.weight);
      case kMeanX:
        return out.real(r.found.x);
      case kMeanY:
        return out.real(r.found.y);
      case kStandardDistance:
        return out.real(r.found.standard_distance);
      case kMajorAxis:
        return out.real(r.found.major_axis);
      case kMinorAxis:
        return out.real(r.found.minor_axis);
      case kRotation:
        return out.real(r.found.rotation);
      default:  // kMedoidColumn
        return r.found.weight == 0 ? out.null() : out.key(read_key(keys_.bytes(), r.medoid));
    }
  }

 private:
  struct Row {
    std::size_t members;
    Centrography found;
    std::size_t group_key;  // offsets into keys_
    std::size_t medoid;     // of a group that weighs something
  };
  bool has_groups_;
  std::vector<Row> rows_;
  ByteBuffer keys_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  if (points.summary().located > 0) require_true_lengths(points.summary().srid);
  return std::make_unique<CentrographyTable>(points, cancel);
}

}  // namespace

void register_centrography_table(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kTable, &compute, kGroupKey}, point_collectors());
}

}  // namespace clusterlite
