// Opening a data set argument: what is wrong with it is said of "argument 1".
#pragma once

#include "datasets/crosstab.hpp"
#include "datasets/points.hpp"
#include "sqlite/table_function.hpp"
#include "support/text.hpp"

namespace clusterlite {

template <class DataSet>
DataSet open_data_set(const TableArguments& arguments, std::size_t i, CancelToken& cancel) {
  try {
    return DataSet::open(arguments.data_set(i), cancel);
  } catch (const Error& error) {
    throw Error(concat("argument ", i + 1, " is ", error.what()));
  }
}

}  // namespace clusterlite
