#include "statistics/weights/near_sums.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define CLUSTERLITE_AVX2 __attribute__((target("avx2")))
#endif

namespace clusterlite {
namespace {

constexpr std::uint32_t kLanes = 4;

template <std::size_t D>
double value_near(const NearTask<D>& task, const distance::Point<D>& point, std::uint32_t q) {
  double squared = 0;
  for (std::size_t axis = 0; axis < D; ++axis) {
    const double d = task.at[axis][q] - point[axis];
    squared += d * d;
  }
  return squared <= task.reach ? task.values[q] : 0.0;
}

// From q on, what is left over after whole fours.
template <std::size_t D>
double finish(const NearTask<D>& task, const distance::Point<D>& point, std::uint32_t q,
              std::array<double, kLanes> sums) {
  for (std::uint32_t lane = 0; q + lane < task.last; ++lane) sums[lane] += value_near(task, point, q + lane);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

template <std::size_t D>
double plain(const NearTask<D>& task, const distance::Point<D>& point) {
  std::array<double, kLanes> sums{};
  std::uint32_t q = task.first;
  for (; q + kLanes <= task.last; q += kLanes) {
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) sums[lane] += value_near(task, point, q + lane);
  }
  return finish(task, point, q, sums);
}

#if defined(CLUSTERLITE_AVX2)
// By hand: the compiler makes branches of the comparisons. The same operations, each rounded by itself.
template <std::size_t D>
CLUSTERLITE_AVX2 double wide(const NearTask<D>& task, const distance::Point<D>& point) {
  const __m256d reach = _mm256_set1_pd(task.reach);
  __m256d sums = _mm256_setzero_pd();
  std::uint32_t q = task.first;
  for (; q + kLanes <= task.last; q += kLanes) {
    __m256d squared = _mm256_setzero_pd();
    for (std::size_t axis = 0; axis < D; ++axis) {
      const __m256d d = _mm256_sub_pd(_mm256_loadu_pd(task.at[axis] + q), _mm256_set1_pd(point[axis]));
      squared = _mm256_add_pd(squared, _mm256_mul_pd(d, d));
    }
    const __m256d within = _mm256_cmp_pd(squared, reach, _CMP_LE_OQ);
    sums = _mm256_add_pd(sums, _mm256_and_pd(within, _mm256_loadu_pd(task.values + q)));
  }
  std::array<double, kLanes> lanes{};
  _mm256_storeu_pd(lanes.data(), sums);
  return finish(task, point, q, lanes);
}
#endif

}  // namespace

template <std::size_t D>
double sum_near(const NearTask<D>& task, const distance::Point<D>& point) {
#if defined(CLUSTERLITE_AVX2)
  if (__builtin_cpu_supports("avx2") != 0) return wide<D>(task, point);
#endif
  return plain<D>(task, point);
}

template double sum_near<2>(const NearTask<2>&, const distance::Point<2>&);
template double sum_near<3>(const NearTask<3>&, const distance::Point<3>&);

}  // namespace clusterlite
