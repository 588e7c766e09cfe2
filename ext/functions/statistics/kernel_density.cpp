// Density by a kernel: cl_kernel_density.
#include "statistics/patterns/kernel_density.hpp"

#include <memory>

#include "datasets/point_keys.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"

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
    .summary_ko = "각 기업의 자리에서 기업이 얼마나 밀집했는지를 커널 밀도로 집단별로 구한다.",
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

class DensityTable final : public TableResult {
 public:
  DensityTable(const PointsView& points, KernelDensities densities, CancelToken& cancel)
      : keys_(points, cancel), densities_(std::move(densities)) {}

  std::size_t size() const override { return keys_.size(); }
  KeyView lookup_key(std::size_t row) const override { return keys_.id(row); }
  void column(std::size_t row, int column, ResultSink& out) const override {
    switch (column) {
      case 0:
        return out.key(keys_.id(row));
      case 1:
        return out.real(densities_.density[row]);
      case 2:
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

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  static constexpr std::array<std::string_view, 2> kKernels = {"gaussian", "quartic"};
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const double bandwidth = arguments.real(1);
  refuse_plane_distance_on_degrees(points, "bandwidth", bandwidth, cancel,
                                   "bring the coordinates to a projected SRID first (ST_Transform)");
  const auto kernel = static_cast<DensityKernel>(arguments.option(2, kKernels).value_or(0));
  return std::make_unique<DensityTable>(
      points, kernel_densities(points, bandwidth, kernel, threads_of(connection), cancel), cancel);
}

}  // namespace

void register_kernel_density(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kDensity, &compute, 0}, point_collectors());
}

}  // namespace clusterlite
