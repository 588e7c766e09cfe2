// The runs of prepared statements that are under way on a connection: stepped, and neither done nor reset.
#pragma once

#include <cstddef>
#include <vector>

#include "sqlite/values/api.hpp"

namespace clusterlite {

class StatementRuns {
 public:
  StatementRuns() = default;  // none
  static StatementRuns under_way(sqlite3* db);
  // Those that are just being stepped, and not left at a row: the one that calls us is among them.
  static StatementRuns executing(sqlite3* db);

  bool empty() const { return runs_.empty(); }

  // Whether none of these runs is among those under way `now`. Says rather no than yes: a statement that
  // writes is taken to be in the same run as long as it is under way, and one that has got the address of a
  // finalised one, or whose counter of runs an application has set back, may be taken for the old one until
  // it has run more often.
  bool all_ended(const StatementRuns& now) const;

  // A hash of the runs and the texts of their statements: it changes when another statement starts (and when
  // a trigger is called).
  std::size_t hash() const;

 private:
  struct Run {
    sqlite3_stmt* statement;
    // How often the statement has been run. In the middle of a run SQLite counts each call of a trigger as
    // one, of foreign key actions, too: it tells runs apart of statements that only read.
    int number;
    bool only_reads;
  };
  std::vector<Run> runs_;
};

}  // namespace clusterlite
