#include "pictures/map/map.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "pictures/drawing/categories.hpp"
#include "pictures/drawing/numbers.hpp"
#include "pictures/drawing/svg.hpp"
#include "pictures/drawing/text.hpp"
#include "pictures/map/clip.hpp"
#include "pictures/map/map_frame.hpp"
#include "pictures/map/map_labels.hpp"
#include "pictures/map/pixel_bins.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::size_t kMostTooltips = 2'000;

class MapPicture {
 public:
  MapPicture(std::vector<Layer> layers, const PictureOptions& options, CancelToken& cancel)
      : layers_(std::move(layers)), svg_(options), options_(options), cancel_(cancel) {}

  std::string draw() {
    sort_layers();
    count();
    const double width = options_.width.value_or(720);
    double top = std::max(MapFrame::kMargin, svg_.draw_title(width));
    if (scale_) {
      svg_.draw_scale(36, top + 2, std::clamp(width - 160, 40.0, 260.0), *scale_, has_missing_);
      top += 40;
    } else if (options_.legend && categories_.legend().size() > 1) {
      top += svg_.draw_legend(MapFrame::kMargin + 4, top, width - 2 * MapFrame::kMargin - 8,
                              categories_.legend());
    }
    frame_.emplace(layers_, options_, top, cancel_);
    if (frame_->is_cut() && !options_.is_card()) {
      const LabelBox& plot = frame_->plot();
      svg_.rectangle(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top,
                     concat(R"( fill="none")", attribute_ink("stroke", kGrid)));
    }
    // Names lie above, but are placed before: an area whose name stands on it needs no tooltip in a card.
    const std::string below = svg_.take_body();
    MapLabels labels(svg_, *frame_, cancel_);
    if (frame_->metres() > 0 && !nothing()) labels.scale_bar();
    if (options_.labels) {
      labels.place(layers_, [&](const Layer& layer, const Layer::Mark& mark) { return ground(layer, mark); });
    }
    named_ = labels.named_areas();
    const std::string above = svg_.take_body();
    svg_.raw(below);
    for (const Layer& layer : layers_) {
      if (layer.kind == LayerKind::points) {
        points(layer);
      } else if (layer.kind != LayerKind::text) {
        shapes(layer);
      }
    }
    svg_.raw(above);
    if (nothing()) {
      svg_.text(width / 2, (frame_->plot().top + frame_->plot().bottom) / 2,
                svg_.word("nothing to draw", "그릴 것이 없음"), {.anchor = Anchor::middle, .muted = true});
    }
    return svg_.finish(width, frame_->height(), svg_.word("Map", "지도"), description());
  }

 private:
  bool nothing() const {
    return std::all_of(layers_.begin(), layers_.end(), [](const Layer& l) { return l.marks.empty(); });
  }

