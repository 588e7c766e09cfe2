// What the tests of robustness share.
#pragma once

#include <sqlite3.h>

#include <string>
#include <utility>

#include "support/database.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CLUSTERLITE_UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CLUSTERLITE_UNDER_SANITIZER 1
#endif
#endif
#ifndef CLUSTERLITE_UNDER_SANITIZER
#define CLUSTERLITE_UNDER_SANITIZER 0
#endif

namespace clusterlite::testing {

// A size for the plain build, and a smaller one where a sanitizer makes everything slow.
constexpr int sized(int plain, int under_sanitizer) {
  return CLUSTERLITE_UNDER_SANITIZER != 0 ? under_sanitizer : plain;
}

// Sixty firms: 1..30 a lattice of 10 m, 31..50 another one a kilometre away, 51..60 far from each other. With
// eps 15 and min_points 3 two clusters and ten firms of noise.
inline constexpr const char* kSixtyFirms = R"(
  CREATE TABLE firms(firm_id INTEGER PRIMARY KEY, x, y, employees INTEGER, industry TEXT, district TEXT, cluster);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
  INSERT INTO firms
  SELECT i,
         CASE WHEN i <= 30 THEN i % 6 * 10 WHEN i <= 50 THEN 1000 + i % 5 * 10 ELSE i * 1000 END,
         CASE WHEN i <= 30 THEN i / 6 * 10 WHEN i <= 50 THEN 1000 + i / 5 * 10 ELSE i * -700 END,
         i, char(65 + i % 3), char(75 + i % 4), NULL
  FROM n;
)";

inline constexpr const char* kPermanent = R"(
  CREATE VIRTUAL TABLE clusters USING cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 15, min_points = 3, metric = planar);
)";

// The permanent table, and the same by the function form, which keeps nothing of what it read.
inline constexpr const char* kStored = "SELECT id, cluster, kind FROM clusters ORDER BY id";
inline constexpr const char* kComputed =
    "SELECT id, cluster, kind FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3, 'planar') "
    "ORDER BY id";

// A statement that stays under way.
class OpenStatement {
 public:
  OpenStatement(const Database& db, const std::string& sql) {
    code_ = sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &statement_, nullptr);
  }
  OpenStatement(const OpenStatement&) = delete;
  OpenStatement& operator=(const OpenStatement&) = delete;
  ~OpenStatement() { sqlite3_finalize(statement_); }

  sqlite3_stmt* get() const { return statement_; }
  int code() const { return code_; }  // of the preparation
  int step() { return sqlite3_step(statement_); }
  void reset() { sqlite3_reset(statement_); }

  // All rows from here on, first column only.
  std::string rest() {
    std::string rows;
    while (step() == SQLITE_ROW) {
      const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, 0));
      rows += (text == nullptr ? "" : std::string(text)) + "\n";
    }
    return rows;
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
  int code_ = SQLITE_OK;
};

// Counts the statements that run inside other statements and mention a text: readings of a source.
class NestedReads {
 public:
  NestedReads(const Database& db, std::string mention) : db_(db.handle()), mention_(std::move(mention)) {
    sqlite3_trace_v2(db_, SQLITE_TRACE_STMT, &NestedReads::on_statement, this);
  }
  NestedReads(const NestedReads&) = delete;
  NestedReads& operator=(const NestedReads&) = delete;
  ~NestedReads() { sqlite3_trace_v2(db_, 0, nullptr, nullptr); }

  // Since the last call.
  int count() { return std::exchange(count_, 0); }

 private:
  static int on_statement(unsigned, void* self, void*, void* text) {
    auto& reads = *static_cast<NestedReads*>(self);
    const std::string sql(
        static_cast<const char*>(text));  // SQLite marks a nested statement by a leading "--"
    if (sql.starts_with("-- ") && sql.find(reads.mention_) != std::string::npos) ++reads.count_;
    return 0;
  }

  sqlite3* db_;
  std::string mention_;
  int count_ = 0;
};

}  // namespace clusterlite::testing
