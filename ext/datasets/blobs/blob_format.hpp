// What all data sets share: a header that says what the bytes are and finds any damage.
//
//   offset  bytes  content (little-endian)
//        0      4  'CLDS'
//        4      1  kind (see Kind)
//        5      1  format version of this kind
//        6      2  flags of this kind
//        8      8  length of the whole data set in bytes
//       16     16  XXH3-128 of bytes 32 to the end, seeded with XXH3-64 of bytes 0 to 15
//       32      -  what the kind stores (see points.hpp, crosstab.hpp, links.hpp, labels.hpp, values.hpp, weights.hpp)
//
// The hash makes truncation, lengthening and flipped bits an error, and is the key under which a result is
// kept. It is no signature: whoever forges a data set can compute it. So every reader also checks each offset
// and index.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "datasets/blobs/byte_buffer.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

static_assert(std::endian::native == std::endian::little, "data sets are little-endian; this host is not");

enum class Kind : std::uint8_t { points = 1, crosstab = 2, links = 3, labels = 4, values = 5, weights = 6 };
inline constexpr Kind kKinds[] = {Kind::points, Kind::crosstab, Kind::links,
                                  Kind::labels, Kind::values,   Kind::weights};

std::string_view name_of(Kind kind);       // "points", "crosstab"
std::string_view noun_of(Kind kind);       // "points", "a crosstab"
std::string_view collector_of(Kind kind);  // the function that makes one: "cl_points()"
std::optional<Kind> kind_named(std::string_view name);

using ContentHash = std::array<std::uint64_t, 2>;

struct BlobHeader {
  static constexpr std::size_t kBytes = 32;
  Kind kind = Kind::points;
  std::uint8_t version = 1;
  std::uint16_t flags = 0;
  ContentHash hash{};
};

// Whether a data set can be anything but what a collector wrote: bytes that come straight from one, in memory
// that nobody else writes to, need no checksum and no check of each row.
enum class Origin { unknown, just_made };

// A data set whose length and checksum have been verified, as far as its origin asks for it.
struct SealedBlob {
  std::span<const std::byte> bytes;
  BlobHeader header;
  Origin origin = Origin::unknown;
};

// Reads the header, checks length, version and hash. The message of an Error goes on after "argument 1 is ":
// a BLOB of another origin, a damaged data set, one from a newer version.
SealedBlob open_blob(std::span<const std::byte> blob, CancelToken& cancel, Origin origin = Origin::unknown);

// Throws Error for a data set of another kind: "a crosstab; it needs points - see cl_points()".
void check_kind(const SealedBlob& sealed, Kind wanted);

// Fills in the first 32 bytes of a finished data set.
void seal_blob(ByteBuffer& blob, Kind kind, std::uint16_t flags, CancelToken& cancel);

template <class Value>
Value load(const std::byte* from) {
  Value value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <class Value>
void store(std::byte* to, const Value& value) {
  std::memcpy(to, &value, sizeof value);
}

}  // namespace clusterlite
