#include "indicators/relatedness/complexity.hpp"

#include <Eigen/SparseCore>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "indicators/relatedness/leading_eigenpairs.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using Sparse = Eigen::SparseMatrix<double, Eigen::RowMajor>;

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kSmallestGap = 1e-9;  // below, rounding decides which eigenvector comes out

// Parts of M, numbered from 1 by falling size.
void find_parts(const Presence& presence, Complexity& result, CancelToken& cancel) {
  struct Part {
    std::size_t size = 0;
    std::uint32_t number = 0;  // as found: parts that are found earlier have the smaller first region
  };
  std::vector<Part> parts;
  result.part_of_region.assign(presence.regions(), 0);
  result.part_of_industry.assign(presence.industries(), 0);
  std::vector<std::uint32_t> to_visit;  // regions
  for (std::uint32_t start = 0; start < presence.regions(); ++start) {
    if (presence.diversity(start) == 0 || result.part_of_region[start] != 0) continue;
    const auto number = static_cast<std::uint32_t>(parts.size() + 1);
    Part part{1, number};
    result.part_of_region[start] = number;
    to_visit.push_back(start);
    while (!to_visit.empty()) {
      const std::uint32_t region = to_visit.back();
      to_visit.pop_back();
      for (const std::uint32_t industry : presence.industries_of(region)) {
        if (result.part_of_industry[industry] != 0) continue;
        result.part_of_industry[industry] = number;
        ++part.size;
        cancel.check(presence.ubiquity(industry));
        for (const std::uint32_t other : presence.regions_of(industry)) {
          if (result.part_of_region[other] != 0) continue;
          result.part_of_region[other] = number;
          ++part.size;
          to_visit.push_back(other);
        }
      }
    }
    parts.push_back(part);
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.size > b.size; });
  std::vector<std::uint32_t> rank(parts.size() + 1, 0);
  for (std::uint32_t i = 0; i < parts.size(); ++i) rank[parts[i].number] = i + 1;
  for (std::uint32_t& part : result.part_of_region) part = rank[part];
  for (std::uint32_t& part : result.part_of_industry) part = rank[part];
}

// The largest part, its regions and industries numbered anew.
struct LargestPart {
  std::vector<std::uint32_t> regions;
  std::vector<std::uint32_t> industries;
  std::vector<double> diversity;
  std::vector<double> ubiquity;
  Sparse matrix;  // M
};

LargestPart largest_part(const Presence& presence, const Complexity& parts, CancelToken& cancel) {
  LargestPart part;
  std::vector<Index> column(presence.industries(), 0);
  for (std::uint32_t i = 0; i < presence.industries(); ++i) {
    if (parts.part_of_industry[i] != 1) continue;
    column[i] = static_cast<Index>(part.industries.size());
    part.industries.push_back(i);
    part.ubiquity.push_back(static_cast<double>(presence.ubiquity(i)));
  }
  Index cells = 0;
  for (std::uint32_t j = 0; j < presence.regions(); ++j) {
    if (parts.part_of_region[j] != 1) continue;
    part.regions.push_back(j);
    part.diversity.push_back(static_cast<double>(presence.diversity(j)));
    cells += static_cast<Index>(presence.diversity(j));
  }
  part.matrix.resize(static_cast<Index>(part.regions.size()), static_cast<Index>(part.industries.size()));
  part.matrix.reserve(cells);
  for (std::size_t row = 0; row < part.regions.size(); ++row) {
    cancel.check(presence.diversity(part.regions[row]));
    part.matrix.startVec(static_cast<Index>(row));
    for (const std::uint32_t i : presence.industries_of(part.regions[row])) {
      part.matrix.insertBack(static_cast<Index>(row), column[i]) = 1;
    }
  }
  part.matrix.finalize();
  return part;
}

VectorXd as_vector(const std::vector<double>& values) {
  return Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(values.size()));
}

// > 0 when the two rise together, 0 when rounding decides.
int direction(const VectorXd& a, const VectorXd& b) {
  const VectorXd x = a.array() - a.mean();
  const VectorXd y = b.array() - b.mean();
  const double covariance = x.dot(y);
  if (std::fabs(covariance) <= 1e-12 * a.norm() * b.norm()) return 0;
  return covariance > 0 ? 1 : -1;
}

// The sign of ECI: with diversity; if that says nothing, against the mean ubiquity of the region's
// industries; if that says nothing either, so that the first region that is not 0 is above 0.
double sign_of(const VectorXd& eci, const VectorXd& diversity, const VectorXd& mean_ubiquity) {
  if (const int with = direction(eci, diversity); with != 0) return with;
  if (const int against = direction(eci, mean_ubiquity); against != 0) return -against;
  for (const double value : eci) {
    if (std::fabs(value) > 1e-9 * eci.norm()) return value > 0 ? 1 : -1;
  }
  return 1;
}

}  // namespace

