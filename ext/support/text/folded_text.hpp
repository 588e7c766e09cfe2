// Texts that look alike: a Hangul syllable as one code or as its parts, 'Gangnam' and 'gangnam ', full and
// half width.
#pragma once

#include <string>
#include <string_view>

namespace clusterlite {

// A text that is equal for texts that look alike: letters taken apart into base and marks, Hangul syllables
// into their parts (Unicode's form D), full width letters and digits as half width, Latin, Greek, Cyrillic
// and Armenian letters small, without blanks at the ends and without signs that take no room. For comparing
// only.
std::string folded(std::string_view text);

}  // namespace clusterlite
