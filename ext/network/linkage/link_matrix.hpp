// The table of ties between labels: how many lead from each label to each, beside what chance gives.
#pragma once

#include <cstdint>
#include <memory>

#include "datasets/labels.hpp"
#include "datasets/links.hpp"
#include "network/graph/members.hpp"
#include "network/graph/null_model.hpp"
#include "network/graph/pair_table.hpp"
#include "support/memory/large_memory.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Labels have the numbers of LabelsView::labels(); one more, outside(), stands for all firms without label.
class LinkMatrix {
 public:
  struct Cell {
    std::uint64_t links = 0;
    double weight = 0;  // NaN when there are ties and none has a weight
    Chance chance;
    double weight_quotient = 0;  // NaN where nothing is to be expected
  };

  LinkMatrix(const LinksView& links, const LabelsView& labels, bool directed, CancelToken& cancel);

  std::uint32_t outside() const { return static_cast<std::uint32_t>(totals_.size() - 1); }
  bool touches_outside() const { return totals_.back().out + totals_.back().in > 0; }
  bool directed() const { return directed_; }

  // Undirected: ties between the two, whatever the order of a and b.
  Cell cell(std::uint32_t a, std::uint32_t b) const;

 private:
  struct Total {
    std::uint64_t out = 0;  // ties that leave the label
    std::uint64_t in = 0;
    CompensatedSum out_weight;
    CompensatedSum in_weight;
    std::uint64_t ends() const { return out + in; }
    double weight_of_ends() const { return out_weight.value() + in_weight.value(); }
  };
  struct Ties {
    std::uint32_t links = 0;
    bool known = false;  // whether any tie has a weight
    CompensatedSum weight;
  };

  void count(const LinksView& links, const Members& members, CancelToken& cancel);
  void count_shared_ends(const LinksView& links, const Members& members, CancelToken& cancel);
  std::uint64_t shared_ends(std::uint32_t a, std::uint32_t b) const;
  static NumberPair unordered(std::uint32_t a, std::uint32_t b) {
    return a < b ? NumberPair{a, b} : NumberPair{b, a};
  }

  bool directed_;
  std::uint64_t ties_ = 0;
  CompensatedSum weight_;
  RawVector<Total> totals_;
  PairTable<Ties> ties_between_;
  PairTable<std::uint64_t> shared_ends_;  // undirected, of two labels that a firm has both
};

}  // namespace clusterlite
