// How far ties reach: cl_link_distance.
#include "network/places/link_distance.hpp"

#include <cmath>

#include "functions/network/sorted_groups.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"points", "points",
     "where the firms are: cl_points() or cl_geometries(); weights do not matter. With group keys (clusters) "
     "each group by itself, with the ties inside it"},
    {"links", "links",
     "the ties: cl_links(), with ids of the same type; direction and weights do not matter"},
    {"band", "number", "width of a band, > 0, in the unit of the coordinates (geodesic: metres)"},
    {"max_distance", "number",
     "where the open band begins, a multiple of band, up to 1,000 times; what it costs is the pairs within "
     "it",
     "20 * band", true},
    {"labels", "labels",
     "what each firm belongs to, one label each (its district): cl_labels(), for the columns on crossing "
     "ties",
     "", true},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kColumns[] = {
    {"group_key", "", "as collected; NULL without group keys"},
    {"distance_from", "REAL", "the band holds what is farther than this; the first one 0 as well"},
    {"distance_to", "REAL", "and at most this far; NULL: the open band, which closes the sums"},
    {"pairs", "INTEGER", "pairs of located firms of the group at this distance"},
    {"links", "INTEGER", "ties at this distance, of those with both ends located in the group"},
    {"link_rate", "REAL", "links / pairs; no pair: NULL. Above 1 where ties are parallel"},
    {"expected", "REAL",
     "links by chance, every tie keeping its sender, the receivers shuffled; the sum over bands is the "
     "number "
     "of ties"},
    {"quotient", "REAL", "links / expected; nothing expected: NULL"},
    {"z", "REAL", "(links - expected) / its standard deviation by chance; NULL when links cannot vary"},
    {"crossing_links", "INTEGER",
     "of the links, those between firms of two labels; NULL without the argument labels, as the next two"},
    {"expected_crossing", "REAL",
     "how many would cross if each tie kept its sender and its distance band: the firms around stand on both "
     "sides of a border as they do"},
    {"crossing_variance", "REAL",
     "of crossing_links by chance. Over several bands: z = (sum(crossing_links) - sum(expected_crossing)) / "
     "sqrt(sum(crossing_variance))"},
};

constexpr Declaration kLinkDistance{
    .name = "cl_link_distance",
    .kind = FunctionKind::table,
    .family = "Network",
    .summary =
        "How far ties reach, and whether borders cut them: ties by bands of distance compared with what "
        "chance gives.",
    .summary_ko =
        "연계가 얼마나 멀리 미치는지, 행정구역 경계에서 끊기는지를 거리대별로 무작위 기댓값과 견주어 보여 "
        "준다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per group and band, in the order of group keys and distances",
    .formula =
        "m ties; a = 1 when a sender and a receiver lie in the band\nr of a tie: how many of the m receivers "
        "lie in the band around its sender; c: how many senders around its receiver; T = sum of r\nexpected "
        "= T / m\nvariance = (T - sum r² / m - sum c² / m + T² / m²) / (m - 1)\nexpected_crossing = sum over "
        "the ties of p\ncrossing_variance = sum over the ties of p (1 - p)\np: of the ties that reach firms "
        "in the band around the sender, the share whose receivers have another label",
    .use =
        "for crossing ties choose bands of 100 m or less: nearer firms are tied more, and in wide bands, "
        "such as 500 m, borders seem to cut ties that only get rarer with distance. The shuffle may give a "
        "firm to itself, at distance 0. By hand: a sender whose band holds two other firms, reached by 3 "
        "ties "
        "and by 1, the second in another district, has p = 1 / (3 + 1). The crossing columns are the weakest "
        "of all figures of chance: on the synthetic city 30 % of the crossing ties removed give z < -3 in "
        "half of the draws, 10 % in none",
    .nulls =
        "firms without coordinates or weight, and their ties, take no part. Without ties expected, quotient "
        "and z are NULL; with one tie z is. Ties and firms without label take no part in the crossing "
        "columns",
    .errors =
        "a band that is not > 0; a max_distance that is not a multiple of band, or more than 1,000 bands; a "
        "firm with two labels; ids that are numbers in one data set and texts in another; rows that are not "
        "points",
    .source = "Hoeffding 1951 (mean and variance of a permutation statistic)",
    .peers =
        "none that holds ties by distance against chance; spatial interaction models fit a decay instead",
    .example =
        "SELECT distance_from, distance_to, pairs, links, expected, crossing_links, expected_crossing\n"
        "FROM cl_link_distance((SELECT cl_points(column1, column2, 0)\n"
        "                       FROM (VALUES (1, 0), (2, 80), (3, 150), (4, 900))),\n"
        "                      (SELECT cl_links(column1, column2) FROM (VALUES (1, 2), (2, 3), (3, 4))), "
        "100, "
        "200,\n"
        "                      (SELECT cl_labels(column1, column2)\n"
        "                       FROM (VALUES (1, 'east'), (2, 'east'), (3, 'west'), (4, 'west'))))",
    .example_result =
        "0.0|100.0|2|2|1.66666666666667|1|1.0\n100.0|200.0|1|0|0.333333333333333|0|0.0\n"
        "200.0||3|1|1.0|0|0.0",
    .since = "0.2.0",
};

