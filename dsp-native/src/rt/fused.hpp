#pragma once
// The fused product and sum of scalar code: one rounding where the processor has the instruction. Without it libm would
// compute each one in software, a hundred times as long; there the product is rounded first, which is what sets the
// baseline build apart as an ISA class of its own.

#include <cmath>

#if defined(__FMA__) || defined(__aarch64__)
#define NT_FUSES 1
#endif

namespace nt {

/// a b + c; rounded once where the processor fuses.
template <class T>
[[gnu::always_inline]] inline T fused(T a, T b, T c) {
#ifdef NT_FUSES
  return std::fma(a, b, c);
#else
  return a * b + c;
#endif
}

/// a b + c with an error below 2^-100 of the larger of a b and c, on every processor: for compensated arithmetic, whose
/// point is the part that rounding drops. Without the instruction it is Veltkamp's and Dekker's exact product, for
/// |a|, |b| below 2^996.
[[gnu::always_inline]] inline double fused_exactly(double a, double b, double c) {
#ifdef NT_FUSES
  return std::fma(a, b, c);
#else
  constexpr double splitter = 0x1p27 + 1;
  const double a_wide = splitter * a, b_wide = splitter * b;
  const double a_high = a_wide - (a_wide - a), b_high = b_wide - (b_wide - b);
  const double a_low = a - a_high, b_low = b - b_high;
  const double product = a * b;
  const double rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
  const double sum = product + c;
  const double moved = sum - product;
  return sum + (((product - (sum - moved)) + (c - moved)) + rest);
#endif
}

}  // namespace nt
