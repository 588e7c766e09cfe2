// Bags of units and sums of categories that rows enter and leave.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "indicators/inequality/category_sums.hpp"
#include "indicators/inequality/counted_values.hpp"

namespace clusterlite {
namespace {

using Counts = std::map<double, std::uint64_t>;

Counts contents(CountedValues<1>& bag) {
  CancelToken cancel;
  Counts counts;
  double before = -1;
  for (const CountedUnit<1>& unit : bag.units(cancel)) {
    EXPECT_LT(before, unit.values[0]) << "not in rising order";
    before = unit.values[0];
    counts[unit.values[0]] = unit.count;
  }
  return counts;
}

TEST(CountedValues, HoldWhatWasAddedAndNotRemoved) {
  std::mt19937_64 random(5);
  for (const int different : {1, 3, 1000}) {
    CountedValues<1> bag;
    Counts expected;
    std::vector<double> present;
    for (int step = 0; step < 20'000; ++step) {
      if (present.empty() || random() % 5 < 3) {
        const auto value = static_cast<double>(random() % static_cast<std::uint64_t>(different)) / 8;
        bag.add({value});
        ++expected[value];
        present.push_back(value);
      } else {
        std::swap(present[random() % present.size()], present.back());
        bag.remove({present.back()});
        if (--expected[present.back()] == 0) expected.erase(present.back());
        present.pop_back();
      }
      if (step % 97 == 0) {
        ASSERT_EQ(contents(bag), expected) << step;
      }
    }
    EXPECT_EQ(contents(bag), expected);
  }
}

TEST(CountedValues, HoldMoreDifferentValuesThanAreSettledOnTheWay) {
  std::mt19937_64 random(6);
  CountedValues<1> bag;
  Counts expected;
  for (int i = 0; i < 700'000; ++i) {
    const auto value = static_cast<double>(random() % 400'000);
    bag.add({value});
    ++expected[value];
  }
  EXPECT_EQ(contents(bag), expected);
  for (int i = 0; i < 10'000; ++i) {
    const double value = expected.begin()->first;
    bag.remove({value});
    if (--expected[value] == 0) expected.erase(value);
  }
  bag.add({-0.0 + 0.0});
  ++expected[0];
  EXPECT_EQ(contents(bag), expected);
}

TEST(CountedValues, OfPairsAreInOrderOfTheFirstThenTheSecond) {
  CountedValues<2> bag;
  bag.add({2, 1});
  bag.add({1, 9});
  bag.add({2, 0});
  bag.add({2, 1});
  CancelToken cancel;
  const auto units = bag.units(cancel);
  ASSERT_EQ(units.size(), 3U);
  EXPECT_EQ(units[0].values, (std::array<double, 2>{1, 9}));
  EXPECT_EQ(units[1].values, (std::array<double, 2>{2, 0}));
  EXPECT_EQ(units[2].values, (std::array<double, 2>{2, 1}));
  EXPECT_EQ(units[2].count, 2U);
}

TEST(CountedValues, CanBeInterrupted) {
  CountedValues<1> bag;
  for (int i = 0; i < 1'000'000; ++i) bag.add({static_cast<double>(i * 7919LL % 1'000'003)});
  CancelToken stop([](void*) { return true; }, nullptr);
  EXPECT_THROW(bag.units(stop), Cancelled);
}

KeyView key(std::string_view text) { return KeyView::of(text); }

template <std::size_t kColumns>
std::multiset<std::array<double, kColumns>> values_of(const CategorySums<kColumns>& sums) {
  const auto values = sums.values();
  return {values.begin(), values.end()};
}

TEST(CategorySums, AddUpPerCategory) {
  CategorySums<2> sums;
  sums.add(key("a"), {1, 10});
  sums.add(key("b"), {2, 20});
  sums.add(key("a"), {3, 30});
  sums.add(KeyView::of(std::int64_t{1}), {0, 0});
  EXPECT_EQ(values_of(sums), (std::multiset<std::array<double, 2>>{{0, 0}, {2, 20}, {4, 40}}));
  const auto values = sums.values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(sums.category(i) == key("a"), values[i][0] == 4);
  }
}

TEST(CategorySums, ForgetWhatHasLeft) {
  CategorySums<1> sums;
  sums.add(key("a"), {1});
  sums.add(key("b"), {1e300});
  sums.add(key("b"), {0.1});
  sums.add(key("c"), {3});
  sums.remove(key("b"), {1e300});
  EXPECT_EQ(values_of(sums), (std::multiset<std::array<double, 1>>{{1}, {0.1}, {3}}));
  sums.remove(key("a"), {1});
  sums.remove(key("b"), {0.1});
  EXPECT_EQ(values_of(sums), (std::multiset<std::array<double, 1>>{{3}}));
  sums.add(key("a"), {5});
  sums.remove(key("c"), {3});
  EXPECT_EQ(values_of(sums), (std::multiset<std::array<double, 1>>{{5}}));
}

TEST(CategorySums, RoundAsIfWhatHasLeftHadNeverBeen) {
  // 2^53 + 1 + 2^-30 rounds up, 2^53 + 1 (a tie) to the even 2^53: also after a fraction has come and gone.
  CategorySums<1> sums;
  sums.add(key("a"), {9007199254740992});
  sums.add(key("a"), {1});
  const auto expected = sums.values();
  sums.add(key("a"), {std::ldexp(1, -30)});
  EXPECT_EQ(sums.values()[0][0], 9007199254740994);
  sums.remove(key("a"), {std::ldexp(1, -30)});
  EXPECT_EQ(sums.values(), expected);
  EXPECT_EQ(expected[0][0], 9007199254740992);
}

TEST(CategorySums, BeyondTheRangeOfDoublesKeepTheirProportions) {
  CategorySums<2> sums;
  for (int i = 0; i < 12; ++i) sums.add(key("a"), {1.5e308, 1});
  for (int i = 0; i < 4; ++i) sums.add(key("b"), {1.5e308, 1});
  auto values = sums.values();
  std::sort(values.begin(), values.end());
  EXPECT_TRUE(std::isfinite(values[1][0]));
  EXPECT_EQ(values[1][0], 3 * values[0][0]);
  EXPECT_EQ(values[1][1], 12);  // the other column is left as it is
}

}  // namespace
}  // namespace clusterlite
