// Data sets that somebody has damaged, by accident or on purpose. Damage is found by the checksum; a forger
// can compute a checksum, so behind it every offset, count and index is checked too: never a crash, a hang or
// a huge allocation.
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>

#include "datasets/crosstab.hpp"
#include "datasets/labels.hpp"
#include "datasets/links.hpp"
#include "datasets/point_keys.hpp"
#include "datasets/points.hpp"
#include "distance/clusters/dbscan.hpp"
#include "distance/neighbours/neighbour_count.hpp"
#include "geometry/shapes/shape_dbscan.hpp"
#include "indicators/crosstab/location_quotient.hpp"
#include "robustness/damaged_data_sets.hpp"
#include "robustness/support.hpp"
#include "statistics/weights/tie_source.hpp"

namespace clusterlite::testing {
namespace {

// ---- use

void use_points(const Bytes& bytes) {
  CancelToken cancel;
  const PointsView view = PointsView::open(bytes, cancel);
  const PointKeys keys(view, cancel);
  std::size_t letters = 0;
  for (std::size_t row = 0; row < view.size(); ++row) {
    letters += to_text(keys.id(row)).size();
    if (const auto group = keys.group_key(row)) letters += to_text(*group).size();
  }
  EXPECT_EQ(dbscan(view, {.eps = 15, .min_points = 3}, cancel).size(), view.size());
  EXPECT_EQ(count_neighbours(view, 15, Metric::planar, Threads(1), cancel).neighbours.size(), view.size());
  try {
    dbscan(view, {.eps = 15, .min_points = 3, .metric = Metric::geodesic}, cancel);
  } catch (const Error&) {  // coordinates that are no longitude and latitude
  }
  if (view.has_shapes()) {
    const GeosContext geos;
    DbscanResult result(view.size(), cancel);
    NeighbourCounts counts;
    counts.neighbours.resize(view.size());
    counts.weight_within.resize(view.size());
    try {
      dbscan_of_shapes(view, {.eps = 15, .min_points = 3}, geos, cancel, result);
      count_neighbours_of_shapes(view, 15, geos, cancel, counts);
    } catch (const Error&) {  // a point beyond the bounds of shapes
    }
  }
  PointsBuilder builder(view.has_weights(), view.has_groups());
  builder.append(view, cancel);
  const ByteBuffer again = builder.finish(cancel);
  EXPECT_EQ(PointsView::open(again.bytes(), cancel).size(), view.size());
  EXPECT_LE(letters, 64 * bytes.size());
}

void use_crosstab(const Bytes& bytes) {
  CancelToken cancel;
  Crosstab table = Crosstab::open(bytes, cancel);
  CrosstabBuilder builder;
  builder.append(table, cancel);
  try {
    const ByteBuffer again = builder.finish(cancel);
    EXPECT_EQ(Crosstab::open(again.bytes(), cancel).cells.size(), table.cells.size());
  } catch (const Error&) {  // sums beyond the range of a double
  }
  location_quotients(std::move(table), cancel);
}

void use_links(const Bytes& bytes) {
  CancelToken cancel;
  const LinksView view = LinksView::open(bytes, cancel);
  LinksBuilder builder(view.has_weights(), view.has_kinds());
  builder.append(view, cancel);
  const ByteBuffer again = builder.finish(cancel);
  EXPECT_EQ(LinksView::open(again.bytes(), cancel).size(), view.size());
}

void use_labels(const Bytes& bytes) {
  CancelToken cancel;
  const LabelsView view = LabelsView::open(bytes, cancel);
  LabelsBuilder builder;
  builder.append(view, cancel);
  const ByteBuffer again = builder.finish(cancel);
  const LabelsView other = LabelsView::open(again.bytes(), cancel);
  EXPECT_EQ(other.size(), view.size());
  EXPECT_EQ(other.rows(), view.rows());
  EXPECT_EQ(other.ids().size(), view.ids().size());
}

void use_values(const Bytes& bytes) {
  CancelToken cancel;
  const ValuesView view = ValuesView::open(bytes, cancel);
  ValuesBuilder builder(view.has_groups());
  builder.append(view, cancel);
  const ByteBuffer again = builder.finish(cancel);
  EXPECT_EQ(ValuesView::open(again.bytes(), cancel).size(), view.size());
}

void use_weights(const Bytes& bytes) {
  CancelToken cancel;
  const WeightsView view = WeightsView::open(bytes, cancel);
  const TieSource source(view, cancel);
  std::vector<std::uint32_t> nodes(source.size());
  std::iota(nodes.begin(), nodes.end(), 0U);
  const auto weights = source.among(nodes, cancel);
  const std::vector<double> ones(nodes.size(), 1);
  std::vector<double> counts(nodes.size());
  weights->multiply(ones, Power::tie, counts, Threads(1), cancel);
  std::vector<SpatialWeights::Tie> ties;
  for (const std::uint32_t node : nodes) {
    weights->ties_of(node, ties, cancel);
    EXPECT_EQ(static_cast<double>(ties.size()), counts[node]);
  }
}

void use(const Bytes& bytes) {
  CancelToken cancel;
  switch (open_blob(bytes, cancel).header.kind) {
    case Kind::points:
      return use_points(bytes);
    case Kind::crosstab:
      return use_crosstab(bytes);
    case Kind::links:
      return use_links(bytes);
    case Kind::labels:
      return use_labels(bytes);
    case Kind::values:
      return use_values(bytes);
    case Kind::weights:
      return use_weights(bytes);
    default:
      FAIL() << "a kind this test does not know";
  }
}

// True when it was refused; any other exception fails the test.
bool is_refused(const Bytes& bytes) {
  try {
    use(bytes);
    return false;
  } catch (const Error& error) {
    EXPECT_GT(std::strlen(error.what()), 10U);
    return true;
  }
}

TEST(HostileDataSet, HonestOnesAreTaken) {
  for (const Sample& sample : samples()) EXPECT_FALSE(is_refused(sample.bytes)) << sample.name;
}

TEST(HostileDataSet, AnyDamageIsFoundByTheChecksum) {
  Random random(1);
  for (const Sample& sample : samples()) {
    for (int i = 0; i < sized(4000, 800); ++i) {
      Bytes bytes = sample.bytes;
      for (std::size_t changes = 1 + below(random, 3); changes > 0; --changes) damage(bytes, random, 0);
      if (bytes == sample.bytes) continue;
      ASSERT_TRUE(is_refused(bytes)) << sample.name << " " << i;
    }
    for (std::size_t length = 0; length < sample.bytes.size(); ++length) {
      ASSERT_TRUE(is_refused(
          Bytes(sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(length))));
    }
    for (std::size_t bit = 0; bit < 8 * std::min<std::size_t>(sample.bytes.size(), 300); ++bit) {
      Bytes bytes = sample.bytes;
      bytes[bit / 8] ^= std::byte{1} << (bit % 8);
      ASSERT_TRUE(is_refused(bytes)) << sample.name << " bit " << bit;
    }
  }
}

TEST(HostileDataSet, AForgeryIsRefusedOrHarmless) {
  Random random(2);
  for (const Sample& sample : samples()) {
    int refused = 0;
    const int forgeries = sized(20000, 3000);
    for (int i = 0; i < forgeries; ++i) refused += is_refused(forge(sample.bytes, random)) ? 1 : 0;
    EXPECT_GT(refused, forgeries / 4) << sample.name;  // the changes do reach what is checked
    EXPECT_LT(refused, forgeries) << sample.name;      // and some leave a data set that is only another one
  }
}

// Counts that promise more than the bytes hold must not be believed before they are checked.
TEST(HostileDataSet, HugeCountsAllocateNothing) {
  CancelToken cancel;
  for (const Sample& sample : samples()) {
    for (std::size_t at = BlobHeader::kBytes; at < 144 && at + 8 <= sample.bytes.size(); at += 4) {
      for (const std::uint64_t count :
           {0xFFFFFFFFULL, 0x7FFFFFFFULL, 0x0AAAAAAAAAAAAAAAULL, 0xFFFFFFFFFFFFFFFFULL}) {
        for (const std::size_t width : {std::size_t{4}, std::size_t{8}}) {
          Bytes bytes = sample.bytes;
          put(bytes, at, count, width);
          ByteBuffer sealed;
          sealed.append(bytes.data(), bytes.size());
          seal_blob(sealed, open_blob(sample.bytes, cancel).header.kind,
                    load<std::uint16_t>(sample.bytes.data() + 6), cancel);
          is_refused(take(std::move(sealed)));
        }
      }
    }
  }
}

// Two groups of one key, which an honest collector never writes.
TEST(HostileDataSet, ADoubledGroupKeyIsRefused) {
  Bytes bytes = points_bytes(false, true, false);
  const std::string key = "A";
  // The keys at the end: 'A', '가', ''. The text of the second one becomes that of the first.
  const auto heap = load<std::uint64_t>(bytes.data() + 112);
  ASSERT_EQ(heap, (5 + 1) + (5 + 3) + 5U);
  const std::size_t second = bytes.size() - heap + 6;
  const Bytes last(bytes.end() - 5, bytes.end());
  bytes.resize(second);
  ByteBuffer sealed;
  sealed.append(bytes.data(), bytes.size());
  append_key(sealed, KeyView::of(std::string_view(key)));
  sealed.append(last.data(), last.size());
  store(sealed.data() + 112, std::uint64_t{6 + 6 + 5});
  CancelToken cancel;
  seal_blob(sealed, Kind::points, load<std::uint16_t>(bytes.data() + 6), cancel);
  EXPECT_TRUE(is_refused(take(std::move(sealed))));
}

}  // namespace
}  // namespace clusterlite::testing
