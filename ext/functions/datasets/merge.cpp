// cl_merge: several data sets of one kind become one.
#include <memory>
#include <type_traits>
#include <variant>

#include "datasets/crosstab.hpp"
#include "datasets/labels.hpp"
#include "datasets/links.hpp"
#include "datasets/points.hpp"
#include "datasets/values.hpp"
#include "functions/shared/families.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Data sets";

constexpr Argument kMergeArguments[] = {
    {"dataset", "data set", "data sets of one kind, one a row"},
};

constexpr Declaration kMerge{
    .name = "cl_merge",
    .kind = FunctionKind::collector,
    .family = kFamily,
    .summary =
        "Unites data sets of one kind: crosstabs add up; points, links, labels and values are put together.",
    .summary_ko = "같은 종류의 데이터셋을 하나로 합친다. 교차표는 더하고, 점·연계·소속·값은 이어 붙인다.",
    .arguments = kMergeArguments,
    .result = "one data set of that kind",
    .nulls = "NULL and '' are left out; NULL when nothing is left",
    .errors =
        "data sets of different kinds; points or links some of which have weights, group keys or kinds and "
        "some not; points or values whose ids occur twice; weights, which are made anew from merged points",
    .example =
        "SELECT region, industry, value\n"
        "FROM cl_location_quotient((SELECT cl_merge(d)\n"
        "                           FROM (SELECT cl_crosstab('Jung-gu', 'C14', 30) AS d\n"
        "                                 UNION ALL SELECT cl_crosstab('Guro-gu', 'C14', 12))))",
    .example_result = "Guro-gu|C14|12.0\nJung-gu|C14|30.0",
};

class Merger final : public Collector {
 public:
  void step(const Arguments& row) override {
    const auto blob = row[0].blob("a data set");
    if (!blob) return;
    ++count_;
    const SealedBlob sealed = opened([&] { return open_blob(*blob, cancel()); });
    if (count_ == 1) kind_ = sealed.header.kind;
    if (kind_ != sealed.header.kind) {
      throw Error(concat("data set ", count_, " is ", noun_of(sealed.header.kind), ", the first one ",
                         noun_of(kind_), "; all must be of one kind"));
    }
    switch (sealed.header.kind) {
      case Kind::points:
        return add<PointsBuilder, PointsView>(sealed);
      case Kind::crosstab:
        return add<CrosstabBuilder, Crosstab>(sealed);
      case Kind::links:
        return add<LinksBuilder, LinksView>(sealed);
      case Kind::labels:
        return add<LabelsBuilder, LabelsView>(sealed);
      case Kind::values:
        return add<ValuesBuilder, ValuesView>(sealed);
      case Kind::weights:
        throw Error(
            concat("data set ", count_,
                   " is weights, which cannot be merged; merge the points and call cl_weights() again, or "
                   "collect the rows of cl_weight_rows() with cl_links()"));
    }
  }

  std::size_t bytes() const override {
    if (const auto* const points = std::get_if<PointsBuilder>(&builder_)) return points->bytes();
    if (const auto* const links = std::get_if<LinksBuilder>(&builder_)) return links->bytes();
    if (const auto* const labels = std::get_if<LabelsBuilder>(&builder_)) return labels->bytes();
    if (const auto* const values = std::get_if<ValuesBuilder>(&builder_)) return values->bytes();
    return 0;
  }

  ByteBuffer finish(CancelToken& cancel) override {
    return std::visit(
        [&](auto& builder) -> ByteBuffer {
          if constexpr (std::is_same_v<decltype(builder), std::monostate&>) {
            return {};
          } else {
            return builder.finish(cancel);
          }
        },
        builder_);
  }

 private:
  template <class Open>
  std::invoke_result_t<const Open&> opened(const Open& open) {
    try {
      return open();
    } catch (const Error& error) {
      throw Error(concat("data set ", count_, " is ", error.what()));
    }
  }
  template <class Builder, class DataSet>
  void add(const SealedBlob& sealed) {
    const DataSet data_set = opened([&] { return DataSet::open(sealed, cancel()); });
    if (count_ == 1) start(data_set);
    std::get<Builder>(builder_).append(data_set, cancel());
  }
  void start(const PointsView& points) {
    builder_.emplace<PointsBuilder>(points.has_weights(), points.has_groups());
  }
  void start(const Crosstab&) { builder_.emplace<CrosstabBuilder>(); }
  void start(const LinksView& links) {
    builder_.emplace<LinksBuilder>(links.has_weights(), links.has_kinds());
  }
  void start(const LabelsView&) { builder_.emplace<LabelsBuilder>(); }
  void start(const ValuesView& values) { builder_.emplace<ValuesBuilder>(values.has_groups()); }

  std::size_t count_ = 0;
  Kind kind_ = Kind::points;  // of the first data set
  std::variant<std::monostate, PointsBuilder, CrosstabBuilder, LinksBuilder, LabelsBuilder, ValuesBuilder>
      builder_;
};

std::unique_ptr<Collector> make_merger(std::span<const bool>) { return std::make_unique<Merger>(); }

}  // namespace

void register_merge(const ConnectionPtr& connection) {
  register_function(connection, CollectorFunction{&kMerge, "", &make_merger});
}

}  // namespace clusterlite
