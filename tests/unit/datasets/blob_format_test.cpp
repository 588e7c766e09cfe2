// The common header: what is no data set, and what is one of another kind.
#include "datasets/blobs/blob_format.hpp"

#include <gtest/gtest.h>
#include <xxhash.h>

#include <string>

#include "datasets/crosstab.hpp"
#include "datasets/points.hpp"
#include "unit/datasets/support.hpp"

namespace clusterlite {
namespace {

using testing_support::Bytes;
using testing_support::copy_of;
using testing_support::error_of;

Bytes one_point() {
  CancelToken cancel;
  PointsBuilder builder(false, false);
  builder.add(KeyView::of(std::int64_t{1}), 2, 3);
  return copy_of(builder.finish(cancel));
}

std::string error_of_bytes(const Bytes& bytes) {
  CancelToken cancel;
  return error_of([&] { open_blob(std::span(bytes), cancel); });
}

TEST(BlobFormat, SaysWhatIsNoDataSet) {
  EXPECT_EQ(error_of_bytes({}), "a BLOB of 0 bytes that is not a data set of ClusterLite");
  EXPECT_EQ(error_of_bytes(Bytes(1)), "a BLOB of 1 byte that is not a data set of ClusterLite");
  EXPECT_EQ(error_of_bytes(Bytes(1000)), "a BLOB of 1000 bytes that is not a data set of ClusterLite");
}

TEST(BlobFormat, SaysWhatIsDamaged) {
  Bytes bytes = one_point();
  ASSERT_EQ(bytes.size(), 160U);
  EXPECT_EQ(error_of_bytes(bytes), "");
  Bytes cut(bytes.begin(), bytes.begin() + 100);
  EXPECT_EQ(error_of_bytes(cut), "a damaged data set: it was written with 160 bytes and now has 100");
  Bytes longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_EQ(error_of_bytes(longer), "a damaged data set: it was written with 160 bytes and now has 161");
  bytes[140] ^= std::byte{1};
  EXPECT_EQ(error_of_bytes(bytes), "a damaged data set: its content does not match its checksum");
}

TEST(BlobFormat, SaysWhatIsNewer) {
  Bytes bytes = one_point();
  bytes[5] = std::byte{2};
  EXPECT_EQ(error_of_bytes(bytes), "a data set of format version 2; this ClusterLite reads version 1");
  const Bytes other = testing_support::resealed(one_point(), static_cast<Kind>(200), 0);
  EXPECT_EQ(error_of_bytes(other), "a data set of an unknown kind (200)");
}

TEST(BlobFormat, SaysWhichKindIsNeeded) {
  CancelToken cancel;
  CrosstabBuilder builder;
  const Bytes crosstab = copy_of(builder.finish(cancel));
  const Bytes points = one_point();
  EXPECT_EQ(error_of([&] { check_kind(open_blob(std::span(crosstab), cancel), Kind::points); }),
            "a crosstab; it needs points - see cl_points()");
  EXPECT_EQ(error_of([&] { check_kind(open_blob(std::span(points), cancel), Kind::crosstab); }),
            "points; it needs a crosstab - see cl_crosstab()");
  EXPECT_EQ(open_blob(std::span(points), cancel).header.kind, Kind::points);
}

TEST(BlobFormat, HashesTheContentAndTheHeader) {
  CancelToken cancel;
  const Bytes points = one_point();
  const ContentHash hash = open_blob(std::span(points), cancel).header.hash;
  EXPECT_EQ(open_blob(std::span(points), cancel).header.hash, hash);
  const Bytes other_flags = testing_support::resealed(points, Kind::points, 0);
  EXPECT_NE(open_blob(std::span(other_flags), cancel).header.hash, hash) << "ids rise in the original";
}

// The checksum as the layout says it, whether it is computed in one go or in parts between which somebody may
// want to stop.
TEST(BlobFormat, HashesLargeContentAsTheLayoutSays) {
  CancelToken cancel;
  for (const std::size_t size : {std::size_t{1} << 10, std::size_t{9} << 20}) {
    ByteBuffer blob;
    blob.append_zeros(BlobHeader::kBytes);
    for (std::size_t i = 0; i < size / 8; ++i) blob.append_value(std::uint64_t{i} * 0x9E3779B97F4A7C15U);
    seal_blob(blob, Kind::links, 3, cancel);
    const XXH128_hash_t expected =
        XXH3_128bits_withSeed(blob.data() + 32, size, XXH3_64bits(blob.data(), 16));
    const ContentHash hash = open_blob(blob.bytes(), cancel).header.hash;
    EXPECT_EQ(hash[0], expected.low64);
    EXPECT_EQ(hash[1], expected.high64);
    blob.data()[size] ^= std::byte{1};
    EXPECT_EQ(error_of([&] { open_blob(blob.bytes(), cancel); }),
              "a damaged data set: its content does not match its checksum");
    EXPECT_EQ(open_blob(blob.bytes(), cancel, Origin::just_made).header.hash, hash);
  }
}

TEST(BlobFormat, StopsHashingWhenAskedTo) {
  CancelToken never;
  ByteBuffer blob;
  blob.append_zeros(std::size_t{20} << 20);
  seal_blob(blob, Kind::points, 0, never);
  const auto stopping = [] { return CancelToken([](void*) { return true; }, nullptr); };
  CancelToken opening = stopping();
  EXPECT_THROW(open_blob(blob.bytes(), opening), Cancelled);
  CancelToken sealing = stopping();
  EXPECT_THROW(seal_blob(blob, Kind::points, 0, sealing), Cancelled);
}

TEST(BlobFormat, KnowsItsKindsByName) {
  EXPECT_EQ(kind_named("points"), Kind::points);
  EXPECT_EQ(kind_named("crosstab"), Kind::crosstab);
  EXPECT_EQ(kind_named("data set"), std::nullopt);
  EXPECT_EQ(name_of(Kind::crosstab), "crosstab");
  EXPECT_EQ(noun_of(Kind::crosstab), "a crosstab");
  EXPECT_EQ(noun_of(Kind::points), "points");
}

}  // namespace
}  // namespace clusterlite
