#pragma once
// The way from a rate to one at least twice the lower of two, by a power of two, so that a short interpolated filter
// can follow.

#include "graph/resample/fractional_filter.hpp"
#include "graph/resample/spectral_stage.hpp"

namespace nt::graph {

struct Doubling {
  Ratio ratio;  // of the spectral stage: 2 : 1, 1 : 1, 1 : 2, 1 : 4, ...
  SpectralShape shape;
  LowPass filter;

  /// lower: the lowest output rate (or the input's) as a part of the input's, at most 1.
  static Doubling choose(double lower, const LowPass& filter, size_t least_transform);
  /// The interpolated filter behind it: passes what the stage passes and takes away its images.
  [[nodiscard]] FractionalFilter interpolation(size_t taps, Polynomials polynomials) const;
};

}  // namespace nt::graph
