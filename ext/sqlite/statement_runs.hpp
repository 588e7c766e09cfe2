// The runs of prepared statements that are under way on a connection: stepped, and neither done nor reset.
#pragma once

#include <cstddef>
#include <vector>

#include "sqlite/api.hpp"

namespace clusterlite {

class StatementRuns {
 public:
  StatementRuns() = default;  // none
  static StatementRuns under_way(sqlite3* db);

  bool empty() const { return runs_.empty(); }

  // Whether none of these runs is among those of `now`. Says rather no than yes: a statement that has got the
  // address of a finalised one, or whose counter of runs an application has set back, may be taken for the
  // old one until it has run more often.
  bool all_ended(const StatementRuns& now) const;

  // A hash of the runs and the texts of their statements: it changes when another statement starts.
  std::size_t hash() const;

 private:
  struct Run {
    sqlite3_stmt* statement;
    int number;  // how often the statement has been run
  };
  std::vector<Run> runs_;
};

}  // namespace clusterlite
