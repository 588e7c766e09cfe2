#include "statistics/patterns/kernel_density.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "distance/tree/pair_scans.hpp"
#include "distance/tree/site_tree.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

double kernel_at(DensityKernel kernel, double squared) {  // (d / h)^2
  if (kernel == DensityKernel::gaussian) return std::exp(-squared / 2) / (2 * std::numbers::pi);
  return squared < 1 ? 3 * (1 - squared) * (1 - squared) / std::numbers::pi : 0;
}

}  // namespace

KernelDensities kernel_densities(const PointsView& view, double bandwidth, DensityKernel kernel,
                                 const Threads& threads, CancelToken& cancel) {
  if (!(bandwidth > 0) || std::isinf(bandwidth)) {
    throw Error(concat("bandwidth must be > 0 and finite (got ", bandwidth, ")"));
  }
  if (!(bandwidth * bandwidth > 0)) {  // densities are per square of it
    throw Error(concat("bandwidth is too small for its square to be a number (got ", bandwidth, ")"));
  }
  const std::vector<double> nothing(view.size(), std::numeric_limits<double>::quiet_NaN());
  KernelDensities result{nothing, nothing};
  const SiteMarks marks(view, cancel);
  const double reach = kernel == DensityKernel::gaussian ? 36 : 1;
  for (std::uint32_t group = 0; group < marks.group_count(); ++group) {
    const auto sites = marks.sites_of(group);
    RawVector<Point<2>> points;  // in bandwidths
    points.reserve(sites.size());
    for (const std::uint32_t site : sites) {
      cancel.check();
      points.push_back({view.x(marks.row(site)) / bandwidth, view.y(marks.row(site)) / bandwidth});
    }
    const SiteTree<2> tree(points, cancel);
    std::vector<double> weight;
    for (std::uint32_t place = 0; place < tree.size(); ++place) {
      cancel.check();
      weight.push_back(view.weight(marks.row(sites[tree.site(place)])));
    }
    threads.for_each(
        sites.empty() ? 0 : tree.leaves().size(), cancel, [&](std::size_t leaf, CancelToken& token) {
          const auto& node = tree.node(tree.leaves()[leaf]);
          std::vector<std::uint32_t> stack{0};
          std::vector<double> sums(node.size(), 0);
          while (!stack.empty()) {
            const auto& other = tree.node(stack.back());
            stack.pop_back();
            token.check();
            if (least_squared_distance(node.box, other.box) > reach) continue;
            if (!other.is_leaf()) {
              stack.push_back(other.child + 1);
              stack.push_back(other.child);
              continue;
            }
            for (std::uint32_t i = 0; i < node.size(); ++i) {
              double squared[kScanned];
              token.check(4 * other.size());
              squared_distances<2>(tree.axes(other.first), other.size(), tree.at(node.first + i), squared);
              for (std::uint32_t k = 0; k < other.size(); ++k) {
                const bool itself = other.first + k == node.first + i;
                if (!itself && squared[k] <= reach)
                  sums[i] += weight[other.first + k] * kernel_at(kernel, squared[k]);
              }
            }
          }
          const double area = bandwidth * bandwidth;
          for (std::uint32_t i = 0; i < node.size(); ++i) {
            const std::uint32_t place = node.first + i;
            const std::uint32_t row = marks.row(sites[tree.site(place)]);
            result.density_others[row] = sums[i] / area;
            result.density[row] = (sums[i] + weight[place] * kernel_at(kernel, 0)) / area;
          }
        });
  }
  return result;
}

}  // namespace clusterlite
