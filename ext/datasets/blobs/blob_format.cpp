#include "datasets/blobs/blob_format.hpp"

#include <xxhash.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <new>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr char kMagic[4] = {'C', 'L', 'D', 'S'};
constexpr std::uint8_t kFormatVersion = 1;
constexpr std::size_t kHashAt = 16;

// Hashed in one go: a quarter of a millisecond. A smaller data set costs no look at the clock either.
constexpr std::size_t kHashedAtOnce = std::size_t{4} << 20;

ContentHash hash_content(std::span<const std::byte> blob, CancelToken& cancel) {
  const XXH64_hash_t seed = XXH3_64bits(blob.data(), kHashAt);
  std::span<const std::byte> rest = blob.subspan(BlobHeader::kBytes);
  XXH128_hash_t hash;
  if (rest.size() <= kHashedAtOnce) {
    hash = XXH3_128bits_withSeed(rest.data(), rest.size(), seed);
  } else {
    const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
    if (!state) throw std::bad_alloc();
    XXH3_128bits_reset_withSeed(state.get(), seed);
    while (!rest.empty()) {
      const auto part = rest.first(std::min(rest.size(), kHashedAtOnce));
      cancel.check(part.size() / 64);
      XXH3_128bits_update(state.get(), part.data(), part.size());
      rest = rest.subspan(part.size());
    }
    hash = XXH3_128bits_digest(state.get());
  }
  return {hash.low64, hash.high64};
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::points:
      return "points";
    case Kind::crosstab:
      return "crosstab";
    case Kind::links:
      return "links";
    case Kind::labels:
      return "labels";
    case Kind::values:
      return "values";
    case Kind::weights:
      return "weights";
  }
  return "data set";
}

std::string_view noun_of(Kind kind) { return kind == Kind::crosstab ? "a crosstab" : name_of(kind); }

std::string_view collector_of(Kind kind) {
  switch (kind) {
    case Kind::points:
      return "cl_points()";
    case Kind::crosstab:
      return "cl_crosstab()";
    case Kind::links:
      return "cl_links()";
    case Kind::labels:
      return "cl_labels()";
    case Kind::values:
      return "cl_values()";
    case Kind::weights:
      return "cl_weights() or cl_links()";
  }
  return "a collector";
}

std::optional<Kind> kind_named(std::string_view name) {
  for (const Kind kind : kKinds) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

SealedBlob open_blob(std::span<const std::byte> blob, CancelToken& cancel, Origin origin) {
  if (blob.size() < BlobHeader::kBytes || std::memcmp(blob.data(), kMagic, sizeof kMagic) != 0) {
    throw Error(concat("a BLOB of ", blob.size(), blob.size() == 1 ? " byte" : " bytes",
                       " that is not a data set of ClusterLite"));
  }
  const auto length = load<std::uint64_t>(blob.data() + 8);
  if (length != blob.size()) {
    throw Error(
        concat("a damaged data set: it was written with ", length, " bytes and now has ", blob.size()));
  }
  const auto version = load<std::uint8_t>(blob.data() + 5);
  if (version != kFormatVersion) {
    throw Error(concat("a data set of format version ", int{version}, "; this ClusterLite reads version ",
                       int{kFormatVersion}));
  }
  BlobHeader header;
  header.version = version;
  header.flags = load<std::uint16_t>(blob.data() + 6);
  header.hash = load<ContentHash>(blob.data() + kHashAt);
  if (origin == Origin::unknown && header.hash != hash_content(blob, cancel)) {
    throw Error("a damaged data set: its content does not match its checksum");
  }
  const auto kind = load<std::uint8_t>(blob.data() + 4);
  if (std::find(std::begin(kKinds), std::end(kKinds), static_cast<Kind>(kind)) == std::end(kKinds)) {
    throw Error(concat("a data set of an unknown kind (", int{kind}, ")"));
  }
  header.kind = static_cast<Kind>(kind);
  return {blob, header, origin};
}

void check_kind(const SealedBlob& sealed, Kind wanted) {
  if (sealed.header.kind == wanted) return;
  throw Error(
      concat(noun_of(sealed.header.kind), "; it needs ", noun_of(wanted), " - see ", collector_of(wanted)));
}

void seal_blob(ByteBuffer& blob, Kind kind, std::uint16_t flags, CancelToken& cancel) {
  std::byte* const start = blob.data();
  std::memcpy(start, kMagic, sizeof kMagic);
  store(start + 4, static_cast<std::uint8_t>(kind));
  store(start + 5, kFormatVersion);
  store(start + 6, flags);
  store(start + 8, static_cast<std::uint64_t>(blob.size()));
  store(start + kHashAt, hash_content(blob.bytes(), cancel));
}

}  // namespace clusterlite
