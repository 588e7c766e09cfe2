// What the functions that draw curves over distance share: the optional arguments, the columns, the rows.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "datasets/keys/dictionary.hpp"
#include "functions/shared/metric_option.hpp"
#include "sqlite/tables/table_function.hpp"
#include "statistics/curves/curve_options.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

inline constexpr std::string_view kStatistics = "Statistics";

// Lists one after another, for declarations.
template <class Item, std::size_t... kSizes>
constexpr auto joined(const Item (&... lists)[kSizes]) {
  std::array<Item, (kSizes + ...)> result{};
  std::size_t at = 0;
  const auto take = [&](const auto& list) {
    for (const Item& item : list) result[at++] = item;
  };
  (take(lists), ...);
  return result;
}

inline constexpr std::string_view kReferenceMeaning =
    "the group key whose firms are looked at; without it every group is, each by itself";
inline constexpr std::string_view kNeighbourMeaning =
    "the group key whose firms are counted around them; without it those of the same group";
inline constexpr std::string_view kAlternativeMeaning =
    "'two_sided'; 'greater': only more than by chance counts; 'less': only fewer";
inline constexpr std::string_view kSeedMeaning =
    "a whole number: the same seed gives the same random numbers, on every machine and with any number of "
    "threads";

inline constexpr Argument kReferenceArgument{"reference", "key", kReferenceMeaning, "", true};
inline constexpr Argument kNeighbourArgument{"neighbour", "key", kNeighbourMeaning, "", true};
inline constexpr Argument kSimulationsArgument{
    "simulations", "integer",
    "how many cities are drawn under the null model, for the bounds and p; 0: none. p cannot fall below "
    "1 / (simulations + 1)",
    "0", true};
inline constexpr Argument kAlphaArgument{"alpha", "number", "the level of the bounds, between 0 and 1",
                                         "0.05", true};
inline constexpr Argument kEnvelopeArgument{
    "envelope", "text",
    "the global test and its bounds: 'erl' (extreme rank length), 'studentised', 'quantile' (directional) or "
    "'mad' (greatest deviation from the mean curve)",
    "'erl'", true};
inline constexpr Argument kAlternativeArgument{"alternative", "text", kAlternativeMeaning, "'two_sided'",
                                               true};
inline constexpr Argument kSeedArgument{"seed", "integer", kSeedMeaning, "0", true};
inline constexpr Argument kMetricArgument{"metric", "text", kMetricMeaning, "'planar'", true};

inline constexpr std::string_view kPairNulls =
    "'location': firms change places, with their weights; 'labelling': group keys change places, weights "
    "stay; "
    "'independence' (two groups): the firms of the reference stay, all others change places";

inline constexpr Column kCurveKeys[] = {
    {"group_key", "", "the group looked at, as collected; NULL without group keys"},
    {"neighbour_key", "", "the group counted around it; the same where a group is compared with itself"},
    {"r", "REAL", "distance, in the unit of the coordinates (geodesic: metres)"},
};

inline constexpr Column kCurveBounds[] = {
    {"mean", "REAL", "mean of the simulations that have a value; NULL without simulations"},
    {"lo", "REAL", "local lower bound: at this distance alone, chance stays above it with 1 - alpha / 2"},
    {"hi", "REAL", "local upper bound"},
    {"global_lo", "REAL",
     "global lower bound: a curve of chance stays between both all along with 1 - alpha. NULL at distances "
     "where "
     "some curve has no value, or where all curves are equal"},
    {"global_hi", "REAL", "global upper bound"},
    {"p", "REAL",
     "of the global test of the whole curve, the same in all its rows: the share of curves, the observed one "
     "counted, that are at least as extreme"},
    {"p_fdr", "REAL", "p adjusted for the number of curves in the answer (Benjamini and Hochberg 1995)"},
    {"simulations_defined", "INTEGER", "simulations with a value at this distance"},
};

inline constexpr std::string_view kCurveResult =
    "one row per curve and distance 0, r_step, 2 r_step ... r_max";
inline constexpr std::string_view kCurveErrors =
    "r_step <= 0, r_max < r_step or more than 10,000 distances; a group key that the points do not have; "
    "neighbour without reference; too few simulations for alpha; rows that are not points";

// The positions of the common arguments in a declaration; -1 where there is none.
struct CurveArguments {
  int reference;
  int neighbour;
  int simulations;
  int null_model;
  int alpha;
  int envelope;
  int alternative;
  int seed;

