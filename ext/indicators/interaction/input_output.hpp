// Input-output linkages between industries.
//
// Z_ij what industry i sells to industry j, x_j the output of j. A = Z diag(x)^-1 (inputs per unit of
// output), L = (I - A)^-1 (Leontief 1936); B = diag(x)^-1 Z (sales per unit of output), G = (I - B)^-1 (Ghosh
// 1958). G = diag(x)^-1 L diag(x), so one inverse serves both. An industry without output has a row and a
// column of zeros.
#pragma once

#include <string>
#include <vector>

#include "datasets/links.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct IndustryLinkages {
  KeyView industry;  // points into the data sets
  double output = 0;
  double direct_backward = 0;            // sum_i a_ij (Chenery and Watanabe 1958)
  double direct_forward = 0;             // sum_j b_ij
  double total_backward = 0;             // sum_i l_ij: the output multiplier
  double total_forward = 0;              // sum_j g_ij (Jones 1976)
  double power_of_dispersion = 0;        // total_backward over its mean (Rasmussen 1956)
  double forward_over_mean = 0;          // total_forward over its mean
  double sensitivity_of_dispersion = 0;  // sum_j l_ij over its mean (Rasmussen 1956)
};

// In the order of the industries' keys: those of `outputs`, which must hold each once as (industry, industry,
// output). Throws Error: an industry that trades but has no output, a flow without a value, too many
// industries, or A with a spectral radius of 1 or more (an economy that uses up more than it makes).
std::vector<IndustryLinkages> input_output_linkages(const LinksView& flows, const LinksView& outputs,
                                                    CancelToken& cancel);

}  // namespace clusterlite
