// The network functions over firms and ties made at random, in processor seconds of all threads, beside the
// statement that only collects the ties.
//
//   network_bench [firms] [ties] [file of ties for the peers]
//
// Half of the ties stay within a block of 100 firms, so that there are communities to find. With a file, the
// ties are written there, one a line, for tests/bench/peers/igraph_network.py, which prints the same lines.
#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "bench/measure.hpp"

namespace {

using namespace clusterlite::bench;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = state += 0x9E3779B97F4A7C15U;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
  z = (z ^ z >> 27) * 0x94D049BB133111EBU;
  return z ^ z >> 31;
}

void make_ties(sqlite3* db, std::uint64_t firms, std::uint64_t ties, const char* file) {
  execute(db, "CREATE TABLE ties(a INTEGER, b INTEGER); BEGIN");
  sqlite3_stmt* insert = nullptr;
  if (sqlite3_prepare_v2(db, "INSERT INTO ties VALUES (?1, ?2)", -1, &insert, nullptr) != SQLITE_OK) {
    fail(sqlite3_errmsg(db));
  }
  std::ofstream out;
  if (file != nullptr) out.open(file);
  std::uint64_t state = 1;
  for (std::uint64_t i = 0; i < ties; ++i) {
    const std::uint64_t a = splitmix64(state) % firms;
    const std::uint64_t within = a / 100 * 100 + splitmix64(state) % 100;
    const std::uint64_t b = splitmix64(state) % 2 == 0 && within < firms ? within : splitmix64(state) % firms;
    sqlite3_bind_int64(insert, 1, static_cast<std::int64_t>(a));
    sqlite3_bind_int64(insert, 2, static_cast<std::int64_t>(b));
    if (sqlite3_step(insert) != SQLITE_DONE) fail(sqlite3_errmsg(db));
    sqlite3_reset(insert);
    if (out.is_open()) out << a << ' ' << b << '\n';
  }
  sqlite3_finalize(insert);
  execute(db, "COMMIT");
}

// Firms around a centre, 1,000 a label.
void make_firms(sqlite3* db, std::uint64_t firms) {
  execute(db, "CREATE TABLE firms(id INTEGER PRIMARY KEY, x, y, label, district); BEGIN");
  sqlite3_stmt* insert = nullptr;
  if (sqlite3_prepare_v2(db, "INSERT INTO firms VALUES (?1, ?2, ?3, ?1 / 1000, ?1 % 25)", -1, &insert,
                         nullptr) != SQLITE_OK) {
    fail(sqlite3_errmsg(db));
  }
  std::uint64_t state = 2;
  const auto coordinate = [&] {  // nearly normal: a sum of four uniform ones, in metres
    double sum = 0;
    for (int i = 0; i < 4; ++i) sum += static_cast<double>(splitmix64(state) % 28'000) - 14'000;
    return sum / 2;
  };
  for (std::uint64_t id = 0; id < firms; ++id) {
    sqlite3_bind_int64(insert, 1, static_cast<std::int64_t>(id));
    sqlite3_bind_double(insert, 2, coordinate());
    sqlite3_bind_double(insert, 3, coordinate());
    if (sqlite3_step(insert) != SQLITE_DONE) fail(sqlite3_errmsg(db));
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  execute(db, "COMMIT");
}

void time(sqlite3* db, const char* question, const std::string& sql) {
  sqlite3_stmt* query = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &query, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(db));
  const double before = cpu_seconds();
  if (sqlite3_step(query) != SQLITE_ROW) fail(sqlite3_errmsg(db));
  const double seconds = cpu_seconds() - before;
  const unsigned char* const answer = sqlite3_column_text(query, 0);
  std::printf("ClusterLite\t%s\t%.3f\t%s\n", question, seconds,
              answer == nullptr ? "NULL" : reinterpret_cast<const char*>(answer));
  std::fflush(stdout);
  sqlite3_finalize(query);
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint64_t firms = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 100'000;
  const std::uint64_t ties = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1'000'000;
  sqlite3* const db = open_database(":memory:", SQLITE_OPEN_READWRITE);
  make_ties(db, firms, ties, count > 3 ? arguments[3] : nullptr);
  make_firms(db, firms);
  const std::string links = "(SELECT cl_links(a, b) FROM ties)";
  const std::string labels = "(SELECT cl_labels(id, label) FROM firms)";
  time(db, "collect", "SELECT length(cl_links(a, b)) FROM ties");
  time(db, "linkage", "SELECT sum(internal_links) FROM cl_linkage(" + links + ", " + labels + ")");
  time(db, "link matrix", "SELECT sum(links) FROM cl_link_matrix(" + links + ", " + labels + ")");
  time(db, "components", "SELECT max(component) FROM cl_components(" + links + ")");
  time(db, "territories of 4 kinds, 500 m",
       "SELECT sum(firms) FROM cl_territory((SELECT cl_points(id, x, y, 1, district % 4) FROM firms), "
       "(SELECT cl_points(id, x, y, 1, label) FROM firms), 500)");
  time(db, "reach of the ties of 20,000 firms, 10 bands of 500 m",
       "SELECT sum(links) FROM cl_link_distance((SELECT cl_points(id, x, y) FROM firms WHERE id < 20000), " +
           links + ", 500, 5000)");
  time(db, "the same with borders",
       "SELECT sum(crossing_links) FROM cl_link_distance((SELECT cl_points(id, x, y) FROM firms WHERE id < "
       "20000), " +
           links + ", 500, 5000, (SELECT cl_labels(id, district) FROM firms))");
  time(db, "communities", "SELECT modularity FROM cl_communities(" + links + ") LIMIT 1");
  time(db, "pagerank, core, clustering", "SELECT max(pagerank) FROM cl_centrality(" + links + ")");
  time(db, "betweenness of 100 sources", "SELECT max(betweenness) FROM cl_centrality(" + links + ", 1, 100)");
  time(db, "harmonic of 100 sources", "SELECT max(harmonic) FROM cl_centrality(" + links + ", 1, 100)");
  if (firms * ties <= 2'000'000'000) {
    time(db, "betweenness of all", "SELECT max(betweenness) FROM cl_centrality(" + links + ")");
  }
  sqlite3_close(db);
  return 0;
}
