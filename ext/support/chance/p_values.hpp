// p values of simulations and of z, and what is left of them when many are asked at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "support/running/cancel.hpp"

namespace clusterlite {

enum class Alternative : std::uint8_t { two_sided, greater, less };

// Whether two statistics are equal but for rounding: within 1e-12 of the larger one.
bool tied(double a, double b);

// How many simulated statistics are at least as large as the observed one, and at least as small. Ties count
// as both.
struct ExtremeCounts {
  std::uint64_t greater = 0;
  std::uint64_t less = 0;

  void add(double simulated, double observed) {
    const bool tie = tied(simulated, observed);
    greater += tie || simulated > observed ? 1 : 0;
    less += tie || simulated < observed ? 1 : 0;
  }
};

// (1 + count) / (simulations + 1); two-sided twice the smaller one, at most 1. NaN without simulations.
double p_value(const ExtremeCounts& counts, std::uint64_t simulations, Alternative alternative);

// Of a standard normal z; NaN of NaN.
double normal_p(double z, Alternative alternative);

// p values adjusted for the rate of false discoveries among them (Benjamini and Hochberg 1995): p_(i) m / i,
// and none larger than those behind it. NaN takes no part and stays NaN.
std::vector<double> false_discovery_p(std::span<const double> p, CancelToken& cancel);

}  // namespace clusterlite
