// The data set "weights": who is whose neighbour, and how strongly.
//
// Ties are listed, or, for a distance band, kept as the rule and the points: 100,000 firms with 3,300 others
// within 2 km each have 334 million ties.
//
// Layout after the common header (blob_format.hpp), little-endian:
//
//   offset  content
//       32  u8 kind (WeightKind); u8 decay; u8 1 for great-circle distances; 5 bytes zero
//       40  f64 size: the radius, k or the snap distance
//       48  u64 ties that are listed; 56 u64 bytes of the nodes
//       64  the nodes: a whole data set "points" (points.hpp) whose ids rise, without weights and groups
//        -  listed ties: u32 number of ties of each node; then the ties, node by node, to whom rising:
//           u32 to [, f64 weight] [, f64 distance]
//
// Flags: 1 weights, 2 distances. A weight is > 0; nobody is tied to itself.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "datasets/blobs/blob_format.hpp"
#include "datasets/points.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

enum class WeightKind : std::uint8_t { band, knn, queen, rook };
inline constexpr std::string_view kWeightKinds[] = {"band", "knn", "queen", "rook"};

enum class Decay : std::uint8_t {
  none,
  inverse,
  inverse_square,
  triangular,
  epanechnikov,
  bisquare,
  gaussian
};
inline constexpr std::string_view kDecays[] = {"none",         "inverse",  "inverse_square", "triangular",
                                               "epanechnikov", "bisquare", "gaussian"};

// The weight of a neighbour at `distance`; u = distance / h. Infinite for the inverse ones at distance 0.
double decayed(Decay decay, double distance, double h);
// Whether the weight of a neighbour at distance h is 0.
inline bool is_compact(Decay decay) {
  return decay == Decay::triangular || decay == Decay::epanechnikov || decay == Decay::bisquare;
}

struct WeightRule {
  WeightKind kind = WeightKind::queen;
  Decay decay = Decay::none;
  bool geodesic = false;
  double size = 0;
};

struct WeightTie {
  std::uint32_t to = 0;
  double weight = 1;
  double distance = 0;  // NaN where none is measured
};

// Reads a data set in place. The bytes must outlive the view.
class WeightsView {
 public:
  // Checks everything a forged data set could get wrong. Throws Error.
  static WeightsView open(const SealedBlob& sealed, CancelToken& cancel);
  static WeightsView open(std::span<const std::byte> blob, CancelToken& cancel) {
    const SealedBlob sealed = open_blob(blob, cancel);
    check_kind(sealed, Kind::weights);
    return open(sealed, cancel);
  }

  const WeightRule& rule() const { return rule_; }
  const PointsView& nodes() const { return nodes_; }  // in the order of their ids
  std::size_t size() const { return nodes_.size(); }
  bool is_listed() const { return rule_.kind != WeightKind::band; }

  // Of listed ties.
  bool has_weights() const { return (header_.flags & kWeights) != 0; }
  bool has_distances() const { return (header_.flags & kDistances) != 0; }
  std::uint64_t ties() const { return ties_; }
  std::uint64_t first_tie(std::size_t node) const { return starts_[node]; }
  WeightTie tie(std::uint64_t i) const;

 private:
  friend class WeightsBuilder;
  static constexpr std::uint16_t kWeights = 1;
  static constexpr std::uint16_t kDistances = 2;
  static constexpr std::size_t kHeaderBytes = 64;

  void check_ties(CancelToken& cancel) const;

  BlobHeader header_;
  WeightRule rule_;
  PointsView nodes_;
  std::uint64_t ties_ = 0;
  RawVector<std::uint64_t> starts_;  // one more than nodes
  const std::byte* records_ = nullptr;
  std::size_t stride_ = 4;
};

// Writes listed ties, or a band.
class WeightsBuilder {
 public:
  // `nodes`: a data set "points" whose ids rise.
  WeightsBuilder(const WeightRule& rule, std::span<const std::byte> nodes, CancelToken& cancel);

  // Node after node, and the ties of each in rising order.
  void end_node() {
    degrees_.append_value(degree_);
    degree_ = 0;
  }
  void add(const WeightTie& tie);
  std::size_t bytes() const { return blob_.size() + degrees_.size() + ties_.size(); }

  ByteBuffer finish(CancelToken& cancel);

 private:
  WeightRule rule_;
  bool weights_;
  bool distances_;
  std::uint64_t count_ = 0;
  std::uint32_t degree_ = 0;
  std::size_t node_bytes_;
  ByteBuffer blob_;
  ByteBuffer degrees_;
  ByteBuffer ties_;
};

}  // namespace clusterlite
