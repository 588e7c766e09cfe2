// Charts as SVG: cl_svg_bars, cl_svg_line, cl_svg_scatter, cl_svg_matrix; and cl_html for the page around
// them.
#include <memory>
#include <utility>
#include <vector>

#include "functions/pictures/picture_arguments.hpp"
#include "functions/shared/families.hpp"
#include "pictures/charts/charts.hpp"
#include "pictures/drawing/text.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kSince = "0.2.0";

constexpr Argument kBarsArguments[] = {
    {"label", "any", "the name of the bar"},
    {"value", "number", "its length; below 0 it runs to the left"},
    {"category", "any", kCategoryMeaning, "NULL", true},
    {"options", "text",
     "a JSON text, the same in all rows: title, description, width, height, lang, background, theme, style, "
     "decimals, "
     "show_title, "
     "legend, colours ({\"J62\":\"#D55E00\"}), sort ('value', 'label')",
     "NULL", true},
};
constexpr Declaration kBars{
    .name = "cl_svg_bars",
    .kind = FunctionKind::aggregate,
    .family = kPictures,
    .summary = "Horizontal bars as an SVG picture, a bar a row, the longest first.",
    .summary_ko = "한 행을 막대 하나로 하여 긴 것부터 SVG 가로 막대그래프를 그린다.",
    .arguments = kBarsArguments,
    .result = kPictureResult,
    .nulls = "a bar without a value says so; a missing label is blank; without rows a picture that says so",
    .errors =
        "more than 5,000 bars; options that are not JSON, name an unknown option or change between rows",
    .source = "colours: Okabe and Ito 2008, Color Universal Design",
    .peers = "ggplot2 geom_col() with coord_flip()",
    .example =
        "SELECT cl_svg_bars(column1, column2, NULL, '{\"title\":\"Firms\"}') LIKE '<svg%C14 12, J62 "
        "7.%</svg>'\n"
        "FROM (VALUES ('J62', 7), ('C14', 12))",
    .example_result = "1",
    .since = kSince,
};

constexpr Argument kLineArguments[] = {
    {"series", "any", "the name of the line; NULL: one line without a name"},
    {"x", "number", "a year, a distance, a rank"},
    {"y", "number", "NULL: the line has a gap here"},
    {"options", "text",
     "a JSON text, the same in all rows: title, description, width, height, lang, background, theme, style, "
     "decimals, "
     "show_title, "
     "legend, colours, x_label, y_label, mark_x and mark_y (dashed lines at these numbers), band "
     "([\"low\",\"high\"]: "
     "two series with the area between them)",
     "NULL", true},
};
constexpr Declaration kLine{
    .name = "cl_svg_line",
    .kind = FunctionKind::aggregate,
    .family = kPictures,
    .summary = "Lines as an SVG picture: years, k-distance and reachability curves, envelopes.",
    .summary_ko = "연도별 추이, k-거리·도달거리 곡선, 신뢰대를 SVG 선그래프로 그린다.",
    .arguments = kLineArguments,
    .result = kPictureResult,
    .nulls = "rows without x are left out; without rows a picture that says so",
    .errors =
        "more than 200 series; a band of a series that has no rows; options that are not JSON, name an "
        "unknown option or change between rows",
    .peers = "ggplot2 geom_line() and geom_ribbon()",
    .example =
        "SELECT cl_svg_line('firms', column1, column2) LIKE '<svg%1 line of 2 points. x 2011..2012, y "
        "9..12.%'\n"
        "FROM (VALUES (2012, 12), (2011, 9))",
    .example_result = "1",
    .since = kSince,
};

