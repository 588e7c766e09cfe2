// Weights as rows: cl_weight_rows.
#include <algorithm>
#include <memory>
#include <vector>

#include "datasets/point_keys.hpp"
#include "datasets/weights.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "sqlite/connection/connection.hpp"
#include "statistics/weights/tie_source.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"weights", "weights", "who is whose neighbour: cl_weights(), or ties collected by cl_links()"},
};

constexpr std::array kColumns{
    Column{"from_id", "", "as collected"},
    Column{"to_id", "", "its neighbour, as collected; rising for each from_id"},
    Column{"weight", "REAL", "w_ij > 0; links of one pair added up"},
    Column{"distance", "REAL",
           "band, knn: how far apart they are, in the unit of the coordinates (geodesic: metres); NULL where "
           "none is measured"},
};
enum ColumnNumber {
  kFrom = column_of(kColumns, "from_id"),
  kTo = column_of(kColumns, "to_id"),
  kWeight = column_of(kColumns, "weight"),
  kDistance = column_of(kColumns, "distance"),
};

constexpr Declaration kWeightRows{
    .name = "cl_weight_rows",
    .kind = FunctionKind::table,
    .family = "Data sets",
    .summary =
        "The ties of weights as rows: to look at, to export, to change in SQL and collect again with "
        "cl_links().",
    .summary_ko =
        "공간 가중치의 이웃 쌍을 행으로 펼쳐, 살펴보고 내보내거나 SQL로 고쳐 cl_links()로 다시 모을 수 있게 "
        "한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "one row per tie, by from_id and to_id. The ties of a band are found as they are read: WHERE from_id "
        "= ... finds those of one "
        "unit at once",
    .nulls = "a unit without neighbours has no row",
    .errors =
        "an argument that is not weights or links, or a damaged one; a link without weight, or to itself",
    .peers = "spdep listw2sn(); PySAL W.to_adjlist(); the GAL and GWT files of GeoDa",
    .example =
        "SELECT from_id, to_id, weight, distance\n"
        "FROM cl_weight_rows(cl_weights((SELECT cl_points(column1, column2, column3)\n"
        "                                FROM (VALUES (1, 0, 0), (2, 30, 40), (3, 400, 0))), 'band', 100, "
        "'triangular'))",
    .example_result = "1|2|0.5|50.0\n2|1|0.5|50.0",
    .since = "0.2.0",
};

class TieTable final : public TableResult {
 public:
  // Of weights.
  TieTable(ByteBuffer bytes, const Threads& threads, CancelToken& cancel) : bytes_(std::move(bytes)) {
    const SealedBlob sealed = open_blob(bytes_.bytes(), cancel, Origin::just_made);
    if (sealed.header.kind == Kind::links) {
      links_.emplace(LinksView::open(sealed, cancel));
      source_.emplace(*links_, SelfTies::refused, cancel);
    } else {
      weights_.emplace(WeightsView::open(sealed, cancel));
      source_.emplace(*weights_, cancel);
    }
    std::vector<std::uint32_t> nodes(source_->size());
    for (std::uint32_t node = 0; node < nodes.size(); ++node) nodes[node] = node;
    ties_ = source_->among(nodes, cancel);
    RawVector<double> ones(nodes.size(), 1.0);
    RawVector<double> counts(nodes.size());
    ties_->multiply(ones, Power::tie, counts, threads, cancel);
    std::uint64_t sum = 0;
    for (const double count : counts) {
      cancel.check();
      starts_.push_back(sum);
      sum += static_cast<std::uint64_t>(count);
    }
    starts_.push_back(sum);
  }

  std::size_t size() const override { return starts_.back(); }
  std::size_t lookup_size() const override { return source_->size(); }
  KeyView lookup_key(std::size_t node) const override {
    return source_->id(static_cast<std::uint32_t>(node));
  }
  RowRange lookup_rows(std::size_t node) const override { return {starts_[node], starts_[node + 1]}; }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const auto node = static_cast<std::uint32_t>(std::upper_bound(starts_.begin(), starts_.end(), row) -
                                                 starts_.begin() - 1);
    if (column == kFrom) return out.key(source_->id(node));
    if (node != loaded_) {
      InterruptToken interrupt(sqlite3_context_db_handle(out.context()));
      loaded_ = kNone;
      ties_->ties_of(node, row_, interrupt.token());
      loaded_ = node;
    }
    const SpatialWeights::Tie& tie = row_.at(row - starts_[node]);
    switch (column) {
      case kTo:
        return out.key(source_->id(tie.to));
      case kWeight:
        return out.real(tie.weight);
      default:
        return out.real(tie.distance);
    }
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  ByteBuffer bytes_;
  std::optional<LinksView> links_;
  std::optional<WeightsView> weights_;
  std::optional<TieSource> source_;
  std::unique_ptr<SpatialWeights> ties_;
  std::vector<std::uint64_t> starts_;
  // What was read last: it only decides how fast the next answer comes.
  mutable std::uint32_t loaded_ = kNone;
  mutable std::vector<SpatialWeights::Tie> row_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  // The answer outlives the argument, and reads it.
  const SealedBlob& sealed = arguments.data_set(0);
  const bool are_links = sealed.header.kind == Kind::links;
  are_links ? static_cast<void>(open_data_set<LinksView>(arguments, 0, cancel))
            : static_cast<void>(open_data_set<WeightsView>(arguments, 0, cancel));
  ByteBuffer copy;
  copy.append(sealed.bytes.data(), sealed.bytes.size());
  return std::make_unique<TieTable>(std::move(copy), threads_of(connection), cancel);
}

}  // namespace

void register_weight_rows(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kWeightRows, &compute, kFrom}, {});
}

}  // namespace clusterlite