  template <class List>
  static consteval CurveArguments of(const List& list) {
    return {find(list, "reference"),   find(list, "neighbour"), find(list, "simulations"),
            find(list, "null_model"),  find(list, "alpha"),     find(list, "envelope"),
            find(list, "alternative"), find(list, "seed")};
  }

 private:
  template <class List>
  static consteval int find(const List& list, std::string_view name) {
    for (int i = 0; i < static_cast<int>(list.size()); ++i) {
      if (list[static_cast<std::size_t>(i)].name == name) return i;
    }
    return -1;
  }
};

inline Alternative read_alternative(const TableArguments& arguments, int at) {
  static constexpr std::array<std::string_view, 3> kAlternatives = {"two_sided", "greater", "less"};
  return static_cast<Alternative>(arguments.option(static_cast<std::size_t>(at), kAlternatives).value_or(0));
}

inline std::uint64_t read_seed(const TableArguments& arguments, int at) {
  const auto i = static_cast<std::size_t>(at);
  return arguments.given(i) ? static_cast<std::uint64_t>(arguments.integer(i)) : 0;
}

inline std::uint32_t read_simulations(const TableArguments& arguments, int at, std::uint32_t otherwise) {
  constexpr std::int64_t kMost = 1'000'000;
  const auto i = static_cast<std::size_t>(at);
  if (!arguments.given(i)) return otherwise;
  const std::int64_t simulations = arguments.integer(i);
  if (simulations < 0 || simulations > kMost) {
    throw Error(concat("simulations must be from 0 to ", kMost, " (got ", simulations, ")"));
  }
  return static_cast<std::uint32_t>(simulations);
}

// `words` are those of the null models in `models`; the first is the default.
inline NullModel read_null_model(const TableArguments& arguments, int at,
                                 std::span<const std::string_view> words, std::span<const NullModel> models,
                                 NullModel otherwise) {
  const auto found = arguments.option(static_cast<std::size_t>(at), words);
  return found ? models[*found] : otherwise;
}

inline CurveOptions read_curve_options(const TableArguments& arguments, const CurveArguments& at,
                                       std::size_t distances, std::uint32_t simulations = 0) {
  static constexpr std::array<std::string_view, 4> kEnvelopes = {"erl", "studentised", "quantile", "mad"};
  CurveOptions options;
  options.simulations = read_simulations(arguments, at.simulations, simulations);
  const auto alpha = static_cast<std::size_t>(at.alpha);
  if (arguments.given(alpha)) options.envelope.alpha = arguments.real(alpha);
  options.envelope.global = static_cast<GlobalEnvelope>(
      arguments.option(static_cast<std::size_t>(at.envelope), kEnvelopes).value_or(0));
  options.envelope.alternative = read_alternative(arguments, at.alternative);
  options.seed = read_seed(arguments, at.seed);
  require_simulations(options.simulations, options.envelope);
  constexpr std::size_t kMostValues = 20'000'000;
  if ((options.simulations + std::size_t{1}) * distances > kMostValues) {
    throw Error(concat("at most ", kMostValues / distances - 1, " simulations of ", distances,
                       " distances fit into memory (got ", options.simulations,
                       "); take a larger r_step or fewer simulations"));
  }
  return options;
}

// The group of a key.
inline std::uint32_t group_of_key(const PointsView& points, const statistics::SiteMarks& marks,
                                  const KeyView& key, std::string_view argument) {
  if (!points.has_groups()) {
    throw Error(concat(argument, " needs points with group keys: cl_points(id, x, y, weight, group_key)"));
  }
  for (std::uint32_t group = 0; group < marks.group_count(); ++group) {
    if (points.group_key(marks.group_number(group)) == key) return group;
  }
  std::string list;
  constexpr std::uint32_t kShown = 5;
  for (std::uint32_t group = 0; group < std::min(marks.group_count(), kShown); ++group) {
    if (group > 0) list += ", ";
    list += to_text(points.group_key(marks.group_number(group)));
  }
  if (marks.group_count() > kShown) list += ", ...";
  throw Error(concat(argument, " must be one of the group keys ", list, " (got ", to_text(key), ")"));
}

