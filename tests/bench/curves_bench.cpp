// Spatial autocorrelation, curves and point patterns of the largest industry of a city, as whole statements,
// in processor seconds of all threads, beside a bare loop that only counts the same pairs.
//
//   curves_bench [firms]      100000
//
// Distances go to 2 km at 100,000 firms, and as far as there are as many neighbours at any other number of
// them. peers/r_spatstat.R and peers/r_spdep.R take the same database.
#include <sys/resource.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/city.hpp"
#include "bench/measure.hpp"
#include "distance/tree/pair_scans.hpp"
#include "distance/tree/site_pairs.hpp"

namespace {

using namespace clusterlite;
using namespace clusterlite::bench;

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx2")))
#endif
std::uint64_t
count_within(const double* squared, std::uint32_t count, double reach) {
  std::uint64_t within = 0;
  for (std::uint32_t i = 0; i < count; ++i) within += squared[i] <= reach ? 1U : 0U;
  return within;
}

struct BareLoop {
  double seconds = 0;
  double ordered_pairs = 0;
};

// All pairs of firms within the reach, counted.
BareLoop bare_loop(const std::vector<Firm>& firms, double reach) {
  CancelToken cancel;
  std::vector<distance::Point<2>> points;
  for (const Firm& firm : firms) points.push_back({firm.x, firm.y});
  const distance::SiteTree<2> tree(points, cancel);
  std::vector<std::uint32_t> all(firms.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  const distance::SitePairs<2> pairs(tree, all, cancel);
  const auto now = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
  };
  BareLoop result;
  std::vector<double> times;
  for (int run = 0; run < 5; ++run) {
    const double start = now();
    std::uint64_t count = 0;
    for (std::uint32_t leaf = 0; leaf < pairs.leaf_count(); ++leaf) {
      pairs.for_each_run(
          leaf, reach * reach, cancel, [&](std::uint32_t i, std::uint32_t first, std::uint32_t last) {
            const distance::Axes<2> axes = pairs.axes();
            while (first < last) {
              const std::uint32_t size = std::min(last - first, distance::kScanned);
              double squared[distance::kScanned];
              distance::squared_distances<2>({axes[0] + first, axes[1] + first}, size, pairs.at(i), squared);
              count += count_within(squared, size, reach * reach);
              first += size;
            }
          });
    }
    times.push_back(now() - start);
    result.ordered_pairs = 2 * static_cast<double>(count);
  }
  result.seconds = median(times);
  return result;
}

}  // namespace

