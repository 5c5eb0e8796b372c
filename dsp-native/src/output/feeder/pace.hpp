#pragma once
// When a ring that a device empties at a known pace is to be filled again.

#include <algorithm>
#include <cstdint>

#include "ntdsp/ring.h"

namespace nt::output {

/// Nanoseconds until half of the ring, or a block if that is more, is free; between a quarter of a millisecond and 20.
/// Half the ring at once: the thread wakes rarely, and as much as the other half may be late.
inline uint64_t until_room_ns(const nt_ring* ring, uint32_t block_frames, double frames_per_second) noexcept {
  constexpr uint64_t ms = 1'000'000;
  const uint64_t room = nt_ring_remaining(ring);
  const uint64_t wanted = std::max<uint64_t>(block_frames, (room + nt_ring_available(ring)) / 2);
  const double missing = room < wanted ? static_cast<double>(wanted - room) : 0;
  return std::clamp(static_cast<uint64_t>(missing / frames_per_second * 1e9), ms / 4, 20 * ms);
}

}  // namespace nt::output
