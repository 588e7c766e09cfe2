#include "datasets/keys/lookalike_keys.hpp"

#include "support/memory/growing_array.hpp"
#include "support/text/folded_text.hpp"

namespace clusterlite {

std::uint64_t count_lookalikes(const Dictionary& keys, CancelToken& cancel) {
  Dictionary looks;
  GrowingArray<std::uint32_t> keys_of;  // per look, how many keys have it
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].type != KeyType::text) continue;
    cancel.check(1 + keys[i].text.size() / 8);
    const std::string look = folded(keys[i].text);
    const std::uint32_t number = looks.intern(KeyView::of(std::string_view(look)));
    if (number == keys_of.size()) keys_of.push_back(0);
    ++keys_of[number];
  }
  std::uint64_t count = 0;
  for (const std::uint32_t keys_alike : keys_of) {
    cancel.check();
    if (keys_alike > 1) count += keys_alike;
  }
  return count;
}

}  // namespace clusterlite
