// Working memory that threads lend each other: who takes a part of the work gets an object that another part
// has used before, or a new one. Their number is that of the threads at work, not that of the parts.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace clusterlite {

template <class Object>
class LentObjects {
 public:
  class Loan {
   public:
    Loan(LentObjects& owner, std::unique_ptr<Object> object) : owner_(owner), object_(std::move(object)) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan() {
      const std::lock_guard lock(owner_.mutex_);
      owner_.idle_.push_back(std::move(object_));  // there is room: borrow() has seen to it
    }
    Object& operator*() const { return *object_; }
    Object* operator->() const { return object_.get(); }

   private:
    LentObjects& owner_;
    std::unique_ptr<Object> object_;
  };

  // make() gives a std::unique_ptr<Object>; it is called when none is idle.
  template <class Make>
  Loan borrow(const Make& make) {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<Object> object = std::move(idle_.back());
        idle_.pop_back();
        return Loan(*this, std::move(object));
      }
      idle_.reserve(++made_);
    }
    return Loan(*this, make());
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Object>> idle_;
  std::size_t made_ = 0;
};

}  // namespace clusterlite
