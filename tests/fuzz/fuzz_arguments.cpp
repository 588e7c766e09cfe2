// Arguments of every function: the first byte says of which, the second how many are given, and the rest is
// one value each: NULL, whole numbers, reals, texts and BLOBs of any content, or what belongs there. In an
// aggregate the value stands in one row and what belongs there in the others.
#include <algorithm>
#include <cstring>

#include "fuzz/fuzz.hpp"

namespace {

using clusterlite::fuzz::Connection;

struct Function {
  bool is_table = false;
  std::string name;
  std::vector<std::string> plain;  // arguments as they should be
};

std::vector<Function> functions_of(Connection& db) {
  std::vector<Function> functions;
  for (const std::string& name : db.texts("SELECT name FROM cl_functions ORDER BY name")) {
    const std::string own = "name = '" + name + "'";
    const bool is_table =
        !db.texts("SELECT 1 FROM cl_functions WHERE kind = 'table-valued function' AND " + own).empty();
    functions.push_back({is_table, name,
                         db.texts(std::string("SELECT ") + clusterlite::fuzz::kPlainArgument +
                                  " FROM cl_functions AS f, json_each(f.arguments) AS a WHERE f." + own)});
  }
  return functions;
}

// The input, taken byte by byte; behind its end zeros.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}

  std::span<const std::uint8_t> bytes(std::size_t wanted) {
    const std::size_t n = std::min(wanted, left_);
    const std::span<const std::uint8_t> taken(data_, n);
    data_ += n;
    left_ -= n;
    return taken;
  }
  std::uint8_t byte() {
    const auto one = bytes(1);
    return one.empty() ? std::uint8_t{0} : one[0];
  }
  template <typename T>
  T number() {
    T value{};
    const auto some = bytes(sizeof value);
    if (!some.empty()) std::memcpy(&value, some.data(), some.size());
    return value;
  }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
};

constexpr int kPlain = 0;  // the kind of value that belongs there

void bind_value(sqlite3_stmt* statement, int i, int kind, Input& input) {
  switch (kind) {
    case 1:
      sqlite3_bind_null(statement, i);
      break;
    case 2:
      sqlite3_bind_int(statement, i, static_cast<std::int8_t>(input.byte()));
      break;
    case 3:
      sqlite3_bind_int64(statement, i, input.number<std::int64_t>());
      break;
    case 4:
      sqlite3_bind_double(statement, i, input.number<double>());
      break;
    case 5:
      sqlite3_bind_double(statement, i, static_cast<std::int8_t>(input.byte()) / 8.0);
      break;
    default: {
      const auto bytes = input.bytes(input.byte());
      const int size = static_cast<int>(bytes.size());
      if (kind == 6) {
        sqlite3_bind_text(statement, i, reinterpret_cast<const char*>(bytes.data()), size, SQLITE_TRANSIENT);
      } else {
        sqlite3_bind_blob(statement, i, bytes.data(), size, SQLITE_TRANSIENT);
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Connection db;
  static const std::vector<Function> functions = [] {
    clusterlite::fuzz::make_sets(db);
    return functions_of(db);
  }();
  Input input(data, size);
  const Function& function = functions[input.byte() % functions.size()];
  if (function.name == "cl_threads" || function.name == "cl_progress") return 0;
  const std::size_t given = input.byte() % (function.plain.size() + 2);
  std::vector<int> kinds;
  std::string call = (function.is_table ? "SELECT * FROM " : "SELECT ") + function.name + "(";
  for (std::size_t i = 0; i < given; ++i) {
    const std::string plain = i < function.plain.size() ? function.plain[i] : "1";
    const int kind = input.byte() % 8;
    call += i == 0 ? "" : ", ";
    if (kind == kPlain) {
      call += plain;
      continue;
    }
    kinds.push_back(kind);
    const std::string parameter = "?" + std::to_string(kinds.size());
    call += function.is_table ? parameter : "CASE id WHEN 2 THEN " + parameter + " ELSE " + plain + " END";
  }
  call += function.is_table ? ")" : ") FROM plain";
  // The values stand behind the kinds.
  const auto bind = [&](sqlite3_stmt* statement, int i) {
    bind_value(statement, i, kinds[static_cast<std::size_t>(i - 1)], input);
  };
  db.run_bound(call, bind, 200);
  return 0;
}
