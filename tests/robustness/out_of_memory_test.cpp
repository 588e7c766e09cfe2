// Every allocation fails in turn, SQLite's, C++'s and those of the libraries: each statement ends with
// SQLITE_NOMEM or its right answer, nothing is lost, and the connection works on and can be closed.
#include <gtest/gtest.h>

#include "robustness/failing_memory.hpp"
#include "robustness/support.hpp"
#include "support/paths.hpp"

#if CLUSTERLITE_UNDER_SANITIZER == 0

#include <dlfcn.h>
#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <memory>

// The executable's malloc comes before the C library's for every library of the process.
namespace {

using clusterlite::testing::t_allocations_until_failure;
using clusterlite::testing::t_and_all_after;
using clusterlite::testing::t_failures;

bool fails() {
  if (t_allocations_until_failure == 0) return false;
  if (t_allocations_until_failure > 1) {
    --t_allocations_until_failure;
    return false;
  }
  if (!t_and_all_after) t_allocations_until_failure = 0;
  ++t_failures;
  errno = ENOMEM;
  return true;
}

std::atomic<long> g_bytes_in_use = 0;

void* taken(void* memory) {
  g_bytes_in_use.fetch_add(static_cast<long>(malloc_usable_size(memory)), std::memory_order_relaxed);
  return memory;
}
void given_back(void* memory) {
  g_bytes_in_use.fetch_sub(static_cast<long>(malloc_usable_size(memory)), std::memory_order_relaxed);
}

}  // namespace

#define CLUSTERLITE_REPLACES __attribute__((visibility("default")))
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);

CLUSTERLITE_REPLACES void* malloc(std::size_t size) { return fails() ? nullptr : taken(__libc_malloc(size)); }
CLUSTERLITE_REPLACES void* calloc(std::size_t count, std::size_t size) {
  return fails() ? nullptr : taken(__libc_calloc(count, size));
}
CLUSTERLITE_REPLACES void* realloc(void* old, std::size_t size) {
  if (fails()) return nullptr;
  given_back(old);
  void* const memory = __libc_realloc(old, size);
  taken(memory == nullptr && size != 0 ? old : memory);
  return memory;
}
CLUSTERLITE_REPLACES void* memalign(std::size_t alignment, std::size_t size) {
  return fails() ? nullptr : taken(__libc_memalign(alignment, size));
}
CLUSTERLITE_REPLACES void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return memalign(alignment, size);
}
CLUSTERLITE_REPLACES int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
CLUSTERLITE_REPLACES void free(void* memory) {
  given_back(memory);
  __libc_free(memory);
}
}

namespace clusterlite::testing {
namespace {

long bytes_in_use() { return g_bytes_in_use; }

class OutOfMemory : public ::testing::TestWithParam<const char*> {
 protected:
  static std::unique_ptr<Database> make() {
    auto db = std::make_unique<Database>();
    // Without its own small buffers SQLite asks for each allocation.
    sqlite3_db_config(db->handle(), SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);
    db->get(std::string(kSixtyFirms) + kPermanent);
    return db;
  }

  // `expected`: SQLITE_DONE, or SQLITE_ERROR for a statement that is wrong anyway.
  void fail_everywhere(const char* sql, int expected, bool and_all_after) {
    const std::unique_ptr<Database> db = make();
    const auto runner = std::make_unique<Runner>();
    forget_results(*db);
    ASSERT_EQ(runner->run(db->handle(), sql), expected) << sqlite3_errmsg(db->handle());
    const std::string answer = runner->text();
    long failed_runs = 0;
    for (long n = 1;; ++n) {
      forget_results(*db);
      int code = SQLITE_OK;
      {
        const FailingMemory failing(n, and_all_after);
        code = runner->run(db->handle(), sql);
      }
      if (t_failures == 0) break;
      ++failed_runs;
      if (code == expected) {
        ASSERT_EQ(runner->text(), answer) << "allocation " << n;
      } else {
        ASSERT_EQ(code, SQLITE_NOMEM) << "allocation " << n << ": " << sqlite3_errmsg(db->handle());
      }
      ASSERT_EQ(sqlite3_next_stmt(db->handle(), nullptr), nullptr) << "allocation " << n;
    }
    EXPECT_GT(failed_runs, 10);
    EXPECT_EQ(runner->run(db->handle(), sql), expected);
    EXPECT_EQ(runner->text(), answer);
  }

