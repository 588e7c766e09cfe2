// Density by a kernel: cl_kernel_density, cl_density_grid.
#include "statistics/patterns/kernel_density.hpp"

#include <memory>

#include "datasets/point_keys.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"
#include "statistics/patterns/density_grid.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"points", "points", "the located firms, 1 or their size as weight: cl_points() or cl_geometries()"},
    {"bandwidth", "number",
     "h > 0, in the unit of the coordinates: the standard deviation of 'gaussian', the radius of 'quartic'"},
    {"kernel", "text", "'gaussian', cut at 6 h, or 'quartic'", "'gaussian'", true},
};

constexpr Column kColumns[] = {
    {"id", "", "as collected"},
    {"density", "REAL", "firms (or weight) per square unit at the firm's place, itself included"},
    {"density_others", "REAL", "without the firm itself"},
    {"group_key", "", "as collected; NULL without group keys"},
};

constexpr Declaration kDensity{
    .name = "cl_kernel_density",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary = "Kernel density: how dense firms are at the place of each firm, each group by itself.",
    .summary_ko = "각 기업의 위치에서 기업이 얼마나 밀집해 있는지를 커널 밀도로 구한다(집단별로 따로).",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per collected firm",
    .formula =
        "density_i = sum over the firms j of the group of w_j k(d_ij / h) / h^2\n'gaussian': k(u) = exp(-u^2 "
        "/ 2) / (2 pi)\n'quartic': k(u) = 3 (1 - u^2)^2 / pi below 1",
    .use = "edges are not corrected: near the border of what was collected the density is too low",
    .nulls = "a firm without coordinates or weight has NULL results and counts for nobody",
    .errors = "bandwidth <= 0; rows that are not points",
    .source = "Silverman 1986; Diggle 1985, Applied Statistics 34",
    .peers =
        "R spatstat density(at = 'points', edge = FALSE), which leaves the point itself out unless "
        "leaveoneout = FALSE; "
        "QGIS Heatmap (quartic)",
    .example =
        "SELECT id, round(density, 6), round(density_others, 6)\n"
        "FROM cl_kernel_density((SELECT cl_points(column1, column2, column3)\n"
        "                        FROM (VALUES (1, 0, 0), (2, 1, 0), (3, 9, 0))), 2, 'quartic')",
    .example_result = "1|0.373019|0.134287\n2|0.373019|0.134287\n3|0.238732|0.0",
    .since = "0.2.0",
};

constexpr Argument kGridArguments[] = {
    {"points", "points", "the located firms, 1 or their size as weight: cl_points() or cl_geometries()"},
    {"bandwidth", "number",
     "h > 0, in the unit of the coordinates: the standard deviation of 'gaussian', the radius of 'quartic'"},
    {"cell", "number", "the side of a cell, > 0; about a quarter of the bandwidth makes a smooth map"},
    {"kernel", "text", "'gaussian', cut at 6 h, or 'quartic'", "'gaussian'", true},
};

constexpr Column kGridColumns[] = {
    {"group_key", "", "as collected; NULL without group keys"},
    {"x", "REAL", "the middle of the cell, (k + 1/2) cell"},
    {"y", "REAL", "likewise"},
    {"density", "REAL", "firms (or weight) per square unit at the middle"},
};

constexpr Declaration kGrid{
    .name = "cl_density_grid",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary = "Kernel density on a grid: the heat map of firms, each group by itself.",
    .summary_ko = "기업의 커널 밀도를 격자로 구하여 집단별 히트맵을 만든다.",
    .arguments = kGridArguments,
    .columns = kGridColumns,
    .result = "one row per group and cell with a density > 0, by group, y and x",
    .formula =
        "density = sum over the firms j of the group of w_j k(d_j / h) / h^2, d_j from the middle of the "
        "cell; k as of cl_kernel_density",
    .use =
        "cells lie at multiples of their side, so grids of two groups, or of two years, have the same cells "
        "and can "
        "be joined on x and y. density x cell^2 adds up to the number of firms (or the weight) when the cell "
        "is "
        "small beside the bandwidth. Edges are not corrected",
    .nulls = "a firm without coordinates or weight takes no part",
    .errors =
        "bandwidth <= 0 or cell <= 0; more than 4,000,000 cells; coordinates in degrees; rows that are not "
        "points",
    .source = "Silverman 1986; Diggle 1985, Applied Statistics 34",
    .peers =
        "R spatstat density.ppp(edge = FALSE), by Fourier transforms on its window; QGIS Heatmap (quartic, "
        "without the division by h^2 unless scaled)",
    .example =
        "SELECT x, y, round(density, 6)\n"
        "FROM cl_density_grid((SELECT cl_points(column1, column2, column3)\n"
        "                      FROM (VALUES (1, 1001, 1001), (2, 1002, 1001))), 2, 2, 'quartic')",
    .example_result = "1001.0|1001.0|0.373019\n1003.0|1001.0|0.134287",
    .since = "0.2.0",
};

