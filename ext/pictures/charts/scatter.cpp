#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "pictures/charts/axes.hpp"
#include "pictures/charts/charts.hpp"
#include "pictures/drawing/categories.hpp"
#include "pictures/drawing/text.hpp"
#include "pictures/map/pixel_bins.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::size_t kMostTooltips = 2'000;

class ScatterPicture {
 public:
  ScatterPicture(std::vector<ScatterPoint> points, const PictureOptions& options, CancelToken& cancel)
      : points_(std::move(points)), options_(options), cancel_(cancel), svg_(options) {}

  std::string draw() {
    std::sort(points_.begin(), points_.end(), [&](const ScatterPoint& a, const ScatterPoint& b) {
      cancel_.check();
      return std::tie(a.category, a.x, a.y, a.label) < std::tie(b.category, b.x, b.y, b.label);
    });
    double low_x = HUGE_VAL;
    double high_x = -HUGE_VAL;
    double low_y = HUGE_VAL;
    double high_y = -HUGE_VAL;
    const auto take = [&](double x, double y) {
      low_x = std::min(low_x, x);
      high_x = std::max(high_x, x);
      low_y = std::min(low_y, y);
      high_y = std::max(high_y, y);
    };
    for (const ScatterPoint& point : points_) {
      take(point.x, point.y);
      categories_.add(point.category);
    }
    if (!points_.empty() && !options_.quadrants.empty()) take(options_.quadrants[0], options_.quadrants[1]);
    categories_.finish(options_, svg_.word("other", "기타"));

    const double width = options_.width.value_or(720);
    double top = std::max(6.0, svg_.draw_title(width));
    if (options_.legend && categories_.legend().size() > 1) {
      top += svg_.draw_legend(16, top, width - 32, categories_.legend());
    }
    const double height = options_.height.value_or(std::clamp(width * 0.66, 240.0, 560.0) + top);
    Axes axes(svg_, AxisRange::around(low_x, high_x, false), AxisRange::around(low_y, high_y, false), width,
              height, top, 0);
    axes.draw();
    LabelRoom room(axes.plot());
    cross(axes);
    dots(axes, room);
    if (options_.trend) trend(axes, room);
    axes.marks(room, cancel_);
    quadrant_labels(axes, room);
    if (options_.labels) labels(axes, room);
    if (points_.empty()) {
      svg_.text(width / 2, height / 2, svg_.word("nothing to draw", "그릴 것이 없음"),
                {.anchor = Anchor::middle, .muted = true});
    }
    return svg_.finish(width, height, svg_.word("Scatter plot", "산점도"), description());
  }

 private:
  void cross(const Axes& axes) {
    if (options_.quadrants.empty()) return;
    const LabelBox& plot = axes.plot();
    const std::string style = concat(R"( stroke-width="1.2")", attribute_ink("stroke", kAxis));
    svg_.line(axes.x(options_.quadrants[0]), plot.top, axes.x(options_.quadrants[0]), plot.bottom, style);
    svg_.line(plot.left, axes.y(options_.quadrants[1]), plot.right, axes.y(options_.quadrants[1]), style);
  }

  // In the corners; where points lie there, a little further in.
  void quadrant_labels(const Axes& axes, LabelRoom& room) {
    const LabelBox& plot = axes.plot();
    for (std::size_t i = 0; i < options_.quadrant_labels.size(); ++i) {
      const bool right = i == 0 || i == 3;
      const bool upper = i < 2;
      const std::string& text = options_.quadrant_labels[i];
      const double w = text_width(text) * 12 * 1.04;
      const double corner_x = right ? plot.right - 6 : plot.left + 6;
      const double corner_y = upper ? plot.top + 13 : plot.bottom - 8;
      double x = corner_x;
      double y = corner_y;
      const auto box = [&] {
        return right ? LabelBox{x - w, y - 11, x + 6, y + 4} : LabelBox{x - 6, y - 11, x + w, y + 4};
      };
      constexpr int kSteps = 12;
      bool done = false;
      for (int step = 0; step < 3 * kSteps && !done; ++step) {
        x = corner_x + (right ? -1 : 1) * (step % kSteps) * 0.035 * (plot.right - plot.left);
        y = corner_y + (upper ? 1 : -1) * (step / kSteps) * 15;
        const LabelBox tried = box();
        if (step > 0 && (right ? tried.left < axes.x(options_.quadrants[0])
                               : tried.right > axes.x(options_.quadrants[0]))) {
          continue;  // in its own quadrant
        }
        done = room.place(tried, cancel_);
      }
      if (!done) {
        x = corner_x;
        y = corner_y;
        room.take(box());
      }
      svg_.text(x, y, text,
                {.anchor = right ? Anchor::end : Anchor::start, .bold = true, .muted = true, .halo = true});
    }
  }

