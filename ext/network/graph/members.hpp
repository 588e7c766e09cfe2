// Which labels the firms of a graph have.
#pragma once

#include <cstdint>
#include <span>

#include "datasets/labels.hpp"
#include "datasets/links.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// The memberships of the firms that links know, firm by firm. Numbers of nodes, labels and ids are those of
// the data sets.
class Members {
 public:
  // Throws Error when a firm is a number in the one and a text in the other.
  Members(const LinksView& links, const LabelsView& labels, CancelToken& cancel);

  std::size_t size() const { return labels_.size(); }

  // The labels of a node, rising; its memberships have the numbers first_of(node) and following.
  std::span<const std::uint32_t> labels_of(std::uint32_t node) const {
    return {labels_.data() + starts_[node], starts_[node + 1] - starts_[node]};
  }
  std::uint32_t first_of(std::uint32_t node) const { return starts_[node]; }
  std::uint32_t label_of(std::uint32_t membership) const { return labels_[membership]; }

 private:
  RawVector<std::uint32_t> starts_;
  RawVector<std::uint32_t> labels_;
};

// Of each node of the links, 1 when the labels know it (with or without a label), else 0. Throws Error when a
// firm is a number in the one and a text in the other.
RawVector<std::uint8_t> known_nodes(const LinksView& links, const LabelsView& labels, CancelToken& cancel);

// Walks over two rising lists of labels: first(i) for what only the first has, second(j) likewise, both(i,
// j).
template <class First, class Second, class Both>
void compare_labels(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, const First& first,
                    const Second& second, const Both& both) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i] < b[j]) {
      first(i++);
    } else if (b[j] < a[i]) {
      second(j++);
    } else {
      both(i++, j++);
    }
  }
  while (i < a.size()) first(i++);
  while (j < b.size()) second(j++);
}

}  // namespace clusterlite
