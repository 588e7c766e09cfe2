#include "network/places/link_distance.hpp"

#include <algorithm>
#include <span>

#include "distance/frame/coordinate_frames.hpp"
#include "distance/located/row_groups.hpp"
#include "distance/tree/place_tree.hpp"
#include "distance/tree/places.hpp"
#include "network/places/distance_bands.hpp"
#include "network/places/located_ties.hpp"

namespace clusterlite {
namespace {

using namespace distance;

__extension__ using Wide = __int128;

// What adds up over places, in whole numbers, so that nobody's order matters.
struct Counts {
  std::uint64_t firms = 0;
  std::uint64_t in = 0;     // ties that reach them
  std::uint64_t out = 0;    // ties that leave them
  std::uint64_t known = 0;  // ties that reach those with a label

  Counts& operator+=(const Counts& c) {
    firms += c.firms, in += c.in, out += c.out, known += c.known;
    return *this;
  }
  Counts& operator-=(const Counts& c) {
    firms -= c.firms, in -= c.in, out -= c.out, known -= c.known;
    return *this;
  }
  friend Counts operator-(Counts a, const Counts& b) { return a -= b; }
};

// The sums of one band. In (H), with a = 1 for a sender and a receiver in the band: total is T and A2, and
// senders and receivers are the sums of r_e² and c_f².
struct BandSums {
  std::uint64_t ordered_pairs = 0;
  std::uint64_t links = 0;
  Wide total = 0;
  Wide senders = 0;
  Wide receivers = 0;
  std::uint64_t crossing = 0;
  CompensatedSum expected_crossing;
  CompensatedSum crossing_variance;

  void add(const BandSums& other) {
    ordered_pairs += other.ordered_pairs;
    links += other.links;
    total += other.total;
    senders += other.senders;
    receivers += other.receivers;
    crossing += other.crossing;
    expected_crossing.add(other.expected_crossing);
    crossing_variance.add(other.crossing_variance);
  }
};

// Var = [A2 - (sum r² + sum c²) / m + T² / m²] / (m - 1), with whole numbers up to m^4 < 2^108.
Chance chance_of(const BandSums& sums, std::uint64_t ties) {
  Chance chance;
  if (ties == 0) return chance;
  const auto m = static_cast<double>(ties);
  chance.mean = static_cast<double>(sums.total) / m;
  if (ties < 2) return chance;
  const Wide wide = ties;
  const Wide numerator =
      sums.total * wide * wide - (sums.senders + sums.receivers) * wide + sums.total * sums.total;
  chance.variance = static_cast<double>(numerator) / (m * m * (m - 1));
  return chance;
}

template <class Frame>
class GroupDistances {
 public:
  static constexpr std::size_t D = Frame::kDimensions;

  GroupDistances(const PointsView& points, const Rows& rows, const LocatedTies& ties,
                 RawVector<std::uint32_t>& place_of_row, const LinkDistanceRules& rules, CancelToken& cancel)
      : ties_(ties),
        places_(places_of(points, Frame(points, rows, 0, cancel), rows, cancel)),
        tree_(places_.places, cancel),
        bands_(rules.band, rules.bands, typename Frame::Distances(places_.scale)),
        place_of_row_(place_of_row) {
    sum_up(cancel);
    if (has_labels()) note_labels(cancel);
  }

  std::vector<BandSums> sums(const Threads& threads, CancelToken& cancel) const {
    constexpr std::size_t kMostParts = 32;
    const std::size_t places = tree_.size();
    const std::size_t parts = std::clamp<std::size_t>(places / 256, 1, kMostParts);
    std::vector<std::vector<BandSums>> of_part(parts);
    threads.for_each(parts, cancel, [&](std::size_t part, CancelToken& token) {
      Walk walk(*this, token);
      for (std::size_t p = places * part / parts; p < places * (part + 1) / parts; ++p) {
        walk.visit(static_cast<std::uint32_t>(p));
      }
      of_part[part] = std::move(walk.sums);
    });
    for (std::size_t part = 1; part < parts; ++part) {  // in their order: sums of doubles are among them
      for (std::size_t k = 0; k < of_part[0].size(); ++k) of_part[0][k].add(of_part[part][k]);
    }
    for (BandSums& band : of_part[0]) band.ordered_pairs /= 2;
    return of_part[0];
  }

 private:
  static constexpr std::uint32_t kNone = LocatedTies::kNoLabel;
  static constexpr std::uint32_t kMixed = 0xFFFFFFFE;

  bool has_labels() const { return !ties_.labels.empty(); }
  std::span<const std::uint32_t> rows_at(std::uint32_t place) const {
    const Place<D>& p = tree_.place(place);
    return std::span(places_.rows).subspan(p.first_row, p.count);
  }
  std::uint32_t label(std::uint32_t row) const { return has_labels() ? ties_.labels[row] : kNone; }

