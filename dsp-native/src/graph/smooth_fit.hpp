#pragma once
// Fits a smooth positive power response with one second-order section of least phase.

#include <array>
#include <vector>

#include "graph/biquad.hpp"

namespace nt::graph {

struct SmoothFit {
  Section section;
  bool is_constant = false;  // then the section is its b0 alone
  double error = 0;          // largest relative error of the power up to 0.45 of the sample rate
};

/// A power response sampled where fits look at it: 0..pi radians a frame, denser towards Nyquist, where the map w ->
/// cos w bends. Beyond 0.45 of the rate the points count for little (weight_above_edge); they keep the fit positive.
class SmoothTarget {
 public:
  static constexpr int points = 48;

  template <class Power>
  explicit SmoothTarget(Power power) {
    for (int i = 0; i < points; ++i) power_[static_cast<size_t>(i)] = power(grid()[static_cast<size_t>(i)]);
  }

  [[nodiscard]] SmoothFit constant() const;
  /// N(cos w) / D(cos w) of the given degrees (0..2) by iterated linear least squares (Sanathanan and Koerner 1963)
  /// with weights moved towards the largest errors (Lawson 1961), then factored. Always the same number of operations
  /// for the same target; error is infinite where no positive quotient was found.
  [[nodiscard]] SmoothFit rational(int numerator_degree, int denominator_degree, double weight_above_edge) const;

 private:
  static const std::array<double, points>& grid();
  std::array<double, points> power_{};
};

}  // namespace nt::graph
