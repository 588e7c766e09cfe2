#include "network/places/located_ties.hpp"

#include "datasets/keys/key_types.hpp"
#include "distance/located/row_groups.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// Firms as the points name them; a firm in several groups has several rows.
struct Firms {
  Dictionary ids;
  RawVector<std::uint32_t> of_row;

  Firms(const PointsView& points, CancelToken& cancel) {
    of_row.reserve(points.size());
    for (std::size_t row = 0; row < points.size(); ++row) {
      cancel.check();
      of_row.push_back(ids.intern(points.id(row)));
    }
  }
};

// The located rows of each node of the links, by group.
class RowsOfNodes {
 public:
  RowsOfNodes(const PointsView& points, const Firms& firms, const Dictionary& nodes, CancelToken& cancel)
      : points_(points) {
    const auto none = static_cast<std::uint32_t>(nodes.size());
    RawVector<std::uint32_t> node_of_firm = filled(firms.ids.size(), none, cancel);
    for (std::uint32_t node = 0; node < none; ++node) {
      cancel.check();
      const std::uint32_t firm = firms.ids.find(nodes[node]);
      if (firm < node_of_firm.size()) node_of_firm[firm] = node;
    }
    starts_ = filled(nodes.size() + 1, 0U, cancel);
    const auto for_each_row = [&](const auto& visit) {
      const distance::RowGroups groups(points, cancel);
      for (std::size_t group = 0; group < groups.size(); ++group) {
        cancel.check();
        groups[group].for_each(cancel, [&](std::uint32_t row) {
          const std::uint32_t node = node_of_firm[firms.of_row[row]];
          if (node < nodes.size()) visit(node, row);
        });
      }
    };
    for_each_row([&](std::uint32_t node, std::uint32_t) { ++starts_[node + 1]; });
    std::uint32_t start = 0;
    for (std::size_t node = 1; node < starts_.size(); ++node) {  // as Graph does: one further
      cancel.check();
      const std::uint32_t count = starts_[node];
      starts_[node] = start;
      start += count;
    }
    rows_.resize(start);
    for_each_row([&](std::uint32_t node, std::uint32_t row) { rows_[starts_[node + 1]++] = row; });
  }

  // The pairs of rows of two nodes that are in one group.
  template <class Visit>
  void for_each_pair(std::uint32_t a, std::uint32_t b, CancelToken& cancel, const Visit& visit) const {
    std::uint32_t i = starts_[a];
    std::uint32_t j = starts_[b];
    while (i < starts_[a + 1] && j < starts_[b + 1]) {
      cancel.check();
      const std::uint32_t group_a = points_.group(rows_[i]);
      const std::uint32_t group_b = points_.group(rows_[j]);
      if (group_a == group_b) {
        visit(rows_[i++], rows_[j++]);
      } else {
        ++(group_a < group_b ? i : j);
      }
    }
  }

 private:
  const PointsView& points_;
  RawVector<std::uint32_t> starts_;
  RawVector<std::uint32_t> rows_;
};

// By number of the id in `labels`.
RawVector<std::uint32_t> only_labels(const LabelsView& labels, CancelToken& cancel) {
  RawVector<std::uint32_t> only = filled(labels.ids().size(), LocatedTies::kNoLabel, cancel);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    cancel.check();
    std::uint32_t& label = only[labels.id(i)];
    if (label != LocatedTies::kNoLabel) {
      throw Error(concat("a firm must have one label here (firm ", to_text(labels.ids()[labels.id(i)]),
                         " has ", to_text(labels.labels()[label]), " and ",
                         to_text(labels.labels()[labels.label(i)]), ")"));
    }
    label = labels.label(i);
  }
  return only;
}

}  // namespace

LocatedTies locate_ties(const PointsView& points, const LinksView& links, const LabelsView* labels,
                        CancelToken& cancel) {
  const Firms firms(points, cancel);
  refuse_firms_of_two_types(firms.ids, "the points", links.nodes(), "the links", cancel);
  const RowsOfNodes rows(points, firms, links.nodes(), cancel);
  LocatedTies ties{Graph::of(points.size(), false, cancel,
                             [&](const auto& visit) {
                               for_each_tie(links, cancel, [&](std::uint32_t from, std::uint32_t to, double) {
                                 rows.for_each_pair(from, to, cancel, [&](std::uint32_t a, std::uint32_t b) {
                                   visit(a, b, 1);
                                 });
                               });
                             }),
                   filled(points.size(), 0U, cancel),
                   {}};
  for (std::uint32_t row = 0; row < points.size(); ++row) {
    cancel.check(1 + ties.out.degree(row));
    for (const std::uint32_t receiver : ties.out.neighbours(row)) ++ties.in[receiver];
  }
  if (labels == nullptr) return ties;

  refuse_firms_of_two_types(firms.ids, "the points", labels->ids(), "the labels", cancel);
  const RawVector<std::uint32_t> only = only_labels(*labels, cancel);
  RawVector<std::uint32_t> label_of_firm = filled(firms.ids.size(), LocatedTies::kNoLabel, cancel);
  for (std::size_t id = 0; id < only.size(); ++id) {
    cancel.check();
    const std::uint32_t firm = firms.ids.find(labels->ids()[id]);
    if (firm < label_of_firm.size()) label_of_firm[firm] = only[id];
  }
  ties.labels.reserve(points.size());
  for (const std::uint32_t firm : firms.of_row) {
    cancel.check();
    ties.labels.push_back(label_of_firm[firm]);
  }
  return ties;
}

}  // namespace clusterlite