  void fail_everywhere_without_loss(const char* sql, int expected) {
    // What is allocated once for the process (the unwinder's tables, say) is there after these.
    for (const bool and_all_after : {false, true, false, true}) {
      fail_everywhere(sql, expected, and_all_after);
      if (::testing::Test::HasFatalFailure()) return;
    }
    for (const bool and_all_after : {false, true}) {
      const long before = bytes_in_use();
      fail_everywhere(sql, expected, and_all_after);
      EXPECT_LT(bytes_in_use(), before + 200) << (and_all_after ? "all after" : "one");
      if (::testing::Test::HasFatalFailure()) return;
    }
  }

  void SetUp() override {
    if (!allocations_can_fail()) GTEST_SKIP() << "this process has another malloc (valgrind's, say)";
  }
};

TEST_P(OutOfMemory, IsSqliteNomemOrTheRightAnswer) { fail_everywhere_without_loss(GetParam(), SQLITE_DONE); }

// GEOS 3.11 itself loses a sequence of coordinates when the allocation of the ring around it fails, so that
// what is in use afterwards is not compared here.
class OutOfMemoryInGeos : public OutOfMemory {};

TEST_P(OutOfMemoryInGeos, IsSqliteNomemOrTheRightAnswer) {
  for (const bool and_all_after : {false, true}) fail_everywhere(GetParam(), SQLITE_DONE, and_all_after);
}

INSTANTIATE_TEST_SUITE_P(
    Of, OutOfMemoryInGeos,
    ::testing::Values("SELECT cl_convex_hull(x, y), cl_convex_hull(x, y, 5179) FROM firms",
                      "SELECT * FROM cl_dbscan((SELECT cl_geometries(i, line) FROM (SELECT firm_id / 2 AS i, "
                      "cl_convex_hull(x, y) "
                      "AS line FROM firms GROUP BY firm_id / 2)), 15, 3)",
                      "SELECT cl_concave_hull(x, y, 0.3) FROM firms",
                      "SELECT cl_mean_centre(x, y, employees), cl_standard_ellipse(x, y) FROM firms",
                      "SELECT cl_convex_hull(x'010100000000000000000008400000000000001040') FROM firms"));

INSTANTIATE_TEST_SUITE_P(
    Of, OutOfMemory,
    ::testing::Values(
        "SELECT cl_lq(employees, '7', 8.5, 9), cl_version(), cl_build() FROM firms",
        "SELECT cl_herfindahl(employees, district), cl_effective_number(employees / 7.0), "
        "cl_herfindahl_normalized(x + 0.1) FROM firms",
        "SELECT industry, cl_concentration_ratio(2, employees / 3.0, district) FROM firms GROUP BY industry",
        "SELECT cl_herfindahl(employees / 3.0, district) OVER w, cl_concentration_ratio(2, employees / 3.0) "
        "OVER w, "
        "cl_herfindahl(employees / 7.0) OVER w FROM firms WINDOW w AS (ORDER BY firm_id ROWS 3 PRECEDING)",
        "SELECT cl_points(firm_id, x, y, employees, industry) FROM firms",
        "SELECT cl_points('firm ' || -firm_id, x, y) FROM firms",
        "SELECT cl_points(CASE WHEN firm_id < 30 THEN firm_id ELSE 'a long firm name ' || firm_id END, x, y) "
        "FROM firms",
        "SELECT cl_geometries(firm_id, x'010100000000000000000008400000000000001040') FROM firms",
        "SELECT cl_crosstab('district ' || district, industry || employees % 7, employees / 7.0) FROM firms",
        "SELECT cl_crosstab_cells('district ' || district, industry, employees, 1, 1e300) FROM firms",
        "SELECT cl_merge(d) FROM (SELECT cl_points('a long firm name ' || firm_id, x, y, 1, industry) AS d "
        "FROM firms GROUP BY district)",
        "SELECT cl_merge(d) FROM (SELECT cl_crosstab('district ' || district, industry, employees) AS d FROM "
        "firms GROUP BY employees % 3)",
        "SELECT * FROM cl_describe((SELECT cl_points(firm_id, x, y, 1, 'group ' || industry) FROM firms))",
        "SELECT * FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3)",
        "SELECT * FROM cl_dbscan((SELECT cl_points('a long firm name ' || firm_id, x, y, employees, "
        "industry) FROM firms), 15.5, '3', "
        "'planar') WHERE id = 'a long firm name 7'",
        "SELECT * FROM cl_dbscan((SELECT cl_points(firm_id, 127 + x / 1e5, 37 + y / 1e5) FROM firms), 100, "
        "3, 'geodesic')",
        "SELECT * FROM cl_neighbour_count((SELECT cl_points(firm_id, x, y, employees / 7.0) FROM firms), 20)",
        "SELECT cl_dbscan_label(x, y, 15, 3) OVER (PARTITION BY industry ROWS BETWEEN 1 FOLLOWING AND "
        "UNBOUNDED FOLLOWING) FROM firms",
        "SELECT * FROM cl_nearest((SELECT cl_points('a long firm name ' || firm_id, x, y, 1, industry) FROM "
        "firms), (SELECT cl_points(-firm_id, x, y, 1, industry) FROM firms), 3)",
        "SELECT * FROM cl_centrography((SELECT cl_points(firm_id, x, y, employees, 'group ' || industry) "
        "FROM "
        "firms))",
        "SELECT industry, cl_medoid('a long firm name ' || firm_id, x, y) FROM firms GROUP BY industry",
        "SELECT cl_standard_distance(x, y) OVER (ORDER BY firm_id ROWS 5 PRECEDING) FROM firms",
        "SELECT * FROM cl_location_quotient((SELECT cl_crosstab('district ' || district, industry, "
        "employees) FROM firms))",
        "SELECT firm_id, m.cluster, eps, length(points) FROM firms LEFT JOIN cl_dbscan((SELECT "
        "cl_points(firm_id, x, y) FROM firms), 15, "
        "3) AS m ON m.id = firm_id WHERE firm_id % 10 = 0",
        "SELECT count(*), sum(length(arguments || ifnull(columns, '') || example)) FROM cl_functions",
        "SELECT * FROM cl_linkage((SELECT cl_links('a long firm name ' || firm_id, 'a long firm name ' || "
        "(firm_id * 7 % 60 + 1), employees) FROM firms), (SELECT cl_labels('a long firm name ' || firm_id, "
        "industry) FROM firms))",
        "SELECT * FROM cl_centrality((SELECT cl_links(firm_id, firm_id * 7 % 60 + 1, employees) FROM firms), "
        "1)",
        "SELECT * FROM cl_communities((SELECT cl_links(firm_id, firm_id * 7 % 60 + 1, employees) FROM "
        "firms))",
        "SELECT * FROM cl_linked_clusters((SELECT cl_points(firm_id, x, y) FROM firms), (SELECT "
        "cl_links(firm_id, firm_id % 60 + 1) FROM firms), 15, 3)",
        "SELECT * FROM cl_local_moran((SELECT cl_values('a long firm name ' || firm_id, employees) FROM "
        "firms), "
        "(SELECT cl_weights((SELECT cl_points('a long firm name ' || firm_id, x, y) FROM firms), 'knn', 3)), "
        "'row', 9)",
        "SELECT * FROM cl_ripley_k((SELECT cl_points(firm_id, x, y) FROM firms), 30, 10)",
        "SELECT * FROM cl_hdbscan((SELECT cl_points('a long firm name ' || firm_id, x, y) FROM firms), 5)",
        "SELECT cl_svg_map(layer) FROM (SELECT cl_svg_layer('points', x, y, 'group ' || industry, 'a long "
        "firm "
        "name ' || firm_id) AS layer FROM firms)",
        "SELECT cl_svg_bars('a long firm name ' || firm_id, employees, industry) FROM firms WHERE firm_id < "
        "20",
        "SELECT id, cluster, kind FROM clusters", "SELECT id, cluster, kind FROM clusters WHERE id = 7",
        "UPDATE firms SET cluster = (SELECT cluster FROM clusters WHERE id = firm_id)"));

class OutOfMemoryError : public OutOfMemory {};

// A statement that is wrong anyway says so, or that there is no memory to say it.
TEST_P(OutOfMemoryError, IsItsOwnErrorOrSqliteNomem) {
  fail_everywhere_without_loss(GetParam(), SQLITE_ERROR);
}

INSTANTIATE_TEST_SUITE_P(
    Of, OutOfMemoryError,
    ::testing::Values(
        "SELECT cl_points(firm_id, 'no number, and a long text at that', y) FROM firms",
        "SELECT cl_points(firm_id % 9, x, y) FROM firms", "SELECT cl_lq(1, 2)", "SELECT * FROM cl_dbscan",
        "SELECT * FROM cl_dbscan(x'00', 1, 1)", "SELECT * FROM cl_dbscan((SELECT cl_crosstab(1, 1)), 1, 1)",
        "SELECT cl_herfindahl(30 - firm_id, district) OVER (ORDER BY firm_id) FROM firms",
        "CREATE VIRTUAL TABLE t USING cl_dbscan(source = firms, id = firm_id, x = x, y = nothing, eps = 15, "
        "min_points = 3)",
        "CREATE VIRTUAL TABLE t USING cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 15)"));

TEST_F(OutOfMemory, WhileAPermanentTableIsMadeAndDropped) {
  const auto runner = std::make_unique<Runner>();
  for (const bool and_all_after : {false, true}) {
    const std::unique_ptr<Database> db = make();
    for (long n = 1;; ++n) {
      int made = SQLITE_OK;
      int dropped = SQLITE_OK;
      {
        const FailingMemory failing(n, and_all_after);
        made = runner->run(db->handle(),
                           "CREATE VIRTUAL TABLE t USING cl_neighbour_count(source = firms, id = firm_id, x "
                           "= x, y = y, radius = 15)");
        if (made == SQLITE_DONE) dropped = runner->run(db->handle(), "DROP TABLE t");
      }
      ASSERT_TRUE(made == SQLITE_DONE || made == SQLITE_NOMEM) << n << ": " << sqlite3_errmsg(db->handle());
      db->get("DROP TABLE IF EXISTS t");
      if (t_failures == 0) {
        EXPECT_EQ(dropped, SQLITE_DONE);
        break;
      }
    }
    EXPECT_EQ(db->get("SELECT group_concat(name) FROM sqlite_schema"), "firms,clusters");
  }
}

TEST_F(OutOfMemory, WhileTheExtensionIsLoaded) {
  // The library stays in the process, so that only our own loading is tried and not the dynamic linker.
  const std::unique_ptr<void, int (*)(void*)> library(dlopen(kModulePath, RTLD_NOW), &dlclose);
  ASSERT_NE(library, nullptr);
  for (const bool and_all_after : {false, true}) {
    long before = 0;
    for (long n = 1;; ++n) {
      if (n == 20) before = bytes_in_use();
      Database db(":memory:", SQLITE_OPEN_READWRITE, false);
      sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);
      sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr);
      int code = SQLITE_OK;
      {
        const FailingMemory failing(n, and_all_after);
        code = sqlite3_load_extension(db.handle(), kModulePath, nullptr, nullptr);
      }
      if (t_failures == 0) {
        EXPECT_EQ(code, SQLITE_OK);
        break;
      }
      ASSERT_TRUE(code == SQLITE_OK || code == SQLITE_NOMEM || code == SQLITE_ERROR) << n << ": " << code;
      db.load();  // now there is memory
      ASSERT_EQ(db.get("SELECT count(*) > 5, cl_lq(1, 1, 1, 1) FROM cl_functions"), "1|1.0") << n;
    }
    EXPECT_LT(bytes_in_use(), before + 200);
  }
}

}  // namespace
}  // namespace clusterlite::testing

#endif  // a sanitizer has a malloc of its own
