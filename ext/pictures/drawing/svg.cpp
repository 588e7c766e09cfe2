#include "pictures/drawing/svg.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cmath>

#include "pictures/drawing/numbers.hpp"
#include "pictures/drawing/page_style.hpp"
#include "pictures/drawing/text.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::size_t kMostBytes = 4'000'000;

std::string quoted_attribute(std::string_view name, std::string_view value) {
  return concat(" ", name, "=\"", value, "\"");
}

}  // namespace

std::string attribute_ink(std::string_view name, std::string_view colour) {
  std::string_view css = "cl-ink";
  if (colour == kMuted) css = "cl-muted";
  if (colour == kGrid) css = "cl-grid";
  if (colour == kAxis) css = "cl-axis";
  if (colour == kLand) css = "cl-land";
  if (colour == kBorder) css = "cl-border";
  if (colour == kInk && name == "stroke") css = "cl-line";
  return concat(" class=\"", css, "\" ", name, "=\"", colour, "\"");
}

Svg::Svg(const PictureOptions& options) : options_(options) {}

void Svg::check_size() const {
  if (body_.size() <= kMostBytes) return;
  throw Error(concat("the picture would have more than ", kMostBytes / 1'000'000,
                     " MB, which no browser draws in good time; draw fewer marks, or group them (GROUP BY)"));
}

void Svg::element(std::string_view start, std::string_view tooltip) {
  body_ += start;
  if (tooltip.empty()) {
    body_ += "/>";
  } else {
    body_ += concat("><title>", escape_xml(tooltip), "</title></", start.substr(1, start.find(' ') - 1), ">");
  }
  check_size();
}

void Svg::raw(std::string_view markup) {
  body_ += markup;
  check_size();
}

std::string Svg::place(double pixels) const {
  return coordinate(options_.whole_pixels ? std::round(pixels) : pixels);
}

std::string Svg::dressed(std::string_view attributes) const {
  return is_of_page() ? as_class(attributes) : std::string(attributes);
}

void Svg::text(double x, double y, std::string_view content, const TextStyle& style) {
  std::string start = "<text";
  if (style.turned != 0) {
    start += concat(" transform=\"translate(", place(x), " ", place(y), ") rotate(", coordinate(style.turned),
                    ")\"");
  } else {
    start += quoted_attribute("x", place(x)) + quoted_attribute("y", place(y));
  }
  std::string look;
  if (style.size != 12) look += quoted_attribute("font-size", coordinate(style.size));
  if (style.anchor == Anchor::middle) look += R"( text-anchor="middle")";
  if (style.anchor == Anchor::end) look += R"( text-anchor="end")";
  if (style.bold) look += R"( font-weight="600")";
  const std::string ink = style.colour.empty() ? attribute_ink("fill", style.muted ? kMuted : kInk)
                                               : quoted_attribute("fill", style.colour);
  const std::string escaped = escape_xml(content);
  std::string dress = dressed(look + ink);
  if (style.halo) {
    const std::string with_halo = is_of_page() ? as_class(look + ink, true) : look + ink;
    if (with_halo == look + ink) {  // no class has it
      body_ += concat(start, look,
                      R"( class="cl-halo" aria-hidden="true" fill="#fff" stroke="#fff" stroke-width="3" )",
                      R"(stroke-linejoin="round" stroke-opacity=".85">)", escaped, "</text>");
    } else {
      dress = with_halo;
    }
  }
  body_ += concat(start, dress, ">", escaped, "</text>");
  check_size();
}

void Svg::rectangle(double x, double y, double width, double height, std::string_view attributes,
                    std::string_view tooltip) {
  element(concat("<rect x=\"", place(x), "\" y=\"", place(y), "\" width=\"", place(width), "\" height=\"",
                 place(height), "\"", dressed(attributes)),
          tooltip);
}

