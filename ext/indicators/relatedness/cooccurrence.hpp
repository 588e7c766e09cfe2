// How often two industries are at home in the same regions, and what to hold that against.
//
// C_ab the number of regions where both are present, k_a the ubiquity of a, N the number of regions where
// anything is present, S_a = sum of C_ab over b != a, T = sum of S_a (both triangles of C, without its
// diagonal).
#pragma once

#include <cstdint>
#include <vector>

#include "indicators/crosstab/presence.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

class Cooccurrence {
 public:
  Cooccurrence(const Presence& presence, CancelToken& cancel);

  // C_ab of one industry a with all b, in time proportional to their sum; C_aa = k_a.
  void row(std::size_t a, std::vector<std::uint32_t>& counts, CancelToken& cancel) const;

  // Each measure of a pair a != b, of its C_ab; NaN where its denominator is 0.

  // min(P(a | b), P(b | a)) = C_ab / max(k_a, k_b), 0 .. 1 (Hidalgo et al. 2007).
  double proximity(std::size_t a, std::size_t b, std::uint32_t count) const;
  // T C_ab / (S_a S_b), 1 = as often as chance has it (van Eck and Waltman 2009).
  double association(std::size_t a, std::size_t b, std::uint32_t count) const;
  // C_ab / sqrt(S_a S_b), 0 .. 1.
  double cosine(std::size_t a, std::size_t b, std::uint32_t count) const;
  // C_ab / (S_a + S_b - C_ab), 0 .. 1.
  double jaccard(std::size_t a, std::size_t b, std::uint32_t count) const;
  // C_ab / (T/2 [S_a/T S_b/(T - S_a) + S_b/T S_a/(T - S_b)]): association without pairing an industry with
  // itself (Steijn 2021).
  double probability(std::size_t a, std::size_t b, std::uint32_t count) const;
  // (C_ab - mu) / sigma of the hypergeometric distribution, mu = k_a k_b / N (Teece et al. 1994).
  double z_score(std::size_t a, std::size_t b, std::uint32_t count) const;

 private:
  const Presence& presence_;
  double regions_ = 0;        // N
  std::vector<double> sums_;  // S
  double total_ = 0;          // T
};

// z of a count that is hypergeometric: n_a and n_b of N regions drawn independently.
double cooccurrence_z(double regions, double n_a, double n_b, double count);

}  // namespace clusterlite
