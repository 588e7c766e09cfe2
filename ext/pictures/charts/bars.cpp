#include <algorithm>
#include <cmath>
#include <tuple>

#include "pictures/charts/charts.hpp"
#include "pictures/drawing/categories.hpp"
#include "pictures/drawing/numbers.hpp"
#include "pictures/drawing/svg.hpp"
#include "pictures/drawing/text.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

void sort_bars(std::vector<Bar>& bars, bool by_label, CancelToken& cancel) {
  std::sort(bars.begin(), bars.end(), [&](const Bar& a, const Bar& b) {
    cancel.check();
    if (by_label) {
      if (a.label != b.label) return natural_before(a.label, b.label);
    } else if (a.value != b.value) {
      if (!a.value || !b.value) return a.value.has_value();
      return *a.value > *b.value;
    }
    if (a.label != b.label) return natural_before(a.label, b.label);
    return std::tie(a.category, a.value) < std::tie(b.category, b.value);
  });
}

}  // namespace

std::string draw_bars(std::vector<Bar> bars, const PictureOptions& options, CancelToken& cancel) {
  constexpr std::size_t kMost = 5'000;
  if (bars.size() > kMost) {
    throw Error(concat("there are ", bars.size(), " bars, and a picture takes up to ", kMost,
                       "; sum them up (GROUP BY) or draw the largest (ORDER BY ... LIMIT in a subquery)"));
  }
  sort_bars(bars, options.sort == "label", cancel);
  Svg svg(options);
  const std::string missing(svg.word("no value", "값 없음"));
  Categories categories;
  double low = 0;
  double high = 0;
  double longest_name = 0;
  bool all_whole = true;
  for (const Bar& bar : bars) {
    categories.add(bar.category, std::abs(bar.value.value_or(0)));
    longest_name = std::max(longest_name, text_width(bar.label) * 12);
    if (!bar.value) continue;
    low = std::min(low, *bar.value);
    high = std::max(high, *bar.value);
    all_whole = all_whole && *bar.value == std::floor(*bar.value);
  }
  categories.finish(options, svg.word("other", "기타"));
  const int decimals = decimals_for(std::max(high, -low), all_whole);
  double widest_value = 0;
  for (const Bar& bar : bars) {
    const std::string shown = bar.value ? with_commas(*bar.value, decimals) : missing;
    widest_value = std::max(widest_value, text_width(shown) * 12);
  }

  const double width = options.width.value_or(720);
  double top = std::max(10.0, svg.draw_title(width));
  if (options.legend && categories.legend().size() > 1) {
    top += svg.draw_legend(16, top, width - 32, categories.legend());
  }
  constexpr double kGap = 8;
  // Names take what the bars do not need; longer ones have two lines.
  const double numbers = (widest_value + kGap) * (low < 0 ? 2 : 1);
  const double names = std::min(longest_name, std::max(width * 0.38, width * 0.72 - 32 - kGap - numbers));
  const bool two_lines = longest_name > names + 0.1;
  const double left = 16 + names + kGap + (low < 0 ? widest_value + kGap : 0);
  const double right = std::max(left + 20, width - 16 - widest_value - kGap);
  const double row = options.height && !bars.empty()
                         ? std::max(13.0, (*options.height - top - 12) / static_cast<double>(bars.size()))
                     : two_lines ? 32
                                 : 23;
  const double thick = std::min(row * 0.68, two_lines && !options.height ? 17 : row);
  const double span = high / 2 - low / 2;
  const auto at = [&](double value) {
    return span > 0 ? left + (value / 2 - low / 2) / span * (right - left) : left;
  };
  double y = top;
  for (const Bar& bar : bars) {
    cancel.check();
    const double middle = y + row / 2;
    const double size = row >= 26 || !two_lines ? 12 : 11;
    const std::vector<std::string> lines = wrapped(bar.label, names / size + 0.01, row >= 26 ? 2 : 1);
    double line_y = middle + 4 - (static_cast<double>(lines.size()) - 1) * 6.5;
    for (const std::string& line : lines) {
      svg.text(16 + names, line_y, line, {.size = size, .anchor = Anchor::end});
      line_y += 13;
    }
    if (bar.value) {
      const std::string number = with_commas(*bar.value, decimals);
      const double from = std::min(at(0), at(*bar.value));
      const double to = std::max(at(0), at(*bar.value));
      // Beside bars with a category those without are the background.
      const std::string_view colour = !bar.category.empty()   ? categories.colour(bar.category)
                                      : categories.size() > 0 ? std::string_view("#a3adb5")
                                                              : kCategoryColours[0];
      if (to - from > 0) {
        svg.rectangle(from, middle - thick / 2, std::max(to - from, 0.5), thick,
                      concat(R"( fill=")", colour, R"(")"),
                      concat(bar.label.empty() ? "" : bar.label + ": ", number));
      }
      if (*bar.value < 0) {
        svg.text(from - 6, middle + 4, number, {.anchor = Anchor::end, .muted = true});
      } else {
        svg.text(to + 6, middle + 4, number, {.muted = true});
      }
    } else {
      svg.text(at(0) + 6, middle + 4, missing, {.muted = true});
    }
    y += row;
  }
  if (bars.empty()) {
    svg.text(width / 2, y + 16, svg.word("nothing to draw", "그릴 것이 없음"),
             {.anchor = Anchor::middle, .muted = true});
    y += 24;
  } else {
    svg.line(at(0), top, at(0), y, attribute_ink("stroke", kAxis));
  }

  sort_bars(bars, false, cancel);
  std::string description = svg.korean() ? concat("막대 ", bars.size(), "개.")
                                         : concat(bars.size(), bars.size() == 1 ? " bar." : " bars.");
  std::string largest;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, bars.size()); ++i) {
    if (bars[i].value)
      largest += concat(i == 0 ? "" : ", ", bars[i].label, " ", with_commas(*bars[i].value, decimals));
  }
  if (!largest.empty()) description += concat(svg.word(" The largest: ", " 가장 큰 값: "), largest, ".");
  return svg.finish(width, y + 12, svg.word("Bars", "막대그래프"), description);
}

}  // namespace clusterlite
