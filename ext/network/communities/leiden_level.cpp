#include "network/communities/leiden_level.hpp"

#include <numeric>
#include <vector>

namespace clusterlite::leiden_steps {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

// A gain below this part of a node's weight is rounding. Without it two equal places would be taken in turns.
constexpr double kRounding = 1e-13;

// Weights of a node to several communities, added up.
class WeightsTo {
 public:
  WeightsTo(std::uint32_t count, CancelToken& cancel) : weight_(filled(count, kAbsent, cancel)) {}

  void add(std::uint32_t to, double weight) {
    double& sum = weight_[to];
    if (sum < 0) {
      touched_.push_back(to);
      sum = weight;
    } else {
      sum += weight;
    }
  }
  double to(std::uint32_t one) const { return weight_[one] < 0 ? 0 : weight_[one]; }
  const std::vector<std::uint32_t>& touched() const { return touched_; }
  void clear() {
    for (const std::uint32_t one : touched_) weight_[one] = kAbsent;
    touched_.clear();
  }

 private:
  static constexpr double kAbsent = -1;
  RawVector<double> weight_;
  std::vector<std::uint32_t> touched_;
};

std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = state += 0x9E3779B97F4A7C15U;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
  z = (z ^ z >> 27) * 0x94D049BB133111EBU;
  return z ^ z >> 31;
}

}  // namespace

Level::Level(const Graph& graph, const RawVector<double>& mass, double factor, CancelToken& cancel)
    : graph_(graph), mass_(mass), factor_(factor) {
  cancel.poll_now();
}

// Fisher and Yates.
Numbers Level::shuffled(std::uint64_t round, CancelToken& cancel) const {
  Numbers order(nodes());
  std::iota(order.begin(), order.end(), 0U);
  std::uint64_t state = round;
  for (std::uint32_t i = nodes(); i > 1; --i) {
    cancel.check();
    std::swap(order[i - 1], order[(splitmix64(state) >> 32) * i >> 32]);
  }
  return order;
}

RawVector<double> Level::masses_of(const Numbers& community, CancelToken& cancel) const {
  RawVector<double> masses = filled(nodes(), 0.0, cancel);
  for (std::uint32_t node = 0; node < nodes(); ++node) {
    cancel.check();
    masses[community[node]] += mass_[node];
  }
  return masses;
}

bool Level::move_nodes(Numbers& community, std::uint64_t round, CancelToken& cancel) const {
  RawVector<double> masses = masses_of(community, cancel);
  Numbers members = filled(nodes(), 0U, cancel);
  for (const std::uint32_t one : community) ++members[one];
  std::vector<std::uint32_t> empty;
  for (std::uint32_t one = nodes(); one-- > 0;) {
    if (members[one] == 0) empty.push_back(one);
  }
  Numbers queue = shuffled(round, cancel);  // a ring: a node is in it once at most
  RawVector<std::uint8_t> queued = filled(nodes(), std::uint8_t{1}, cancel);
  WeightsTo weights(nodes(), cancel);
  std::uint32_t head = 0;
  std::uint32_t waiting = nodes();
  bool moved = false;
  while (waiting > 0) {
    const std::uint32_t node = queue[head];
    head = head + 1 == nodes() ? 0 : head + 1;
    --waiting;
    queued[node] = 0;
    const auto neighbours = graph_.neighbours(node);
    const auto tie_weights = graph_.weights(node);
    cancel.check(4 + neighbours.size());
    for (std::size_t i = 0; i < neighbours.size(); ++i) weights.add(community[neighbours[i]], tie_weights[i]);

    const std::uint32_t old = community[node];
    const double mass = mass_[node];
    masses[old] -= mass;
    const double stay = weights.to(old) - expected(mass, masses[old]);
    double best_gain = members[old] > 1 ? 0 : stay;  // alone
    std::uint32_t best = members[old] > 1 ? kNone : old;
    double strength = 0;
    for (const std::uint32_t one : weights.touched()) {
      strength += weights.to(one);
      if (one == old) continue;
      const double gain = weights.to(one) - expected(mass, masses[one]);
      if (gain > best_gain || (gain == best_gain && one < best && best != old)) {
        best_gain = gain;
        best = one;
      }
    }
    weights.clear();
    const double rounding = kRounding * (strength + expected(mass, masses[old]));
    if (best == old || !(best_gain > stay + rounding)) {
      masses[old] += mass;
      continue;
    }
    if (best == kNone) {
      best = empty.back();
      empty.pop_back();
    }
    if (--members[old] == 0) {
      masses[old] = 0;
      empty.push_back(old);
    }
    ++members[best];
    masses[best] += mass;
    community[node] = best;
    moved = true;
    for (const std::uint32_t other : neighbours) {
      if (queued[other] != 0 || community[other] == best) continue;
      queued[other] = 1;
      std::uint32_t tail = head + waiting;
      if (tail >= nodes()) tail -= nodes();
      queue[tail] = other;
      ++waiting;
    }
  }
  return moved;
}

