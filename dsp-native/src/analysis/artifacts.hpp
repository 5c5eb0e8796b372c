#pragma once
// Counts the 10 ms frames in which a render has an artefact that its target does not have there; see ntdsp/analysis.h.

#include <array>
#include <cstdint>
#include <vector>

#include "analysis/gain_change.hpp"
#include "ntdsp/analysis.h"
#include "rt/lanes.hpp"

namespace nt::analysis {

class Artifacts {
 public:
  Artifacts(double sample_rate, uint32_t channels);

  /// Trusts its input to be finite. Real-time safe.
  void add(const double* const* target, const double* const* render, uint32_t frames) noexcept;
  [[nodiscard]] nt_artifacts_reading read() const;
  [[nodiscard]] uint32_t channels() const noexcept { return channels_; }

 private:
  static constexpr uint32_t around = 2;             // frames before and after that the RMS of steps is taken over
  static constexpr uint32_t kept = 2 * around + 2;  // a neighbour's surroundings reach one frame farther

  /// One channel in the running frame.
  struct Part {
    lanes::Running energy, step_energy;
    double largest_step = 0;
    bool clipped = false;
  };
  struct Past {
    double step_energy = 0;
    double largest_step = 0;
    bool clipped = false;
  };
  struct Channel {
    double last = 0;   // sample
    uint32_t run = 0;  // full-scale samples in a row
    Part now;
    std::array<Past, kept> past;  // by frame number modulo kept
  };
  struct Signal {
    std::vector<Channel> channels;
    std::array<double, kept> levels;  // dB, by frame number modulo kept
    std::array<double, kept> changes;
  };

  void take(Signal& signal, const double* const* in, uint32_t offset, uint32_t frames) noexcept;
  void end_frame() noexcept;
  void close(Signal& signal) noexcept;
  /// Counts frame `frame`, whose surroundings reach up to `last`.
  void judge(uint64_t frame, uint64_t last, nt_artifacts_reading& counts) const noexcept;
  /// The largest step over the RMS of the steps around; 0 where it is too small to matter.
  [[nodiscard]] double step(const Channel& channel, uint64_t frame, uint64_t last) const noexcept;
  [[nodiscard]] bool has_new_step(uint64_t frame, uint64_t last) const noexcept;
  [[nodiscard]] bool has_clipping(const Signal& signal, uint64_t frame) const noexcept;
  [[nodiscard]] uint64_t frame_end(uint64_t count) const noexcept;

  double sample_rate_;
  uint32_t channels_;
  Signal target_, render_;
  mutable GainChange gain_;  // its working memory
  uint64_t position_ = 0;
  uint64_t ended_ = 0;  // frames that have ended
  uint64_t end_ = 0;
  nt_artifacts_reading counts_{};
};

}  // namespace nt::analysis
