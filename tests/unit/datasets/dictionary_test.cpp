// Dictionary: dense numbers for keys of all types.
#include "datasets/keys/dictionary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace clusterlite {
namespace {

TEST(Dictionary, NumbersKeysAsTheyCome) {
  Dictionary dictionary;
  EXPECT_EQ(dictionary.size(), 0U);
  EXPECT_EQ(dictionary.find(KeyView::of(std::int64_t{1})), 0U) << "size() of an unknown key";
  EXPECT_EQ(dictionary.intern(KeyView::of("Jung-gu")), 0U);
  EXPECT_EQ(dictionary.intern(KeyView::of(std::int64_t{1})), 1U);
  EXPECT_EQ(dictionary.intern(KeyView::of(1.0)), 2U);
  EXPECT_EQ(dictionary.intern(KeyView::of("1")), 3U);
  EXPECT_EQ(dictionary.intern(KeyView::of(std::int64_t{1})), 1U);
  EXPECT_EQ(dictionary.intern(KeyView::of("Jung-gu")), 0U);
  EXPECT_EQ(dictionary.find(KeyView::of("1")), 3U);
  EXPECT_EQ(dictionary.find(KeyView::of("2")), 4U);
  EXPECT_EQ(dictionary.size(), 4U);
}

TEST(Dictionary, OwnsItsTexts) {
  Dictionary dictionary;
  {
    std::string passing = "Dongdaemun-Namdaemun";
    dictionary.intern(KeyView::of(std::string_view(passing)));
    passing.assign(passing.size(), 'x');
  }
  EXPECT_EQ(dictionary[0].text, "Dongdaemun-Namdaemun");
}

TEST(Dictionary, AgreesWithAMapOnAHundredThousandKeys) {
  std::mt19937_64 random(2);
  Dictionary dictionary;
  std::map<std::string, std::uint32_t> numbers;
  for (int i = 0; i < 100'000; ++i) {
    // Few keys at first, then many; integers, reals and texts of the same look.
    const auto value = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(10 + i));
    const std::string digits = std::to_string(value);
    const KeyView key = value % 3 == 0   ? KeyView::of(value)
                        : value % 3 == 1 ? KeyView::of(static_cast<double>(value))
                                         : KeyView::of(std::string_view(digits));
    const auto [known, is_new] = numbers.emplace(digits, static_cast<std::uint32_t>(numbers.size()));
    EXPECT_EQ(dictionary.find(key), is_new ? dictionary.size() : known->second);
    EXPECT_EQ(dictionary.intern(key), known->second);
    EXPECT_TRUE(dictionary[known->second] == key);
  }
  EXPECT_EQ(dictionary.size(), numbers.size());
}

TEST(Dictionary, SortsItsNumbersByKey) {
  Dictionary dictionary;
  for (const KeyView& key : {KeyView::of("b"), KeyView::of(std::int64_t{7}), KeyView::of("a"),
                             KeyView::of(-2.5), KeyView::of(7.0), KeyView::of("B")}) {
    dictionary.intern(key);
  }
  CancelToken cancel;
  EXPECT_EQ(dictionary.sorted(cancel), (RawVector<std::uint32_t>{3, 1, 4, 5, 2, 0}));
}

// Only integers, in no order and in their own: both have a way of their own.
TEST(Dictionary, SortsIntegersLikeOtherKeys) {
  CancelToken cancel;
  Dictionary shuffled;
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t key : {std::int64_t{7}, kLeast, std::int64_t{-1}, std::int64_t{0}}) {
    shuffled.intern(KeyView::of(key));
  }
  EXPECT_EQ(shuffled.sorted(cancel), (RawVector<std::uint32_t>{1, 2, 3, 0}));
  shuffled.intern(KeyView::of(-0.5));
  EXPECT_EQ(shuffled.sorted(cancel), (RawVector<std::uint32_t>{1, 2, 4, 3, 0}));
  Dictionary rising;
  for (const std::int64_t key : {kLeast, std::int64_t{-1}, std::int64_t{7}}) rising.intern(KeyView::of(key));
  rising.intern(KeyView::of("0"));
  EXPECT_EQ(rising.sorted(cancel), (RawVector<std::uint32_t>{0, 1, 2, 3}));
}

TEST(Dictionary, FindsAndTakesMoreAfterKeysAppendedInRisingOrder) {
  const std::vector<KeyView> keys{KeyView::of(std::int64_t{-3}), KeyView::of(std::int64_t{5}),
                                  KeyView::of(5.0), KeyView::of(""), KeyView::of("b")};
  Dictionary dictionary;
  EXPECT_EQ(dictionary.find(keys[0]), 0U);
  for (const KeyView& key : keys) dictionary.append_rising(key);
  const auto check = [&] {
    for (std::uint32_t i = 0; i < keys.size(); ++i) EXPECT_EQ(dictionary.find(keys[i]), i);
    for (const KeyView& key : {KeyView::of(std::int64_t{-4}), KeyView::of(-3.0), KeyView::of(std::int64_t{6}),
                               KeyView::of("a"), KeyView::of("c")}) {
      EXPECT_EQ(dictionary.find(key), dictionary.size());
    }
  };
  check();
  EXPECT_EQ(dictionary.intern(keys[2]), 2U);
  EXPECT_EQ(dictionary.intern(KeyView::of("aa")), 5U) << "a new key after them, in no order any more";
  EXPECT_EQ(dictionary.find(KeyView::of("aa")), 5U);
  check();
}

}  // namespace
}  // namespace clusterlite
