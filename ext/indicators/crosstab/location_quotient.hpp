// Location quotients of all (region, industry) cells of a crosstab.
//
// e_ij the value of industry i in region j, e_i and e_j the totals, e the whole; n regions with a value.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/crosstab.hpp"
#include "indicators/crosstab/margins.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// LQ = (local_industry / local_total) / (reference_industry / reference_total); NaN when one of the last
// three is 0.
double location_quotient(double local_industry, double local_total, double reference_industry,
                         double reference_total);

// (LQ - 1) / (LQ + 1), in [-1, 1) (Laursen 1998).
double symmetric_location_quotient(double lq);

// Where an industry's quotients lie and how they spread over the regions: what the standardised quotient
// (O'Donoghue and Gleave 2004; with logarithms Tian 2013) needs. NaN below two regions or without any spread.
struct Spread {
  double mean = 0;
  double deviation = 0;  // sample standard deviation (n - 1)
  double standardised(double value) const;
};

struct LocationQuotients {
  Crosstab table;
  Margins margins;
  std::vector<Spread> spread;  // per industry, of LQ over the regions with a value; empty cells count with 0,
                               // cells whose value is missing do not count
  std::vector<Spread> log_spread;  // per industry, of log10 LQ over the regions where LQ > 0
};

LocationQuotients location_quotients(Crosstab table, CancelToken& cancel);

}  // namespace clusterlite
