#pragma once
// The process thread's side of a live graph.

#include <atomic>
#include <cstdint>

#include "graph/live/plan.hpp"

namespace nt::graph::live {

/// Runs one plan; the next one waits in a single place until a block begins and the one before is at its end.
///
/// A change: all new stages run unheard from the plan's first block on, for as long as the latest of them needs and at
/// least `warm` frames; then every changed segment is faded from the old stages to the new ones, and from the end of
/// that on the old stages are never touched again.
class Player {
 public:
  Player(const StageTerms& terms, uint32_t channels, uint32_t max_frames, uint32_t warm);

  // [owner]
  /// Puts plan in the place where `expected` waits (null: nothing). False: that is no longer there.
  bool offer(Plan* expected, Plan* plan) noexcept { return waiting_.compare_exchange_strong(expected, plan); }
  /// Whether the plan, which no longer waits, runs; waits for the moment between its taking and the answer.
  [[nodiscard]] bool has_accepted(const Plan& plan) const noexcept;
  [[nodiscard]] bool has_begun() const noexcept { return has_begun_.load(); }
  nt_status next_event(nt_live_event& out) noexcept { return events_.next(out) ? NT_OK : NT_NOT_YET; }

  // [any]
  /// The edit that is heard alone: of the plans before it nothing is used any more, nor of what only they run.
  [[nodiscard]] uint64_t heard_edit() const noexcept { return heard_edit_.load(std::memory_order_acquire); }
  /// Of the list of that edit.
  [[nodiscard]] const ListFacts& heard() const noexcept { return heard_; }
  [[nodiscard]] uint64_t frames() const noexcept { return frames_.load(std::memory_order_relaxed); }

  // [process]
  nt_status process(const double* const* in, double* const* out, uint32_t frames) noexcept;
  void reset() noexcept;

 private:
  /// Planes that a run of stages reads or has written.
  using Set = const double* const*;

  void take() noexcept;
  void settle(uint64_t frame) noexcept;
  void run_slice(Set in, double* const* out, uint32_t frames, uint64_t frame) noexcept;
  Set run(const std::vector<Stage*>& stages, Set in, Set spared, uint32_t frames, uint64_t frame) noexcept;
  Set change(const Segment& segment, Set in, uint32_t frames, uint64_t frame) noexcept;
  [[nodiscard]] double* const* set_beside(Set one, Set other, Set third) const noexcept;
  [[nodiscard]] uint64_t fade_begins() const noexcept;
  template <class Each>
  void each_stage(Each&& each) const noexcept;

  const StageTerms& terms_;
  const uint32_t channels_, max_frames_, warm_;
  Plan empty_;

  alignas(cache_line) std::atomic<Plan*> waiting_{nullptr};
  std::atomic<bool> has_begun_{false};
  std::atomic<uint64_t> answer_{0};  // to the plan taken last: twice its edit, and one more if it was refused
  std::atomic<uint64_t> heard_edit_{0}, frames_{0};
  ListFacts heard_;
  EventRing events_{1024, NT_RING_REAL_TIME_WRITER};

  // Of the process thread.
  alignas(cache_line) Plan* plan_;
  bool is_changing_ = false;
  bool is_fresh_ = true;  // nothing has been heard since creation or the last reset
  uint64_t frame_ = 0;    // of the stream
  uint64_t began_ = 0;    // the frame at which the plan was taken
};

}  // namespace nt::graph::live
