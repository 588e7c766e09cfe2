#include "statistics/weights/band_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "distance/frame/coordinate_frames.hpp"
#include "distance/tree/place_tree.hpp"
#include "distance/tree/places.hpp"
#include "statistics/weights/near_sums.hpp"
#include "support/memory/laid_out.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;

constexpr std::uint32_t kNowhere = 0xFFFFFFFF;

// What is summed at once: the walk costs more than the sums.
constexpr std::uint32_t kBlockPlaces = 32;

RawVector<std::uint32_t> located_nodes(const PointsView& view, std::span<const std::uint32_t> nodes,
                                       CancelToken& cancel) {
  RawVector<std::uint32_t> located;
  for (const std::uint32_t node : nodes) {
    cancel.check();
    if (view.located(node)) located.push_back(node);
  }
  return located;
}

template <class Frame>
class BandIn final : public SpatialWeights {
 public:
  static constexpr std::size_t D = Frame::kDimensions;

  BandIn(const PointsView& view, const WeightRule& rule, std::span<const std::uint32_t> nodes,
         CancelToken& cancel)
      : size_(static_cast<std::uint32_t>(nodes.size())),
        rule_(rule),
        located_(located_nodes(view, nodes, cancel)),
        frame_(view, Rows(std::span(located_)), rule.size, cancel),
        places_(places_of(view, frame_, Rows(std::span(located_)), cancel)),
        tree_(places_.places, cancel),
        distances_(places_.scale),
        place_of_(filled(nodes.size(), kNowhere, cancel)) {
    const double scaled = frame_.reach().unscaled * places_.scale;
    reach_ = scaled * scaled;
    refuse_infinite(view, cancel);
    number_units(nodes, cancel);
    find_blocks(0, cancel);
    for (std::size_t axis = 0; axis < D; ++axis) {
      at_[axis].reserve(tree_.size());
      for (std::uint32_t p = 0; p < tree_.size(); ++p) {
        cancel.check();
        at_[axis].push_back(tree_.place(p).at[axis]);
      }
    }
  }

  std::uint32_t size() const override { return size_; }
  bool equal_in_rows() const override { return rule_.decay == Decay::none; }

  bool all_one() const override { return rule_.decay == Decay::none; }
  bool is_symmetric() const override { return true; }

  void multiply(std::span<const double> v, Power power, std::span<double> result, const Threads& threads,
                CancelToken& cancel) const override {
    const bool plain = rule_.decay == Decay::none || (power == Power::tie && !is_compact(rule_.decay));
    const RawVector<double> sums = place_sums(v, cancel);
    RawVector<double> node_sums;
    if (plain) {
      node_sums.resize(tree_.node_count());
      for (std::uint32_t node = tree_.node_count(); node-- > 0;) {
        cancel.check();
        const auto& n = tree_.node(node);
        double sum = 0;
        if (n.is_leaf()) {
          for (std::uint32_t p = n.first; p < n.last; ++p) sum += sums[p];
        } else {
          sum = node_sums[n.child] + node_sums[n.child + 1];
        }
        node_sums[node] = sum;
      }
    }
    std::fill(result.begin(), result.end(), 0.0);
    constexpr std::size_t kBlocksPerPart = 16;
    threads.for_each((blocks_.size() + kBlocksPerPart - 1) / kBlocksPerPart, cancel,
                     [&](std::size_t part, CancelToken& token) {
                       const std::size_t end = std::min(blocks_.size(), (part + 1) * kBlocksPerPart);
                       for (std::size_t b = part * kBlocksPerPart; b < end; ++b) {
                         Walk walk{*this, sums, node_sums, power, plain, tree_.node(blocks_[b]),
                                   0,     {},   token};
                         walk.run(v, result);
                       }
                     });
  }

  void multiply_transposed(std::span<const double> v, std::span<double> result, const Threads& threads,
                           CancelToken& cancel) const override {
    multiply(v, Power::weight, result, threads, cancel);  // a distance has no direction
  }

  double mutual(std::span<const double> a, const Threads& threads, CancelToken& cancel) const override {
    RawVector<double> rows(size_);
    multiply(a, Power::square, rows, threads, cancel);
    CompensatedSum sum;
    for (std::uint32_t i = 0; i < size_; ++i) sum.add(a[i] * rows[i]);
    return sum.value();
  }

