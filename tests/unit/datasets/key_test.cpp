// Keys: their order, equality, hashes and bytes.
#include "datasets/keys/key.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <compare>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "unit/datasets/support.hpp"

namespace clusterlite {
namespace {

using testing_support::error_of;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

KeyView integer(std::int64_t value) { return KeyView::of(value); }
KeyView real(double value) { return KeyView::of(value); }
KeyView text(std::string_view value) { return KeyView::of(value); }

// Strictly rising, as SQLite's ORDER BY has it; where a number comes as integer and as real, the integer
// first.
const std::vector<KeyView>& rising() {
  static const std::vector<KeyView> keys = {
      real(-std::numeric_limits<double>::infinity()),
      real(-1e300),
      real(-9223372036854777856.0),  // the double below -2^63
      integer(kLeast),
      real(-9223372036854775808.0),
      integer(kLeast + 1),
      real(-1.5),
      integer(-1),
      real(-1.0),
      real(-0.5),
      integer(0),
      real(0.0),
      real(5e-324),
      real(0.5),
      integer(1),
      real(1.0),
      real(1.5),
      integer(2),
      integer(9007199254740992),  // 2^53: from here on doubles have gaps
      real(9007199254740992.0),
      integer(9007199254740993),
      integer(9007199254740994),
      real(9007199254740994.0),
      real(9223372036854774784.0),  // the double below 2^63
      integer(kMost),
      real(9223372036854775808.0),
      real(1e300),
      real(std::numeric_limits<double>::infinity()),
      text("\x01"),
      text("1"),
      text("10"),
      text("9"),
      text("A"),
      text("AB"),
      text("a"),
      text("강남"),
      text("\xFF"),
  };
  return keys;
}

TEST(Key, OrderIsThatOfSqlite) {
  const auto& keys = rising();
  for (std::size_t a = 0; a < keys.size(); ++a) {
    for (std::size_t b = 0; b < keys.size(); ++b) {
      EXPECT_EQ(compare(keys[a], keys[b]), a <=> b) << to_text(keys[a]) << " and " << to_text(keys[b]);
      EXPECT_EQ(keys[a] == keys[b], a == b) << to_text(keys[a]) << " and " << to_text(keys[b]);
    }
  }
}

TEST(Key, IntegersAndRealsCompareWithoutRounding) {
  // The long double of x86-64 holds every integer and every double.
  static_assert(std::numeric_limits<long double>::digits >= 64);
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const auto whole = static_cast<std::int64_t>(random()) >> (random() % 64);
    const double number =
        random() % 2 == 0 ? static_cast<double>(whole) : std::ldexp(static_cast<double>(whole), -2);
    const auto wanted = static_cast<long double>(whole) <=> static_cast<long double>(number);
    const auto got = compare(integer(whole), real(number));
    EXPECT_EQ(got < 0, wanted <= 0) << whole << ' ' << number;  // of equal value, the integer comes first
    EXPECT_EQ(compare(real(number), integer(whole)), 0 <=> got);
  }
}

TEST(Key, ZerosAreOneKey) {
  EXPECT_EQ(compare(real(-0.0), real(0.0)), std::strong_ordering::equal);
  EXPECT_TRUE(real(-0.0) == real(0.0));
  EXPECT_EQ(hash_of(real(-0.0)), hash_of(real(0.0)));
}

TEST(Key, HashesSpreadAndTellTypesApart) {
  EXPECT_NE(hash_of(integer(1)), hash_of(real(1.0)));
  EXPECT_NE(hash_of(integer(1)), hash_of(text("1")));
  EXPECT_EQ(hash_of(text(std::string("C14"))), hash_of(text("C14")));
  // Rising integers, as ids are, fill a table of 2^12 slots as evenly as random numbers would.
  std::vector<int> slots(4096);
  for (std::int64_t i = 0; i < 4096; ++i) ++slots[hash_of(integer(i)) % 4096];
  int used = 0;
  for (const int count : slots) used += count > 0 ? 1 : 0;
  EXPECT_NEAR(used, 4096 * (1 - std::exp(-1)), 100);
}

TEST(Key, ComesBackFromItsBytes) {
  ByteBuffer heap;
  for (const KeyView& key : rising()) append_key(heap, key);
  append_key(heap, text(""));
  std::size_t offset = 0;
  for (const KeyView& key : rising()) {
    const KeyView back = read_key(heap.bytes(), offset, &offset);
    EXPECT_EQ(back.type, key.type);
    EXPECT_TRUE(back == key) << to_text(key);
  }
  EXPECT_EQ(read_key(heap.bytes(), offset, &offset).text, "");
  EXPECT_EQ(offset, heap.size());
}

TEST(Key, TornBytesAreAnError) {
  for (const KeyView& key : {integer(kMost), real(1.5), text("Jung-gu")}) {
    ByteBuffer heap;
    append_key(heap, key);
    EXPECT_NO_THROW(read_key(heap.bytes(), 0));
    for (std::size_t length = 0; length < heap.size(); ++length) {
      EXPECT_EQ(error_of([&] { read_key(heap.bytes().first(length), 0); }),
                "the data set is damaged: a key reaches beyond its end");
    }
    EXPECT_NE(error_of([&] { read_key(heap.bytes(), heap.size()); }), "");
    EXPECT_NE(error_of([&] { read_key(heap.bytes(), std::numeric_limits<std::size_t>::max()); }), "");
  }
}

TEST(Key, OtherTypesAndNoNumbersAreAnError) {
  ByteBuffer heap;
  append_key(heap, real(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_EQ(error_of([&] { read_key(heap.bytes(), 0); }), "the data set is damaged: a key is not a number");
  heap.data()[0] = std::byte{9};
  EXPECT_EQ(error_of([&] { read_key(heap.bytes(), 0); }),
            "the data set is damaged: 9 is not the type of a key");
  heap.data()[0] = std::byte{0};
  EXPECT_EQ(error_of([&] { read_key(heap.bytes(), 0); }),
            "the data set is damaged: 0 is not the type of a key");
}

TEST(Key, ReadsWellInMessages) {
  EXPECT_EQ(to_text(integer(-42)), "-42");
  EXPECT_EQ(to_text(real(1.5)), "1.5");
  EXPECT_EQ(to_text(text("O'Neill")), "'O''Neill'");
}

}  // namespace
}  // namespace clusterlite
