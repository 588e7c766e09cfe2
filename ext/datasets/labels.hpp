// The data set "labels": which firm belongs to which cluster, role or district, one membership a row.
//
// Layout after the common header (blob_format.hpp), little-endian:
//
//   offset  content
//       32  u64 memberships; 40 u64 rows collected; 48 u64 skipped (rows without id); 56 u64 rows without label
//       64  u32 ids; 68 u32 labels; 72 u64 bytes of the keys
//       80  the memberships in rising order of (id, label), each once: u32 id, u32 label
//        -  the keys: ids, then labels, each in rising order
//
// No flags. An id may have several labels, for territories overlap; an id none of whose rows has a label
// stands among the keys and has no membership: it exists and belongs to nothing. What is stored does not
// depend on the order of the rows.
#pragma once

#include <cstdint>
#include <span>

#include "datasets/blobs/blob_format.hpp"
#include "datasets/keys/dictionary.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Reads a data set in place. The bytes must outlive the view; only the keys are copied.
class LabelsView {
 public:
  // Checks everything a forged data set could get wrong. Throws Error.
  static LabelsView open(const SealedBlob& sealed, CancelToken& cancel);
  static LabelsView open(std::span<const std::byte> blob, CancelToken& cancel,
                         Origin origin = Origin::unknown) {
    const SealedBlob sealed = open_blob(blob, cancel, origin);
    check_kind(sealed, Kind::labels);
    return open(sealed, cancel);
  }

  std::size_t size() const { return memberships_; }
  std::uint64_t rows() const { return rows_; }
  std::uint64_t skipped() const { return skipped_; }
  std::uint64_t missing_labels() const { return missing_labels_; }
  const ContentHash& hash() const { return header_.hash; }

  std::uint32_t id(std::size_t membership) const { return load<std::uint32_t>(records_ + 8 * membership); }
  std::uint32_t label(std::size_t membership) const {
    return load<std::uint32_t>(records_ + 8 * membership + 4);
  }

  // Numbered in the order of their keys.
  const Dictionary& ids() const { return ids_; }
  const Dictionary& labels() const { return labels_; }

 private:
  friend class LabelsBuilder;
  static constexpr std::size_t kHeaderBytes = 80;

  BlobHeader header_;
  std::uint64_t memberships_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t missing_labels_ = 0;
  const std::byte* records_ = nullptr;
  Dictionary ids_;
  Dictionary labels_;
};

class LabelsBuilder {
 public:
  LabelsBuilder() { blob_.append_zeros(LabelsView::kHeaderBytes); }

  void skip() { ++skipped_; }

  // label null: missing.
  void add(const KeyView& id, const KeyView* label);

  void append(const LabelsView& other, CancelToken& cancel);

  std::size_t bytes() const { return blob_.size(); }
  ByteBuffer finish(CancelToken& cancel);

 private:
  void sort_memberships(std::span<const std::uint32_t> id_rank, std::span<const std::uint32_t> label_rank,
                        CancelToken& cancel);

  std::uint64_t rows_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t missing_labels_ = 0;
  ByteBuffer blob_;
  Dictionary ids_;
  Dictionary labels_;
};

}  // namespace clusterlite
