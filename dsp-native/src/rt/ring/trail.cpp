#include "rt/ring/trail.hpp"

#include <algorithm>

namespace nt::ring {

Trail::Trail(uint32_t channels, uint64_t capacity)
    : channels_(channels), mask_(capacity - 1), cells_(new Cell[channels * capacity]()) {}

void Trail::write(const double* const* planes, uint32_t frames) noexcept {
  const uint64_t at = written_.load(std::memory_order_relaxed), end = at + frames;
  // Of more than there is room for, only the last remain.
  const uint64_t from = end - std::min<uint64_t>(frames, capacity());
  begun_.store(end, std::memory_order_relaxed);
  // Whoever reads a cell that is written below, sees begun_ afterwards.
  std::atomic_thread_fence(std::memory_order_release);
  for (uint32_t c = 0; c < channels_; ++c) {
    Cell* const cells = cells_.get() + c * capacity();
    for (uint64_t i = from; i < end; ++i) cells[i & mask_].store(planes[c][i - at], std::memory_order_relaxed);
  }
  written_.store(end, std::memory_order_release);
}

uint32_t Trail::read(uint64_t& position, double* const* planes, uint32_t frames, uint64_t& lapped) const noexcept {
  lapped = 0;
  const auto oldest = [this](uint64_t end) { return end - std::min(end, capacity()); };
  const uint64_t end = written_.load(std::memory_order_acquire);
  if (position > end) position = end;  // of another trail, or of a time before this one
  if (const uint64_t first = oldest(end); position < first) lapped = first - position, position = first;
  const auto count = static_cast<uint32_t>(std::min<uint64_t>(frames, end - position));
  for (uint32_t c = 0; c < channels_; ++c) {
    const Cell* const cells = cells_.get() + c * capacity();
    for (uint32_t i = 0; i < count; ++i) planes[c][i] = cells[(position + i) & mask_].load(std::memory_order_relaxed);
  }
  std::atomic_thread_fence(std::memory_order_acquire);
  const uint64_t whole = oldest(begun_.load(std::memory_order_relaxed));
  uint32_t torn = 0;
  if (position < whole) {
    torn = static_cast<uint32_t>(std::min<uint64_t>(whole - position, count));
    lapped += torn;
    for (uint32_t c = 0; c < channels_; ++c) std::copy(planes[c] + torn, planes[c] + count, planes[c]);
  }
  position += count;
  return count - torn;
}

}  // namespace nt::ring
