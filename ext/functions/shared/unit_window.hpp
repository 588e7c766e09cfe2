// Aggregates and window functions over units: each row is a unit, or each category whose rows are summed
// first.
//
// Rows come and go in any order; a result is computed from the units that are there, so a moving window gives
// bit for bit what computing it anew gives. What it costs is in proportion to the number of different units
// in the window.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "indicators/inequality/category_sums.hpp"
#include "indicators/inequality/distribution.hpp"
#include "sqlite/connection/functions.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

// An argument that must be the same in all rows.
struct ParameterRule {
  std::size_t at;
  double (*read)(const Value& value);  // throws Error
};

template <std::size_t kColumns>
class UnitWindow final : public WindowAggregate {
 public:
  using Values = std::array<double, kColumns>;

  // One function: its arguments are the values, from value_at on, and perhaps a parameter before or after
  // them; a category, when there is one, comes last.
  struct Function {
    double (*formula)(std::span<const CountedUnit<kColumns>> units, double parameter, CancelToken& cancel);
    std::size_t value_at = 0;
    std::optional<ParameterRule> parameter{};
    bool (*fits)(const Values& values) = nullptr;  // whether there can be such a unit; else
    std::string_view misfit{};                     // the error says this

    std::size_t category_at() const {
      return value_at + kColumns + (parameter && parameter->at > value_at ? 1 : 0);
    }
  };

  UnitWindow(const Function& function, std::size_t arguments)
      : function_(function), has_category_(arguments > function.category_at()) {}

  void step(const Arguments& row) override {
    if (function_.parameter) read_parameter(row[function_.parameter->at]);
    if (has_category_) {
      if (const auto unit = unit_of(row)) categories_.add(unit->category, unit->values);
    } else if (const auto values = values_of(row)) {
      if (function_.fits != nullptr && !function_.fits(*values)) throw Error(std::string(function_.misfit));
      rows_.add(*values);
    }
  }

  void inverse(const Arguments& row) override {
    if (has_category_) {
      if (const auto unit = unit_of(row)) categories_.remove(unit->category, unit->values);
    } else if (const auto values = values_of(row)) {
      rows_.remove(*values);
    }
  }

  void value(ResultSink& result) const override {
    CancelToken never;
    report(result, never);
  }
  void finish(ResultSink& result, CancelToken& cancel) override { report(result, cancel); }

 private:
  struct Unit {
    KeyView category;
    Values values;
  };

  void report(ResultSink& result, CancelToken& cancel) const {
    if (!has_category_) return result.real(function_.formula(rows_.units(cancel), parameter_, cancel));
    const RawVector<Values> sums = categories_.values(cancel);
    if (function_.fits != nullptr) refuse_misfits(sums, cancel);
    CountedValues<kColumns> units;
    for (const Values& values : sums) {
      cancel.check();
      units.add(values);
    }
    result.real(function_.formula(units.units(cancel), parameter_, cancel));
  }

  // Names the first category, in the order of keys, that cannot be.
  void refuse_misfits(const RawVector<Values>& sums, CancelToken& cancel) const {
    const KeyView* first = nullptr;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      cancel.check();
      const KeyView& category = categories_.category(i);
      if (!function_.fits(sums[i]) && (first == nullptr || compare(category, *first) < 0)) first = &category;
    }
    if (first != nullptr) throw Error(concat(function_.misfit, " (category ", to_text(*first), ")"));
  }

  // nullopt: the row has no part in the result.
  std::optional<Values> values_of(const Arguments& row) const {
    Values values{};
    for (std::size_t i = 0; i < kColumns; ++i) {
      const auto value = row[function_.value_at + i].real(Sign::not_negative);
      if (!value) return std::nullopt;
      values[i] = *value + 0.0;  // of -0 makes 0
    }
    return values;
  }

  std::optional<Unit> unit_of(const Arguments& row) const {
    const auto category = row[function_.category_at()].key();
    if (!category) return std::nullopt;
    try {
      const auto values = values_of(row);
      return values ? std::optional(Unit{*category, *values}) : std::nullopt;
    } catch (const BadValue& bad) {
      throw bad.at(concat("category ", to_text(*category)));
    }
  }

  void read_parameter(const Value& value) {
    const double parameter = function_.parameter->read(value);
    if (has_parameter_ && parameter_ != parameter) {
      throw Error(concat(value.argument(), " must be the same in all rows (got ", parameter_, " and ",
                         parameter, ")"));
    }
    parameter_ = parameter;
    has_parameter_ = true;
  }

  const Function& function_;
  bool has_category_;
  bool has_parameter_ = false;
  double parameter_ = 0;
  mutable CountedValues<kColumns> rows_;  // settles what has come and gone when it is asked
  CategorySums<kColumns> categories_;
};

// For WindowFunction::make.
template <const auto& kFunction, std::size_t kColumns = 1>
std::unique_ptr<WindowAggregate> make_unit_window(std::size_t arguments, Connection&) {
  return std::make_unique<UnitWindow<kColumns>>(kFunction, arguments);
}

// A parameter >= 0.
inline double read_not_negative(const Value& value) {
  const auto number = value.real(Sign::not_negative);
  if (!number) throw Error(concat(value.argument(), " must be a number >= 0 (got ", value.shown(), ")"));
  return *number;
}

// A formula of one distribution, as a UnitWindow takes it.
template <double (*kFormula)(const Distribution&)>
double of_distribution(std::span<const CountedUnit<1>> units, double, CancelToken& cancel) {
  return kFormula(Distribution(units, cancel));
}
template <double (*kFormula)(const Distribution&, double)>
double of_distribution_with(std::span<const CountedUnit<1>> units, double parameter, CancelToken& cancel) {
  return kFormula(Distribution(units, cancel), parameter);
}

}  // namespace clusterlite
