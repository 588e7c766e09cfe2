// Labels for the tests of the network functions.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "datasets/labels.hpp"

namespace clusterlite::testing_support {

using Memberships = std::vector<std::pair<std::int64_t, std::int64_t>>;  // firm, label

// A data set and a view of it.
class LabelSet {
 public:
  explicit LabelSet(const Memberships& memberships) {
    CancelToken cancel;
    LabelsBuilder builder;
    for (const auto& [firm, label] : memberships) {
      const KeyView key = KeyView::of(label);
      builder.add(KeyView::of(firm), &key);
    }
    bytes_ = builder.finish(cancel);
    view_ = LabelsView::open(bytes_.bytes(), cancel);
  }
  const LabelsView& view() const { return view_; }

 private:
  ByteBuffer bytes_;
  LabelsView view_;
};

}  // namespace clusterlite::testing_support
