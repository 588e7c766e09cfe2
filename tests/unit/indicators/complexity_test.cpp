// Economic complexity, its eigenproblem, the method of reflections and fitness.
#include "indicators/relatedness/complexity.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <random>

#include "indicators/relatedness/fitness.hpp"
#include "indicators/relatedness/leading_eigenpairs.hpp"
#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::kHidalgoHausmann;
using testing_support::rows_of;
using Matrix = std::vector<std::vector<double>>;

Presence presence_of(const Matrix& matrix) {
  CancelToken cancel;
  const Crosstab table = crosstab_of(rows_of(matrix));
  return Presence(table, margins_of(table, cancel), PresenceRule::positive, cancel);
}

Complexity complexity(const Matrix& matrix) {
  CancelToken cancel;
  return complexity_of(presence_of(matrix), cancel);
}

Fitness fitness(const Matrix& matrix, std::optional<int> steps = {}) {
  CancelToken cancel;
  return fitness_of(presence_of(matrix), steps, cancel);
}

void expect_near(const std::vector<double>& values, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], expected[i], tolerance) << i;
}

bool all_undefined(const std::vector<double>& values) {
  for (const double value : values) {
    if (!std::isnan(value)) return false;
  }
  return true;
}

Matrix transposed(const Matrix& matrix) {
  Matrix result(matrix[0].size(), std::vector<double>(matrix.size()));
  for (std::size_t j = 0; j < matrix.size(); ++j) {
    for (std::size_t i = 0; i < matrix[j].size(); ++i) result[i][j] = matrix[j][i];
  }
  return result;
}

// Values: py-ecomplexity for ECI and PCI, the formula for the eigenvalues.
TEST(Complexity, OfHidalgoAndHausmann) {
  const Complexity c = complexity(kHidalgoHausmann);
  expect_near(c.of_regions, {-.075353089, -1.602916066, .747788202, .930480953}, 5e-10);
  expect_near(c.of_industries, {-.19407269, -1.60291607, .56509545, .93048095}, 5e-9);
  EXPECT_NEAR(c.second_eigenvalue, .54213371, 5e-9);
  EXPECT_NEAR(c.third_eigenvalue, .19015430, 5e-9);
  EXPECT_EQ(c.part_of_region, (std::vector<std::uint32_t>{1, 1, 1, 1}));
}

TEST(Complexity, OfARegionIsTheMeanOfItsIndustries) {
  std::mt19937 random(11);
  for (int round = 0; round < 30; ++round) {
    Matrix matrix(2 + random() % 10, std::vector<double>(2 + random() % 10));
    for (auto& row : matrix) {
      for (double& cell : row) cell = random() % 3 == 0 ? 1 : 0;
      row[0] = 1;  // one part
    }
    const Complexity c = complexity(matrix);
    if (all_undefined(c.of_regions)) continue;
    double sum = 0;
    double squares = 0;
    double with_diversity = 0;
    double mean_diversity = 0;
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      double mean = 0;
      double diversity = 0;
      for (std::size_t i = 0; i < matrix[j].size(); ++i) {
        if (matrix[j][i] == 0) continue;
        mean += c.of_industries[i];
        ++diversity;
      }
      EXPECT_NEAR(c.of_regions[j], mean / diversity, 1e-10);
      sum += c.of_regions[j];
      squares += c.of_regions[j] * c.of_regions[j];
      with_diversity += c.of_regions[j] * diversity;
      mean_diversity += diversity / static_cast<double>(matrix.size());
    }
    EXPECT_NEAR(sum, 0, 1e-10);
    EXPECT_NEAR(squares, static_cast<double>(matrix.size()), 1e-9);
    EXPECT_GE(with_diversity - sum * mean_diversity, -1e-9) << "rises with diversity";
  }
}

// The eigenvectors do not depend on which side is the smaller one; only scale and sign belong to the regions.
TEST(Complexity, TurnsWithTheTable) {
  std::mt19937 random(5);
  Matrix matrix(7, std::vector<double>(12));
  for (auto& row : matrix) {
    for (double& cell : row) cell = random() % 3 == 0 ? 1 : 0;
    row[3] = 1;
  }
  matrix[2][0] = matrix[4][1] = 1;
  const Complexity c = complexity(matrix);
  const Complexity t = complexity(transposed(matrix));
  EXPECT_NEAR(c.second_eigenvalue, t.second_eigenvalue, 1e-13);
  const double slope = (t.of_regions[0] - t.of_regions[3]) / (c.of_industries[0] - c.of_industries[3]);
  for (std::size_t i = 0; i < 12; ++i) {
    if (std::isnan(c.of_industries[i])) continue;
    EXPECT_NEAR(t.of_regions[i] - t.of_regions[3], slope * (c.of_industries[i] - c.of_industries[3]), 1e-9)
        << i;
  }
}

