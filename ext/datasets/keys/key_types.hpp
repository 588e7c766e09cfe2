// Two types of one key: 62 and '62', '0111' and 111, 62 and 62.0.
//
// Keys of regions, industries, groups and labels are codes. A code that stands once as a number and once as a
// text is one column read with and without a type, not two codes: taken for two, an industry would end in one
// year and start in the next. Ids of firms are not checked: 1 and '1' of two registers are two firms.
#pragma once

#include <string_view>

#include "datasets/keys/dictionary.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Throws Error when two keys of one dictionary are one number in two types. `what` is the name of the
// argument that holds them ("region", "industry", "group_key", "label"): the error names both keys and shows
// the CAST.
void refuse_two_types(std::string_view what, const Dictionary& keys, CancelToken& cancel);

// The same between the keys of two data sets of one call, which `where_a` and `where_b` name ("the earlier
// table", "points_b").
void refuse_two_types(std::string_view what, const Dictionary& a, std::string_view where_a,
                      const Dictionary& b, std::string_view where_b, CancelToken& cancel);

// Ids of firms that are to be matched between two data sets. Only those that one of them lacks are looked at:
// where both have 1 and '1', there are two firms. But 1 here and '1' there, unmatched, would say in silence
// that nothing is linked. The error ends with "collect them with one type".
void refuse_firms_of_two_types(const Dictionary& a, std::string_view where_a, const Dictionary& b,
                               std::string_view where_b, CancelToken& cancel);

}  // namespace clusterlite
