#pragma once
// The event beside a ring: who waits, waits here; who does not, only looks whether somebody does.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace nt::ring {

class SideEvent {
 public:
  /// After the change that may be waited for. Without a waiter it is one load; with one it takes the lock.
  void notify() noexcept {
    // The change is seen by whoever counts himself a waiter after this, and whoever did before is counted here.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (waiters_.load(std::memory_order_relaxed) == 0) return;
    { const std::lock_guard lock(mutex_); }
    changed_.notify_all();
  }

  /// Until done() or the time is over; returns done(). With period above 0 it looks again after each, because nobody
  /// will notify.
  template <class Done>
  bool wait(Done done, std::chrono::nanoseconds timeout, std::chrono::nanoseconds period) {
    using Clock = std::chrono::steady_clock;
    const auto now = Clock::now();
    const auto end = timeout < Clock::time_point::max() - now ? now + timeout : Clock::time_point::max();
    waiters_.fetch_add(1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    std::unique_lock lock(mutex_);
    bool is_done = done();
    while (!is_done && Clock::now() < end) {
      changed_.wait_until(lock, period.count() > 0 ? std::min(end, Clock::now() + period) : end);
      is_done = done();
    }
    lock.unlock();
    waiters_.fetch_sub(1, std::memory_order_relaxed);
    return is_done;
  }

 private:
  std::atomic<int> waiters_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace nt::ring
