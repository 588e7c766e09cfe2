// Results over the firms of a links data set, one row each in the order of ids: id is the first column.
#pragma once

#include <vector>

#include "datasets/links.hpp"
#include "sqlite/tables/table_function.hpp"

namespace clusterlite {

class FirmResult : public TableResult {
 public:
  FirmResult(const LinksView& links, CancelToken& cancel) {
    for (std::size_t node = 0; node < links.nodes().size(); ++node) {
      cancel.check();
      firms_.intern(links.nodes()[node]);
    }
  }

  std::size_t size() const override { return firms_.size(); }
  KeyView lookup_key(std::size_t row) const override { return firms_[row]; }
  void column(std::size_t row, int column, ResultSink& out) const override {
    column == 0 ? out.key(firms_[row]) : value_column(row, column, out);
  }

 protected:
  virtual void value_column(std::size_t row, int column, ResultSink& out) const = 0;

 private:
  Dictionary firms_;
};

}  // namespace clusterlite
