// Who is whose neighbour: cl_weights.
#include "datasets/weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "distance/frame/metric.hpp"
#include "distance/located/id_ranks.hpp"
#include "distance/neighbours/neighbours.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/refuse_shapes.hpp"
#include "functions/shared/threads.hpp"
#include "geometry/contiguity/contiguity.hpp"
#include "sqlite/connection/connection.hpp"
#include "statistics/weights/band_weights.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"source", "points",
     "the units: cl_points(), or cl_geometries() of areas for 'queen' and 'rook'; sizes and group keys do "
     "not matter"},
    {"kind", "text",
     "'band': all others within a radius; 'knn': the k nearest; 'queen': areas that share a point; 'rook': "
     "areas that share a piece "
     "of boundary"},
    {"size", "number",
     "band: the radius, > 0, in the unit of the coordinates (geodesic: metres), inclusive; knn: k >= 1; "
     "queen, rook: the "
     "snap distance >= 0 within which boundaries count as touching",
     "0 for 'queen' and 'rook'", true},
    {"decay", "text",
     "of 'band' and 'knn', with u = d / h, h the radius or the distance to the k-th neighbour: 'none' 1, "
     "'inverse' 1/d, "
     "'inverse_square' 1/d^2, 'triangular' 1 - u, 'epanechnikov' 1 - u^2, 'bisquare' (1 - u^2)^2, 'gaussian' "
     "exp(-u^2 / 2)",
     "'none'", true},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

enum ArgumentNumber { kSource, kKind, kSize, kDecay, kMetric };

constexpr Declaration kWeights{
    .name = "cl_weights",
    .kind = FunctionKind::scalar,
    .family = "Data sets",
    .summary =
        "Who is whose neighbour, and how strongly: the weights of the functions of spatial autocorrelation.",
    .summary_ko = "누가 누구의 이웃이고 얼마나 강하게 이어지는지를 나타내는 공간 가중치를 만든다.",
    .arguments = kArguments,
    .result =
        "a BLOB. Neighbours are listed (4 bytes a tie, 8 more each with a distance and with a decay), but of "
        "a band only the rule and "
        "the points are kept: 100,000 firms with 3,300 others within 2 km each have 334 million ties. Made "
        "once and stored "
        "(CREATE TABLE w AS SELECT cl_weights(...) AS w), they serve any number of analyses",
    .formula =
        "w_ij, j never i. band: 1 for d_ij <= size. knn: 1 for the first k others by (distance, id), as in "
        "cl_neighbours; not "
        "symmetric. queen: 1 when two areas are at most size apart. rook: 1 when their boundaries share a "
        "piece of a length "
        "> 0; with a size s, when more than 4 s of the boundary of i lies within s of j. Boundaries are "
        "compared where they run, "
        "so a corner of one area in the middle of the other's side counts. A decay multiplies w_ij; where it "
        "is 0 (the k-th neighbour "
        "of a compact one) there is no tie",
    .nulls =
        "A unit without coordinates or geometry has no neighbours. How many neighbours each has: "
        "cl_describe(weights), "
        "cl_weight_rows(weights)",
    .errors =
        "a source that is not a points data set; another kind, decay or metric; a radius <= 0; a k below 1, "
        "not whole, or not less than the "
        "number of located units; an inverse distance of two units at one place; a k-th neighbour at "
        "distance 0 where the decay divides by it; points for 'queen' "
        "and 'rook', areas for 'band' and 'knn'; an id that occurs twice; degrees without metric",
    .source =
        "Cliff and Ord 1981; Anselin 1988, chapter 3; the kernels: Fotheringham, Brunsdon and Charlton 2002",
    .peers =
        "spdep dnearneigh() and nbdists(), knearneigh(), poly2nb(queen = TRUE or FALSE, snap); PySAL "
        "DistanceBand, KNN, "
        "Kernel, Queen, Rook; GeoDa's weights manager. poly2nb and PySAL compare vertices: they miss corners "
        "in the middle of a side, and count areas "
        "that share single points as rook when there are two of them",
    .example =
        "SELECT from_id, to_id, weight, distance\n"
        "FROM cl_weight_rows(cl_weights((SELECT cl_points(column1, column2, column3)\n"
        "                                FROM (VALUES ('a', 0, 0), ('b', 30, 40), ('c', 90, 40))), 'knn', "
        "1))",
    .example_result = "a|b|1.0|50.0\nb|a|1.0|50.0\nc|b|1.0|60.0",
    .since = "0.2.0",
};

