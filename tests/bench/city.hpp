// The city of the benchmarks: any number of firms over 35 x 30 km, deterministic.
//
// 70 % of the firms lie in 300 Gaussian hot spots (standard deviation 100 to 800 m, log-uniform; their sizes
// skewed, so that the largest holds several per cent of all firms), 30 % anywhere; 25 districts by the
// nearest of 25 centres, 60 industries of falling size of which each hot spot favours one; employees
// log-normal. The hot spots depend on the seed only, not on the number of firms: the same city, sampled more
// or less densely.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace clusterlite::bench {

struct Firm {
  std::int64_t id;
  double x;
  double y;
  int district;
  int industry;
  int employees;
};

std::vector<Firm> make_firms(std::size_t count);

// firms(id INTEGER PRIMARY KEY, x REAL, y REAL, district TEXT, industry TEXT, employees INTEGER), in a new
// file.
void write_database(const std::string& path, const std::vector<Firm>& firms);

// The database of so many firms in the directory for temporary files; made when it is not there.
std::string city_database(std::size_t firms);

}  // namespace clusterlite::bench
