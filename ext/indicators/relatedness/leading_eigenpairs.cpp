#include "indicators/relatedness/leading_eigenpairs.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cstdint>
#include <limits>

namespace clusterlite {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Multiply = std::function<void(const VectorXd&, VectorXd&)>;

constexpr Index kDense = 96;
constexpr Index kLargestBasis = 48;
constexpr Index kKeptAtRestart = 16;
constexpr int kMostSteps = 4000;
constexpr int kPatience = 100;             // steps without a better residual
constexpr double kVectorResidual = 1e-14;  // |A v - theta v|, where |A| is about 1
constexpr double kGoodResidual = 1e-12;    // good enough where rounding allows no more
constexpr double kValueResidual = 1e-10;   // an eigenvalue lies that close to theta

// Eigenvalues of the projection on `basis`, falling, with their vectors.
struct Projection {
  VectorXd values;
  MatrixXd vectors;
};

Projection diagonalise(const MatrixXd& matrix) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(matrix);  // rising
  return {solver.eigenvalues().reverse(), solver.eigenvectors().rowwise().reverse()};
}

bool solve_dense(Index n, const Multiply& multiply, const VectorXd& known, LeadingEigenpairs& result,
                 CancelToken& cancel) {
  MatrixXd matrix(n, n);
  VectorXd column(n);
  for (Index i = 0; i < n; ++i) {
    cancel.check(static_cast<std::size_t>(n));
    multiply(VectorXd::Unit(n, i), column);
    matrix.col(i) = column;
  }
  // The known vector gets the eigenvalue -1, below all others.
  const VectorXd image = matrix * known;
  matrix -= image * known.transpose() + known * image.transpose();
  matrix += (known.dot(image) - 1) * known * known.transpose();
  const Projection all = diagonalise((matrix + matrix.transpose()) / 2);
  result = {all.values[0], n > 2 ? all.values[1] : 0, all.vectors.col(0)};
  return true;
}

// A fixed vector without any pattern (splitmix64), so that no eigenvector is orthogonal to it by its
// structure.
VectorXd scattered(Index n, std::uint64_t seed) {
  VectorXd vector(n);
  for (Index i = 0; i < n; ++i) {
    std::uint64_t z = (seed += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    vector[i] = static_cast<double>(static_cast<std::int64_t>((z ^ (z >> 31)) >> 11)) * 0x1p-52 - 1;
  }
  return vector;
}

// The subspace and its image under the matrix, column by column.
class Subspace {
 public:
  Subspace(Index n, const Multiply& multiply, const VectorXd& known)
      : multiply_(multiply), known_(known), basis_(n, kLargestBasis), images_(n, kLargestBasis) {}

  Index size() const { return size_; }
  bool full() const { return size_ + 2 > kLargestBasis; }

  // Adds the part of a vector that is new; false when there is none.
  bool add(VectorXd vector, CancelToken& cancel) {
    const double before = vector.norm();
    if (before == 0) return false;
    for (int round = 0; round < 2; ++round) {  // once is not enough (Kahan and Parlett: twice is)
      vector /= vector.norm();
      vector -= known_ * known_.dot(vector);
      vector -= basis_.leftCols(size_) * (basis_.leftCols(size_).transpose() * vector);
      if (vector.norm() < 1e-12) return false;
    }
    vector /= vector.norm();
    cancel.check(static_cast<std::size_t>(vector.size() * (size_ + 1)));
    multiply_(vector, image_);
    image_ -= known_ * known_.dot(image_);
    basis_.col(size_) = vector;
    images_.col(size_) = image_;
    ++size_;
    return true;
  }

  Projection project() const {
    const MatrixXd matrix = basis_.leftCols(size_).transpose() * images_.leftCols(size_);
    return diagonalise((matrix + matrix.transpose()) / 2);
  }

  VectorXd vector(const Projection& on, Index i) const { return basis_.leftCols(size_) * on.vectors.col(i); }
  VectorXd residual(const Projection& on, Index i) const {
    return images_.leftCols(size_) * on.vectors.col(i) - on.values[i] * vector(on, i);
  }

  void restart(const Projection& from) {
    basis_.leftCols(kKeptAtRestart) = (basis_.leftCols(size_) * from.vectors.leftCols(kKeptAtRestart)).eval();
    images_.leftCols(kKeptAtRestart) =
        (images_.leftCols(size_) * from.vectors.leftCols(kKeptAtRestart)).eval();
    size_ = kKeptAtRestart;
  }

  // Rounding errors of the images grow with each restart.
  void refresh_images(CancelToken& cancel) {
    for (Index i = 0; i < size_; ++i) {
      cancel.check(static_cast<std::size_t>(basis_.rows()));
      multiply_(basis_.col(i), image_);
      images_.col(i) = image_ - known_ * known_.dot(image_);
    }
  }

 private:
  const Multiply& multiply_;
  const VectorXd& known_;
  MatrixXd basis_;
  MatrixXd images_;
  VectorXd image_;
  Index size_ = 0;
};

}  // namespace

bool leading_eigenpairs(Index n, const Multiply& multiply, const VectorXd& known, LeadingEigenpairs& result,
                        CancelToken& cancel) {
  if (n <= kDense) return solve_dense(n, multiply, known, result, cancel);
  Subspace space(n, multiply, known);
  space.add(scattered(n, 1), cancel);
  space.add(scattered(n, 2), cancel);
  double best = std::numeric_limits<double>::infinity();
  int best_step = 0;
  for (int step = 0; step < kMostSteps; ++step) {
    cancel.check(static_cast<std::size_t>(space.size() * (space.size() * space.size() + n)));
    const Projection projection = space.project();
    VectorXd first = space.residual(projection, 0);
    VectorXd second = space.residual(projection, 1);
    result = {projection.values[0], projection.values[1], space.vector(projection, 0)};
    const double error = first.norm();
    if (error < best / 2) {
      best = error;
      best_step = step;
    }
    if (second.norm() <= kValueResidual &&
        (error <= kVectorResidual || (error <= kGoodResidual && step - best_step >= kPatience))) {
      return true;
    }
    if (space.full()) {
      space.restart(projection);
      if (error < kValueResidual) space.refresh_images(cancel);
    }
    const bool enlarged = space.add(std::move(first), cancel);
    // Neither residual adds anything: the subspace is invariant.
    if (!space.add(std::move(second), cancel) && !enlarged) return error <= kGoodResidual;
  }
  return false;
}

}  // namespace clusterlite
