// Dictionary: dense numbers for keys of all types.
#include "datasets/keys/dictionary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

}  // namespace
}  // namespace clusterlite
