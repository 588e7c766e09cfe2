#include "indicators/interaction/input_output.hpp"

#include <cmath>
#include <optional>

#include "datasets/keys/key_types.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// A dense table of 3,000 x 3,000 is 72 MB; national tables have up to some 500 industries.
constexpr std::size_t kMostIndustries = 3000;

class SquareMatrix {
 public:
  explicit SquareMatrix(std::size_t n) : n_(n), values_(n * n) {}
  double* row(std::size_t i) { return values_.data() + i * n_; }
  const double* row(std::size_t i) const { return values_.data() + i * n_; }

 private:
  std::size_t n_;
  std::vector<double> values_;
};

std::vector<double> read_outputs(const LinksView& outputs) {
  std::vector<std::optional<double>> found(outputs.nodes().size());
  for (std::size_t link = 0; link < outputs.size(); ++link) {
    const std::string industry = to_text(outputs.nodes()[outputs.from(link)]);
    if (outputs.from(link) != outputs.to(link)) {
      throw Error(concat("outputs must be collected as cl_links(industry, industry, output) (got ", industry,
                         " and ", to_text(outputs.nodes()[outputs.to(link)]), ")"));
    }
    if (std::isnan(outputs.weight(link))) throw Error(concat("industry ", industry, " has no output value"));
    if (found[outputs.from(link)]) throw Error(concat("industry ", industry, " has more than one output"));
    found[outputs.from(link)] = outputs.weight(link);
  }
  std::vector<double> x;
  x.reserve(found.size());
  for (const auto& output : found) x.push_back(*output);
  return x;
}

// A = Z diag(x)^-1. Flows of the same pair add up.
SquareMatrix read_coefficients(const LinksView& flows, const LinksView& outputs, const std::vector<double>& x,
                               CancelToken& cancel) {
  const std::size_t n = x.size();
  refuse_two_types("industry", flows.nodes(), "the flows", outputs.nodes(), "the outputs", cancel);
  std::vector<std::uint32_t> industry_of;
  for (std::uint32_t node = 0; node < flows.nodes().size(); ++node) {
    industry_of.push_back(outputs.nodes().find(flows.nodes()[node]));
    if (industry_of.back() >= n) {
      throw Error(concat("industry ", to_text(flows.nodes()[node]), " is in the flows but has no output"));
    }
  }
  SquareMatrix a(n);
  for (std::size_t link = 0; link < flows.size(); ++link) {
    cancel.check();
    const std::uint32_t seller = industry_of[flows.from(link)];
    const std::uint32_t buyer = industry_of[flows.to(link)];
    const double flow = flows.weight(link);
    if (flow == 0) continue;
    const auto names = [&] {
      return concat(to_text(outputs.nodes()[seller]), " to ", to_text(outputs.nodes()[buyer]));
    };
    if (std::isnan(flow)) throw Error(concat("the flow from ", names(), " has no value"));
    if (x[seller] == 0 || x[buyer] == 0) {
      throw Error(concat("the flow from ", names(), " is ", flow, ", but the output of ",
                         to_text(outputs.nodes()[x[seller] == 0 ? seller : buyer]), " is 0"));
    }
    a.row(seller)[buyer] += flow / x[buyer];
  }
  return a;
}

// Where total linkages do not exist, some column of A adds up to 1 or more (a matrix with smaller column sums
// has a spectral radius below 1): the largest one is where to look.
Error no_linkages(const SquareMatrix& a, const Dictionary& industries, CancelToken& cancel) {
  double largest = 0;
  std::size_t buyer = 0;
  for (std::size_t j = 0; j < industries.size(); ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < industries.size(); ++i) {
      cancel.check();
      sum += a.row(i)[j];
    }
    if (sum > largest) {
      largest = sum;
      buyer = j;
    }
  }
  return Error(
      concat("the flows use up as much as the outputs make or more (the spectral radius of the input "
             "coefficients is not "
             "below 1), so that total linkages do not exist; industry ",
             to_text(industries[buyer]), " alone buys ", to_text(largest),
             " for each unit of its output; check that outputs are gross outputs in the unit of the flows"));
}

