// The small JSON of options: '{"title":"IT firms","width":800,"box":[0,0,10,10]}', read strictly (RFC 8259).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clusterlite {

struct Json {
  enum class Type : std::uint8_t { null, boolean, number, text, array, object };
  Type type = Type::null;
  bool boolean = false;
  double number = 0;
  std::string text;
  std::vector<Json> items;
  struct Member;
  std::vector<Member> members;  // in their order, each name once
};

struct Json::Member {
  std::string name;
  Json value;
};

// Throws Error with a sentence that says where and what.
Json parse_json(std::string_view text);

}  // namespace clusterlite
