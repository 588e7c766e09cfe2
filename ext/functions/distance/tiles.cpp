// Parts of about as many firms each, to be computed one by one: cl_tiles.
#include "distance/frame/tiles.hpp"

#include <memory>
#include <utility>

#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/refuse_shapes.hpp"
#include "support/running/error.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"points", "points", "the located firms: cl_points(). Weights and group keys do not matter"},
    {"n", "integer", "how many tiles, >= 1; fewer come back when the firms have fewer places"},
    {"eps", "number",
     "the eps of cl_dbscan, in the unit of the coordinates (geodesic: metres), >= 0; without it the "
     "rectangles to read are NULL",
     "", true},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kColumns[] = {
    {"tile", "INTEGER", "1, 2, ..."},
    {"x0", "REAL", "the rectangle that the tile owns: x0 <= x < x1 and y0 <= y < y1"},
    {"y0", "REAL", "as x0"},
    {"x1", "REAL", "as x0"},
    {"y1", "REAL", "as x0"},
    {"read_x0", "REAL",
     "the rectangle that the tile must read, 2 eps wider on each side: x BETWEEN read_x0 AND read_x1 AND y "
     "BETWEEN read_y0 AND read_y1; NULL without eps"},
    {"read_y0", "REAL", "as read_x0"},
    {"read_x1", "REAL", "as read_x0"},
    {"read_y1", "REAL", "as read_x0"},
    {"firms", "INTEGER", "located firms in the owned rectangle"},
};

enum {
  kX0 = column_of(kColumns, "x0"),
  kReadX0 = column_of(kColumns, "read_x0"),
  kFirms = column_of(kColumns, "firms"),
};

constexpr Declaration kTiles{
    .name = "cl_tiles",
    .kind = FunctionKind::table,
    .family = "Distance",
    .summary =
        "Rectangles of about as many firms each, and what each must read so that DBSCAN can be computed "
        "tile by tile.",
    .summary_ko =
        "기업 수가 거의 같은 직사각형 구역들과, 구역별로 DBSCAN을 정확히 계산하기 위해 읽어야 할 범위를 "
        "구한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per tile. Every located firm is in exactly one of the owned rectangles",
    .formula =
        "the firms are cut in two along the longer side of their box, in proportion to the tiles on each "
        "side, and the parts again; firms at one place are never parted\nread: 2 eps and a trillionth more; "
        "geodesic: 2 eps in degrees of latitude, and asin(sin(a) / cos(b)) degrees of longitude, where a is "
        "that angle and b the latitude of the tile that is farthest from the equator; all longitudes where a "
        "pole or the date line is within reach",
    .use =
        "sql/tiles.sh cuts a file into tiles, runs cl_dbscan on each in a process of its own and puts the "
        "clusters together with cl_components: the same clusters, kinds and numbers as from the whole file. "
        "2 eps are needed: with 1 eps, firms near an edge may seem not to be core",
    .nulls = "firms without coordinates or weight are in no tile. No located firm: no rows",
    .errors =
        "n below 1; eps below 0 or not finite; coordinates that look like degrees, without a metric; rows "
        "that are not points",
    .source = "k-d tree: Bentley 1975, Communications of the ACM 18(9)",
    .peers = "PostGIS ST_Subdivide cuts geometries, not sets of firms; Apache Sedona's KDB-tree partitioning",
    .example =
        "SELECT tile, firms, round(x0, 6) AS x0, round(x1, 6) AS x1, round(read_x0, 6) AS read_x0,\n"
        "       round(read_x1, 6) AS read_x1\n"
        "FROM cl_tiles((SELECT cl_points(column1, column2, 0)\n"
        "               FROM (VALUES (1, 0), (2, 100), (3, 220), (4, 350), (5, 5000))), 2, 50)",
    .example_result = "1|2|0.0|220.0|-100.0|320.0\n2|3|220.0|5000.0|120.0|5100.0",
    .since = "0.2.0",
};

class TileTable final : public TableResult {
 public:
  explicit TileTable(std::vector<Tile> tiles) : tiles_(std::move(tiles)) {}
  std::size_t size() const override { return tiles_.size(); }
  KeyView lookup_key(std::size_t row) const override {
    return KeyView::of(static_cast<std::int64_t>(row) + 1);
  }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const Tile& tile = tiles_[row];
    if (column < kX0) return out.integer(static_cast<std::int64_t>(row) + 1);
    if (column == kFirms) return out.integer(static_cast<std::int64_t>(tile.firms));
    if (column < kReadX0) return edge(tile.own, column - kX0, out);
    tile.read ? edge(*tile.read, column - kReadX0, out) : out.null();
  }

 private:
  static void edge(const distance::Box<2>& box, int side, ResultSink& out) {
    const auto axis = static_cast<std::size_t>(side % 2);
    out.real(side < 2 ? box.low[axis] : box.high[axis]);
  }

  std::vector<Tile> tiles_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const std::int64_t n = arguments.integer(1);
  if (n < 1) throw Error(concat("n must be >= 1 (got ", n, ")"));
  std::optional<double> eps;
  if (arguments.given(2)) {
    eps = arguments.real(2);
    require_at_least(0, *eps, "eps");
  }
  refuse_shapes(points, "tiles are of points only", "collect a point of each", cancel);
  const Metric metric = eps ? read_metric(arguments, 3, points, 2, "eps", cancel)
                            : metric_of_neighbours(arguments, 3, points, cancel);
  return std::make_unique<TileTable>(tiles_of(points, static_cast<std::uint64_t>(n), eps, metric, cancel));
}

}  // namespace

void register_tiles(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kTiles, &compute, 0}, point_collectors());
}

}  // namespace clusterlite
