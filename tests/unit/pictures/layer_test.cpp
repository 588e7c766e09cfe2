#include "pictures/map/layer.hpp"

#include <gtest/gtest.h>
#include <xxhash.h>

#include <cstring>
#include <random>

#include "pictures/map/map.hpp"
#include "pictures/options/options.hpp"
#include "support/running/error.hpp"

namespace clusterlite {
namespace {

std::string some_layer() {
  LayerBuilder builder(LayerKind::hull);
  builder.begin_geometry();
  builder.add_run(RunKind::ring);
  for (const auto& [x, y] : {std::pair{0.0, 0.0}, {4.0, 0.0}, {4.0, 3.0}, {0.0, 0.0}})
    builder.add_place(x, y);
  builder.end_geometry();
  builder.describe("J62", "J62 1", "12 firms");
  builder.add_point(1, 2);
  builder.describe("C14", std::nullopt, std::nullopt);
  CancelToken cancel;
  return encode_layer(builder.finish(cancel));
}

Layer decode(const std::string& blob) { return decode_layer(std::as_bytes(std::span(blob))); }

TEST(Layer, ComesBackAsItWas) {
  const std::string blob = some_layer();
  EXPECT_EQ(encode_layer(decode(blob)), blob);
}

TEST(Layer, RefusesEveryCutAndEveryChangedByte) {
  const std::string blob = some_layer();
  for (std::size_t size = 0; size < blob.size(); ++size)
    EXPECT_THROW(decode(blob.substr(0, size)), Error) << size;
  for (std::size_t at = 0; at < blob.size(); ++at) {
    std::string changed = blob;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_THROW(decode(changed), Error) << at;
  }
}

// Any picture or error will do; what counts is that no byte outside is read (the sanitizers watch).
TEST(Layer, SurvivesForgedBytesUnderTheRightHash) {
  constexpr std::size_t kHeader = 16;
  const std::string blob = some_layer();
  std::mt19937_64 random(3);
  int refused = 0;
  for (int round = 0; round < 3'000; ++round) {
    std::string forged = blob;
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      forged[kHeader + random() % (forged.size() - kHeader)] = static_cast<char>(random());
    }
    const auto hash = XXH3_64bits(forged.data() + kHeader, forged.size() - kHeader);
    std::memcpy(forged.data() + 8, &hash, sizeof hash);
    CancelToken cancel;
    try {
      std::vector<Layer> layers;
      layers.push_back(decode(forged));
      EXPECT_TRUE(draw_map(std::move(layers), PictureOptions{}, cancel).ends_with("</svg>"));
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace clusterlite
