// Data sets that somebody has damaged, by accident or on purpose. Damage is found by the checksum; a forger
// can compute a checksum, so behind it every offset, count and index is checked too: never a crash, a hang or
// a huge allocation.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <random>

#include "datasets/crosstab.hpp"
#include "datasets/links.hpp"
#include "datasets/point_keys.hpp"
#include "datasets/points.hpp"
#include "distance/dbscan.hpp"
#include "distance/neighbour_count.hpp"
#include "indicators/location_quotient.hpp"
#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

using Bytes = std::vector<std::byte>;
using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t end) {
  return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
}

// ---- honest data sets

Bytes take(ByteBuffer blob) { return {blob.bytes().begin(), blob.bytes().end()}; }

Bytes points(bool weights, bool groups, bool texts) {
  CancelToken cancel;
  PointsBuilder builder(weights, groups);
  const std::string groups_of[] = {"A", "가", ""};
  for (int i = 0; i < 60; ++i) {
    const std::string text = "firm " + std::to_string(i);
    const KeyView id =
        texts && i % 3 != 0 ? KeyView::of(std::string_view(text)) : KeyView::of(std::int64_t{i});
    const KeyView group = KeyView::of(std::string_view(groups_of[i % 3]));
    const double x = i % 10 == 9 ? std::nan("") : i % 7 * 10.0;
    const double weight = !weights ? 1.0 : i % 13 == 0 ? std::nan("") : i;
    builder.add(id, x, std::isnan(x) ? x : i / 7 * 10.0, weight, groups ? &group : nullptr);
  }
  return take(builder.finish(cancel));
}

Bytes crosstab(bool cells_only) {
  CancelToken cancel;
  CrosstabBuilder builder;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "region " + std::to_string(i % 7);
    const KeyView region = KeyView::of(std::string_view(name));
    const KeyView industry = i % 5 == 0 ? KeyView::of(0.5 + i % 3) : KeyView::of(std::int64_t{i % 11});
    if (cells_only) {
      builder.add_cell(region, industry, i % 9 == 0 ? std::nullopt : std::optional(i * 1.25), std::nullopt,
                       4.0 * i);
    } else {
      builder.add_firm(region, industry, i % 9 == 0 ? std::nullopt : std::optional(std::int64_t{i}));
    }
  }
  return take(builder.finish(cancel));
}

Bytes links() {
  CancelToken cancel;
  LinksBuilder builder(true, true);
  for (int i = 0; i < 60; ++i) {
    const std::string name = "firm " + std::to_string(i * 7 % 20);
    const KeyView kind = KeyView::of(std::int64_t{i % 3});
    builder.add(KeyView::of(std::int64_t{i % 17}), KeyView::of(std::string_view(name)), i,
                i % 4 == 0 ? nullptr : &kind);
  }
  return take(builder.finish(cancel));
}

struct Sample {
  std::string name;
  Bytes bytes;
};

std::vector<Sample> samples() {
  return {{"points", points(false, false, false)},
          {"points with weights and groups", points(true, true, false)},
          {"points with text ids", points(false, false, true)},
          {"points with all", points(true, true, true)},
          {"crosstab of firms", crosstab(false)},
          {"crosstab of cells", crosstab(true)},
          {"links", links()}};
}

// ---- damage

void put(Bytes& bytes, std::size_t at, std::uint64_t value, std::size_t width) {
  std::memcpy(bytes.data() + at, &value, std::min(width, bytes.size() - at));
}

