// Charts and maps that are small, dark, or of long names and large numbers: nothing is cut by the edge, no
// name lies on another, and numbers say what they are. Texts are looked up in the SVG and measured as the
// drawing measures them.
#include "pictures/charts/charts.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "pictures/drawing/labels.hpp"
#include "pictures/drawing/numbers.hpp"
#include "pictures/drawing/palette.hpp"
#include "pictures/drawing/text.hpp"
#include "pictures/map/map.hpp"

namespace clusterlite {
namespace {

const std::string kLong =
    "Manufacture of computer, electronic and optical products and of electrical equipment ";
const std::string kTitle =
    "정보통신업과 전문과학기술서비스업의 행정구역별 입지계수와 기업 수 변화, 사업체 조사";

struct Text {
  std::string content;
  LabelBox box;
  std::string attributes;
};

// The level texts of a picture; those turned stand for themselves.
std::vector<Text> texts_of(const std::string& svg) {
  static const std::regex element(R"re(<text x="([-\d.]+)" y="([-\d.]+)"([^>]*)>([^<]*)</text>)re");
  std::vector<Text> texts;
  for (std::sregex_iterator it(svg.begin(), svg.end(), element), end; it != end; ++it) {
    const std::string attributes = (*it)[3];
    std::smatch found;
    double size = 12;
    if (std::regex_search(attributes, found, std::regex("font-size=\"([\\d.]+)\"")))
      size = std::stod(found[1]);
    const bool bold = attributes.find("font-weight") != std::string::npos;
    const std::string content = (*it)[4];
    const double width = text_width(content) * size * (bold ? 1.05 : 1);
    double left = std::stod((*it)[1]);
    if (attributes.find("\"middle\"") != std::string::npos) left -= width / 2;
    if (attributes.find("\"end\"") != std::string::npos) left -= width;
    const double y = std::stod((*it)[2]);
    if (attributes.find("cl-halo") == std::string::npos) {
      texts.push_back({content, {left, y - size * 0.75, left + width, y + size * 0.15}, attributes});
    }
  }
  return texts;
}

void nothing_is_cut(const std::string& svg, double width) {
  for (const Text& text : texts_of(svg)) {
    EXPECT_GE(text.box.left, 0) << text.content;
    EXPECT_LE(text.box.right, width + 0.5) << text.content;
  }
}

void no_two_meet(const std::string& svg) {
  const std::vector<Text> texts = texts_of(svg);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_FALSE(texts[i].box.meets(texts[j].box)) << texts[i].content << " and " << texts[j].content;
    }
  }
}

bool has_text(const std::string& svg, const std::string& content) {
  for (const Text& text : texts_of(svg)) {
    if (text.content == content) return true;
  }
  return false;
}

PictureOptions of_width(double width) {
  PictureOptions options;
  options.width = width;
  return options;
}

TEST(PictureText, IsWrappedAtSpaces) {
  EXPECT_EQ(wrapped("one", 10, 3), std::vector<std::string>{"one"});
  EXPECT_EQ(wrapped("", 10, 3), std::vector<std::string>{""});
  EXPECT_EQ(wrapped("가나 다라마 바사", 6, 3), (std::vector<std::string>{"가나 다라마", "바사"}));
  EXPECT_EQ(wrapped("가나다라마바사", 3, 2), (std::vector<std::string>{"가나다", "라마…"}));
  EXPECT_EQ(wrapped("abc", 0.1, 2).size(), 2U);  // ends, however narrow
}

TEST(PictureNumbers, AxesOfLargeNumbersHaveAUnit) {
  EXPECT_EQ(AxisUnit(5e6, false).shown(5e6, 1e6), "5,000,000");
  EXPECT_EQ(AxisUnit(8e8, false).shown(-2e8, 2e8), "-200M");
  EXPECT_EQ(AxisUnit(2e13, false).shown(1.5e13, 5e12), "15T");
  EXPECT_EQ(AxisUnit(2e13, false).shown(0, 5e12), "0");
  EXPECT_EQ(AxisUnit(3e7, true).shown(2.5e7, 5e6), "2,500만");
  EXPECT_EQ(AxisUnit(3e10, true).shown(2e10, 1e10), "200억");
  EXPECT_EQ(AxisUnit(3e10, false).given(2.25e10), "22.5B");
  EXPECT_EQ(as_given(231), "231");
  EXPECT_EQ(as_given(2003.5), "2,003.5");
  EXPECT_EQ(as_given(0.00029), "0.00029");
  EXPECT_EQ(as_given(1.0 / 3), "0.33333");
}

TEST(PictureColours, InkHasTheLargerContrast) {
  EXPECT_EQ(ink_on("#7f3b08"), "#fff");
  EXPECT_EQ(ink_on("#2d004b"), "#fff");
  EXPECT_EQ(ink_on("#E69F00"), "#000");  // 10 to 1; white 2 to 1
  EXPECT_EQ(ink_on("#f7f7f7"), "#000");
}

TEST(Charts, NothingIsCutByTheEdge) {
  CancelToken cancel;
  for (const double width : {300.0, 800.0, 1600.0}) {
    PictureOptions options = of_width(width);
    options.title = kTitle;
    options.x_label = kLong;
    options.y_label = kTitle;
    std::vector<Bar> bars;
    std::vector<LinePoint> line;
    std::vector<ScatterPoint> scatter;
    std::vector<Cell> cells;
    for (int i = 0; i < 6; ++i) {
      const std::string name = (i % 2 == 0 ? kLong : kTitle) + std::to_string(i);
      bars.push_back({.label = name, .value = (i - 2) * 1234567.5, .category = {}});
      for (int x = 0; x < 5; ++x) line.push_back({.series = name, .x = x * 5e9, .y = i * x * -1e12});
      scatter.push_back({.x = i * 4e9, .y = i * i * 1e12, .label = name, .category = kLong});
      cells.push_back({.row = name, .column = kTitle, .value = i - 2});
    }
    nothing_is_cut(draw_bars(bars, options, cancel), width);
    nothing_is_cut(draw_lines(line, options, cancel), width);
    nothing_is_cut(draw_scatter(scatter, options, cancel), width);
    nothing_is_cut(draw_matrix(cells, options, cancel), width);
  }
}

