// Large data sets on their way from a collector into a table function: lent to SQLite, which then passes them
// on without a copy.
//
// A value that SQLite owns is copied each time it goes from one register of a statement into another; on the
// way of cl_dbscan((SELECT cl_points(id, x, y) FROM firms), 500, 10) that is twice. For 10 million firms
// these copies are 320 MB and up to 0.15 s in which no interrupt is seen, and a LEFT JOIN makes one for each
// outer row. A static value (SQLITE_STATIC) is never copied on that way, but its memory stays ours: it is
// taken back when nobody can hold the value any more.
//
// Who can hold it: the registers of the statement that made it, and the caller of sqlite3_column_blob() until
// it steps, resets or finalises that statement. Everything that keeps a value for longer copies it: tables,
// sorters, bound parameters, sqlite3_value_dup(), sqlite3_column_value(). (sqlite3_result_value() does not,
// but stays in the statement.) SQLite does not tell which statement calls a function, so all count that are
// just being stepped, of which it is one: a loan ends when each of them has ended. That is looked up whenever
// a statement with a table function is prepared, a data set collected or a table function opened, and the end
// of the connection ends all.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "datasets/blobs/byte_buffer.hpp"
#include "sqlite/connection/statement_runs.hpp"

namespace clusterlite {

class LentDataSets {
 public:
  explicit LentDataSets(sqlite3* db) : db_(db) {}

  // Whether data sets are lent at all: under the versions of SQLite that it has been tested with, unless
  // built without (CMake option CLUSTERLITE_LENDING). Else they are copied, with the same answers.
  static bool lends();

  // Table functions being read. Without one a data set is for the caller or for a table, who copy it anyway.
  void reader_opened() {
    take_back();
    ++readers_;
  }
  void reader_closed() { --readers_; }

  // Gives the data set to SQLite as the result of a function. Lends it when it is large, somebody waits for
  // it, and few are lent already (a correlated subquery may make one for each outer row).
  void give(sqlite3_context* context, ByteBuffer&& data_set);

  // Whether these bytes are a lent data set as a whole: what a collector of this connection has made, and
  // nobody has written to since.
  bool lent(std::span<const std::byte> bytes) const;

  // Frees those whose statements have ended.
  void take_back();

 private:
  struct Loan {
    ByteBuffer data_set;
    StatementRuns runs;
  };

  sqlite3* db_;
  std::size_t readers_ = 0;
  std::vector<Loan> loans_;
};

}  // namespace clusterlite
