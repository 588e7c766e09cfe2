// Whether clusters are linked, beside what chance gives: cl_linkage.
#include "network/linkage/linkage.hpp"

#include "functions/network/directed_option.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"links", "links", "the ties: cl_links(); those of a firm to itself are left out"},
    {"labels", "labels",
     "which firm belongs to which cluster: cl_labels(), with ids of the same type; a firm may belong to "
     "several"},
    kDirectedArgument,
};

constexpr Column kColumns[] = {
    {"label", "", "the cluster, as collected"},
    {"members", "INTEGER", "n: firms with this label, tied or not"},
    {"tied_members", "INTEGER",
     "members with any tie at all, inside or outside: where they are few, the ties do not know this cluster"},
    {"linked_members", "INTEGER", "members with a tie to another member"},
    {"linked_share", "REAL", "linked_members / members, 0..1"},
    {"internal_links", "INTEGER", "L: ties between two members; two rows with the same ends are two ties"},
    {"external_links", "INTEGER", "X: ties with exactly one end in the cluster"},
    {"internal_weight", "REAL",
     "sum of the known weights of the ties inside; their number without weights; NULL when there are such "
     "ties and none has a weight"},
    {"external_weight", "REAL", "likewise of the ties with one end inside"},
    {"density", "REAL", "distinct pairs of members that are tied / all pairs of members, 0..1; n < 2: NULL"},
    {"expected_internal", "REAL", "E: ties inside by chance, every firm keeping the number of its ties"},
    {"linkage_quotient", "REAL", "L / E: 1 as chance gives, above: linked; E = 0: NULL"},
    {"linkage_z", "REAL",
     "(L - E) / its standard deviation by chance. By chance alone 3 comes once in 240 clusters, 4 once in "
     "2,700; NULL when L cannot vary"},
    {"ei_index", "REAL",
     "(X - L) / (X + L): -1 all ties inside .. 1 all outside; without ties NULL. Small clusters have high "
     "ones: read it beside the quotient"},
    {"reciprocity", "REAL",
     "of the pairs (from, to) tied inside, the share whose reverse is tied too, 0..1; none, or directed = 0: "
     "NULL"},
    {"clustering_coefficient", "REAL",
     "transitivity of the members' graph: 3 x triangles / pairs of ties that meet at a member, 0..1; none: "
     "NULL"},
    {"components", "INTEGER", "parts into which the members fall by the ties inside, tieless ones included"},
    {"largest_component_share", "REAL", "members in the largest part / n, 0..1"},
};

constexpr Declaration kLinkage{
    .name = "cl_linkage",
    .kind = FunctionKind::table,
    .family = "Network",
    .summary =
        "Are the firms of a cluster linked, or only near? Ties inside each cluster compared with what chance "
        "gives.",
    .summary_ko =
        "클러스터의 기업들이 가깝기만 한지 실제로 연계되어 있는지를, 내부 연계 수를 무작위 기댓값과 견주어 "
        "보여 준다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per label, in the order of labels; firms without label are the outside",
    .formula =
        "m ties; O of them leave members of the cluster, I reach members\nchance: every tie keeps its "
        "sender, the receivers are shuffled among all ties\nE = O I / m\nvariance = O I (m - O)(m - I) / (m² "
        "(m - 1))\ndirected = 0: the 2m ends are paired at random; with K = O + I ends in the cluster, E = K "
        "(K - 1) / (2 (2m - 1))\nthe sum over disjoint clusters of (L - E) / m is the directed modularity",
    .use =
        "in the example 3 of 4 ties leave cluster A and 2 reach it, so E = 3 x 2 / 4 = 1.5. z compares with "
        "all ties of the city: where other clusters keep to themselves, firms that choose partners wholly at "
        "random score above 1",
    .nulls =
        "without any ties counts are 0 and what divides by them is NULL; with one tie z is NULL. A tie "
        "without weight counts as a tie and adds nothing to weights. Firms without label count as partners; "
        "labelled firms without ties are members. A missing label has no row",
    .errors = "directed other than 0 or 1; a firm that is a number in the links and a text in the labels",
    .source =
        "Hoeffding 1951 (the variance); Newman 2003 (chance keeps degrees); Krackhardt and Stern 1988 (E-I "
        "index)",
    .peers =
        "igraph: modularity(directed = TRUE), transitivity(), reciprocity(), components() of each induced "
        "subgraph; none gives expected ties or z",
    .example =
        "SELECT label, members, linked_members, internal_links, expected_internal, linkage_quotient, "
        "linkage_z\n"
        "FROM cl_linkage((SELECT cl_links(column1, column2)\n"
        "                 FROM (VALUES ('a1', 'a2'), ('a2', 'a3'), ('a3', 'b1'), ('b1', 'b2'))),\n"
        "                (SELECT cl_labels(column1, column2)\n"
        "                 FROM (VALUES ('a1', 'A'), ('a2', 'A'), ('a3', 'A'), ('a4', 'A'), ('b1', 'B'), "
        "('b2', 'B'))))",
    .example_result = "A|4|3|2|1.5|1.33333333333333|1.0\nB|2|2|1|0.5|2.0|1.0",
    .since = "0.2.0",
};

