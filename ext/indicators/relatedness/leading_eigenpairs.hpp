// The largest eigenvalues of a large symmetric matrix that is known by its products with vectors only.
#pragma once

#include <Eigen/Core>
#include <functional>

#include "support/running/cancel.hpp"

namespace clusterlite {

struct LeadingEigenpairs {
  double first = 0;        // the largest eigenvalue
  double second = 0;       // the next one, equal to `first` when that is not simple
  Eigen::VectorXd vector;  // of `first`, of length 1; the sign is arbitrary
};

// Of a symmetric positive semidefinite matrix of n >= 2 rows with eigenvalues of at most about 1, on the
// complement of the unit vector `known`. For n = 2 there is no second eigenvalue: 0.
//
// Up to 96 rows the whole eigenproblem is solved. Beyond, a subspace of at most 48 dimensions is enlarged by
// the residuals of its two best approximations and restarted from its best 16 (the method of Davidson without
// preconditioner, which equals thick-restarted Lanczos of block size 2; Wu and Simon 2000, SIAM J. Matrix
// Anal. Appl. 22): it needs a few hundred products instead of n^3 operations, can be stopped between any two
// of them, and the block of two finds an eigenvalue that occurs twice. The start is a fixed one, so are the
// results.
//
// False: no convergence, as two eigenvalues are too close to be told apart.
bool leading_eigenpairs(Eigen::Index n,
                        const std::function<void(const Eigen::VectorXd&, Eigen::VectorXd&)>& multiply,
                        const Eigen::VectorXd& known, LeadingEigenpairs& result, CancelToken& cancel);

}  // namespace clusterlite