void Svg::circle(double x, double y, double radius, std::string_view attributes, std::string_view tooltip) {
  element(concat("<circle cx=\"", coordinate(x), "\" cy=\"", coordinate(y), "\" r=\"", coordinate(radius),
                 "\"", attributes),
          tooltip);
}

void Svg::path(std::string_view d, std::string_view attributes, std::string_view tooltip) {
  element(concat("<path d=\"", d, "\"", dressed(attributes)), tooltip);
}

void Svg::line(double x0, double y0, double x1, double y1, std::string_view attributes) {
  PathData d;
  d.move(x0, y0);
  d.line(x1, y1);
  path(d.text(), concat(attributes, R"( fill="none")"));
}

double Svg::draw_title(double width) {
  if (options_.title.empty() || !options_.show_title) return 0;
  constexpr double kSize = 15;
  constexpr double kBold = 1.12;  // wider than the letters that text_width() knows
  constexpr double kRow = 19;
  double y = 27;
  for (const std::string& line : wrapped(options_.title, (width - 32) / (kSize * kBold), 4)) {
    text(16, y, line, {.size = kSize, .bold = true});
    y += kRow;
  }
  return y - kRow + 9;
}

double Svg::draw_legend(double x, double y, double width,
                        const std::vector<std::pair<std::string, std::string>>& colour_and_name) {
  if (colour_and_name.empty()) return 0;
  constexpr double kRow = 19;
  double at = x;
  double top = y;
  for (const auto& [colour, name] : colour_and_name) {
    const std::string shown = shortened(name, std::min(24.0, (width - 24) / 12));
    const double needed = 17 + text_width(shown) * 12 + 16;
    if (at > x && at + needed > x + width) {
      at = x;
      top += kRow;
    }
    rectangle(at, top + 2, 11, 11, concat(" rx=\"2\"", quoted_attribute("fill", colour)));
    text(at + 17, top + 12, shown);
    at += needed;
  }
  return top + kRow + 3 - y;
}

