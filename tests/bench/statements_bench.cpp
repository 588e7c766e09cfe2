// Whole SQL statements against the bare scan of the same columns, in one run.
//
//   statements_bench [--worst-cases] [firms] [repetitions] [part of the questions]
//
// Scan and statement alternate, so that both see the same machine; medians. Memory: the growth of the
// process's peak over that of the scan. Prints lines for tests/bench/table.awk.
#include <cstdlib>
#include <string>
#include <string_view>

#include "bench/city.hpp"
#include "bench/crosstab_statements.hpp"
#include "bench/measure.hpp"
#include "bench/statements.hpp"

namespace {

using namespace clusterlite::bench;

bool is_registered(const std::string& path, const std::string& function) {
  return function.empty() ||
         measure({.path = path, .sql = "SELECT 1 FROM cl_functions WHERE name = '" + function + "'"})
                 .text[0] == '1';
}

void compare(const std::string& path, std::size_t firms, const Statement& statement, int repetitions) {
  Line line{.firms = firms, .question = statement.question, .who = statement.who, .limit = statement.limit};
  if (!is_registered(path, statement.needs)) {
    line.seconds = "not registered: " + statement.needs;
    return print(line);
  }
  std::vector<double> scan_times;
  std::vector<double> times;
  Measurement scan;
  Measurement last;
  for (int i = 0; i < repetitions; ++i) {
    scan = measure({path, statement.before, statement.scan});
    last = measure({path, statement.before, statement.sql});
    if (!scan.done || !last.done) {
      line.seconds = std::string("failed: ") + (scan.done ? last : scan).text;
      return print(line);
    }
    scan_times.push_back(scan.seconds);
    times.push_back(last.seconds);
    if (last.seconds > 10) break;
  }
  line.seconds = number(median(times));
  line.scan = median(scan_times);
  line.bytes_per_firm = (last.peak_bytes - scan.peak_bytes) / static_cast<double>(firms);
  line.answer =
      statement.answer.empty() ? last.text : measure({path, statement.before, statement.answer}).text;
  print(line);
}

}  // namespace

int main(int argc, char** argv) {
  const bool worst = argc > 1 && std::string_view(argv[1]) == "--worst-cases";
  if (worst) --argc, ++argv;
  const auto firms = static_cast<std::size_t>(argc > 1 ? std::atof(argv[1]) : 1e6);
  const int repetitions = argc > 2 ? std::atoi(argv[2]) : 5;
  const std::string_view part = argc > 3 ? argv[3] : "";
  const std::string path = city_database(firms);
  add_indexed_firms(path);
  add_fine_firms(path);
  for (const Statement& statement : worst ? worst_cases() : statements_for(firms)) {
    if (statement.question.find(part) != std::string::npos) compare(path, firms, statement, repetitions);
  }
  return 0;
}
