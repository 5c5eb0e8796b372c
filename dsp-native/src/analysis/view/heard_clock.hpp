#pragma once
// How much of what was sent to a device is heard at a moment, from what the device counts.

#include <algorithm>
#include <cstdint>

#include "ntdsp/device.h"

namespace nt::analysis {

/// Frames and silence that were heard, since the device was opened; neither turns back.
struct Heard {
  uint64_t frames = 0;
  uint64_t silence = 0;
};

class HeardClock {
 public:
  explicit HeardClock(double frames_per_second) : rate_(frames_per_second) {}

  /// now_ns: CLOCK_MONOTONIC, when c was read.
  Heard at(const nt_device_clock& c, int64_t now_ns) noexcept {
    if (c.state == NT_DEVICE_OPEN || c.at_ns == 0) return heard_;
    if (c.played > played_) {
      played_ = c.played;
      silence_ = c.silence;
    }
    const double elapsed = std::max(0.0, static_cast<double>(now_ns - c.at_ns) * 1e-9 * rate_);
    const auto passed = static_cast<int64_t>(std::min(elapsed, 1e15));
    // What the device holds is delay frames and the silence behind them. Once it is all silence it no longer says how
    // much, which will not have changed.
    if (c.delay > 0) buffer_ = c.delay + static_cast<int64_t>(c.silence - silence_);
    const int64_t held = std::clamp<int64_t>(c.delay - passed, 0, static_cast<int64_t>(played_));
    const uint64_t frames = c.state == NT_DEVICE_DRAINED ? played_ : played_ - static_cast<uint64_t>(held);
    heard_.frames = std::max(heard_.frames, frames);
    const int64_t total = static_cast<int64_t>(played_ + c.silence) - std::max<int64_t>(0, buffer_ - passed);
    int64_t silence = total - static_cast<int64_t>(heard_.frames);
    // A device that has stopped asking gives silence once what it holds is over; one that is merely late does not.
    const auto patience = static_cast<int64_t>(stall_s * rate_);
    if (passed > buffer_ + patience) silence += passed - buffer_ - patience;
    if (silence > 0) heard_.silence = std::max(heard_.silence, static_cast<uint64_t>(silence));
    return heard_;
  }

 private:
  static constexpr double stall_s = 0.25;

  double rate_;
  uint64_t played_ = 0;
  uint64_t silence_ = 0;  // when the last frame was taken
  int64_t buffer_ = 0;    // frames and silence that the device held at its last call
  Heard heard_;
};

}  // namespace nt::analysis