TEST(Charts, ALongTitleIsReadToItsEnd) {
  CancelToken cancel;
  PictureOptions options = of_width(300);
  options.title = kTitle;
  const std::string svg = draw_bars({{.label = "a", .value = 1, .category = {}}}, options, cancel);
  std::string read;
  for (const Text& text : texts_of(svg)) {
    if (text.attributes.find("font-size=\"15\"") != std::string::npos)
      read += (read.empty() ? "" : " ") + text.content;
  }
  EXPECT_EQ(read, kTitle);
}

TEST(Charts, MetresAreNoYears) {
  CancelToken cancel;
  std::vector<LinePoint> metres;
  std::vector<LinePoint> years;
  for (int i = 1; i < 13; ++i) {
    metres.push_back({.series = "M", .x = i * 250.0, .y = 1.0 + i});
    years.push_back({.series = "M", .x = 1995.0 + i, .y = 1.0 + i});
  }
  const std::string svg = draw_lines(metres, of_width(300), cancel);
  EXPECT_TRUE(has_text(svg, "2,000")) << svg;
  EXPECT_FALSE(has_text(svg, "2000"));
  EXPECT_TRUE(has_text(draw_lines(years, of_width(300), cancel), "2000"));
}

TEST(Charts, AnAxisHasMoreThanOneNumber) {
  CancelToken cancel;
  std::vector<LinePoint> points;
  for (int i = 1; i <= 1940; ++i)
    points.push_back({.series = "", .x = static_cast<double>(i), .y = 5000.0 / i});
  const std::string svg = draw_lines(points, of_width(300), cancel);
  EXPECT_TRUE(has_text(svg, "500") && has_text(svg, "1,000") && has_text(svg, "1,500"));
}

// The dashed line at 1 has its number above it, unless the curve runs there.
TEST(Charts, TheNumberOfAMarkDoesNotLieOnTheCurve) {
  CancelToken cancel;
  PictureOptions options = of_width(600);
  options.mark_y = {1};
  const auto number_is_above = [&](double curve) {
    std::vector<LinePoint> points{{.series = "", .x = 0, .y = 0}};
    for (int i = 1; i < 10; ++i) points.push_back({.series = "", .x = static_cast<double>(i), .y = curve});
    points.push_back({.series = "", .x = 0, .y = 3});  // for the axis
    const std::string svg = draw_lines(points, options, cancel);
    std::smatch dashed;
    EXPECT_TRUE(
        std::regex_search(svg, dashed, std::regex(R"re(<path d="M[\d.]+ ([\d.]+)[^"]*" stroke-dasharray)re")))
        << svg;
    for (const Text& text : texts_of(svg)) {
      if (text.content == "1" && text.attributes.find("600") != std::string::npos) {
        return text.box.bottom < std::stod(dashed[1]);
      }
    }
    ADD_FAILURE() << "no number";
    return false;
  };
  EXPECT_TRUE(number_is_above(0.4));
  EXPECT_FALSE(number_is_above(1.1));
}

TEST(Charts, NamesOfPointsAndOfQuadrantsDoNotMeet) {
  CancelToken cancel;
  std::vector<ScatterPoint> points;
  for (int i = 0; i < 40; ++i) {
    points.push_back({.x = i * 7919 % 101 / 10.0,
                      .y = i * 104729 % 97 - 40.0,
                      .label = "Gu " + std::to_string(i),
                      .category = {}});
  }
  PictureOptions options;
  options.quadrants = {3, 0};
  options.quadrant_labels = {"growing", "emerging", "declining", "mature"};
  for (const double width : {400.0, 800.0}) {
    options.width = width;
    no_two_meet(draw_scatter(points, options, cancel));
  }
}

// On a coloured area a name is black or white in the light and the dark, without a halo.
TEST(Maps, NamesOnColouredAreasKeepTheirInk) {
  LayerBuilder builder(LayerKind::area);
  for (const auto& [x, value] : {std::pair{0.0, "0"}, std::pair{9000.0, "1"}}) {
    builder.begin_geometry();
    builder.add_run(RunKind::ring);
    for (const auto& [dx, dy] :
         {std::pair{0, 0}, std::pair{9000, 0}, std::pair{9000, 9000}, std::pair{0, 9000}}) {
      builder.add_place(x + dx, dy);
    }
    builder.end_geometry();
    builder.describe(std::string_view(value), std::string_view(value[0] == '0' ? "low" : "high"),
                     std::nullopt);
  }
  CancelToken cancel;
  PictureOptions options;
  options.palette = "sequential";
  const std::string svg = draw_map({builder.finish(cancel)}, options, cancel);
  for (const Text& text : texts_of(svg)) {
    const auto filled = [&](const char* ink) { return text.attributes.find(ink) != std::string::npos; };
    EXPECT_EQ(filled("fill=\"#fff\""), text.content == "low") << text.attributes;
    EXPECT_EQ(filled("fill=\"#000\""), text.content == "high") << text.attributes;
  }
  EXPECT_TRUE(has_text(svg, "low") && has_text(svg, "high"));
}

}  // namespace
}  // namespace clusterlite
