#include "distance/tree/pair_scans.hpp"

#include <cmath>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define CLUSTERLITE_AVX2 __attribute__((target("avx2")))
#endif

namespace clusterlite::distance {
namespace {

template <std::size_t D>
[[gnu::always_inline]] inline void squared_loop(const Axes<D> points, std::uint32_t count, const Point<D> p,
                                                double* __restrict squared) {
  const double* const x = points[0];
  const double* const y = points[1];
  for (std::uint32_t i = 0; i < count; ++i) {
    const double dx = x[i] - p[0];
    const double dy = y[i] - p[1];
    if constexpr (D == 2) {
      squared[i] = dx * dx + dy * dy;
    } else {
      const double dz = points[2][i] - p[2];
      squared[i] = dx * dx + dy * dy + dz * dz;
    }
  }
}

// The integer below d / step can be too small by one step and, where d is a multiple of it, by a second one
// that rounding has taken; too large it cannot be. The bounds decide.
[[gnu::always_inline]] inline void uniform_bands(const double* squared, std::uint32_t count, double step,
                                                 double per_step, std::int32_t size, std::uint32_t* band) {
  const auto limit = static_cast<double>(size);
  for (std::uint32_t i = 0; i < count; ++i) {
    const double guess = std::sqrt(squared[i]) * per_step;
    auto k = static_cast<std::int32_t>(guess < limit ? guess : limit);
    const double first = static_cast<double>(k) * step;
    k += squared[i] > first * first ? 1 : 0;
    const double second = static_cast<double>(k) * step;
    k += squared[i] > second * second ? 1 : 0;
    band[i] = static_cast<std::uint32_t>(k < size ? k : size);
  }
}

// From number `first` on.
[[gnu::always_inline]] inline bool bin_loop(const double* squared, std::uint32_t first, std::uint32_t count,
                                            double per_distance, double limit, double* at,
                                            std::uint32_t* bin) {
  bool any_zero = false;
  for (std::uint32_t i = first; i < count; ++i) {
    const double place = std::sqrt(squared[i]) * per_distance;
    at[i] = place;
    bin[i] = place < limit ? static_cast<std::uint32_t>(place)
                           : static_cast<std::uint32_t>(limit) + i % kBinsBeyond;
    any_zero = any_zero || squared[i] == 0;
  }
  return any_zero;
}

#if defined(CLUSTERLITE_AVX2)
bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }

template <std::size_t D>
CLUSTERLITE_AVX2 void squared_avx2(const Axes<D>& points, std::uint32_t count, const Point<D>& p,
                                   double* squared) {
  squared_loop<D>(points, count, p, squared);
}
// By hand: the compiler makes branches of the two comparisons. The same operations, each rounded by itself.
CLUSTERLITE_AVX2 void uniform_bands_avx2(const double* squared, std::uint32_t count, double step,
                                         double per_step, std::int32_t size, std::uint32_t* band) {
  const __m256d one = _mm256_set1_pd(1);
  const __m256d steps = _mm256_set1_pd(step);
  const __m256d per_steps = _mm256_set1_pd(per_step);
  const __m256d limit = _mm256_set1_pd(static_cast<double>(size));
  std::uint32_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const __m256d d2 = _mm256_loadu_pd(squared + i);
    const __m256d guess = _mm256_min_pd(_mm256_mul_pd(_mm256_sqrt_pd(d2), per_steps), limit);
    __m256d k = _mm256_round_pd(guess, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
    const __m256d first = _mm256_mul_pd(k, steps);
    k = _mm256_add_pd(k, _mm256_and_pd(_mm256_cmp_pd(d2, _mm256_mul_pd(first, first), _CMP_GT_OQ), one));
    const __m256d second = _mm256_mul_pd(k, steps);
    k = _mm256_add_pd(k, _mm256_and_pd(_mm256_cmp_pd(d2, _mm256_mul_pd(second, second), _CMP_GT_OQ), one));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(band + i), _mm256_cvttpd_epi32(_mm256_min_pd(k, limit)));
  }
  uniform_bands(squared + i, count - i, step, per_step, size, band + i);
}
CLUSTERLITE_AVX2 bool bins_avx2(const double* squared, std::uint32_t count, double per_distance, double limit,
                                double* at, std::uint32_t* bin) {
  static_assert(kBinsBeyond == 8);
  const __m256d per_distances = _mm256_set1_pd(per_distance);
  const __m256d limits = _mm256_set1_pd(limit);
  const __m256d beyond[2] = {_mm256_setr_pd(0, 1, 2, 3), _mm256_setr_pd(4, 5, 6, 7)};
  __m256d zero = _mm256_setzero_pd();
  std::uint32_t i = 0;
  for (; i + kBinsBeyond <= count; i += kBinsBeyond) {
    for (std::uint32_t half = 0; half < 2; ++half) {
      const std::uint32_t k = i + 4 * half;
      const __m256d d2 = _mm256_loadu_pd(squared + k);
      zero = _mm256_or_pd(zero, _mm256_cmp_pd(d2, _mm256_setzero_pd(), _CMP_EQ_OQ));
      const __m256d place = _mm256_mul_pd(_mm256_sqrt_pd(d2), per_distances);
      _mm256_storeu_pd(at + k, place);
      const __m256d over = _mm256_cmp_pd(place, limits, _CMP_GE_OQ);
      const __m256d spread = _mm256_and_pd(over, beyond[half]);
      const __m256d number = _mm256_add_pd(_mm256_min_pd(place, limits), spread);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(bin + k), _mm256_cvttpd_epi32(number));
    }
  }
  const bool rest = bin_loop(squared, i, count, per_distance, limit, at, bin);
  return rest || _mm256_movemask_pd(zero) != 0;
}
#endif

}  // namespace

template <std::size_t D>
void squared_distances(const Axes<D>& points, std::uint32_t count, const Point<D>& p, double* squared) {
#if defined(CLUSTERLITE_AVX2)
  if (has_avx2()) return squared_avx2<D>(points, count, p, squared);
#endif
  squared_loop<D>(points, count, p, squared);
}

void bands_of(const double* squared, std::uint32_t count, const DistanceBands& bands, std::uint32_t* band) {
  const double step = bands.step();
  if (step == 0) {
    for (std::uint32_t i = 0; i < count; ++i) band[i] = bands.of(squared[i]);
    return;
  }
  const auto size = static_cast<std::int32_t>(bands.size());
#if defined(CLUSTERLITE_AVX2)
  if (has_avx2()) return uniform_bands_avx2(squared, count, step, 1 / step, size, band);
#endif
  uniform_bands(squared, count, step, 1 / step, size, band);
}

bool bins_of(const double* squared, std::uint32_t count, double per_distance, std::uint32_t limit, double* at,
             std::uint32_t* bin) {
#if defined(CLUSTERLITE_AVX2)
  if (has_avx2()) return bins_avx2(squared, count, per_distance, limit, at, bin);
#endif
  return bin_loop(squared, 0, count, per_distance, limit, at, bin);
}

template void squared_distances<2>(const Axes<2>&, std::uint32_t, const Point<2>&, double*);
template void squared_distances<3>(const Axes<3>&, std::uint32_t, const Point<3>&, double*);

}  // namespace clusterlite::distance