  std::string_view colour(const std::string& category) const {
    return category.empty() ? kCategoryColours[0] : categories_.colour(category);
  }

  void dots(const Axes& axes, LabelRoom& room) {
    const bool single = points_.size() <= kMostTooltips;
    if (points_.size() > kMostSingleDots) return bins(axes);
    const double usual = points_.size() <= 300 ? 7 : points_.size() <= kMostTooltips ? 5 : 2.4;
    const double dot = options_.dot.value_or(usual);
    for (std::size_t i = 0; i < points_.size();) {
      const std::string& category = points_[i].category;
      svg_.raw(concat(single ? R"(<g fill-opacity=".75" fill=")"
                             : R"(<g fill="none" stroke-opacity=".5" stroke-linecap="round" stroke-width=")",
                      single ? "" : coordinate(dot) + "\" stroke=\"", colour(category), R"(">)"));
      std::size_t end = i;
      while (end < points_.size() && points_[end].category == category) ++end;
      for (; single && i < end; ++i) {
        const ScatterPoint& p = points_[i];
        const double x = axes.x(p.x);
        const double y = axes.y(p.y);
        if (points_.size() <= 300) room.take({x - dot / 2, y - dot / 2, x + dot / 2, y + dot / 2});
        svg_.circle(x, y, dot / 2, "",
                    concat(p.label.empty() ? "" : p.label + ": ", shown(p.x), ", ", shown(p.y)));
      }
      while (!single && i < end) {
        constexpr std::size_t kOfAPath = 500;
        PathData d;
        for (const std::size_t stop = std::min(end, i + kOfAPath); i < stop; ++i) {
          cancel_.check();
          d.dot(axes.x(points_[i].x), axes.y(points_[i].y));
        }
        svg_.path(d.text(), "");
      }
      svg_.raw("</g>");
    }
  }

  void bins(const Axes& axes) {
    PixelBins bins;
    for (const ScatterPoint& p : points_) {
      cancel_.check();
      bins.take(axes.x(p.x), axes.y(p.y));
    }
    bins.draw(svg_, concat(R"( stroke=")", kCategoryColours[0], R"(")"));
  }

  // The least-squares line through all points.
  void trend(const Axes& axes, LabelRoom& room) {
    if (points_.size() < 2) return;
    double mean_x = 0;
    double mean_y = 0;
    const auto n = static_cast<double>(points_.size());
    for (const ScatterPoint& p : points_) {
      mean_x += p.x / n;
      mean_y += p.y / n;
    }
    double xx = 0;
    double xy = 0;
    for (const ScatterPoint& p : points_) {
      xx += (p.x - mean_x) * (p.x - mean_x);
      xy += (p.x - mean_x) * (p.y - mean_y);
    }
    if (!(xx > 0) || !std::isfinite(xy / xx)) return;
    slope_ = xy / xx;
    // Cut at the plot: where the line leaves it below or above.
    const AxisRange& xr = axes.x_range();
    const AxisRange& yr = axes.y_range();
    double from = xr.low;
    double to = xr.high;
    if (*slope_ != 0) {
      const double a = mean_x + (yr.low - mean_y) / *slope_;
      const double b = mean_x + (yr.high - mean_y) / *slope_;
      from = std::max(from, std::min(a, b));
      to = std::min(to, std::max(a, b));
    }
    const auto y = [&](double x) { return mean_y + *slope_ * (x - mean_x); };
    svg_.line(axes.x(from), axes.y(y(from)), axes.x(to), axes.y(y(to)),
              concat(R"( stroke-width="1.8")", attribute_ink("stroke", kInk)));
    const std::string text = concat(svg_.word("slope ", "기울기 "), shown(*slope_));
    constexpr double kStep = 6;
    for (double x = axes.x(from); x <= axes.x(to); x += kStep) {
      const double share = (x - axes.x(from)) / std::max(axes.x(to) - axes.x(from), 1.0);
      const double at = axes.y(y(from)) + share * (axes.y(y(to)) - axes.y(y(from)));
      room.take({x - kStep / 2, at - kStep / 2, x + kStep / 2, at + kStep / 2});
    }
    // At the line's end, on the side the line does not come from; where the plot ends there, clear of it on
    // the other side.
    const double x = axes.x(to) - 8;
    const double end = axes.y(y(to));
    const double width = text_width(text) * 12.5 + 12;
    const double along =
        std::abs(axes.y(y(to)) - axes.y(y(from))) / std::max(axes.x(to) - axes.x(from), 1.0) * width;
    const bool up = *slope_ > 0;
    const bool room_there = up ? end - 8 >= axes.plot().top + 12 : end + 18 <= axes.plot().bottom - 6;
    const double offset = room_there ? 0 : along;
    const bool above = up == room_there;
    const double at = std::clamp(above ? end - 8 - offset : end + 18 + offset, axes.plot().top + 12,
                                 axes.plot().bottom - 6);
    svg_.text(x, at, text, {.anchor = Anchor::end, .bold = true, .halo = true});
    room.take({x - text_width(text) * 12.5, at - 12, x + 4, at + 5});
  }

  void labels(const Axes& axes, LabelRoom& room) {
    // The outermost first: they are what a reader asks about.
    std::vector<const ScatterPoint*> order;
    for (const ScatterPoint& p : points_) {
      if (!p.label.empty()) order.push_back(&p);
    }
    const double mid_x = (axes.plot().left + axes.plot().right) / 2;
    const double mid_y = (axes.plot().top + axes.plot().bottom) / 2;
    const auto off = [&](const ScatterPoint* p) {
      return std::hypot(axes.x(p->x) - mid_x, axes.y(p->y) - mid_y);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](const ScatterPoint* a, const ScatterPoint* b) { return off(a) > off(b); });
    constexpr std::size_t kMostLabels = 400;
    if (order.size() > kMostLabels) order.resize(kMostLabels);
    constexpr double kSize = 11;
    for (const ScatterPoint* p : order) {
      const std::string text = shortened(p->label, 18);
      const double w = text_width(text) * kSize;
      const double x = axes.x(p->x);
      const double y = axes.y(p->y);
      for (const auto& [at_x, at_y] : {std::pair{x + w / 2 + 8, y}, std::pair{x - w / 2 - 8, y},
                                       std::pair{x, y - 12}, std::pair{x, y + 12}}) {
        if (!room.place(label_box(at_x, at_y, w, kSize), cancel_)) continue;
        svg_.text(at_x, at_y + 4, text, {.size = kSize, .anchor = Anchor::middle, .halo = true});
        break;
      }
    }
  }

  static std::string shown(double value) {
    return with_commas(value, decimals_for(value, value == std::floor(value)));
  }

  std::string description() const {
    const std::string number = with_commas(static_cast<double>(points_.size()), 0);
    std::string text = svg_.korean() ? concat("점 ", number, "개.")
                                     : concat(number, points_.size() == 1 ? " point." : " points.");
    if (categories_.size() > 0) {
      text += concat(svg_.word(" The largest categories: ", " 가장 큰 분류: "), categories_.largest(), ".");
    }
    if (slope_)
      text +=
          concat(svg_.word(" Slope of the least-squares line: ", " 회귀선의 기울기: "), shown(*slope_), ".");
    if (points_.size() > kMostSingleDots) text += bins_in_words(svg_);
    return text;
  }

  std::vector<ScatterPoint> points_;
  const PictureOptions& options_;
  CancelToken& cancel_;
  Svg svg_;
  Categories categories_;
  std::optional<double> slope_;
};

}  // namespace

std::string draw_scatter(std::vector<ScatterPoint> points, const PictureOptions& options,
                         CancelToken& cancel) {
  return ScatterPicture(std::move(points), options, cancel).draw();
}

}  // namespace clusterlite
