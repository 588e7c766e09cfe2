// The confidence of location quotients, against R.
#include <gtest/gtest.h>

#include <string>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

// Clopper and Pearson's bounds and the doubled smaller tail as R 4.2 gives them: qbeta(.025, k, n - k + 1) /
// p, qbeta(.975, k + 1, n - k) / p and 2 * min(pbinom(k, n, p), 1 - pbinom(k - 1, n, p)) for k = 3 of n = 10
// firms and p = 10 / 100, and for k = 50 of n = 1000 and p = 500 / 10000.
TEST(LqConfidenceReference, ClopperPearson) {
  Database db;
  db.get(R"(CREATE TABLE counts(region, industry, firms);
             INSERT INTO counts VALUES ('A', 'x', 3), ('A', 'y', 7), ('B', 'x', 7), ('B', 'y', 83),
                                       ('C', 'x', 0);
             CREATE TABLE more(region, industry, firms);
             INSERT INTO more VALUES ('A', 'x', 50), ('A', 'y', 950), ('B', 'x', 450), ('B', 'y', 8550))");
  const auto lq = [&](const std::string& name, const std::string& table) {
    return numbers(
        db, "SELECT " + name +
                " FROM cl_location_quotient((SELECT cl_crosstab_cells(region, industry, firms, firms) FROM " +
                table + ")) WHERE region = 'A' AND industry = 'x'");
  };
  expect_published(lq("lq_lower", "counts"), {0.667395111777345});
  expect_published(lq("lq_upper", "counts"), {6.52452850059997});
  expect_published(lq("p_value", "counts"), {0.1403816528});
  expect_published(lq("lq_lower", "more"), {0.746707952093235});
  expect_published(lq("lq_upper", "more"), {1.30780975830987});
  expect_published(lq("p_value", "more"), {1});
}

}  // namespace
}  // namespace clusterlite::testing