class WeightsMaker {
 public:
  WeightsMaker(const PointsView& source, const Arguments& arguments, Connection& connection,
               CancelToken& cancel)
      : arguments_(arguments), connection_(connection), cancel_(cancel), source_(source) {}

  ByteBuffer make() {
    if (!given(kKind))
      throw Error(
          concat("kind is ", arguments_[kKind].shown(), "; it needs 'band', 'knn', 'queen' or 'rook'"));
    rule_.kind = static_cast<WeightKind>(*arguments_[kKind].option(kWeightKinds));
    rule_.decay = given(kDecay) ? static_cast<Decay>(*arguments_[kDecay].option(kDecays)) : Decay::none;
    static constexpr std::string_view kMetrics[] = {"planar", "geodesic"};
    if (given(kMetric)) rule_.geodesic = *arguments_[kMetric].option(kMetrics) == 1;
    ranks_ = distance::IdRanks(source_, cancel_);
    refuse_doubles();
    switch (rule_.kind) {
      case WeightKind::band:
        return band();
      case WeightKind::knn:
        return knn();
      case WeightKind::queen:
      case WeightKind::rook:
        break;
    }
    return contiguity();
  }

 private:
  bool given(std::size_t i) const { return i < arguments_.size() && !arguments_[i].missing(); }

  void refuse_doubles() const {
    for (std::uint32_t i = 1; i < source_.size(); ++i) {
      cancel_.check();
      if (source_.compare_ids(ranks_.row(i - 1), ranks_.row(i)) != 0) continue;
      throw Error(concat("id ", to_text(source_.id(ranks_.row(i))),
                         " occurs in more than one group; weights are between units, so ids must be unique"));
    }
  }

  // The units in the order of their ids: a data set "points" of its own.
  ByteBuffer nodes(bool with_coordinates) const {
    PointsBuilder builder(false, false);
    const std::int32_t srid = source_.summary().srid;
    constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
    for (std::uint32_t i = 0; i < source_.size(); ++i) {
      cancel_.check();
      const std::uint32_t row = ranks_.row(i);
      builder.add(source_.id(row), with_coordinates ? source_.x(row) : kMissing,
                  with_coordinates ? source_.y(row) : kMissing, 1, nullptr,
                  srid == -1 ? std::nullopt : std::optional(srid));
    }
    return builder.finish(cancel_);
  }

  void read_size(std::string_view what) {
    if (!given(kSize)) throw Error(concat("size is missing: ", what));
    rule_.size = *arguments_[kSize].real();
  }

  void refuse_areas() const {
    refuse_shapes(
        source_, concat("'", kWeightKinds[static_cast<std::size_t>(rule_.kind)], "' measures between points"),
        "collect a point of each, or use 'queen' or 'rook' for areas", cancel_);
  }

  ByteBuffer band() {
    read_size("the radius of the band");
    if (!(rule_.size > 0))
      throw Error(concat("size must be > 0, the radius of the band (got ", rule_.size, ")"));
    refuse_areas();
    if (!given(kMetric)) refuse_plane_distance_on_degrees(source_, "size", rule_.size, cancel_);
    const ByteBuffer sorted = nodes(true);
    const PointsView view = PointsView::open(sorted.bytes(), cancel_, Origin::just_made);
    if (rule_.geodesic || rule_.decay == Decay::inverse || rule_.decay == Decay::inverse_square) {
      std::vector<std::uint32_t> all(view.size());
      for (std::uint32_t i = 0; i < view.size(); ++i) all[i] = i;
      band_weights(view, rule_, all, cancel_);  // throws when there is no such band
    }
    WeightsBuilder builder(rule_, sorted.bytes(), cancel_);
    return builder.finish(cancel_);
  }

  ByteBuffer knn() {
    if (!given(kSize)) throw Error("size is missing: the number of neighbours");
    const std::int64_t k = *arguments_[kSize].integer();
    if (k < 1) throw Error(concat("size must be >= 1, the number of neighbours (got ", k, ")"));
    rule_.size = static_cast<double>(k);
    refuse_areas();
    if (!given(kMetric)) refuse_degrees(source_, cancel_);
    const ByteBuffer sorted = nodes(true);
    const PointsView view = PointsView::open(sorted.bytes(), cancel_, Origin::just_made);
    const std::uint64_t located = view.summary().located;
    if (located > 0 && k >= static_cast<std::int64_t>(located)) {
      throw Error(
          concat("size must be less than the number of located units, which is ", located, " (got ", k, ")"));
    }
    const auto neighbours = nearest_neighbours(view, k, rule_.geodesic ? Metric::geodesic : Metric::planar,
                                               threads_of(connection_), cancel_);
    WeightsBuilder builder(rule_, sorted.bytes(), cancel_);
    std::vector<WeightTie> ties;
    for (std::uint32_t node = 0; node < view.size(); ++node) {
      ties.clear();
      if (neighbours->count(node) > 0) add_nearest(view, node, neighbours->of(node, cancel_), ties);
      for (const WeightTie& tie : ties) builder.add(tie);
      builder.end_node();
    }
    return builder.finish(cancel_);
  }