inline std::optional<std::uint32_t> read_group(const TableArguments& arguments, int at,
                                               const PointsView& points, const statistics::SiteMarks& marks,
                                               std::string_view name) {
  const auto key = arguments.key(static_cast<std::size_t>(at));
  if (!key || marks.group_count() == 0) return std::nullopt;  // no groups, no curves
  return group_of_key(points, marks, *key, name);
}

// Neither reference nor neighbour: each group with itself.
inline std::vector<GroupPair> read_pairs(const TableArguments& arguments, const CurveArguments& at,
                                         const PointsView& points, const statistics::SiteMarks& marks,
                                         NullModel null_model) {
  const auto reference = read_group(arguments, at.reference, points, marks, "reference");
  const auto neighbour = read_group(arguments, at.neighbour, points, marks, "neighbour");
  if (neighbour && !reference) {
    throw Error("neighbour needs a reference: the group whose firms are looked at");
  }
  std::vector<GroupPair> pairs;
  if (reference) {
    pairs.push_back({*reference, neighbour.value_or(*reference)});
  } else {
    for (std::uint32_t group = 0; group < marks.group_count(); ++group) pairs.push_back({group, group});
  }
  if (null_model == NullModel::independence && marks.group_count() > 0 &&
      (!neighbour || *neighbour == *reference)) {
    throw Error("null_model 'independence' needs two groups: reference and neighbour");
  }
  return pairs;
}

// The group keys of an answer, owned.
class GroupKeys {
 public:
  static constexpr std::uint32_t kAllOthers = 0xFFFFFFFF;  // in the place of a group: no key

  GroupKeys(const PointsView& points, const statistics::SiteMarks& marks, CancelToken& cancel)
      : has_keys_(points.has_groups()) {
    for (std::uint32_t group = 0; has_keys_ && group < marks.group_count(); ++group) {
      cancel.check();
      keys_.intern(points.group_key(marks.group_number(group)));
    }
  }
  void column(std::uint32_t group, ResultSink& out) const {
    has_keys_&& group != kAllOthers ? out.key(keys_[group]) : out.null();
  }

 private:
  bool has_keys_;
  Dictionary keys_;
};

// One row per curve and distance: kCurveKeys, `own` columns of the function, kCurveBounds.
class CurveTable : public TableResult {
 public:
  CurveTable(GroupKeys keys, std::vector<GroupPair> pairs, std::vector<double> distances,
             std::vector<Curve> curves, int own, CancelToken& cancel)
      : keys_(std::move(keys)),
        pairs_(std::move(pairs)),
        distances_(std::move(distances)),
        curves_(std::move(curves)),
        own_(own) {
    std::vector<double> p;
    for (const Curve& curve : curves_) p.push_back(curve.envelope.p);
    p_fdr_ = false_discovery_p(p, cancel);
  }

  std::size_t size() const override { return curves_.size() * distances_.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const std::size_t number = row / distances_.size();
    const std::size_t r = row % distances_.size();
    const Curve& curve = curves_[number];
    const Envelope& envelope = curve.envelope;
    if (column >= kOwn && column < kOwn + own_) return own_column(number, r, column - kOwn, out);
    switch (column < kOwn ? column : column - own_) {
      case 0:
        return keys_.column(pairs_[number].reference, out);
      case 1:
        return keys_.column(pairs_[number].neighbour, out);
      case 2:
        return out.real(distances_[r]);
      case 3:
        return out.real(envelope.mean[r]);
      case 4:
        return out.real(envelope.low[r]);
      case 5:
        return out.real(envelope.high[r]);
      case 6:
        return out.real(envelope.global_low[r]);
      case 7:
        return out.real(envelope.global_high[r]);
      case 8:
        return out.real(envelope.p);
      case 9:
        return out.real(p_fdr_[number]);
      default:
        return out.integer(std::int64_t{envelope.defined[r]});
    }
  }

 protected:
  static constexpr int kOwn = 3;
  virtual void own_column(std::size_t curve, std::size_t r, int, ResultSink& out) const {
    out.real(curves_[curve].values[r]);
  }
  const std::vector<Curve>& curves() const { return curves_; }
  const std::vector<double>& distances() const { return distances_; }

 private:
  GroupKeys keys_;
  std::vector<GroupPair> pairs_;
  std::vector<double> distances_;
  std::vector<Curve> curves_;
  int own_;
  std::vector<double> p_fdr_;
};

}  // namespace clusterlite