TEST(Complexity, IsUndefinedForWhatHasNothing) {
  const Complexity c =
      complexity({{1, 1, 1, 1, 0}, {0, 1, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 1, 1, 0}, {0, 0, 0, 1, 0}});
  EXPECT_TRUE(std::isnan(c.of_regions[2]));
  EXPECT_TRUE(std::isnan(c.of_industries[4]));
  EXPECT_EQ(c.part_of_region[2], 0U);
  EXPECT_EQ(c.part_of_industry[4], 0U);
  EXPECT_NEAR(c.of_regions[1], -1.602916066, 5e-10) << "the rest is as if it were not there";
}

TEST(Complexity, ComparesWithinTheLargestPartOnly) {
  // Part 1: the example; part 2: two regions with an industry of their own.
  Matrix matrix(6, std::vector<double>(5, 0));
  matrix[0][0] = matrix[3][0] = 1;  // part 2 comes first in the order of the keys
  const std::size_t at[] = {1, 2, 4, 5};
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t i = 0; i < 4; ++i) matrix[at[j]][i + 1] = kHidalgoHausmann[j][i];
  }
  const Complexity c = complexity(matrix);
  EXPECT_EQ(c.part_of_region, (std::vector<std::uint32_t>{2, 1, 1, 2, 1, 1}));
  EXPECT_EQ(c.part_of_industry, (std::vector<std::uint32_t>{2, 1, 1, 1, 1}));
  EXPECT_TRUE(std::isnan(c.of_regions[0]));
  EXPECT_TRUE(std::isnan(c.of_industries[0]));
  EXPECT_NEAR(c.of_regions[1], -.075353089, 5e-10);
  EXPECT_NEAR(c.second_eigenvalue, .54213371, 5e-9) << "not 1, the eigenvalue of a second part";

  // Equal parts: the one with the smallest region is the first.
  const Complexity equal = complexity({{0, 0, 1, 1}, {1, 1, 0, 0}, {0, 0, 0, 1}, {1, 0, 0, 0}});
  EXPECT_EQ(equal.part_of_region, (std::vector<std::uint32_t>{1, 2, 1, 2}));
}

TEST(Complexity, IsUndefinedWhenNoDirectionStandsOut) {
  const Complexity same = complexity({{1, 1, 0}, {1, 1, 0}, {1, 1, 0}});
  EXPECT_TRUE(all_undefined(same.of_regions));
  EXPECT_NEAR(same.second_eigenvalue, 0, 1e-15);

  // A ring: every region shares an industry with each of its two neighbours. Eigenvalues cos^2(pi k / 5), in
  // pairs.
  Matrix ring(5, std::vector<double>(5, 0));
  for (std::size_t j = 0; j < 5; ++j) ring[j][j] = ring[j][(j + 1) % 5] = 1;
  const Complexity c = complexity(ring);
  EXPECT_TRUE(all_undefined(c.of_regions));
  EXPECT_TRUE(all_undefined(c.of_industries));
  EXPECT_NEAR(c.second_eigenvalue, std::pow(std::cos(M_PI / 5), 2), 1e-14);
  EXPECT_NEAR(c.third_eigenvalue, c.second_eigenvalue, 1e-14);

  const Complexity one = complexity({{1, 1, 1}});
  EXPECT_TRUE(all_undefined(one.of_regions));
  EXPECT_TRUE(std::isnan(one.second_eigenvalue));
  EXPECT_TRUE(all_undefined(complexity({{1}, {1}}).of_regions));
  EXPECT_TRUE(complexity({{0, 0}, {0, 0}}).part_of_region == (std::vector<std::uint32_t>{0, 0}));
}

TEST(Complexity, OfTwoRegionsIsPlusAndMinusOne) {
  expect_near(complexity({{1, 1, 1}, {0, 0, 1}}).of_regions, {1, -1}, 1e-14);
  // Equal diversity, equal ubiquities: the first region is above.
  expect_near(complexity({{1, 1, 0}, {0, 1, 1}}).of_regions, {1, -1}, 1e-14);
}

