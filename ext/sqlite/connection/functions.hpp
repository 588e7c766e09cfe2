// Scalar functions, aggregates, window functions and collectors: what a family implements, and how it is
// registered.
#pragma once

#include <memory>
#include <span>

#include "datasets/blobs/byte_buffer.hpp"
#include "sqlite/connection/connection.hpp"
#include "sqlite/connection/declaration.hpp"
#include "sqlite/values/result.hpp"
#include "sqlite/values/value.hpp"
#include "support/running/cancel.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

// The arguments of one call, with their declared names.
class Arguments {
 public:
  Arguments(const Declaration& declaration, std::span<sqlite3_value* const> values)
      : declaration_(&declaration), values_(values) {}

  std::size_t size() const { return values_.size(); }
  Value operator[](std::size_t i) const { return {values_[i], declaration_->arguments[i].name}; }

 private:
  const Declaration* declaration_;
  std::span<sqlite3_value* const> values_;
};

struct ScalarFunction {
  const Declaration* declaration;
  void (*call)(const Arguments& arguments, ResultSink& result, Connection& connection);
};

// One group of rows of an aggregate. Exceptions become SQL errors.
class Aggregate {
 public:
  virtual ~Aggregate() = default;
  virtual void step(const Arguments& row) = 0;
  virtual void finish(ResultSink& result, CancelToken& cancel) = 0;
};

// An aggregate that can also take rows back, for moving windows.
class WindowAggregate : public Aggregate {
 public:
  virtual void inverse(const Arguments& row) = 0;
  virtual void value(ResultSink& result) const = 0;
  void finish(ResultSink& result, CancelToken&) override { value(result); }
};

// Makes the state of one group. `arguments` is the number of arguments of the call, known also without any
// row.
struct AggregateFunction {
  const Declaration* declaration;
  std::unique_ptr<Aggregate> (*make)(std::size_t arguments, Connection& connection);
};

struct WindowFunction {
  const Declaration* declaration;
  std::unique_ptr<WindowAggregate> (*make)(std::size_t arguments, Connection& connection);
};

// Answers each row of a partition from all rows of the partition: a label per row.
//
//   f(...) OVER (PARTITION BY ... ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
//
// SQLite knows no function that gives each row a value of its own, but with this frame it makes calls that
// can be understood as one: xStep for all rows of the partition, then for each row in the same order xInverse
// with the row, which leaves the frame, and xValue for that row. Any other order of calls is an error that
// shows the clause. Frames that start before or at the row (OVER () and the default frame among them),
// EXCLUDE and the use as an aggregate give themselves away before the first row; a frame that starts behind
// the row but ends before the partition does, or a FILTER, at the first row that it treats otherwise, so that
// the statement fails, too. A frame that makes the very same calls (1 FOLLOWING AND 9 FOLLOWING, in
// partitions of up to ten rows) gives the same answers. One thing cannot be seen: a FILTER that leaves one
// row of each peer group of a GROUPS or RANGE frame makes the calls of the right frame over these rows, and
// their peers share their answers.
class RowAnswers {
 public:
  virtual ~RowAnswers() = default;
  virtual void step(const Arguments& row) = 0;
  virtual void solve(CancelToken& cancel) = 0;                         // once, when all rows are there
  virtual void answer(std::size_t row, ResultSink& result) const = 0;  // rows in the order of step()
};

struct RowFunction {
  const Declaration* declaration;
  std::unique_ptr<RowAnswers> (*make)(Connection& connection);
};

// Collects rows into a data set: as an aggregate, and for a permanent table that reads its source.
class Collector {
 public:
  virtual ~Collector() = default;
  // The next row. Of a key that is not UTF-8, and that step() could not place, the error says which row it
  // is.
  void take(const Arguments& row) {
    ++rows_;
    try {
      step(row);
    } catch (const NotUtf8& bad) {
      throw bad.at(concat("row ", rows_));
    }
  }
  virtual void step(const Arguments& row) = 0;
  virtual std::size_t bytes() const = 0;  // so far, about
  virtual ByteBuffer finish(CancelToken& cancel) = 0;

  // For step(), where one row may be much work (cl_merge). The token must outlive the collector's use.
  void set_cancel(CancelToken& cancel) { cancel_ = &cancel; }

 protected:
  CancelToken& cancel() { return *cancel_; }

 private:
  CancelToken never_;
  CancelToken* cancel_ = &never_;
  std::size_t rows_ = 0;
};

struct CollectorFunction {
  const Declaration* declaration;
  std::string_view data_set;  // the argument type it serves: "points", "crosstab"
  // present[i]: argument i is given. An aggregate call gives the first ones; a permanent table may leave out
  // any optional one.
  std::unique_ptr<Collector> (*make)(std::span<const bool> present);
};

// Each throws std::bad_alloc or Error when SQLite refuses the registration.
void register_function(const ConnectionPtr& connection, const ScalarFunction& function);
void register_function(const ConnectionPtr& connection, const AggregateFunction& function);
void register_function(const ConnectionPtr& connection, const WindowFunction& function);
void register_function(const ConnectionPtr& connection, const RowFunction& function);
void register_function(const ConnectionPtr& connection, const CollectorFunction& function);

// The error of a data set that outgrows the connection's limit for a BLOB, which it names with the ways out.
void refuse_oversize(sqlite3* db, std::size_t bytes);

}  // namespace clusterlite
