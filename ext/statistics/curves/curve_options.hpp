// What all curves over distance have in common.
#pragma once

#include <cstdint>
#include <vector>

#include "distance/frame/metric.hpp"
#include "statistics/sites/null_models.hpp"
#include "support/chance/envelopes.hpp"

namespace clusterlite {

struct CurveOptions {
  std::uint32_t simulations = 0;
  NullModel null_model = NullModel::location;
  EnvelopeOptions envelope;
  std::uint64_t seed = 0;
  Metric metric = Metric::planar;
};

// Numbers of groups in the order of their keys (statistics/sites/site_marks.hpp).
struct GroupPair {
  std::uint32_t reference = 0;
  std::uint32_t neighbour = 0;
};

struct Curve {
  std::vector<double> values;  // by distance; undefined ones are not a number
  Envelope envelope;
};

}  // namespace clusterlite
