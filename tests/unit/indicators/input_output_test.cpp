#include "indicators/interaction/input_output.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "support/running/error.hpp"

namespace clusterlite {
namespace {

struct Table {
  std::vector<std::vector<double>> flows;
  std::vector<double> outputs;
};

ByteBuffer collect(const std::vector<std::tuple<int, int, double>>& links) {
  LinksBuilder builder(true, false);
  for (const auto& [from, to, weight] : links) {
    builder.add(KeyView::of(std::int64_t{from}), KeyView::of(std::int64_t{to}), weight);
  }
  CancelToken never;
  return builder.finish(never);
}

std::vector<IndustryLinkages> linkages_of(const Table& table) {
  std::vector<std::tuple<int, int, double>> flows;
  std::vector<std::tuple<int, int, double>> outputs;
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    outputs.emplace_back(i, i, table.outputs[i]);
    for (std::size_t j = 0; j < table.outputs.size(); ++j) flows.emplace_back(i, j, table.flows[i][j]);
  }
  const ByteBuffer z = collect(flows);
  const ByteBuffer x = collect(outputs);
  CancelToken never;
  return input_output_linkages(LinksView::open(z.bytes(), never), LinksView::open(x.bytes(), never), never);
}

std::string error_of(const ByteBuffer& flows, const ByteBuffer& outputs) {
  CancelToken never;
  try {
    input_output_linkages(LinksView::open(flows.bytes(), never), LinksView::open(outputs.bytes(), never),
                          never);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// Miller and Blair, Input-Output Analysis (2nd ed. 2009), the table of 2 industries of section 2.3; linkages
// of ch. 12.
TEST(InputOutput, MillerAndBlair) {
  const auto l = linkages_of({{{150, 500}, {200, 100}}, {1000, 2000}});
  EXPECT_NEAR(l[0].direct_backward, .35, 1e-15);
  EXPECT_NEAR(l[1].direct_backward, .30, 1e-15);
  EXPECT_NEAR(l[0].direct_forward, .65, 1e-15);
  EXPECT_NEAR(l[1].direct_forward, .15, 1e-15);
  EXPECT_NEAR(l[0].total_backward, 1.518151815, 1e-9);
  EXPECT_NEAR(l[1].total_backward, 1.452145215, 1e-9);
  EXPECT_NEAR(l[0].total_forward, 1.914191419, 1e-9);
  EXPECT_NEAR(l[1].total_forward, 1.254125413, 1e-9);
  EXPECT_NEAR(l[0].power_of_dispersion, 1.0222222, 1e-7);
  EXPECT_NEAR(l[1].power_of_dispersion, .9777778, 1e-7);
  EXPECT_NEAR(l[0].forward_over_mean, 1.2083333, 1e-7);
  EXPECT_NEAR(l[1].forward_over_mean, .7916667, 1e-7);
  EXPECT_NEAR(l[0].sensitivity_of_dispersion, 1.0666667, 1e-7);
  EXPECT_NEAR(l[1].sensitivity_of_dispersion, .9333333, 1e-7);
}

// L = I + A + A^2 + ...: an independent way to the same column sums.
TEST(InputOutput, AgreesWithThePowerSeries) {
  std::mt19937 random(7);
  constexpr std::size_t n = 30;
  Table table{std::vector(n, std::vector<double>(n)), std::vector<double>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    table.outputs[i] = 100 + static_cast<double>(random() % 1000);
    for (std::size_t j = 0; j < n; ++j)
      table.flows[i][j] = static_cast<double>(random() % 2 * (random() % 5));
  }
  std::vector<double> sums(n, 1);  // column sums of the series so far, and of its last term
  std::vector<double> term(n, 1);
  for (int power = 1; power < 400; ++power) {
    std::vector<double> next(n, 0);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = 0; i < n; ++i) next[j] += term[i] * table.flows[i][j] / table.outputs[j];
      sums[j] += next[j];
    }
    term = next;
  }
  const auto l = linkages_of(table);
  for (std::size_t j = 0; j < n; ++j) EXPECT_NEAR(l[j].total_backward, sums[j], 1e-9 * sums[j]);
}

TEST(InputOutput, WithoutFlowsEachIndustryHasItselfOnly) {
  const auto l = linkages_of({{{0, 0}, {0, 0}}, {5, 0}});
  for (const IndustryLinkages& row : l) {
    EXPECT_EQ(row.direct_backward, 0);
    EXPECT_EQ(row.direct_forward, 0);
    EXPECT_EQ(row.total_backward, 1);
    EXPECT_EQ(row.total_forward, 1);
  }
  EXPECT_TRUE(linkages_of({{}, {}}).empty());
}

TEST(InputOutput, ScaleDoesNotMatter) {
  const auto one = linkages_of({{{150, 500}, {200, 100}}, {1000, 2000}});
  const auto tiny = linkages_of({{{150e-300, 500e-300}, {200e-300, 100e-300}}, {1000e-300, 2000e-300}});
  const auto huge = linkages_of({{{150e300, 500e300}, {200e300, 100e300}}, {1000e300, 2000e300}});
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(tiny[i].total_forward, one[i].total_forward, 1e-12);
    EXPECT_NEAR(huge[i].total_backward, one[i].total_backward, 1e-12);
  }
}

TEST(InputOutput, RefusesAnEconomyThatUsesUpWhatItMakes) {
  const auto message = [](const std::string& industry, const std::string& share) {
    return "the flows use up as much as the outputs make or more (the spectral radius of the input "
           "coefficients is not below 1), so that total linkages do not exist; industry " +
           industry + " alone buys " + share +
           " for each unit of its output; check that outputs are gross outputs in the unit of the flows";
  };
  EXPECT_EQ(error_of(collect({{1, 1, 10}}), collect({{1, 1, 10}})), message("1", "1"));
  EXPECT_EQ(error_of(collect({{1, 2, 25}, {2, 1, 20}}), collect({{1, 1, 10}, {2, 2, 10}})),
            message("2", "2.5"));
  // A column sum above 1 alone is no harm: industry 2 buys much and sells nothing.
  EXPECT_EQ(error_of(collect({{1, 2, 20}}), collect({{1, 1, 100}, {2, 2, 10}})), "no error");
}

TEST(InputOutput, RefusesWhatDoesNotFitTogether) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(error_of(collect({{1, 2, 5}}), collect({{1, 1, 10}})),
            "industry 2 is in the flows but has no output");
  EXPECT_EQ(error_of(collect({{1, 1, 5}}), collect({{1, 2, 10}})),
            "outputs must be collected as cl_links(industry, industry, output) (got 1 and 2)");
  EXPECT_EQ(error_of(collect({}), collect({{1, 1, 10}, {1, 1, 10}})), "industry 1 has more than one output");
  EXPECT_EQ(error_of(collect({}), collect({{1, 1, missing}})), "industry 1 has no output value");
  EXPECT_EQ(error_of(collect({{1, 1, missing}}), collect({{1, 1, 10}})), "the flow from 1 to 1 has no value");
  EXPECT_EQ(error_of(collect({{1, 2, 5}}), collect({{1, 1, 10}, {2, 2, 0}})),
            "the flow from 1 to 2 is 5, but the output of 2 is 0");
}

}  // namespace
}  // namespace clusterlite
