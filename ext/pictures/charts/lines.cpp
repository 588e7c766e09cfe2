#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "pictures/charts/axes.hpp"
#include "pictures/charts/charts.hpp"
#include "pictures/drawing/categories.hpp"
#include "pictures/drawing/text.hpp"
#include "pictures/map/layer.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

struct Span {
  double low = HUGE_VAL;
  double high = -HUGE_VAL;
  void take(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

using Series = std::vector<const LinePoint*>;

class LinePicture {
 public:
  LinePicture(std::vector<LinePoint> points, const PictureOptions& options, CancelToken& cancel)
      : points_(std::move(points)), options_(options), cancel_(cancel), svg_(options) {}

  std::string draw() {
    std::sort(points_.begin(), points_.end(), [&](const LinePoint& a, const LinePoint& b) {
      cancel_.check();
      return std::tie(a.series, a.x, a.y) < std::tie(b.series, b.x, b.y);
    });
    collect();
    const double width = options_.width.value_or(720);
    const double top = std::max(6.0, svg_.draw_title(width));
    const double height =
        options_.height.value_or(std::max(std::clamp(width * 0.5, 180.0, 460.0), top + 180));
    double names = 0;
    for (const auto& [name, series] : series_) {
      if (named(name)) names = std::max(names, text_width(shortened(name, 16)) * 12 + 26);
    }
    names = std::min(names, width * 0.34);
    Axes axes(svg_, exact(x_), AxisRange::around(y_.low, y_.high, y_.low >= 0), width, height, top, names);
    axes.draw();
    band(axes);
    for (const auto& [name, series] : series_) {
      if (!in_band(name)) line(axes, name, series);
    }
    LabelRoom room(axes.plot());
    for (const auto& [from, to] : drawn_) keep_clear(from, to, room);
    axes.marks(room, cancel_);
    end_labels(axes, std::min(16.0, (names - 24) / 12));
    if (points_.empty()) {
      svg_.text(width / 2, height / 2, svg_.word("nothing to draw", "그릴 것이 없음"),
                {.anchor = Anchor::middle, .muted = true});
    }
    return svg_.finish(width, height, svg_.word("Lines", "선그래프"), description());
  }

 private:
  // A line fills the plot from side to side.
  static AxisRange exact(const Span& span) {
    if (span.low < span.high) return {span.low, span.high};
    return AxisRange::around(span.low, span.high, false);
  }

  bool in_band(const std::string& name) const {
    return std::find(options_.band.begin(), options_.band.end(), name) != options_.band.end();
  }
  bool named(const std::string& name) const { return options_.legend && !name.empty() && !in_band(name); }

  void collect() {
    for (const LinePoint& point : points_) {
      cancel_.check();
      series_[point.series].push_back(&point);
      x_.take(point.x);
      if (point.y) y_.take(*point.y);
    }
    // The latest value says which line is the largest.
    for (const auto& [name, series] : series_) {
      double last = 0;
      for (const LinePoint* point : series) {
        if (point->y) last = std::abs(*point->y);
      }
      if (!in_band(name)) categories_.add(name, last);
    }
    categories_.finish(options_, svg_.word("other", "기타"));
    for (const std::string& name : options_.band) {
      if (!series_.contains(name)) {
        throw Error(concat("the option \"band\" names the series ", quoted(name), ", which no row has"));
      }
    }
  }

  std::string_view colour(const std::string& name) const {
    return name.empty() ? kCategoryColours[0] : categories_.colour(name);
  }

  // Of many points in one column of pixels the first, lowest, highest and last: the same picture.
  std::vector<MapPlace> thinned(const Axes& axes, const Series& series, std::size_t from, std::size_t to) {
    std::vector<MapPlace> places;
    const bool dense = static_cast<double>(to - from) > 4 * (axes.plot().right - axes.plot().left);
    std::size_t i = from;
    while (i < to) {
      cancel_.check();
      const double x = axes.x(series[i]->x);
      std::size_t end = i + 1;
      while (dense && end < to && std::floor(axes.x(series[end]->x)) == std::floor(x)) ++end;
      std::size_t low = i;
      std::size_t high = i;
      for (std::size_t j = i; j < end; ++j) {
        if (*series[j]->y < *series[low]->y) low = j;
        if (*series[j]->y > *series[high]->y) high = j;
      }
      std::vector<std::size_t> kept{i, low, high, end - 1};
      std::sort(kept.begin(), kept.end());
      kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
      for (const std::size_t j : kept) places.push_back({axes.x(series[j]->x), axes.y(*series[j]->y)});
      i = end;
    }
    return places;
  }

  void line(const Axes& axes, const std::string& name, const Series& series) {
    PathData d;
    for (std::size_t i = 0; i < series.size();) {
      if (!series[i]->y) {
        ++i;
        continue;
      }
      std::size_t end = i;
      while (end < series.size() && series[end]->y) ++end;
      const std::vector<MapPlace> places = thinned(axes, series, i, end);
      if (places.size() == 1) {
        d.dot(places[0].x, places[0].y);
      } else {
        d.move(places[0].x, places[0].y);
        for (std::size_t j = 1; j < places.size(); ++j) {
          d.line(places[j].x, places[j].y);
          if (!options_.mark_x.empty() || !options_.mark_y.empty())
            drawn_.emplace_back(places[j - 1], places[j]);
        }
      }
      i = end;
    }
    if (d.empty()) return;
    svg_.path(d.text(),
              concat(R"( fill="none" stroke=")", colour(name),
                     series.size() > 2000 ? R"(" stroke-width="1.1")" : R"(" stroke-width="2.2")",
                     R"( stroke-linejoin="round" stroke-linecap="round")"),
              name);
  }

  // A piece of a line as boxes of a few pixels.
  static void keep_clear(const MapPlace& from, const MapPlace& to, LabelRoom& room) {
    constexpr double kStep = 6;
    const double pieces = std::max(1.0, std::ceil((to.x - from.x) / kStep));
    for (double i = 0; i < pieces; ++i) {
      const double x0 = from.x + (to.x - from.x) * i / pieces;
      const double x1 = from.x + (to.x - from.x) * (i + 1) / pieces;
      const double y0 = from.y + (to.y - from.y) * i / pieces;
      const double y1 = from.y + (to.y - from.y) * (i + 1) / pieces;
      room.take({x0 - 1, std::min(y0, y1) - 1, x1 + 1, std::max(y0, y1) + 1});
    }
  }

  void band(const Axes& axes) {
    if (options_.band.empty()) return;
    const auto known = [&](const std::string& name) {
      Series series;
      for (const LinePoint* point : series_.at(name)) {
        if (point->y) series.push_back(point);
      }
      return thinned(axes, series, 0, series.size());
    };
    std::vector<MapPlace> outline = known(options_.band[0]);
    std::vector<MapPlace> back = known(options_.band[1]);
    outline.insert(outline.end(), back.rbegin(), back.rend());
    if (outline.size() < 3) return;
    PathData d;
    d.move(outline[0].x, outline[0].y);
    for (std::size_t i = 1; i < outline.size(); ++i) d.line(outline[i].x, outline[i].y);
    d.close();
    svg_.path(d.text(), R"( fill="#767676" fill-opacity=".22")",
              concat(options_.band[0], " – ", options_.band[1]));
  }

  // Names stand at the ends of their lines, moved apart.
  void end_labels(const Axes& axes, double widest) {
    struct End {
      double y;
      const std::string* name;
    };
    std::vector<End> ends;
    for (const auto& [name, series] : series_) {
      if (!named(name) || categories_.shown(name) != name) continue;
      for (auto last = series.rbegin(); last != series.rend(); ++last) {
        if (!(*last)->y) continue;
        ends.push_back({axes.y(*(*last)->y), &name});
        break;
      }
    }
    std::stable_sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.y < b.y; });
    constexpr double kRow = 15;
    for (std::size_t i = 1; i < ends.size(); ++i) ends[i].y = std::max(ends[i].y, ends[i - 1].y + kRow);
    double limit = axes.plot().bottom;
    for (std::size_t i = ends.size(); i-- > 0;) {
      ends[i].y = std::min(ends[i].y, limit);
      limit = ends[i].y - kRow;
    }
    for (const End& end : ends) {
      svg_.rectangle(axes.plot().right + 6, end.y - 4, 8, 8,
                     concat(R"( rx="2" fill=")", colour(*end.name), R"(")"));
      svg_.text(axes.plot().right + 18, end.y + 4, shortened(*end.name, widest));
    }
  }

  std::string description() const {
    std::string text = svg_.korean()
                           ? concat("선 ", series_.size(), "개, 점 ", points_.size(), "개.")
                           : concat(series_.size(), series_.size() == 1 ? " line of " : " lines of ",
                                    with_commas(static_cast<double>(points_.size()), 0), " points.");
    if (x_.low <= x_.high && y_.low <= y_.high) {
      const auto range = [](const Span& s) {
        const bool years = s.low >= 1800 && s.high <= 2200;
        if (years && s.low == std::floor(s.low) && s.high == std::floor(s.high)) {
          return concat(to_text(s.low), "..", to_text(s.high));
        }
        const int decimals = decimals_for(std::max(std::abs(s.low), std::abs(s.high)),
                                          s.low == std::floor(s.low) && s.high == std::floor(s.high));
        return concat(with_commas(s.low, decimals), "..", with_commas(s.high, decimals));
      };
      text += concat(" x ", range(x_), ", y ", range(y_), ".");
    }
    if (categories_.size() > 0) {
      text += concat(svg_.word(" The largest at the end: ",
                               " 마지막 값이 "
                               "가장 큰 것: "),
                     categories_.largest(), ".");
    }
    return text;
  }

  std::vector<LinePoint> points_;
  const PictureOptions& options_;
  CancelToken& cancel_;
  Svg svg_;
  std::map<std::string, Series> series_;
  std::vector<std::pair<MapPlace, MapPlace>> drawn_;  // what numbers of marks should not cover
  Categories categories_;
  Span x_;
  Span y_;
};

}  // namespace

std::string draw_lines(std::vector<LinePoint> points, const PictureOptions& options, CancelToken& cancel) {
  return LinePicture(std::move(points), options, cancel).draw();
}

}  // namespace clusterlite
