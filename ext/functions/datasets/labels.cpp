// The collector of memberships: cl_labels.
#include "datasets/labels.hpp"

#include <memory>

#include "functions/shared/families.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"id", "key", "the firm; the same id with two labels belongs to both"},
    {"label", "key", "what it belongs to: a cluster, a role, a district, an industry"},
};

constexpr Declaration kLabels{
    .name = "cl_labels",
    .kind = FunctionKind::collector,
    .family = "Data sets",
    .summary =
        "Collects which firm belongs to what (a cluster, a role, a district), one membership a row, into a "
        "data set.",
    .summary_ko = "기업이 어느 클러스터·역할·행정구역에 속하는지를 한 행에 하나씩 모아 데이터셋을 만든다.",
    .arguments = kArguments,
    .result = "a BLOB of 8 bytes a membership, and each id and label once",
    .use =
        "ids of links and labels that are used together must be of one type, and unique over all "
        "municipalities that are merged ('11680:' || firm_id)",
    .nulls =
        "a row without id is left out and counted (cl_describe: skipped). A row without label stays: the "
        "firm exists and belongs to nothing (missing_values). The same id and label twice are one membership",
    .errors = "those of all functions",
    .example =
        "SELECT kind, rows, skipped, nodes, groups, missing_values\n"
        "FROM cl_describe((SELECT cl_labels(column1, column2)\n"
        "                  FROM (VALUES (1, 'J62-1'), (2, 'J62-1'), (2, 'J62-2'), (3, NULL), (NULL, "
        "'J62-1'))))",
    .example_result = "labels|4|1|3|2|1",
    .since = "0.2.0",
};

class LabelCollector final : public Collector {
 public:
  void step(const Arguments& row) override {
    const auto id = row[0].key();
    if (!id) return builder_.skip();
    try {
      const auto label = row[1].key();
      builder_.add(*id, label ? &*label : nullptr);
    } catch (const BadValue& bad) {
      throw bad.at(concat("id ", to_text(*id)));
    }
  }
  std::size_t bytes() const override { return builder_.bytes(); }
  ByteBuffer finish(CancelToken& cancel) override { return builder_.finish(cancel); }

 private:
  LabelsBuilder builder_;
};

std::unique_ptr<Collector> make(std::span<const bool>) { return std::make_unique<LabelCollector>(); }

constexpr CollectorFunction kCollectors[] = {{&kLabels, "labels", &make}};

}  // namespace

std::span<const CollectorFunction> label_collectors() { return kCollectors; }

void register_labels(const ConnectionPtr& connection) { register_function(connection, kCollectors[0]); }

}  // namespace clusterlite
