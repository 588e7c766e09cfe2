// The loops over runs of points give what each point by itself gives, for runs of any length.
#include "distance/tree/pair_scans.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace clusterlite::distance {
namespace {

TEST(PairScans, BinsAreDistancesWithoutTheirFraction) {
  for (std::uint32_t count = 0; count <= 40; ++count) {
    for (const bool with_zero : {false, true}) {
      std::vector<double> squared;
      for (std::uint32_t i = 0; i < count; ++i) squared.push_back(0.25 + i * 0.75);
      if (with_zero && count > 0) squared[count - 1] = 0;
      std::vector<double> at(count);
      std::vector<std::uint32_t> bin(count);
      EXPECT_EQ(bins_of(squared.data(), count, 4, 10, at.data(), bin.data()), with_zero && count > 0);
      for (std::uint32_t i = 0; i < count; ++i) {
        const double place = 4 * std::sqrt(squared[i]);
        EXPECT_EQ(at[i], place);
        if (place < 10) {
          EXPECT_EQ(bin[i], static_cast<std::uint32_t>(place));
        } else {
          EXPECT_GE(bin[i], 10U);
          EXPECT_LT(bin[i], 10 + kBinsBeyond);
        }
      }
    }
  }
}

TEST(PairScans, BandsAreThoseOfEachDistance) {
  const DistanceBands bands(curve_distances(10, 0.1), Metric::planar);
  const double scale = bands.scale().unscaled > 0 ? std::sqrt(bands.reach()) / 10 : 1;
  std::vector<double> squared;
  for (int i = 0; i <= 250; ++i) {
    const double d = i * 0.05 * scale;  // every other one on a bound
    squared.push_back(d * d);
    squared.push_back(std::nextafter(d * d, 1e9));
  }
  for (std::uint32_t first = 0; first < 5; ++first) {
    const auto count = static_cast<std::uint32_t>(squared.size() - first);
    std::vector<std::uint32_t> band(count);
    bands_of(squared.data() + first, count, bands, band.data());
    for (std::uint32_t i = 0; i < count; ++i) EXPECT_EQ(band[i], bands.of(squared[first + i]));
  }
}

}  // namespace
}  // namespace clusterlite::distance