  void sum_up(CancelToken& cancel) {
    before_.reserve(tree_.size() + 1);
    before_.push_back({});
    for (std::uint32_t p = 0; p < tree_.size(); ++p) {
      Counts here = before_.back();
      for (const std::uint32_t row : rows_at(p)) {
        cancel.check();
        place_of_row_[row] = p;
        here += {1, ties_.in[row], ties_.out.degree(row), label(row) == kNone ? 0 : ties_.in[row]};
      }
      before_.push_back(here);
    }
  }

  // The label that all firms reached by ties have, place by place and node by node; kMixed of several.
  void note_labels(CancelToken& cancel) {
    in_of_label_.assign(1 + (ties_.labels.empty() ? 0 : most_label(cancel)), 0);
    label_of_place_.reserve(tree_.size());
    for (std::uint32_t p = 0; p < tree_.size(); ++p) {
      std::uint32_t common = kNone;
      for (const std::uint32_t row : rows_at(p)) {
        cancel.check();
        if (label(row) == kNone || ties_.in[row] == 0) continue;
        in_of_label_[label(row)] += ties_.in[row];
        common = joined(common, label(row));
      }
      label_of_place_.push_back(common);
    }
    label_of_node_ = filled(tree_.node_count(), kNone, cancel);
    for (std::uint32_t n = tree_.node_count(); n-- > 0;) {  // children before their parents
      cancel.check();
      const auto& node = tree_.node(n);
      if (node.is_leaf()) {
        for (std::uint32_t p = node.first; p < node.last; ++p) {
          label_of_node_[n] = joined(label_of_node_[n], label_of_place_[p]);
        }
      } else {
        label_of_node_[n] = joined(label_of_node_[node.child], label_of_node_[node.child + 1]);
      }
    }
  }
  static std::uint32_t joined(std::uint32_t a, std::uint32_t b) {
    if (a == kNone || a == b) return b;
    return b == kNone ? a : kMixed;
  }
  std::size_t most_label(CancelToken& cancel) const {
    std::size_t most = 0;
    for (const std::uint32_t row : places_.rows) {
      cancel.check();
      if (label(row) != kNone) most = std::max<std::size_t>(most, label(row) + 1);
    }
    return most;
  }

  // The bands around one place after another. One per thread.
  struct Walk {
    const GroupDistances& group;
    CancelToken& cancel;
    std::vector<BandSums> sums;
    std::vector<Counts> around;  // the place, by band
    // With labels: those of the senders at the place, and how many ties reach firms of each, by band.
    std::vector<std::uint32_t> labels_here;
    std::vector<std::uint64_t> same_label;
    std::vector<std::uint32_t> slot_of_label;
    Point<D> at{};

    Walk(const GroupDistances& of_group, CancelToken& token)
        : group(of_group),
          cancel(token),
          sums(group.bands_.open() + 1),
          around(group.bands_.open() + 1),
          slot_of_label(group.in_of_label_.size(), kNone) {}

    std::size_t bands() const { return around.size(); }

    void visit(std::uint32_t place) {
      const auto rows = group.rows_at(place);
      cancel.check(1 + bands());
      at = group.tree_.place(place).at;
      std::fill(around.begin(), around.end(), Counts{});
      for (const std::uint32_t row : rows) take_label(row);
      same_label.assign(labels_here.size() * bands(), 0);
      look_at(0);
      close_sums();
      const Counts here = group.before_[place + 1] - group.before_[place];
      for (std::size_t k = 0; k < bands(); ++k) {
        BandSums& band = sums[k];
        const Wide in = around[k].in;
        const Wide out = around[k].out;
        band.ordered_pairs += here.firms * (around[k].firms - (k == 0 ? 1 : 0));
        band.total += here.out * in;
        band.senders += here.out * in * in;
        band.receivers += here.in * out * out;
      }
      for (const std::uint32_t row : rows) follow_ties(row);
      for (const std::uint32_t label : labels_here) slot_of_label[label] = kNone;
      labels_here.clear();
    }

   private:
    void take_label(std::uint32_t row) {
      const std::uint32_t label = group.label(row);
      if (label == kNone || group.ties_.out.degree(row) == 0 || label >= slot_of_label.size()) return;
      if (slot_of_label[label] != kNone) return;
      slot_of_label[label] = static_cast<std::uint32_t>(labels_here.size());
      labels_here.push_back(label);
    }

    void add_label(std::uint32_t label, std::uint32_t band, std::uint64_t in) {
      if (label == kNone || slot_of_label[label] == kNone) return;
      same_label[slot_of_label[label] * bands() + band] += in;
    }

