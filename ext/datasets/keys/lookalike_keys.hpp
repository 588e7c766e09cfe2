// Keys that a reader takes for one: they differ only in Unicode form, case, width or blanks at the ends.
#pragma once

#include <cstdint>

#include "datasets/keys/dictionary.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// How many texts among the keys look like another one: 2 for 'Gangnam' and 'gangnam '. They stay different
// keys.
std::uint64_t count_lookalikes(const Dictionary& keys, CancelToken& cancel);

}  // namespace clusterlite