  void sort_layers() {
    std::vector<std::pair<std::string, Layer>> keyed;
    for (Layer& layer : layers_) keyed.emplace_back(encode_layer(layer), std::move(layer));
    std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
      if (a.second.look.z != b.second.look.z) return a.second.look.z < b.second.look.z;
      if (a.second.kind != b.second.kind) return a.second.kind < b.second.kind;
      return a.first < b.first;
    });
    layers_.clear();
    for (auto& [key, layer] : keyed) layers_.push_back(std::move(layer));
  }

  bool is_numeric(const Layer& layer) const {
    return layer.kind == LayerKind::area &&
           (options_.palette == "sequential" || options_.palette == "diverging");
  }

  static double number_of(const std::string& text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) {
      throw Error(concat("under a palette of numbers the category of an area must be a number (got ",
                         quoted(text), ")"));
    }
    return number;
  }

  // Categories by their marks: points where there are any, else shapes.
  void count() {
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (const Layer& layer : layers_) {
      cancel_.check(layer.marks.size());
      std::vector<double> found(layer.texts.size());
      for (const Layer::Mark& mark : layer.marks) found[mark.category] += 1;
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i] == 0) continue;
        if (!is_numeric(layer)) {
          categories_.add(layer.texts[i], found[i]);
        } else if (i == 0) {
          has_missing_ = true;
        } else {
          low = std::min(low, number_of(layer.texts[i]));
          high = std::max(high, number_of(layer.texts[i]));
        }
      }
    }
    categories_.finish(options_, svg_.word("other", "기타"));
    if (low <= high) scale_.emplace(options_, low, high);
  }

  // The colour under the name of an area; empty where it is that of land, or shines through.
  std::string ground(const Layer& layer, const Layer::Mark& mark) const {
    if (mark.category == 0 || (layer.look.opacity >= 0 && layer.look.opacity < 0.7)) return {};
    const std::string& category = layer.texts[mark.category];
    return is_numeric(layer) ? scale_->colour(number_of(category))
                             : std::string(categories_.colour(category));
  }

  void shapes(const Layer& layer) {
    const bool numeric = is_numeric(layer);
    for (const Layer::Mark& mark : layer.marks) {
      PathData rings(options_.whole_pixels);
      PathData lines(options_.whole_pixels);
      for (const Layer::Run& run : layer.runs_of(mark)) add(layer, run, rings, lines);
      const bool said = options_.is_card() && mark.tooltip == 0 && named_.contains(&mark);
      std::string_view tooltip = layer.texts[said ? 0 : mark.tooltip != 0 ? mark.tooltip : mark.label];
      if (tooltip.find_first_not_of(' ') == std::string::npos) tooltip = {};
      const std::string& category = layer.texts[mark.category];
      if (!rings.empty()) {
        std::string colour(categories_.colour(category));
        if (numeric && mark.category != 0) colour = scale_->colour(number_of(category));
        svg_.path(rings.text(), ring_style(layer, mark.category != 0, colour), tooltip);
        if (numeric && mark.category == 0) hatch(layer, mark);
      }
      if (!lines.empty()) svg_.path(lines.text(), line_style(layer, mark.category != 0, category), tooltip);
    }
  }

  void add(const Layer& layer, const Layer::Run& run, PathData& rings, PathData& lines) {
    std::vector<MapPlace> pixels;
    pixels.reserve(run.count);
    for (const MapPlace& place : layer.places_of(run)) {
      cancel_.check();
      pixels.push_back(frame_->pixel(place));
    }
    if (pixels.size() == 1) {
      if (inside(pixels.front())) lines.dot(pixels.front().x, pixels.front().y);
    } else if (run.kind == RunKind::ring) {
      if (frame_->is_cut()) pixels = clip_ring(pixels, frame_->plot());
      add_ring(options_.whole_pixels ? simplified(pixels) : pixels, rings);
    } else if (frame_->is_cut()) {
      for (const auto& piece : clip_line(pixels, frame_->plot())) add_line(piece, lines);
    } else {
      add_line(pixels, lines);
    }
  }

  static void add_ring(const std::vector<MapPlace>& ring, PathData& out) {
    if (ring.size() < 3) return;
    out.move(ring.front().x, ring.front().y);
    const std::size_t last = ring.size() - (ring.front() == ring.back() ? 1 : 0);
    for (std::size_t i = 1; i < last; ++i) out.line(ring[i].x, ring[i].y);
    out.close();
  }

  static void add_line(const std::vector<MapPlace>& line, PathData& out) {
    out.move(line.front().x, line.front().y);
    for (std::size_t i = 1; i < line.size(); ++i) out.line(line[i].x, line[i].y);
  }

  bool inside(const MapPlace& p) const {
    const LabelBox& plot = frame_->plot();
    return p.x >= plot.left && p.x <= plot.right && p.y >= plot.top && p.y <= plot.bottom;
  }

  std::string ring_style(const Layer& layer, bool coloured, const std::string& colour) const {
    const double stroke = layer.look.stroke;
    if (layer.kind == LayerKind::area) {
      if (!coloured) {
        return concat(R"( class="cl-land cl-border" fill=")", kLand, R"(" stroke=")", kBorder,
                      R"(" stroke-width=")", coordinate(stroke > 0 ? stroke : 1),
                      R"(" stroke-linejoin="round" fill-rule="evenodd")");
      }
      return concat(R"( class="cl-gap" fill=")", colour, R"(" fill-opacity=")",
                    coordinate(layer.look.opacity >= 0 ? layer.look.opacity : 0.9),
                    R"(" stroke="#fff" stroke-width=")", coordinate(stroke > 0 ? stroke : 0.8),
                    R"(" stroke-linejoin="round" fill-rule="evenodd")");
    }
    return concat(R"( fill=")", colour, R"(" fill-opacity=")",
                  layer.look.opacity >= 0 ? two_decimals(layer.look.opacity) : ".14", R"(" stroke=")", colour,
                  R"(" stroke-width=")", coordinate(stroke > 0 ? stroke : 1.6),
                  R"(" stroke-linejoin="round" fill-rule="evenodd")");
  }

  std::string line_style(const Layer& layer, bool coloured, const std::string& category) const {
    const double usual = layer.kind == LayerKind::line ? 1 : 2.5;
    const std::string width = coordinate(layer.look.stroke > 0 ? layer.look.stroke : usual);
    const std::string ink = coloured ? concat(R"( stroke=")", categories_.colour(category), R"(")")
                                     : attribute_ink("stroke", kMuted);
    return concat(R"( fill="none")", ink, R"( stroke-width=")", width, R"(" stroke-opacity=")",
                  two_decimals(layer.look.opacity >= 0         ? layer.look.opacity
                               : layer.kind == LayerKind::line ? 0.45
                                                               : 1),
                  R"(" stroke-linecap="round" stroke-linejoin="round")");
  }

  static std::string two_decimals(double share) {
    const auto hundredths = std::lround(share * 100);
    if (hundredths >= 100) return "1";
    return concat(hundredths < 10 ? ".0" : ".", hundredths);
  }

  // An area without a number: two strokes, so that it is not taken for a light colour.
  void hatch(const Layer& layer, const Layer::Mark& mark) {
    LabelBox box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (const Layer::Run& run : layer.runs_of(mark)) {
      for (const MapPlace& place : layer.places_of(run)) {
        const MapPlace p = frame_->pixel(place);
        box = {std::min(box.left, p.x), std::min(box.top, p.y), std::max(box.right, p.x),
               std::max(box.bottom, p.y)};
      }
    }
    const double x = std::clamp((box.left + box.right) / 2, frame_->plot().left, frame_->plot().right);
    const double y = std::clamp((box.top + box.bottom) / 2, frame_->plot().top, frame_->plot().bottom);
    svg_.line(x - 5, y + 5, x + 5, y - 5, attribute_ink("stroke", kBorder));
  }

  void points(const Layer& layer) {
    std::map<std::uint32_t, std::vector<const Layer::Mark*>> groups;
    std::size_t shown = 0;
    for (const Layer::Mark& mark : layer.marks) {
      cancel_.check();
      if (!inside(frame_->pixel({mark.x, mark.y}))) continue;
      groups[mark.category].push_back(&mark);
      ++shown;
    }
    if (shown > kMostSingleDots) return bins(layer, groups);
    const double usual = shown <= 500 ? 5 : shown <= 5'000 ? 3.4 : shown <= 30'000 ? 2.4 : 1.6;
    const double dot = layer.look.dot > 0 ? layer.look.dot : options_.dot.value_or(usual);
    const std::string opacity = two_decimals(layer.look.opacity >= 0 ? layer.look.opacity
                                             : shown <= 500          ? 0.8
                                                                     : 0.6);
    const bool single = shown <= kMostTooltips && layer.texts.size() > 1 &&
                        std::any_of(layer.marks.begin(), layer.marks.end(),
                                    [](const Layer::Mark& m) { return m.tooltip != 0 || m.label != 0; });
    for (const auto& [category, marks] : drawing_order(layer, groups)) {
      const std::string ink = category == 0 ? attribute_ink(single ? "fill" : "stroke", kMuted)
                                            : concat(single ? R"( fill=")" : R"( stroke=")",
                                                     categories_.colour(layer.texts[category]), R"(")");
      if (single) {
        svg_.raw(concat("<g", ink, R"( fill-opacity=")", opacity, R"(">)"));
        for (const Layer::Mark* mark : *marks) {
          const MapPlace p = frame_->pixel({mark->x, mark->y});
          svg_.circle(p.x, p.y, dot / 2, "", layer.texts[mark->tooltip != 0 ? mark->tooltip : mark->label]);
        }
      } else {
        svg_.raw(concat("<g fill=\"none\"", ink, R"( stroke-width=")", coordinate(dot),
                        R"(" stroke-linecap="round" stroke-opacity=")", opacity, R"(">)"));
        if (category != 0) {
          svg_.raw(concat("<title>",
                          escape_xml(concat(layer.texts[category], ": ",
                                            with_commas(static_cast<double>(marks->size()), 0))),
                          "</title>"));
        }
        dots(*marks);
      }
      svg_.raw("</g>");
    }
  }

  // Large categories first, so that small ones lie above them.
  std::vector<std::pair<std::uint32_t, const std::vector<const Layer::Mark*>*>> drawing_order(
      const Layer& layer, const std::map<std::uint32_t, std::vector<const Layer::Mark*>>& groups) const {
    std::vector<std::pair<std::uint32_t, const std::vector<const Layer::Mark*>*>> order;
    order.reserve(groups.size());
    for (const auto& [category, marks] : groups) order.emplace_back(category, &marks);
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
      if ((a.first == 0) != (b.first == 0)) return a.first == 0;
      if (a.second->size() != b.second->size()) return a.second->size() > b.second->size();
      return layer.texts[a.first] < layer.texts[b.first];
    });
    return order;
  }

  // A path of all points takes renderers several times as long as paths of 500.
  void dots(const std::vector<const Layer::Mark*>& marks) {
    constexpr std::size_t kOfAPath = 500;
    for (std::size_t i = 0; i < marks.size();) {
      PathData d;
      for (const std::size_t end = std::min(marks.size(), i + kOfAPath); i < end; ++i) {
        cancel_.check();
        const MapPlace p = frame_->pixel({marks[i]->x, marks[i]->y});
        d.dot(p.x, p.y);
      }
      svg_.path(d.text(), "");
    }
  }

  void bins(const Layer& layer, const std::map<std::uint32_t, std::vector<const Layer::Mark*>>& groups) {
    binned_ = true;
    const int side = std::max(PixelBins::kSide, static_cast<int>(std::lround(layer.look.dot)));
    side_ = side;
    for (const auto& [category, marks] : drawing_order(layer, groups)) {
      PixelBins bins(side);
      for (const Layer::Mark* mark : *marks) {
        cancel_.check();
        const MapPlace p = frame_->pixel({mark->x, mark->y});
        bins.take(p.x, p.y);
      }
      bins.draw(svg_, category == 0
                          ? attribute_ink("stroke", kAxis)
                          : concat(R"( stroke=")", categories_.colour(layer.texts[category]), R"(")"));
    }
  }

  std::string description() const {
    if (!options_.description.empty()) return options_.description;
    std::array<std::size_t, std::size(kLayerKinds)> counts{};
    for (const Layer& layer : layers_) counts[static_cast<std::size_t>(layer.kind)] += layer.marks.size();
    static constexpr std::string_view kEnglish[] = {"areas", "lines", "points", "outlines", "labels"};
    static constexpr std::string_view kKorean[] = {"구역", "선", "점", "외곽선", "이름"};
    std::string text(svg_.word("A map of ", "지도: "));
    bool first = true;
    for (std::size_t kind = 0; kind < counts.size(); ++kind) {
      if (counts[kind] == 0) continue;
      const std::string number = with_commas(static_cast<double>(counts[kind]), 0);
      text += concat(first ? "" : ", ", svg_.korean() ? concat(kKorean[kind], " ", number)
                                                      : concat(number, " ", kEnglish[kind]));
      first = false;
    }
    if (first) text += svg_.word("nothing", "없음");
    text += '.';
    if (categories_.size() > 0) {
      text += concat(svg_.word(" The largest categories: ", " 가장 큰 분류: "), categories_.largest(), ".");
    }
    if (binned_) text += bins_in_words(svg_, side_);
    return text;
  }

  std::vector<Layer> layers_;
  Svg svg_;
  const PictureOptions& options_;
  CancelToken& cancel_;
  Categories categories_;
  std::optional<ColourScale> scale_;
  std::set<const Layer::Mark*> named_;
  std::optional<MapFrame> frame_;
  bool has_missing_ = false;
  bool binned_ = false;
  int side_ = PixelBins::kSide;
};

}  // namespace

std::string draw_map(std::vector<Layer> layers, const PictureOptions& options, CancelToken& cancel) {
  return MapPicture(std::move(layers), options, cancel).draw();
}

}  // namespace clusterlite