// (I - A)^-1 by Gauss-Jordan elimination without exchanges of rows. For A >= 0 all pivots are positive
// exactly when the spectral radius of A is below 1 (Hawkins and Simon 1949), and then none is needed for
// stability: the test of the condition and the inversion are one.
SquareMatrix leontief_inverse(const SquareMatrix& a, const Dictionary& industries, CancelToken& cancel) {
  const std::size_t n = industries.size();
  SquareMatrix inverse(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) inverse.row(i)[j] = (i == j ? 1.0 : 0.0) - a.row(i)[j];
  }
  constexpr double kRounding = 1e-12;
  for (std::size_t p = 0; p < n; ++p) {
    double* const pivot_row = inverse.row(p);
    const double pivot = pivot_row[p];
    if (!(pivot > kRounding)) throw no_linkages(a, industries, cancel);
    pivot_row[p] = 1;
    for (std::size_t j = 0; j < n; ++j) pivot_row[j] /= pivot;
    for (std::size_t i = 0; i < n; ++i) {
      cancel.check(n);
      if (i == p) continue;
      double* const row = inverse.row(i);
      const double factor = row[p];
      if (factor == 0) continue;
      row[p] = 0;
      for (std::size_t j = 0; j < n; ++j) row[j] -= factor * pivot_row[j];
    }
  }
  return inverse;
}

}  // namespace

std::vector<IndustryLinkages> input_output_linkages(const LinksView& flows, const LinksView& outputs,
                                                    CancelToken& cancel) {
  const std::size_t n = outputs.nodes().size();
  if (n > kMostIndustries) {
    throw Error(concat("at most ", kMostIndustries, " industries are analysed at once (got ", n, ")"));
  }
  const std::vector<double> x = read_outputs(outputs);
  const SquareMatrix a = read_coefficients(flows, outputs, x, cancel);
  const SquareMatrix l = leontief_inverse(a, outputs.nodes(), cancel);

  std::vector<IndustryLinkages> linkages(n);
  std::vector<CompensatedSum> columns_of_a(n);
  std::vector<CompensatedSum> columns_of_l(n);
  std::vector<double> rows_of_l(n);
  for (std::size_t i = 0; i < n; ++i) {
    CompensatedSum row_of_b;
    CompensatedSum row_of_l;
    CompensatedSum row_of_g;
    for (std::size_t j = 0; j < n; ++j) {
      cancel.check();
      columns_of_a[j].add(a.row(i)[j]);
      columns_of_l[j].add(l.row(i)[j]);
      row_of_l.add(l.row(i)[j]);
      // b_ij = a_ij x_j / x_i, g_ij = l_ij x_j / x_i; without output nothing but the industry itself remains.
      const double ratio = x[i] == 0 ? 0 : x[j] / x[i];
      row_of_b.add(a.row(i)[j] * ratio);
      row_of_g.add(i == j ? l.row(i)[j] : l.row(i)[j] * ratio);
    }
    linkages[i].industry = outputs.nodes()[i];
    linkages[i].output = x[i];
    linkages[i].direct_forward = row_of_b.value();
    linkages[i].total_forward = row_of_g.value();
    rows_of_l[i] = row_of_l.value();
  }
  CompensatedSum backward;
  CompensatedSum forward;
  for (std::size_t i = 0; i < n; ++i) {
    linkages[i].direct_backward = columns_of_a[i].value();
    linkages[i].total_backward = columns_of_l[i].value();
    backward.add(linkages[i].total_backward);
    forward.add(linkages[i].total_forward);
  }
  const double mean_backward = backward.value() / static_cast<double>(n);  // also the mean of L's row sums
  const double mean_forward = forward.value() / static_cast<double>(n);
  for (std::size_t i = 0; i < n; ++i) {
    linkages[i].power_of_dispersion = linkages[i].total_backward / mean_backward;
    linkages[i].sensitivity_of_dispersion = rows_of_l[i] / mean_backward;
    linkages[i].forward_over_mean = linkages[i].total_forward / mean_forward;
  }
  return linkages;
}

}  // namespace clusterlite