class DensityTable final : public TableResult {
 public:
  DensityTable(const PointsView& points, KernelDensities densities, CancelToken& cancel)
      : keys_(points, cancel), densities_(std::move(densities)) {}

  std::size_t size() const override { return keys_.size(); }
  KeyView lookup_key(std::size_t row) const override { return keys_.id(row); }
  void column(std::size_t row, int column, ResultSink& out) const override {
    switch (column) {
      case column_of(kColumns, "id"):
        return out.key(keys_.id(row));
      case column_of(kColumns, "density"):
        return out.real(densities_.density[row]);
      case column_of(kColumns, "density_others"):
        return out.real(densities_.density_others[row]);
      default: {
        const auto group = keys_.group_key(row);
        return group ? out.key(*group) : out.null();
      }
    }
  }

 private:
  PointKeys keys_;
  KernelDensities densities_;
};

class GridTable final : public TableResult {
 public:
  GridTable(GroupKeys keys, std::vector<DensityCell> cells, double side)
      : keys_(std::move(keys)), cells_(std::move(cells)), side_(side) {}

  std::size_t size() const override { return cells_.size(); }
  void column(std::size_t row, int column, ResultSink& out) const override {
    const DensityCell& cell = cells_[row];
    switch (column) {
      case column_of(kGridColumns, "group_key"):
        return keys_.column(cell.group, out);
      case column_of(kGridColumns, "x"):
        return out.real((static_cast<double>(cell.column) + 0.5) * side_);
      case column_of(kGridColumns, "y"):
        return out.real((static_cast<double>(cell.row) + 0.5) * side_);
      default:
        return out.real(cell.density);
    }
  }

 private:
  GroupKeys keys_;
  std::vector<DensityCell> cells_;
  double side_;
};

constexpr std::array<std::string_view, 2> kKernels = {"gaussian", "quartic"};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const double bandwidth = arguments.real(1);
  refuse_plane_distance_on_degrees(points, "bandwidth", bandwidth, cancel,
                                   "bring the coordinates to a projected SRID first (ST_Transform)");
  const auto kernel = static_cast<DensityKernel>(arguments.option(2, kKernels).value_or(0));
  return std::make_unique<DensityTable>(
      points, kernel_densities(points, bandwidth, kernel, threads_of(connection), cancel), cancel);
}

std::unique_ptr<TableResult> compute_grid(const TableArguments& arguments, Connection& connection,
                                          CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const double bandwidth = arguments.real(1);
  const double cell = arguments.real(2);
  refuse_plane_distance_on_degrees(points, "bandwidth", bandwidth, cancel,
                                   "bring the coordinates to a projected SRID first (ST_Transform)");
  const auto kernel = static_cast<DensityKernel>(arguments.option(3, kKernels).value_or(0));
  const statistics::SiteMarks marks(points, cancel);
  std::vector<DensityCell> cells =
      density_grid(points, marks, bandwidth, cell, kernel, threads_of(connection), cancel);
  return std::make_unique<GridTable>(GroupKeys(points, marks, cancel), std::move(cells), cell);
}

}  // namespace

void register_kernel_density(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kDensity, &compute, 0}, point_collectors());
  register_function(connection, TableFunction{&kGrid, &compute_grid}, point_collectors());
}

}  // namespace clusterlite
