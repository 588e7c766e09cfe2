#include "pictures/map/layer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "pictures/options/json.hpp"
#include "pictures/options/options.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// Compares two marks of one layer by all they hold.
class MarkOrder {
 public:
  MarkOrder(const Layer& layer, CancelToken& cancel) : layer_(layer), cancel_(cancel) {}

  bool operator()(const Layer::Mark& a, const Layer::Mark& b) const {
    cancel_.check();
    const auto key = [&](const Layer::Mark& m) {
      return std::tuple<const std::string&, double, double, const std::string&, const std::string&>(
          layer_.texts[m.category], m.x, m.y, layer_.texts[m.label], layer_.texts[m.tooltip]);
    };
    if (a.category != b.category || a.x != b.x || a.y != b.y || a.label != b.label ||
        a.tooltip != b.tooltip) {
      return key(a) < key(b);
    }
    return std::lexicographical_compare(
        layer_.runs_of(a).begin(), layer_.runs_of(a).end(), layer_.runs_of(b).begin(),
        layer_.runs_of(b).end(), [&](const Layer::Run& p, const Layer::Run& q) {
          cancel_.check(std::min(p.count, q.count));
          const auto before = [](const MapPlace& s, const MapPlace& t) {
            return std::tie(s.x, s.y) < std::tie(t.x, t.y);
          };
          const auto first = layer_.places_of(p);
          const auto second = layer_.places_of(q);
          return std::lexicographical_compare(first.begin(), first.end(), second.begin(), second.end(),
                                              before);
        });
  }

 private:
  const Layer& layer_;
  CancelToken& cancel_;
};

}  // namespace

LayerLook read_layer_look(std::string_view text) {
  const Json json = parse_json(text);
  if (json.type != Json::Type::object) {
    throw Error(concat("options must be a JSON object such as '{\"z\":1}' (got ", quoted(text), ")"));
  }
  LayerLook look;
  for (const Json::Member& option : json.members) {
    const std::string& name = option.name;
    const Json& value = option.value;
    const auto number = [&](double low, double high) {
      if (value.type != Json::Type::number || value.number < low || value.number > high) {
        refuse_option(name, concat("a number from ", low, " to ", high));
      }
      return value.number;
    };
    if (name == "z") {
      look.z = number(-1000, 1000);
    } else if (name == "dot") {
      look.dot = number(0.5, 40);
    } else if (name == "stroke") {
      look.stroke = number(0.1, 20);
    } else if (name == "opacity") {
      look.opacity = number(0, 1);
    } else {
      throw Error(concat("there is no option ", quoted(name),
                         "; the options of a layer are z, dot, stroke, opacity"));
    }
  }
  return look;
}

std::uint32_t LayerBuilder::number_of(std::optional<std::string_view> text) {
  if (!text || text->empty()) return 0;
  const auto [found, is_new] =
      numbers_.try_emplace(std::string(*text), static_cast<std::uint32_t>(layer_.texts.size()));
  if (is_new) layer_.texts.emplace_back(*text);
  return found->second;
}

void LayerBuilder::add_point(double x, double y) {
  layer_.marks.push_back({.x = x == 0 ? 0.0 : x, .y = y == 0 ? 0.0 : y});
  last_exists_ = true;
}

void LayerBuilder::begin_geometry() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  layer_.marks.push_back(
      {.x = kInfinity, .y = kInfinity, .first_run = static_cast<std::uint32_t>(layer_.runs.size())});
}

void LayerBuilder::add_run(RunKind kind) {
  layer_.runs.push_back({kind, static_cast<std::uint32_t>(layer_.places.size()), 0});
}

void LayerBuilder::add_place(double x, double y) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (layer_.places.size() == kMost) throw Error("more vertices than a picture takes");
  Layer::Mark& mark = layer_.marks.back();
  mark.x = std::min(mark.x, x == 0 ? 0.0 : x);
  mark.y = std::min(mark.y, y == 0 ? 0.0 : y);
  layer_.places.push_back({x == 0 ? 0.0 : x, y == 0 ? 0.0 : y});
  ++layer_.runs.back().count;
}

void LayerBuilder::end_geometry() {
  Layer::Mark& mark = layer_.marks.back();
  mark.runs = static_cast<std::uint32_t>(layer_.runs.size()) - mark.first_run;
  last_exists_ = std::isfinite(mark.x);
  if (last_exists_) return;
  layer_.runs.resize(mark.first_run);
  layer_.marks.pop_back();
}

void LayerBuilder::describe(std::optional<std::string_view> category, std::optional<std::string_view> label,
                            std::optional<std::string_view> tooltip) {
  if (!last_exists_) return;
  Layer::Mark& mark = layer_.marks.back();
  mark.category = number_of(category);
  mark.label = number_of(label);
  mark.tooltip = number_of(tooltip);
}

Layer LayerBuilder::finish(CancelToken& cancel) {
  std::sort(layer_.marks.begin(), layer_.marks.end(), MarkOrder(layer_, cancel));
  Layer sorted;
  sorted.kind = layer_.kind;
  sorted.degrees = layer_.degrees;
  sorted.look = layer_.look;
  // Texts in their own order, so that their numbers do not tell which row came first.
  std::vector<std::uint32_t> order(layer_.texts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return layer_.texts[a] < layer_.texts[b]; });
  std::vector<std::uint32_t> number(order.size());
  sorted.texts.clear();
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    number[order[i]] = i;
    sorted.texts.push_back(std::move(layer_.texts[order[i]]));
  }
  sorted.marks.reserve(layer_.marks.size());
  sorted.runs.reserve(layer_.runs.size());
  sorted.places.reserve(layer_.places.size());
  for (Layer::Mark mark : layer_.marks) {
    cancel.check();
    const auto runs = layer_.runs_of(mark);
    mark.first_run = static_cast<std::uint32_t>(sorted.runs.size());
    mark.category = number[mark.category];
    mark.label = number[mark.label];
    mark.tooltip = number[mark.tooltip];
    sorted.marks.push_back(mark);
    for (const Layer::Run& run : runs) {
      const auto places = layer_.places_of(run);
      sorted.runs.push_back({run.kind, static_cast<std::uint32_t>(sorted.places.size()), run.count});
      sorted.places.insert(sorted.places.end(), places.begin(), places.end());
    }
  }
  layer_ = Layer();
  return sorted;
}

}  // namespace clusterlite
