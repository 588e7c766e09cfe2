// What pictures are made of: escaped text, numbers, the JSON of options, lines and rings cut at a rectangle.
// Values by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "pictures/drawing/numbers.hpp"
#include "pictures/drawing/text.hpp"
#include "pictures/map/clip.hpp"
#include "pictures/options/json.hpp"
#include "support/running/error.hpp"

namespace clusterlite {
namespace {

using namespace std::string_literals;

TEST(PictureText, IsHarmlessInXml) {
  EXPECT_EQ(escape_xml("<b a=\"1\" c='2'>&</b>"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&lt;/b&gt;");
  EXPECT_EQ(escape_xml("a\0b\x01\x1f\tc\n"s), "ab\tc\n");
  EXPECT_EQ(escape_xml("강남"), "강남");
  // CP949, a cut sequence, an overlong '/', a surrogate, U+FFFE.
  EXPECT_EQ(escape_xml("\xB1\xB8"), "\uFFFD\uFFFD");
  EXPECT_EQ(escape_xml("x\xEA\xB0"), "x\uFFFD\uFFFD");
  EXPECT_EQ(escape_xml("\xC0\xAF"), "\uFFFD\uFFFD");
  EXPECT_EQ(escape_xml("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(escape_xml("\xF0\x9F\x8F\xAD"), "\xF0\x9F\x8F\xAD");  // a factory
}

TEST(PictureText, IsShortenedToItsWidth) {
  EXPECT_EQ(shortened("J62", 100), "J62");
  const std::string cut = shortened("서울특별시 강남구 테헤란로", 5);
  EXPECT_TRUE(cut.ends_with("…")) << cut;
  EXPECT_LE(text_width(cut), 5);
  EXPECT_EQ(escape_xml(cut), cut);  // no letter is cut in two
  EXPECT_GT(text_width("강남"), text_width("ab"));
}

TEST(PictureText, LabelsAreOrderedByTheNumbersInThem) {
  EXPECT_TRUE(natural_before("C2", "C10"));
  EXPECT_FALSE(natural_before("C10", "C2"));
  EXPECT_FALSE(natural_before("C10", "C10"));
  EXPECT_TRUE(natural_before("C", "C1"));
  // As long as no type holds.
  EXPECT_TRUE(natural_before("a99999999999999999999998", "a99999999999999999999999"));
}

TEST(PictureNumbers, Coordinates) {
  EXPECT_EQ(coordinate(12), "12");
  EXPECT_EQ(coordinate(3.46), "3.5");
  EXPECT_EQ(coordinate(-0.5), "-0.5");
  EXPECT_EQ(coordinate(-0.04), "0");
  EXPECT_EQ(coordinate(-0.0), "0");
  EXPECT_EQ(coordinate(1e7), "10000000");
}

TEST(PictureNumbers, Labels) {
  EXPECT_EQ(with_commas(0, 0), "0");
  EXPECT_EQ(with_commas(999, 0), "999");
  EXPECT_EQ(with_commas(-1000, 0), "-1,000");
  EXPECT_EQ(with_commas(1234567.891, 1), "1,234,567.9");
  EXPECT_EQ(with_commas(-0.001, 2), "0.00");
  EXPECT_EQ(decimals_for(0.0123, false), 4);
  EXPECT_EQ(decimals_for(12345.6, false), 0);
  EXPECT_EQ(decimals_for(12, true), 0);
}

TEST(PictureNumbers, TicksAreRoundAndInside) {
  const Ticks ticks = round_ticks(0, 100, 5);
  EXPECT_EQ(ticks.at, (std::vector<double>{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(ticks.decimals, 0);
  const Ticks small = round_ticks(0.1, 0.35, 5);
  EXPECT_EQ(small.decimals, 2);
  for (const double at : small.at) EXPECT_TRUE(at >= 0.1 - 1e-12 && at <= 0.35 + 1e-12) << at;
  EXPECT_EQ(round_ticks(7, 7, 5).at, std::vector<double>{7});
  EXPECT_EQ(round_ticks(0, INFINITY, 5).at, std::vector<double>{0});
  EXPECT_LE(round_ticks(-1e300, 1e300, 5).at.size(), 7U);
}

TEST(PictureJson, IsReadStrictly) {
  const Json json =
      parse_json(R"( {"title":"IT \"firms\" \uAC15","box":[0,-1.5e2],"legend":false,"x":null} )");
  ASSERT_EQ(json.members.size(), 4U);
  EXPECT_EQ(json.members[0].value.text, "IT \"firms\" 강");
  EXPECT_EQ(json.members[1].value.items[1].number, -150);
  EXPECT_EQ(json.members[2].value.type, Json::Type::boolean);
  EXPECT_EQ(json.members[3].value.type, Json::Type::null);
  EXPECT_EQ(parse_json(R"("\uD83C\uDFED")").text, "\xF0\x9F\x8F\xAD");
  for (const char* const wrong :
       {"", "{", "{}x", "{\"a\":1,}", "[1,]", "{'a':1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":NaN}",
        "{\"a\":+1}", "\"\\x\"", "\"\n\"", "{\"a\":1,\"a\":2}", "tru"}) {
    EXPECT_THROW(parse_json(wrong), Error) << wrong;
  }
  // Half a pair is not UTF-8 and does not get into a picture.
  EXPECT_EQ(escape_xml(parse_json(R"("\uD83C")").text), "\uFFFD\uFFFD\uFFFD");
  EXPECT_THROW(parse_json(std::string(200'000, '[')), Error);  // no stack is that deep
}

constexpr LabelBox kBox{0, 0, 10, 10};

double area_of(const std::vector<MapPlace>& ring) {
  double twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const MapPlace& a = ring[i];
    const MapPlace& b = ring[(i + 1) % ring.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

TEST(PictureClip, RingsKeepTheAreaInside) {
  const std::vector<MapPlace> inside{{1, 1}, {3, 1}, {3, 3}, {1, 3}};
  EXPECT_EQ(area_of(clip_ring(inside, kBox)), 4);
  const std::vector<MapPlace> across{{5, 5}, {15, 5}, {15, 15}, {5, 15}, {5, 5}};
  EXPECT_EQ(area_of(clip_ring(across, kBox)), 25);
  const std::vector<MapPlace> around{{-5, -5}, {15, -5}, {15, 15}, {-5, 15}};
  EXPECT_EQ(area_of(clip_ring(around, kBox)), 100);
  const std::vector<MapPlace> outside{{11, 11}, {12, 11}, {12, 12}};
  EXPECT_TRUE(clip_ring(outside, kBox).empty());
  EXPECT_TRUE(clip_ring({}, kBox).empty());
  for (const MapPlace& place : clip_ring(across, kBox))
    EXPECT_TRUE(place.x >= 0 && place.x <= 10 && place.y >= 0 && place.y <= 10);
}

TEST(PictureClip, LinesFallIntoTheirPiecesInside) {
  // In, out over the right edge, and in again.
  const std::vector<MapPlace> line{{5, 2}, {15, 2}, {15, 8}, {5, 8}};
  const auto pieces = clip_line(line, kBox);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].back().x, 10);
  EXPECT_EQ(pieces[0].back().y, 2);
  EXPECT_EQ(pieces[1].front().x, 10);
  EXPECT_EQ(pieces[1].front().y, 8);
  // Straight through, both ends outside.
  const auto through = clip_line(std::vector<MapPlace>{{-5, 5}, {15, 5}}, kBox);
  ASSERT_EQ(through.size(), 1U);
  EXPECT_EQ(through[0].front().x, 0);
  EXPECT_EQ(through[0].back().x, 10);
  EXPECT_TRUE(clip_line(std::vector<MapPlace>{{-5, 11}, {15, 11}}, kBox).empty());
}

TEST(PictureRings, AreThinnedOutByHalfAPixel) {
  // A square with a vertex on each side a little off, and one that stands out.
  const std::vector<MapPlace> ring{{0, 0},    {5, .3}, {10, 0}, {10.4, 5}, {10, 10},
                                   {5, 10.2}, {0, 10}, {2, 5},  {0, 0}};
  const std::vector<MapPlace> wanted{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {2, 5}};
  std::vector<MapPlace> thin = simplified(ring);
  std::rotate(thin.begin(), std::find(thin.begin(), thin.end(), MapPlace{0, 0}), thin.end());
  // The vertex farthest to the right is where the halves meet, so it stays.
  EXPECT_EQ(std::erase(thin, MapPlace{10.4, 5}), 1U);
  EXPECT_EQ(thin, wanted);
  EXPECT_TRUE(simplified({}).empty());
  const std::vector<MapPlace> point(5, MapPlace{3, 3});
  EXPECT_LE(simplified(point).size(), 5U);
}

}  // namespace
}  // namespace clusterlite
