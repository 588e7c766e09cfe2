// Helpers for the tests of data sets.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "datasets/blobs/blob_format.hpp"
#include "datasets/keys/key.hpp"
#include "support/running/cancel.hpp"
#include "support/running/error.hpp"

namespace clusterlite::testing_support {

using Bytes = std::vector<std::byte>;

inline Bytes copy_of(const ByteBuffer& buffer) { return {buffer.bytes().begin(), buffer.bytes().end()}; }

// The message of the Error that `run` throws; "" when it throws none.
template <class Run>
std::string error_of(const Run& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

// A changed data set with a checksum that fits again, as a forger would make it.
inline Bytes resealed(const Bytes& bytes, Kind kind, std::uint16_t flags) {
  ByteBuffer buffer;
  buffer.append(bytes.data(), bytes.size());
  CancelToken cancel;
  seal_blob(buffer, kind, flags, cancel);
  return copy_of(buffer);
}

// Every truncation, some lengthenings and every flipped bit must be an Error; open() is given the changed
// bytes.
template <class Open>
void expect_damage_is_found(const Bytes& whole, const Open& open) {
  ASSERT_NO_THROW(open(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW(open(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length))), Error)
        << length;
  }
  for (const std::size_t more : {1U, 8U, 1000U}) {
    Bytes longer = whole;
    longer.resize(whole.size() + more);
    EXPECT_THROW(open(longer), Error) << more;
  }
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] ^= std::byte{1} << (bit % 8);
    EXPECT_THROW(open(flipped), Error) << "bit " << bit;
  }
}

// Forged data sets, thousands of them: open() either throws an Error or gives something that read() can walk
// through. Returns how many were taken for good.
template <class Read>
int read_forgeries(const Bytes& whole, Kind kind, std::uint16_t flags, int count, const Read& read) {
  std::mt19937_64 random(whole.size());
  constexpr std::uint8_t kTelling[] = {0, 1, 2, 3, 0x7F, 0x80, 0xFF, 0xF0};
  int taken = 0;
  for (int i = 0; i < count; ++i) {
    Bytes forged = whole;
    for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
      const std::size_t at = BlobHeader::kBytes + random() % (forged.size() - BlobHeader::kBytes);
      forged[at] = random() % 2 == 0 ? std::byte{kTelling[random() % 8]} : static_cast<std::byte>(random());
    }
    if (random() % 4 == 0) forged.resize(BlobHeader::kBytes + random() % (whole.size() + 64));
    const auto forged_flags = static_cast<std::uint16_t>(random() % 3 == 0 ? random() % 32 : flags);
    try {
      read(resealed(forged, kind, forged_flags));
      ++taken;
    } catch (const Error&) {
    }
  }
  return taken;
}

}  // namespace clusterlite::testing_support
