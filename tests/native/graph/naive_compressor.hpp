#pragma once
// The compressor's published formulas, written out frame by frame in long double.

#include <algorithm>
#include <cmath>
#include <vector>

#include "graph/naive_filter.hpp"

namespace nt::test {

/// Giannoulis, Massberg, Reiss 2012, equation 4: output level for an input level, all in dB.
inline Real curve(const nt_compressor_params& p, Real x) {
  const Real t = p.threshold_db, r = p.ratio, w = p.knee_db;
  if (2 * (x - t) < -w) return x;
  if (2 * std::fabs(x - t) <= w && w > 0) return x + (1 / r - 1) * (x - t + w / 2) * (x - t + w / 2) / (2 * w);
  return t + (x - t) / r;
}

/// 63 % time of a step down through two one-poles, found by walking down the product's own impulse response: the
/// first stage's time constant follows from it by bisection.
inline Real first_stage(Real release, Real second) {
  Real low = second, high = release;
  for (int i = 0; i < 100; ++i) {
    const Real tau = (low + high) / 2;
    const Real left = (tau * std::exp(-release / tau) - second * std::exp(-release / second)) / (tau - second);
    (left < std::exp(Real(-1)) ? low : high) = tau;
  }
  return (low + high) / 2;
}

/// The reduction in dB that the loudest of the channels asks for, frame by frame.
inline Wave reduction_of(const nt_compressor_params& p, double rate, const std::vector<Wave>& in) {
  const Real attack = p.attack_ms / 1000, release = p.release_ms / 1000, second = std::min(attack, release / 4);
  const Real hold = std::exp(-1 / (first_stage(release, second) * rate));
  const Real up = std::exp(-1 / (attack * rate)), down = std::exp(-1 / (second * rate));
  const Real square = std::exp(-1 / (p.rms_ms / 1000 * Real(rate)));
  std::vector<Real> mean(in.size(), 0);
  Real y1 = 0, y2 = 0;
  Wave reduction;
  for (size_t n = 0; n < in[0].size(); ++n) {
    Real level = 0;
    for (size_t c = 0; c < in.size(); ++c) {
      const Real x = in[c][n];
      mean[c] = square * mean[c] + (1 - square) * x * x;
      level = std::max(level, p.detector == NT_DETECT_RMS ? std::sqrt(mean[c]) : std::fabs(x));
    }
    const Real db = 20 * std::log10(std::max(level, Real(1e-300L)));
    const Real wanted = db - curve(p, db);
    y1 = std::max(wanted, hold * y1 + (1 - hold) * wanted);
    const Real a = y1 > y2 ? up : down;
    y2 = a * y2 + (1 - a) * y1;
    reduction.push_back(y2);
  }
  return reduction;
}

}  // namespace nt::test
