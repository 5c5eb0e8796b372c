#pragma once
// A snapshot of where the feeder stands, for its owner.

#include <atomic>
#include <cstdint>

namespace nt::output {

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
