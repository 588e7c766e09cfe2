// What the functions of spatial autocorrelation share: their optional arguments, and how their groups are
// run.
#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "datasets/values.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/shared/tie_argument.hpp"
#include "sqlite/tables/table_function.hpp"
#include "statistics/autocorrelation/permuted_lags.hpp"
#include "statistics/autocorrelation/sample.hpp"
#include "support/chance/p_values.hpp"

namespace clusterlite {

inline constexpr Argument kValuesArgument{"values", "values", "one number a unit: cl_values()"};
inline constexpr Argument kWeightsArgument{
    "weights", "weights",
    "who is whose neighbour: cl_weights(), or ties of your own: cl_links(), row i = its ties from i"};
inline constexpr Argument style_argument(std::string_view otherwise) {
  return {"style", "text", "'row': the weights of each unit are divided by their sum; 'given': as they are",
          otherwise, true};
}
inline constexpr Argument permutations_argument(std::string_view otherwise) {
  return {"permutations", "integer",
          "how many random arrangements p is counted from, >= 0; p cannot fall below 1 / (permutations + 1)",
          otherwise, true};
}
inline constexpr Argument kAlternativeArgument{
    "alternative", "text",
    "'two_sided': twice the smaller tail, at most 1; 'greater': alike values together; 'less': unlike ones",
    "'two_sided'", true};
inline constexpr Argument kSeedArgument{
    "seed", "integer", "the same seed gives the same permutations, on any machine and any number of threads",
    "0", true};

inline constexpr std::string_view kTiesNulls =
    "A unit without value is nobody's neighbour and out of n. An island (no neighbour that has a value) is "
    "out of n, mean and variance; "
    "so is a unit the weights do not know. Fewer than 4 units, or all values equal: NULL, the row stays.";
inline constexpr std::string_view kTiesErrors =
    "an argument that is not values, or not weights or links; no id in common; a link without weight, or to "
    "itself; another style or "
    "alternative; permutations that are negative, or would take over 10^10 steps (the error says how many "
    "fit)";

struct AutocorrelationOptions {
  Style style = Style::row;
  Permutations permutations;
  Alternative alternative = Alternative::two_sided;
};

inline constexpr std::array<std::string_view, 2> kStyles = {"row", "given"};

// The optional arguments from `first` on: permutations, alternative, seed.
inline AutocorrelationOptions read_options(const TableArguments& arguments, std::size_t first,
                                           std::uint64_t permutations_otherwise, Stream stream) {
  static constexpr std::array<std::string_view, 3> kAlternatives = {"two_sided", "greater", "less"};
  AutocorrelationOptions options;
  options.permutations = {permutations_otherwise, 0, stream};
  if (arguments.given(first)) {
    const std::int64_t count = arguments.integer(first);
    if (count < 0) throw Error(concat("permutations must be >= 0 (got ", count, ")"));
    options.permutations.count = static_cast<std::uint64_t>(count);
  }
  options.alternative = static_cast<Alternative>(arguments.option(first + 1, kAlternatives).value_or(0));
  if (arguments.given(first + 2))
    options.permutations.seed = static_cast<std::uint64_t>(arguments.integer(first + 2));
  return options;
}

// With a style before them.
inline AutocorrelationOptions read_styled_options(const TableArguments& arguments, std::size_t first,
                                                  Style style_otherwise, std::uint64_t permutations_otherwise,
                                                  Stream stream) {
  const auto style = arguments.option(first, kStyles);
  AutocorrelationOptions options = read_options(arguments, first + 1, permutations_otherwise, stream);
  options.style = style ? static_cast<Style>(*style) : style_otherwise;
  return options;
}

// Values that a result keeps: their bytes are copied.
class OwnedValues {
 public:
  OwnedValues(const TableArguments& arguments, std::size_t i, CancelToken& cancel) {
    const SealedBlob& sealed = arguments.data_set(i);
    cancel.check(sealed.bytes.size() / 64);
    bytes_.append(sealed.bytes.data(), sealed.bytes.size());
    try {
      view_ = ValuesView::open({bytes_.bytes(), sealed.header, sealed.origin}, cancel);
    } catch (const Error& error) {
      throw Error(concat("argument ", i + 1, " is ", error.what()));
    }
  }
  const ValuesView& view() const { return view_; }
  KeyView id(std::size_t row) const { return view_.units()[view_.unit(row)]; }
  void group_key(std::size_t row, ResultSink& out) const {
    view_.has_groups() ? out.key(view_.groups()[view_.group(row)]) : out.null();
  }

 private:
  ByteBuffer bytes_;
  ValuesView view_;
};

// The permanent forms of a function of values and weights.
inline std::vector<PermanentForm> value_forms() {
  return forms_with_weights({{0, value_collectors().front(), {"id", "value", "group_key"}}}, 1);
}

// One group: its rows, those of them that take part, and the ties between these.
struct GroupRun {
  ValueRows rows;
  std::vector<std::uint32_t> row_of_unit;  // of the values, by unit of the ties
  RawVector<double> values;                // by unit of the ties
  std::uint64_t islands = 0;               // with a value and without a neighbour that has one
  const TiesAmong* ties = nullptr;
};

// run(group number, group run) for each group, of the rows that take part. Groups of the same units share
// their ties.
template <class Run, class TakesPart>
void for_each_group_run(const ValuesView& values, const TieSource& source, Style style,
                        const Threads& threads, CancelToken& cancel, const Run& run,
                        const TakesPart& takes_part) {
  const auto nodes = nodes_of_units(values.units(), source, "values", cancel);
  std::unique_ptr<TiesAmong> ties;
  std::size_t number = 0;
  for (const ValueRows& rows : groups_of(values, cancel)) {
    GroupRun group;
    group.rows = rows;
    std::vector<std::uint32_t> chosen;
    for (std::size_t row = rows.first; row < rows.last; ++row) {
      cancel.check();
      if (!takes_part(row)) continue;
      const std::uint32_t node = nodes[values.unit(row)];
      if (node == kNoNode) {
        ++group.islands;
        continue;
      }
      chosen.push_back(node);
      group.row_of_unit.push_back(static_cast<std::uint32_t>(row));
      group.values.push_back(values.value(row));
    }
    if (!ties || ties->nodes() != chosen) {
      ties.reset();
      ties = std::make_unique<TiesAmong>(source, std::move(chosen), style, threads, cancel);
    }
    group.islands += ties->size() - ties->sample().size();
    group.ties = ties.get();
    run(number++, group);
  }
}

template <class Run>
void for_each_group_run(const ValuesView& values, const TieSource& source, Style style,
                        const Threads& threads, CancelToken& cancel, const Run& run) {
  for_each_group_run(values, source, style, threads, cancel, run,
                     [&](std::size_t row) { return !std::isnan(values.value(row)); });
}

}  // namespace clusterlite
