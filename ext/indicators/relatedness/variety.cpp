#include "indicators/relatedness/variety.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "support/numbers/sum.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// The first `count` characters of a UTF-8 text, or all of a shorter one; `found` says how many there are.
std::string_view first_characters(std::string_view text, std::size_t count, std::size_t& found) {
  found = 0;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool starts_character = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (starts_character && found == count) break;
    if (starts_character) ++found;
  }
  return text.substr(0, end);
}

// share * log2(1 / part), where `part` is the share of something in what holds `share`.
double bits(double share, double part) { return part > 0 ? share * -std::log2(part) : 0; }

}  // namespace

std::vector<std::uint32_t> groups_of_codes(const Dictionary& industries, std::size_t digits) {
  Dictionary prefixes;
  std::vector<std::uint32_t> groups;
  groups.reserve(industries.size());
  for (std::size_t i = 0; i < industries.size(); ++i) {
    const KeyView& code = industries[i];
    if (code.type == KeyType::real || (code.type == KeyType::integer && code.integer < 0)) {
      throw Error(concat("an industry code must be a text or a whole number >= 0 (got ", to_text(code), ")"));
    }
    const std::string text =
        code.type == KeyType::text ? std::string(code.text) : std::to_string(code.integer);
    std::size_t found = 0;
    const std::string_view prefix = first_characters(text, digits, found);
    if (found < digits) {
      throw Error(concat(
          "industry code ", to_text(code), " has fewer than ", digits,
          digits == 1 ? " character" : " characters",
          code.type == KeyType::integer ? "; codes with leading zeros must be collected as text" : ""));
    }
    groups.push_back(prefixes.intern(KeyView::of(prefix)));
  }
  return groups;
}

std::vector<Variety> variety_of(const Crosstab& table, const Margins& margins,
                                const std::vector<std::uint32_t>& groups, CancelToken& cancel) {
  std::vector<Variety> result(table.regions.size());
  std::vector<CompensatedSum> group_sums(table.industries.size());
  std::vector<std::uint32_t> used;
  std::size_t begin = 0;
  for (std::uint32_t region = 0; region < result.size(); ++region) {
    Variety& variety = result[region];
    const double whole = margins.regions[region];
    std::size_t end = begin;
    used.clear();
    for (; end < table.cells.size() && table.cells[end].region == region; ++end) {
      cancel.check();
      const Crosstab::Cell& cell = table.cells[end];
      if (!(cell.value.value() > 0)) continue;
      ++variety.industries;
      CompensatedSum& sum = group_sums[groups[cell.industry]];
      if (sum.value() == 0) used.push_back(groups[cell.industry]);
      sum.add(cell.value);
    }
    variety.groups = used.size();
    CompensatedSum unrelated;
    CompensatedSum related;
    CompensatedSum total;
    for (const std::uint32_t group : used) {
      const double share = group_sums[group].value() / whole;
      unrelated.add(bits(share, share));
    }
    for (; begin < end; ++begin) {
      const double value = table.cells[begin].value.value();
      const double group = group_sums[groups[table.cells[begin].industry]].value();
      related.add(bits(value / whole, value / group));
      total.add(bits(value / whole, value / whole));
    }
    for (const std::uint32_t group : used) group_sums[group] = {};
    const bool known = whole > 0;
    variety.unrelated = known ? unrelated.value() : kUndefined;
    variety.related = known ? related.value() : kUndefined;
    variety.total = known ? total.value() : kUndefined;
  }
  return result;
}

}  // namespace clusterlite
