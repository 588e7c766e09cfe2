// The collector of one number a unit: cl_values.
#include "datasets/values.hpp"

#include <limits>
#include <memory>

#include "functions/shared/families.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"id", "key",
     "the unit (district, firm): an integer or a text, unique (within its group, when there is a group_key)"},
    {"value", "number", "its number, of any sign (a wage, a share, a location quotient)"},
    {"group_key", "key", "one variable per group over the same units (industry, year)", "", true},
};

constexpr Declaration kValues{
    .name = "cl_values",
    .kind = FunctionKind::collector,
    .family = "Data sets",
    .summary = "Collects one number a unit, of any sign, for the functions of spatial autocorrelation.",
    .summary_ko =
        "단위(구역, 기업)마다 수 하나(음수도 가능)를 모아 공간 자기상관 함수에 쓸 데이터셋을 만든다.",
    .arguments = kArguments,
    .result = "a BLOB of 8 bytes a row, 8 more with group keys, and each id once",
    .nulls =
        "NULL and '' are missing. A row without id or group_key is left out and counted (cl_describe: "
        "skipped). A "
        "unit without value stays: it comes out with NULL results and is nobody's neighbour.",
    .errors = "a value that is not a number, or infinite; an id that occurs twice (in one group)",
    .example =
        "SELECT kind, rows, skipped, missing_values, groups, nodes\n"
        "FROM cl_describe((SELECT cl_values(column1, column2, column3)\n"
        "                  FROM (VALUES (1, -2.5, 'C14'), (2, NULL, 'C14'), (1, 7, 'J62'), (NULL, 1, "
        "'J62'))))",
    .example_result = "values|3|1|1|2|2",
    .since = "0.2.0",
};

class ValueCollector final : public Collector {
 public:
  explicit ValueCollector(std::span<const bool> present) : builder_(present[2]) {}

  void step(const Arguments& row) override {
    const auto id = row[0].key();
    if (!id) return builder_.skip();
    try {
      std::optional<KeyView> group;
      if (builder_.has_groups()) {
        group = row[2].key();
        if (!group) return builder_.skip();
      }
      constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
      builder_.add(*id, row[1].real().value_or(kMissing), group ? &*group : nullptr);
    } catch (const BadValue& bad) {
      throw bad.at(concat("id ", to_text(*id)));
    }
  }
  std::size_t bytes() const override { return builder_.bytes(); }
  ByteBuffer finish(CancelToken& cancel) override { return builder_.finish(cancel); }

 private:
  ValuesBuilder builder_;
};

std::unique_ptr<Collector> make(std::span<const bool> present) {
  return std::make_unique<ValueCollector>(present);
}

constexpr CollectorFunction kCollectors[] = {{&kValues, "values", &make}};

}  // namespace

std::span<const CollectorFunction> value_collectors() { return kCollectors; }

void register_values(const ConnectionPtr& connection) { register_function(connection, kCollectors[0]); }

}  // namespace clusterlite
