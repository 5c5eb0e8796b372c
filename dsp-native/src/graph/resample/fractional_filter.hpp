#pragma once
// Values of a band-limited signal between its frames: a windowed sinc whose coefficients are polynomials of the place
// between two frames.

#include <cstddef>
#include <cstdint>

#include "graph/resample/kaiser.hpp"
#include "rt/aligned.hpp"

namespace nt::graph {

/// Error of the polynomials against the filter: -197 dB with 32 segments, -227 with 64, -257 with 128.
class FractionalFilter {
 public:
  /// taps: a multiple of 8, the filter reaches taps / 2 frames; segments: polynomials to a frame.
  FractionalFilter(const KaiserSinc& filter, size_t taps, size_t segments);

  [[nodiscard]] size_t taps() const { return taps_; }
  /// Frames before the one that a place follows, which at() reads.
  [[nodiscard]] size_t before() const { return taps_ / 2 - 1; }
  /// The value of each channel at first[c] + before() + fraction frames, fraction in 0..1 (1 excluded); reads taps()
  /// frames. A channel's value does not depend on the others.
  void at(const double* const* first, uint32_t channels, double fraction, double* values) const noexcept;

 private:
  static constexpr size_t degree = 4;
  size_t taps_, segments_;
  AlignedVector<double>
      table_;  // segment by segment: for every four taps the powers from the highest, four values each
};

}  // namespace nt::graph
