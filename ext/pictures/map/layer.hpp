// A layer of a map: areas, outlines, lines, points or texts, in their one order, and its BLOB.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "support/running/cancel.hpp"

namespace clusterlite {

// The order in which they are drawn, unless an option "z" says another one.
enum class LayerKind : std::uint8_t { area, line, points, hull, text };
inline constexpr std::string_view kLayerKinds[] = {"area", "line", "points", "hull", "text"};

enum class RunKind : std::uint8_t { line, ring };  // holes are rings, too: both are filled by even-odd

struct MapPlace {
  double x;
  double y;
  friend bool operator==(const MapPlace&, const MapPlace&) = default;
};

// How a layer is drawn.
struct LayerLook {
  double z = 0;
  double dot = 0;       // diameter of points in pixels; 0: by their number
  double stroke = 0;    // width of lines and outlines in pixels; 0: the usual one
  double opacity = -1;  // of the fill, of points and of lines; -1: the usual one
};
// From JSON text: z, dot, stroke, opacity. Throws Error like read_options().
LayerLook read_layer_look(std::string_view json);

struct Layer {
  struct Mark {
    double x;  // of a geometry the smallest one
    double y;
    std::uint32_t category = 0;  // into texts; 0 is none
    std::uint32_t label = 0;
    std::uint32_t tooltip = 0;
    std::uint32_t first_run = 0;
    std::uint32_t runs = 0;
  };
  struct Run {
    RunKind kind;
    std::uint32_t first;
    std::uint32_t count;
  };

  LayerKind kind = LayerKind::points;
  bool degrees = false;  // the SRID of a geometry says so
  LayerLook look;
  std::vector<std::string> texts{""};
  std::vector<Mark> marks;
  std::vector<Run> runs;
  std::vector<MapPlace> places;

  std::span<const MapPlace> places_of(const Run& run) const {
    return std::span(places).subspan(run.first, run.count);
  }
  std::span<const Run> runs_of(const Mark& mark) const {
    return std::span(runs).subspan(mark.first_run, mark.runs);
  }
};

// Takes marks in any order.
class LayerBuilder {
 public:
  explicit LayerBuilder(LayerKind kind) { layer_.kind = kind; }

  LayerKind kind() const { return layer_.kind; }
  void set_look(const LayerLook& look) { layer_.look = look; }
  void set_degrees() { layer_.degrees = true; }
  std::size_t marks() const { return layer_.marks.size(); }

  void add_point(double x, double y);
  void begin_geometry();
  void add_run(RunKind kind);
  void add_place(double x, double y);
  void end_geometry();  // drops a mark without places
  // Of the mark added last.
  void describe(std::optional<std::string_view> category, std::optional<std::string_view> label,
                std::optional<std::string_view> tooltip);

  // Sorted by category, x, y, label, tooltip and the rest: rows in any order make the same layer.
  Layer finish(CancelToken& cancel);

 private:
  std::uint32_t number_of(std::optional<std::string_view> text);

  Layer layer_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  bool last_exists_ = false;
};

// Little-endian: "CLLAYER1", XXH3 of what follows, kind, degrees, look, texts, marks, runs, places.
std::string encode_layer(const Layer& layer);
// Throws Error with a text that goes on after "layer is ": any BLOB that encode_layer() did not write.
Layer decode_layer(std::span<const std::byte> blob);

}  // namespace clusterlite
