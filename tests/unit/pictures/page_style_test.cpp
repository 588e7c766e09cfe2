// Pictures of one page: classes for the attributes that stand often, one style sheet for all.
#include "pictures/drawing/page_style.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "pictures/map/layer.hpp"
#include "pictures/map/map.hpp"

namespace clusterlite {
namespace {

Layer square(LayerKind kind, double side, const char* category, const char* label) {
  LayerBuilder layer(kind);
  layer.begin_geometry();
  layer.add_run(RunKind::ring);
  for (const auto& [x, y] :
       {std::pair{0.0, 0.0}, std::pair{side, 0.0}, std::pair{side, side}, std::pair{0.0, side}}) {
    layer.add_place(x, y);
  }
  layer.end_geometry();
  layer.describe(category == nullptr ? std::nullopt : std::optional<std::string_view>(category), label,
                 std::nullopt);
  CancelToken cancel;
  return layer.finish(cancel);
}

std::string map_of(const std::string& style, bool whole_pixels = false) {
  PictureOptions options;
  options.style = style;
  options.whole_pixels = whole_pixels;
  CancelToken cancel;
  return draw_map(
      {square(LayerKind::area, 9000, nullptr, "Mapo"), square(LayerKind::hull, 900.7, "J62", "J62 1"),
       square(LayerKind::hull, 500, "C14", "C14 1")},
      options, cancel);
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(PageStyle, UnknownAttributesStayAsTheyAre) {
  EXPECT_EQ(as_class(R"( fill="#123456")"), R"( fill="#123456")");
  EXPECT_EQ(as_class(""), "");
}

TEST(PageStyle, ColourOfACategoryIsHandedOn) {
  const auto hull = [](const std::string& colour) {
    return as_class(" fill=\"" + colour + "\" fill-opacity=\".14\" stroke=\"" + colour +
                    "\" stroke-width=\"1.6\" stroke-linejoin=\"round\" fill-rule=\"evenodd\"");
  };
  EXPECT_EQ(hull("#D55E00"), R"( class="cl-l" color="#D55E00")");
  EXPECT_EQ(hull("#0072B2"), R"( class="cl-l")");       // the colour of the picture
  EXPECT_EQ(hull("#767676"), R"( class="cl-l cl-q")");  // of all other categories
  EXPECT_TRUE(holds(page_sheet(true), ".cl-q{color:#767676}"));
  EXPECT_TRUE(holds(page_sheet(true), ".cl-l{fill:currentColor;fill-opacity:.14;stroke:currentColor;"));
  EXPECT_TRUE(holds(page_sheet(true), "color:#0072B2}"));
}

// Of what a map draws nothing often is left as attributes, and each class it uses is in the sheet.
TEST(PageStyle, MapIsMadeOfClasses) {
  const std::string whole = map_of("");
  const std::string page = map_of("page");
  EXPECT_LT(page.size() * 2, whole.size());
  for (const char* part :
       {"stroke-linejoin", "font-size", "fill-rule", "cl-halo", "xmlns", " id=", "<style"}) {
    EXPECT_TRUE(holds(whole, part)) << part;
    EXPECT_FALSE(holds(page, part)) << part;
  }
  EXPECT_TRUE(holds(page, "<svg class=\"cl-picture\"") &&
              holds(page, "role=\"img\"><title>Map</title><desc>A map of"))
      << page;
  const std::string sheet = page_sheet(true);
  std::size_t classes = 0;
  for (std::size_t at = 0; (at = page.find("class=\"", at)) != std::string::npos; ++classes) {
    at += 7;
    const std::string name = page.substr(at, page.find('"', at) - at);
    EXPECT_TRUE(holds(sheet, "." + name + "{")) << name;
  }
  EXPECT_GT(classes, 6U);
}

TEST(PageStyle, OneOfThePicturesBringsTheSheet) {
  const std::string page = map_of("page");
  std::string sheet = map_of("sheet");
  const std::string style = page_sheet(true);
  ASSERT_TRUE(holds(sheet, style));
  sheet.erase(sheet.find(style), style.size());
  EXPECT_EQ(sheet, page);
  EXPECT_TRUE(holds(style, "@media screen and (prefers-color-scheme:dark)"));
  EXPECT_FALSE(holds(page_sheet(false), "dark"));
}

// A card: no size of its own, no name twice, no ground under its scale; the picture of several cards has all
// of them.
TEST(PageStyle, ACardLeavesOutWhatStandsElsewhere) {
  const std::string page = map_of("page");
  const std::string card = map_of("page", true);
  EXPECT_TRUE(holds(page, "width=\"720\" height=") && holds(page, "<title>Mapo</title>") &&
              holds(page, "cl-m"));
  EXPECT_TRUE(holds(card, "<svg class=\"cl-picture\" viewBox=\"0 0 720 "));
  EXPECT_TRUE(holds(card, ">Mapo</text>") && !holds(card, "<title>Mapo</title>") && !holds(card, "cl-m"));
}

TEST(PageStyle, WholePixelsHaveNoDecimals) {
  const std::string page = map_of("page", true);
  for (std::size_t at = 0; (at = page.find(" d=\"", at)) != std::string::npos;) {
    at += 4;
    const std::string d = page.substr(at, page.find('"', at) - at);
    EXPECT_FALSE(holds(d, ".")) << d;
  }
}

}  // namespace
}  // namespace clusterlite
