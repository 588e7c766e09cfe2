#include "datasets/links.hpp"

#include <cmath>
#include <utility>

#include "datasets/keys/key_types.hpp"
#include "datasets/keys/stored_keys.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

Error damaged(std::string_view what) { return Error(concat("a damaged data set: ", what)); }

std::size_t stride_of(bool weights, bool kinds) { return 8 + (weights ? 8 : 0) + (kinds ? 4 : 0); }

}  // namespace

LinksView LinksView::open(const SealedBlob& sealed, CancelToken& cancel) {
  const std::span<const std::byte> blob = sealed.bytes;
  if (blob.size() < kHeaderBytes) throw damaged("its header is cut off");
  const std::byte* const start = blob.data();
  LinksView view;
  view.header_ = sealed.header;
  view.links_ = load<std::uint64_t>(start + 32);
  view.skipped_ = load<std::uint64_t>(start + 40);
  view.missing_weights_ = load<std::uint64_t>(start + 48);
  const std::size_t nodes = load<std::uint32_t>(start + 56);
  const std::size_t kinds = load<std::uint32_t>(start + 60);
  const auto key_bytes = load<std::uint64_t>(start + 64);
  view.stride_ = stride_of(view.has_weights(), view.has_kinds());
  view.records_ = start + kHeaderBytes;

  const std::uint64_t body = blob.size() - kHeaderBytes;
  if (view.links_ > body / view.stride_ || key_bytes > body ||
      view.links_ * view.stride_ + key_bytes != body) {
    throw damaged("its parts do not add up to its length");
  }
  const auto heap = blob.subspan(blob.size() - key_bytes, key_bytes);
  std::size_t offset = 0;
  view.nodes_ = read_rising_keys(heap, nodes, offset, cancel);
  view.kinds_ = read_rising_keys(heap, kinds, offset, cancel);
  for (std::size_t link = 0; link < view.size(); ++link) {
    cancel.check();
    const double weight = view.weight(link);
    const bool kind_known = !view.has_kinds() || view.kind(link) == kNoKind || view.kind(link) < kinds;
    if (view.from(link) >= nodes || view.to(link) >= nodes || !kind_known || weight < 0 ||
        std::isinf(weight)) {
      throw damaged("a link is out of range");
    }
  }
  return view;
}

LinksBuilder::LinksBuilder(bool weights, bool kinds)
    : weights_(weights), kinds_given_(kinds), stride_(stride_of(weights, kinds)) {
  blob_.append_zeros(LinksView::kHeaderBytes);
}

void LinksBuilder::add(const KeyView& from, const KeyView& to, double weight, const KeyView* kind) {
  std::byte* const link = blob_.extend(stride_);
  store(link, nodes_.intern(from));
  store(link + 4, nodes_.intern(to));
  if (weights_) store(link + 8, weight);
  if (kinds_given_) store(link + stride_ - 4, kind == nullptr ? LinksView::kNoKind : kinds_.intern(*kind));
  ++links_;
  if (std::isnan(weight)) ++missing_weights_;
}

void LinksBuilder::refuse_other_parts(const LinksView& other) const {
  if (other.has_weights() == weights_ && other.has_kinds() == kinds_given_) return;
  const char* const what = other.has_weights() != weights_ ? "weights" : "kinds";
  throw Error(concat("some of the data sets have ", what, ", others have none; collect all of them alike"));
}

void LinksBuilder::append(const LinksView& other, CancelToken& cancel) {
  refuse_other_parts(other);
  skipped_ += other.skipped();
  for (std::size_t link = 0; link < other.size(); ++link) {
    cancel.check();
    const std::uint32_t kind = other.kind(link);
    add(other.nodes()[other.from(link)], other.nodes()[other.to(link)], other.weight(link),
        kind == LinksView::kNoKind ? nullptr : &other.kinds()[kind]);
  }
}