int main(int count, char** arguments) {
  const auto firms = static_cast<std::size_t>(count > 1 ? std::atof(arguments[1]) : 1e5);
  const std::string path = city_database(firms);
  const double reach = std::round(2000 * std::sqrt(1e5 / static_cast<double>(firms)));
  const BareLoop bare = bare_loop(make_firms(firms), reach);
  std::printf("bare loop: %.0f ordered pairs within %.0f m, %.3f s\n", bare.ordered_pairs, reach,
              bare.seconds);

  const Measurement industry = measure(
      {.path = path,
       .sql =
           "SELECT industry || ' ' || count(*) FROM firms GROUP BY industry ORDER BY count(*) DESC LIMIT 1"});
  const std::string name = std::string(industry.text).substr(0, std::string(industry.text).find(' '));
  std::printf("industry: %s firms\n", industry.text);
  const std::string distances = number(reach) + ", " + number(reach / 20);
  const std::string points = "((SELECT cl_points(id, x, y, 1, industry) FROM firms), ";
  const std::string weighted = "((SELECT cl_points(id, x, y, employees, industry) FROM firms), ";
  const std::string of = " WHERE reference = '" + name + "'";
  const std::string hundred = of + " AND simulations = 100";
  // The bounding box with teeth of one metre, 5,000 corners.
  const std::string coast =
      "(WITH RECURSIVE b AS (SELECT min(x) - 2 AS x0, min(y) - 2 AS y0, max(x) - min(x) + 4 AS w, max(y) - "
      "min(y) + 4 AS h "
      "FROM firms), n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 4999), e AS (SELECT i, i % 2 "
      "AS t, "
      "i % 1250 / 1250.0 AS f, i / 1250 AS side FROM n), c AS (SELECT i, CASE side WHEN 0 THEN x0 + f * w "
      "WHEN 1 "
      "THEN x0 + w + t WHEN 2 THEN x0 + w - f * w ELSE x0 - t END AS x, CASE side WHEN 0 THEN y0 - t WHEN 1 "
      "THEN y0 + f * h "
      "WHEN 2 THEN y0 + h + t ELSE y0 + h - f * h END AS y FROM e, b) SELECT cl_from_text('POLYGON((' || "
      "(SELECT group_concat(printf('%.3f %.3f', x, y)) FROM (SELECT * FROM c ORDER BY i)) || ',' || (SELECT "
      "printf('%.3f "
      "%.3f', x, y) FROM c WHERE i = 0) || '))'))";

  const Measurement collected =
      measure({.path = path, .sql = "SELECT length(cl_points(id, x, y, employees, industry)) FROM firms"});
  std::printf("%-44s %9s %9s %11s %9s  %s\n", "statement", "CPU s", "wall s", "x bare loop", "MB above",
              "answer");
  const auto time = [&](const char* question, const std::string& sql) {
    std::vector<double> processor;
    std::vector<double> wall;
    Measurement last;
    for (int run = 0; run < 3; ++run) {
      last = measure({.path = path, .sql = sql});
      if (!last.done) fail(last.text);
      processor.push_back(last.processor_seconds);
      wall.push_back(last.seconds);
    }
    std::printf("%-44s %9.3f %9.3f %11.1f %9.0f  %s\n", question, median(processor), median(wall),
                median(processor) / bare.seconds, (last.peak_bytes - collected.peak_bytes) / 1e6, last.text);
    std::fflush(stdout);
  };
  const auto with_weights = [](const std::string& function, const std::string& kind,
                               const char* permutations) {
    return function +
           "((SELECT cl_values(id, employees) FROM firms), cl_weights((SELECT cl_points(id, x, y) FROM "
           "firms), " +
           kind + ")) WHERE permutations = " + permutations;
  };
  const std::string nearest = "'knn', 8";
  const std::string band = "'band', " + number(reach);
  time("8 nearest neighbours as weights",
       "SELECT length(cl_weights((SELECT cl_points(id, x, y) FROM firms), 'knn', 8))");
  time("Moran, 8 nearest",
       "SELECT printf('I %.10f, z %.6f', moran, z) FROM " + with_weights("cl_moran", nearest, "0"));
  time("Geary, 8 nearest",
       "SELECT printf('C %.10f, z %.6f', geary, z) FROM " + with_weights("cl_geary", nearest, "0"));
  for (const char* const permutations : {"0", "99", "999"}) {
    const std::string many = std::string(", ") + permutations + " permutations";
    const auto sum = [](const char* column) {
      return std::string("SELECT printf('sum %.8f', sum(") + column + ")) FROM ";
    };
    time(("local Moran, 8 nearest" + many).c_str(),
         sum("moran") + with_weights("cl_local_moran", nearest, permutations));
    time(("local Geary, 8 nearest" + many).c_str(),
         sum("geary") + with_weights("cl_local_geary", nearest, permutations));
    time(("G and G*, 8 nearest" + many).c_str(),
         sum("g_star_z") + with_weights("cl_getis_ord", nearest, permutations));
    time(("local Moran, band" + many).c_str(),
         sum("moran") + with_weights("cl_local_moran", band, permutations));
    time(("local Geary, band" + many).c_str(),
         sum("geary") + with_weights("cl_local_geary", band, permutations));
  }
  time("collecting the points", "SELECT length(cl_points(id, x, y, employees, industry)) FROM firms");
  time("M, 100 simulations, labelling", "SELECT sum(m) FROM cl_m_function" + weighted + distances + ")" +
                                            hundred + " AND null_model = 'labelling'");
  time("M, 100 simulations, location, weights",
       "SELECT sum(m) FROM cl_m_function" + weighted + distances + ")" + hundred);
  time("Kd, 100 simulations", "SELECT sum(kd) FROM cl_kd_density" + points + distances + ")" + hundred);
  time("K none", "SELECT sum(k) FROM cl_ripley_k((SELECT cl_points(id, x, y) FROM firms), " + distances +
                     ") WHERE correction "
                     "= 'none'");
  time("K translation", "SELECT sum(k) FROM cl_ripley_k((SELECT cl_points(id, x, y) FROM firms), " +
                            distances +
                            ") WHERE correction "
                            "= 'translation'");
  time("K border", "SELECT sum(k) FROM cl_ripley_k((SELECT cl_points(id, x, y) FROM firms), " + distances +
                       ") WHERE correction "
                       "= 'border'");
  time("K isotropic",
       "SELECT sum(k) FROM cl_ripley_k((SELECT cl_points(id, x, y) FROM firms), " + distances + ")");
  time("K isotropic, window of 5,000 corners",
       "SELECT sum(k) FROM cl_ripley_k((SELECT cl_points(id, x, y) FROM firms), " + distances + ", " + coast +
           ")");
  if (firms > 200'000) return 0;
  time("m", "SELECT sum(m) FROM cl_m_density" + points + distances + ")" + of);
  time("D, 39 simulations, isotropic",
       "SELECT sum(d) FROM cl_d_function" + points + distances + ")" + of + " AND simulations = 39");
  time("co-location quotients, 999 simulations", "SELECT sum(clq) FROM cl_colocation_quotient" +
                                                     points.substr(0, points.size() - 2) + ")" + of +
                                                     " AND simulations = 999");
  time("cluster test, 99 simulations", "SELECT p FROM cl_cluster_test" + points + "300, 20)" + of);
  time("scan, 99 simulations",
       "SELECT max(llr) FROM cl_scan" + points + "'" + name + "', " + distances + ")");
  time("density grid, h 500 m, cells of 100 m",
       "SELECT count(*) FROM cl_density_grid((SELECT cl_points(id, x, y) FROM firms), 500, 100)");
  return 0;
}
