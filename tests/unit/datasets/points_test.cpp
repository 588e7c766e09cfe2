// The data set "points": what goes in comes out, and nothing else is ever taken for one.
#include "datasets/points.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "datasets/point_keys.hpp"
#include "unit/datasets/support.hpp"

namespace clusterlite {
namespace {

using testing_support::Bytes;
using testing_support::copy_of;
using testing_support::error_of;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct Row {
  KeyView id;
  double x = 0;
  double y = 0;
  double weight = 1;
  KeyView group;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> rows = {
      {KeyView::of(std::int64_t{1}), 10, -20, 5, KeyView::of("C14")},
      {KeyView::of(std::int64_t{-7}), -1e-300, 1e100, 0, KeyView::of(std::int64_t{2003})},
      {KeyView::of(std::numeric_limits<std::int64_t>::max()), kMissing, kMissing, 3, KeyView::of("C14")},
      {KeyView::of(2.5), 0.1, 0.2, kMissing, KeyView::of(2003.5)},
      {KeyView::of("강남 1"), 127.5, 37.5, 1.5, KeyView::of("의류")},
      {KeyView::of(std::int64_t{0}), 0, 0, 1, KeyView::of("C14")},
  };
  return rows;
}

// Where the number of x in row 0 of a data set without weights and groups stands (points.hpp).
constexpr std::size_t kFirstRow = 144;

ByteBuffer build(bool weights, bool groups, std::size_t first, std::size_t end) {
  PointsBuilder builder(weights, groups);
  for (std::size_t i = first; i < end; ++i) {
    const Row& row = rows()[i];
    builder.add(row.id, row.x, row.y, weights ? row.weight : 1, groups ? &row.group : nullptr);
  }
  builder.skip();
  CancelToken cancel;
  return builder.finish(cancel);
}

void expect_same(double got, double wanted) {
  if (std::isnan(wanted)) {
    EXPECT_TRUE(std::isnan(got));
  } else {
    EXPECT_EQ(got, wanted);
  }
}

TEST(Points, ComeBackAsTheyWere) {
  CancelToken cancel;
  for (const bool weights : {false, true}) {
    for (const bool groups : {false, true}) {
      const ByteBuffer blob = build(weights, groups, 0, rows().size());
      const PointsView view = PointsView::open(blob.bytes(), cancel);
      ASSERT_EQ(view.size(), rows().size());
      EXPECT_EQ(view.has_weights(), weights);
      EXPECT_EQ(view.has_groups(), groups);
      EXPECT_FALSE(view.has_integer_ids());
      EXPECT_EQ(view.group_count(), groups ? 4U : 1U);
      EXPECT_EQ(view.summary().skipped, 1U);
      EXPECT_EQ(view.summary().missing_weights, weights ? 1U : 0U);
      EXPECT_EQ(view.summary().located, weights ? 4U : 5U);
      for (std::size_t i = 0; i < rows().size(); ++i) {
        const Row& row = rows()[i];
        EXPECT_EQ(view.id(i).type, row.id.type);
        EXPECT_TRUE(view.id(i) == row.id);
        expect_same(view.x(i), row.x);
        expect_same(view.y(i), row.y);
        expect_same(view.weight(i), weights ? row.weight : 1);
        EXPECT_EQ(view.located(i), !std::isnan(row.x) && !(weights && std::isnan(row.weight)));
        if (groups) {
          EXPECT_TRUE(view.group_key(view.group(i)) == row.group);
        } else {
          EXPECT_EQ(view.group(i), 0U);
        }
      }
    }
  }
}

TEST(Points, NoneAreADataSet) {
  CancelToken cancel;
  PointsBuilder builder(false, false);
  const ByteBuffer blob = builder.finish(cancel);
  EXPECT_EQ(blob.size(), 144U);
  const PointsView view = PointsView::open(blob.bytes(), cancel);
  EXPECT_EQ(view.size(), 0U);
  EXPECT_TRUE(std::isnan(view.summary().min_x));
  EXPECT_EQ(view.summary().srid, -1);
  EXPECT_TRUE(view.ids_rise());
}

TEST(Points, TakeAsFewBytesARowAsTheirIdsNeed) {
  CancelToken cancel;
  constexpr std::int64_t kRows = 10'000;
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
  const auto bytes_of = [&](const auto& id_of, bool weights, bool groups) {
    PointsBuilder builder(weights, groups);
    const KeyView group = KeyView::of("J62");
    for (std::int64_t i = 0; i < kRows; ++i) {
      builder.add(KeyView::of(id_of(i)), 1, 2, 3, groups ? &group : nullptr);
    }
    const ByteBuffer blob = builder.finish(cancel);
    const PointsView view = PointsView::open(blob.bytes(), cancel);
    const PointKeys keys(view, cancel);
    for (std::int64_t i = 0; i < kRows; ++i) {
      const auto row = static_cast<std::size_t>(i);
      EXPECT_EQ(view.integer_id(row), id_of(i));
      EXPECT_EQ(keys.integer_id(row), id_of(i));
    }
    return blob.size();
  };
  const auto sequence = [](std::int64_t i) { return i - 5; };
  EXPECT_EQ(bytes_of(sequence, false, false), 144 + 16 * kRows);
  EXPECT_EQ(bytes_of(sequence, true, false), 144 + 24 * kRows);
  EXPECT_EQ(bytes_of(sequence, true, true), 144 + 28 * kRows + 8);
  EXPECT_EQ(bytes_of([](std::int64_t i) { return kGreatest - kRows + i + 1; }, false, false),
            144 + 16 * kRows);
  // One left out; in any order above the first; as far as 32 bits go.
  EXPECT_EQ(bytes_of([](std::int64_t i) { return i < 5000 ? i : i + 1; }, false, false), 144 + 20 * kRows);
  EXPECT_EQ(bytes_of([](std::int64_t i) { return i == 0 ? 7 : kRows + 7 - i; }, false, false),
            144 + 20 * kRows);
  EXPECT_EQ(bytes_of([](std::int64_t i) { return i == kRows - 1 ? 0xFFFFFFFF : i; }, false, false),
            144 + 20 * kRows);
  // Farther, below the first, and (modulo 2^64) across the ends of 64 bits.
  EXPECT_EQ(bytes_of([](std::int64_t i) { return i == kRows - 1 ? 0x100000000 : i; }, false, false),
            144 + 24 * kRows);
  EXPECT_EQ(bytes_of([](std::int64_t i) { return kRows - i; }, false, false), 144 + 24 * kRows);
  EXPECT_EQ(bytes_of([](std::int64_t i) { return i == 0 ? kGreatest : kLeast + i; }, false, false),
            144 + 20 * kRows);
  EXPECT_EQ(bytes_of([](std::int64_t i) { return i == 0 ? kLeast : kGreatest - i; }, false, false),
            144 + 24 * kRows);
}

TEST(Points, KnowTheBoxOfTheLocatedRows) {
  CancelToken cancel;
  PointsBuilder builder(true, false);
  builder.add(KeyView::of(std::int64_t{1}), 900, 900, kMissing);
  builder.add(KeyView::of(std::int64_t{2}), 3, -4);
  builder.add(KeyView::of(std::int64_t{3}), kMissing, kMissing);
  builder.add(KeyView::of(std::int64_t{4}), -5, 8);
  const ByteBuffer blob = builder.finish(cancel);
  const PointsSummary summary = PointsView::open(blob.bytes(), cancel).summary();
  EXPECT_EQ(summary.min_x, -5);
  EXPECT_EQ(summary.max_x, 3);
  EXPECT_EQ(summary.min_y, -4);
  EXPECT_EQ(summary.max_y, 8);
  EXPECT_EQ(summary.located, 2U);
}

// ids of mixed types, in rising order or not, with or without a duplicate
TEST(Points, FindDuplicateIdsOfAllTypes) {
  const auto finish = [](const std::vector<KeyView>& ids) {
    return error_of([&] {
      CancelToken cancel;
      PointsBuilder builder(false, false);
      for (const KeyView& id : ids) builder.add(id, 0, 0);
      builder.finish(cancel);
    });
  };
  const KeyView one = KeyView::of(std::int64_t{1});
  const KeyView two = KeyView::of(std::int64_t{2});
  EXPECT_EQ(finish({one, two}), "");
  EXPECT_EQ(finish({two, one}), "");
  EXPECT_EQ(finish({one, KeyView::of(1.0), KeyView::of("1")}), "") << "rising: an integer, a real and a text";
  EXPECT_EQ(finish({KeyView::of("1"), KeyView::of(1.0), one}), "");
  EXPECT_EQ(finish({one, one}), "id 1 occurs more than once; ids must be unique");
  EXPECT_EQ(finish({one, two, one}), "id 1 occurs more than once; ids must be unique");
  EXPECT_EQ(finish({KeyView::of("a"), KeyView::of("a")}), "id 'a' occurs more than once; ids must be unique");
  EXPECT_EQ(finish({KeyView::of("a"), two, one, KeyView::of("b"), KeyView::of("a")}),
            "id 'a' occurs more than once; ids must be unique");
  EXPECT_EQ(finish({two, KeyView::of("a"), two}), "id 2 occurs more than once; ids must be unique");
  EXPECT_EQ(finish({KeyView::of(0.0), KeyView::of(-0.0)}), "id -0 occurs more than once; ids must be unique");
}

TEST(Points, MayRepeatIdsInOtherGroups) {
  CancelToken cancel;
  const KeyView id = KeyView::of(std::int64_t{1});
  const KeyView a = KeyView::of("a");
  const KeyView b = KeyView::of("b");
  PointsBuilder builder(false, true);
  builder.add(id, 0, 0, 1, &a);
  builder.add(id, 0, 0, 1, &b);
  EXPECT_EQ(error_of([&] { builder.finish(cancel); }), "");

  PointsBuilder twice(false, true);
  for (const KeyView* const group : {&a, &b, &a}) twice.add(id, 0, 0, 1, group);
  EXPECT_EQ(error_of([&] { twice.finish(cancel); }),
            "id 1 occurs more than once in group 'a'; ids must be unique");
}

TEST(Points, RememberWhetherIdsRise) {
  CancelToken cancel;
  const auto rise = [&](const std::vector<KeyView>& ids) {
    PointsBuilder builder(false, false);
    for (const KeyView& id : ids) builder.add(id, 0, 0);
    const ByteBuffer blob = builder.finish(cancel);
    return PointsView::open(blob.bytes(), cancel).ids_rise();
  };
  EXPECT_TRUE(rise({KeyView::of(std::int64_t{-5}), KeyView::of(std::int64_t{3})}));
  EXPECT_FALSE(rise({KeyView::of(std::int64_t{3}), KeyView::of(std::int64_t{-5})}));
  EXPECT_TRUE(rise({KeyView::of(std::int64_t{3}), KeyView::of("a"), KeyView::of("b")}));
  EXPECT_FALSE(rise({KeyView::of("a"), KeyView::of(std::int64_t{3})}));
  EXPECT_FALSE(rise({KeyView::of(std::int64_t{1}), KeyView::of(std::int64_t{3}), KeyView::of(2.5)}));
}

TEST(Points, MergedAreThoseOfTheWhole) {
  CancelToken cancel;
  for (const bool weights : {false, true}) {
    for (const bool groups : {false, true}) {
      const Bytes whole = copy_of(build(weights, groups, 0, rows().size()));
      for (std::size_t cut = 0; cut <= rows().size(); ++cut) {
        const ByteBuffer head = build(weights, groups, 0, cut);
        const ByteBuffer tail = build(weights, groups, cut, rows().size());
        PointsBuilder merged(weights, groups);
        merged.append(PointsView::open(head.bytes(), cancel), cancel);
        merged.append(PointsView::open(tail.bytes(), cancel), cancel);
        const ByteBuffer blob = merged.finish(cancel);
        const PointsView view = PointsView::open(blob.bytes(), cancel);
        EXPECT_EQ(view.summary().skipped, 2U);
        // Apart from the row that was skipped twice, the bytes are those of the whole.
        Bytes bytes = copy_of(blob);
        bytes[40] = std::byte{1};
        const std::size_t body = BlobHeader::kBytes;
        EXPECT_TRUE(std::equal(bytes.begin() + body, bytes.end(), whole.begin() + body, whole.end())) << cut;
      }
    }
  }
}

TEST(Points, MergeOnlyWithTheirLike) {
  CancelToken cancel;
  const ByteBuffer plain = build(false, false, 0, 1);
  const ByteBuffer weighted = build(true, false, 1, 2);
  const ByteBuffer grouped = build(false, true, 1, 2);
  const auto append_to_plain = [&](const ByteBuffer& other) {
    return error_of([&] {
      PointsBuilder builder(false, false);
      builder.append(PointsView::open(plain.bytes(), cancel), cancel);
      builder.append(PointsView::open(other.bytes(), cancel), cancel);
    });
  };
  EXPECT_EQ(append_to_plain(weighted),
            "some of the data sets have weights, others have none; collect all of them alike");
  EXPECT_EQ(append_to_plain(grouped),
            "some of the data sets have group keys, others have none; collect all of them alike");
}

TEST(Points, HaveOneSrid) {
  CancelToken cancel;
  PointsBuilder builder(false, false);
  builder.add(KeyView::of(std::int64_t{1}), 0, 0, 1, nullptr, std::nullopt);
  builder.add(KeyView::of(std::int64_t{2}), 0, 0, 1, nullptr, 5179);
  builder.add(KeyView::of(std::int64_t{3}), kMissing, kMissing, 1, nullptr, 4326);  // not located: has no say
  EXPECT_EQ(error_of([&] { builder.add(KeyView::of(std::int64_t{4}), 0, 0, 1, nullptr, 4326); }),
            "the geometries must be of one SRID (got 5179 and 4326)");

  PointsBuilder good(false, false);
  good.add(KeyView::of(std::int64_t{2}), 0, 0, 1, nullptr, 5179);
  const ByteBuffer blob = good.finish(cancel);
  PointsBuilder merged(false, false);
  merged.add(KeyView::of(std::int64_t{1}), 0, 0);
  merged.append(PointsView::open(blob.bytes(), cancel), cancel);
  const ByteBuffer merged_blob = merged.finish(cancel);
  EXPECT_EQ(PointsView::open(merged_blob.bytes(), cancel).summary().srid, 5179);
}

TEST(Points, DamageIsFound) {
  CancelToken cancel;
  const auto open = [&](const Bytes& bytes) { PointsView::open(std::span(bytes), cancel); };
  testing_support::expect_damage_is_found(copy_of(build(false, false, 0, 2)), open);
  testing_support::expect_damage_is_found(copy_of(build(true, true, 0, rows().size())), open);
}

// Beyond 1e100 squares and cell numbers leave their range: neither collected nor believed.
TEST(Points, LieWithinTheRangeOfCoordinates) {
  CancelToken cancel;
  for (const double far : {1.0000001e100, -1e308, std::numeric_limits<double>::infinity()}) {
    PointsBuilder builder(false, false);
    EXPECT_NE(error_of([&] { builder.add_point(7, far, 0); }), "");
    EXPECT_NE(error_of([&] { builder.add_point(7, 0, far); }), "");
    EXPECT_EQ(error_of([&] { builder.add(KeyView::of("a"), 0, far); }),
              concat("y must lie within -1e100..1e100 (got ", far, " for id 'a')"));
    PointsBuilder good(false, false);
    good.add_point(7, 1e100, -1e100);
    const Bytes bytes = copy_of(good.finish(cancel));
    EXPECT_EQ(PointsView::open(std::span(bytes), cancel).summary().located, 1U);
    for (const std::size_t axis : {0U, 1U}) {
      Bytes forged = bytes;
      store(forged.data() + kFirstRow + 8 * axis, far);
      store(forged.data() + 64 + 16 * axis, far);  // and its box
      store(forged.data() + 72 + 16 * axis, far);
      const Bytes sealed =
          testing_support::resealed(forged, Kind::points, load<std::uint16_t>(bytes.data() + 6));
      EXPECT_EQ(error_of([&] { PointsView::open(std::span(sealed), cancel); }),
                "a damaged data set: a coordinate or weight is out of range");
    }
  }
}

TEST(Points, ForgedOnesAreReadSafelyOrRefused) {
  CancelToken cancel;
  const auto read = [&](const Bytes& bytes) {
    const PointsView view = PointsView::open(std::span(bytes), cancel);
    std::size_t located = 0;
    for (std::size_t i = 0; i < view.size(); ++i) {
      EXPECT_FALSE(std::isinf(view.x(i)) || std::isinf(view.y(i)) || view.weight(i) < 0);
      EXPECT_FALSE(to_text(view.id(i)).empty());
      EXPECT_TRUE(view.compare_ids(i, i) == 0);
      if (view.has_groups()) {
        EXPECT_FALSE(to_text(view.group_key(view.group(i))).empty());
      }
      located += view.located(i) ? 1 : 0;
    }
    EXPECT_EQ(located, view.summary().located);
  };
  for (const bool weights : {false, true}) {
    for (const bool groups : {false, true}) {
      const ByteBuffer blob = build(weights, groups, 0, rows().size());
      const auto flags = load<std::uint16_t>(blob.data() + 6);
      const int taken = testing_support::read_forgeries(copy_of(blob), Kind::points, flags, 20'000, read);
      EXPECT_GT(taken, 100) << "some changes are harmless, and must have been read";
      EXPECT_LT(taken, 19'000);
    }
  }
}

}  // namespace
}  // namespace clusterlite
