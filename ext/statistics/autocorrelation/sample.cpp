#include "statistics/autocorrelation/sample.hpp"

#include <algorithm>
#include <cmath>

#include "support/memory/laid_out.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

std::vector<ValueRows> groups_of(const ValuesView& values, CancelToken& cancel) {
  std::vector<ValueRows> groups;
  for (std::size_t row = 0; row < values.size(); ++row) {
    cancel.check();
    if (row == 0 || values.group(row) != values.group(row - 1)) groups.push_back({row, row});
    groups.back().last = row + 1;
  }
  return groups;
}

// Both are in the order of ids.
RawVector<std::uint32_t> nodes_of_units(const Dictionary& units, const TieSource& ties,
                                        std::string_view units_name, CancelToken& cancel) {
  RawVector<std::uint32_t> nodes = filled(units.size(), kNoNode, cancel);
  bool found = false;
  std::uint32_t node = 0;
  for (std::uint32_t unit = 0; unit < units.size(); ++unit) {
    cancel.check();
    while (node < ties.size() && compare(ties.id(node), units[unit]) < 0) {
      cancel.check();
      ++node;
    }
    if (node == ties.size() || !(ties.id(node) == units[unit])) continue;
    nodes[unit] = node;
    found = true;
  }
  if (!found && units.size() > 0 && ties.size() > 0) {
    const auto shown = [](const KeyView& key) {
      constexpr std::string_view kTypes[] = {"integer", "real", "text"};
      return concat(to_text(key), " (", kTypes[static_cast<std::size_t>(key.type) - 1], ")");
    };
    throw Error(concat("no id of the ", units_name, " is known to the weights: id ", shown(units[0]),
                       " here, ", shown(ties.id(0)), " there"));
  }
  return nodes;
}

TiesAmong::TiesAmong(const TieSource& source, std::vector<std::uint32_t> nodes, Style style,
                     const Threads& threads, CancelToken& cancel)
    : nodes_(std::move(nodes)), weights_(source.among(nodes_, cancel)) {
  const std::uint32_t n = size();
  const RawVector<double> ones = filled(n, 1.0, cancel);
  RawVector<double> counts(n);
  weights_->multiply(ones, Power::tie, counts, threads, cancel);
  if (weights_->all_one()) {
    given_row_sum_ = counts;  // and their squares
  } else {
    given_row_sum_.resize(n);
    weights_->multiply(ones, Power::weight, given_row_sum_, threads, cancel);
    given_row_squares_.resize(n);
    weights_->multiply(ones, Power::square, given_row_squares_, threads, cancel);
  }
  RawVector<double> ties_to(counts.begin(), counts.end());
  if (!weights_->is_symmetric()) weights_->multiply_transposed(ones, ties_to, threads, cancel);
  for (std::uint32_t i = 0; i < n; ++i) {
    cancel.check();
    neighbours_.push_back(static_cast<std::uint32_t>(counts[i]));
    ties_ += neighbours_.back();
    scale_.push_back(style == Style::given ? 1 : neighbours_.back() == 0 ? 0 : 1 / given_row_sum_[i]);
    island_.push_back(neighbours_[i] == 0 && ties_to[i] == 0 ? 1 : 0);
    if (island_.back() == 0) sample_.push_back(i);
  }
}

TiesAmong::Sums TiesAmong::sums(const Threads& threads, CancelToken& cancel) const {
  RawVector<double> column_sums(size());
  weights_->multiply_transposed(scale_, column_sums, threads, cancel);
  CompensatedSum s0;
  CompensatedSum s1;
  CompensatedSum s2;
  for (std::uint32_t i = 0; i < size(); ++i) {
    cancel.check();
    const double both = row_sum(i) + column_sums[i];
    s0.add(row_sum(i));
    s1.add(row_squares(i));
    s2.add(both * both);
  }
  s1.add(weights_->mutual(scale_, threads, cancel));
  return {s0.value(), s1.value(), s2.value()};
}

void TiesAmong::lag(std::span<const double> v, std::span<double> result, const Threads& threads,
                    CancelToken& cancel) const {
  weights_->multiply(v, Power::weight, result, threads, cancel);
  for (std::uint32_t i = 0; i < size(); ++i) result[i] *= scale_[i];
}

Moments deviations(const TiesAmong& ties, std::span<const double> values, RawVector<double>& z,
                   CancelToken& cancel) {
  Moments moments;
  CompensatedSum sum;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const std::uint32_t unit : ties.sample()) {
    cancel.check();
    sum.add(values[unit]);
    low = std::min(low, values[unit]);
    high = std::max(high, values[unit]);
  }
  moments.n = static_cast<double>(ties.sample().size());
  moments.mean = sum.value() / moments.n;
  z.assign(ties.size(), 0);
  if (!(low < high)) return moments;  // what rounding leaves of equal values is no variance
  CompensatedSum second;
  CompensatedSum fourth;
  for (const std::uint32_t unit : ties.sample()) {
    cancel.check();
    z[unit] = values[unit] - moments.mean;
    const double square = z[unit] * z[unit];
    second.add(square);
    fourth.add(square * square);
  }
  moments.second = second.value();
  moments.fourth = fourth.value();
  return moments;
}

}  // namespace clusterlite
