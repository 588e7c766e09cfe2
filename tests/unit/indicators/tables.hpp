// Crosstabs for the tests of indicators, made of rows as cl_crosstab takes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/crosstab.hpp"
#include "support/running/error.hpp"

namespace clusterlite::testing_support {

struct Row {
  std::string region;
  std::string industry;
  std::optional<double> value = 1;
};

inline Crosstab crosstab_of(const std::vector<Row>& rows) {
  CrosstabBuilder builder;
  CancelToken cancel;
  for (const Row& row : rows) {
    builder.add_firm(KeyView::of(std::string_view(row.region)), KeyView::of(std::string_view(row.industry)),
                     row.value);
  }
  const ByteBuffer blob = builder.finish(cancel);
  return Crosstab::open(blob.bytes(), cancel);
}

// One row per cell of a matrix, region by region; zeros are rows of value 0, "R01" and "I01" the first names.
inline std::vector<Row> rows_of(const std::vector<std::vector<double>>& matrix, double scale = 1) {
  const auto name = [](char letter, std::size_t number) {
    std::string digits = std::to_string(number);
    return letter + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
  };
  std::vector<Row> rows;
  for (std::size_t j = 0; j < matrix.size(); ++j) {
    for (std::size_t i = 0; i < matrix[j].size(); ++i) {
      rows.push_back({name('R', j + 1), name('I', i + 1), matrix[j][i] * scale});
    }
  }
  return rows;
}

// Hidalgo and Hausmann's small example: regions C1 .. C4, industries P1 .. P4.
inline const std::vector<std::vector<double>> kHidalgoHausmann = {
    {1, 1, 1, 1}, {0, 1, 0, 0}, {0, 0, 1, 1}, {0, 0, 0, 1}};

// The example matrix of EconGeo: regions R1 .. R5, industries I1 .. I5.
inline const std::vector<std::vector<double>> kLq5 = {
    {100, 0, 0, 0, 0}, {0, 15, 5, 70, 10}, {0, 20, 10, 20, 50}, {0, 25, 30, 5, 40}, {0, 40, 55, 5, 0}};

// The message of the Error that `run` throws; "" when it throws none.
template <class Run>
std::string message_of(const Run& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace clusterlite::testing_support
