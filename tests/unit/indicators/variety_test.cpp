#include "indicators/relatedness/variety.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::message_of;
using testing_support::Row;

std::vector<Variety> variety(const std::vector<Row>& rows, std::size_t digits) {
  CancelToken cancel;
  const Crosstab table = crosstab_of(rows);
  return variety_of(table, margins_of(table, cancel), groups_of_codes(table.industries, digits), cancel);
}

// a = (.1, .2), b = (.3, .1, .3): computed from the formula of Frenken, Van Oort and Verburg.
TEST(Variety, OfTwoGroups) {
  const std::vector<Row> rows = {
      {"R", "a1", .1}, {"R", "a2", .2}, {"R", "b1", .3}, {"R", "b2", .1}, {"R", "b3", .3}};
  for (const double scale : {1.0, 1e300, 1e-300, 10.0}) {
    std::vector<Row> scaled = rows;
    for (Row& row : scaled) *row.value *= scale;
    const Variety v = variety(scaled, 1)[0];
    EXPECT_NEAR(v.unrelated, .8812908992, 5e-11);
    EXPECT_NEAR(v.related, 1.289659695, 5e-10);
    EXPECT_NEAR(v.total, 2.170950594, 5e-10);
    EXPECT_EQ(v.industries, 5U);
    EXPECT_EQ(v.groups, 2U);
  }
}

TEST(Variety, AddsUp) {
  std::vector<Row> rows;
  for (int i = 0; i < 200; ++i)
    rows.push_back({std::to_string(i % 7), std::to_string(1000 + i * 37 % 97), i * i % 31 + .5});
  for (const std::size_t digits : {1U, 2U, 3U, 4U}) {
    for (const Variety& v : variety(rows, digits)) EXPECT_NEAR(v.related + v.unrelated, v.total, 1e-14);
  }
  for (const Variety& v : variety(rows, 4)) EXPECT_EQ(v.related, 0) << "every industry is a group of its own";
}

TEST(Variety, OfNothingAndOfOneIndustry) {
  EXPECT_TRUE(variety({}, 1).empty());
  const auto rows = variety({{"A", "x", 0}, {"B", "x", 7}, {"B", "y", {}}, {"C", "y", {}}}, 1);
  EXPECT_TRUE(std::isnan(rows[0].total));
  EXPECT_TRUE(std::isnan(rows[0].related));
  EXPECT_TRUE(std::isnan(rows[0].unrelated));
  EXPECT_EQ(rows[0].groups, 0U);
  EXPECT_EQ(rows[1].total, 0);
  EXPECT_FALSE(std::signbit(rows[1].total));
  EXPECT_FALSE(std::signbit(rows[1].unrelated));
  EXPECT_EQ(rows[1].industries, 1U);
  EXPECT_TRUE(std::isnan(rows[2].total));
}

Dictionary codes(const std::vector<KeyView>& keys) {
  Dictionary dictionary;
  for (const KeyView& key : keys) dictionary.intern(key);
  return dictionary;
}

TEST(GroupsOfCodes, AreLeadingCharacters) {
  const Dictionary industries =
      codes({KeyView::of(std::int64_t{6201}), KeyView::of(std::int64_t{6202}),
             KeyView::of(std::string_view("6203")), KeyView::of(std::string_view("J62")),
             KeyView::of(std::string_view("가구 소매업")), KeyView::of(std::string_view("가구 제조업"))});
  EXPECT_EQ(groups_of_codes(industries, 3), (std::vector<std::uint32_t>{0, 0, 0, 1, 2, 2}));
  EXPECT_EQ(groups_of_codes(industries, 1), (std::vector<std::uint32_t>{0, 0, 0, 1, 2, 2}));
}

TEST(GroupsOfCodes, RefuseWhatIsNoCode) {
  const auto message = [](const KeyView& key, std::size_t digits) {
    return message_of([&] { groups_of_codes(codes({key}), digits); });
  };
  EXPECT_EQ(message(KeyView::of(std::string_view("J6")), 3),
            "industry code 'J6' has fewer than 3 characters");
  EXPECT_EQ(message(KeyView::of(std::string_view("한국")), 3),
            "industry code '한국' has fewer than 3 characters");
  EXPECT_EQ(message(KeyView::of(std::string_view("한국어")), 3), "");
  EXPECT_EQ(
      message(KeyView::of(std::int64_t{7}), 2),
      "industry code 7 has fewer than 2 characters; codes with leading zeros must be collected as text");
  EXPECT_EQ(message(KeyView::of(62.5), 2),
            "an industry code must be a text or a whole number >= 0 (got 62.5)");
  EXPECT_EQ(message(KeyView::of(std::int64_t{-1}), 1),
            "an industry code must be a text or a whole number >= 0 (got -1)");
  EXPECT_EQ(message(KeyView::of(std::int64_t{0}), 1), "");
}

}  // namespace
}  // namespace clusterlite
