#pragma once
// Normal equal-loudness-level contours, ISO 226:2003.

#include <array>
#include <cstddef>

#include "ntdsp/processors.h"

namespace nt::graph {

inline constexpr size_t contour_points = 29;
/// 20 Hz to 12.5 kHz in thirds of an octave.
extern const std::array<double, contour_points> contour_hz;

/// Sound pressure level in dB that a pure tone of contour_hz[point] has at a loudness level (equation 1 of the
/// standard; 20 to 90 phon up to 4 kHz, to 80 above).
double contour_db(size_t point, double phon);

/// What NT_EQUAL_LOUDNESS aims at, at any frequency above 0.
class LoudnessCurve {
 public:
  explicit LoudnessCurve(const nt_equal_loudness_params& params);
  /// In dB, 0 at 1 kHz; straight over log frequency between the standard's frequencies, held outside of them.
  [[nodiscard]] double at(double f_hz) const;

 private:
  std::array<double, contour_points> db_;
};

/// Throws NT_INVALID_ARGUMENT where a value is out of the ranges of processors.h.
void check_equal_loudness_params(const nt_equal_loudness_params& params);

}  // namespace nt::graph