constexpr Argument kScatterArguments[] = {
    {"x", "number", "to the right"},
    {"y", "number", "upwards"},
    {"label", "any", "the name of the point, written beside it where there is room", "NULL", true},
    {"category", "any", kCategoryMeaning, "NULL", true},
    {"options", "text",
     "a JSON text, the same in all rows: title, description, width, height, lang, background, theme, style, "
     "decimals, "
     "show_title, "
     "legend, labels, colours, x_label, y_label, mark_x and mark_y (dashed lines), quadrants ([x, y] where "
     "two axes "
     "cross), quadrant_labels (upper right, upper left, lower left, lower right), trend (true: the "
     "least-squares "
     "line with its slope), dot (diameter)",
     "NULL", true},
};
constexpr Declaration kScatter{
    .name = "cl_svg_scatter",
    .kind = FunctionKind::aggregate,
    .family = kPictures,
    .summary = "A scatter plot as an SVG picture: growth against location quotient, Moran's scatter plot.",
    .summary_ko = "입지계수와 성장률의 관계, 모란 산점도 같은 SVG 산점도를 그린다.",
    .arguments = kScatterArguments,
    .result = kPictureResult,
    .nulls = "rows without x or y are left out; without rows a picture that says so",
    .errors =
        "more than 200 categories; options that are not JSON, name an unknown option or change between rows; "
        "more than 4 MB",
    .peers = "ggplot2 geom_point(), spdep moran.plot()",
    .example =
        "SELECT cl_svg_scatter(column1, column2, column3, NULL, '{\"trend\":true}') LIKE '<svg%3 "
        "points.%line: 2.%'\n"
        "FROM (VALUES (0, 1, 'A'), (1, 3, 'B'), (2, 5, 'C'))",
    .example_result = "1",
    .since = kSince,
};

constexpr Argument kMatrixArguments[] = {
    {"row", "any", "the name of the row"},
    {"column", "any", "the name of the column"},
    {"value", "number", "gives the colour; NULL is a blank cell with a stroke, 0 the colour of 0"},
    {"options", "text",
     "a JSON text, the same in all rows: title, description, width, height, lang, background, theme, style, "
     "decimals, "
     "show_title, "
     "labels, scale ('linear', 'log'), centre (colours diverge from this number; location quotients: "
     "{\"scale\":\"log\",\"centre\":1}), palette ('sequential', 'diverging')",
     "NULL", true},
};
constexpr Declaration kMatrix{
    .name = "cl_svg_matrix",
    .kind = FunctionKind::aggregate,
    .family = kPictures,
    .summary = "A table of colours as an SVG picture: location quotients of districts and industries.",
    .summary_ko = "지역×산업 입지계수 같은 표를 SVG 히트맵으로 그린다.",
    .arguments = kMatrixArguments,
    .result = kPictureResult,
    .nulls =
        "rows without a row or column name are left out; cells without a row are blank, as are those without "
        "a value; without rows a picture that says so",
    .errors =
        "a value that is not a number, or below 0 on a log scale; a row and column that occur twice; more "
        "than 5,000 cells; options that are not JSON, name an unknown option or change between rows",
    .source = "colours: cividis (Nunez, Anderton and Renslow 2018), PuOr (ColorBrewer)",
    .peers = "ggplot2 geom_tile()",
    .example =
        "SELECT cl_svg_matrix(column1, column2, column3, '{\"scale\":\"log\",\"centre\":1}') LIKE '<svg%1 "
        "rows, 2 "
        "columns, 2 values.%'\nFROM (VALUES ('Mapo', 'J62', 2.5), ('Mapo', 'C14', 0))",
    .example_result = "1",
    .since = kSince,
};

constexpr Argument kHtmlArguments[] = {
    {"text", "any", "a text or number"},
};
constexpr Declaration kHtml{
    .name = "cl_html",
    .kind = FunctionKind::scalar,
    .family = kPictures,
    .summary = "A text made safe for HTML, XML and SVG, as content and inside attributes.",
    .summary_ko = "텍스트를 HTML·XML·SVG의 내용과 속성에 안전하게 넣을 수 있도록 바꾼다.",
    .arguments = kHtmlArguments,
    .result =
        "a text: & < > \" ' as entities, bytes that are not UTF-8 as U+FFFD, control characters but tab and "
        "line "
        "break dropped",
    .nulls = "NULL for NULL; '' stays ''",
    .errors = "a BLOB",
    .peers = "Python html.escape(), PHP htmlspecialchars()",
    .example = "SELECT cl_html('<b>Kim & Sons</b>')",
    .example_result = "&lt;b&gt;Kim &amp; Sons&lt;/b&gt;",
    .since = kSince,
};

// Rows kept as items until the picture is drawn.
template <class Item>
class ChartAggregate : public Aggregate {
 public:
  using Draw = std::string (*)(std::vector<Item>, const PictureOptions&, CancelToken&);

