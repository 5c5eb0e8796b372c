#pragma once
// What the process thread runs: the stages of a list, and where it differs from the list before.

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

/// Made whole by the owner, so that the process thread takes nothing but a pointer.
struct Plan {
  /// Kept stages are those in both lists; they stand in the same order there. channels: that come in.
  Plan(uint64_t edit_number, const std::vector<Stage*>& before, const std::vector<Stage*>& after, uint32_t channels);

  uint64_t edit;
  std::vector<Segment> segments;
  uint32_t outputs;          // channels that leave
  uint32_t latency = 0;      // of the new list
  uint32_t stage_count = 0;  // likewise
  uint32_t late = 0;         // the most latency that the new stages of a segment have together
  bool has_changes = false;
  static constexpr uint32_t set_count = 4;
  uint32_t most_channels;
  WorkPlanes planes;  // set_count sets of most_channels planes of a slice
};

}  // namespace nt::graph::live
