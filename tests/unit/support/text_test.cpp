// Numbers and foreign texts in error messages.
#include "support/text/text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>

namespace clusterlite {
namespace {

TEST(ToText, IsTheShortestThatReadsBack) {
  EXPECT_EQ(to_text(500.0), "500");
  EXPECT_EQ(to_text(0.1), "0.1");
  EXPECT_EQ(to_text(-1e-300), "-1e-300");
  EXPECT_EQ(to_text(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(to_text(1e22), "1e+22");
  EXPECT_EQ(to_text(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(to_text(-std::numeric_limits<double>::max()), "-1.7976931348623157e+308");
}

TEST(Concat, JoinsTextsAndNumbers) {
  EXPECT_EQ(concat("eps must be >= 0 (got ", -0.5, ")"), "eps must be >= 0 (got -0.5)");
  EXPECT_EQ(concat(1, "/", std::size_t{2}, "/", -3LL, std::string("x")), "1/2/-3x");
  EXPECT_EQ(concat(), "");
}

TEST(Quoted, LooksLikeAnSqlLiteral) {
  EXPECT_EQ(clusterlite::quoted(""), "''");
  EXPECT_EQ(clusterlite::quoted("C14"), "'C14'");
  EXPECT_EQ(clusterlite::quoted("O'Neill"), "'O''Neill'");
  EXPECT_EQ(clusterlite::quoted("강남구 \"테헤란로\""), "'강남구 \"테헤란로\"'");
}

TEST(Quoted, IsCutAfterSixtyBytes) {
  EXPECT_EQ(clusterlite::quoted(std::string(60, 'x')), "'" + std::string(60, 'x') + "'");
  EXPECT_EQ(clusterlite::quoted(std::string(61, 'x')), "'" + std::string(60, 'x') + "...'");
}

TEST(Quoted, IsCutBetweenCharacters) {
  // 강 has three bytes: after 58 there is room for none of them.
  EXPECT_EQ(clusterlite::quoted(std::string(57, 'x') + "강남"), "'" + std::string(57, 'x') + "강...'");
  EXPECT_EQ(clusterlite::quoted(std::string(58, 'x') + "강남"), "'" + std::string(58, 'x') + "...'");
  EXPECT_EQ(clusterlite::quoted(std::string(59, 'x') + "강"), "'" + std::string(59, 'x') + "...'");
}

// 'a??b', without the trigraphs of old.
std::string marked(const std::string& before, std::size_t marks, const std::string& after = "") {
  return "'" + before + std::string(marks, '?') + after + "'";
}

TEST(Quoted, IsAlwaysUtf8) {
  const auto quoted_bytes = [](std::string_view bytes) { return clusterlite::quoted(bytes); };
  EXPECT_EQ(quoted_bytes(std::string_view("a\0b", 3)), marked("a", 1, "b"));
  EXPECT_EQ(quoted_bytes("\xFF\xFE"), marked("", 2));
  EXPECT_EQ(quoted_bytes("\xEA\xB0"), marked("", 2)) << "the third byte is missing";
  EXPECT_EQ(quoted_bytes("\xEA\xB0x"), marked("", 2, "x")) << "the third byte is another";
  EXPECT_EQ(quoted_bytes("a\x80 z"), marked("a", 1, " z")) << "begins in the middle";
  EXPECT_EQ(quoted_bytes("\xC0\xAF"), marked("", 2)) << "longer than need be";
  EXPECT_EQ(quoted_bytes("\xE0\x80\xAF"), marked("", 3)) << "longer than need be";
  EXPECT_EQ(quoted_bytes("\xED\xA0\x80"), marked("", 3)) << "half a pair of UTF-16";
  EXPECT_EQ(quoted_bytes("\xF4\x90\x80\x80"), marked("", 4)) << "beyond the last character";
  EXPECT_EQ(quoted_bytes("\xF0\x9F\x8F\xAD"), "'\xF0\x9F\x8F\xAD'") << "a factory";
  EXPECT_EQ(quoted_bytes(std::string(100, '\x80')), marked("", 60, "..."));
}

}  // namespace
}  // namespace clusterlite