// One change somewhere behind `from`.
void damage(Bytes& bytes, Random& random, std::size_t from) {
  constexpr std::uint64_t kTelling[] = {0,
                                        1,
                                        2,
                                        0x7F,
                                        0xFF,
                                        0xFFFF,
                                        0x7FFFFFFF,
                                        0x80000000,
                                        0xFFFFFFFF,
                                        0x100000000,
                                        0x7FFFFFFFFFFFFFFF,
                                        0x8000000000000000,
                                        0xFFFFFFFFFFFFFFFF,
                                        0x7FF0000000000000,  // infinity
                                        0xFFF0000000000000,
                                        0x7FF8000000000000,
                                        0x7FEFFFFFFFFFFFFF,
                                        0xBFF0000000000000};
  constexpr std::size_t kWidths[] = {1, 2, 4, 8};
  if (bytes.size() <= from) {
    bytes.resize(from + 1 + below(random, 200));
    return;
  }
  const std::size_t at = from + below(random, bytes.size() - from);
  // Headers are small and most telling: half of all changes fall into the first 144 bytes.
  const std::size_t early = from + below(random, std::min<std::size_t>(bytes.size() - from, 144));
  const std::size_t place = below(random, 2) == 0 ? at : early;
  switch (below(random, 7)) {
    case 0:
      bytes[place] ^= std::byte{1} << below(random, 8);
      break;
    case 1:
      put(bytes, place / 4 * 4 < from ? from : place / 4 * 4, kTelling[below(random, std::size(kTelling))],
          8);
      break;
    case 2:
      put(bytes, place, kTelling[below(random, std::size(kTelling))], kWidths[below(random, 4)]);
      break;
    case 3:
      put(bytes, place, random(), kWidths[below(random, 4)]);
      break;
    case 4:
      bytes.resize(at);
      break;
    case 5:
      bytes.resize(bytes.size() + 1 + below(random, 100), std::byte(random()));
      break;
    default: {  // one part over another
      const std::size_t source = from + below(random, bytes.size() - from);
      const std::size_t length =
          std::min({below(random, 64) + 1, bytes.size() - place, bytes.size() - source});
      std::memmove(bytes.data() + place, bytes.data() + source, length);
    }
  }
}

// The damaged bytes under a header that fits them.
Bytes forge(const Bytes& honest, Random& random) {
  Bytes bytes = honest;
  for (std::size_t changes = 1 + below(random, 4); changes > 0; --changes)
    damage(bytes, random, BlobHeader::kBytes);
  ByteBuffer sealed;
  sealed.append(bytes.data(), std::max<std::size_t>(bytes.size(), BlobHeader::kBytes));
  auto flags = load<std::uint16_t>(honest.data() + 6);
  if (below(random, 4) == 0)
    flags = static_cast<std::uint16_t>(random() & (below(random, 2) == 0 ? 0xF : 0xFFFF));
  auto kind = static_cast<Kind>(load<std::uint8_t>(honest.data() + 4));
  if (below(random, 20) == 0) kind = static_cast<Kind>(1 + below(random, 3));
  seal_blob(sealed, kind, flags);
  return take(std::move(sealed));
}

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
  PointsBuilder builder(view.has_weights(), view.has_groups());
  builder.append(view, cancel);
  const ByteBuffer again = builder.finish(cancel);
  EXPECT_EQ(PointsView::open(again.bytes(), cancel).size(), view.size());
  EXPECT_LE(letters, 64 * bytes.size());
}

void use_crosstab(const Bytes& bytes) {
  CancelToken cancel;
  const Crosstab table = Crosstab::open(bytes, cancel);
  CrosstabBuilder builder;
  builder.append(table, cancel);
  try {
    const ByteBuffer again = builder.finish(cancel);
    EXPECT_EQ(Crosstab::open(again.bytes(), cancel).cells.size(), table.cells.size());
  } catch (const Error&) {  // sums beyond the range of a double
  }
  location_quotients(table, cancel);
}

void use_links(const Bytes& bytes) {
  CancelToken cancel;
  const LinksView view = LinksView::open(bytes, cancel);
  LinksBuilder builder(view.has_weights(), view.has_kinds());
  builder.append(view, cancel);
  const ByteBuffer again = builder.finish(cancel);
  EXPECT_EQ(LinksView::open(again.bytes(), cancel).size(), view.size());
}

