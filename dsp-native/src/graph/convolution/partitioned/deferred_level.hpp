#pragma once
// A segment whose results are due a whole part after their input is complete, so that another thread may compute them.
//
// The caller and the computing thread meet in a ring of slots, ordered by two counters: the caller alone raises
// `submitted`, the computing thread alone `finished`. Neither ever waits for the other here. What the caller does where
// a result is missing is the caller's choice: compute() it itself, or go on without and count it.

#include <array>
#include <atomic>
#include <vector>

#include "graph/convolution/partitioned/spectral_sum.hpp"

namespace nt::graph::partitioned {

template <class T>
class DeferredLevel {
 public:
  DeferredLevel(const Matrix& matrix, const Segment& segment);

  // ---- The caller's thread ----

  /// A slot is free, or the part has one already: frames at this position are not lost.
  [[nodiscard]] bool has_room(size_t position) const noexcept;
  /// Frames of the block, from position within it on. Lost where no slot is free.
  void take(uint32_t input, const T* in, size_t position, size_t frames) noexcept;
  /// The result for the present block is there, or nothing is due: result() may be called.
  [[nodiscard]] bool ready() const noexcept;
  /// The part that the result is of was lost: it will not come.
  [[nodiscard]] bool missing() const noexcept { return number_ >= first_ + 2 && due_ == none; }
  /// No part that the result should hold was lost.
  [[nodiscard]] bool whole() const noexcept { return number_ >= whole_from_; }
  /// What is added to the output from position on; null where nothing is due.
  [[nodiscard]] const T* result(uint32_t output, size_t position) const noexcept;
  /// The block is complete and its output written. True where this submitted a part to be computed.
  bool advance(size_t block) noexcept;
  /// Nothing waits to be computed.
  [[nodiscard]] bool idle() const noexcept {
    return finished_.load(std::memory_order_acquire) == submitted_.load(std::memory_order_relaxed);
  }
  /// Forgets the past. What is being computed comes to nothing.
  void reset() noexcept;

  // ---- Whoever computes ----

  /// Computes one part that waits; false where none does, or where another thread is computing.
  bool compute() noexcept;

 private:
  static constexpr uint64_t slots = 4;
  static constexpr uint64_t none = UINT64_MAX;
  struct Slot {
    uint64_t part = none;  // number of the part; written by the caller
    std::vector<AlignedVector<T>> input, result;
  };
  [[nodiscard]] bool room(uint64_t submitted) const noexcept;
  void find_due() noexcept;
  void take(uint32_t input, const Slot* before, const Slot* part) noexcept;

  size_t part_;
  // The caller's.
  uint64_t number_ = 0;  // of the part that is being filled; reset makes it jump
  uint64_t first_ = 0;   // number of the first part since reset
  size_t filled_ = 0;
  bool dropping_ = false;
  uint64_t whole_from_ = 0;  // number of the part from which on results know of no lost part
  uint64_t due_ = none;      // submission whose result the present part needs
  // Both.
  std::array<Slot, slots> ring_;
  alignas(cache_line) std::atomic<uint64_t> submitted_{0};
  alignas(cache_line) std::atomic<uint64_t> finished_{0};
  alignas(cache_line) std::atomic<bool> busy_{false};
  // The computing thread's, guarded by busy_.
  SpectralSum<T> sum_;
  AlignedVector<T> window_;
  uint64_t last_ = none;  // number of the part computed last
};

extern template class DeferredLevel<float>;
extern template class DeferredLevel<double>;

}  // namespace nt::graph::partitioned
