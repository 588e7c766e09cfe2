// Helpers for tests that hold our results against published ones: tables out of CSV files, numbers out of
// queries.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/database.hpp"
#include "support/paths.hpp"

namespace clusterlite::testing {

inline std::filesystem::path source_file(const std::string& path) {
  return std::filesystem::path(kSourceDirectory) / path;
}

// The fields of one line of CSV; a field in double quotes may hold commas.
inline std::vector<std::string> csv_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

// Makes a table of a CSV file with a header, all columns TEXT, as the .import of the sqlite3 shell does.
inline void import_csv(Database& db, const std::filesystem::path& file, const std::string& table) {
  std::ifstream in(file);
  ASSERT_TRUE(in.is_open()) << file;
  std::string line;
  std::string columns;
  std::getline(in, line);
  for (const std::string& name : csv_fields(line))
    columns += (columns.empty() ? "\"" : ", \"") + name + "\" TEXT";
  db.get("CREATE TABLE \"" + table + "\"(" + columns + ")");
  std::string script = "BEGIN;";
  while (std::getline(in, line)) {
    std::string values;
    for (const std::string& field : csv_fields(line)) {
      values += values.empty() ? "'" : ", '";
      for (const char c : field) values += c == '\'' ? std::string("''") : std::string(1, c);
      values += "'";
    }
    script += "INSERT INTO \"" + table + "\" VALUES (" + values + ");";
  }
  db.get(script + "COMMIT;");
}

// The numbers of a one-column query; NaN for NULL.
inline std::vector<double> numbers(Database& db, const std::string& sql) {
  const Outcome outcome = db.run(sql);
  EXPECT_EQ(outcome.code, SQLITE_OK) << sql << "\n" << outcome.error;
  std::vector<double> values;
  for (const std::string& row : outcome.rows) values.push_back(row.empty() ? std::nan("") : std::stod(row));
  return values;
}

// Equal to a relative 1e-9 (or an absolute 1e-12 around 0); NaN stands for NULL. `digits`: how many decimals
// are printed where the values come from.
inline void expect_published(const std::vector<double>& got, const std::vector<double>& published,
                             int digits = 15) {
  ASSERT_EQ(got.size(), published.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(published[i])) {
      EXPECT_TRUE(std::isnan(got[i])) << "value " << i;
      continue;
    }
    const double as_printed = 0.5001 * std::pow(10.0, -digits);
    EXPECT_NEAR(got[i], published[i], std::max({as_printed, 1e-9 * std::fabs(published[i]), 1e-12}))
        << "value " << i;
  }
}

}  // namespace clusterlite::testing