// Where diversity says nothing, the region with the rarer industries is the more complex one.
TEST(Complexity, FallsWithUbiquityWhenDiversityIsEven) {
  const Complexity c =
      complexity({{1, 1, 0, 0, 0}, {1, 0, 1, 0, 0}, {0, 0, 1, 1, 0}, {0, 0, 0, 1, 1}, {0, 0, 1, 1, 0}});
  CancelToken cancel;
  const Reflections r = reflections(
      presence_of({{1, 1, 0, 0, 0}, {1, 0, 1, 0, 0}, {0, 0, 1, 1, 0}, {0, 0, 0, 1, 1}, {0, 0, 1, 1, 0}}), 1,
      cancel);
  double product = 0;
  double mean = 0;
  for (std::size_t j = 0; j < 5; ++j) mean += r.of_regions[j] / 5;
  for (std::size_t j = 0; j < 5; ++j) product += c.of_regions[j] * (r.of_regions[j] - mean);
  EXPECT_LT(product, -0.1);
}

// Beyond 96 rows the eigenproblem is solved in a subspace: against Eigen's solver for the whole matrix.
TEST(Complexity, OfLargeTablesIsThatOfTheWholeEigenproblem) {
  std::mt19937 random(23);
  for (const auto& [regions, industries] :
       {std::pair<std::size_t, std::size_t>{120, 300}, {260, 130}, {100, 100}}) {
    Matrix matrix(regions, std::vector<double>(industries, 0));
    for (std::size_t j = 0; j < regions; ++j) {
      for (std::size_t i = 0; i < industries; ++i) {
        matrix[j][i] = random() % 100 < 5 + 60 * j / regions * i / industries ? 1 : 0;
      }
      matrix[j][j % industries] = 1;
      matrix[j][(j + 1) % industries] = 1;
    }
    for (std::size_t i = 0; i < industries; ++i) matrix[i % regions][i] = 1;
    const auto n = static_cast<Eigen::Index>(regions);
    Eigen::MatrixXd m(n, static_cast<Eigen::Index>(industries));
    for (Eigen::Index j = 0; j < n; ++j) {
      for (Eigen::Index i = 0; i < m.cols(); ++i)
        m(j, i) = matrix[static_cast<std::size_t>(j)][static_cast<std::size_t>(i)];
    }
    const Eigen::VectorXd diversity = m.rowwise().sum();
    const Eigen::VectorXd ubiquity = m.colwise().sum();
    const Eigen::MatrixXd b = diversity.cwiseSqrt().cwiseInverse().asDiagonal() * m *
                              ubiquity.cwiseSqrt().cwiseInverse().asDiagonal();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(b * b.transpose());
    Eigen::VectorXd eci = solver.eigenvectors().col(n - 2).cwiseQuotient(diversity.cwiseSqrt());
    eci.array() -= eci.mean();
    eci /= std::sqrt(eci.squaredNorm() / static_cast<double>(n));
    if (eci.dot(diversity) < 0) eci = -eci;

    const Complexity c = complexity(matrix);
    EXPECT_NEAR(c.second_eigenvalue, solver.eigenvalues()[n - 2], 1e-12);
    EXPECT_NEAR(c.third_eigenvalue, solver.eigenvalues()[n - 3], 1e-9);
    for (Eigen::Index j = 0; j < n; ++j) EXPECT_NEAR(c.of_regions[static_cast<std::size_t>(j)], eci[j], 1e-9);
  }
}

TEST(Complexity, FindsDoubleEigenvaluesOfLargeTables) {
  const std::size_t n = 150;
  Matrix ring(n, std::vector<double>(n, 0));
  for (std::size_t j = 0; j < n; ++j) ring[j][j] = ring[j][(j + 1) % n] = 1;
  const Complexity c = complexity(ring);
  EXPECT_TRUE(all_undefined(c.of_regions));
  EXPECT_NEAR(c.second_eigenvalue, std::pow(std::cos(M_PI / n), 2), 1e-12);
  EXPECT_NEAR(c.third_eigenvalue, c.second_eigenvalue, 1e-9);

  // Nested: eigenvalue 1/4, the next one 1/9.
  Matrix nested(n, std::vector<double>(n, 0));
  for (std::size_t j = 0; j < n; ++j) std::fill_n(nested[j].begin(), j + 1, 1);
  EXPECT_NEAR(complexity(nested).second_eigenvalue, .25, 1e-12);
  EXPECT_NEAR(complexity(nested).third_eigenvalue, 1.0 / 9, 1e-9);
}

