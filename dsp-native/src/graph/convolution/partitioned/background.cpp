#include "graph/convolution/partitioned/background.hpp"

#include <utility>

#include "rt/denormals.hpp"

namespace nt::graph::partitioned {

Background::Background(std::function<bool()> work, std::chrono::nanoseconds period)
    : work_(std::move(work)), period_(period), thread_([this] { run(); }) {}

Background::~Background() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Background::run() {
  const FlushDenormals flush;
  std::unique_lock lock(mutex_);
  while (!stop_) {
    lock.unlock();
    const bool worked = work_();
    lock.lock();
    if (!worked && !stop_) wake_.wait_for(lock, period_);
  }
}

}  // namespace nt::graph::partitioned
