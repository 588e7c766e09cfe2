#include "support/text/folded_text.hpp"

#include <gtest/gtest.h>

#include "support/text/text.hpp"

namespace clusterlite {
namespace {

TEST(Folded, IsEqualForTextsThatLookAlike) {
  EXPECT_EQ(folded("Gangnam-gu"), folded(" gangnam-GU \t"));
  EXPECT_EQ(folded("\xEA\xB0\x95\xEB\x82\xA8\xEA\xB5\xAC"),  // Gangnam-gu as three syllables
            folded("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xBC\xE1\x84\x82\xE1\x85\xA1\xE1\x86\xB7\xE1\x84\x80\xE1"
                   "\x85\xAE"));
  EXPECT_EQ(folded("\xC3\x89"
                   "cole"),
            folded("e\xCC\x81"
                   "cole"));                                                 // E with acute
  EXPECT_EQ(folded("\xE1\xBA\xAD"), folded("a\xCC\xA3\xCC\x82"));            // two marks
  EXPECT_EQ(folded("\xEF\xBC\xA3\xEF\xBC\x91\xEF\xBC\x94"), folded("C14"));  // full width
  EXPECT_EQ(folded("\xEF\xBB\xBF"
                   "C14\xE3\x80\x80"),
            folded("c14"));                                           // byte order mark, wide blank
  EXPECT_EQ(folded("\xD0\x9C\xD0\x9E"), folded("\xD0\xBC\xD0\xBE"));  // Cyrillic
}

TEST(Folded, DiffersForOtherTexts) {
  EXPECT_NE(folded("C14"), folded("C15"));
  EXPECT_NE(folded("a b"), folded("ab"));
  EXPECT_NE(folded("\xEA\xB0\x80"), folded("\xEA\xB0\x81"));
  EXPECT_NE(folded("e"), folded("\xC3\xA9"));
  EXPECT_EQ(folded(""), "");
  EXPECT_EQ(folded("  "), "");
}

TEST(IsUtf8, TellsOtherEncodings) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a plain text of more than eight bytes"));
  EXPECT_TRUE(is_utf8("12345678\xEA\xB0\x80"));
  EXPECT_FALSE(is_utf8("\xB0\xAD\xB3\xB2"));  // CP949
  EXPECT_FALSE(is_utf8("12345678 and then \xB0\xAD"));
  EXPECT_FALSE(is_utf8("\xC0\x80"));      // too long
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));  // half of a pair
  EXPECT_FALSE(is_utf8("\xEA\xB0"));      // cut off
  EXPECT_EQ(hexadecimal("\xB0\xAD"), "X'B0AD'");
  EXPECT_EQ(hexadecimal(std::string(40, 'a')).size(), 2 + 60 + 4);
}

}  // namespace
}  // namespace clusterlite
