// The argument `weights`: a data set of weights, or of links.
#pragma once

#include <optional>

#include "datasets/links.hpp"
#include "datasets/weights.hpp"
#include "functions/shared/open_data_set.hpp"
#include "statistics/weights/tie_source.hpp"

namespace clusterlite {

class TieArgument {
 public:
  TieArgument(const TableArguments& arguments, std::size_t i, SelfTies self_ties, CancelToken& cancel) {
    if (arguments.data_set(i).header.kind == Kind::links) {
      links_.emplace(open_data_set<LinksView>(arguments, i, cancel));
      source_.emplace(*links_, self_ties, cancel);
    } else {
      weights_.emplace(open_data_set<WeightsView>(arguments, i, cancel));
      source_.emplace(*weights_, cancel);
    }
  }
  TieArgument(const TieArgument&) = delete;
  TieArgument& operator=(const TieArgument&) = delete;

  const TieSource& source() const { return *source_; }

 private:
  std::optional<LinksView> links_;
  std::optional<WeightsView> weights_;
  std::optional<TieSource> source_;
};

}  // namespace clusterlite
