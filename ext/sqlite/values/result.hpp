// Handing results to SQLite. Not-a-number is SQL's NULL: an undefined indicator is never 0, NaN or Inf.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "datasets/blobs/byte_buffer.hpp"
#include "datasets/keys/key.hpp"
#include "sqlite/values/api.hpp"
#include "support/memory/large_memory.hpp"

namespace clusterlite {

class ResultSink {
 public:
  explicit ResultSink(sqlite3_context* context) : context_(context) {}

  void null() { sqlite3_result_null(context_); }
  void integer(std::int64_t value) { sqlite3_result_int64(context_, value); }
  void integer(std::optional<std::uint64_t> value) {
    value ? integer(static_cast<std::int64_t>(*value)) : null();
  }
  void real(double value) { std::isfinite(value) ? sqlite3_result_double(context_, value) : null(); }
  void text(std::string_view value) {
    sqlite3_result_text64(context_, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  // For string literals: not copied.
  void literal(const char* value) { sqlite3_result_text(context_, value, -1, SQLITE_STATIC); }
  void key(const KeyView& value) {
    switch (value.type) {
      case KeyType::integer:
        integer(value.integer);
        break;
      case KeyType::real:
        sqlite3_result_double(context_, value.real);
        break;
      case KeyType::text:
        text(value.text);
        break;
    }
  }
  // The memory goes over without a copy. An empty buffer is NULL.
  void blob(ByteBuffer&& value) {
    if (value.size() == 0) return null();
    const std::size_t size = value.size();
    sqlite3_result_blob64(context_, value.release(), size, &free_block);
  }

  sqlite3_context* context() const { return context_; }

 private:
  sqlite3_context* context_;
};

}  // namespace clusterlite
