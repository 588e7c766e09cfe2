// cl_describe: what a data set of any kind holds.
#include <array>
#include <cstdio>
#include <memory>

#include "datasets/crosstab.hpp"
#include "datasets/keys/lookalike_keys.hpp"
#include "datasets/labels.hpp"
#include "datasets/links.hpp"
#include "datasets/points.hpp"
#include "datasets/values.hpp"
#include "datasets/weights.hpp"
#include "functions/datasets/weight_counts.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Data sets";

constexpr Argument kDescribeArguments[] = {
    {"dataset", "data set", "a data set of any kind"},
};

constexpr Column kDescribeColumns[] = {
    {"kind", "TEXT", "'points', 'crosstab', 'links', 'labels', 'values' or 'weights'"},
    {"rows", "INTEGER", "rows collected"},
    {"skipped", "INTEGER",
     "rows left out because a key was missing (id, group_key, region, industry, from_id, to_id)"},
    {"located", "INTEGER", "points: rows with coordinates and weight; else NULL"},
    {"regions", "INTEGER", "crosstab: number of regions; else NULL"},
    {"industries", "INTEGER", "crosstab: number of industries; else NULL"},
    {"min_x", "REAL",
     "points: bounding box of the located rows, of shapes as a whole; NULL when there is none"},
    {"min_y", "REAL", "likewise"},
    {"max_x", "REAL", "likewise"},
    {"max_y", "REAL", "likewise"},
    {"missing_values", "INTEGER", "rows collected without weight, value or label"},
    {"groups", "INTEGER",
     "points, values: number of group keys; links: number of kinds; labels: number of labels; NULL without "
     "them"},
    {"nodes", "INTEGER", "links, labels, values, weights: number of different ids; else NULL"},
    {"srid", "INTEGER", "points from geometries: their SRID; NULL when not stated"},
    {"shapes", "INTEGER", "points: rows whose geometry is a line, polygon or collection; else NULL"},
    {"ignored_z_m", "INTEGER", "points: rows of cl_geometries whose Z or M was left out; else NULL"},
    {"hash", "TEXT", "128-bit content hash (XXH3), 32 hexadecimal digits; equal data sets have equal hashes"},
    {"bytes", "INTEGER", "size of the BLOB"},
    {"format_version", "INTEGER", "version of its layout"},
    {"lookalike_keys", "INTEGER",
     "how many regions, industries, group keys, kinds, labels and ids of links, labels and values look like "
     "another "
     "key but differ from it in Unicode form (a Korean name from a Mac), case, full or half width, or blanks "
     "at the ends. They stay different keys. NULL for points without group keys"},
    {"self_links", "INTEGER",
     "links: ties from a firm to itself, which the network functions leave out; else NULL"},
    {"ties", "INTEGER", "weights: pairs (i, j) with a weight > 0, each direction counted; else NULL"},
    {"islands", "INTEGER", "weights: units without a neighbour; else NULL"},
    {"min_neighbours", "INTEGER", "weights: the fewest neighbours of a unit; NULL without units"},
    {"mean_neighbours", "REAL", "weights: ties / units; NULL without units"},
    {"max_neighbours", "INTEGER", "weights: the most neighbours of a unit; NULL without units"},
    {"symmetric", "INTEGER", "weights: 1 when every tie has one back of the same weight, else 0"},
    {"components", "INTEGER",
     "weights: parts between which there is no tie in either direction, islands included; else NULL"},
};

enum DescribeColumn {
  kKind = column_of(kDescribeColumns, "kind"),
  kRows = column_of(kDescribeColumns, "rows"),
  kSkipped = column_of(kDescribeColumns, "skipped"),
  kLocated = column_of(kDescribeColumns, "located"),
  kRegions = column_of(kDescribeColumns, "regions"),
  kIndustries = column_of(kDescribeColumns, "industries"),
  kMinX = column_of(kDescribeColumns, "min_x"),
  kMinY = column_of(kDescribeColumns, "min_y"),
  kMaxX = column_of(kDescribeColumns, "max_x"),
  kMaxY = column_of(kDescribeColumns, "max_y"),
  kMissingValues = column_of(kDescribeColumns, "missing_values"),
  kGroups = column_of(kDescribeColumns, "groups"),
  kNodes = column_of(kDescribeColumns, "nodes"),
  kSrid = column_of(kDescribeColumns, "srid"),
  kShapes = column_of(kDescribeColumns, "shapes"),
  kIgnoredOrdinates = column_of(kDescribeColumns, "ignored_z_m"),
  kHash = column_of(kDescribeColumns, "hash"),
  kBytes = column_of(kDescribeColumns, "bytes"),
  kFormatVersion = column_of(kDescribeColumns, "format_version"),
  kLookalikeKeys = column_of(kDescribeColumns, "lookalike_keys"),
  kSelfLinks = column_of(kDescribeColumns, "self_links"),
  kTies = column_of(kDescribeColumns, "ties"),
  kIslands = column_of(kDescribeColumns, "islands"),
  kMinNeighbours = column_of(kDescribeColumns, "min_neighbours"),
  kMeanNeighbours = column_of(kDescribeColumns, "mean_neighbours"),
  kMaxNeighbours = column_of(kDescribeColumns, "max_neighbours"),
  kSymmetric = column_of(kDescribeColumns, "symmetric"),
  kComponents = column_of(kDescribeColumns, "components"),
};

