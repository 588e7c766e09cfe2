// Densities of distances: cl_kd_density, cl_m_density.
#include "statistics/curves/kd_density.hpp"

#include <memory>

#include "distance/frame/distance_bands.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"
#include "statistics/curves/m_density.hpp"

namespace clusterlite {
namespace {

constexpr auto kArguments = std::to_array<Argument>({
    {"points", "points",
     "all located firms of the city, with their industry as group_key: cl_points(id, x, y, 1, industry)"},
    {"r_max", "number", "the largest distance, in the unit of the coordinates (geodesic: metres)"},
    {"r_step", "number", "the step between distances, > 0"},
    {"bandwidth", "number",
     "h, the standard deviation of the kernel, > 0; without it by Silverman's rule from the distances <= 2 "
     "r_max, "
     "anew for each simulation",
     "", true},
    {"weighting", "text", "'firms': each pair counts one; 'weights': w_i w_j (K-emp)", "'firms'", true},
    kReferenceArgument,
    kNeighbourArgument,
    kSimulationsArgument,
    {"null_model", "text", kPairNulls, "'location'", true},
    kAlphaArgument,
    kEnvelopeArgument,
    kAlternativeArgument,
    kSeedArgument,
    kMetricArgument,
});

constexpr Column kOwnColumns[] = {
    {"kd", "REAL", "density of the distances at r, per unit of distance; it integrates to 1"},
    {"bandwidth", "REAL", "h of the observed curve"},
    {"pairs", "INTEGER", "of all firms, whatever their distance"},
    {"localisation", "REAL",
     "what kd has above the global bounds: max(kd - global_hi, 0); NULL without bounds"},
    {"dispersion", "REAL",
     "what kd lacks below them: max(global_lo - kd, 0), 0 where the curve is localised at any distance"},
};
constexpr auto kColumns = joined(kCurveKeys, kOwnColumns, kCurveBounds);

constexpr Declaration kKd{
    .name = "cl_kd_density",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary =
        "Kd: at which distances do the firms of an industry lie from each other more often than firms of the "
        "city would by chance?",
    .summary_ko =
        "한 산업의 기업 사이 거리가 어느 구간에서 무작위일 때보다 자주 나타나는지를 Kd 함수로 검정한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = kCurveResult,
    .formula =
        "Kd(r) = sum over the pairs of w_ij [phi((r - d_ij) / h) + phi((r + d_ij) / h)] / (h sum of w_ij), "
        "phi the standard normal density; two groups: over the n_a n_b pairs between them\nh = 0.9 min(sd, "
        "IQR / 1.34) N^(-1/5) of the N distances <= 2 r_max",
    .use =
        "above the global bounds at short distances: localised. The null model draws places among all of the "
        "city; p is for the whole curve. Unlike M, Kd does not say how strong it is: a density sums to 1, so "
        "more here is less there. Exact up to 20,000 pairs; with more, distances are taken in bins of at "
        "most h / 64 (1e-4 of the maximum)",
    .nulls =
        "a firm without coordinates or weight takes no part. kd is NULL with less than three firms, and "
        "where h is "
        "0: all distances up to 2 r_max are equal",
    .errors = "bandwidth <= 0; another weighting; as cl_m_function",
    .source =
        "Duranton and Overman 2005, Review of Economic Studies 72(4), reflection after Silverman 1986; "
        "global "
        "envelopes: Myllymaki et al. 2017",
    .peers =
        "R dbmss Kdhat() and KdEnvelope(): R's density() puts distances on a grid, so values differ by up to "
        "3e-4; with "
        "10,000 firms and more dbmss takes h from its bins. Duranton and Overman divide by n(n - 1) h, and "
        "integrate to 1/2",
    .example =
        "SELECT r, round(kd, 6), round(bandwidth, 6), pairs\n"
        "FROM cl_kd_density((SELECT cl_points(column1, column2, column3, column4, column5)\n"
        "                    FROM (VALUES (1, 1, 1, 10, 'A'), (2, 2, 1, 20, 'A'), (3, 2, 2, 5, 'A'),\n"
        "                                 (4, 6, 6, 8, 'B'), (5, 7, 6, 4, 'B'), (6, 7, 7, 10, 'A'))), 8, 4)\n"
        "WHERE reference = 'A'",
    .example_result = "0.0|0.153342|2.310285|6\n4.0|0.071191|2.310285|6\n8.0|0.084496|2.310285|6",
    .since = "0.2.0",
};

constexpr auto kMArguments = std::to_array<Argument>({
    {"points", "points",
     "all located firms of the city, with their industry as group_key and 1 or their size as weight: "
     "cl_points(id, x, y, weight, industry)"},
    {"r_max", "number", "the largest distance, in the unit of the coordinates (geodesic: metres)"},
    {"r_step", "number", "the step between distances, > 0"},
    {"bandwidth", "number",
     "h, the standard deviation of the kernel, > 0; without it that of cl_kd_density, anew for each "
     "simulation",
     "", true},
    kReferenceArgument,
    kNeighbourArgument,
    kSimulationsArgument,
    {"null_model", "text", kPairNulls, "'location'", true},
    kAlphaArgument,
    kEnvelopeArgument,
    kAlternativeArgument,
    kSeedArgument,
    kMetricArgument,
});

constexpr Column kMOwnColumns[] = {
    {"m", "REAL", "m(r): 1 = as in the whole city, 2 = twice as often at about r from the firms looked at"},
};
constexpr auto kMColumns = joined(kCurveKeys, kMOwnColumns, kCurveBounds);

constexpr Declaration kMDensity{
    .name = "cl_m_density",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary =
        "M density: at which distances, and how strongly, is an industry clustered beyond the city's own "
        "clustering? Around r, where M is up to r.",
    .summary_ko =
        "산업이 도시 전체의 밀집보다 더 집적해 있는 정도를 거리 r까지의 누적이 아니라 r 부근의 값으로 "
        "나타낸다.",
    .arguments = kMArguments,
    .columns = kMColumns,
    .result = kCurveResult,
    .formula =
        "m(r) = [sum over the firms i of a of K_b(i, r) / K_all(i, r)] / [sum over the same i of (W_b - w_i "
        "[a = "
        "b]) / (W - w_i)]\nK(i, r) = sum over the other firms of w_j exp(-((r - d_ij) / h)^2 / 2), h as of "
        "cl_kd_density",
    .use =
        "M mixes what is near with what is nearer; m says it of each distance by itself, so it shows where "
        "clustering ends and how far apart clusters lie. Like M, and unlike Kd, it says how strong "
        "clustering is. "
        "Every firm of the group is compared with all firms around it: on a large city take cl_m_function "
        "first",
    .nulls =
        "a firm without coordinates or weight takes no part. m is NULL with less than three firms, where h "
        "is 0, "
        "and where no firm of the group has another one within 8 h of r",
    .errors = "bandwidth <= 0; as cl_m_function",
    .source =
        "Lang, Marcon and Puech 2020, Annals of Regional Science 65; global envelopes: Myllymaki et al. 2017",
    .peers =
        "R dbmss mhat(): R's density() puts distances on a grid, so values differ by up to 1e-3; with 10,000 "
        "firms and more dbmss takes h from its bins",
    .example =
        "SELECT r, round(m, 6)\n"
        "FROM cl_m_density((SELECT cl_points(column1, column2, column3, column4, column5)\n"
        "                   FROM (VALUES (1, 1, 1, 10, 'A'), (2, 2, 1, 20, 'A'), (3, 2, 2, 5, 'A'),\n"
        "                                (4, 6, 6, 8, 'B'), (5, 7, 6, 4, 'B'), (6, 7, 7, 10, 'A'),\n"
        "                                (7, 3, 8, 2, 'B'), (8, 9, 1, 6, 'C'))), 8, 4)\n"
        "WHERE reference = 'A'",
    .example_result = "0.0|1.18775\n4.0|0.870342\n8.0|0.790009",
    .since = "0.2.0",
};

class KdTable final : public CurveTable {
 public:
  KdTable(GroupKeys keys, std::vector<GroupPair> pairs, std::vector<double> distances,
          std::vector<Curve> curves, std::vector<KdCurve> kd, CancelToken& cancel)
      : CurveTable(std::move(keys), std::move(pairs), std::move(distances), std::move(curves),
                   static_cast<int>(std::size(kOwnColumns)), cancel),
        kd_(std::move(kd)) {
    for (std::size_t curve = 0; curve < this->curves().size(); ++curve) {
      bool localised = false;
      for (std::size_t r = 0; r < this->distances().size(); ++r) localised = localised || above(curve, r) > 0;
      localised_.push_back(localised);
    }
  }

