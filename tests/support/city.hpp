// The firms of the synthetic city (fixtures/firms.csv).
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "support/paths.hpp"

namespace clusterlite::testing_support {

enum CityColumn { kFirmId, kName, kIndustry, kRole, kDistrict, kX, kY, kEmployees, kFounded, kClosed };

// One list of fields a firm, in the order of CityColumn.
inline std::vector<std::vector<std::string>> city_firms() {
  std::ifstream in(std::string(testing::kSourceDirectory) + "/fixtures/firms.csv");
  std::string line;
  std::getline(in, line);
  std::vector<std::vector<std::string>> firms;
  while (std::getline(in, line)) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted) {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    firms.push_back(std::move(fields));
  }
  return firms;
}

}  // namespace clusterlite::testing_support