  void add_nearest(const PointsView& view, std::uint32_t node, std::span<const Neighbour> nearest,
                   std::vector<WeightTie>& ties) const {
    const double h = nearest.back().distance;
    for (const Neighbour& neighbour : nearest) {
      cancel_.check();
      const double weight = decayed(rule_.decay, neighbour.distance, h);
      if (!std::isfinite(weight)) {
        throw Error(concat(
            "ids ", to_text(view.id(node)), " and ", to_text(view.id(neighbour.row)),
            " lie at the same place, where '", kDecays[static_cast<std::size_t>(rule_.decay)],
            h == 0
                ? "' has no value because so do all neighbours of the first; take more neighbours, or 'none'"
                : "' has no value; 'bisquare' has one"));
      }
      if (weight > 0) ties.push_back({neighbour.row, weight, neighbour.distance});
    }
    std::sort(ties.begin(), ties.end(), [](const WeightTie& a, const WeightTie& b) { return a.to < b.to; });
  }

  ByteBuffer contiguity() {
    if (rule_.decay != Decay::none)
      throw Error("decay is for 'band' and 'knn'; neighbours by their boundaries have no distance");
    if (rule_.geodesic)
      throw Error("'geodesic' is for 'band' and 'knn'; boundaries are compared in the plane");
    rule_.size = given(kSize) ? *arguments_[kSize].real() : 0;
    if (rule_.size < 0) throw Error(concat("size must be >= 0, the snap distance (got ", rule_.size, ")"));
    const auto pairs =
        contiguous_rows(source_, rule_.kind == WeightKind::queen ? Contiguity::queen : Contiguity::rook,
                        rule_.size, connection_.service<GeosContext>(), cancel_);
    const ByteBuffer sorted = nodes(false);
    WeightsBuilder builder(rule_, sorted.bytes(), cancel_);
    std::vector<std::uint32_t> to;
    for (std::uint32_t node = 0; node < source_.size(); ++node) {
      const std::uint32_t row = ranks_.row(node);
      to.clear();
      for (auto pair = std::lower_bound(pairs.begin(), pairs.end(), RowPair(row, 0));
           pair != pairs.end() && pair->first == row; ++pair) {
        cancel_.check();
        to.push_back(ranks_.rank(pair->second));
      }
      std::sort(to.begin(), to.end());
      for (const std::uint32_t other : to) builder.add({other, 1, 0});
      builder.end_node();
    }
    return builder.finish(cancel_);
  }

  const Arguments& arguments_;
  Connection& connection_;
  CancelToken& cancel_;
  PointsView source_;
  distance::IdRanks ranks_;
  WeightRule rule_;
};

void call(const Arguments& arguments, ResultSink& result, Connection& connection) {
  InterruptToken interrupt(connection.db());
  const auto source = open_data_set<PointsView>(arguments, kSource, "points - see cl_points()", connection,
                                                interrupt.token());
  ByteBuffer blob = WeightsMaker(source, arguments, connection, interrupt.token()).make();
  refuse_oversize(connection.db(), blob.size());
  connection.lent_data_sets().give(result.context(), std::move(blob));
}

// For a permanent table.
ByteBuffer make_weights(const SealedBlob& source, const Arguments& arguments, Connection& connection,
                        CancelToken& cancel) {
  return WeightsMaker(PointsView::open(source, cancel), arguments, connection, cancel).make();
}

constexpr DerivedDataSet kDerivedWeights{&kWeights, &make_weights};

}  // namespace

std::vector<PermanentForm> forms_with_weights(const PermanentForm& others, std::size_t argument) {
  std::vector<PermanentForm> forms;
  for (const CollectorFunction& collector : point_collectors()) {
    PermanentPart places{argument, collector, {}, &kDerivedWeights};
    for (const Argument& column : collector.declaration->arguments)
      places.names.push_back(column.optional ? "" : column.name);
    forms.push_back(others);
    forms.back().push_back(std::move(places));
  }
  return forms;
}

void register_weights(const ConnectionPtr& connection) {
  register_function(connection, ScalarFunction{&kWeights, &call});
}

}  // namespace clusterlite
