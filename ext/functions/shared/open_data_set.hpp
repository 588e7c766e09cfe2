// Opening a data set argument: what is wrong with it is said of "argument 1".
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "datasets/crosstab.hpp"
#include "datasets/points.hpp"
#include "functions/shared/refuse_shapes.hpp"
#include "sqlite/connection/connection.hpp"
#include "sqlite/connection/functions.hpp"
#include "sqlite/tables/table_function.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

// Rows of points that are no points but shapes: who does not measure between shapes must not take the vertex
// that stands in x and y for a location.
enum class Shapes { refused, welcome };

template <class DataSet>
DataSet open_data_set(const TableArguments& arguments, std::size_t i, CancelToken& cancel,
                      Shapes shapes = Shapes::refused) {
  DataSet data_set = [&] {
    try {
      return DataSet::open(arguments.data_set(i), cancel);
    } catch (const Error& error) {
      throw Error(concat("argument ", i + 1, " is ", error.what()));
    }
  }();
  if constexpr (std::is_same_v<DataSet, PointsView>) {
    if (shapes == Shapes::refused) {
      refuse_shapes(data_set,
                    concat("argument ", i + 1,
                           " has rows that are no points, and distances between "
                           "points are measured here"),
                    "collect a point of each", cancel);
    }
  }
  return data_set;
}

// The same for an argument of a scalar function. `needed`: "points - see cl_points()".
template <class DataSet>
DataSet open_data_set(const Arguments& arguments, std::size_t i, std::string_view needed,
                      Connection& connection, CancelToken& cancel) {
  const Value& value = arguments[i];
  if (sqlite3_value_type(value.raw()) != SQLITE_BLOB) {
    throw Error(concat("argument ", i + 1, " is ", value.shown(), "; it needs ", needed));
  }
  const auto bytes = *value.blob(needed);
  const Origin origin = connection.lent_data_sets().lent(bytes) ? Origin::just_made : Origin::unknown;
  try {
    return DataSet::open(bytes, cancel, origin);
  } catch (const Error& error) {
    throw Error(concat("argument ", i + 1, " is ", error.what()));
  }
}

}  // namespace clusterlite
