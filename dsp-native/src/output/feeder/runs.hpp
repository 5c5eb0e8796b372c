#pragma once
// The runs that wait, and what is told about them.

#include <array>
#include <cstdint>

#include "ntdsp/feeder.h"

namespace nt::output {

struct Run {
  nt_ring* ring = nullptr;  // null: there is none
  uint64_t id = 0;
  uint64_t taken = 0;  // frames
  bool fades_in = false;
  bool has_begun = false;
  bool follows = false;  // the run before it has just ended: no gap is wanted

  explicit operator bool() const noexcept { return ring != nullptr; }
  /// Frames that can be taken. is_last is asked first, so that what was written before a close is counted.
  [[nodiscard]] uint64_t available(bool& is_last) const noexcept {
    nt_ring_state state{};
    nt_ring_describe(ring, nullptr, &state);
    is_last = state.is_closed != 0;
    return nt_ring_available(ring);
  }
};

/// First in, first out, of fixed size.
class WaitingRuns {
 public:
  static constexpr uint32_t capacity = 16;

  [[nodiscard]] bool is_empty() const noexcept { return count_ == 0; }
  bool push(const Run& run) noexcept {
    if (count_ == capacity) return false;
    runs_[(first_ + count_++) % capacity] = run;
    return true;
  }
  Run pop() noexcept {
    if (count_ == 0) return {};
    const Run run = runs_[first_];
    first_ = (first_ + 1) % capacity;
    --count_;
    return run;
  }

 private:
  std::array<Run, capacity> runs_{};
  uint32_t first_ = 0, count_ = 0;
};

}  // namespace nt::output
