// The numbers that clusters have for users: 1, 2, ... by falling number of members, of equal ones the cluster
// with the smallest id first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "support/running/cancel.hpp"

namespace clusterlite::distance {

// The number of each cluster, by its number of members. smallest_members(tied) gives what stands for the
// smallest member of each cluster that is marked in `tied`, and before(a, b) their order: they are only
// looked for where they decide.
template <class SmallestMembers, class Before>
std::vector<std::uint32_t> numbers_by_size(std::span<const std::uint32_t> members,
                                           const SmallestMembers& smallest_members, const Before& before,
                                           CancelToken& cancel) {
  std::vector<std::uint32_t> order(members.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel.check();
    return members[a] > members[b];
  });
  std::vector<std::uint8_t> tied(members.size(), 0);
  bool any_tied = false;
  for (std::size_t i = 1; i < order.size(); ++i) {
    cancel.check();
    if (members[order[i - 1]] != members[order[i]]) continue;
    tied[order[i - 1]] = tied[order[i]] = 1;
    any_tied = true;
  }
  if (any_tied) {
    const auto smallest = smallest_members(tied);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      cancel.check();
      return members[a] != members[b] ? members[a] > members[b] : a != b && before(smallest[a], smallest[b]);
    });
  }
  std::vector<std::uint32_t> number(members.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    cancel.check();
    number[order[i]] = i + 1;
  }
  return number;
}

}  // namespace clusterlite::distance