// The nodes are looked up once each and not once for every link, in rising order, so that finish() finds them
// sorted when there were none before.
void LinksBuilder::append_among(const LinksView& other, std::span<const std::uint8_t> kept,
                                CancelToken& cancel) {
  refuse_other_parts(other);
  skipped_ += other.skipped();
  const auto both_kept = [&](std::size_t link) {
    cancel.check();
    return kept[other.from(link)] != 0 && kept[other.to(link)] != 0;
  };
  constexpr std::uint32_t kUnused = 0xFFFFFFFF;
  RawVector<std::uint32_t> node_numbers = filled(other.nodes().size(), kUnused, cancel);
  RawVector<std::uint32_t> kind_numbers = filled(other.kinds().size(), kUnused, cancel);
  std::size_t links = 0;
  for (std::size_t link = 0; link < other.size(); ++link) {
    if (!both_kept(link)) continue;
    node_numbers[other.from(link)] = node_numbers[other.to(link)] = 0;
    if (other.kind(link) != LinksView::kNoKind) kind_numbers[other.kind(link)] = 0;
    ++links;
  }
  const auto number = [&](RawVector<std::uint32_t>& numbers, const Dictionary& theirs, Dictionary& ours) {
    for (std::uint32_t i = 0; i < numbers.size(); ++i) {
      cancel.check();
      if (numbers[i] != kUnused) numbers[i] = ours.intern(theirs[i]);
    }
  };
  number(node_numbers, other.nodes(), nodes_);
  number(kind_numbers, other.kinds(), kinds_);
  for (std::size_t link = 0; link < other.size(); ++link) {
    if (!both_kept(link)) continue;
    std::byte* const record = blob_.extend(stride_);
    store(record, node_numbers[other.from(link)]);
    store(record + 4, node_numbers[other.to(link)]);
    if (weights_) store(record + 8, other.weight(link));
    if (kinds_given_) {
      const std::uint32_t kind = other.kind(link);
      store(record + stride_ - 4, kind == LinksView::kNoKind ? kind : kind_numbers[kind]);
    }
    if (std::isnan(other.weight(link))) ++missing_weights_;
  }
  links_ += links;
}

ByteBuffer LinksBuilder::finish(CancelToken& cancel) {
  cancel.check(links_);
  refuse_two_types("kind", kinds_, cancel);
  const auto node_order = nodes_.sorted(cancel);
  const auto kind_order = kinds_.sorted(cancel);
  const auto node_rank = ranks_of(node_order, cancel);
  const auto kind_rank = ranks_of(kind_order, cancel);
  for (std::size_t i = 0; i < links_; ++i) {
    cancel.check();
    std::byte* const link = blob_.data() + LinksView::kHeaderBytes + i * stride_;
    store(link, node_rank[load<std::uint32_t>(link)]);
    store(link + 4, node_rank[load<std::uint32_t>(link + 4)]);
    if (!kinds_given_) continue;
    const auto kind = load<std::uint32_t>(link + stride_ - 4);
    if (kind != LinksView::kNoKind) store(link + stride_ - 4, kind_rank[kind]);
  }
  const std::size_t before_keys = blob_.size();
  append_keys(blob_, nodes_, node_order, cancel);
  append_keys(blob_, kinds_, kind_order, cancel);

  std::byte* const start = blob_.data();
  store(start + 32, links_);
  store(start + 40, skipped_);
  store(start + 48, missing_weights_);
  store(start + 56, static_cast<std::uint32_t>(nodes_.size()));
  store(start + 60, static_cast<std::uint32_t>(kinds_.size()));
  store(start + 64, static_cast<std::uint64_t>(blob_.size() - before_keys));
  seal_blob(blob_, Kind::links,
            static_cast<std::uint16_t>((weights_ ? LinksView::kWeights : 0) |
                                       (kinds_given_ ? LinksView::kKinds : 0)),
            cancel);
  blob_.shrink();
  return std::move(blob_);
}

}  // namespace clusterlite
