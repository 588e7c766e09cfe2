// Finds numbers 0, 1, 2 ... by the hashes of what they stand for: a hash table with open addressing, in which
// numbers are looked up and added, and never taken out.
//
// It grows by little: whenever a number is added, a few of those in the table of half the size move. Moving
// 10 million at once takes 0.5 s, in which nobody asks whether to stop.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include "support/memory/large_memory.hpp"

namespace clusterlite {

class NumberIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  NumberIndex() = default;
  NumberIndex(NumberIndex&& other) noexcept { swap(other); }
  NumberIndex& operator=(NumberIndex&& other) noexcept {
    swap(other);
    return *this;
  }

  // The number with this hash for which same(number) holds; kNone when there is none.
  template <class Same>
  std::uint32_t find(std::uint64_t hash, const Same& same) const {
    const std::uint32_t found = find_in(table_, hash, same);
    return found == kNone && old_.slots != nullptr ? find_in(old_, hash, same) : found;
  }

  // Adds the next number, 0 at first. hash_of(number) gives the hash of one that is.
  template <class HashOf>
  void add(std::uint64_t hash, const HashOf& hash_of) {
    if (2 * size_ >= table_.size) grow();
    place(hash, static_cast<std::uint32_t>(size_));
    ++size_;
    if (old_.slots != nullptr) move_some(hash_of);
  }

  std::size_t slots() const { return table_.size; }

  // The number in the first slot where one with this hash may be, to fetch what it stands for; kNone when the
  // slot is empty.
  std::uint32_t guess(std::uint64_t hash) const {
    return table_.size == 0 ? kNone : table_.slots[hash & (table_.size - 1)].number_after - 1;
  }
  void prefetch(std::uint64_t hash) const {
    if (table_.size != 0) __builtin_prefetch(&table_.slots[hash & (table_.size - 1)]);
  }

 private:
  // All bytes 0: empty, as fresh memory is.
  struct Slot {
    std::uint32_t tag;           // other bits of the hash than those that choose the slot
    std::uint32_t number_after;  // the number + 1
  };
  struct FreeBlock {
    void operator()(Slot* slots) const { free_block(slots); }
  };
  struct Table {
    std::unique_ptr<Slot[], FreeBlock> slots;
    std::size_t size = 0;  // a power of two, at least twice as many as numbers
  };

  void swap(NumberIndex& other) noexcept {
    std::swap(table_, other.table_);
    std::swap(old_, other.old_);
    std::swap(moved_, other.moved_);
    std::swap(to_move_, other.to_move_);
    std::swap(size_, other.size_);
  }

  static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }

  template <class Same>
  static std::uint32_t find_in(const Table& table, std::uint64_t hash, const Same& same) {
    if (table.size == 0) return kNone;
    const std::size_t mask = table.size - 1;
    for (std::size_t at = hash & mask; table.slots[at].number_after != 0; at = (at + 1) & mask) {
      const Slot& slot = table.slots[at];
      if (slot.tag == tag_of(hash) && same(slot.number_after - 1)) return slot.number_after - 1;
    }
    return kNone;
  }

  void place(std::uint64_t hash, std::uint32_t number) {
    const std::size_t mask = table_.size - 1;
    std::size_t at = hash & mask;
    while (table_.slots[at].number_after != 0) at = (at + 1) & mask;
    table_.slots[at] = {tag_of(hash), number + 1};
  }

  void grow() {
    Table larger;
    larger.size = table_.size == 0 ? 64 : 2 * table_.size;
    larger.slots.reset(static_cast<Slot*>(zeroed_block(larger.size * sizeof(Slot))));
    if (larger.slots == nullptr) throw std::bad_alloc();
    old_ = std::move(table_);
    table_ = std::move(larger);
    moved_ = 0;
    to_move_ = size_;
  }

  // As many numbers will be added before the next growth as there are to move: all have moved by then.
  // Numbers move in their order, so that hash_of() reads its memory in order, too. More at a time than
  // needed, since a number that is not there is looked for in both tables.
  template <class HashOf>
  void move_some(const HashOf& hash_of) {
    constexpr std::size_t kAtATime = 8;
    const std::size_t end = std::min(moved_ + kAtATime, to_move_);
    for (; moved_ < end; ++moved_) {
      const auto number = static_cast<std::uint32_t>(moved_);
      place(hash_of(number), number);
    }
    if (moved_ == to_move_) old_ = {};
  }

  Table table_;
  Table old_;  // of the first to_move_ numbers; the first moved_ are in table_, too
  std::size_t moved_ = 0;
  std::size_t to_move_ = 0;
  std::size_t size_ = 0;
};

}  // namespace clusterlite
