#pragma once
// The thread that computes deferred levels ahead of their need.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace nt::graph::partitioned {

/// Calls work() until it answers false, then sleeps for a period and looks again: the thread that submits work signals
/// nothing, since a signal is a system call. Alive from construction to destruction.
class Background {
 public:
  Background(std::function<bool()> work, std::chrono::nanoseconds period);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

 private:
  void run();

  std::function<bool()> work_;
  std::chrono::nanoseconds period_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace nt::graph::partitioned