constexpr Declaration kDescribe{
    .name = "cl_describe",
    .kind = FunctionKind::table,
    .family = kFamily,
    .summary = "Says what a data set holds: how many rows came in, how many were left out, its extent.",
    .summary_ko = "데이터셋에 몇 행이 들어오고 몇 행이 빠졌는지, 좌표 범위가 어디까지인지 보여 준다.",
    .arguments = kDescribeArguments,
    .columns = kDescribeColumns,
    .result = "one row",
    .nulls = "what data sets of this kind do not have is NULL",
    .errors = "those of all functions",
    .example =
        "SELECT kind, rows, skipped, located, max_x\n"
        "FROM cl_describe((SELECT cl_points(column1, column2, column3)\n"
        "                  FROM (VALUES (1, 0, 0), (2, 30, 40), (NULL, 7, 7))))",
    .example_result = "points|2|1|2|30.0",
    .history = "0.2.0: lookalike_keys, self_links",
};

struct Description {
  BlobHeader header;
  std::size_t bytes = 0;
  std::uint64_t rows = 0;
  std::uint64_t skipped = 0;
  std::uint64_t missing_values = 0;
  std::optional<std::uint64_t> groups;
  std::optional<std::uint64_t> nodes;
  std::optional<std::uint64_t> self_links;
  std::optional<PointsSummary> points;
  std::optional<std::uint64_t> regions;
  std::optional<std::uint64_t> industries;
  std::optional<std::uint64_t> lookalikes;
  std::optional<WeightCounts> weights;
};

std::string hexadecimal(const ContentHash& hash) {
  std::array<char, 33> text;
  std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(hash[1]),
                static_cast<unsigned long long>(hash[0]));
  return text.data();
}

class DescriptionTable final : public TableResult {
 public:
  explicit DescriptionTable(const Description& description) : d_(description) {}
  std::size_t size() const override { return 1; }

  void column(std::size_t, int column, ResultSink& out) const override {
    switch (column) {
      case kKind:
        return out.text(name_of(d_.header.kind));
      case kRows:
        return out.integer(std::optional(d_.rows));
      case kSkipped:
        return out.integer(std::optional(d_.skipped));
      case kRegions:
        return out.integer(d_.regions);
      case kIndustries:
        return out.integer(d_.industries);
      case kMissingValues:
        return out.integer(std::optional(d_.missing_values));
      case kGroups:
        return out.integer(d_.groups);
      case kNodes:
        return out.integer(d_.nodes);
      case kSelfLinks:
        return out.integer(d_.self_links);
      case kHash:
        return out.text(hexadecimal(d_.header.hash));
      case kBytes:
        return out.integer(std::optional(std::uint64_t{d_.bytes}));
      case kFormatVersion:
        return out.integer(std::int64_t{d_.header.version});
      case kLookalikeKeys:
        return out.integer(d_.lookalikes);
      default:
        break;
    }
    if (column >= kTies) return weights_column(column, out);
    if (!d_.points) return out.null();
    switch (column) {
      case kLocated:
        return out.integer(std::optional(d_.points->located));
      case kMinX:
        return out.real(d_.points->min_x);
      case kMinY:
        return out.real(d_.points->min_y);
      case kMaxX:
        return out.real(d_.points->max_x);
      case kMaxY:
        return out.real(d_.points->max_y);
      case kShapes:
        return out.integer(std::int64_t{d_.points->shapes});
      case kIgnoredOrdinates:
        return out.integer(std::int64_t{d_.points->ignored_ordinates});
      default:
        return d_.points->srid == -1 ? out.null() : out.integer(std::int64_t{d_.points->srid});  // kSrid
    }
  }

 private:
  void weights_column(int column, ResultSink& out) const {
    if (!d_.weights) return out.null();
    const WeightCounts& w = *d_.weights;
    switch (column) {
      case kTies:
        return out.integer(std::optional(w.ties));
      case kIslands:
        return out.integer(std::optional(w.islands));
      case kSymmetric:
        return out.integer(std::int64_t{w.symmetric ? 1 : 0});
      case kComponents:
        return out.integer(std::optional(w.components));
      case kMeanNeighbours:
        return out.real(w.mean_neighbours);
      default:
        break;
    }
    if (d_.rows == 0) return out.null();
    out.integer(std::optional(column == kMinNeighbours ? w.min_neighbours : w.max_neighbours));
  }