    void look_at(std::uint32_t number) {
      const auto& node = group.tree_.node(number);
      cancel.check();
      const double least = least_squared_distance(node.box, at);
      if (least > group.bands_.farthest()) return;
      const std::uint32_t nearest_band = group.bands_.of(least);
      const bool one_label = labels_here.empty() || group.label_of_node_[number] != kMixed;
      if (one_label && nearest_band == group.bands_.of(greatest_squared_distance(node.box, at))) {
        const Counts inside = group.before_[node.last] - group.before_[node.first];
        around[nearest_band] += inside;
        if (!labels_here.empty()) add_label(group.label_of_node_[number], nearest_band, inside.known);
        return;
      }
      if (!node.is_leaf()) {
        look_at(node.child);
        look_at(node.child + 1);
        return;
      }
      for (std::uint32_t p = node.first; p < node.last; ++p) {
        const std::uint32_t band = group.bands_.of(squared_distance(group.tree_.place(p).at, at));
        if (band == group.bands_.open()) continue;
        const Counts inside = group.before_[p + 1] - group.before_[p];
        around[band] += inside;
        if (labels_here.empty()) continue;
        if (group.label_of_place_[p] != kMixed) {
          add_label(group.label_of_place_[p], band, inside.known);
          continue;
        }
        for (const std::uint32_t row : group.rows_at(p)) {
          cancel.check();
          add_label(group.label(row), band, group.ties_.in[row]);
        }
      }
    }

    // What is in none of the bands with an edge is in the open one.
    void close_sums() {
      const std::uint32_t open = group.bands_.open();
      around[open] = group.before_.back();
      for (std::uint32_t k = 0; k < open; ++k) around[open] -= around[k];
      for (std::size_t slot = 0; slot < labels_here.size(); ++slot) {
        std::uint64_t* const same = same_label.data() + slot * bands();
        same[open] = group.in_of_label_[labels_here[slot]];
        for (std::uint32_t k = 0; k < open; ++k) same[open] -= same[k];
      }
    }

    void follow_ties(std::uint32_t row) {
      const auto receivers = group.ties_.out.neighbours(row);
      const std::uint32_t own = group.label(row);
      for (const std::uint32_t receiver : receivers) {
        cancel.check();
        const Point<D>& there = group.tree_.place(group.place_of_row_[receiver]).at;
        const std::uint32_t k = group.bands_.of(squared_distance(there, at));
        ++sums[k].links;
        const std::uint32_t other = group.label(receiver);
        if (own == kNone || other == kNone) continue;
        if (own != other) ++sums[k].crossing;
        // Without the firm itself, which is at distance 0. The receiver is there, so `all` is not 0.
        const std::uint64_t itself = k == 0 ? group.ties_.in[row] : 0;
        const std::uint64_t all = around[k].known - itself;
        const std::uint64_t same = same_label[slot_of_label[own] * bands() + k] - itself;
        const double p = static_cast<double>(all - same) / static_cast<double>(all);
        sums[k].expected_crossing.add(p);
        sums[k].crossing_variance.add(p * (1 - p));
      }
    }
  };

  const LocatedTies& ties_;
  Places<D> places_;
  PlaceTree<D> tree_;
  DistanceBands bands_;
  RawVector<std::uint32_t>& place_of_row_;
  RawVector<Counts> before_;  // sums over the places in front
  RawVector<std::uint32_t> label_of_place_;
  RawVector<std::uint32_t> label_of_node_;
  RawVector<std::uint64_t> in_of_label_;
};

template <class Frame>
void measure_groups(const PointsView& points, const LocatedTies& ties, const LinkDistanceRules& rules,
                    const Threads& threads, std::vector<LinkBand>& result, CancelToken& cancel) {
  const RowGroups groups(points, cancel);
  RawVector<std::uint32_t> place_of_row(points.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    cancel.check();
    if (groups[g].size() == 0) continue;
    const GroupDistances<Frame> group(points, groups[g], ties, place_of_row, rules, cancel);
    const std::vector<BandSums> sums = group.sums(threads, cancel);
    std::uint64_t all_links = 0;
    for (const BandSums& band : sums) all_links += band.links;
    for (std::size_t k = 0; k < sums.size(); ++k) {
      LinkBand& out = result[g * sums.size() + k];
      out.pairs = sums[k].ordered_pairs;
      out.links = sums[k].links;
      out.chance = chance_of(sums[k], all_links);
      out.crossing_links = sums[k].crossing;
      out.expected_crossing = sums[k].expected_crossing.value();
      out.crossing_variance = sums[k].crossing_variance.value();
    }
  }
}

}  // namespace

std::vector<LinkBand> link_distances(const PointsView& points, const LinksView& links,
                                     const LabelsView* labels, const LinkDistanceRules& rules,
                                     const Threads& threads, CancelToken& cancel) {
  const LocatedTies ties = locate_ties(points, links, labels, cancel);
  std::vector<LinkBand> result(points.group_count() * (rules.bands + 1));
  if (rules.metric == Metric::planar) {
    measure_groups<PlanarFrame>(points, ties, rules, threads, result, cancel);
  } else {
    measure_groups<GeodesicFrame>(points, ties, rules, threads, result, cancel);
  }
  return result;
}

}  // namespace clusterlite
