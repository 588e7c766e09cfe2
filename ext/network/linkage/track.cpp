#include "network/linkage/track.hpp"

#include <algorithm>

#include "datasets/keys/key_types.hpp"
#include "network/graph/pair_table.hpp"
#include "support/memory/laid_out.hpp"

namespace clusterlite {
namespace {

double ratio(std::uint64_t a, std::uint64_t b) { return static_cast<double>(a) / static_cast<double>(b); }

RawVector<std::uint64_t> count_members(const LabelsView& labels, CancelToken& cancel) {
  RawVector<std::uint64_t> members = filled(labels.labels().size(), std::uint64_t{0}, cancel);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    cancel.check();
    ++members[labels.label(i)];
  }
  return members;
}

// Walks over the ids of both data sets: those of `before` with their memberships in both.
class SharedMembers {
 public:
  SharedMembers(const LabelsView& before, const LabelsView& after, CancelToken& cancel)
      : survivors(filled(before.labels().size(), std::uint64_t{0}, cancel)) {
    std::size_t of_before = 0;
    std::size_t of_after = 0;
    std::uint32_t id_after = 0;
    for (std::uint32_t id = 0; id < before.ids().size(); ++id) {
      cancel.check();
      const KeyView& key = before.ids()[id];
      const std::size_t first = skip_to(before, id + 1, of_before, cancel);
      for (; id_after < after.ids().size() && compare(after.ids()[id_after], key) < 0; ++id_after)
        cancel.check();
      if (id_after == after.ids().size() || !(after.ids()[id_after] == key)) continue;
      skip_to(after, id_after, of_after, cancel);
      for (std::size_t i = first; i < of_before; ++i) {
        ++survivors[before.label(i)];
        for (std::size_t j = of_after; j < after.size() && after.id(j) == id_after; ++j) {
          cancel.check();
          ++shared[{before.label(i), after.label(j)}];
        }
      }
    }
  }

  PairTable<std::uint64_t> shared;
  RawVector<std::uint64_t> survivors;

 private:
  // Moves `membership` to the first one of `id` or a later id. Returns where it was.
  static std::size_t skip_to(const LabelsView& labels, std::uint32_t id, std::size_t& membership,
                             CancelToken& cancel) {
    const std::size_t start = membership;
    for (; membership < labels.size() && labels.id(membership) < id; ++membership) cancel.check();
    return start;
  }
};

// The best partner of a label so far, and how many there are.
struct Partners {
  std::uint32_t best = TrackRow::kNoLabel;
  std::uint64_t shared = 0;
  std::uint32_t count = 0;

  void offer(std::uint32_t label, std::uint64_t common) {
    if (best != TrackRow::kNoLabel && (common < shared || (common == shared && best < label))) return;
    best = label;
    shared = common;
  }
};

}  // namespace

double TrackRow::overlap() const { return ratio(shared, std::min(members_before, members_after)); }
double TrackRow::jaccard() const { return ratio(shared, members_before + members_after - shared); }

GrowingArray<TrackRow> track(const LabelsView& before, const LabelsView& after, const TrackRules& rules,
                             CancelToken& cancel) {
  refuse_firms_of_two_types(before.ids(), "labels_before", after.ids(), "labels_after", cancel);
  const RawVector<std::uint64_t> members_before = count_members(before, cancel);
  const RawVector<std::uint64_t> members_after = count_members(after, cancel);
  const SharedMembers common(before, after, cancel);

  GrowingArray<TrackRow> rows;
  for (const auto& [pair, shared] : common.shared) {
    cancel.check();
    rows.push_back({pair.first, pair.second, shared, members_before[pair.first], members_after[pair.second],
                    common.survivors[pair.first]});
  }
  std::sort(rows.begin(), rows.end(), [&](const TrackRow& a, const TrackRow& b) {
    cancel.check();
    return a.before != b.before ? a.before < b.before : a.after < b.after;
  });

  RawVector<Partners> successors = filled(members_before.size(), Partners{}, cancel);
  RawVector<Partners> predecessors = filled(members_after.size(), Partners{}, cancel);
  for (const TrackRow& row : rows) {
    cancel.check();
    if (row.overlap() < rules.min_overlap) continue;
    successors[row.before].offer(row.after, row.shared);
    predecessors[row.after].offer(row.before, row.shared);
  }
  const auto succeeds = [&](const TrackRow& row) {
    const bool counts_before =
        successors[row.before].best == row.after || ratio(row.shared, row.members_before) >= rules.tolerance;
    const bool counts_after =
        predecessors[row.after].best == row.before || ratio(row.shared, row.members_after) >= rules.tolerance;
    return row.overlap() >= rules.min_overlap && counts_before && counts_after;
  };
  for (const TrackRow& row : rows) {
    cancel.check();
    if (!succeeds(row)) continue;
    ++successors[row.before].count;
    ++predecessors[row.after].count;
  }
  for (TrackRow& row : rows) {
    cancel.check();
    if (!succeeds(row)) continue;
    const double growth = ratio(row.members_after, row.members_before);
    if (successors[row.before].count > 1) {
      row.event = TrackEvent::split;
    } else if (predecessors[row.after].count > 1) {
      row.event = TrackEvent::merged;
    } else if (growth > 1 + rules.tolerance) {
      row.event = TrackEvent::grown;
    } else {
      row.event = growth < 1 - rules.tolerance ? TrackEvent::shrunk : TrackEvent::continued;
    }
  }
  for (std::uint32_t label = 0; label < successors.size(); ++label) {
    cancel.check();
    if (successors[label].count > 0) continue;
    rows.push_back(
        {label, TrackRow::kNoLabel, 0, members_before[label], 0, common.survivors[label], TrackEvent::died});
  }
  for (std::uint32_t label = 0; label < predecessors.size(); ++label) {
    cancel.check();
    if (predecessors[label].count > 0) continue;
    rows.push_back({TrackRow::kNoLabel, label, 0, 0, members_after[label], 0, TrackEvent::born});
  }
  return rows;
}

}  // namespace clusterlite
