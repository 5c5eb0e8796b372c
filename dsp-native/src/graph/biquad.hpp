#pragma once
// One second-order section: its coefficients and its step.

#include <cmath>

#include "rt/fused.hpp"

namespace nt::graph {

/// H(z) = (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2).
struct Section {
  double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
};

/// The section as it runs: transposed direct form II with y taken out of the recursion (c = b - a b0), which halves the
/// time between one sample and the next.
struct Step {
  double b0, c1, c2, a1, a2;
  explicit Step(const Section& s)
      : b0(s.b0), c1(nt::fused(-s.a1, s.b0, s.b1)), c2(nt::fused(-s.a2, s.b0, s.b2)), a1(s.a1), a2(s.a2) {}
};

struct SectionState {
  double s1 = 0, s2 = 0;
};

/// Takes x, gives y. Vectorised versions perform the same operations.
inline double advance(const Step& k, SectionState& s, double x) {
  const double y = nt::fused(k.b0, x, s.s1);
  const double s1 = nt::fused(-k.a1, s.s1, nt::fused(k.c1, x, s.s2));
  s.s2 = nt::fused(-k.a2, s.s1, k.c2 * x);
  s.s1 = s1;
  return y;
}

/// Magnitude of the larger pole; below 1 for a stable section.
inline double pole_radius(const Section& s) {
  const double half = 0.5 * s.a1, d = half * half - s.a2;
  return d < 0 ? std::sqrt(s.a2) : std::fabs(half) + std::sqrt(d);
}

}  // namespace nt::graph
