#pragma once
// Reductions over f64 in eight virtual lanes: element i goes to lane i mod 8, the lanes are folded in a fixed tree at
// the end. The order is the same on every machine, whatever the width of its registers, and the compiler vectorises it.

#include <cmath>
#include <cstddef>

namespace nt::lanes {

inline constexpr std::size_t count = 8;

/// ((0+4)+(2+6)) + ((1+5)+(3+7)): what halving a register from the top does.
inline double fold(const double* lane) {
  const double a = lane[0] + lane[4], b = lane[1] + lane[5], c = lane[2] + lane[6], d = lane[3] + lane[7];
  return (a + c) + (b + d);
}

/// Sum of x[0..n).
inline double sum(const double* x, std::size_t n) {
  double lane[count] = {};
  std::size_t i = 0;
  for (; i + count <= n; i += count)
    for (std::size_t j = 0; j < count; ++j) lane[j] += x[i + j];
  for (std::size_t j = 0; i + j < n; ++j) lane[j] += x[i + j];
  return fold(lane);
}

/// Sum of x[i] * y[i], fused.
inline double dot(const double* x, const double* y, std::size_t n) {
  double lane[count] = {};
  std::size_t i = 0;
  for (; i + count <= n; i += count)
    for (std::size_t j = 0; j < count; ++j) lane[j] = std::fma(x[i + j], y[i + j], lane[j]);
  for (std::size_t j = 0; i + j < n; ++j) lane[j] = std::fma(x[i + j], y[i + j], lane[j]);
  return fold(lane);
}

/// Sum of x[i] squared.
inline double energy(const double* x, std::size_t n) { return dot(x, x, n); }

/// Largest |x[i]|; 0 for n = 0.
inline double peak(const double* x, std::size_t n) {
  double lane[count] = {};
  std::size_t i = 0;
  for (; i + count <= n; i += count)
    for (std::size_t j = 0; j < count; ++j) {
      const double v = std::fabs(x[i + j]);
      lane[j] = v > lane[j] ? v : lane[j];
    }
  double top = 0;
  for (; i < n; ++i) top = std::fabs(x[i]) > top ? std::fabs(x[i]) : top;
  for (double v : lane) top = v > top ? v : top;
  return top;
}

}  // namespace nt::lanes
