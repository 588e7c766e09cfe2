// The data set "links": one tie between two firms (regions, industries) a row.
//
// Layout after the common header (blob_format.hpp), little-endian:
//
//   offset  content
//       32  u64 links; 40 u64 skipped (rows without from_id or to_id); 48 u64 links without a weight
//       56  u32 nodes; 60 u32 kinds; 64 u64 bytes of the keys; 72 u64 zero
//       80  the links in the order of collection, each: u32 from, u32 to [, f64 weight] [, u32 kind]
//        -  the keys: nodes, then kinds, each in rising order
//
// Flags: 1 weights, 2 kinds. A missing weight is NaN, a missing kind the number kNoKind. Two firms may be
// tied by more than one link.
#pragma once

#include <cstdint>
#include <span>

#include "datasets/blobs/blob_format.hpp"
#include "datasets/keys/dictionary.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Reads a data set in place. The bytes must outlive the view; only the keys are copied.
class LinksView {
 public:
  static constexpr std::uint32_t kNoKind = 0xFFFFFFFF;

  // Checks everything a forged data set could get wrong. Throws Error.
  static LinksView open(const SealedBlob& sealed, CancelToken& cancel);
  static LinksView open(std::span<const std::byte> blob, CancelToken& cancel,
                        Origin origin = Origin::unknown) {
    const SealedBlob sealed = open_blob(blob, cancel, origin);
    check_kind(sealed, Kind::links);
    return open(sealed, cancel);
  }

  std::size_t size() const { return links_; }
  std::uint64_t skipped() const { return skipped_; }
  std::uint64_t missing_weights() const { return missing_weights_; }
  const ContentHash& hash() const { return header_.hash; }
  bool has_weights() const { return (header_.flags & kWeights) != 0; }
  bool has_kinds() const { return (header_.flags & kKinds) != 0; }

  std::uint32_t from(std::size_t link) const { return load<std::uint32_t>(record(link)); }
  std::uint32_t to(std::size_t link) const { return load<std::uint32_t>(record(link) + 4); }
  // 1 without weights; NaN when the link's weight is missing.
  double weight(std::size_t link) const { return has_weights() ? load<double>(record(link) + 8) : 1.0; }
  std::uint32_t kind(std::size_t link) const {
    return has_kinds() ? load<std::uint32_t>(record(link) + stride_ - 4) : kNoKind;
  }

  // Numbered in the order of their keys.
  const Dictionary& nodes() const { return nodes_; }
  const Dictionary& kinds() const { return kinds_; }

 private:
  friend class LinksBuilder;
  static constexpr std::uint16_t kWeights = 1;
  static constexpr std::uint16_t kKinds = 2;
  static constexpr std::size_t kHeaderBytes = 80;

  const std::byte* record(std::size_t link) const { return records_ + link * stride_; }

  BlobHeader header_;
  std::uint64_t links_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t missing_weights_ = 0;
  const std::byte* records_ = nullptr;
  std::size_t stride_ = 8;
  Dictionary nodes_;
  Dictionary kinds_;
};

class LinksBuilder {
 public:
  LinksBuilder(bool weights, bool kinds);

  void skip() { ++skipped_; }

  // weight NaN: missing; kind null: missing. The caller has checked that weights are finite and >= 0.
  void add(const KeyView& from, const KeyView& to, double weight = 1, const KeyView* kind = nullptr);

  // Appends all links of another data set; whether weights and kinds are there must agree.
  void append(const LinksView& other, CancelToken& cancel);

  // The same of those links both of whose nodes are marked in `kept`, by number of the node.
  void append_among(const LinksView& other, std::span<const std::uint8_t> kept, CancelToken& cancel);

  bool has_weights() const { return weights_; }
  bool has_kinds() const { return kinds_given_; }
  std::size_t bytes() const { return blob_.size(); }
  ByteBuffer finish(CancelToken& cancel);

 private:
  void refuse_other_parts(const LinksView& other) const;

  bool weights_;
  bool kinds_given_;
  std::size_t stride_;
  std::uint64_t links_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t missing_weights_ = 0;
  ByteBuffer blob_;
  Dictionary nodes_;
  Dictionary kinds_;
};

}  // namespace clusterlite
