// Text inside pictures: made harmless for XML, and how wide it will be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clusterlite {

// & < > " ' become entities; bytes that are not UTF-8 become U+FFFD (one for each byte), as do U+FFFE and
// U+FFFF; control characters but tab and line break are dropped, since XML 1.0 knows none of them.
std::string escape_xml(std::string_view text);

// About how wide a text is drawn, in units of its font size. No font is at hand here: these are the widths of
// Noto Sans, on the safe side.
double text_width(std::string_view text);

// The text, or as much of it as fits into a width (in units of the font size) with an ellipsis behind it.
std::string shortened(std::string_view text, double width);

// The text in lines of a width, cut at spaces, or inside a word that is wider alone; what does not fit into
// the most lines is cut off the last one. At least one line.
std::vector<std::string> wrapped(std::string_view text, double width, std::size_t most_lines);

// Compares texts as people order labels: numbers inside them by their value ('C2' before 'C10').
bool natural_before(std::string_view a, std::string_view b);

}  // namespace clusterlite
