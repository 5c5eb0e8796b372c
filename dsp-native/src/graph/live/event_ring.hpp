#pragma once
// What the process thread tells its owner.

#include "ntdsp/live_graph.h"
#include "rt/ring/spsc_ring.hpp"

namespace nt::graph::live {

/// The oldest are kept when nobody asks for long.
class EventRing {
 public:
  EventRing() : ring_({1024, 1, sizeof(nt_live_event), NT_RING_REAL_TIME_WRITER, 0}) {}

  // [process]
  void tell(const nt_live_event& event) noexcept {
    const void* plane = &event;
    ring_.write(&plane, 1);
  }

  // [owner]
  nt_status next(nt_live_event& out) noexcept {
    if (ring_.available() == 0) return NT_NOT_YET;
    void* plane = &out;
    uint32_t got = 0;
    return ring_.read(&plane, 1, got);
  }

 private:
  ring::SpscRing ring_;
};

}  // namespace nt::graph::live
