#pragma once
// A ring whose oldest frames go: one writer that never waits, any number of readers that copy and then look whether
// what they copied was still whole.

#include <atomic>
#include <cstdint>
#include <memory>

#include "rt/aligned.hpp"

namespace nt::ring {

/// H. Boehm, Can seqlocks get along with programming language memory models? (2012): the samples themselves are moved
/// by relaxed atomic loads and stores, so that a reader who is overtaken reads old or new ones, but nothing undefined.
class Trail {
 public:
  /// capacity: a power of two. [owner]
  Trail(uint32_t channels, uint64_t capacity);

  [[nodiscard]] uint32_t channels() const noexcept { return channels_; }
  [[nodiscard]] uint64_t capacity() const noexcept { return mask_ + 1; }
  [[nodiscard]] uint64_t newest() const noexcept { return written_.load(std::memory_order_acquire); }

  void write(const double* const* planes, uint32_t frames) noexcept;
  /// Moves position; returns the frames copied.
  uint32_t read(uint64_t& position, double* const* planes, uint32_t frames, uint64_t& lapped) const noexcept;

 private:
  using Cell = std::atomic<double>;
  static_assert(Cell::is_always_lock_free && sizeof(Cell) == sizeof(double));

  uint32_t channels_;
  uint64_t mask_;
  std::unique_ptr<Cell[]> cells_;                       // channel by channel
  alignas(cache_line) std::atomic<uint64_t> begun_{0};  // frames whose cells may be changing
  std::atomic<uint64_t> written_{0};
};

}  // namespace nt::ring
