// Makes the database of the benchmarks, unless it is there, and prints its path.
//
//   make_city firms
#include <cstdio>
#include <cstdlib>

#include "bench/city.hpp"

int main(int argc, char** argv) {
  const auto firms = static_cast<std::size_t>(argc > 1 ? std::atof(argv[1]) : 1e6);
  std::puts(clusterlite::bench::city_database(firms).c_str());
  return 0;
}
