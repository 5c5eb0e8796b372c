#pragma once
// Where a signal exceeds a ceiling between its samples, at the price of little more than looking at them.

#include <array>
#include <cstddef>
#include <cstdint>

#include "rt/true_peak.hpp"

namespace nt::graph {

/// Bounds the peak of every interval between two frames from above, cheaply and closely, so that few have to be
/// interpolated in full:
///   1. groups of 16 by TruePeak's own bounds (largest sample, largest second difference around);
///   2. where these do not settle it, intervals by their points at 1/4, 1/2 and 3/4, interpolated in f32: between two
///      of these the curve is above their chord by at most a constant times the largest second difference around,
///      which is small.
/// A bound is proven, so what is decided by it does not depend on how the stream is cut.
class PeakFinder {
 public:
  /// The most intervals of one call of bounds.
  static constexpr size_t slice = 512;

  explicit PeakFinder(int oversampling);

  /// bound[i], i in 0..n-1: not less than peak(x + i), or 0 where that is not above ceiling. False when all are 0
  /// (bound is not written then). Reads x[-24] .. x[n + 23], and touches up to x[n + 39] without using it. n <= slice.
  /// Real-time safe.
  bool bounds(const double* x, size_t n, double ceiling, float* bound) const noexcept;

  /// TruePeak::peak. Real-time safe.
  [[nodiscard]] double peak(const double* x) const noexcept { return meter_.peak(x); }

 private:
  static constexpr size_t group = 16;
  static constexpr size_t groups = slice / group + 3;
  /// Of stage 2 in f32, relative to the largest sample in reach: 48 roundings of 2^-24 times the sum of |weights|.
  static constexpr double rounding = 2e-5;

  /// Largest |x| and second difference of the groups of 16 that begin at x[-24].
  void survey(const double* x, size_t n, double* top, double* bend) const noexcept;
  /// bound[i] = the largest magnitude among x[i], x[i + 1] and the three points between them.
  void quarter_points(const double* x, float* bound) const noexcept;

  TruePeak meter_;
  double chord_ = 0;
  std::array<std::array<float, TruePeak::taps>, 3> quarters_{};
};

}  // namespace nt::graph
