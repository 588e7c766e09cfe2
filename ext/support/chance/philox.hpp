// Random numbers without a state: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random
// numbers: as easy as 1, 2, 3").
//
// Block number b of simulation s is a function of (seed, stream, s, b) alone, so neither the number of
// threads nor the order in which simulations are made can change a result. The key is the seed; the counter
// holds the block (64 bits), the simulation and the stream of the function.
#pragma once

#include <array>
#include <cstdint>

namespace clusterlite {

// What the numbers are for: two functions asked with one seed must not see the same numbers.
enum class Stream : std::uint32_t {
  global_autocorrelation = 1,
  local_autocorrelation = 2,
  bivariate = 3,
  location = 4,
  labelling = 5,
  uniform_points = 6,
  scan = 7,
};

class Philox {
 public:
  using Block = std::array<std::uint32_t, 4>;
  using Key = std::array<std::uint32_t, 2>;

  Philox(std::uint64_t seed, Stream stream, std::uint32_t simulation)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{0, 0, simulation, static_cast<std::uint32_t>(stream)} {}

  static Block block(Block counter, Key key) {
    constexpr std::uint64_t kMultiplier0 = 0xD2511F53;
    constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57;
    constexpr std::uint32_t kWeyl0 = 0x9E3779B9;  // the golden ratio
    constexpr std::uint32_t kWeyl1 = 0xBB67AE85;  // sqrt(3) - 1
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t product0 = kMultiplier0 * counter[0];
      const std::uint64_t product1 = kMultiplier1 * counter[2];
      counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
                 static_cast<std::uint32_t>(product1),
                 static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
                 static_cast<std::uint32_t>(product0)};
      key[0] += kWeyl0;
      key[1] += kWeyl1;
    }
    return counter;
  }

  std::uint32_t next() {
    if (used_ == kWords) {
      words_ = block(counter_, key_);
      if (++counter_[0] == 0) ++counter_[1];
      used_ = 0;
    }
    return words_[used_++];
  }

  // 0 .. end - 1, each equally likely (Lemire 2019, "Fast random integer generation in an interval"). end >
  // 0.
  std::uint32_t below(std::uint32_t end) {
    std::uint64_t product = std::uint64_t{next()} * end;
    if (static_cast<std::uint32_t>(product) < end) {
      const std::uint32_t unfair = (0U - end) % end;  // 2^32 modulo end
      while (static_cast<std::uint32_t>(product) < unfair) product = std::uint64_t{next()} * end;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }

  // 0 <= x < 1, of 53 bits.
  double uniform() {
    const std::uint64_t high = next() >> 5;
    const std::uint64_t low = next() >> 6;
    return static_cast<double>(high << 26 | low) * 0x1p-53;
  }

 private:
  static constexpr std::size_t kWords = 4;

  Key key_;
  Block counter_;
  Block words_{};
  std::size_t used_ = kWords;
};

}  // namespace clusterlite
