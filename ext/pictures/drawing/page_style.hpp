// Pictures that are part of one page, such as the cards of a report: the attributes that stand often are
// classes there, and one of the pictures brings the style sheet for all. Browsers alone draw these; QtSvg
// prefers attributes.
#pragma once

#include <string>
#include <string_view>

namespace clusterlite {

// attributes as they are, or the one class that stands for them. A colour that fills and strokes is handed on
// as color. halo: of a text, its own stroke below it instead of a copy.
std::string as_class(std::string_view attributes, bool halo = false);

// A style element: the classes of as_class(), and the dark colours unless left out.
std::string page_sheet(bool dark);

// A style element with the dark colours alone, for a picture that is whole in itself.
std::string dark_sheet();

}  // namespace clusterlite