  // W_i v_i^2 - 2 v_i Sum w v_j + Sum w v_j^2, where rounding could leave less than nothing.
  void squared_differences(std::span<const double> v, std::span<double> result, const Threads& threads,
                           CancelToken& cancel) const override {
    RawVector<double> column = filled(size_, 1.0, cancel);
    RawVector<double> row_sums(size_);
    multiply(column, Power::weight, row_sums, threads, cancel);
    RawVector<double> lags(size_);
    multiply(v, Power::weight, lags, threads, cancel);
    for (std::uint32_t i = 0; i < size_; ++i) column[i] = v[i] * v[i];
    multiply(column, Power::weight, result, threads, cancel);
    for (std::uint32_t i = 0; i < size_; ++i) {
      cancel.check();
      result[i] = std::max(0.0, row_sums[i] * v[i] * v[i] - 2 * v[i] * lags[i] + result[i]);
    }
  }

  void ties_of(std::uint32_t unit, std::vector<Tie>& ties, CancelToken& cancel) const override {
    ties.clear();
    if (place_of_[unit] == kNowhere) return;
    Collector collector{*this, ties, unit, cancel};
    tree_.for_each_near(tree_.place(place_of_[unit]).at, collector, cancel);
    std::sort(ties.begin(), ties.end(), [&cancel](const Tie& a, const Tie& b) {
      cancel.check();
      return a.to < b.to;
    });
  }

 private:
  using Node = typename PlaceTree<D>::Node;

  struct Collector {
    const BandIn& band;
    std::vector<Tie>& ties;
    std::uint32_t unit;
    CancelToken& cancel;

    double reach() const { return band.reach_; }
    void take(std::uint32_t place, double squared) {
      const double distance = band.distances_.distance(squared);
      const double weight = band.weight_at(squared);
      if (weight == 0) return;
      const Place<D>& p = band.tree_.place(place);
      for (std::uint32_t i = p.first_row; i < p.first_row + p.count; ++i) {
        cancel.check();
        if (band.places_.rows[i] != unit) ties.push_back({band.places_.rows[i], weight, distance});
      }
    }
  };

  // The sums of all places of one block.
  struct Walk {
    const BandIn& band;
    const RawVector<double>& sums;
    const RawVector<double>& node_sums;
    Power power;
    bool plain;
    const Node& block;
    double of_all;                              // what is within reach of the whole block
    std::array<double, kBlockPlaces> of_place;  // the rest
    CancelToken& cancel;

    void run(std::span<const double> v, std::span<double> result) {
      visit(0);
      const double own_weight = band.weight(0, power);
      for (std::uint32_t p = block.first; p < block.last; ++p) {
        const Place<D>& place = band.tree_.place(p);
        const double others = of_all + of_place[p - block.first];
        for (std::uint32_t i = place.first_row; i < place.first_row + place.count; ++i) {
          cancel.check();
          const std::uint32_t unit = band.places_.rows[i];
          result[unit] = place.count == 1 ? others : others + own_weight * (sums[p] - v[unit]);
        }
      }
    }

    void visit(std::uint32_t number) {
      const Node& node = band.tree_.node(number);
      cancel.check();
      if (least_squared_distance(block.box, node.box) > band.reach_) return;
      const bool own = node.first <= block.first && block.last <= node.last;
      if (plain && !own && greatest_squared_distance(block.box, node.box) <= band.reach_) {
        of_all += node_sums[number];
        return;
      }
      if (!node.is_leaf() && node.last - node.first > kBlockPlaces) {
        visit(node.child);
        visit(node.child + 1);
        return;
      }
      cancel.check((block.last - block.first) * (node.last - node.first));
      if (own || !plain) {
        for (std::uint32_t p = block.first; p < block.last; ++p) {
          of_place[p - block.first] += plain ? band.sum_beside(p, node, sums) : weighted_sum(p, node);
        }
        return;
      }
      const NearTask<D> task{band.axes(), sums.data(), band.reach_, node.first, node.last};
      for (std::uint32_t p = block.first; p < block.last; ++p) {
        const Point<D>& point = band.tree_.place(p).at;
        if (least_squared_distance(node.box, point) > band.reach_) continue;
        of_place[p - block.first] += greatest_squared_distance(node.box, point) <= band.reach_
                                         ? node_sums[number]
                                         : sum_near<D>(task, point);
      }
    }

    double weighted_sum(std::uint32_t p, const Node& node) const {
      double sum = 0;
      for (std::uint32_t q = node.first; q < node.last; ++q) {
        if (q == p) continue;
        const double squared = band.squared(p, q);
        if (squared <= band.reach_) sum += band.weight(squared, power) * sums[q];
      }
      return sum;
    }
  };