Complexity complexity_of(const Presence& presence, CancelToken& cancel) {
  Complexity result;
  result.of_regions.assign(presence.regions(), kUndefined);
  result.of_industries.assign(presence.industries(), kUndefined);
  result.second_eigenvalue = kUndefined;
  result.third_eigenvalue = kUndefined;
  find_parts(presence, result, cancel);
  const LargestPart part = largest_part(presence, result, cancel);
  const auto regions = static_cast<Index>(part.regions.size());
  const auto industries = static_cast<Index>(part.industries.size());
  const Index smaller = std::min(regions, industries);
  if (smaller < 2) return result;

  const VectorXd diversity = as_vector(part.diversity);
  const VectorXd ubiquity = as_vector(part.ubiquity);
  const VectorXd by_diversity = diversity.cwiseInverse();
  const VectorXd by_ubiquity = ubiquity.cwiseInverse();
  const Sparse& m = part.matrix;
  const Sparse m_transposed = m.transpose();

  // B = D^-1/2 M U^-1/2; the matrix is B B' or B' B, its known first eigenvector (eigenvalue 1) the roots of
  // k.
  const bool over_regions = regions <= industries;
  const Sparse b = by_diversity.cwiseSqrt().asDiagonal() * m * by_ubiquity.cwiseSqrt().asDiagonal();
  const Sparse b_transposed = b.transpose();
  const Sparse& outer = over_regions ? b : b_transposed;
  const Sparse& inner = over_regions ? b_transposed : b;
  VectorXd middle;
  const auto multiply = [&](const VectorXd& x, VectorXd& y) {
    cancel.check(static_cast<std::size_t>(b.nonZeros()) / 8);
    middle.noalias() = inner * x;
    y.noalias() = outer * middle;
  };
  const VectorXd roots = (over_regions ? diversity : ubiquity).cwiseSqrt();
  LeadingEigenpairs pairs;
  const bool converged = leading_eigenpairs(smaller, multiply, roots / roots.norm(), pairs, cancel);
  result.second_eigenvalue = std::clamp(pairs.first, 0.0, 1.0);
  result.third_eigenvalue = std::clamp(pairs.second, 0.0, result.second_eigenvalue);
  if (!converged || pairs.first <= kSmallestGap || pairs.first - pairs.second <= kSmallestGap) return result;

  // Either way ECI is the mean of PCI over the region's industries.
  VectorXd eci;
  VectorXd pci;
  if (over_regions) {
    eci = by_diversity.cwiseSqrt().cwiseProduct(pairs.vector);
    pci = by_ubiquity.cwiseProduct(m_transposed * eci) / pairs.first;
  } else {
    pci = by_ubiquity.cwiseSqrt().cwiseProduct(pairs.vector);
    eci = by_diversity.cwiseProduct(m * pci);
  }
  const VectorXd mean_ubiquity = by_diversity.cwiseProduct(m * ubiquity);
  const double sign = sign_of(eci, diversity, mean_ubiquity);
  const double mean = eci.mean();
  const double deviation = std::sqrt((eci.array() - mean).square().mean());
  for (Index row = 0; row < regions; ++row) {
    result.of_regions[part.regions[static_cast<std::size_t>(row)]] = sign * (eci[row] - mean) / deviation;
  }
  for (Index column = 0; column < industries; ++column) {
    result.of_industries[part.industries[static_cast<std::size_t>(column)]] =
        sign * (pci[column] - mean) / deviation;
  }
  return result;
}

Reflections reflections(const Presence& presence, int steps, CancelToken& cancel) {
  const auto mean = [&](std::span<const std::uint32_t> members, const std::vector<double>& values) {
    cancel.check(members.size());
    CompensatedSum sum;
    for (const std::uint32_t member : members) sum.add(values[member]);
    return sum.value() / static_cast<double>(members.size());
  };
  Reflections now;
  for (std::size_t j = 0; j < presence.regions(); ++j) {
    now.of_regions.push_back(static_cast<double>(presence.diversity(j)));
  }
  for (std::size_t i = 0; i < presence.industries(); ++i) {
    now.of_industries.push_back(static_cast<double>(presence.ubiquity(i)));
  }
  for (int step = 0; step < steps; ++step) {
    Reflections next;
    for (std::size_t j = 0; j < presence.regions(); ++j) {
      next.of_regions.push_back(mean(presence.industries_of(j), now.of_industries));
    }
    for (std::size_t i = 0; i < presence.industries(); ++i) {
      next.of_industries.push_back(mean(presence.regions_of(i), now.of_regions));
    }
    now = std::move(next);
  }
  return now;
}

}  // namespace clusterlite
