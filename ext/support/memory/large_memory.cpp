#include "support/memory/large_memory.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#if defined(__linux__)
#include <sys/mman.h>
#include <sys/resource.h>
#endif

namespace clusterlite {
namespace {

// Stands before each block, in the room of a cache line.
struct BlockHead {
  std::size_t bytes;  // with this head
  bool is_mapping;    // else it comes from malloc()
};
constexpr std::size_t kHeadBytes = 64;

BlockHead* head_of(void* block) {
  return block == nullptr ? nullptr
                          : reinterpret_cast<BlockHead*>(static_cast<std::byte*>(block) - kHeadBytes);
}
void* block_of(BlockHead* head) { return reinterpret_cast<std::byte*>(head) + kHeadBytes; }

#if defined(__linux__)

// A multiple of every machine's page.
constexpr std::size_t kMappingUnit = std::size_t{64} << 10;

std::size_t whole_units(std::size_t bytes) { return (bytes + kMappingUnit - 1) & ~(kMappingUnit - 1); }

// A mapping that begins at a large page; null when there is none.
std::byte* map_aligned(std::size_t bytes, int protection) {
  void* const room =
      mmap(nullptr, bytes + kLargePage, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED) return nullptr;
  const auto begin = reinterpret_cast<std::uintptr_t>(room);
  const std::size_t before = (kLargePage - begin % kLargePage) % kLargePage;
  auto* const start = static_cast<std::byte*>(room) + before;
  if (before > 0) munmap(room, before);
  munmap(start + bytes, kLargePage - before);
  return start;
}

BlockHead* map_block(std::size_t bytes) {
  std::byte* const start = map_aligned(bytes, PROT_READ | PROT_WRITE);
  if (start == nullptr) return nullptr;
  madvise(start, bytes, MADV_HUGEPAGE);
  auto* const head = reinterpret_cast<BlockHead*>(start);
  *head = {bytes, true};
  return head;
}

BlockHead* copy_block(const BlockHead* head, std::size_t bytes) {
  BlockHead* const copy = map_block(bytes);
  if (copy != nullptr) {
    std::memcpy(block_of(copy), reinterpret_cast<const std::byte*>(head) + kHeadBytes,
                std::min(head->bytes, bytes) - kHeadBytes);
  }
  return copy;
}

// Whether the process may not take as much address space as there is.
bool space_is_limited() {
  rlimit space{};
  rlimit data{};
  return getrlimit(RLIMIT_AS, &space) != 0 || space.rlim_cur != RLIM_INFINITY ||
         getrlimit(RLIMIT_DATA, &data) != 0 || data.rlim_cur != RLIM_INFINITY;
}

// The ways to a mapping of another size, the best one first: where it is; at another large page; anywhere,
// which takes no room for both; and a copy, for what the system does not move (a mapping of which a part has
// been locked).
BlockHead* remap_block(BlockHead* head, std::size_t bytes) {
  const auto resized = [&](void* place) -> BlockHead* {
    if (place == MAP_FAILED) return nullptr;
    auto* const result = static_cast<BlockHead*>(place);
    result->bytes = bytes;
    return result;
  };
  if (auto* const same = resized(mremap(head, head->bytes, bytes, 0))) return same;
  if (std::byte* const room = space_is_limited() ? nullptr : map_aligned(bytes, PROT_NONE)) {
    // Should this fail, the room is left: it may have been unmapped on the way, and be somebody else's by
    // now.
    const int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
    if (auto* const moved = resized(mremap(head, head->bytes, bytes, flags, room))) return moved;
  }
  if (auto* const moved = resized(mremap(head, head->bytes, bytes, MREMAP_MAYMOVE))) return moved;
  BlockHead* const copy = copy_block(head, bytes);
  if (copy != nullptr) munmap(head, head->bytes);
  return copy;
}

#endif

}  // namespace

void* resize_block(void* block, std::size_t bytes) {
  if (bytes > PTRDIFF_MAX - kLargePage - kHeadBytes) return nullptr;
  BlockHead* const head = head_of(block);
  const std::size_t needed = bytes + kHeadBytes;
#if defined(__linux__)
  if (head != nullptr && head->is_mapping) {
    const std::size_t mapped = whole_units(needed);
    BlockHead* const resized = mapped == head->bytes ? head : remap_block(head, mapped);
    return resized == nullptr ? nullptr : block_of(resized);
  }
  if (bytes >= kLargeMemory) {
    BlockHead* const larger = map_block(whole_units(needed));
    if (larger == nullptr) return nullptr;
    if (block != nullptr) std::memcpy(block_of(larger), block, head->bytes - kHeadBytes);
    free_block(block);
    return block_of(larger);
  }
#endif
  auto* const resized = static_cast<BlockHead*>(std::realloc(head, needed));
  if (resized == nullptr) return nullptr;
  *resized = {needed, false};
  return block_of(resized);
}

void* grow_block(void* block, std::size_t& bytes, std::size_t least) {
  for (const std::size_t size : {bytes, least + least / 8, least}) {
    if (size < least || size > bytes) continue;
    if (void* const larger = resize_block(block, size)) {
      bytes = size;
      return larger;
    }
  }
  return nullptr;
}

void* zeroed_block(std::size_t bytes) {
  void* const block = resize_block(nullptr, bytes);
  if (block != nullptr && !head_of(block)->is_mapping) std::memset(block, 0, bytes);
  return block;
}

void free_block(void* block) {
  BlockHead* const head = head_of(block);
  if (head == nullptr) return;
#if defined(__linux__)
  if (head->is_mapping) {
    munmap(head, head->bytes);
    return;
  }
#endif
  std::free(head);
}

void advise_large([[maybe_unused]] void* start, [[maybe_unused]] std::size_t size) {
#if defined(MADV_HUGEPAGE)
  const auto begin = (reinterpret_cast<std::uintptr_t>(start) + kLargePage - 1) & ~(kLargePage - 1);
  const auto end = (reinterpret_cast<std::uintptr_t>(start) + size) & ~(kLargePage - 1);
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

}  // namespace clusterlite