  double squared(std::uint32_t p, std::uint32_t q) const {
    double sum = 0;
    for (std::size_t axis = 0; axis < D; ++axis) {
      const double d = at_[axis][p] - at_[axis][q];
      sum += d * d;
    }
    return sum;
  }

  std::array<const double*, D> axes() const {
    std::array<const double*, D> axes{};
    for (std::size_t axis = 0; axis < D; ++axis) axes[axis] = at_[axis].data();
    return axes;
  }

  // Around a place of the node, without the place itself.
  double sum_beside(std::uint32_t p, const Node& node, const RawVector<double>& sums) const {
    double sum = 0;
    for (std::uint32_t q = node.first; q < node.last; ++q) {
      sum += q != p && squared(p, q) <= reach_ ? sums[q] : 0;
    }
    return sum;
  }

  double weight_at(double squared) const {
    return decayed(rule_.decay, distances_.distance(squared), rule_.size);
  }
  double weight(double squared, Power power) const {
    if (rule_.decay == Decay::none) return 1;
    const double w = weight_at(squared);
    switch (power) {
      case Power::tie:
        return w > 0 ? 1 : 0;
      case Power::weight:
        return w;
      case Power::square:
        break;
    }
    return w * w;
  }

  RawVector<double> place_sums(std::span<const double> v, CancelToken& cancel) const {
    RawVector<double> sums(tree_.size());
    for (std::uint32_t p = 0; p < tree_.size(); ++p) {
      const Place<D>& place = tree_.place(p);
      cancel.check(place.count);
      double sum = 0;
      for (std::uint32_t i = place.first_row; i < place.first_row + place.count; ++i) {
        sum += v[places_.rows[i]];
      }
      sums[p] = sum;
    }
    return sums;
  }

  // From rows of the view to units.
  void number_units(std::span<const std::uint32_t> nodes, CancelToken& cancel) {
    for (std::uint32_t p = 0; p < tree_.size(); ++p) {
      const Place<D>& place = tree_.place(p);
      for (std::uint32_t i = place.first_row; i < place.first_row + place.count; ++i) {
        cancel.check();
        std::uint32_t& row = places_.rows[i];
        row = static_cast<std::uint32_t>(std::lower_bound(nodes.begin(), nodes.end(), row) - nodes.begin());
        place_of_[row] = p;
      }
    }
  }

  void find_blocks(std::uint32_t number, CancelToken& cancel) {
    cancel.check();
    const Node& node = tree_.node(number);
    if (node.last - node.first <= kBlockPlaces) {
      if (node.last > node.first) blocks_.push_back(number);
      return;
    }
    find_blocks(node.child, cancel);
    find_blocks(node.child + 1, cancel);
  }

  void refuse_infinite(const PointsView& view, CancelToken& cancel) const {
    if (rule_.decay != Decay::inverse && rule_.decay != Decay::inverse_square) return;
    std::uint32_t first = kNowhere;
    std::uint32_t second = kNowhere;
    for (std::uint32_t p = 0; p < tree_.size(); ++p) {
      cancel.check();
      const Place<D>& place = tree_.place(p);
      if (place.count < 2 || places_.rows[place.first_row] >= first) continue;
      first = places_.rows[place.first_row];
      second = places_.rows[place.first_row + 1];
    }
    if (first == kNowhere) return;
    throw Error(concat("ids ", to_text(view.id(first)), " and ", to_text(view.id(second)),
                       " lie at the same place, where 1 / distance has no value; 'bisquare' has one"));
  }

  std::uint32_t size_;
  WeightRule rule_;
  RawVector<std::uint32_t> located_;  // rows
  Frame frame_;
  Places<D> places_;  // whose rows become units
  PlaceTree<D> tree_;
  typename Frame::Distances distances_;
  RawVector<std::uint32_t> place_of_;    // by unit
  double reach_ = 0;                     // squared
  RawVector<std::uint32_t> blocks_;      // nodes of at most kBlockPlaces places that make up the tree
  std::array<RawVector<double>, D> at_;  // the coordinates of the places, axis by axis
};

}  // namespace

std::unique_ptr<SpatialWeights> band_weights(const PointsView& view, const WeightRule& rule,
                                             std::span<const std::uint32_t> nodes, CancelToken& cancel) {
  cancel.poll_now();
  if (rule.geodesic) return std::make_unique<BandIn<GeodesicFrame>>(view, rule, nodes, cancel);
  return std::make_unique<BandIn<PlanarFrame>>(view, rule, nodes, cancel);
}

}  // namespace clusterlite
