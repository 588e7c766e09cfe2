#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "pictures/charts/charts.hpp"
#include "pictures/drawing/numbers.hpp"
#include "pictures/drawing/palette.hpp"
#include "pictures/drawing/svg.hpp"
#include "pictures/drawing/text.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

std::vector<std::string> names_of(const std::vector<Cell>& cells, std::string Cell::*part) {
  std::vector<std::string> names;
  names.reserve(cells.size());
  for (const Cell& cell : cells) names.push_back(cell.*part);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::sort(names.begin(), names.end(), natural_before);
  return names;
}

double widest(const std::vector<std::string>& names) {
  double width = 0;
  for (const std::string& name : names) width = std::max(width, text_width(name) * 11);
  return width;
}

}  // namespace

std::string draw_matrix(std::vector<Cell> cells, const PictureOptions& options, CancelToken& cancel) {
  constexpr std::size_t kMost = 5'000;
  std::sort(cells.begin(), cells.end(), [&](const Cell& a, const Cell& b) {
    cancel.check();
    return std::tie(a.row, a.column, a.value) < std::tie(b.row, b.column, b.value);
  });
  for (std::size_t i = 1; i < cells.size(); ++i) {
    if (cells[i].row == cells[i - 1].row && cells[i].column == cells[i - 1].column) {
      throw Error(concat("row ", quoted(cells[i].row), " and column ", quoted(cells[i].column),
                         " occur twice; sum them up first (GROUP BY)"));
    }
  }
  const std::vector<std::string> rows = names_of(cells, &Cell::row);
  const std::vector<std::string> columns = names_of(cells, &Cell::column);
  if (rows.size() * columns.size() > kMost) {
    throw Error(concat("there are ", rows.size(), " rows and ", columns.size(),
                       " columns, and a picture takes up to ", kMost,
                       " cells; draw some of them (WHERE), or group them"));
  }
  double low = HUGE_VAL;
  double high = -HUGE_VAL;
  bool all_whole = true;
  std::size_t known = 0;
  for (const Cell& cell : cells) {
    if (!cell.value) continue;
    ++known;
    low = std::min(low, *cell.value);
    high = std::max(high, *cell.value);
    all_whole = all_whole && *cell.value == std::floor(*cell.value);
  }
  Svg svg(options);
  const ColourScale scale(options, low <= high ? low : 0, low <= high ? high : 1);
  const int decimals =
      low <= high ? std::min(2, decimals_for(std::max(std::abs(low), std::abs(high)), all_whole)) : 0;

  const double width = options.width.value_or(720);
  double top = std::max(10.0, svg.draw_title(width));
  const double names = std::min(widest(rows), width * 0.3);
  const double left = 16 + names + 8;
  const double column_names = std::min(widest(columns), 150.0);
  const double room = width - left - 16;
  const auto column_count = static_cast<double>(std::max<std::size_t>(1, columns.size()));
  const double cell_width = std::clamp(room / column_count, 3.0, 64.0);
  const double cell_height =
      options.height ? std::max(9.0, (*options.height - top - column_names - 60) /
                                         static_cast<double>(std::max<std::size_t>(1, rows.size())))
                     : std::clamp(cell_width * 0.8, 14.0, 26.0);
  // Level where the names fit side by side, else upright.
  const bool level = widest(columns) + 6 <= cell_width;
  top += (level ? 18 : column_names + 12);
  const bool every_name = cell_width >= 11;
  const auto skip = every_name ? std::size_t{1} : static_cast<std::size_t>(std::ceil(11 / cell_width));
  for (std::size_t i = 0; i < columns.size(); i += skip) {
    const double x = left + (static_cast<double>(i) + 0.5) * cell_width;
    if (level) {
      svg.text(x, top - 6, columns[i], {.size = 11, .anchor = Anchor::middle, .muted = true});
    } else {
      svg.text(x + 4, top - 6, shortened(columns[i], column_names / 11 + 0.01),
               {.size = 11, .muted = true, .turned = -90});
    }
  }
  const bool numbers = options.labels && cell_width >= 34 && cell_height >= 14;
  std::map<std::pair<std::string_view, std::string_view>, const Cell*> by_name;
  for (const Cell& cell : cells) by_name[{cell.row, cell.column}] = &cell;
  bool has_missing = false;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const double y = top + static_cast<double>(r) * cell_height;
    svg.text(left - 8, y + cell_height / 2 + 4, shortened(rows[r], names / 11 + 0.01),
             {.size = 11, .anchor = Anchor::end});
    for (std::size_t c = 0; c < columns.size(); ++c) {
      cancel.check();
      const double x = left + static_cast<double>(c) * cell_width;
      const auto found = by_name.find({rows[r], columns[c]});
      const bool there = found != by_name.end() && found->second->value;
      const std::string name = concat(rows[r], ", ", columns[c], ": ");
      const double gap = cell_width > 6 ? 1 : 0.2;
      if (!there) {
        // Blank with a stroke: not the lightest colour, and not 0.
        has_missing = true;
        svg.rectangle(x + 0.4, y + 0.4, cell_width - gap - 0.8, cell_height - gap - 0.8,
                      R"( class="cl-blank cl-border" fill="#fff" stroke="#b9bfc2" stroke-width=".5")",
                      concat(name, svg.word("no value", "값 없음")));
        svg.line(x + 1, y + cell_height - gap - 1, x + cell_width - gap - 1, y + 1,
                 concat(R"( stroke-width=".5")", attribute_ink("stroke", kBorder)));
        continue;
      }
      const double value = *found->second->value;
      const std::string colour = scale.colour(value);
      const int own_decimals = all_whole ? 0 : std::max(decimals, std::abs(value) < 10 ? 2 : 1);
      const std::string fill = concat(R"( fill=")", colour, R"(")");
      const std::string tooltip = concat(
          name, with_commas(value, std::abs(value) > 0
                                       ? std::max(own_decimals, std::min(6, decimals_for(value, all_whole)))
                                       : own_decimals));
      if (svg.is_of_page()) {  // shorter than a rect, of which there are many
        const std::string wide = svg.place(cell_width - gap);
        svg.path(concat("M", svg.place(x), " ", svg.place(y), "h", wide, "v", svg.place(cell_height - gap),
                        "h-", wide, "z"),
                 fill, tooltip);
      } else {
        svg.rectangle(x, y, cell_width - gap, cell_height - gap, fill, tooltip);
      }
      if (numbers) {
        svg.text(x + (cell_width - gap) / 2, y + cell_height / 2 + 3.5, with_commas(value, decimals),
                 {.size = 10.5, .anchor = Anchor::middle, .colour = is_dark(colour) ? "#fff" : "#1f2933"});
      }
    }
  }
  double bottom = top + static_cast<double>(rows.size()) * cell_height;
  if (low <= high) {
    // Under the cells; in a narrow picture from the left edge, so that its numbers have room.
    const double beside = has_missing ? 118 : 24;
    const double wide = std::clamp(width - 24 - beside, 60.0, 260.0);
    svg.draw_scale(std::max(24.0, std::min(left + 8, width - beside - wide)), bottom + 12, wide, scale,
                   has_missing);
    bottom += 46;
  } else {
    svg.text(width / 2, bottom + 16, svg.word("nothing to draw", "그릴 것이 없음"),
             {.anchor = Anchor::middle, .muted = true});
    bottom += 30;
  }

  std::string description =
      svg.korean() ? concat("행 ", rows.size(), "개, 열 ", columns.size(), "개, 값 ", known, "개.")
                   : concat(rows.size(), " rows, ", columns.size(), " columns, ", known, " values.");
  std::stable_sort(cells.begin(), cells.end(),
                   [](const Cell& a, const Cell& b) { return a.value > b.value; });
  std::string largest;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, cells.size()); ++i) {
    if (!cells[i].value) break;
    largest += concat(i == 0 ? "" : "; ", cells[i].row, ", ", cells[i].column, " ",
                      with_commas(*cells[i].value, std::max(decimals, all_whole ? 0 : 2)));
  }
  if (!largest.empty()) description += concat(svg.word(" The largest: ", " 가장 큰 값: "), largest, ".");
  return svg.finish(std::max(width, left + cell_width * column_count + 16), bottom,
                    svg.word("Matrix", "행렬"), description);
}

}  // namespace clusterlite
