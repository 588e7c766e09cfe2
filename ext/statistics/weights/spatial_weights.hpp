// The matrix of weights w_ij between n units, as the statistics use it: never as a matrix.
//
// A list of ties and a distance band answer the same questions. A band answers by sums over the nodes of a
// tree: it may have a thousand times as many ties as units.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

// What of a weight counts: that there is a tie, the weight, its square.
enum class Power : std::uint8_t { tie, weight, square };

class SpatialWeights {
 public:
  virtual ~SpatialWeights() = default;

  virtual std::uint32_t size() const = 0;
  // Whether all weights of a row are the same.
  virtual bool equal_in_rows() const = 0;
  // Whether all weights are 1, and whether w_ij = w_ji is known: both save sums.
  virtual bool all_one() const = 0;
  virtual bool is_symmetric() const = 0;
  // result_i = Sum_j w_ij v_j, over j != i.
  virtual void multiply(std::span<const double> v, Power power, std::span<double> result,
                        const Threads& threads, CancelToken& cancel) const = 0;
  // result_j = Sum_i w_ij v_i.
  virtual void multiply_transposed(std::span<const double> v, std::span<double> result,
                                   const Threads& threads, CancelToken& cancel) const = 0;
  // Sum_ij a_i w_ij w_ji a_j.
  virtual double mutual(std::span<const double> a, const Threads& threads, CancelToken& cancel) const = 0;
  // Sum_j w_ij (v_i - v_j)^2.
  virtual void squared_differences(std::span<const double> v, std::span<double> result,
                                   const Threads& threads, CancelToken& cancel) const = 0;

  // The ties of one unit, to whom in rising order.
  struct Tie {
    std::uint32_t to;
    double weight;
    double distance;  // NaN where none is measured
  };
  virtual void ties_of(std::uint32_t unit, std::vector<Tie>& ties, CancelToken& cancel) const = 0;
};

}  // namespace clusterlite
