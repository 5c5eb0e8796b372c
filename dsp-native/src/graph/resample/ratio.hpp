#pragma once
// The exact ratio of two sample rates.

#include <cstdint>

namespace nt::graph {

/// up output frames for down input frames, without a common factor; both below 2^53.
struct Ratio {
  uint64_t up, down;

  /// Of rates in Hz, taken as multiples of 2^-26 Hz.
  static Ratio of(double in_rate, double out_rate);
  /// ceil(n * up / down).
  [[nodiscard]] uint64_t converted(uint64_t n) const;
  /// The lower rate as a part of the input's: 1 when it rises.
  [[nodiscard]] double lower() const { return up < down ? static_cast<double>(up) / static_cast<double>(down) : 1.0; }
};

}  // namespace nt::graph
