// Results over points: id and group_key are the first two columns.
#pragma once

#include "datasets/point_keys.hpp"
#include "sqlite/tables/table_function.hpp"

namespace clusterlite {

// One row per row of the data set.
class PointResult : public TableResult {
 public:
  static constexpr int kFirstOwnColumn = 2;  // behind id and group_key

  PointResult(const PointsView& points, CancelToken& cancel) : keys_(points, cancel) {}
  std::size_t size() const override { return keys_.size(); }
  KeyView lookup_key(std::size_t row) const override { return keys_.id(row); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    if (column == 0)
      return keys_.has_integer_ids() ? out.integer(keys_.integer_id(row)) : out.key(keys_.id(row));
    if (column >= kFirstOwnColumn) return value_column(row, column, out);
    const auto group = keys_.group_key(row);
    group ? out.key(*group) : out.null();
  }

 protected:
  virtual void value_column(std::size_t row, int column, ResultSink& out) const = 0;

  const PointKeys& keys() const { return keys_; }

 private:
  PointKeys keys_;
};

// Rows in an order of their own, or fewer.
class OrderedPointResult : public PointResult {
 public:
  using PointResult::PointResult;
  std::size_t size() const override = 0;
  KeyView lookup_key(std::size_t row) const final { return PointResult::lookup_key(point(row)); }

  void column(std::size_t row, int column, ResultSink& out) const final {
    column >= kFirstOwnColumn ? value_column(row, column, out) : PointResult::column(point(row), column, out);
  }

 protected:
  // The row of the data set that a row of the result is about.
  virtual std::size_t point(std::size_t row) const = 0;
};

}  // namespace clusterlite
