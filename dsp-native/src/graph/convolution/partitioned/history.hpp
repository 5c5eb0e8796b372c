#pragma once
// The last frames of a stream, readable by another thread while they are written.

#include <atomic>
#include <bit>
#include <cstdint>
#include <vector>

#include "rt/aligned.hpp"

namespace nt::graph::partitioned {

/// One thread appends, at most `piece` frames at a time, another may read. Frames are counted from the beginning and
/// never again from 0.
template <class T>
class History {
 public:
  History(uint32_t channels, size_t frames, size_t piece)
      : mask_(std::bit_ceil(frames + piece) - 1), piece_(piece), planes_(channels, AlignedVector<T>(mask_ + 1)) {}

  [[nodiscard]] uint64_t written() const noexcept { return written_.load(std::memory_order_acquire); }

  void append(const T* const* in, size_t frames) noexcept {
    const uint64_t at = written_.load(std::memory_order_relaxed);
    for (uint32_t c = 0; c < planes_.size(); ++c)
      for (size_t i = 0; i < frames; ++i)
        std::atomic_ref(planes_[c][(at + i) & mask_]).store(in[c][i], std::memory_order_relaxed);
    written_.store(at + frames, std::memory_order_release);
  }

  /// Frames first .. first + frames of a channel; false where they are not all there any more.
  bool read(uint32_t channel, uint64_t first, size_t frames, T* out) const noexcept {
    auto& plane = planes_[channel];
    for (size_t i = 0; i < frames; ++i)
      out[i] = std::atomic_ref(const_cast<T&>(plane[(first + i) & mask_])).load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    // The appending thread may be a piece ahead of what it says.
    return written_.load(std::memory_order_relaxed) + piece_ <= first + mask_ + 1;
  }

 private:
  uint64_t mask_;
  size_t piece_;
  std::vector<AlignedVector<T>> planes_;
  std::atomic<uint64_t> written_{0};
};

}  // namespace nt::graph::partitioned
