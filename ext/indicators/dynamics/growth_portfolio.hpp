// Growth portfolio: the industries of a region by what it is specialized in now and by what is growing.
//
//                      grows, and faster than the         does not
//                      benchmark
//   LQ after >= 1      star                               mature
//   LQ after <  1      emerging                           declining
//
// The growth of a cell is e'/e - 1; the benchmark is the growth of everything in the whole area, or that of
// the cell's industry there, or 0. Where the benchmark itself falls, a cell must still grow: one without any
// change is no star of a shrinking city. A cell that began with nothing grows; where nothing was and nothing
// is, there is no quadrant. An undefined quotient (a region or industry that has vanished) is no
// specialization.
#pragma once

#include <cstdint>

#include "indicators/dynamics/before_after.hpp"

namespace clusterlite {

enum class Quadrant : std::uint8_t { none, star, mature, emerging, declining };
enum class Specialization : std::uint8_t {
  none,
  entry,
  kept,
  exit
};  // LQ >= 1 after only, both times, before only
enum class GrowthBenchmark : std::uint8_t { total, industry, zero };

struct PortfolioEntry {
  double lq_before = 0;
  double lq_after = 0;
  double growth = 0;           // NaN where e = 0
  double industry_growth = 0;  // NaN where e_i = 0
  double total_growth = 0;     // NaN where E = 0
  Quadrant quadrant = Quadrant::none;
  Specialization specialization = Specialization::none;
};

// A cell whose value is not known in one of the tables has neither quadrant nor specialization. One of fewer
// than min_firms firms in both tables has no quadrant: a firm more or less would decide it.
PortfolioEntry portfolio_entry(const BeforeAfter& both, const BeforeAfter::Cell& cell,
                               GrowthBenchmark benchmark, std::uint64_t min_firms = 1);

}  // namespace clusterlite