void Svg::draw_scale(double x, double y, double width, const ColourScale& scale, bool has_missing) {
  constexpr int kSteps = 40;
  for (int i = 0; i < kSteps; ++i) {
    const double from = x + width * i / kSteps;
    rectangle(from, y, width / kSteps + 0.3, 10,
              quoted_attribute("fill", scale.colour_at((i + 0.5) / kSteps)));
  }
  double written = -HUGE_VAL;
  for (const auto& [place, label] : scale.marks()) {
    const double half = text_width(label) * 11 / 2;
    if (x + width * place - half < written + 3) continue;
    written = x + width * place + half;
    line(x + width * place, y + 10, x + width * place, y + 14, attribute_ink("stroke", kAxis));
    text(x + width * place, y + 25, label, {.size = 11, .anchor = Anchor::middle, .muted = true});
  }
  if (has_missing) {
    const double left = x + width + 28;
    rectangle(left, y, 14, 10,
              R"( class="cl-blank cl-border" fill="#fff" stroke="#b9bfc2" stroke-width=".8")");
    line(left, y + 10, left + 14, y, attribute_ink("stroke", kBorder));
    text(left + 20, y + 9, word("no value", "값 없음"), {.size = 11, .muted = true});
  }
}

std::string Svg::finish(double width, double height, std::string_view name, std::string_view description) {
  const std::string title = escape_xml(options_.title.empty() ? name : options_.title);
  const std::string desc = escape_xml(options_.description.empty() ? description : options_.description);
  const std::string w = coordinate(std::ceil(width));
  const std::string h = coordinate(std::ceil(height));
  const std::string content = concat(title, "\n", desc, "\n", w, " ", h, "\n", body_);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id = "cl";
  const XXH64_hash_t hash = XXH3_64bits(content.data(), content.size());
  for (unsigned shift = 0; shift < 32; shift += 4) id += kDigits[(hash >> shift) & 15U];
  std::string out;
  if (is_of_page()) {
    // The page says the language; the elements themselves name the picture, without ids.
    // A card's size is the page's to say.
    const std::string size =
        options_.is_card() ? "" : quoted_attribute("width", w) + quoted_attribute("height", h);
    out = concat("<svg class=\"cl-picture\"", size, " viewBox=\"0 0 ", w, " ", h, "\" role=\"img\"",
                 options_.background == "none" ? R"( style="background:none")" : "", "><title>", title,
                 "</title>");
    if (options_.description != "none") out += concat("<desc>", desc, "</desc>");
    if (options_.style == "sheet") out += page_sheet(options_.theme != "light");
  } else {
    out = concat("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", w, "\" height=\"", h,
                 "\" viewBox=\"0 0 ", w, " ", h, "\" role=\"img\" aria-labelledby=\"", id, "-t ", id,
                 "-d\" lang=\"", options_.lang,
                 "\" font-family=\"system-ui, 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif\" "
                 "font-size=\"12\"><title id=\"",
                 id, "-t\">", title, "</title><desc id=\"", id, "-d\">", desc, "</desc>");
    if (options_.theme != "light") out += dark_sheet();
  }
  const bool has_ground = options_.background.empty() ? !is_of_page() : options_.background != "none";
  if (has_ground) {
    out += concat("<rect width=\"", w, "\" height=\"", h, "\"",
                  options_.background.empty() ? R"( class="cl-bg" fill="#fff")"
                                              : quoted_attribute("fill", options_.background),
                  "/>");
  }
  out += body_;
  out += "</svg>";
  return out;
}

void PathData::number(long tenths, bool first) {
  const bool negative = tenths < 0;
  const long size = negative ? -tenths : tenths;
  if (negative) {
    text_ += '-';
  } else if (!first) {
    text_ += ' ';
  }
  if (size >= 10 || size == 0) text_ += std::to_string(size / 10);
  if (size % 10 != 0) {
    text_ += '.';
    text_ += static_cast<char>('0' + size % 10);
  }
}

// Pictures are a few thousand wide; what lies far outside is cut off by whoever draws.
long PathData::tenths_of(double value) const {
  const double kept = std::clamp(value, -1e6, 1e6);
  return whole_ ? std::lround(kept) * 10 : std::lround(kept * 10);
}

void PathData::step(long x, long y) {
  number(x - x_, text_.back() == 'm' || text_.back() == 'l');
  number(y - y_, false);
  x_ = x;
  y_ = y;
}

void PathData::move(double x, double y) {
  const long to_x = tenths_of(x);
  const long to_y = tenths_of(y);
  text_ += text_.empty() ? 'M' : 'm';
  if (text_.size() == 1) {
    number(to_x, true);
    number(to_y, false);
    x_ = to_x;
    y_ = to_y;
  } else {
    step(to_x, to_y);
  }
  start_x_ = x_;
  start_y_ = y_;
  in_lines_ = false;
}

void PathData::line(double x, double y) {
  const long to_x = tenths_of(x);
  const long to_y = tenths_of(y);
  if (to_x == x_ && to_y == y_) return;
  if (!in_lines_) text_ += 'l';
  if (in_lines_ && to_x - x_ >= 0) text_ += ' ';
  const bool first = true;
  number(to_x - x_, first);
  number(to_y - y_, false);
  x_ = to_x;
  y_ = to_y;
  in_lines_ = true;
}

void PathData::close() {
  text_ += 'z';
  x_ = start_x_;
  y_ = start_y_;
  in_lines_ = false;
}

void PathData::dot(double x, double y) {
  move(x - 0.05, y);
  text_ += "h.1";
  x_ += 1;
}

void PathData::dash(double x, double y, long length) {
  move(x, y);
  text_ += concat("h", length);
  x_ += 10 * length;
}

void PathData::clear() { *this = PathData(whole_); }

}  // namespace clusterlite
