// The cluster of each row of a query, without ids and without a join: cl_dbscan_label.
#include <algorithm>
#include <memory>

#include "distance/clusters/dbscan.hpp"
#include "distance/frame/metric.hpp"
#include "functions/shared/constant_argument.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/threads.hpp"
#include "support/memory/laid_out.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"x", "number", "easting"},
    {"y", "number", "northing"},
    {"eps", "number",
     "the radius of a neighbourhood, >= 0, in the unit of the coordinates; the same in all rows"},
    {"min_points", "number",
     "how many rows, the row itself included, make a neighbourhood dense, >= 1; the same in all rows"},
};

// The window function has no argument `metric`.
constexpr std::string_view kTakeTheTable =
    "take cl_dbscan, with 'geodesic' for a distance in metres on the globe, or with 'planar' if they really "
    "are plane coordinates";

constexpr Declaration kLabel{
    .name = "cl_dbscan_label",
    .kind = FunctionKind::row_window,
    .family = "Distance",
    .summary = "The density cluster of each row, each partition by itself: cl_dbscan as a window function.",
    .summary_ko = "각 행이 속하는 클러스터를 파티션별로 구한다. cl_dbscan을 윈도 함수로 쓰는 형태이다.",
    .arguments = kArguments,
    .result =
        "the number of the row's cluster in its partition: 1, 2, ... from the largest down (ties: the "
        "cluster with the smallest x, then y, first); NULL for noise",
    .formula = "as cl_dbscan",
    .use =
        "write it with the frame of the example: OVER (PARTITION BY industry ROWS BETWEEN 1 FOLLOWING AND "
        "UNBOUNDED FOLLOWING). An ORDER BY in it changes nothing. Rows have no ids here, so a row equally "
        "near to core rows of two clusters goes with the one of the smaller x, then y",
    .nulls = "NULL for a row without x or y, which is nobody's neighbour",
    .errors =
        "any other frame, also OVER () and use as a plain aggregate (SQLite would give all rows one label); "
        "FILTER and EXCLUDE; min_points below 1; coordinates in degrees (use cl_dbscan with 'geodesic' or "
        "'planar')",
    .source = "Ester, Kriegel, Sander and Xu 1996 (KDD-96)",
    .peers =
        "PostGIS ST_ClusterDBSCAN(geom, eps, minpoints) OVER (PARTITION BY ...), which takes any frame and "
        "counts from 0",
    .example =
        "SELECT column1, cl_dbscan_label(column2, column3, 500, 3)\n"
        "                  OVER (ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)\n"
        "FROM (VALUES ('a', 0, 0), ('b', 300, 0), ('c', 5000, 5000), ('d', 0, 300), ('e', NULL, NULL))",
    .example_result = "a|1\nb|1\nc|\nd|1\ne|",
};

class ClusterLabels final : public RowAnswers {
 public:
  explicit ClusterLabels(const Threads& threads) : threads_(threads) {}

  void step(const Arguments& row) override {
    const auto x = row[0].real();
    const auto y = row[1].real();
    eps_.set(row[2], row[2].real());
    min_points_.set(row[3], row[3].real());
    // Adding 0 makes 0 of -0: equal places are to be sorted as equal.
    if (x) require_in_range("x", *x);
    if (y) require_in_range("y", *y);
    if (x && y) places_.push_back({*x + 0.0, *y + 0.0, rows_});
    ++rows_;
  }

  // Clusters the places in the order of their coordinates, which thus decide what ids decide in cl_dbscan.
  void solve(CancelToken& cancel) override {
    std::sort(places_.begin(), places_.end(), [&](const Place& a, const Place& b) {
      cancel.check();
      return a.x != b.x ? a.x < b.x : a.y < b.y;
    });
    PointsBuilder builder(false, false);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      cancel.check();
      builder.add(KeyView::of(static_cast<std::int64_t>(i)), places_[i].x, places_[i].y);
    }
    const ByteBuffer blob = builder.finish(cancel);
    const PointsView points = PointsView::open(blob.bytes(), cancel, Origin::just_made);
    const DbscanOptions options{.eps = eps_.get(0), .min_points = min_points_.get(1), .threads = threads_};
    refuse_plane_distance_on_degrees(points, "eps", options.eps, cancel, kTakeTheTable);
    const DbscanResult result = dbscan(points, options, cancel);
    labels_ = filled(rows_, 0U, cancel);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      cancel.check();
      labels_[places_[i].row] = result.cluster(i);
    }
    places_ = {};
  }

  void answer(std::size_t row, ResultSink& result) const override {
    labels_[row] == 0 ? result.null() : result.integer(std::int64_t{labels_[row]});
  }

 private:
  struct Place {
    double x;
    double y;
    std::size_t row;
  };
  Threads threads_;
  RawVector<Place> places_;  // until they are clustered
  std::size_t rows_ = 0;
  RawVector<std::uint32_t> labels_;
  Constant<double> eps_;
  Constant<double> min_points_;
};

std::unique_ptr<RowAnswers> make(Connection& connection) {
  return std::make_unique<ClusterLabels>(threads_of(connection));
}

}  // namespace

void register_dbscan_label(const ConnectionPtr& connection) {
  register_function(connection, RowFunction{&kLabel, &make});
}

}  // namespace clusterlite
