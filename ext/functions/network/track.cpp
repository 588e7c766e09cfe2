// Clusters from one year to the next: cl_track.
#include "network/linkage/track.hpp"

#include <array>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"labels_before", "labels",
     "the clusters of the earlier year: cl_labels(id, cluster), a row for every firm"},
    {"labels_after", "labels",
     "those of the later year, likewise; with firms outside all clusters (label NULL) survivors are known"},
    {"min_overlap", "number",
     "> 0, <= 1: Y succeeds X when they share at least this part of the smaller of the two", "0.5", true},
    {"tolerance", "number",
     ">= 0, < 1: growth up to this part is 'continued', and a further successor (predecessor) counts when it "
     "has at least this part of the members before (after)",
     "0.1", true},
};

constexpr Column kColumns[] = {
    {"cluster_before", "", "X, as collected; NULL: Y was born"},
    {"cluster_after", "", "Y, as collected; NULL: X died"},
    {"shared", "INTEGER", "firms in both, >= 1; NULL where one of the two is"},
    {"overlap", "REAL", "shared / members of the smaller one, 0..1; likewise"},
    {"jaccard", "REAL", "shared / firms in either, 0..1; likewise"},
    {"members_before", "INTEGER", "of X"},
    {"members_after", "INTEGER", "of Y"},
    {"survivors", "INTEGER",
     "members of X whose id occurs in labels_after, in a cluster or not: the others closed or left"},
    {"event", "TEXT",
     "'split': X has two successors or more; else 'merged': Y has two predecessors or more; else 'grown', "
     "'shrunk' or 'continued' by members_after / members_before; 'died', 'born'; NULL: firms that moved "
     "without Y succeeding X"},
};

constexpr Declaration kTrack{
    .name = "cl_track",
    .kind = FunctionKind::table,
    .family = "Network",
    .summary = "What became of clusters between two years: which one succeeds which, and how.",
    .summary_ko = "두 시점 사이에 어느 클러스터가 어느 클러스터로 이어지고 어떻게 바뀌었는지 추적한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "one row per pair of clusters with a firm in common, in the order of labels; then one per cluster "
        "that died, then one per cluster that was born",
    .formula =
        "Y succeeds X when overlap >= min_overlap\nof several successors of X the one with most shared firms "
        "(ties: the smallest label) counts, the others only if shared >= tolerance x members_before; of "
        "several predecessors of Y likewise, with members_after\ngrown: members_after / members_before > 1 + "
        "tolerance\nshrunk: members_after / members_before < 1 - tolerance",
    .use =
        "overlap is that of the smaller cluster, since a cluster that grows fourfold has a Jaccard index "
        "below .25 and is the same cluster",
    .nulls =
        "a firm without label belongs to no cluster, and may survive in one data set or the other. A firm of "
        "two labels is a member of both",
    .errors =
        "min_overlap outside (0, 1], tolerance outside [0, 1); a firm that is a number in one data set and a "
        "text in the other",
    .source =
        "Spiliopoulou, Ntoutsi, Theodoridis and Schult 2006 (MONIC); Oliveira and Gama 2012 (MEC); Palla, "
        "Barabasi and Vicsek 2007",
    .peers =
        "Python cdlib LifeCycle ('greene' matches by Jaccard, 'facets' by shared members); MONIC and MEC are "
        "research code",
    .example =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30),\n"
        "years AS (SELECT i, CASE WHEN i <= 10 THEN 'p' WHEN i <= 20 THEN 'q' WHEN i <= 25 THEN 's' END AS "
        "before,\n"
        "          CASE WHEN i <= 5 THEN 1 WHEN i <= 10 THEN 2 WHEN i <= 20 THEN 3 WHEN i > 25 THEN 4 END AS "
        "after FROM n)\n"
        "SELECT cluster_before, cluster_after, shared, members_before, members_after, event\n"
        "FROM cl_track((SELECT cl_labels(i, before) FROM years), (SELECT cl_labels(i, after) FROM years))",
    .example_result = "p|1|5|10|5|split\np|2|5|10|5|split\nq|3|10|10|10|continued\ns|||5||died\n|4|||5|born",
    .since = "0.2.0",
};

enum {
  kClusterBefore,
  kClusterAfter,
  kShared,
  kOverlap,
  kJaccard,
  kMembersBefore,
  kMembersAfter,
  kSurvivors,
  kEvent,
};
static_assert(kEvent == column_of(kColumns, "event"));

Dictionary copied(const Dictionary& labels, CancelToken& cancel) {
  Dictionary copy;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    cancel.check();
    copy.intern(labels[i]);
  }
  return copy;
}

class TrackTable final : public TableResult {
 public:
  TrackTable(const LabelsView& before, const LabelsView& after, const TrackRules& rules, CancelToken& cancel)
      : before_(copied(before.labels(), cancel)),
        after_(copied(after.labels(), cancel)),
        rows_(track(before, after, rules, cancel)) {}

  std::size_t size() const override { return rows_.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    static constexpr std::array<const char*, 8> kEvents = {"",       "split",     "merged", "grown",
                                                           "shrunk", "continued", "died",   "born"};
    const TrackRow& r = rows_[row];
    const bool born = r.before == TrackRow::kNoLabel;
    const bool died = r.after == TrackRow::kNoLabel;
    const auto count = [&](bool known, std::uint64_t value) {
      out.integer(known ? std::optional(value) : std::nullopt);
    };
    switch (column) {
      case kClusterBefore:
        return born ? out.null() : out.key(before_[r.before]);
      case kClusterAfter:
        return died ? out.null() : out.key(after_[r.after]);
      case kMembersBefore:
        return count(!born, r.members_before);
      case kMembersAfter:
        return count(!died, r.members_after);
      case kSurvivors:
        return count(!born, r.survivors);
      case kEvent:
        return r.event == TrackEvent::none ? out.null()
                                           : out.literal(kEvents[static_cast<std::size_t>(r.event)]);
      default:
        break;
    }
    if (born || died) return out.null();
    if (column == kShared) return count(true, r.shared);
    out.real(column == kOverlap ? r.overlap() : r.jaccard());
  }

 private:
  Dictionary before_;
  Dictionary after_;
  GrowingArray<TrackRow> rows_;
};

TrackRules read_rules(const TableArguments& arguments) {
  TrackRules rules;
  if (arguments.given(2)) rules.min_overlap = arguments.real(2);
  if (arguments.given(3)) rules.tolerance = arguments.real(3);
  if (!(rules.min_overlap > 0 && rules.min_overlap <= 1)) {
    throw Error(concat("min_overlap must be > 0 and <= 1 (got ", rules.min_overlap, ")"));
  }
  if (!(rules.tolerance >= 0 && rules.tolerance < 1)) {
    throw Error(concat("tolerance must be >= 0 and < 1 (got ", rules.tolerance, ")"));
  }
  return rules;
}

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const TrackRules rules = read_rules(arguments);
  const auto before = open_data_set<LabelsView>(arguments, 0, cancel);
  const auto after = open_data_set<LabelsView>(arguments, 1, cancel);
  return std::make_unique<TrackTable>(before, after, rules, cancel);
}

}  // namespace

// Two data sets: no permanent form.
void register_track(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kTrack, &compute}, {});
}

}  // namespace clusterlite