enum {
  kGroupKey,
  kFrom,
  kTo,
  kPairs,
  kLinks,
  kLinkRate,
  kExpected,
  kQuotient,
  kZ,
  kCrossingLinks,
  kExpectedCrossing,
  kCrossingVariance,
};
static_assert(kCrossingVariance == column_of(kColumns, "crossing_variance"));

class BandTable final : public TableResult {
 public:
  BandTable(const PointsView& points, const LinkDistanceRules& rules, bool with_labels,
            std::vector<LinkBand> bands, CancelToken& cancel)
      : groups_(points, cancel), rules_(rules), with_labels_(with_labels), bands_(std::move(bands)) {}

  std::size_t size() const override { return bands_.size(); }
  std::size_t lookup_size() const override { return groups_.keyed() ? groups_.size() : 0; }
  KeyView lookup_key(std::size_t group) const override { return *groups_.key(group); }
  RowRange lookup_rows(std::size_t group) const override {
    return {group * bands_of_group(), (group + 1) * bands_of_group()};
  }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const std::size_t group = row / bands_of_group();
    const std::size_t k = row % bands_of_group();
    const LinkBand& band = bands_[groups_.group(group) * bands_of_group() + k];
    const auto links = static_cast<double>(band.links);
    if (column >= kCrossingLinks && !with_labels_) return out.null();
    switch (column) {
      case kGroupKey: {
        const auto key = groups_.key(group);
        return key ? out.key(*key) : out.null();
      }
      case kFrom:
        return out.real(static_cast<double>(k) * rules_.band);
      case kTo:
        return k == rules_.bands ? out.null() : out.real(static_cast<double>(k + 1) * rules_.band);
      case kPairs:
        return out.integer(std::optional(band.pairs));
      case kLinks:
        return out.integer(std::optional(band.links));
      case kLinkRate:
        return out.real(links / static_cast<double>(band.pairs));
      case kExpected:
        return out.real(band.chance.mean);
      case kQuotient:
        return out.real(band.chance.quotient(links));
      case kZ:
        return out.real(band.chance.z(links));
      case kCrossingLinks:
        return out.integer(std::optional(band.crossing_links));
      case kExpectedCrossing:
        return out.real(band.expected_crossing);
      default:
        return out.real(band.crossing_variance);  // kCrossingVariance
    }
  }

 private:
  std::size_t bands_of_group() const { return rules_.bands + 1; }

  SortedGroups groups_;
  LinkDistanceRules rules_;
  bool with_labels_;
  std::vector<LinkBand> bands_;
};

LinkDistanceRules read_rules(const TableArguments& arguments) {
  constexpr double kMostBands = 1000;
  LinkDistanceRules rules;
  rules.band = arguments.real(2);
  if (!(rules.band > 0) || std::isinf(rules.band))
    throw Error(concat("band must be > 0 (got ", rules.band, ")"));
  if (!arguments.given(3)) return rules;
  const double farthest = arguments.real(3);
  const double bands = std::round(farthest / rules.band);
  if (!(bands >= 1) || std::fabs(farthest - bands * rules.band) > 1e-9 * farthest) {
    throw Error(
        concat("max_distance must be a multiple of band (got ", farthest, " with band ", rules.band, ")"));
  }
  if (bands > kMostBands) {
    throw Error(concat("max_distance must be at most ", kMostBands, " times band (got ", farthest,
                       " with band ", rules.band, ")"));
  }
  rules.bands = static_cast<std::uint32_t>(bands);
  return rules;
}

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  LinkDistanceRules rules = read_rules(arguments);
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const auto links = open_data_set<LinksView>(arguments, 1, cancel);
  std::optional<LabelsView> labels;
  if (arguments.given(4)) labels.emplace(open_data_set<LabelsView>(arguments, 4, cancel));
  rules.metric = read_metric(arguments, 5, points, 2, "band", cancel);
  return std::make_unique<BandTable>(
      points, rules, labels.has_value(),
      link_distances(points, links, labels ? &*labels : nullptr, rules, threads_of(connection), cancel),
      cancel);
}

}  // namespace

// Two data sets: no permanent form.
void register_link_distance(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kLinkDistance, &compute, kGroupKey}, {});
}

}  // namespace clusterlite
