#include "output/feeder/feeder_thread.hpp"

#include <pthread.h>
#include <sched.h>

#include <algorithm>

#include "output/feeder/pace.hpp"
#include "rt/clock.hpp"

namespace nt::output {

namespace {

constexpr uint64_t ms = 1'000'000;

bool reader_notifies(const nt_ring* ring) {
  nt_ring_options options{};
  nt_ring_describe(ring, &options, nullptr);
  return (options.flags & NT_RING_REAL_TIME_READER) == 0;
}

}  // namespace

FeederThread::FeederThread(Feeder& feeder, int priority) : feeder_(feeder), thread_([this] { run(); }) {
  pthread_setname_np(thread_.native_handle(), "nt-feeder");
  if (priority > 0) {
    const sched_param p{.sched_priority = std::clamp(priority, 1, 99)};
    is_real_time_ = pthread_setschedparam(thread_.native_handle(), SCHED_FIFO, &p) == 0;
  }
}

FeederThread::~FeederThread() {
  is_leaving_.store(true, std::memory_order_release);
  wake();
  thread_.join();
}

void FeederThread::wake() noexcept {
  {
    const std::lock_guard lock(mutex_);
    is_woken_ = true;
  }
  changed_.notify_one();
}

uint64_t FeederThread::thread_ns() noexcept {
  clockid_t clock{};
  return pthread_getcpuclockid(thread_.native_handle(), &clock) == 0 ? static_cast<uint64_t>(now_ns(clock)) : 0;
}

void FeederThread::run() noexcept {
  while (!is_leaving_.load(std::memory_order_acquire)) {
    const int64_t begin = now_ns(CLOCK_MONOTONIC);
    const Feeder::Step step = feeder_.step();
    const auto took = static_cast<uint64_t>(now_ns(CLOCK_MONOTONIC) - begin);
    if (took > worst_ns_.load(std::memory_order_relaxed)) worst_ns_.store(took, std::memory_order_relaxed);
    if (step != Feeder::Step::wrote) wait(step);
  }
}

void FeederThread::wait(Feeder::Step why) {
  const Outlet& outlet = feeder_.outlet();
  const uint32_t block = feeder_.settings().block_frames;
  if (why == Feeder::Step::needs_room) {
    if (reader_notifies(outlet.ring)) {
      nt_ring_wait_writable(outlet.ring, block, 20 * ms);
      return;
    }
    // A device takes frames at a known pace, and must not be made to wake anybody.
    rest(until_room_ns(outlet.ring, block, outlet.sample_rate));
    return;
  }
  // A source that is late is looked for often; without one there are only commands to wait for.
  rest(why == Feeder::Step::needs_frames ? 2 * ms : 50 * ms);
}

void FeederThread::rest(uint64_t ns) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::nanoseconds(ns), [this] { return is_woken_; });
  is_woken_ = false;
}

}  // namespace nt::output
