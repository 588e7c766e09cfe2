// What the rows of one source give a permanent table: one data set, or several of them, and those made from
// others.
#pragma once

#include <string_view>
#include <vector>

#include "datasets/blobs/blob_format.hpp"
#include "sqlite/connection/functions.hpp"

namespace clusterlite {

// A data set that is made from another: weights from points. The first argument of the declaration is the
// source; `arguments` hold the others, with NULL in its place.
struct DerivedDataSet {
  const Declaration* declaration;
  ByteBuffer (*make)(const SealedBlob& source, const Arguments& arguments, Connection& connection,
                     CancelToken& cancel);
};

// One data set of the function.
struct PermanentPart {
  std::size_t argument;  // of the function
  CollectorFunction collector;
  // By argument of the collector: what the definition calls its column. Empty: not for this part.
  std::vector<std::string_view> names;
  const DerivedDataSet* derived = nullptr;  // what is made of it then
};

// All of them. A function may have several forms, of which the given names pick one.
using PermanentForm = std::vector<PermanentPart>;

}  // namespace clusterlite
