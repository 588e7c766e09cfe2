#include "pictures/options/options.hpp"

#include <algorithm>
#include <initializer_list>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

double number_in(const Json& value, std::string_view name, double low, double high) {
  if (value.type != Json::Type::number || value.number < low || value.number > high) {
    refuse_option(name, concat("a number from ", low, " to ", high));
  }
  return value.number;
}

std::string text_in(const Json& value, std::string_view name) {
  if (value.type != Json::Type::text) refuse_option(name, "a text");
  return value.text;
}

bool yes_or_no(const Json& value, std::string_view name) {
  if (value.type != Json::Type::boolean) refuse_option(name, "true or false");
  return value.boolean;
}

std::string one_of(const Json& value, std::string_view name, std::initializer_list<std::string_view> known) {
  if (value.type == Json::Type::text && std::find(known.begin(), known.end(), value.text) != known.end()) {
    return value.text;
  }
  std::string list;
  for (const std::string_view each : known) list += concat(list.empty() ? "" : ", ", "\"", each, "\"");
  refuse_option(name, concat("one of ", list));
}

// #rgb or #rrggbb: nothing that could close an attribute or reach out of the file.
std::string colour_in(const Json& value, std::string_view name) {
  std::string text = value.type == Json::Type::text ? value.text : "";
  const bool hexadecimal = (text.size() == 4 || text.size() == 7) && text[0] == '#' &&
                           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
  if (!hexadecimal) refuse_option(name, "a colour such as \"#0072B2\"");
  return text;
}

std::vector<double> numbers_in(const Json& value, std::string_view name) {
  std::vector<double> numbers;
  if (value.type == Json::Type::number) return {value.number};
  if (value.type != Json::Type::array) refuse_option(name, "a number or an array of numbers");
  for (const Json& item : value.items) {
    if (item.type != Json::Type::number) refuse_option(name, "a number or an array of numbers");
    numbers.push_back(item.number);
  }
  if (numbers.size() > 20) refuse_option(name, "at most 20 numbers");
  return numbers;
}

std::vector<std::string> texts_in(const Json& value, std::string_view name, std::size_t count) {
  if (value.type != Json::Type::array || value.items.size() != count) {
    refuse_option(name, concat("an array of ", count, " texts"));
  }
  std::vector<std::string> texts;
  for (const Json& item : value.items) texts.push_back(text_in(item, name));
  return texts;
}

using Reader = void (*)(PictureOptions&, const Json&, std::string_view);
struct Known {
  std::string_view name;
  Reader read;
};

constexpr std::string_view kEverywhere[] = {"title",      "description", "width", "height",   "lang",
                                            "background", "theme",       "style", "decimals", "show_title"};

constexpr double kLargest = 1e100;

