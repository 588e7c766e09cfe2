#include "bench/city.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace clusterlite::bench {
namespace {

constexpr double kWidth = 35'000;
constexpr double kHeight = 30'000;
constexpr int kHotSpots = 300;
constexpr int kDistricts = 25;
constexpr int kIndustries = 60;

// splitmix64: the same numbers on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  double normal() {
    return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(2 * std::numbers::pi * uniform());
  }
  int below(int n) { return static_cast<int>(uniform() * n); }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

struct HotSpot {
  double x;
  double y;
  double deviation;
  double up_to;  // cumulated share of the firms
  int industry;
};

std::vector<HotSpot> make_hot_spots(Random& random) {
  std::vector<HotSpot> spots;
  double sum = 0;
  for (int i = 0; i < kHotSpots; ++i) {
    const double weight = std::pow(1 - random.uniform(), -1 / 1.5) - 0.8;  // Pareto with the exponent 1.5
    sum += weight;
    spots.push_back({1500 + random.uniform() * (kWidth - 3000), 1500 + random.uniform() * (kHeight - 3000),
                     100 * std::pow(8, random.uniform()), sum, random.below(kIndustries)});
  }
  for (HotSpot& spot : spots) spot.up_to /= sum;
  return spots;
}

double to_centimetres(double value, double limit) {
  return std::round(std::clamp(value, 0.0, limit) * 100) / 100;
}

void check(int code, sqlite3* db) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    throw std::runtime_error(sqlite3_errmsg(db));
}

}  // namespace

std::vector<Firm> make_firms(std::size_t count) {
  Random city(20030101);
  const std::vector<HotSpot> spots = make_hot_spots(city);
  std::vector<std::pair<double, double>> centres;
  for (int i = 0; i < kDistricts; ++i)
    centres.emplace_back(city.uniform() * kWidth, city.uniform() * kHeight);

  Random random(count);
  std::vector<Firm> firms;
  firms.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    Firm firm{};
    firm.id = static_cast<std::int64_t>(i) + 1;
    // Zipf-like: the k-th industry in proportion to about 1 / k.
    firm.industry = static_cast<int>(std::pow(kIndustries + 1.0, random.uniform())) - 1;
    if (random.uniform() < 0.7) {
      const double draw = random.uniform();
      const auto spot =
          std::find_if(spots.begin(), spots.end(), [&](const HotSpot& s) { return draw <= s.up_to; });
      const HotSpot& chosen = spot == spots.end() ? spots.back() : *spot;
      firm.x = chosen.x + random.normal() * chosen.deviation;
      firm.y = chosen.y + random.normal() * chosen.deviation;
      if (random.uniform() < 0.6) firm.industry = chosen.industry;
    } else {
      firm.x = random.uniform() * kWidth;
      firm.y = random.uniform() * kHeight;
    }
    firm.x = to_centimetres(firm.x, kWidth);
    firm.y = to_centimetres(firm.y, kHeight);
    double nearest = std::numeric_limits<double>::infinity();
    for (int district = 0; district < kDistricts; ++district) {
      const auto& [cx, cy] = centres[static_cast<std::size_t>(district)];
      const double distance = std::hypot(firm.x - cx, firm.y - cy);
      if (distance < nearest) {
        nearest = distance;
        firm.district = district;
      }
    }
    firm.employees = std::max(1, static_cast<int>(std::exp(1.2 + 1.1 * random.normal())));
    firms.push_back(firm);
  }
  return firms;
}

void write_database(const std::string& path, const std::vector<Firm>& firms) {
  std::remove(path.c_str());
  sqlite3* db = nullptr;
  check(sqlite3_open(path.c_str(), &db), db);
  check(
      sqlite3_exec(
          db,
          "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE firms(id INTEGER PRIMARY KEY, x "
          "REAL, y REAL, district TEXT, industry TEXT, employees INTEGER); BEGIN",
          nullptr, nullptr, nullptr),
      db);
  sqlite3_stmt* insert = nullptr;
  check(sqlite3_prepare_v2(db, "INSERT INTO firms VALUES (?, ?, ?, ?, ?, ?)", -1, &insert, nullptr), db);
  for (const Firm& firm : firms) {
    const std::string district = "district " + std::to_string(firm.district);
    const std::string industry =
        std::string(1, static_cast<char>('C' + firm.industry / 5)) + std::to_string(10 + firm.industry);
    sqlite3_bind_int64(insert, 1, firm.id);
    sqlite3_bind_double(insert, 2, firm.x);
    sqlite3_bind_double(insert, 3, firm.y);
    sqlite3_bind_text(insert, 4, district.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 5, industry.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(insert, 6, firm.employees);
    check(sqlite3_step(insert), db);
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  check(sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr), db);
  sqlite3_close(db);
}

std::string city_database(std::size_t firms) {
  namespace fs = std::filesystem;
  const fs::path path = fs::temp_directory_path() / ("clusterlite-bench-" + std::to_string(firms) + ".db");
  if (fs::exists(path)) return path.string();
  // Under its name only when it is complete.
  const fs::path unfinished = path.string() + ".unfinished";
  write_database(unfinished.string(), make_firms(firms));
  fs::rename(unfinished, path);
  return path.string();
}

}  // namespace clusterlite::bench
