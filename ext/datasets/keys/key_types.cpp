#include "datasets/keys/key_types.hpp"

#include <cmath>
#include <optional>
#include <string>

#include "support/numbers/parse_number.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// The number that a key is, or that its text is, as an integer where it is whole; nullopt for other texts.
std::optional<KeyView> number_of(const KeyView& key) {
  constexpr double kTwo63 = 9223372036854775808.0;
  double real = key.real;
  if (key.type == KeyType::integer) return key;
  if (key.type == KeyType::text) {
    const auto parsed = parse_number(key.text);
    if (!parsed) return std::nullopt;
    if (parsed->is_integer) return KeyView::of(parsed->integer);
    real = parsed->real;
  }
  const bool whole = real == std::floor(real) && real >= -kTwo63 && real < kTwo63;
  return whole ? KeyView::of(static_cast<std::int64_t>(real)) : KeyView::of(real);
}

// Whether all keys of both dictionaries are of one type, so that there is nothing to look for.
bool of_one_type(const Dictionary& a, const Dictionary& b, CancelToken& cancel) {
  for (const Dictionary* const keys : {&a, &b}) {
    for (std::size_t i = 0; i < keys->size(); ++i) {
      cancel.check();
      if ((*keys)[i].type != (a.size() > 0 ? a[0] : b[0]).type) return false;
    }
  }
  return true;
}

struct Twins {
  KeyView a;
  KeyView b;
};

// The first twins in the order of keys: what is found cannot depend on the order of the rows.
std::optional<Twins> twins_of(const Dictionary& a, const Dictionary& b, CancelToken& cancel) {
  if (of_one_type(a, b, cancel)) return std::nullopt;
  Dictionary values;
  GrowingArray<std::uint32_t> first;  // per value, the first key of b that is it
  for (std::uint32_t i = 0; i < b.size(); ++i) {
    cancel.check();
    const auto value = number_of(b[i]);
    if (!value) continue;
    const std::uint32_t number = values.intern(*value);
    if (number == first.size()) {
      first.push_back(i);
    } else if (compare(b[i], b[first[number]]) < 0) {
      first[number] = i;
    }
  }
  // The first key of a value is a number where there is one, and an integer rather than a real. Two texts of
  // one value ('111', '0111') are two codes. So the twin of a number is whatever b has; of a text, a number.
  std::optional<Twins> found;
  const auto note = [&](const KeyView& mine, const KeyView& other) {
    if (mine.type == other.type) return;
    if (!found || compare(mine, found->a) < 0) found = Twins{mine, other};
  };
  for (std::size_t i = 0; i < a.size(); ++i) {
    cancel.check();
    const auto value = number_of(a[i]);
    const std::uint32_t number = value ? values.find(*value) : static_cast<std::uint32_t>(values.size());
    if (number < values.size()) note(a[i], b[first[number]]);
  }
  return found;
}

// The zeros that '0111' begins with are lost where 111 stands.
std::string cure(std::string_view what, const KeyView& number, const KeyView& other) {
  if (other.type != KeyType::text) return concat("CAST(", what, " AS INTEGER)");
  std::string cast = concat("CAST(", what, " AS TEXT)");
  const bool has_zeros = number.type == KeyType::integer && other.text.size() > to_text(number).size() &&
                         other.text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!has_zeros) return cast;
  return concat(cast, ", or with the zeros printf('%0", other.text.size(), "d', ", what, ")");
}

std::string written(const KeyView& key) {
  const std::string text = to_text(key);
  const bool looks_whole = key.type == KeyType::real && text.find_first_of(".e") == std::string::npos;
  return looks_whole ? text + ".0" : text;
}

// "label 62 is a number in the links and the text '62' in the labels"
// `one_place`: where_a and where_b are of one data set, in which the number always comes first.
std::string contrast(std::string_view what, const Twins& twins, std::string_view where_a,
                     std::string_view where_b, bool one_place = false) {
  // The number first, of two numbers the integer.
  const bool turned = compare(twins.b, twins.a) < 0;
  const KeyView& number = turned ? twins.b : twins.a;
  const KeyView& other = turned ? twins.a : twins.b;
  const bool swap = turned && !one_place;
  const bool both_numbers = other.type != KeyType::text;
  return concat(what, " ", written(number), both_numbers ? " is an integer in " : " is a number in ",
                swap ? where_b : where_a, " and the ", both_numbers ? "real " : "text ", written(other),
                " in ", swap ? where_a : where_b);
}

Dictionary unmatched(const Dictionary& keys, const Dictionary& others, CancelToken& cancel) {
  Dictionary result;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    cancel.check();
    if (others.find(keys[i]) == others.size()) result.intern(keys[i]);
  }
  return result;
}

}  // namespace

void refuse_firms_of_two_types(const Dictionary& a, std::string_view where_a, const Dictionary& b,
                               std::string_view where_b, CancelToken& cancel) {
  if (of_one_type(a, b, cancel)) return;
  const Dictionary only_a = unmatched(a, b, cancel);  // the twins point into them
  const Dictionary only_b = unmatched(b, a, cancel);
  const auto twins = twins_of(only_a, only_b, cancel);
  if (twins) throw Error(contrast("firm", *twins, where_a, where_b) + "; collect them with one type");
}

void refuse_two_types(std::string_view what, const Dictionary& keys, CancelToken& cancel) {
  refuse_two_types(what, keys, "some rows", keys, "others", cancel);
}

void refuse_two_types(std::string_view what, const Dictionary& a, std::string_view where_a,
                      const Dictionary& b, std::string_view where_b, CancelToken& cancel) {
  const auto twins = twins_of(a, b, cancel);
  if (!twins) return;
  const auto& [number, other] =
      compare(twins->b, twins->a) < 0 ? Twins{twins->b, twins->a} : Twins{twins->a, twins->b};
  throw Error(concat(contrast(what, *twins, where_a, where_b, &a == &b), "; collect ",
                     &a == &b ? "it" : "them", " with one type: ", cure(what, number, other)));
}

}  // namespace clusterlite
