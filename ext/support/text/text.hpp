// Putting numbers and user-supplied text into error messages.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

namespace clusterlite {

// The shortest decimal text that reads back as the same number: 500, 0.1, -1e-300.
std::string to_text(double value);

// 'O''Neill': quoted like an SQL literal, cut after 60 bytes (at a UTF-8 border) so that an error stays a
// sentence. Bytes that are no UTF-8 become question marks: some clients cannot show a message otherwise.
std::string quoted(std::string_view text);

// Whether all bytes are UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

// X'B0ADB3B2': the bytes as an SQL literal, cut after 30 of them.
std::string hexadecimal(std::string_view bytes);

namespace detail {
inline std::string piece(std::string_view text) { return std::string(text); }
inline std::string piece(double value) { return to_text(value); }
template <class Integer>
requires std::is_integral_v<Integer> std::string piece(Integer value) { return std::to_string(value); }
}  // namespace detail

// concat("eps must be >= 0 (got ", eps, ")")
template <class... Pieces>
std::string concat(const Pieces&... pieces) {
  std::string out;
  (out.append(detail::piece(pieces)), ...);
  return out;
}

}  // namespace clusterlite
