// The collector of ties: cl_links.
#include "datasets/links.hpp"

#include <limits>
#include <memory>

#include "functions/shared/families.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"from_id", "key", "where the tie starts (the supplier, the seller, one of two neighbours)"},
    {"to_id", "key", "where it ends"},
    {"weight", "number", "the strength of the tie, >= 0 (sales, contracts, length of a common border)", "1",
     true},
    {"kind", "key", "the kind of tie ('supply', 'research', 'service')", "", true},
};

constexpr Declaration kLinks{
    .name = "cl_links",
    .kind = FunctionKind::collector,
    .family = "Data sets",
    .summary = "Collects ties between firms, regions or industries, one a row, into a data set.",
    .summary_ko = "기업·지역·산업 사이의 연계를 한 행에 하나씩 모아 데이터셋을 만든다.",
    .arguments = kArguments,
    .result = "a BLOB of 8 bytes a tie, 8 more with weights, 4 more with kinds, and each id once",
    .nulls =
        "a row without from_id or to_id is left out and counted (cl_describe: skipped). A tie without weight "
        "stays, and counts in missing_values",
    .errors = "those of all functions",
    .example =
        "SELECT rows, skipped, nodes, groups\n"
        "FROM cl_describe((SELECT cl_links(column1, column2, column3, column4)\n"
        "                  FROM (VALUES (1, 2, 5, 'supply'), (2, 3, 1, 'research'), (3, NULL, 1, "
        "'supply'))))",
    .example_result = "2|1|3|2",
};

class LinkCollector final : public Collector {
 public:
  explicit LinkCollector(std::span<const bool> present) : builder_(present[2], present[3]) {}

  void step(const Arguments& row) override {
    const auto from = row[0].key();
    const auto to = row[1].key();
    if (!from || !to) return builder_.skip();
    try {
      constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
      const double weight = builder_.has_weights() ? row[2].real(Sign::not_negative).value_or(kMissing) : 1.0;
      const auto kind = builder_.has_kinds() ? row[3].key() : std::nullopt;
      builder_.add(*from, *to, weight, kind ? &*kind : nullptr);
    } catch (const BadValue& bad) {
      throw bad.at(concat("the tie from ", to_text(*from), " to ", to_text(*to)));
    }
  }
  std::size_t bytes() const override { return builder_.bytes(); }
  ByteBuffer finish(CancelToken& cancel) override { return builder_.finish(cancel); }

 private:
  LinksBuilder builder_;
};

std::unique_ptr<Collector> make(std::span<const bool> present) {
  return std::make_unique<LinkCollector>(present);
}

constexpr CollectorFunction kCollectors[] = {{&kLinks, "links", &make}};

}  // namespace

std::span<const CollectorFunction> link_collectors() { return kCollectors; }

void register_links(const ConnectionPtr& connection) { register_function(connection, kCollectors[0]); }

}  // namespace clusterlite
