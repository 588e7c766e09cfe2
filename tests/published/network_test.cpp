// The network functions against values of igraph, networkx and scikit-learn.
#include <gtest/gtest.h>

#include <string>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

// T by its definition in R; its expected value from expected_mutual_info_score of scikit-learn.
TEST(NetworkReference, SynergyOfTheCity) {
  Database db;
  import_csv(db, source_file("fixtures/firms.csv"), "firms");
  EXPECT_EQ(db.get("SELECT round(1000 * cl_synergy(district, industry, role), 1), "
                   "round(1000 * cl_synergy_expected(district, industry, role), 4), "
                   "round(cl_synergy_sd(district, industry, role), 5) FROM firms WHERE closed = ''"),
            "-79.6|-106.5999|0.00288");
}

}  // namespace
}  // namespace clusterlite::testing
