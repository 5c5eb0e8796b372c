#pragma once
// What the process thread runs: the stages of a list, and where it differs from the list before.

#include <atomic>
#include <cstdint>
#include <vector>

#include "graph/live/stage.hpp"
#include "graph/work_planes.hpp"

namespace nt::graph::live {

/// Either a stage of both lists, or what stands between two such stages in the one and in the other.
struct Segment {
  Stage* kept = nullptr;
  std::vector<Stage*> was, is;
};

/// A new stage, and the one with the same id that it replaces.
struct Heir {
  Stage* stage;
  const Stage* from;
};

/// Made whole by the owner, so that the process thread takes nothing but a pointer.
struct Plan {
  /// Kept stages are those in both lists; they stand in the same order there. channels: that come in.
  Plan(uint64_t edit_number, const std::vector<Stage*>& before, const std::vector<Stage*>& after, uint32_t channels);

  uint64_t edit;
  std::vector<Segment> segments;
  std::vector<Heir> heirs;
  uint32_t outputs;          // channels that leave
  uint32_t latency = 0;      // of the new list
  uint64_t tail = 0;         // likewise; UINT64_MAX: unknown
  uint32_t stage_count = 0;  // likewise
  uint32_t late = 0;         // the most latency that the new stages of a segment have together
  bool has_changes = false;
  static constexpr uint32_t set_count = 4;
  uint32_t most_channels;
  WorkPlanes planes;  // set_count sets of most_channels planes of a slice
};

/// What is told of a list to whoever asks, from any thread.
struct ListFacts {
  std::atomic<uint32_t> latency{0}, stage_count{0};
  std::atomic<uint64_t> tail{0};

  void tell(const Plan& plan) noexcept {
    latency.store(plan.latency, std::memory_order_relaxed);
    stage_count.store(plan.stage_count, std::memory_order_relaxed);
    tail.store(plan.tail, std::memory_order_relaxed);
  }
};

}  // namespace nt::graph::live