enum {
  kLabel,
  kMembers,
  kTiedMembers,
  kLinkedMembers,
  kLinkedShare,
  kInternalLinks,
  kExternalLinks,
  kInternalWeight,
  kExternalWeight,
  kDensity,
  kExpectedInternal,
  kLinkageQuotient,
  kLinkageZ,
  kEiIndex,
  kReciprocity,
  kClusteringCoefficient,
  kComponents,
  kLargestComponentShare,
};
static_assert(kLargestComponentShare == column_of(kColumns, "largest_component_share"));

class LinkageTable final : public TableResult {
 public:
  LinkageTable(const LabelsView& labels, Linkage linkage, bool directed, CancelToken& cancel)
      : linkage_(std::move(linkage)), directed_(directed) {
    for (std::size_t i = 0; i < labels.labels().size(); ++i) {
      cancel.check();
      labels_.intern(labels.labels()[i]);
    }
  }

  std::size_t size() const override { return linkage_.labels.size(); }
  KeyView lookup_key(std::size_t row) const override { return labels_[row]; }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const LabelLinkage& l = linkage_.labels[row];
    switch (column) {
      case kLabel:
        return out.key(labels_[row]);
      case kMembers:
        return out.integer(std::optional(l.members));
      case kTiedMembers:
        return out.integer(std::optional(l.tied_members));
      case kLinkedMembers:
        return out.integer(std::optional(l.linked_members));
      case kLinkedShare:
        return out.real(ratio(l.linked_members, l.members));
      case kInternalLinks:
        return out.integer(std::optional(l.internal_links));
      case kExternalLinks:
        return out.integer(std::optional(l.external_links));
      case kInternalWeight:
        return out.real(l.internal_weight);
      case kExternalWeight:
        return out.real(l.external_weight);
      case kDensity: {
        const auto n = static_cast<double>(l.members);
        return out.real(static_cast<double>(l.linked_pairs) / (n * (n - 1) / 2));
      }
      case kExpectedInternal:
        return out.real(chance(l).mean);
      case kLinkageQuotient:
        return out.real(chance(l).quotient(static_cast<double>(l.internal_links)));
      case kLinkageZ:
        return out.real(chance(l).z(static_cast<double>(l.internal_links)));
      case kEiIndex: {
        const auto inside = static_cast<double>(l.internal_links);
        const auto outside = static_cast<double>(l.external_links);
        return out.real((outside - inside) / (outside + inside));
      }
      case kReciprocity:
        return directed_ ? out.real(ratio(l.mutual_pairs, l.ordered_pairs)) : out.null();
      case kClusteringCoefficient:
        return out.real(ratio(3 * l.triangles, l.connected_triples));
      case kComponents:
        return out.integer(std::optional(l.components));
      default:
        return out.real(ratio(l.largest_component, l.members));  // kLargestComponentShare
    }
  }

 private:
  // Not a number, and so NULL, when there is nothing to share.
  static double ratio(std::uint64_t part, std::uint64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  }
  Chance chance(const LabelLinkage& label) const { return chance_inside(label, linkage_.ties, directed_); }

  Dictionary labels_;
  Linkage linkage_;
  bool directed_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const bool directed = directed_option(arguments, 2);
  const auto links = open_data_set<LinksView>(arguments, 0, cancel);
  const auto labels = open_data_set<LabelsView>(arguments, 1, cancel);
  return std::make_unique<LinkageTable>(labels, measure_linkage(links, labels, cancel), directed, cancel);
}

}  // namespace

// Two data sets: no permanent form.
void register_linkage(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kLinkage, &compute, kLabel}, {});
}

}  // namespace clusterlite
