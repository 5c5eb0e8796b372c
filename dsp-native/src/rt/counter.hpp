#pragma once

#include <atomic>
#include <cstdint>

namespace nt {

/// A number that any thread may read while others count.
class Counter {
 public:
  /// By the one thread that counts.
  void add(uint64_t more) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }
  /// By one of several.
  void add_shared(uint64_t more) noexcept { value_.fetch_add(more, std::memory_order_relaxed); }
  [[nodiscard]] uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

}  // namespace nt