  ChartAggregate(Draw draw, std::size_t options_at, std::size_t arguments,
                 std::span<const std::string_view> known)
      : draw_(draw), options_at_(options_at), arguments_(arguments), options_(known) {}

  void step(const Arguments& row) override {
    if (arguments_ > options_at_) options_.take(row[options_at_]);
    add(row);
  }
  void finish(ResultSink& result, CancelToken& cancel) override {
    result.text(draw_(std::move(items_), options_.get(), cancel));
  }

 protected:
  virtual void add(const Arguments& row) = 0;
  std::string text_at(const Arguments& row, std::size_t at) const {
    return at < arguments_ ? text_of(row[at]).value_or("") : "";
  }
  std::vector<Item> items_;

 private:
  Draw draw_;
  std::size_t options_at_;
  std::size_t arguments_;
  OptionsArgument options_;
};

class BarsAggregate final : public ChartAggregate<Bar> {
 public:
  BarsAggregate(std::size_t arguments, Connection&) : ChartAggregate(&draw_bars, 3, arguments, kKnown) {}

 private:
  static constexpr std::string_view kKnown[] = {"legend", "colours", "sort"};
  void add(const Arguments& row) override {
    items_.push_back({text_at(row, 0), drawn_number(row[1]), text_at(row, 2)});
  }
};

class LineAggregate final : public ChartAggregate<LinePoint> {
 public:
  LineAggregate(std::size_t arguments, Connection&) : ChartAggregate(&draw_lines, 3, arguments, kKnown) {}

 private:
  static constexpr std::string_view kKnown[] = {"legend", "colours", "x_label", "y_label",
                                                "mark_x", "mark_y",  "band"};
  void add(const Arguments& row) override {
    const auto x = drawn_number(row[1]);
    const auto y = drawn_number(row[2]);
    if (x) items_.push_back({text_at(row, 0), *x, y});
  }
};

class ScatterAggregate final : public ChartAggregate<ScatterPoint> {
 public:
  ScatterAggregate(std::size_t arguments, Connection&)
      : ChartAggregate(&draw_scatter, 4, arguments, kKnown) {}

 private:
  static constexpr std::string_view kKnown[] = {"legend",          "labels", "colours", "x_label",
                                                "y_label",         "mark_x", "mark_y",  "quadrants",
                                                "quadrant_labels", "trend",  "dot"};
  void add(const Arguments& row) override {
    const auto x = drawn_number(row[0]);
    const auto y = drawn_number(row[1]);
    if (x && y) items_.push_back({*x, *y, text_at(row, 2), text_at(row, 3)});
  }
};

class MatrixAggregate final : public ChartAggregate<Cell> {
 public:
  MatrixAggregate(std::size_t arguments, Connection&) : ChartAggregate(&draw_matrix, 3, arguments, kKnown) {}

 private:
  static constexpr std::string_view kKnown[] = {"labels", "scale", "centre", "palette"};
  void add(const Arguments& row) override {
    auto name = text_of(row[0]);
    auto column = text_of(row[1]);
    const auto value = drawn_number(row[2]);
    if (name && column) items_.push_back({std::move(*name), std::move(*column), value});
  }
};

template <class Chart>
std::unique_ptr<Aggregate> make(std::size_t arguments, Connection& connection) {
  return std::make_unique<Chart>(arguments, connection);
}

void call_html(const Arguments& arguments, ResultSink& result, Connection&) {
  const auto text = text_of(arguments[0]);
  if (text) return result.text(escape_xml(*text));
  sqlite3_value_type(arguments[0].raw()) == SQLITE_NULL ? result.null() : result.text("");
}

}  // namespace

void register_svg_charts(const ConnectionPtr& connection) {
  register_function(connection, AggregateFunction{&kBars, &make<BarsAggregate>});
  register_function(connection, AggregateFunction{&kLine, &make<LineAggregate>});
  register_function(connection, AggregateFunction{&kScatter, &make<ScatterAggregate>});
  register_function(connection, AggregateFunction{&kMatrix, &make<MatrixAggregate>});
  register_function(connection, ScalarFunction{&kHtml, &call_html});
}

}  // namespace clusterlite
