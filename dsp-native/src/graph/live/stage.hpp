#pragma once
// One stage of a live graph: a graph, the way around it, and what leads from one to the other.

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "graph/dynamics/delay.hpp"
#include "graph/handle.hpp"
#include "graph/live/ramp.hpp"
#include "graph/live/time_budget.hpp"
#include "ntdsp/live_graph.h"
#include "rt/aligned.hpp"
#include "rt/ring/message_ring.hpp"

namespace nt::graph::live {

/// What the process thread tells its owner; the oldest are kept when nobody asks for long.
using EventRing = ring::MessageRing<nt_live_event>;

/// The most frames a stage runs at once.
inline constexpr uint32_t slice_frames = 512;

/// What all stages of a live graph have in common.
struct StageTerms {
  double sample_rate;
  Ramp fade;   // of bypasses
  Ramp fault;  // from the last good frame to the way around, at most 10 ms
  TimeBudget budget;
};

/// The way around is the input delayed by the graph's latency, channel by channel; channels that the graph adds are
/// silence there. It is always fed, so that it can be taken at any frame.
class Stage {
 public:
  /// Activates graph for that many channels. Throws nt::Error; graph is the caller's until adopt. terms outlives the
  /// stage. [owner]
  Stage(uint64_t id, nt_graph* graph, const StageTerms& terms, uint32_t channels, bool is_bypassed);
  void adopt() noexcept { owned_.reset(graph_); }

  [[nodiscard]] uint64_t id() const noexcept { return id_; }
  [[nodiscard]] const nt_graph* graph() const noexcept { return graph_; }
  [[nodiscard]] uint32_t inputs() const noexcept { return inputs_; }
  [[nodiscard]] uint32_t outputs() const noexcept { return outputs_; }
  [[nodiscard]] uint32_t latency() const noexcept { return line_.length(); }
  [[nodiscard]] uint64_t tail() const noexcept { return tail_; }

  // [owner], while it runs
  void bypass(bool is_bypassed) noexcept { wanted_.store(is_bypassed, std::memory_order_relaxed); }
  void inject(nt_status fault) noexcept { injected_.store(fault, std::memory_order_relaxed); }
  [[nodiscard]] bool has_failed() const noexcept { return failed_.load(std::memory_order_acquire); }

  // [process]
  /// Before the first frame: what old, whose place it takes, knows of the signal, unless that has failed.
  void inherit(const Stage& old) noexcept;
  /// Takes what the owner wants; frame is that of the stream.
  void begin_block() noexcept;
  /// A slice: in stays as it is and is finite, out has planes of its own and is finite after it.
  void run(const double* const* in, double* const* out, uint32_t frames, uint64_t frame, EventRing& events) noexcept;
  /// The block had that many frames and ends before frame.
  void end_block(uint32_t frames, uint64_t frame, EventRing& events) noexcept;
  /// It is on its way out: what happens to it is no longer told.
  void leave() noexcept { is_leaving_ = true; }
  /// Forgets the signal; a bypass that is wanted is there at once.
  void reset(uint64_t frame, EventRing& events) noexcept;

 private:
  nt_status call(const double* const* in, double* const* out, uint32_t frames) noexcept;
  void fail(nt_status status, uint64_t frame, EventRing& events) noexcept;
  const double* way_around(uint32_t channel, const double* const* in, uint32_t frames) noexcept;
  void mix(double* out, const double* around, uint32_t frames) const noexcept;
  void replace(uint32_t channel, double* out, const double* around, uint32_t from, uint32_t frames) noexcept;
  void tell(nt_live_event event, EventRing& events) const noexcept;
  [[nodiscard]] bool is_fading() const noexcept { return faded_ < terms_.fade.length(); }

  const uint64_t id_;
  const StageTerms& terms_;
  nt_graph* const graph_;
  std::unique_ptr<nt_graph> owned_;
  uint32_t inputs_, outputs_ = 0;
  uint64_t tail_ = 0;

  std::atomic<bool> wanted_;  // the way around
  std::atomic<int32_t> injected_{NT_OK};
  std::atomic<bool> failed_{false};

  // Of the process thread.
  Delay line_;
  Stopwatch watch_;
  bool is_around_;  // what is heard, or faded to, is the way around
  bool is_leaving_ = false;
  int64_t faded_;                               // frames of the last fade that are over
  int64_t replaced_ = 0;                        // frames since the failure
  std::array<double, NT_MAX_CHANNELS> last_{};  // the last frame that left; from the failure on, the last good one
  AlignedVector<double> delayed_, held_;        // a plane of a slice each
};

}  // namespace nt::graph::live