TEST(LeadingEigenpairs, CanBeStopped) {
  CancelToken cancel([](void*) { return true; }, nullptr);
  const Eigen::Index n = 500;
  const Eigen::VectorXd known = Eigen::VectorXd::Ones(n) / std::sqrt(static_cast<double>(n));
  LeadingEigenpairs pairs;
  const auto multiply = [](const Eigen::VectorXd& x, Eigen::VectorXd& y) {
    y = x.cwiseProduct(Eigen::VectorXd::LinSpaced(x.size(), 0, 1));
  };
  EXPECT_THROW(leading_eigenpairs(n, multiply, known, pairs, cancel), Cancelled);
}

// Hidalgo and Hausmann 2009, method of reflections.
TEST(Reflections, OfHidalgoAndHausmann) {
  CancelToken cancel;
  const Presence presence = presence_of(kHidalgoHausmann);
  const Reflections zero = reflections(presence, 0, cancel);
  EXPECT_EQ(zero.of_regions, (std::vector<double>{4, 1, 2, 1}));
  EXPECT_EQ(zero.of_industries, (std::vector<double>{1, 2, 2, 3}));
  const Reflections one = reflections(presence, 1, cancel);
  expect_near(one.of_regions, {2, 2, 2.5, 3}, 1e-15);
  expect_near(one.of_industries, {4, 2.5, 3, 7.0 / 3}, 1e-15);
  expect_near(reflections(presence, 2, cancel).of_regions, {2.9583333, 2.5, 2.6666667, 2.3333333}, 5e-8);
  EXPECT_TRUE(std::isnan(reflections(presence_of({{1, 0}, {0, 0}}), 1, cancel).of_regions[1]));
}

// One step by hand: F = diversity over its mean, Q = 1/ubiquity over its mean.
TEST(Fitness, StepsAsTacchellaEtAlDo) {
  const Fitness one = fitness(kHidalgoHausmann, 1);
  expect_near(one.of_regions, {2, .5, 1, .5}, 1e-15);
  const double mean = (1 + .5 + .5 + 1.0 / 3) / 4;
  expect_near(one.of_industries, {1 / mean, .5 / mean, .5 / mean, 1 / mean / 3}, 1e-15);
  const Fitness two = fitness(kHidalgoHausmann, 2);
  expect_near(two.of_regions, {4 * 7 / 12., 6 / 7. * 7 / 12., 10 / 7. * 7 / 12., 4 / 7. * 7 / 12.}, 1e-14);
}

TEST(Fitness, ConvergesToAFixedPoint) {
  const Matrix matrix = {{1, 1, 1, 0}, {0, 1, 1, 1}, {1, 0, 0, 1}, {1, 1, 0, 1}};
  const Fitness f = fitness(matrix);
  double sum = 0;
  for (const double value : f.of_regions) sum += value;
  EXPECT_NEAR(sum, 4, 1e-12);
  std::vector<double> next(4, 0);
  double next_sum = 0;
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t i = 0; i < 4; ++i) next[j] += matrix[j][i] * f.of_industries[i];
    next_sum += next[j];
  }
  for (std::size_t j = 0; j < 4; ++j) EXPECT_NEAR(f.of_regions[j], next[j] / next_sum * 4, 1e-11);
  expect_near(fitness(matrix, 1000).of_regions, f.of_regions, 1e-11);
}

TEST(Fitness, IsUndefinedWhereItDoesNotConverge) {
  EXPECT_TRUE(all_undefined(fitness(kHidalgoHausmann).of_regions)) << "nested: all but C1 fall towards 0";
  EXPECT_TRUE(all_undefined(fitness(kHidalgoHausmann).of_industries));
  EXPECT_NEAR(fitness(kHidalgoHausmann, 1000).of_regions[0], 3.992, 1e-3);

  const Fitness holes = fitness({{1, 1, 0}, {0, 0, 0}, {1, 1, 0}});
  expect_near({holes.of_regions[0], holes.of_regions[2]}, {1, 1}, 1e-15);
  EXPECT_TRUE(std::isnan(holes.of_regions[1]));
  EXPECT_TRUE(std::isnan(holes.of_industries[2]));
  EXPECT_TRUE(all_undefined(fitness({{0, 0}}).of_regions));
}

}  // namespace
}  // namespace clusterlite
