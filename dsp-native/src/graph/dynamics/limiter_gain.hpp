#pragma once
// The gain curve of a look-ahead limiter: from reductions asked for to a smooth one that is never less.

#include <cstdint>
#include <vector>

#include "graph/dynamics/limiter_release.hpp"
#include "rt/state.hpp"

namespace nt::graph {

/// Works in ticks of tick() frames on a grid that begins at frame 0: 10 to 20 of them make the look-ahead, so that the
/// cost hardly depends on it. A tick's request is the largest of its frames'. The maximum over a window of ticks
/// spreads each request, LimiterRelease lets it decay, a Hann window smooths, and frames lie on the straight line
/// between ticks. The maximum is wider than the Hann window: around a request, from `plateau` frames before to plateau
/// + 1 after it, the whole mean stands at or above what was asked for.
class LimiterGain {
 public:
  /// lookahead: frames, at least 2.
  void activate(uint32_t lookahead, double release_ms, double sample_rate);
  void reset() noexcept;

  /// Frames by which the reduction for a frame comes after the request for it.
  [[nodiscard]] uint32_t delay() const noexcept { return delay_; }
  /// Frames until the present tick is full.
  [[nodiscard]] uint32_t left_in_tick() const noexcept { return tick_ - in_tick_; }
  [[nodiscard]] uint32_t tick() const noexcept { return tick_; }

  /// asked[0..frames) -> reduction[0..frames), both 1 - gain in 0..1. False when the reduction is zero throughout (and
  /// not written). Of asked only the maximum of each tick counts. Real-time safe.
  bool run(const double* asked, uint32_t frames, double* reduction) noexcept;

  /// Goes on from the reduction of another one, and, where its look-ahead is the same, with what it was asked for.
  /// Real-time safe.
  void inherit(const LimiterGain& old) noexcept;
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  void close_tick() noexcept;
  /// All memory is zero.
  [[nodiscard]] bool resting() const noexcept { return rest_ > window_.size() + 1; }

  uint32_t tick_ = 1;
  uint32_t spread_ = 1;  // ticks of the maximum
  uint32_t delay_ = 0;
  std::vector<double> window_;    // Hann, sum 1
  std::vector<double> requests_;  // of the last spread_ ticks, oldest first
  std::vector<double> held_;      // of the last window_.size() ticks, oldest first
  LimiterRelease release_;
  uint32_t in_tick_ = 0;
  double asked_ = 0;  // of this tick so far
  double from_ = 0;   // the line that the present tick's frames lie on
  double to_ = 0;
  uint32_t rest_ = 0;  // ticks since held_ got something else than zero, as far as known
};

}  // namespace nt::graph
