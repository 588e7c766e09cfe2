// A crosstab read line by line: the industries of one region, or the regions of one industry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "datasets/crosstab.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct LineCell {
  std::uint32_t across = 0;  // the industry of a region's line, the region of an industry's
  double value = 0;          // > 0: a cell of 0 and an empty one are the same to every distribution
};

// What is known of a line as a whole.
struct LineFacts {
  bool known = false;            // some firm in it has a value
  std::uint64_t firms = 0;       // rows
  std::uint64_t with_value = 0;  // rows whose value is known
};

class Lines {
 public:
  enum class Of : std::uint8_t { regions, industries };

  Lines(const Crosstab& table, Of of, CancelToken& cancel);

  std::size_t size() const { return facts_.size(); }
  // In rising order of `across`.
  std::span<const LineCell> operator[](std::size_t line) const {
    return std::span(cells_).subspan(first_[line], first_[line + 1] - first_[line]);
  }
  const LineFacts& facts(std::size_t line) const { return facts_[line]; }

  // How many lines of the other direction are known. A region none of whose firms has a value says nothing
  // about any industry; it is no region of value 0.
  std::size_t known_across() const { return known_across_; }

 private:
  std::vector<LineCell> cells_;
  std::vector<std::size_t> first_;
  std::vector<LineFacts> facts_;
  std::size_t known_across_ = 0;
};

// The cell with the greatest value; the first of them. The line must not be empty.
const LineCell& largest_of(std::span<const LineCell> line);

}  // namespace clusterlite
