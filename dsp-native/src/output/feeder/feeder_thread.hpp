#pragma once
// The thread that makes the feeder's steps.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "output/feeder/feeder.hpp"

namespace nt::output {

class FeederThread {
 public:
  /// priority: of SCHED_FIFO, 1..99; 0: an ordinary thread. [owner]
  FeederThread(Feeder& feeder, int priority);
  ~FeederThread();
  FeederThread(const FeederThread&) = delete;
  FeederThread& operator=(const FeederThread&) = delete;

  /// After a command, so that a resting feeder looks at once. [owner]
  void wake() noexcept;
  [[nodiscard]] bool is_real_time() const noexcept { return is_real_time_; }
  /// Longest step since the last call. [owner]
  uint64_t take_worst_ns() noexcept { return worst_ns_.exchange(0, std::memory_order_relaxed); }
  [[nodiscard]] uint64_t thread_ns() noexcept;

 private:
  void run() noexcept;
  void wait(Feeder::Step why);
  void rest(uint64_t ns);

  Feeder& feeder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_woken_ = false;
  std::atomic<bool> is_leaving_{false};
  std::atomic<uint64_t> worst_ns_{0};
  bool is_real_time_ = false;
  std::thread thread_;
};

}  // namespace nt::output
