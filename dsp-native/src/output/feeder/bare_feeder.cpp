#include <pthread.h>
#include <sched.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <memory>
#include <thread>

#include "abi/guard.hpp"
#include "ntdsp/feeder.h"
#include "output/feeder/pace.hpp"
#include "rt/aligned.hpp"
#include "rt/clock.hpp"

namespace {

using nt::fail_static;
using nt::guard;

}  // namespace

/// What is left of a feeder when it has nothing to do: it writes zeros and sleeps.
struct nt_bare_feeder {
  nt_bare_feeder(nt_ring* ring, double frames_per_second, int priority) : ring_(ring), rate_(frames_per_second) {
    nt_ring_options options{};
    nt_ring_describe(ring, &options, nullptr);
    block_ = static_cast<uint32_t>(std::clamp<uint64_t>(options.capacity_frames / 4, 1, 1024));
    zeros_.assign(size_t{block_} * options.item_bytes, 0);
    planes_.fill(zeros_.data());
    fill();
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "nt-bare-feeder");
    if (priority <= 0) return;
    const sched_param p{.sched_priority = std::clamp(priority, 1, 99)};
    is_real_time_ = pthread_setschedparam(thread_.native_handle(), SCHED_FIFO, &p) == 0;
  }
  ~nt_bare_feeder() {
    is_leaving_.store(true, std::memory_order_release);
    thread_.join();
  }
  nt_bare_feeder(const nt_bare_feeder&) = delete;
  nt_bare_feeder& operator=(const nt_bare_feeder&) = delete;

  void describe(nt_bare_feeder_info& out) noexcept {
    out = {.wakes = wakes_.load(std::memory_order_relaxed),
           .worst_late_ns = worst_late_ns_.exchange(0, std::memory_order_relaxed),
           .is_real_time = is_real_time_ ? 1 : 0,
           .reserved = 0};
  }

 private:
  void fill() noexcept {
    uint32_t written = block_;
    while (written > 0 && nt_ring_remaining(ring_) >= block_) nt_ring_write(ring_, planes_.data(), block_, &written);
  }
  void run() noexcept {
    while (!is_leaving_.load(std::memory_order_acquire)) {
      fill();
      const int64_t due =
          nt::now_ns(CLOCK_MONOTONIC) + static_cast<int64_t>(nt::output::until_room_ns(ring_, block_, rate_));
      const timespec t{static_cast<time_t>(due / 1'000'000'000), static_cast<long>(due % 1'000'000'000)};
      while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) == EINTR) {
      }
      const auto late = static_cast<uint64_t>(std::max<int64_t>(nt::now_ns(CLOCK_MONOTONIC) - due, 0));
      if (late > worst_late_ns_.load(std::memory_order_relaxed)) worst_late_ns_.store(late, std::memory_order_relaxed);
      wakes_.fetch_add(1, std::memory_order_relaxed);
    }
  }

  nt_ring* ring_;
  double rate_;
  uint32_t block_ = 0;
  nt::AlignedVector<uint8_t> zeros_;
  std::array<const void*, NT_MAX_CHANNELS> planes_{};
  std::atomic<uint64_t> wakes_{0}, worst_late_ns_{0};
  std::atomic<bool> is_leaving_{false};
  bool is_real_time_ = false;
  std::thread thread_;
};

nt_status nt_bare_feeder_create(nt_device* device, int32_t priority, nt_bare_feeder** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (device == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the device is null");
  return guard([&] {
    nt_device_format format{};
    if (const nt_status status = nt_device_describe(device, &format); status != NT_OK) return status;
    const double rate = format.samples >= NT_DEVICE_DSD_U8 ? format.sample_rate / 8 : format.sample_rate;
    *out = std::make_unique<nt_bare_feeder>(nt_device_ring(device), rate, priority).release();
    return NT_OK;
  });
}

nt_status nt_bare_feeder_describe(nt_bare_feeder* f, nt_bare_feeder_info* out) {
  if (f == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the feeder or out is null");
  f->describe(*out);
  return NT_OK;
}

void nt_bare_feeder_destroy(nt_bare_feeder* f) { delete f; }
