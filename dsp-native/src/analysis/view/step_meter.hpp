#pragma once
// Levels of what is heard in steps of 10 ms: peaks, RMS, correlation, and the columns of a waveform.

#include <array>
#include <cstdint>
#include <vector>

#include "ntdsp/view.h"
#include "rt/aligned.hpp"
#include "rt/true_peak.hpp"

namespace nt::analysis {

class StepMeter {
 public:
  StepMeter(double sample_rate, uint32_t channels);

  struct Column {
    std::array<float, 2> least, greatest, rms;
  };

  [[nodiscard]] uint32_t channels() const noexcept { return channels_; }
  /// Frames in a step.
  [[nodiscard]] uint32_t step() const noexcept { return step_; }
  /// Takes finite frames up to the end of the running step at most; returns how many. ended: the step is over, and
  /// column() is its waveform.
  uint32_t add(const double* const* in, uint32_t frames, bool& ended) noexcept;
  [[nodiscard]] const Column& column() const noexcept { return column_; }

  /// channel and correlation of the frame.
  void read(nt_view_meters& out) const noexcept;
  /// Peaks are held from now on.
  void forget_maxima() noexcept;

 private:
  static constexpr uint32_t peak_steps = 10, rms_steps = 30;
  // What the interpolation reads around the frames it looks at.
  static constexpr uint32_t behind = 24, ahead = 26, kept = behind + ahead;

  struct Channel {
    std::array<double, peak_steps> peak{}, true_peak{};
    std::array<double, rms_steps> energy{};
    double top = 0;
  };

  void end_step() noexcept;
  [[nodiscard]] double* samples(uint32_t channel) noexcept { return memory_.data() + channel * stride_ + kept; }

  uint32_t channels_, step_;
  size_t stride_;
  TruePeak interpolator_;
  AlignedVector<double> memory_;  // of each channel: what was kept of the steps before, then the running step
  uint32_t filled_ = 0;
  uint64_t steps_ = 0;
  std::vector<Channel> levels_;
  std::array<double, rms_steps> cross_{};
  Column column_{};
};

}  // namespace nt::analysis
