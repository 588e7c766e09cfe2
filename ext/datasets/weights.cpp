#include "datasets/weights.hpp"

#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

Error damaged(std::string_view what) { return Error(concat("a damaged data set: ", what)); }

std::size_t stride_of(bool weights, bool distances) { return 4 + (weights ? 8 : 0) + (distances ? 8 : 0); }

}  // namespace

double decayed(Decay decay, double distance, double h) {
  const double u = distance / h;
  switch (decay) {
    case Decay::none:
      return 1;
    case Decay::inverse:
      return 1 / distance;
    case Decay::inverse_square:
      return 1 / (distance * distance);
    case Decay::triangular:
      return 1 - u;
    case Decay::epanechnikov:
      return 1 - u * u;
    case Decay::bisquare:
      return (1 - u * u) * (1 - u * u);
    case Decay::gaussian:
      return std::exp(-u * u / 2);
  }
  return 1;
}

WeightTie WeightsView::tie(std::uint64_t i) const {
  const std::byte* const record = records_ + i * stride_;
  return {load<std::uint32_t>(record), has_weights() ? load<double>(record + 4) : 1.0,
          has_distances() ? load<double>(record + stride_ - 8) : std::numeric_limits<double>::quiet_NaN()};
}

WeightsView WeightsView::open(const SealedBlob& sealed, CancelToken& cancel) {
  const std::span<const std::byte> blob = sealed.bytes;
  if (blob.size() < kHeaderBytes) throw damaged("its header is cut off");
  const std::byte* const start = blob.data();
  WeightsView view;
  view.header_ = sealed.header;
  const auto kind = load<std::uint8_t>(start + 32);
  const auto decay = load<std::uint8_t>(start + 33);
  if (kind >= std::size(kWeightKinds) || decay >= std::size(kDecays)) throw damaged("its rule is unknown");
  view.rule_ = {static_cast<WeightKind>(kind), static_cast<Decay>(decay), load<std::uint8_t>(start + 34) != 0,
                load<double>(start + 40)};
  if (!(view.rule_.size >= 0) || std::isinf(view.rule_.size) ||
      (view.rule_.kind == WeightKind::band && view.rule_.size == 0)) {
    throw damaged("the size of its rule is out of range");
  }
  view.ties_ = load<std::uint64_t>(start + 48);
  const auto node_bytes = load<std::uint64_t>(start + 56);
  const std::uint64_t body = blob.size() - kHeaderBytes;
  if (node_bytes > body) throw damaged("its parts do not add up to its length");
  const std::uint64_t rest = body - node_bytes;
  // The outer checksum covers these bytes too; their own must fit them all the same.
  const SealedBlob nodes = open_blob(blob.subspan(kHeaderBytes, node_bytes), cancel, sealed.origin);
  check_kind(nodes, Kind::points);
  view.nodes_ = PointsView::open(nodes, cancel);
  if (view.nodes_.has_weights() || view.nodes_.has_groups() || view.nodes_.has_shapes() ||
      (view.size() > 0 && !view.nodes_.ids_rise())) {
    throw damaged("its nodes are not in order");
  }
  if (!view.is_listed()) {
    if (rest != 0 || view.ties_ != 0) throw damaged("its parts do not add up to its length");
    return view;
  }
  view.stride_ = stride_of(view.has_weights(), view.has_distances());
  const std::uint64_t degree_bytes = 4 * view.size();
  if (degree_bytes > rest || view.ties_ > (rest - degree_bytes) / view.stride_ ||
      degree_bytes + view.ties_ * view.stride_ != rest) {
    throw damaged("its parts do not add up to its length");
  }
  const std::byte* const degrees = start + kHeaderBytes + node_bytes;
  view.records_ = degrees + degree_bytes;
  view.starts_.reserve(view.size() + 1);
  std::uint64_t sum = 0;
  for (std::size_t node = 0; node < view.size(); ++node) {
    cancel.check();
    view.starts_.push_back(sum);
    sum += load<std::uint32_t>(degrees + 4 * node);
  }
  view.starts_.push_back(sum);
  if (sum != view.ties_) throw damaged("its ties do not add up");
  if (sealed.origin == Origin::unknown) view.check_ties(cancel);
  return view;
}

void WeightsView::check_ties(CancelToken& cancel) const {
  for (std::size_t node = 0; node < size(); ++node) {
    for (std::uint64_t i = first_tie(node); i < first_tie(node + 1); ++i) {
      cancel.check();
      const WeightTie t = tie(i);
      const bool rises = i == first_tie(node) || tie(i - 1).to < t.to;
      if (!rises || t.to >= size() || t.to == node || !(t.weight > 0) || std::isinf(t.weight) ||
          (has_distances() && (!(t.distance >= 0) || std::isinf(t.distance)))) {
        throw damaged("a tie is out of range");
      }
    }
  }
}

WeightsBuilder::WeightsBuilder(const WeightRule& rule, std::span<const std::byte> nodes, CancelToken& cancel)
    : rule_(rule),
      weights_(rule.decay != Decay::none),
      distances_(rule.kind == WeightKind::knn),
      node_bytes_(nodes.size()) {
  cancel.check(nodes.size() / 64);
  blob_.append_zeros(WeightsView::kHeaderBytes);
  blob_.append(nodes.data(), nodes.size());
}

void WeightsBuilder::add(const WeightTie& tie) {
  ties_.append_value(tie.to);
  if (weights_) ties_.append_value(tie.weight);
  if (distances_) ties_.append_value(tie.distance);
  ++degree_;
  ++count_;
}

ByteBuffer WeightsBuilder::finish(CancelToken& cancel) {
  cancel.check((degrees_.size() + ties_.size()) / 64);
  blob_.append(degrees_.data(), degrees_.size());
  blob_.append(ties_.data(), ties_.size());
  std::byte* const start = blob_.data();
  store(start + 32, static_cast<std::uint8_t>(rule_.kind));
  store(start + 33, static_cast<std::uint8_t>(rule_.decay));
  store(start + 34, static_cast<std::uint8_t>(rule_.geodesic ? 1 : 0));
  store(start + 40, rule_.size);
  store(start + 48, count_);
  store(start + 56, static_cast<std::uint64_t>(node_bytes_));
  const bool listed = rule_.kind != WeightKind::band;
  seal_blob(blob_, Kind::weights,
            static_cast<std::uint16_t>((listed && weights_ ? WeightsView::kWeights : 0) |
                                       (listed && distances_ ? WeightsView::kDistances : 0)),
            cancel);
  blob_.shrink();
  return std::move(blob_);
}

}  // namespace clusterlite
