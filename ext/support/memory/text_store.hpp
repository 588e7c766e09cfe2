// Texts that stay where they are, one after another in blocks of memory: of millions of texts each in memory
// of its own would take twice the room, and half a second to give back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "support/memory/large_memory.hpp"

namespace clusterlite {

class TextStore {
 public:
  // The copy lives as long as the store.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return "";
    if (text.size() > room_) add_block(text.size());
    char* const start = next_;
    std::memcpy(start, text.data(), text.size());
    next_ += text.size();
    room_ -= text.size();
    return {start, text.size()};
  }

 private:
  struct FreeBlock {
    void operator()(char* block) const { free_block(block); }
  };

  void add_block(std::size_t least) {
    constexpr std::size_t kFirst = 1 << 10;
    constexpr std::size_t kLargest = std::size_t{8} << 20;
    const std::size_t usual = kFirst << std::min<std::size_t>(blocks_.size(), 20);
    const std::size_t size = std::max(least, std::min(usual, kLargest));
    std::unique_ptr<char[], FreeBlock> block(static_cast<char*>(resize_block(nullptr, size)));
    if (block == nullptr) throw std::bad_alloc();
    blocks_.push_back(std::move(block));
    next_ = blocks_.back().get();
    room_ = size;
  }

  std::vector<std::unique_ptr<char[], FreeBlock>> blocks_;
  char* next_ = nullptr;
  std::size_t room_ = 0;
};

}  // namespace clusterlite