void use(const Bytes& bytes) {
  switch (open_blob(bytes).header.kind) {
    case Kind::points:
      return use_points(bytes);
    case Kind::crosstab:
      return use_crosstab(bytes);
    case Kind::links:
      return use_links(bytes);
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
  for (const Sample& sample : samples()) {
    for (std::size_t at = BlobHeader::kBytes; at < 144 && at + 8 <= sample.bytes.size(); at += 4) {
      for (const std::uint64_t count :
           {0xFFFFFFFFULL, 0x7FFFFFFFULL, 0x0AAAAAAAAAAAAAAAULL, 0xFFFFFFFFFFFFFFFFULL}) {
        for (const std::size_t width : {std::size_t{4}, std::size_t{8}}) {
          Bytes bytes = sample.bytes;
          put(bytes, at, count, width);
          ByteBuffer sealed;
          sealed.append(bytes.data(), bytes.size());
          seal_blob(sealed, open_blob(sample.bytes).header.kind,
                    load<std::uint16_t>(sample.bytes.data() + 6));
          is_refused(take(std::move(sealed)));
        }
      }
    }
  }
}

// Two groups of one key, which an honest collector never writes.
TEST(HostileDataSet, ADoubledGroupKeyIsRefused) {
  Bytes bytes = points(false, true, false);
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
  seal_blob(sealed, Kind::points, load<std::uint16_t>(bytes.data() + 6));
  EXPECT_TRUE(is_refused(take(std::move(sealed))));
}

// ---- the same through SQL

class HostileSql : public ::testing::Test {
 protected:
  // The result code; on an error the message must be one of ours.
  int run(const std::string& sql, const Bytes& bytes) {
    OpenStatement statement(db_, sql);
    EXPECT_EQ(statement.code(), SQLITE_OK) << sqlite3_errmsg(db_.handle());
    sqlite3_bind_blob64(statement.get(), 1, bytes.data(), bytes.size(), SQLITE_STATIC);
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) {
      code = statement.step();
      for (int i = 0; code == SQLITE_ROW && i < sqlite3_column_count(statement.get()); ++i) {
        sqlite3_column_blob(statement.get(), i);
      }
    }
    if (code == SQLITE_DONE) return code;
    EXPECT_EQ(code, SQLITE_ERROR);
    EXPECT_EQ(std::string(sqlite3_errmsg(db_.handle())).substr(0, 3), "cl_");
    return code;
  }

  static constexpr const char* kQueries[] = {
      "SELECT * FROM cl_describe(?1)",
      "SELECT * FROM cl_dbscan(?1, 15, 3)",
      "SELECT * FROM cl_dbscan(?1, 15, 3, 'planar') WHERE id IN (0, 7, 'firm 7')",
      "SELECT * FROM cl_neighbour_count(?1, 15)",
      "SELECT * FROM cl_location_quotient(?1)",
      "SELECT rows FROM cl_describe((SELECT cl_merge(?1)))",
      "SELECT cl_merge(d) FROM (SELECT ?1 AS d UNION ALL SELECT ?1)",
  };

  Database db_;
};

TEST_F(HostileSql, DamageIsAnErrorInEveryFunction) {
  Random random(3);
  for (const Sample& sample : samples()) {
    for (int i = 0; i < sized(300, 80); ++i) {
      Bytes bytes = sample.bytes;
      damage(bytes, random, 0);
      if (bytes == sample.bytes) continue;
      for (const char* const query : kQueries)
        ASSERT_EQ(run(query, bytes), SQLITE_ERROR) << sample.name << "\n" << query;
    }
  }
}

TEST_F(HostileSql, AForgeryIsRefusedOrHarmlessInEveryFunction) {
  Random random(4);
  for (const Sample& sample : samples()) {
    for (int i = 0; i < sized(1000, 200); ++i) {
      const Bytes bytes = forge(sample.bytes, random);
      for (const char* const query : kQueries) run(query, bytes);
      if (::testing::Test::HasFailure()) FAIL() << sample.name << " " << i;
    }
  }
}

TEST_F(HostileSql, TheMessageSaysWhatIsWrong) {
  Bytes bytes = points(false, false, false);
  const auto message = [&](const Bytes& changed) {
    EXPECT_EQ(run("SELECT * FROM cl_dbscan(?1, 15, 3)", changed), SQLITE_ERROR);
    return std::string(sqlite3_errmsg(db_.handle()));
  };
  const std::string size = std::to_string(bytes.size());
  EXPECT_EQ(
      message(Bytes(bytes.begin(), bytes.begin() + 100)),
      "cl_dbscan: argument 1 is a damaged data set: it was written with " + size + " bytes and now has 100");
  bytes.push_back(std::byte{0});
  EXPECT_EQ(message(bytes), "cl_dbscan: argument 1 is a damaged data set: it was written with " + size +
                                " bytes and now has " + std::to_string(bytes.size()));
  bytes.pop_back();
  bytes[200] ^= std::byte{4};
  EXPECT_EQ(message(bytes),
            "cl_dbscan: argument 1 is a damaged data set: its content does not match its checksum");
  bytes[5] = std::byte{2};
  EXPECT_EQ(message(bytes),
            "cl_dbscan: argument 1 is a data set of format version 2; this ClusterLite reads version 1");
  bytes[0] = std::byte{'X'};
  EXPECT_EQ(message(bytes),
            "cl_dbscan: argument 1 is a BLOB of " + size + " bytes that is not a data set of ClusterLite");
}

}  // namespace
}  // namespace clusterlite::testing
