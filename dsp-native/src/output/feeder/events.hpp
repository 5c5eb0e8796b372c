#pragma once
// What the feeder tells its owner: a ring of events, and a snapshot of where it stands.

#include <atomic>

#include "ntdsp/feeder.h"
#include "rt/ring/spsc_ring.hpp"

namespace nt::output {

/// The feeder writes, the owner reads; what finds no room is counted.
class FeederEvents {
 public:
  FeederEvents()
      : ring_({.capacity_frames = 1024,
               .planes = 1,
               .item_bytes = sizeof(nt_feeder_event),
               .flags = NT_RING_REAL_TIME_WRITER,
               .reserved = 0}) {}

  void tell(const nt_feeder_event& event) noexcept {
    const void* plane = &event;
    ring_.write(&plane, 1);
  }
  /// [owner]
  bool next(nt_feeder_event& out) noexcept {
    void* plane = &out;
    uint32_t got = 0;
    return ring_.available() > 0 && ring_.read(&plane, 1, got) == NT_OK && got == 1;
  }
  [[nodiscard]] uint64_t lost() const noexcept { return ring_.state().dropped; }

 private:
  ring::SpscRing ring_;
};

/// Where the feeder stands, whole: a sequence lock over words that are atomic each (H. Boehm 2012).
class FeederPlace {
 public:
  struct Words {
    uint64_t run = 0, run_frame = 0, device_frame = 0, blocks = 0, is_unity = 0;
    double gain = 1;
  };

  void publish(const Words& w) noexcept {
    const uint64_t version = version_.load(std::memory_order_relaxed);
    version_.store(version + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    run_.store(w.run, std::memory_order_relaxed);
    run_frame_.store(w.run_frame, std::memory_order_relaxed);
    device_frame_.store(w.device_frame, std::memory_order_relaxed);
    blocks_.store(w.blocks, std::memory_order_relaxed);
    is_unity_.store(w.is_unity, std::memory_order_relaxed);
    gain_.store(w.gain, std::memory_order_relaxed);
    version_.store(version + 2, std::memory_order_release);
  }
  [[nodiscard]] Words read() const noexcept {
    for (;;) {
      const uint64_t before = version_.load(std::memory_order_acquire);
      const Words w{run_.load(std::memory_order_relaxed),          run_frame_.load(std::memory_order_relaxed),
                    device_frame_.load(std::memory_order_relaxed), blocks_.load(std::memory_order_relaxed),
                    is_unity_.load(std::memory_order_relaxed),     gain_.load(std::memory_order_relaxed)};
      std::atomic_thread_fence(std::memory_order_acquire);
      if (before % 2 == 0 && version_.load(std::memory_order_relaxed) == before) return w;
    }
  }

 private:
  std::atomic<uint64_t> version_{0}, run_{0}, run_frame_{0}, device_frame_{0}, blocks_{0}, is_unity_{0};
  std::atomic<double> gain_{1};
};

}  // namespace nt::output
