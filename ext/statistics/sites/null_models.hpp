// What chance may change: which firm stands at which occupied place.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "statistics/sites/site_marks.hpp"
#include "support/chance/permutation.hpp"
#include "support/chance/philox.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

enum class NullModel : std::uint8_t {
  location,      // firms, with their weights, change places
  labelling,     // group keys change places, weights stay
  independence,  // the reference group stays, all others change places among themselves
  csr            // complete spatial randomness: uniform points in the window
};

}  // namespace clusterlite

namespace clusterlite::statistics {

// Simulation 0 is what has been observed; from 1 on they are drawn, each by itself.
class Assignments {
 public:
  // `first`: the groups, rising, that are placed before all others, so that who asks for them only draws no
  // more. `fixed`: the group that stays (independence).
  Assignments(const SiteMarks& marks, NullModel model, std::span<const std::uint32_t> first,
              std::optional<std::uint32_t> fixed, std::uint64_t seed, CancelToken& cancel)
      : marks_(marks),
        stream_(model == NullModel::labelling ? Stream::labelling : Stream::location),
        seed_(seed) {
    const auto take = [&](std::uint32_t group) {
      cancel.check(1 + marks.sites_of(group).size());
      for (const std::uint32_t site : marks.sites_of(group)) order_.push_back(site);
    };
    for (const std::uint32_t group : first) {
      if (group != fixed) take(group);
    }
    first_ = order_.size();
    for (std::uint32_t group = 0; group < marks.group_count(); ++group) {
      bool taken = group == fixed;
      for (const std::uint32_t other : first) taken = taken || other == group;
      if (!taken) take(group);
    }
    if (!fixed) return;
    fixed_ = marks.sites_of(*fixed);
    for (std::uint32_t site = 0; site < marks.size(); ++site) {
      cancel.check();
      if (marks.group(site) != *fixed) places_.push_back(site);
    }
  }

  Sampler sampler(CancelToken& cancel) const {
    return Sampler(static_cast<std::uint32_t>(order_.size()), cancel);
  }

  // visit(site, mark): `site` gets the group (and the weight) of the site `mark`. All sites, or only those
  // that get one of the first groups.
  template <class Visit>
  void draw(std::uint32_t simulation, bool all, Sampler& sampler, CancelToken& cancel,
            const Visit& visit) const {
    if (simulation == 0) {
      for (std::uint32_t site = 0; site < marks_.size(); ++site) {
        cancel.check();
        visit(site, site);
      }
      return;
    }
    for (const std::uint32_t site : fixed_) {
      cancel.check();
      visit(site, site);
    }
    Philox random(seed_, stream_, simulation);
    const auto drawn = sampler.draw(all ? order_.size() : first_, random, cancel);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      visit(places_.empty() ? drawn[i] : places_[drawn[i]], order_[i]);
    }
  }

 private:
  const SiteMarks& marks_;
  Stream stream_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> order_;  // marks in the order in which they are placed
  std::size_t first_ = 0;             // how many of them are of the first groups
  std::span<const std::uint32_t> fixed_;
  std::vector<std::uint32_t> places_;  // sites that change; empty: all
};

}  // namespace clusterlite::statistics
