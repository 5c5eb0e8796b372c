#pragma once
// The way from one signal to another without a click.

#include <cstdint>
#include <vector>

namespace nt::graph::live {

/// A rise from 0 to 1 that is the integral of sin^8: the spectrum of what it adds to a steady tone falls by 54 dB an
/// octave, and 40 lines (of one over its length) away nothing is left above -150 dB. The falling side is its mirror.
class Ramp {
 public:
  /// Takes the memory. frames: at least 1.
  explicit Ramp(uint32_t frames);

  [[nodiscard]] int64_t length() const noexcept { return static_cast<int64_t>(weight_.size()); }

  /// Frames of a way that began before them by at frames (negative: begins only after that many): exactly from before
  /// it, exactly to behind it. out may be one of the two.
  void cross(int64_t at, const double* from, const double* to, double* out, uint32_t frames) const noexcept;

 private:
  std::vector<double> weight_;
};

}  // namespace nt::graph::live
