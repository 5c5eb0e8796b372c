#pragma once
// Filters as textbooks write them, in long double: what the vectorised ones are held against.

#include <cmath>
#include <numbers>
#include <vector>

#include "graph/processor_run.hpp"

namespace nt::test {

using Real = long double;
using Wave = std::vector<Real>;
inline constexpr Real pi = std::numbers::pi_v<Real>;

inline Wave wave(const std::vector<double>& plane) { return Wave(plane.begin(), plane.end()); }

/// (b0 + b1/z + b2/z^2) / (1 + a1/z + a2/z^2) as direct form I.
struct Biquad {
  Real b0, b1, b2, a1, a2;

  [[nodiscard]] Wave operator()(const Wave& x) const {
    Wave y(x.size());
    for (size_t n = 0; n < x.size(); ++n) {
      const auto at = [n](const Wave& w, size_t back) { return n < back ? Real{0} : w[n - back]; };
      y[n] = b0 * at(x, 0) + b1 * at(x, 1) + b2 * at(x, 2) - a1 * at(y, 1) - a2 * at(y, 2);
    }
    return y;
  }
};

/// The analogue (n[0] s^2 + n[1] s + n[2]) / (d[0] s^2 + d[1] s + d[2]), s in units of f_hz, by the bilinear transform
/// with the frequency f_hz kept: s = (1 - 1/z) / (k (1 + 1/z)).
inline Biquad bilinear(const Real (&n)[3], const Real (&d)[3], Real f_hz, Real rate) {
  const Real k = std::tan(pi * f_hz / rate);
  const auto digital = [k](const Real(&c)[3], Real(&out)[3]) {
    out[0] = c[0] + c[1] * k + c[2] * k * k;
    out[1] = 2 * (c[2] * k * k - c[0]);
    out[2] = c[0] - c[1] * k + c[2] * k * k;
  };
  Real b[3], a[3];
  digital(n, b);
  digital(d, a);
  return {b[0] / a[0], b[1] / a[0], b[2] / a[0], a[1] / a[0], a[2] / a[0]};
}

/// Level of what actual is off by, against the level of expected, in dB.
inline double null_db(const Wave& expected, const std::vector<double>& actual) {
  Real error = 0, energy = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    error += (expected[i] - actual[i]) * (expected[i] - actual[i]);
    energy += expected[i] * expected[i];
  }
  return error == 0 ? -400.0 : static_cast<double>(10 * std::log10(error / energy));
}

}  // namespace nt::test
