// The border between C++ and C: no exception crosses it. Each callback of SQLite runs its work inside one of
// these.
#pragma once

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sqlite/values/api.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

// A call of SQLite's that failed inside a callback: its code goes on to the outer statement.
class SqliteError : public std::runtime_error {
 public:
  SqliteError(int code, const char* message) : std::runtime_error(message), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

// Throws what belongs to a result code: nothing for SQLITE_OK, bad_alloc, Cancelled or SqliteError.
inline void check_sqlite(int code, sqlite3* db) {
  switch (code & 0xFF) {
    case SQLITE_OK:
      return;
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_INTERRUPT:
      throw Cancelled{};
    default:
      throw SqliteError(code, sqlite3_errmsg(db));
  }
}

// What to tell SQLite of the exception now being handled: a result code and, for SQLITE_ERROR, a sentence.
struct Failure {
  int code = SQLITE_ERROR;
  std::string message;
};

inline Failure current_failure(std::string_view function) {
  try {
    throw;
  } catch (const Error& error) {
    return {SQLITE_ERROR, concat(function, ": ", error.what())};
  } catch (const SqliteError& error) {
    // A statement run by a function may fail in that same function, which has said its name already.
    const std::string prefix = concat(function, ": ");
    const std::string_view message = error.what();
    return {error.code(), message.starts_with(prefix) ? std::string(message) : prefix + error.what()};
  } catch (const Cancelled&) {
    return {SQLITE_INTERRUPT, "interrupted"};
  } catch (const std::bad_alloc&) {
    return {SQLITE_NOMEM, {}};
  } catch (const std::length_error&) {
    return {SQLITE_NOMEM, {}};
  } catch (const std::exception& error) {
    return {SQLITE_ERROR, concat(function, ": internal error: ", error.what())};
  }
}

// For functions: runs body() and reports its exception as the function's result.
template <class Body>
void guarded(sqlite3_context* context, std::string_view function, Body&& body) noexcept {
  try {
    body();
  } catch (...) {
    try {
      const Failure failure = current_failure(function);
      switch (failure.code) {
        case SQLITE_NOMEM:
          sqlite3_result_error_nomem(context);
          break;
        case SQLITE_INTERRUPT:
          sqlite3_result_error(context, failure.message.c_str(), -1);
          sqlite3_result_error_code(context, SQLITE_INTERRUPT);
          break;
        default:
          sqlite3_result_error(context, failure.message.c_str(), -1);
          sqlite3_result_error_code(context, failure.code);
      }
    } catch (...) {
      sqlite3_result_error_nomem(context);
    }
  }
}

// For virtual tables: runs body(), which returns a result code; an exception's sentence goes to *message.
template <class Body>
int guarded(char** message, std::string_view function, Body&& body) noexcept {
  try {
    return body();
  } catch (...) {
    try {
      const Failure failure = current_failure(function);
      if (failure.code != SQLITE_NOMEM) {
        sqlite3_free(*message);
        *message = sqlite3_mprintf("%s", failure.message.c_str());
        if (*message == nullptr) return SQLITE_NOMEM;
      }
      return failure.code;
    } catch (...) {
      return SQLITE_NOMEM;
    }
  }
}

}  // namespace clusterlite