  Description d_;
};

void describe(const PointsView& points, Description& d, CancelToken& cancel) {
  d.points = points.summary();
  d.rows = points.summary().rows;
  d.skipped = points.summary().skipped;
  d.missing_values = points.summary().missing_weights;
  if (!points.has_groups()) return;
  d.groups = points.group_count();
  Dictionary groups;
  for (std::size_t group = 0; group < points.group_count(); ++group) {
    cancel.check();
    groups.intern(points.group_key(group));
  }
  d.lookalikes = count_lookalikes(groups, cancel);
}

void describe(const Crosstab& crosstab, Description& d, CancelToken& cancel) {
  d.rows = crosstab.rows;
  d.skipped = crosstab.skipped;
  d.missing_values = crosstab.missing_values;
  d.regions = crosstab.regions.size();
  d.industries = crosstab.industries.size();
  d.lookalikes = count_lookalikes(crosstab.regions, cancel) + count_lookalikes(crosstab.industries, cancel);
}

void describe(const LinksView& links, Description& d, CancelToken& cancel) {
  d.rows = links.size();
  d.skipped = links.skipped();
  d.missing_values = links.missing_weights();
  d.nodes = links.nodes().size();
  if (links.has_kinds()) d.groups = links.kinds().size();
  d.lookalikes = count_lookalikes(links.nodes(), cancel) + count_lookalikes(links.kinds(), cancel);
  d.self_links = 0;
  for (std::size_t link = 0; link < links.size(); ++link) {
    cancel.check();
    if (links.from(link) == links.to(link)) ++*d.self_links;
  }
}

void describe(const LabelsView& labels, Description& d, CancelToken& cancel) {
  d.rows = labels.rows();
  d.skipped = labels.skipped();
  d.missing_values = labels.missing_labels();
  d.nodes = labels.ids().size();
  d.groups = labels.labels().size();
  d.lookalikes = count_lookalikes(labels.ids(), cancel) + count_lookalikes(labels.labels(), cancel);
}

void describe(const ValuesView& values, Description& d, CancelToken& cancel) {
  d.rows = values.size();
  d.skipped = values.skipped();
  d.missing_values = values.missing_values();
  d.nodes = values.units().size();
  if (values.has_groups()) d.groups = values.groups().size();
  d.lookalikes = count_lookalikes(values.units(), cancel) + count_lookalikes(values.groups(), cancel);
}

void describe(const WeightsView& weights, Description& d, const Threads& threads, CancelToken& cancel) {
  d.rows = weights.size();
  d.nodes = weights.size();
  d.weights = count_weights(weights, threads, cancel);
}

std::unique_ptr<TableResult> describe(const TableArguments& arguments, Connection& connection,
                                      CancelToken& cancel) {
  const SealedBlob& sealed = arguments.data_set(0);
  Description d;
  d.header = sealed.header;
  d.bytes = sealed.bytes.size();
  switch (sealed.header.kind) {
    case Kind::points:
      describe(open_data_set<PointsView>(arguments, 0, cancel, Shapes::welcome), d, cancel);
      break;
    case Kind::crosstab:
      describe(open_data_set<Crosstab>(arguments, 0, cancel), d, cancel);
      break;
    case Kind::links:
      describe(open_data_set<LinksView>(arguments, 0, cancel), d, cancel);
      break;
    case Kind::labels:
      describe(open_data_set<LabelsView>(arguments, 0, cancel), d, cancel);
      break;
    case Kind::values:
      describe(open_data_set<ValuesView>(arguments, 0, cancel), d, cancel);
      break;
    case Kind::weights:
      describe(open_data_set<WeightsView>(arguments, 0, cancel), d, threads_of(connection), cancel);
      break;
  }
  return std::make_unique<DescriptionTable>(d);
}

}  // namespace

void register_describe(const ConnectionPtr& connection) {
  std::vector<CollectorFunction> collectors(point_collectors().begin(), point_collectors().end());
  collectors.insert(collectors.end(), crosstab_collectors().begin(), crosstab_collectors().end());
  collectors.insert(collectors.end(), link_collectors().begin(), link_collectors().end());
  collectors.insert(collectors.end(), label_collectors().begin(), label_collectors().end());
  collectors.insert(collectors.end(), value_collectors().begin(), value_collectors().end());
  register_function(connection, TableFunction{&kDescribe, &describe}, collectors);
}

}  // namespace clusterlite
