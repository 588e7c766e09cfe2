#include "datasets/labels.hpp"

#include <algorithm>
#include <utility>

#include "datasets/keys/key_types.hpp"
#include "datasets/keys/stored_keys.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

Error damaged(std::string_view what) { return Error(concat("a damaged data set: ", what)); }

constexpr std::size_t kStride = 8;

}  // namespace

LabelsView LabelsView::open(const SealedBlob& sealed, CancelToken& cancel) {
  const std::span<const std::byte> blob = sealed.bytes;
  if (blob.size() < kHeaderBytes) throw damaged("its header is cut off");
  const std::byte* const start = blob.data();
  LabelsView view;
  view.header_ = sealed.header;
  view.memberships_ = load<std::uint64_t>(start + 32);
  view.rows_ = load<std::uint64_t>(start + 40);
  view.skipped_ = load<std::uint64_t>(start + 48);
  view.missing_labels_ = load<std::uint64_t>(start + 56);
  const std::size_t ids = load<std::uint32_t>(start + 64);
  const std::size_t labels = load<std::uint32_t>(start + 68);
  const auto key_bytes = load<std::uint64_t>(start + 72);
  view.records_ = start + kHeaderBytes;

  const std::uint64_t body = blob.size() - kHeaderBytes;
  if (view.memberships_ > body / kStride || key_bytes > body ||
      view.memberships_ * kStride + key_bytes != body) {
    throw damaged("its parts do not add up to its length");
  }
  if (view.rows_ < view.memberships_ || view.rows_ - view.memberships_ < view.missing_labels_) {
    throw damaged("it has more memberships than rows");
  }
  const auto heap = blob.subspan(blob.size() - key_bytes, key_bytes);
  std::size_t offset = 0;
  view.ids_ = read_rising_keys(heap, ids, offset, cancel);
  view.labels_ = read_rising_keys(heap, labels, offset, cancel);
  for (std::size_t i = 0; i < view.size(); ++i) {
    cancel.check();
    const bool rises =
        i == 0 || std::pair(view.id(i - 1), view.label(i - 1)) < std::pair(view.id(i), view.label(i));
    if (view.id(i) >= ids || view.label(i) >= labels || !rises) throw damaged("a membership is out of range");
  }
  return view;
}

void LabelsBuilder::add(const KeyView& id, const KeyView* label) {
  ++rows_;
  const std::uint32_t number = ids_.intern(id);
  if (label == nullptr) {
    ++missing_labels_;
    return;
  }
  std::byte* const membership = blob_.extend(kStride);
  store(membership, number);
  store(membership + 4, labels_.intern(*label));
}

void LabelsBuilder::append(const LabelsView& other, CancelToken& cancel) {
  std::size_t next = 0;
  for (std::uint32_t id = 0; id < other.ids().size(); ++id) {
    cancel.check();
    ids_.intern(other.ids()[id]);  // also when it has no label
    for (; next < other.size() && other.id(next) == id; ++next) {
      cancel.check();
      add(other.ids()[id], &other.labels()[other.label(next)]);
    }
  }
  rows_ += other.rows() - other.size();
  skipped_ += other.skipped();
  missing_labels_ += other.missing_labels();
}

// In three steps, each linear but for ids of many labels: how many memberships each id has, its labels in a
// row of their own, these sorted and written back without those that occur twice.
void LabelsBuilder::sort_memberships(std::span<const std::uint32_t> id_rank,
                                     std::span<const std::uint32_t> label_rank, CancelToken& cancel) {
  const std::size_t collected = (blob_.size() - LabelsView::kHeaderBytes) / kStride;
  const std::byte* const records = blob_.data() + LabelsView::kHeaderBytes;
  RawVector<std::uint64_t> ends = filled(id_rank.size() + 1, std::uint64_t{0}, cancel);
  for (std::size_t i = 0; i < collected; ++i) {
    cancel.check();
    ++ends[id_rank[load<std::uint32_t>(records + i * kStride)] + 1];
  }
  for (std::size_t id = 1; id < ends.size(); ++id) {
    cancel.check();
    ends[id] += ends[id - 1];
  }
  RawVector<std::uint32_t> labels(collected);
  lay_out(labels, Threads(1), cancel);
  for (std::size_t i = 0; i < collected; ++i) {
    cancel.check();
    std::uint64_t& place = ends[id_rank[load<std::uint32_t>(records + i * kStride)]];
    labels[place++] = label_rank[load<std::uint32_t>(records + i * kStride + 4)];
  }
  // Now ends[id] is where the labels of this id end.
  std::byte* out = blob_.data() + LabelsView::kHeaderBytes;
  std::uint64_t first = 0;
  for (std::uint32_t id = 0; id + 1 < ends.size(); first = ends[id], ++id) {
    cancel.check();
    const std::span own = std::span(labels).subspan(first, ends[id] - first);
    std::sort(own.begin(), own.end(), [&](std::uint32_t a, std::uint32_t b) {
      cancel.check();
      return a < b;
    });
    for (std::size_t i = 0; i < own.size(); ++i) {
      cancel.check();
      if (i > 0 && own[i] == own[i - 1]) continue;
      store(out, id);
      store(out + 4, own[i]);
      out += kStride;
    }
  }
  blob_.truncate(static_cast<std::size_t>(out - blob_.data()));
}

ByteBuffer LabelsBuilder::finish(CancelToken& cancel) {
  cancel.check(rows_);
  refuse_two_types("label", labels_, cancel);
  const auto id_order = ids_.sorted(cancel);
  const auto label_order = labels_.sorted(cancel);
  sort_memberships(ranks_of(id_order, cancel), ranks_of(label_order, cancel), cancel);
  const std::size_t before_keys = blob_.size();
  append_keys(blob_, ids_, id_order, cancel);
  append_keys(blob_, labels_, label_order, cancel);

  std::byte* const start = blob_.data();
  store(start + 32, static_cast<std::uint64_t>((before_keys - LabelsView::kHeaderBytes) / kStride));
  store(start + 40, rows_);
  store(start + 48, skipped_);
  store(start + 56, missing_labels_);
  store(start + 64, static_cast<std::uint32_t>(ids_.size()));
  store(start + 68, static_cast<std::uint32_t>(labels_.size()));
  store(start + 72, static_cast<std::uint64_t>(blob_.size() - before_keys));
  seal_blob(blob_, Kind::labels, 0, cancel);
  blob_.shrink();
  return std::move(blob_);
}

}  // namespace clusterlite
