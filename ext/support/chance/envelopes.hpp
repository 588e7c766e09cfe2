// Envelopes of a curve: how far simulated curves stray, at each distance by itself and all along.
//
// Local bounds are order statistics, so that at one distance the level is exact. Over many distances a curve
// leaves local bounds far more often than alpha says; the global test takes each curve, the observed one
// included, as a whole, and its p and its bounds agree: the observed curve leaves the global bounds somewhere
// when p <= alpha.
//
// A value that is not a number is undefined. Values within 1e-12 of each other are ties.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "support/chance/p_values.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

enum class GlobalEnvelope : std::uint8_t {
  erl,          // extreme rank length (Myllymaki, Mrkvicka, Grabarnik, Seijo and Hahn 2017)
  studentised,  // greatest |T - T0| / sd
  quantile,     // greatest distance from T0 in units of the 2.5 % or 97.5 % quantile's distance on its side
  mad           // greatest |T - T0|
};

struct EnvelopeOptions {
  GlobalEnvelope global = GlobalEnvelope::erl;
  double alpha = 0.05;
  Alternative alternative = Alternative::two_sided;
};

// All by distance; what is undefined or not there is not a number.
struct Envelope {
  std::vector<double> mean;  // of the simulations
  std::vector<double> low;
  std::vector<double> high;
  std::vector<double> global_low;
  std::vector<double> global_high;
  std::vector<std::uint32_t> defined;  // simulations with a value
  double p = 0;                        // of the global test
};

// Which of the smallest (greatest) simulated values is the local bound: floor(alpha (S + 1) / 2), one-sided
// floor(alpha (S + 1)).
std::uint64_t local_rank(std::uint64_t simulations, const EnvelopeOptions& options);

// Throws Error unless alpha is between 0 and 1 and, when there are any, the simulations reach it.
void require_simulations(std::uint64_t simulations, const EnvelopeOptions& options);

// `simulated`: one curve after another, each as long as `observed`.
Envelope envelope_of(std::span<const double> observed, std::span<const double> simulated,
                     const EnvelopeOptions& options, CancelToken& cancel);

}  // namespace clusterlite
