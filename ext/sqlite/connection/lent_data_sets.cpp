#include "sqlite/connection/lent_data_sets.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sqlite/values/result.hpp"

#ifndef CLUSTERLITE_LENDING
#define CLUSTERLITE_LENDING 1
#endif

namespace clusterlite {
namespace {

// The versions of SQLite on which the tests of lending (tests/sql/lent_data_sets_test.cpp) have been run. How
// long a value is held follows from what SQLite does and not from what it promises, so that any other version
// gets copies.
constexpr std::array kTestedVersions = {3031001, 3040001, 3045001, 3049001, 3050004, 3054001};

// A copy of less is made in a quarter of a millisecond.
constexpr std::size_t kLeastLentBytes = std::size_t{1} << 20;

// Two for a function of two data sets (cl_nearest); further ones in the same statement are copied.
constexpr std::size_t kMostLoans = 2;

}  // namespace

bool LentDataSets::lends() {
  return CLUSTERLITE_LENDING != 0 && std::find(kTestedVersions.begin(), kTestedVersions.end(),
                                               sqlite3_libversion_number()) != kTestedVersions.end();
}

void LentDataSets::give(sqlite3_context* context, ByteBuffer&& data_set) {
  const bool worth_it = data_set.size() >= kLeastLentBytes && readers_ > 0 && lends();
  if (worth_it) take_back();
  StatementRuns runs =
      worth_it && loans_.size() < kMostLoans ? StatementRuns::executing(db_) : StatementRuns();
  if (runs.empty()) return ResultSink(context).blob(std::move(data_set));
  loans_.push_back({std::move(data_set), std::move(runs)});
  const ByteBuffer& lent = loans_.back().data_set;
  sqlite3_result_blob64(context, lent.data(), lent.size(), SQLITE_STATIC);
}

bool LentDataSets::lent(std::span<const std::byte> bytes) const {
  return std::any_of(loans_.begin(), loans_.end(), [&](const Loan& loan) {
    return loan.data_set.data() == bytes.data() && loan.data_set.size() == bytes.size();
  });
}

void LentDataSets::take_back() {
  if (loans_.empty()) return;
  const StatementRuns now = StatementRuns::under_way(db_);
  std::erase_if(loans_, [&](const Loan& loan) { return loan.runs.all_ended(now); });
}

}  // namespace clusterlite
