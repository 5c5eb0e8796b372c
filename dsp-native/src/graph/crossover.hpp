#pragma once
// Linkwitz-Riley crossovers of the fourth order, bilinear, in a form whose bands sum to an all-pass exactly.

#include "graph/biquad.hpp"
#include "rt/math.hpp"

namespace nt::graph {

/// Low pass: twice(low). Low plus high band: all_pass, of the same poles. So high = all_pass - twice(low), with no
/// filter of its own. (Linkwitz 1976.)
struct Crossover {
  Section low;       // Butterworth, second order
  Section all_pass;  // second order, Q = 1 / sqrt(2)
};

inline Crossover design_crossover(double f_hz, double sample_rate) {
  const double k = math::tan(math::pi * f_hz / sample_rate), root = 1.4142135623730951 * k;
  const double a0 = 1 + root + k * k;
  const double a1 = 2 * (k * k - 1) / a0, a2 = (1 - root + k * k) / a0, gain = k * k / a0;
  return {{gain, 2 * gain, gain, a1, a2}, {a2, a1, 1, a1, a2}};
}

}  // namespace nt::graph
