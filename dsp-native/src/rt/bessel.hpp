#pragma once
// The Bessel function that Kaiser's window is made of.

namespace nt::math {

/// Modified Bessel function of the first kind and order 0, by its power series: the sum of ((x/2)^k / k!)^2, whose
/// terms are all positive. Ends where a term no longer changes the sum.
inline double bessel_i0(double x) {
  const double quarter = 0.25 * x * x;
  double term = 1, sum = 1;
  for (int k = 1; term > sum * 1e-18; ++k) {
    term *= quarter / (static_cast<double>(k) * k);
    sum += term;
  }
  return sum;
}

}  // namespace nt::math
