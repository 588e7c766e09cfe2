// What became of clusters from one year to the next: who succeeds whom, by shared members.
#pragma once

#include <cstdint>
#include <limits>

#include "datasets/labels.hpp"
#include "support/memory/growing_array.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

enum class TrackEvent : std::uint8_t { none, split, merged, grown, shrunk, continued, died, born };

struct TrackRow {
  static constexpr std::uint32_t kNoLabel = 0xFFFFFFFF;
  std::uint32_t before = kNoLabel;  // number of the label; kNoLabel: born
  std::uint32_t after = kNoLabel;   // kNoLabel: died
  std::uint64_t shared = 0;
  std::uint64_t members_before = 0;
  std::uint64_t members_after = 0;
  std::uint64_t survivors = 0;
  TrackEvent event = TrackEvent::none;

  double overlap() const;
  double jaccard() const;
};

struct TrackRules {
  double min_overlap = .5;
  double tolerance = .1;
};

// All pairs with a shared member in the order of labels, then those that died, then those that were born.
GrowingArray<TrackRow> track(const LabelsView& before, const LabelsView& after, const TrackRules& rules,
                             CancelToken& cancel);

}  // namespace clusterlite
