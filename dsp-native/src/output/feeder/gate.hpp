#pragma once
// What stands between the graph and the device: a gate that opens and closes within a few milliseconds, and the volume.

#include <algorithm>
#include <cstdint>

#include "rt/smooth_step.hpp"

namespace nt::output {

/// Moves between closed (0) and open (1) over a fixed number of frames; turned back half-way it goes back the same way.
class Gate {
 public:
  explicit Gate(uint32_t frames) noexcept : frames_(frames) {}

  void open() noexcept { opens_ = true; }
  void close() noexcept { opens_ = false; }
  void snap(bool is_open) noexcept { place_ = (opens_ = is_open) ? frames_ : 0; }
  [[nodiscard]] bool is_open() const noexcept { return opens_ && place_ == frames_; }
  [[nodiscard]] bool is_closed() const noexcept { return !opens_ && place_ == 0; }
  /// Frames until it is closed.
  [[nodiscard]] uint32_t left() const noexcept { return place_; }
  [[nodiscard]] uint32_t length() const noexcept { return frames_; }

  void apply(double* const* planes, uint32_t channels, uint32_t frames) noexcept {
    for (uint32_t i = 0; i < frames && !is_open(); ++i) {
      // The first frame of an opening is above 0 and the last of a closing is 0.
      place_ = opens_ ? place_ + 1 : place_ - std::min(place_, 1u);
      const double gain = frames_ == 0 ? 0.0 : smooth_step(static_cast<double>(place_) / frames_);
      for (uint32_t c = 0; c < channels; ++c) planes[c][i] *= gain;
    }
  }

 private:
  uint32_t frames_;
  uint32_t place_ = 0;
  bool opens_ = false;
};

/// A gain that moves smoothly to where it is told to be.
class Volume {
 public:
  explicit Volume(double gain) noexcept : from_(gain), to_(gain) {}

  void move(double to, uint64_t frames) noexcept {
    from_ = value();
    to_ = to;
    place_ = 0;
    frames_ = from_ == to ? 0 : frames;
  }
  [[nodiscard]] double value() const noexcept {
    return place_ >= frames_
               ? to_
               : from_ + (to_ - from_) * smooth_step(static_cast<double>(place_) / static_cast<double>(frames_));
  }
  [[nodiscard]] bool is_unity() const noexcept { return place_ >= frames_ && to_ == 1.0; }

  void apply(double* const* planes, uint32_t channels, uint32_t frames) noexcept {
    uint32_t i = 0;
    for (; i < frames && place_ < frames_; ++i) {
      ++place_;
      const double gain = value();
      for (uint32_t c = 0; c < channels; ++c) planes[c][i] *= gain;
    }
    if (to_ == 1.0) return;
    for (uint32_t c = 0; c < channels; ++c)
      for (uint32_t k = i; k < frames; ++k) planes[c][k] *= to_;
  }

 private:
  double from_, to_;
  uint64_t place_ = 0, frames_ = 0;
};

}  // namespace nt::output
