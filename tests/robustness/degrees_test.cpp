// Degrees taken for metres: every function over points that is not told its metric notices, whatever stray
// row there is among them.
#include <gtest/gtest.h>

#include <string>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

// {} is where the points go, {m} where a metric is given.
constexpr const char* kWithoutRadius[] = {
    "SELECT count(*) FROM cl_hdbscan({}, 2) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_optics({}, 2) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_neighbours({}, 1) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_nearest({}, {}, 1) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_suggest_eps({}, 1) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_tiles({}, 2) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_focal_lq({}, 1) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_colocation_quotient({}, 'a', 'a', 1) WHERE simulations = 0 AND metric IS {m}",
    "SELECT count(*) FROM cl_local_colocation({}, 'a', 1) WHERE simulations = 0 AND metric IS {m}",
};
constexpr const char* kWithRadius[] = {
    "SELECT count(*) FROM cl_dbscan({}, 200, 2) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_neighbour_count({}, 200) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_optics({}, 2, 200) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_hdbscan({}, 2) WHERE selection_eps = 200 AND metric IS {m}",
    "SELECT count(*) FROM cl_tiles({}, 2, 200) WHERE metric IS {m}",
    "SELECT count(*) FROM cl_m_function({}, 200, 20) WHERE simulations = 0 AND metric IS {m}",
    "SELECT count(*) FROM cl_kd_density({}, 200, 20) WHERE simulations = 0 AND metric IS {m}",
};

constexpr const char* kStrays[] = {
    "(9, 0.0, 0.0, 'a')", "(9, 955000.0, 1950000.0, 'a')", "(9, 37.5, 127.0, 'a')",
    "(9, 127.0, 0, 'a')", "(9, 12.71, 37.5, 'a')",         "(9, NULL, 37.5, 'a')",
};

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::string statement(const std::string& sql, const std::string& table, const std::string& metric) {
  const std::string points = "(SELECT cl_points(id, x, y, 1, g) FROM " + table + ")";
  if (metric.empty())
    return replaced(replaced(replaced(sql, "{}", points), " AND metric IS {m}", ""), " WHERE metric IS {m}",
                    "");
  return replaced(replaced(replaced(sql, "{}", points), "IS {m}", "= " + metric), "{m}", metric);
}

void create(Database& db, const std::string& stray) {
  db.get("DROP TABLE IF EXISTS f");
  db.get("CREATE TABLE f(id, x, y, g)");
  db.get("INSERT INTO f VALUES (1, 127.0, 37.5, 'a'), (2, 127.1, 37.6, 'a'), (3, 127.0, 37.7, 'a'), " +
         stray);
}

TEST(Degrees, AreNoticedWithAStrayRowToo) {
  Database db;
  for (const char* stray : kStrays) {
    create(db, stray);
    for (const auto& list : {std::vector<const char*>(std::begin(kWithoutRadius), std::end(kWithoutRadius)),
                             std::vector<const char*>(std::begin(kWithRadius), std::end(kWithRadius))}) {
      for (const char* sql : list) {
        const Outcome outcome = db.run(statement(sql, "f", ""));
        EXPECT_NE(outcome.error.find("like longitude and latitude in degrees; say 'geodesic'"),
                  std::string::npos)
            << sql << ' ' << stray << ' ' << outcome.error;
        EXPECT_EQ(db.run(statement(sql, "f", "'planar'")).code, SQLITE_OK)
            << sql << ' ' << stray << db.run(statement(sql, "f", "'planar'")).error;
      }
    }
    for (const char* kind : {"'band', 200", "'knn', 1"}) {
      const std::string sql =
          std::string("SELECT length(cl_weights((SELECT cl_points(id, x, y) FROM f), ") + kind + "))";
      EXPECT_NE(db.run(sql).error.find("say 'geodesic'"), std::string::npos) << kind << ' ' << stray;
    }
    db.get(
        "CREATE VIRTUAL TABLE p USING cl_dbscan(source = f, id = id, x = x, y = y, eps = 200, min_points = "
        "2)");
    EXPECT_NE(db.run("SELECT * FROM p").error.find("say 'geodesic'"), std::string::npos) << stray;
    db.get("DROP TABLE p");
    const std::string label =
        "SELECT cl_dbscan_label(x, y, 200, 2) OVER (ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) FROM f";
    EXPECT_NE(db.run(label).error.find("'geodesic'"), std::string::npos) << stray;
  }
}

}  // namespace
}  // namespace clusterlite::testing
