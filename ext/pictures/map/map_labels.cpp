#include "pictures/map/map_labels.hpp"

#include <algorithm>
#include <cmath>

#include "pictures/drawing/numbers.hpp"
#include "pictures/drawing/text.hpp"
#include "pictures/map/clip.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr double kLarge = 12.5;
constexpr double kSmall = 11;

struct Labelled {
  const std::string* text;
  LabelBox box;  // of what it names, in pixels
  double size() const { return (box.right - box.left) * (box.bottom - box.top); }
};

}  // namespace

void MapLabels::write(double x, double y, const std::string& text, const TextStyle& style) {
  svg_.text(x, y + style.size * 0.35, text, style);
}

void MapLabels::scale_bar() {
  const LabelBox& plot = frame_.plot();
  const double longest = frame_.metres() * std::min(150.0, (plot.right - plot.left) / 4);
  if (!(longest > 1e-6) || !(longest < 1e12)) return;
  const double power = std::pow(10.0, std::floor(std::log10(longest)));
  double metres = power;
  for (const double factor : {2.0, 5.0}) {
    if (factor * power <= longest) metres = factor * power;
  }
  const double pixels = metres / frame_.metres();
  const double right = plot.right - 6;
  const double y = plot.bottom - 8;
  PathData d(svg_.options().whole_pixels);
  d.move(right - pixels, y - 4);
  d.line(right - pixels, y);
  d.line(right, y);
  d.line(right, y - 4);
  if (!svg_.options().is_card()) {
    svg_.path(d.text(), R"( class="cl-gap" fill="none" stroke="#fff" stroke-width="4" stroke-opacity=".85")");
  }
  svg_.path(d.text(), concat(R"( fill="none" stroke-width="1.2")", attribute_ink("stroke", kInk)));
  const std::string label =
      metres >= 1000 ? concat(to_text(metres / 1000), " km") : concat(to_text(metres), " m");
  svg_.text(right - pixels / 2, y - 7, label, {.size = kSmall, .anchor = Anchor::middle, .halo = true});
  room_.take({right - pixels - 4, y - 22, right + 6, y + 8});
}

void MapLabels::place(const std::vector<Layer>& layers, const Ground& ground) {
  const auto each = [&](LayerKind kind, void (MapLabels::*draw)(const Layer&)) {
    for (const Layer& layer : layers) {
      if (layer.kind == kind) (this->*draw)(layer);
    }
  };
  each(LayerKind::hull, &MapLabels::hulls);
  each(LayerKind::text, &MapLabels::points);
  each(LayerKind::points, &MapLabels::points);
  for (const Layer& layer : layers) {
    if (layer.kind == LayerKind::area) areas(layer, ground);
  }
}

void MapLabels::hulls(const Layer& layer) {
  std::vector<Labelled> labels;
  for (const Layer::Mark& mark : layer.marks) {
    const std::string& text = layer.texts[mark.label != 0 ? mark.label : mark.category];
    if (text.empty()) continue;
    LabelBox box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (const Layer::Run& run : layer.runs_of(mark)) {
      cancel_.check(run.count);
      for (const MapPlace& place : layer.places_of(run)) {
        const MapPlace p = frame_.pixel(place);
        box = {std::min(box.left, p.x), std::min(box.top, p.y), std::max(box.right, p.x),
               std::max(box.bottom, p.y)};
      }
    }
    const LabelBox& plot = frame_.plot();
    if (!box.meets(plot) && box.left != box.right) continue;
    box = {std::max(box.left, plot.left), std::max(box.top, plot.top), std::min(box.right, plot.right),
           std::min(box.bottom, plot.bottom)};
    if (box.left > box.right || box.top > box.bottom) continue;
    room_.spare(box);
    if (text.find_first_not_of(' ') != std::string::npos) labels.push_back({&text, box});
  }
  std::stable_sort(labels.begin(), labels.end(),
                   [](const Labelled& a, const Labelled& b) { return a.size() > b.size(); });
  constexpr std::size_t kMany = 100;
  double needed = 0;
  for (const Labelled& label : labels) {
    needed += text_width(shortened(*label.text, 26)) * kLarge * 1.24 * kLarge;
  }
  const LabelBox& plot = frame_.plot();
  const bool crowded =
      labels.size() > kMany || needed > 0.3 * (plot.right - plot.left) * (plot.bottom - plot.top);
  for (const Labelled& label : labels) {
    const std::string shown = shortened(*label.text, 26);
    const double width = text_width(shown) * kLarge * 1.04;
    const double middle_x = (label.box.left + label.box.right) / 2;
    const double middle_y = (label.box.top + label.box.bottom) / 2;
    // Above, below, beside, then further away with a leader line; first where no other outline is covered.
    const auto try_all = [&](bool sparing, double away) {
      const double up = label.box.top - 9 - away;
      const double down = label.box.bottom + 10 + away;
      const double left = label.box.left - width / 2 - 6 - away;
      const double right = label.box.right + width / 2 + 6 + away;
      for (const auto& [x, y] : {std::pair{middle_x, up}, std::pair{middle_x, down},
                                 std::pair{right, middle_y}, std::pair{left, middle_y}, std::pair{right, up},
                                 std::pair{left, up}, std::pair{right, down}, std::pair{left, down}}) {
        const LabelBox box = label_box(x, y, width, kLarge);
        if (sparing && room_.covers_spared(box, cancel_)) continue;
        if (!room_.place(box, cancel_)) continue;
        if (away > 0) {
          const double to_x = std::clamp(x, label.box.left, label.box.right);
          const double to_y = std::clamp(y, label.box.top, label.box.bottom);
          const double from_x = std::clamp(to_x, x - width / 2, x + width / 2);
          const double from_y = y + (to_y > y ? 8 : to_y < y ? -8 : 0);
          svg_.line(from_x, from_y, to_x, to_y, attribute_ink("stroke", kAxis));
        }
        write(x, y, shown, {.size = kLarge, .anchor = Anchor::middle, .bold = true, .halo = true});
        return true;
      }
      return false;
    };
    // Among many outlines a name far from its own would be read as another's: the tooltip has it.
    if (crowded) {
      try_all(true, 0);
      continue;
    }
    const bool done = try_all(true, 0) || try_all(true, 14) || try_all(false, 0) || try_all(true, 30) ||
                      try_all(false, 16) || try_all(false, 34) || try_all(false, 54);
    // In a map cut to one cluster nothing is free outside it.
    if (!done && room_.place(label_box(middle_x, middle_y, width, kLarge), cancel_)) {
      write(middle_x, middle_y, shown,
            {.size = kLarge, .anchor = Anchor::middle, .bold = true, .halo = true});
    }
  }
}

void MapLabels::points(const Layer& layer) {
  constexpr std::size_t kMostLabels = 2'000;
  const bool is_text = layer.kind == LayerKind::text;
  std::size_t tried = 0;
  for (const Layer::Mark& mark : layer.marks) {
    if (mark.label == 0) continue;
    if (++tried > kMostLabels) break;
    const MapPlace p = frame_.pixel({mark.x, mark.y});
    const std::string shown = shortened(layer.texts[mark.label], 26);
    const double width = text_width(shown) * kSmall;
    const double gap = is_text ? 0 : 8;
    const TextStyle style{.size = kSmall, .anchor = Anchor::middle, .halo = true};
    for (const auto& [x, y] :
         {std::pair{p.x + (is_text ? 0 : width / 2 + gap), p.y}, std::pair{p.x, p.y - 5 - gap},
          std::pair{p.x, p.y + 5 + gap}, std::pair{p.x - width / 2 - gap, p.y}}) {
      if (!room_.place(label_box(x, y, width, kSmall), cancel_)) continue;
      write(x, y, shown, style);
      break;
    }
  }
}

// The middle of the widest pieces of horizontal lines through an area: inside it, also when it is bent.
void MapLabels::areas(const Layer& layer, const Ground& ground) {
  struct Place {
    double x;
    double y;
    double width;
    double off;  // from the middle row
  };
  constexpr int kRows = 17;
  for (const Layer::Mark& mark : layer.marks) {
    if (mark.label == 0) continue;
    std::vector<std::vector<MapPlace>> rings;
    LabelBox box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (const Layer::Run& run : layer.runs_of(mark)) {
      if (run.kind != RunKind::ring) continue;
      cancel_.check(run.count);
      std::vector<MapPlace> ring;
      for (const MapPlace& place : layer.places_of(run)) ring.push_back(frame_.pixel(place));
      ring = clip_ring(ring, frame_.plot());
      for (const MapPlace& p : ring) {
        box = {std::min(box.left, p.x), std::min(box.top, p.y), std::max(box.right, p.x),
               std::max(box.bottom, p.y)};
      }
      rings.push_back(std::move(ring));
    }
    if (!(box.left < box.right)) continue;
    const std::string shown = shortened(layer.texts[mark.label], 26);
    const double width = text_width(shown) * kSmall;
    std::vector<Place> places;
    using Piece = std::pair<double, double>;
    const auto pieces_at = [&](double y) {
      std::vector<double> cuts;
      for (const auto& ring : rings) {
        cancel_.check(ring.size());
        for (std::size_t i = 0; i < ring.size(); ++i) {
          const MapPlace& a = ring[i];
          const MapPlace& b = ring[(i + 1) % ring.size()];
          if ((a.y <= y) == (b.y <= y)) continue;
          cuts.push_back(a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)));
        }
      }
      std::sort(cuts.begin(), cuts.end());
      std::vector<Piece> pieces;
      for (std::size_t i = 1; i < cuts.size(); i += 2) pieces.emplace_back(cuts[i - 1], cuts[i]);
      return pieces;
    };
    // What of a piece is inside the area also at the upper and lower edge of the letters.
    const auto narrowed = [](const Piece& piece, const std::vector<Piece>& others) {
      Piece best{piece.first, piece.first};
      for (const Piece& other : others) {
        const Piece both{std::max(piece.first, other.first), std::min(piece.second, other.second)};
        if (both.second - both.first > best.second - best.first) best = both;
      }
      return best;
    };
    for (int row = 1; row < kRows; ++row) {
      const double y = box.top + (box.bottom - box.top) * row / kRows;
      const std::vector<Piece> above = pieces_at(y - kSmall * 0.5);
      const std::vector<Piece> below = pieces_at(y + kSmall * 0.5);
      for (const Piece& whole : pieces_at(y)) {
        const Piece piece = narrowed(narrowed(whole, above), below);
        const double wide = piece.second - piece.first;
        const double middle = (piece.first + piece.second) / 2;
        const double off = std::abs(row - kRows / 2.0);
        places.push_back({middle, y, wide, off});
        // Aside where a cluster lies in the middle.
        const double slack = (wide - width) / 2;
        if (slack > 4) places.push_back({middle - slack, y, wide - slack, off + 2});
        if (slack > 4) places.push_back({middle + slack, y, wide - slack, off + 2});
      }
    }
    std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return a.width - 6 * a.off > b.width - 6 * b.off;
    });
    if (box.bottom - box.top < kSmall) continue;
    const std::string under = ground(layer, mark);
    TextStyle style{.size = kSmall, .anchor = Anchor::middle, .muted = mark.category == 0, .halo = true};
    if (!under.empty()) {
      style.halo = false;
      style.colour = ink_on(under);
    }
    const double least = width * (under.empty() ? 0.85 : 0.95);  // not over the neighbours of another colour
    const auto try_all = [&](bool sparing) {
      for (const Place& place : places) {
        const LabelBox own = label_box(place.x, place.y, width, kSmall);
        if (place.width < least || (sparing && room_.covers_spared(own, cancel_))) continue;
        if (!room_.place(own, cancel_)) continue;
        write(place.x, place.y, shown, style);
        if (shown == layer.texts[mark.label]) named_areas_.insert(&mark);
        return true;
      }
      return false;
    };
    if (!try_all(true)) try_all(false);
  }
}

}  // namespace clusterlite