Numbers Level::refine(const Numbers& community, std::uint64_t round, CancelToken& cancel) const {
  const RawVector<double> whole = masses_of(community, cancel);
  Numbers part(nodes());
  std::iota(part.begin(), part.end(), 0U);
  RawVector<double> mass(nodes());
  RawVector<double> outward(nodes());  // weight of ties from a part to the rest of its community
  RawVector<std::uint8_t> alone = filled(nodes(), std::uint8_t{1}, cancel);
  for (std::uint32_t node = 0; node < nodes(); ++node) {
    const auto neighbours = graph_.neighbours(node);
    const auto tie_weights = graph_.weights(node);
    cancel.check(1 + neighbours.size());
    double sum = 0;
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      if (community[neighbours[i]] == community[node]) sum += tie_weights[i];
    }
    mass[node] = mass_[node];
    outward[node] = sum;
  }
  const auto well_tied = [&](std::uint32_t one, double whole_mass) {
    return outward[one] >= expected(mass[one], whole_mass - mass[one]);
  };
  WeightsTo weights(nodes(), cancel);
  for (const std::uint32_t node : shuffled(round + (std::uint64_t{1} << 32), cancel)) {
    cancel.check();
    const double whole_mass = whole[community[node]];
    if (alone[node] == 0 || !well_tied(node, whole_mass)) continue;
    const auto neighbours = graph_.neighbours(node);
    const auto tie_weights = graph_.weights(node);
    cancel.check(neighbours.size());
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      if (community[neighbours[i]] == community[node]) weights.add(part[neighbours[i]], tie_weights[i]);
    }
    double best_gain = 0;
    std::uint32_t best = kNone;
    for (const std::uint32_t one : weights.touched()) {
      if (!well_tied(one, whole_mass)) continue;
      const double gain = weights.to(one) - expected(mass[node], mass[one]);
      if (gain > best_gain || (gain == best_gain && one < best)) {
        best_gain = gain;
        best = one;
      }
    }
    if (best != kNone) {
      part[node] = best;
      mass[best] += mass[node];
      outward[best] += outward[node] - 2 * weights.to(best);
      alone[node] = alone[best] = 0;
    }
    weights.clear();
  }
  return part;
}

std::pair<Graph, RawVector<double>> Level::aggregate(const Numbers& part, std::uint32_t count,
                                                     CancelToken& cancel) const {
  // The nodes of each part, by counting.
  Numbers start = filled(count + std::size_t{1}, 0U, cancel);
  for (const std::uint32_t one : part) ++start[one + 1];
  for (std::uint32_t one = 0; one < count; ++one) start[one + 1] += start[one];
  Numbers node_in(nodes());
  Numbers next(start.begin(), start.end());
  RawVector<double> mass = filled(count, 0.0, cancel);
  for (std::uint32_t node = 0; node < nodes(); ++node) {
    cancel.check();
    node_in[next[part[node]]++] = node;
    mass[part[node]] += mass_[node];
  }
  WeightsTo weights(count, cancel);
  Graph graph = Graph::of(count, true, cancel, [&](const auto& visit) {
    for (std::uint32_t one = 0; one < count; ++one) {
      for (std::uint32_t i = start[one]; i < start[one + 1]; ++i) {
        const auto neighbours = graph_.neighbours(node_in[i]);
        const auto tie_weights = graph_.weights(node_in[i]);
        cancel.check(1 + neighbours.size());
        for (std::size_t j = 0; j < neighbours.size(); ++j) {
          const std::uint32_t other = part[neighbours[j]];
          if (other != one) weights.add(other, tie_weights[j]);
        }
      }
      for (const std::uint32_t other : weights.touched()) visit(one, other, weights.to(other));
      weights.clear();
    }
  });
  return {std::move(graph), std::move(mass)};
}

}  // namespace clusterlite::leiden_steps
