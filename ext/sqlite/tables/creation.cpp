#include "sqlite/tables/creation.hpp"

#include <string>
#include <string_view>

#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// The words of a statement, without comments and the semicolons that may stand before it; a quoted name
// without its quotes.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  std::string next() {
    skip_blanks();
    if (rest_.empty()) return {};
    const char open = rest_.front();
    if (open == '"' || open == '`' || open == '\'' || open == '[')
      return quoted_word(open == '[' ? ']' : open);
    std::size_t length = 0;
    while (length < rest_.size() && is_letter(rest_[length])) ++length;
    return take(length == 0 ? 1 : length);
  }

 private:
  static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
  }

  std::string take(std::size_t length) {
    std::string word(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return word;
  }

  void skip_to_end_of(std::string_view mark, std::size_t from) {
    const std::size_t at = rest_.find(mark, from);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + mark.size());
  }

  void skip_blanks() {
    for (;;) {
      if (rest_.starts_with("--")) {
        skip_to_end_of("\n", 2);
      } else if (rest_.starts_with("/*")) {
        skip_to_end_of("*/", 2);
      } else if (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == ';' ||
                                    (rest_.front() >= '\t' && rest_.front() <= '\r'))) {
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }

  std::string quoted_word(char close) {
    std::string word;
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == close) {
        if (close == ']' || rest_.empty() || rest_.front() != close) break;
        rest_.remove_prefix(1);  // a doubled quote stands for one
      }
      word += c;
    }
    return word;
  }

  std::string_view rest_;
};

bool same(const std::string& word, const char* other) { return sqlite3_stricmp(word.c_str(), other) == 0; }

// CREATE VIRTUAL TABLE [IF NOT EXISTS] [schema.]name USING module
bool is_creation(std::string_view sql, const char* name, const char* module) {
  Words words(sql);
  for (const char* const expected : {"CREATE", "VIRTUAL", "TABLE"}) {
    if (!same(words.next(), expected)) return false;
  }
  std::string found = words.next();
  std::string after = words.next();
  if (same(found, "IF") && same(after, "NOT")) {
    words.next();  // EXISTS
    found = words.next();
    after = words.next();
  }
  if (after == ".") {
    found = words.next();
    after = words.next();
  }
  return same(found, name) && same(after, "USING") && same(words.next(), module);
}

}  // namespace

bool creates_virtual_table(sqlite3* db, const char* name, const char* module) {
  for (sqlite3_stmt* s = sqlite3_next_stmt(db, nullptr); s != nullptr; s = sqlite3_next_stmt(db, s)) {
    if (sqlite3_stmt_busy(s) == 0) continue;
    const char* const sql = sqlite3_sql(s);
    if (sql != nullptr && is_creation(sql, name, module)) return true;
  }
  return false;
}

}  // namespace clusterlite