 protected:
  void own_column(std::size_t curve, std::size_t r, int column, ResultSink& out) const override {
    const double value = curves()[curve].values[r];
    switch (column) {
      case column_of(kOwnColumns, "kd"):
        return out.real(value);
      case column_of(kOwnColumns, "bandwidth"):
        return out.real(kd_[curve].bandwidth);
      case column_of(kOwnColumns, "pairs"):
        return out.integer(static_cast<std::int64_t>(kd_[curve].pairs));
      case column_of(kOwnColumns, "localisation"): {
        const double more = above(curve, r);
        return std::isnan(more) ? out.null() : out.real(std::max(more, 0.0));
      }
      default: {
        const double less = curves()[curve].envelope.global_low[r] - value;
        return std::isnan(less) ? out.null() : out.real(localised_[curve] ? 0 : std::max(less, 0.0));
      }
    }
  }

 private:
  double above(std::size_t curve, std::size_t r) const {
    return curves()[curve].values[r] - curves()[curve].envelope.global_high[r];
  }

  std::vector<KdCurve> kd_;
  std::vector<bool> localised_;
};

constexpr std::string_view kWords[] = {"location", "labelling", "independence"};
constexpr NullModel kModels[] = {NullModel::location, NullModel::labelling, NullModel::independence};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  static constexpr std::array<std::string_view, 2> kWeightings = {"firms", "weights"};
  static constexpr CurveArguments kAt = CurveArguments::of(kArguments);
  static constexpr int kBandwidth = argument_of(kArguments, "bandwidth");
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  std::vector<double> distances = distance::curve_distances(arguments.real(1), arguments.real(2));
  CurveOptions options = read_curve_options(arguments, kAt, distances.size());
  options.null_model = read_null_model(arguments, kAt.null_model, kWords, kModels, NullModel::location);
  options.metric = read_metric(arguments, argument_of(kArguments, "metric"), points, 1, "r_max", cancel);
  KdOptions kd;
  if (arguments.given(kBandwidth)) kd.bandwidth = arguments.real(kBandwidth);
  kd.weighted = arguments.option(argument_of(kArguments, "weighting"), kWeightings).value_or(0) == 1;
  const statistics::SiteMarks marks(points, cancel);
  std::vector<GroupPair> pairs = read_pairs(arguments, kAt, points, marks, options.null_model);
  std::vector<KdCurve> found =
      kd_density(points, marks, pairs, distances, kd, options, threads_of(connection), cancel);
  std::vector<Curve> curves;
  curves.reserve(found.size());
  for (KdCurve& curve : found) curves.push_back(std::move(curve.curve));
  return std::make_unique<KdTable>(GroupKeys(points, marks, cancel), std::move(pairs), std::move(distances),
                                   std::move(curves), std::move(found), cancel);
}

std::unique_ptr<TableResult> compute_m(const TableArguments& arguments, Connection& connection,
                                       CancelToken& cancel) {
  static constexpr CurveArguments kAt = CurveArguments::of(kMArguments);
  static constexpr int kBandwidth = argument_of(kMArguments, "bandwidth");
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  std::vector<double> distances = distance::curve_distances(arguments.real(1), arguments.real(2));
  CurveOptions options = read_curve_options(arguments, kAt, distances.size());
  options.null_model = read_null_model(arguments, kAt.null_model, kWords, kModels, NullModel::location);
  options.metric = read_metric(arguments, argument_of(kMArguments, "metric"), points, 1, "r_max", cancel);
  std::optional<double> bandwidth;
  if (arguments.given(kBandwidth)) bandwidth = arguments.real(kBandwidth);
  const statistics::SiteMarks marks(points, cancel);
  std::vector<GroupPair> pairs = read_pairs(arguments, kAt, points, marks, options.null_model);
  std::vector<Curve> curves =
      m_density(points, marks, pairs, distances, bandwidth, options, threads_of(connection), cancel);
  return std::make_unique<CurveTable>(GroupKeys(points, marks, cancel), std::move(pairs),
                                      std::move(distances), std::move(curves), 1, cancel);
}

}  // namespace

void register_kd_density(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kKd, &compute}, point_collectors());
  register_function(connection, TableFunction{&kMDensity, &compute_m}, point_collectors());
}

}  // namespace clusterlite
