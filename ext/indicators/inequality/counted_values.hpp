// A bag of units that come and go: each distinct value once, with the number of units that have it.
//
// What is computed from it cannot depend on the order of the rows, nor on what has left a moving window; and
// ten million firms with a few thousand different numbers of employees take a few thousand entries.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "support/memory/growing_array.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// A unit has one number (its value) or two (its value and what that is compared with).
template <std::size_t kColumns>
struct CountedUnit {
  std::array<double, kColumns> values{};
  std::uint64_t count = 0;  // how many units are like this
};

template <std::size_t kColumns>
class CountedValues {
 public:
  using Values = std::array<double, kColumns>;
  using Unit = CountedUnit<kColumns>;

  void add(const Values& values) {
    if (recent_.empty()) return wait({values, 1});
    Unit& slot = recent_[slot_of(values)];
    if (slot.values == values) {
      ++slot.count;
      return;
    }
    const Unit displaced = std::exchange(slot, Unit{values, 1});
    if (displaced.count > 0) wait(displaced);
  }

  // Takes away a unit that was added before.
  void remove(const Values& values) { removed_.push_back(values); }

  // In rising order (of the first number, then of the second). Valid until the next change.
  std::span<const Unit> units(CancelToken& cancel) {
    settle(cancel);
    return {units_.begin(), units_.size()};
  }

 private:
  // New units wait until they are as many as the settled ones, and are merged with them then. Should there be
  // very many different ones, the rest waits for the end, where the user can interrupt. In a large group, a
  // unit like one of the last thousands only adds to its count.
  static constexpr std::size_t kFewestToSettle = 4096;
  static constexpr std::size_t kMostToSettle = std::size_t{1} << 17;
  static constexpr std::size_t kRecent = 8192;

  static std::size_t slot_of(const Values& values) {
    std::uint64_t hash = 0;
    for (const double value : values)
      hash = (hash ^ std::bit_cast<std::uint64_t>(value)) * 0x9E3779B97F4A7C15U;
    return hash >> (64 - std::bit_width(kRecent - 1));
  }

  void wait(const Unit& unit) {
    added_.push_back(unit);
    if (added_.size() < next_settling_) return;
    CancelToken never;
    if (recent_.empty()) recent_.resize(kRecent);
    settle(never);
    next_settling_ = units_.size() > kMostToSettle ? SIZE_MAX : std::max(kFewestToSettle, units_.size());
  }

  void settle(CancelToken& cancel) {
    for (Unit& unit : recent_) {
      if (unit.count > 0) added_.push_back(std::exchange(unit, Unit{}));
    }
    if (added_.empty() && removed_.empty()) return;
    sort(added_, cancel, [](const Unit& a, const Unit& b) { return a.values < b.values; });
    sort(removed_, cancel, [](const Values& a, const Values& b) { return a < b; });
    merged_.clear();
    merged_.reserve(units_.size() + added_.size());
    auto old = units_.begin();
    auto added = added_.begin();
    auto removed = removed_.begin();
    while (old != units_.end() || added != added_.end()) {
      cancel.check();
      const bool is_new = old == units_.end() || (added != added_.end() && added->values < old->values);
      Unit unit{is_new ? added->values : old->values, 0};
      if (!is_new) unit.count = (old++)->count;
      for (; added != added_.end() && added->values == unit.values; ++added) unit.count += added->count;
      for (; removed != removed_.end() && *removed == unit.values; ++removed) --unit.count;
      if (unit.count > 0) merged_.push_back(unit);
    }
    std::swap(units_, merged_);
    added_.clear();
    removed_.clear();
  }

  template <class Item, class Less>
  static void sort(GrowingArray<Item>& items, CancelToken& cancel, const Less& less) {
    std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
      cancel.check();
      return less(a, b);
    });
  }

  GrowingArray<Unit> units_;
  GrowingArray<Unit> merged_;  // kept, so that a moving window allocates nothing
  GrowingArray<Unit> added_;
  std::vector<Unit> recent_;  // one slot for all values of one hash
  GrowingArray<Values> removed_;
  std::size_t next_settling_ = kFewestToSettle;
};

}  // namespace clusterlite
