// Around each firm: are more of its neighbours of one group than chance puts there?
#pragma once

#include <optional>
#include <vector>

#include "datasets/points.hpp"
#include "statistics/curves/curve_options.hpp"
#include "statistics/sites/site_marks.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct LocalColocation {
  std::vector<std::uint32_t> rows;  // of the data set: those of the reference, in its order
  std::vector<double> quotient;     // of each; not a number where undefined
  std::vector<double> p;
};

// [sum of w_ij over j of b / sum of w_ij] / [n_b' / (N - 1)], w_ij = exp(-(d_ij / h_i)^2 / 2) over the others
// at d_ij <= h_i, the distance of i's k-th nearest, ties in; h_i = 0: the firms of the place. p: the firm
// keeps its group, the others' are permuted. Throws Error unless 1 <= k < N.
LocalColocation local_colocation(const PointsView& view, const statistics::SiteMarks& marks,
                                 std::optional<std::uint32_t> reference, std::uint32_t neighbour,
                                 std::int64_t k, const CurveOptions& options, const Threads& threads,
                                 CancelToken& cancel);

}  // namespace clusterlite