const Known kOptions[] = {
    {"title", [](auto& o, auto& v, auto n) { o.title = text_in(v, n); }},
    {"description", [](auto& o, auto& v, auto n) { o.description = text_in(v, n); }},
    {"width", [](auto& o, auto& v, auto n) { o.width = number_in(v, n, 100, 4000); }},
    {"height", [](auto& o, auto& v, auto n) { o.height = number_in(v, n, 60, 20000); }},
    {"palette",
     [](auto& o, auto& v, auto n) {
       o.palette = one_of(v, n, {"categories", "sequential", "diverging"});
     }},
    {"scale",
     [](auto& o, auto& v, auto n) {
       o.scale = one_of(v, n, {"linear", "log"});
     }},
    {"lang",
     [](auto& o, auto& v, auto n) {
       o.lang = one_of(v, n, {"en", "ko"});
     }},
    {"background",
     [](auto& o, auto& v, auto n) {
       o.background = v.type == Json::Type::text && v.text == "none" ? "none" : colour_in(v, n);
     }},
    {"theme",
     [](auto& o, auto& v, auto n) {
       o.theme = one_of(v, n, {"auto", "light"});
     }},
    {"style",
     [](auto& o, auto& v, auto n) {
       o.style = one_of(v, n, {"attributes", "sheet", "page"});
       if (o.style == "attributes") o.style.clear();
     }},
    {"decimals",
     [](auto& o, auto& v, auto n) {
       const double decimals = number_in(v, n, 0, 1);
       if (decimals != 0 && decimals != 1) refuse_option(n, "0 or 1");
       o.whole_pixels = decimals == 0;
     }},
    {"show_title", [](auto& o, auto& v, auto n) { o.show_title = yes_or_no(v, n); }},
    {"legend", [](auto& o, auto& v, auto n) { o.legend = yes_or_no(v, n); }},
    {"labels", [](auto& o, auto& v, auto n) { o.labels = yes_or_no(v, n); }},
    {"colours",
     [](auto& o, auto& v, auto n) {
       if (v.type != Json::Type::object) refuse_option(n, "an object such as {\"J62\":\"#D55E00\"}");
       for (const auto& [category, colour] : v.members)
         o.colours.emplace_back(category, colour_in(colour, n));
     }},
    {"x_label", [](auto& o, auto& v, auto n) { o.x_label = text_in(v, n); }},
    {"y_label", [](auto& o, auto& v, auto n) { o.y_label = text_in(v, n); }},
    {"centre", [](auto& o, auto& v, auto n) { o.centre = number_in(v, n, -kLargest, kLargest); }},
    {"box",
     [](auto& o, auto& v, auto n) {
       const std::vector<double> b = numbers_in(v, n);
       if (b.size() != 4 || !(b[0] < b[2]) || !(b[1] < b[3])) {
         refuse_option(n, "[min x, min y, max x, max y]");
       }
       o.box = std::array<double, 4>{b[0], b[1], b[2], b[3]};
     }},
    {"unit",
     [](auto& o, auto& v, auto n) {
       o.unit = one_of(v, n, {"m", "degrees", "none"});
     }},
    {"sort",
     [](auto& o, auto& v, auto n) {
       o.sort = one_of(v, n, {"value", "label"});
     }},
    {"trend", [](auto& o, auto& v, auto n) { o.trend = yes_or_no(v, n); }},
    {"quadrants",
     [](auto& o, auto& v, auto n) {
       o.quadrants = numbers_in(v, n);
       if (o.quadrants.size() != 2) refuse_option(n, "[x, y], where the axes cross");
     }},
    {"quadrant_labels", [](auto& o, auto& v, auto n) { o.quadrant_labels = texts_in(v, n, 4); }},
    {"mark_x", [](auto& o, auto& v, auto n) { o.mark_x = numbers_in(v, n); }},
    {"mark_y", [](auto& o, auto& v, auto n) { o.mark_y = numbers_in(v, n); }},
    {"band", [](auto& o, auto& v, auto n) { o.band = texts_in(v, n, 2); }},
    {"dot", [](auto& o, auto& v, auto n) { o.dot = number_in(v, n, 0.5, 40); }},
};

}  // namespace

void refuse_option(std::string_view name, std::string_view wanted) {
  throw Error(concat("the option \"", name, "\" must be ", wanted));
}

PictureOptions read_options(std::string_view text, std::span<const std::string_view> known) {
  const Json json = parse_json(text);
  if (json.type != Json::Type::object) {
    throw Error(
        concat("options must be a JSON object such as '{\"title\":\"IT firms\"}' (got ", quoted(text), ")"));
  }
  PictureOptions options;
  const auto is_known = [&](std::string_view name) {
    return std::find(std::begin(kEverywhere), std::end(kEverywhere), name) != std::end(kEverywhere) ||
           std::find(known.begin(), known.end(), name) != known.end();
  };
  for (const auto& [name, value] : json.members) {
    if (!is_known(name)) {
      std::string list;
      for (const Known& each : kOptions) {
        if (is_known(each.name)) list += concat(list.empty() ? "" : ", ", each.name);
      }
      throw Error(concat("there is no option ", quoted(name), "; the options are ", list));
    }
    if (value.type == Json::Type::null) continue;  // as if it were not there
    const auto* found =
        std::find_if(std::begin(kOptions), std::end(kOptions),
                     [&, wanted = std::string_view(name)](const Known& k) { return k.name == wanted; });
    found->read(options, value, name);
  }
  return options;
}

}  // namespace clusterlite
