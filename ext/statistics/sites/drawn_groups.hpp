// Who stands where in one simulation: the places of each wanted group.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "distance/tree/site_tree.hpp"
#include "statistics/sites/null_models.hpp"

namespace clusterlite::statistics {

// Which groups some pairs of groups need, and how they are drawn.
template <class Pair>
class WantedGroups {
 public:
  // Of one pair alone, no more is drawn than its groups; independence keeps the first of them in its place.
  WantedGroups(const SiteMarks& marks, std::span<const Pair> pairs, NullModel model, std::uint64_t seed,
               CancelToken& cancel)
      : marks_(marks),
        wanted_(marks.group_count(), false),
        assignments_(assign(marks, pairs, model, seed, cancel)) {
    for (const Pair& pair : pairs) wanted_[pair.reference] = wanted_[pair.neighbour] = true;
    for (const bool wanted : wanted_) all_ = all_ && wanted;
    all_ = all_ || pairs.size() > 1;
  }

  bool operator()(std::uint32_t group) const { return wanted_[group]; }
  bool all() const { return all_; }
  const SiteMarks& marks() const { return marks_; }
  const Assignments& assignments() const { return assignments_; }

 private:
  static Assignments assign(const SiteMarks& marks, std::span<const Pair> pairs, NullModel model,
                            std::uint64_t seed, CancelToken& cancel) {
    std::vector<std::uint32_t> first;
    std::optional<std::uint32_t> fixed;
    if (pairs.size() == 1) {
      first = {pairs[0].reference};
      if (pairs[0].neighbour != first[0]) first.push_back(pairs[0].neighbour);
      if (model == NullModel::independence) fixed = pairs[0].reference;
    }
    return Assignments(marks, model, first, fixed, seed, cancel);
  }

  const SiteMarks& marks_;
  std::vector<bool> wanted_;
  bool all_ = true;
  Assignments assignments_;
};

class DrawnGroups {
 public:
  explicit DrawnGroups(Sampler sampler) : sampler_(std::move(sampler)) {}

  template <std::size_t D, class Wanted>
  void draw(const distance::SiteTree<D>& tree, const Wanted& wanted, std::uint32_t simulation,
            CancelToken& cancel) {
    const SiteMarks& marks = wanted.marks();
    mark_.assign(tree.size(), kNobody);
    starts_.assign(marks.group_count() + std::size_t{1}, 0);
    wanted.assignments().draw(simulation, wanted.all(), sampler_, cancel,
                              [&](std::uint32_t site, std::uint32_t mark) {
                                const std::uint32_t group = marks.group(mark);
                                if (!wanted(group)) return;
                                mark_[tree.place(site)] = mark;
                                ++starts_[group + std::size_t{1}];
                              });
    for (std::uint32_t group = 0; group < marks.group_count(); ++group) starts_[group + 1] += starts_[group];
    places_.resize(starts_.back());
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    for (std::uint32_t place = 0; place < tree.size(); ++place) {
      if (mark_[place] != kNobody) places_[next[marks.group(mark_[place])]++] = place;
    }
    cancel.check(tree.size());
  }

  // Rising.
  std::span<const std::uint32_t> of(std::uint32_t group) const {
    return std::span(places_).subspan(starts_[group], starts_[group + 1] - starts_[group]);
  }
  // Of one or two groups; valid until the next call.
  std::span<const std::uint32_t> of(std::uint32_t a, std::uint32_t b) {
    if (a == b) return of(a);
    both_.resize(of(a).size() + of(b).size());
    std::merge(of(a).begin(), of(a).end(), of(b).begin(), of(b).end(), both_.begin());
    return both_;
  }
  // The site whose group, and perhaps weight, is at a place of a wanted group.
  std::uint32_t mark(std::uint32_t place) const { return mark_[place]; }

 private:
  static constexpr std::uint32_t kNobody = 0xFFFFFFFF;

  Sampler sampler_;
  std::vector<std::uint32_t> mark_;    // by place
  std::vector<std::uint32_t> starts_;  // of each group in `places_`
  std::vector<std::uint32_t> places_;
  std::vector<std::uint32_t> both_;
};

}  // namespace clusterlite::statistics
