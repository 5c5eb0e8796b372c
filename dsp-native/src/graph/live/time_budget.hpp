#pragma once
// Whether a stage takes more time than it may.

#include <cstdint>

#include "rt/clock.hpp"

namespace nt::graph::live {

/// What a stage may take.
struct TimeBudget {
  double ns_per_frame;  // 0: no limit
  uint32_t patience;    // blocks in a row over it
};

/// Time of one thread's work, a block at a time. What a block took by the wall clock is cheap to know but counts every
/// interruption as well; so the thread's own time, which costs a system call, is taken only in blocks after one that
/// was over by the wall clock, and only it counts.
class Stopwatch {
 public:
  static int64_t thread_ns() noexcept { return now_ns(CLOCK_THREAD_CPUTIME_ID); }

  void start() noexcept {
    wall_ -= now_ns(CLOCK_MONOTONIC);
    if (is_suspect_) thread_ -= thread_ns();
  }
  void stop() noexcept {
    if (is_suspect_) thread_ += thread_ns();
    wall_ += now_ns(CLOCK_MONOTONIC);
  }

  /// At the end of a block of frames: true when the patience is at its end. Begins the next one.
  bool is_out_of(const TimeBudget& budget, uint32_t frames) noexcept {
    const double limit = budget.ns_per_frame * frames;
    const bool is_late = static_cast<double>(wall_) > limit;
    const bool is_over = is_late && is_suspect_ && static_cast<double>(thread_) > limit;
    over_ = is_over ? over_ + 1 : 0;
    is_suspect_ = is_late;
    wall_ = thread_ = 0;
    return over_ >= budget.patience;
  }

 private:
  int64_t wall_ = 0, thread_ = 0;
  uint32_t over_ = 0;
  bool is_suspect_ = false;
};

}  // namespace nt::graph::live
