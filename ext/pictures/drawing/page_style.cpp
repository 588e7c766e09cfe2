#include "pictures/drawing/page_style.hpp"

#include <algorithm>

#include "pictures/drawing/palette.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// What has no class keeps its colour: categories and scales mean the same in the dark.
struct DarkRule {
  std::string_view name;
  std::string_view declarations;
};
constexpr DarkRule kDark[] = {
    {"cl-bg", "fill:#14181c"},       {"cl-ink", "fill:#e8ecf0"},
    {"cl-muted", "fill:#a7b1ba"},    {"cl-grid", "stroke:#2c343b"},
    {"cl-axis", "stroke:#6b7781"},   {"cl-land", "fill:#1f262c"},
    {"cl-border", "stroke:#49535b"}, {"cl-halo", "fill:#14181c;stroke:#14181c"},
    {"cl-gap", "stroke:#14181c"},    {"cl-line", "stroke:#c3ccd4"},
    {"cl-blank", "fill:#1f262c"},
};
constexpr std::string_view kDarkHalo = "stroke:#14181c";

struct Short {
  std::string_view name;
  std::string_view attributes;
  bool halo = false;
};
constexpr std::string_view kColour = "currentColor";  // instead of the colour of a category
constexpr Short kShorts[] = {
    {"cl-a", R"( font-size="12.5" text-anchor="middle" font-weight="600" class="cl-ink" fill="#1f2933")",
     true},
    {"cl-b", R"( font-size="11" text-anchor="middle" class="cl-ink" fill="#1f2933")", true},
    {"cl-c", R"( font-size="11" text-anchor="middle" class="cl-muted" fill="#5f6b76")", true},
    {"cl-d", R"( font-size="11" text-anchor="middle" class="cl-muted" fill="#5f6b76")"},
    {"cl-e", R"( font-size="11" text-anchor="end" class="cl-ink" fill="#1f2933")"},
    {"cl-f", R"( font-size="11" class="cl-muted" fill="#5f6b76")"},
    {"cl-g", R"( text-anchor="end" class="cl-ink" fill="#1f2933")"},
    {"cl-h", R"( class="cl-muted" fill="#5f6b76")"},
    {"cl-i", R"( class="cl-ink" fill="#1f2933")"},
    {"cl-k",
     R"( class="cl-land cl-border" fill="#f2f3ef" stroke="#b9bfc2" stroke-width="1" stroke-linejoin="round" fill-rule="evenodd")"},
    {"cl-l",
     R"( fill="currentColor" fill-opacity=".14" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" fill-rule="evenodd")"},
    {"cl-m", R"( class="cl-gap" fill="none" stroke="#fff" stroke-width="4" stroke-opacity=".85")"},
    {"cl-n", R"( fill="none" stroke-width="1.2" class="cl-line" stroke="#1f2933")"},
    {"cl-o", R"( fill="none" class="cl-grid" stroke="#e3e7ea")"},
    {"cl-p", R"( class="cl-axis" stroke="#9aa5af" fill="none")"},
};

// The value of an attribute of the text, which is ' name="value" name="value"'; empty when it is not there.
std::string_view value_of(std::string_view attributes, std::string_view name) {
  const std::string start = concat(" ", name, "=\"");
  const std::size_t at = attributes.find(start);
  if (at == std::string_view::npos) return {};
  const std::size_t from = at + start.size();
  return attributes.substr(from, attributes.find('"', from) - from);
}

std::string declarations(std::string_view attributes) {
  std::string css;
  while (!attributes.empty()) {
    const std::size_t equals = attributes.find('=');
    const std::string_view name = attributes.substr(1, equals - 1);
    const std::size_t end = attributes.find('"', equals + 2);
    const std::string_view value = attributes.substr(equals + 2, end - equals - 2);
    attributes.remove_prefix(end + 1);
    if (name == "class") continue;
    css += concat(css.empty() ? "" : ";", name, ":", value, name == "font-size" ? "px" : "");
  }
  return css;
}

const Short* find_short(std::string_view attributes, bool halo) {
  const auto* const found = std::find_if(std::begin(kShorts), std::end(kShorts), [&](const Short& each) {
    return each.halo == halo && each.attributes == attributes;
  });
  return found == std::end(kShorts) ? nullptr : found;
}

std::string dark_rules() {
  std::string css;
  for (const DarkRule& rule : kDark) css += concat(".", rule.name, "{", rule.declarations, "}");
  return css;
}

constexpr std::string_view kDarkPages = "@media screen and (prefers-color-scheme:dark){";

}  // namespace

std::string as_class(std::string_view attributes, bool halo) {
  if (const Short* const found = find_short(attributes, halo)) return concat(" class=\"", found->name, "\"");
  const std::string colour(value_of(attributes, "fill"));
  if (!colour.empty() && colour == value_of(attributes, "stroke")) {
    std::string general(attributes);
    for (std::size_t at = 0; (at = general.find(colour, at)) != std::string::npos; at += kColour.size()) {
      general.replace(at, colour.size(), kColour);
    }
    if (const Short* const found = find_short(general, halo)) {
      if (colour == kCategoryColours[0])
        return concat(" class=\"", found->name, "\"");  // that of the picture
      if (colour == kCategoryColours.back())
        return concat(" class=\"", found->name, " cl-q\"");  // of all others
      return concat(" class=\"", found->name, "\" color=\"", colour, "\"");
    }
  }
  return std::string(attributes);
}

std::string page_sheet(bool dark) {
  std::string light = concat(
      ".cl-picture{font:12px system-ui,'Noto Sans KR','Noto Sans CJK KR',sans-serif;background:#fff;color:",
      kCategoryColours[0], "}.cl-q{color:", kCategoryColours.back(), "}");
  std::string night = concat(kDarkPages, ".cl-picture{background:#14181c}", dark_rules());
  for (const Short& each : kShorts) {
    const std::string halo =
        each.halo ? ";paint-order:stroke;stroke:#fff;stroke-width:3;stroke-linejoin:round;stroke-opacity:.85"
                  : "";
    light += concat(".", each.name, "{", declarations(each.attributes), halo, "}");
    std::string rules(each.halo ? kDarkHalo : "");
    const std::string classes = concat(" ", value_of(each.attributes, "class"), " ");
    for (const DarkRule& rule : kDark) {
      if (classes.find(concat(" ", rule.name, " ")) == std::string::npos) continue;
      rules += concat(rules.empty() ? "" : ";", rule.declarations);
    }
    if (!rules.empty()) night += concat(".", each.name, "{", rules, "}");
  }
  return concat("<style>", light, dark ? night + "}" : std::string(), "</style>");
}

std::string dark_sheet() { return concat("<style>", kDarkPages, dark_rules(), "}</style>"); }

}  // namespace clusterlite
