#pragma once
// Reductions over f64 in eight virtual lanes: element i goes to lane i mod 8, the lanes are folded in a fixed tree at
// the end. The order is the same on every machine, whatever the width of its registers, and the compiler vectorises it.

#include <cmath>
#include <cstddef>
#include <cstring>

#include "rt/fused.hpp"

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
    for (std::size_t j = 0; j < count; ++j) lane[j] = nt::fused(x[i + j], y[i + j], lane[j]);
  for (std::size_t j = 0; i + j < n; ++j) lane[j] = nt::fused(x[i + j], y[i + j], lane[j]);
  return fold(lane);
}

/// Sum of x[i] squared.
inline double energy(const double* x, std::size_t n) { return dot(x, x, n); }

/// Four values from any address.
typedef double Four __attribute__((vector_size(32)));
inline Four four_at(const double* x) {
  Four v;
  std::memcpy(&v, x, sizeof v);
  return v;
}

/// A sum that goes on from call to call: element i of the whole goes to lane i mod 8, however it is cut.
struct Running {
  double lane[count] = {};

  /// Adds what term(i) gives for i = 0..n-1, which are the elements from place on. Four elements at a time where the
  /// lanes allow: term_of_four(i) gives those of i..i+3.
  template <class One, class OfFour>
  void add(std::size_t place, std::size_t n, One&& term, OfFour&& term_of_four) {
    std::size_t i = 0;
    for (; i < n && (place + i) % count != 0; ++i) lane[(place + i) % count] += term(i);
    Four low, high;
    std::memcpy(&low, lane, sizeof low);
    std::memcpy(&high, lane + 4, sizeof high);
    for (; i + count <= n; i += count) {
      low += term_of_four(i);
      high += term_of_four(i + 4);
    }
    std::memcpy(lane, &low, sizeof low);
    std::memcpy(lane + 4, &high, sizeof high);
    for (; i < n; ++i) lane[(place + i) % count] += term(i);
  }
  [[nodiscard]] double total() const { return fold(lane); }
};

/// Adds x[i]^2, i = 0..n-1, the elements from place on.
inline void add_energy(Running& sum, std::size_t place, const double* x, std::size_t n) {
  sum.add(
      place, n, [x](std::size_t i) { return x[i] * x[i]; },
      [x](std::size_t i) {
        const Four v = four_at(x + i);
        return v * v;
      });
}

/// Adds x[i], likewise.
inline void add_values(Running& sum, std::size_t place, const double* x, std::size_t n) {
  sum.add(
      place, n, [x](std::size_t i) { return x[i]; }, [x](std::size_t i) { return four_at(x + i); });
}

/// Largest |x[i]|; 0 for n = 0. Written with vectors: compilers do not vectorise a maximum that NaN could break.
inline double peak(const double* x, std::size_t n) {
  Four low{}, high{};
  std::size_t i = 0;
  for (; i + count <= n; i += count) {
    Four a = four_at(x + i), b = four_at(x + i + 4);
    a = a < 0 ? -a : a;
    b = b < 0 ? -b : b;
    low = a > low ? a : low;
    high = b > high ? b : high;
  }
  low = high > low ? high : low;
  double top = 0;
  for (std::size_t j = 0; i + j < n; ++j) top = std::fabs(x[i + j]) > top ? std::fabs(x[i + j]) : top;
  for (int j = 0; j < 4; ++j) top = low[j] > top ? low[j] : top;
  return top;
}

/// Widens least..greatest to take in x[0..n).
inline void extremes(const double* x, std::size_t n, double& least, double& greatest) {
  Four low = {least, least, least, least}, high = {greatest, greatest, greatest, greatest};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const Four a = four_at(x + i);
    low = a < low ? a : low;
    high = a > high ? a : high;
  }
  for (; i < n; ++i) {
    low[0] = x[i] < low[0] ? x[i] : low[0];
    high[0] = x[i] > high[0] ? x[i] : high[0];
  }
  for (int j = 0; j < 4; ++j) {
    least = low[j] < least ? low[j] : least;
    greatest = high[j] > greatest ? high[j] : greatest;
  }
}

}  // namespace nt::lanes
