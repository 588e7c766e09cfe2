#include "distance/tree/band_sums.hpp"

#include <algorithm>

#if defined(__x86_64__) && defined(__GNUC__)
#define CLUSTERLITE_AVX2 __attribute__((target("avx2")))
#endif

namespace clusterlite::distance {
namespace {

// One point against one leaf: the bands first .. last - 1 by comparison, band `last` gets the rest of the
// leaf.
template <std::size_t D, class Value>
struct LeafTask {
  Axes<D> leaf;
  Point<D> point;
  const double* bounds;
  std::uint32_t first;
  std::uint32_t last;
  bool last_is_a_band;
  const Value* values;  // of the leaf in channel 0
  std::size_t stride;
  const Value* leaf_sums;
  const std::uint32_t* wanted;
  std::size_t wanted_count;
  Value* sums;
  Value* below;
};

template <class Value>
[[gnu::always_inline]] inline Value masked_sum(const Value* values, const std::uint64_t* mask) {
  Value sum = 0;
  for (std::uint32_t j = 0; j < kLeafSites; ++j) {
    if constexpr (sizeof(Value) == 8) {
      sum += values[j] & mask[j];
    } else {
      sum += mask[j] != 0 ? values[j] : Value{0};
    }
  }
  return sum;
}

template <std::size_t D, class Value>
[[gnu::always_inline]] inline void compare_leaf(const LeafTask<D, Value> task) {
  double squared[kLeafSites];
  for (std::uint32_t j = 0; j < kLeafSites; ++j) {
    const double dx = task.leaf[0][j] - task.point[0];
    const double dy = task.leaf[1][j] - task.point[1];
    squared[j] = dx * dx + dy * dy;
  }
  if constexpr (D == 3) {
    for (std::uint32_t j = 0; j < kLeafSites; ++j) {
      const double dz = task.leaf[2][j] - task.point[2];
      squared[j] += dz * dz;
    }
  }
  const std::size_t count = task.wanted_count;
  for (std::size_t i = 0; i < count; ++i) task.below[i] = 0;
  for (std::uint32_t band = task.first; band < task.last; ++band) {
    const double bound = task.bounds[band];
    std::uint64_t mask[kLeafSites];
    for (std::uint32_t j = 0; j < kLeafSites; ++j) {
      mask[j] = squared[j] <= bound ? ~std::uint64_t{0} : std::uint64_t{0};
    }
    Value* const sums = task.sums + band * count;
    for (std::size_t i = 0; i < count; ++i) {
      const Value within = masked_sum(task.values + task.wanted[i] * task.stride, mask);
      sums[i] += within - task.below[i];
      task.below[i] = within;
    }
  }
  if (!task.last_is_a_band) return;
  Value* const sums = task.sums + task.last * count;
  for (std::size_t i = 0; i < count; ++i) sums[i] += task.leaf_sums[task.wanted[i]] - task.below[i];
}

#if defined(CLUSTERLITE_AVX2)
template <std::size_t D, class Value>
CLUSTERLITE_AVX2 void compare_leaf_avx2(const LeafTask<D, Value>& task) {
  compare_leaf<D, Value>(task);
}
#endif

template <std::size_t D, class Value>
void run(const LeafTask<D, Value>& task) {
#if defined(CLUSTERLITE_AVX2)
  if (__builtin_cpu_supports("avx2") != 0) return compare_leaf_avx2<D, Value>(task);
#endif
  compare_leaf<D, Value>(task);
}

}  // namespace

template <std::size_t D, class Value>
void BandSums<D, Value>::look_around(std::uint32_t leaf, CancelToken& cancel) {
  const Box<D>& box = tree_.node(leaf).box;
  const std::size_t channels = channels_.count();
  common_.assign((bands_.size() + std::size_t{1}) * channels, Value{0});
  leaves_.clear();
  stack_.assign(1, 0);
  while (!stack_.empty()) {
    const std::uint32_t number = stack_.back();
    stack_.pop_back();
    const auto& node = tree_.node(number);
    cancel.check();
    const double least = least_squared_distance(box, node.box);
    if (least > bands_.reach()) continue;
    const std::uint32_t band = bands_.of(least);
    const double greatest = greatest_squared_distance(box, node.box);
    if (greatest <= bands_.bounds()[band]) {
      cancel.check(channels);
      Value* const sums = common_.data() + band * channels;
      const Value* const node_sums = channels_.node_sums(number);
      for (std::size_t channel = 0; channel < channels; ++channel) sums[channel] += node_sums[channel];
    } else if (node.is_leaf()) {
      leaves_.push_back(number);
    } else {
      stack_.push_back(node.child + 1);
      stack_.push_back(node.child);
    }
  }
}

template <std::size_t D, class Value>
void BandSums<D, Value>::sum_at(std::uint32_t place, std::span<const std::uint32_t> wanted,
                                CancelToken& cancel) {
  const std::size_t count = wanted.size();
  sums_.resize((bands_.size() + std::size_t{1}) * count);
  below_.resize(count);
  for (std::size_t band = 0; band < bands_.size(); ++band) {
    const Value* const common = common_.data() + band * channels_.count();
    Value* const sums = sums_.data() + band * count;
    for (std::size_t i = 0; i < count; ++i) sums[i] = common[wanted[i]];
  }
  const Point<D> point = tree_.at(place);
  for (const std::uint32_t number : leaves_) {
    const auto& node = tree_.node(number);
    const double least = least_squared_distance(node.box, point);
    if (least > bands_.reach()) continue;
    const std::uint32_t first = bands_.of(least);
    const std::uint32_t last = bands_.of(greatest_squared_distance(node.box, point));
    const Value* const leaf_sums = channels_.node_sums(number);
    cancel.check(kLeafSites + count);
    if (first == last) {
      Value* const sums = sums_.data() + first * count;
      for (std::size_t i = 0; i < count; ++i) sums[i] += leaf_sums[wanted[i]];
      continue;
    }
    run(LeafTask<D, Value>{tree_.axes(node.first), point, bands_.bounds().data(), first, last,
                           last < bands_.size(), channels_.values(0) + node.first, channels_.stride(),
                           leaf_sums, wanted.data(), count, sums_.data(), below_.data()});
  }
}

template class BandSums<2, std::uint64_t>;
template class BandSums<3, std::uint64_t>;
template class BandSums<2, Uint128>;
template class BandSums<3, Uint128>;

}  // namespace clusterlite::distance
