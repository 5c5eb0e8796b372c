#pragma once
// Transcendental functions of f64 whose bits are the same on every machine: no libm, explicit fused products, no
// branches and no tables, so that a plain loop over them vectorises.
//
// Unless a function says otherwise: error below 2 ulp over its domain, arguments outside of it are clamped to its ends,
// NaN gives an unspecified finite value. Polynomials are Chebyshev interpolants computed with 80 digits; the reductions
// are the classic ones (Cody and Waite's for exp and sin, the atanh series for log), with the low parts carried along.

#include <bit>
#include <cmath>
#include <cstdint>

#include "rt/fused.hpp"

#define NT_MATH [[gnu::always_inline]] inline

namespace nt::math {

inline constexpr double pi = 0x1.921fb54442d18p+1;

namespace detail {

/// Adding it rounds to an integer, whose two's complement then stands in the low bits.
inline constexpr double shifter = 0x1.8p52;
inline constexpr double least = 0x1p-1022;
inline constexpr double most = 0x1.fffffffffffffp1023;

NT_MATH uint64_t bits(double x) { return std::bit_cast<uint64_t>(x); }
NT_MATH double from_bits(uint64_t x) { return std::bit_cast<double>(x); }
NT_MATH double at_least(double x, double low) { return x > low ? x : low; }
NT_MATH double at_most(double x, double high) { return x < high ? x : high; }

/// c0 + x (c1 + x (c2 + ...)).
NT_MATH double horner(double, double c) { return c; }
template <class... Rest>
NT_MATH double horner(double x, double c, Rest... rest) {
  return nt::fused(x, horner(x, rest...), c);
}

/// 2^(n + f), where n stands in the low bits of shifted and |f| is hardly above 0.5.
NT_MATH double exp2_scaled(double shifted, double f) {
  const double g = horner(f, 0x1.62e42fefa39efp-1, 0x1.ebfbdff82c598p-3, 0x1.c6b08d704a0c2p-5, 0x1.3b2ab6fba1ddap-7,
                          0x1.5d87fe78a5276p-10, 0x1.430913096fd9fp-13, 0x1.ffcbfc670dcd4p-17, 0x1.62bfd47773353p-20,
                          0x1.b524fae627834p-24, 0x1.e6063f7217bc6p-28, 0x1.e9d3fe3952179p-32);
  const double p = nt::fused(f, g, 1.0);
  return from_bits(bits(p) + (bits(shifted) << 52));
}

/// (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2.
NT_MATH double exp_tail(double r) {
  return horner(r, 0x1.0000000000000p-1, 0x1.5555555555557p-3, 0x1.5555555555556p-5, 0x1.11111111100bep-7,
                0x1.6c16c16c162c3p-10, 0x1.a01a01abf85abp-13, 0x1.a01a01a6e1e2ap-16, 0x1.71de01fdbf9cap-19,
                0x1.27e4db46cddd1p-22, 0x1.af4e554377204p-26, 0x1.1f7340dbc337ep-29);
}

inline constexpr double log2_e = 0x1.71547652b82fep+0;
inline constexpr double ln2_short = 0x1.62e42fefa2000p-1;  // 40 bits: its product with an exponent is exact
inline constexpr double ln2_rest = 0x1.9ef35793c7673p-41;

/// x = 2^k m with m in sqrt(1/2)..sqrt(2), x positive and normal.
struct Binary {
  double k, m;
};
NT_MATH Binary split(double x) {
  constexpr uint64_t one = 0x3ff0000000000000u, root_half = 0x3fe6a09e667f3bcdu, mantissa = 0x000fffffffffffffu;
  const uint64_t moved = bits(at_most(at_least(x, least), most)) + (one - root_half);
  const double biased = from_bits((moved >> 52) | 0x4330000000000000u);  // 2^52 + exponent
  return {biased - (0x1p52 + 1023.0), from_bits((moved & mantissa) + root_half)};
}

/// log(x) = k * step + scale / 2 * ln(m): step in two parts (the first one short), scale in two parts.
NT_MATH double log_in_base(double x, double step, double step_rest, double scale, double scale_rest) {
  const auto [k, m] = split(x);
  const double f = m - 1.0;
  const double d = m + 1.0;
  const double d_rest = m - (d - 1.0);
  const double inverse = 1.0 / d;
  const double s = f * inverse;
  const double z = s * s;
  const double s_rest = nt::fused(-s, d_rest, nt::fused_exactly(-s, d, f)) * inverse;
  const double tail = horner(z, 0x1.5555555555558p-1, 0x1.99999999952b2p-2, 0x1.2492492df6947p-2, 0x1.c71c62debf86bp-3,
                             0x1.7462b69705382p-3, 0x1.39fe208c33457p-3, 0x1.2b5b5fb2eac92p-3);
  const double t = nt::fused(0.5 * s * z, tail, s_rest);  // ln(m) = 2 (s + t)
  const double p = scale * s;
  const double p_rest = nt::fused_exactly(scale, s, -p);
  const double low = nt::fused(scale, t, nt::fused(scale_rest, s, nt::fused(k, step_rest, p_rest)));
  const double whole = k * step;
  const double high = whole + p;
  return high + ((p - (high - whole)) + low);
}

/// x = n pi / 2 + r + rest, |r| <= pi / 4; n stands in the low bits of quadrant.
struct Reduced {
  double r, rest;
  uint64_t quadrant;
};
NT_MATH Reduced reduce(double x) {
  x = at_most(at_least(x, -0x1p20), 0x1p20);
  const double shifted = nt::fused(x, 0x1.45f306dc9c883p-1, shifter);
  const double n = shifted - shifter;
  const double first =
      nt::fused_exactly(-n, 0x1.921fb54442d18p+0, x);  // exact: both are multiples of 2^-53 and it is below 1
  const double p = n * 0x1.1a62633145c07p-54;
  const double p_rest = nt::fused_exactly(n, 0x1.1a62633145c07p-54, -p);
  const double r = first - p;
  const double back = r - first;
  const double rest = (first - (r - back)) - (p + back);
  return {r, rest - nt::fused(n, -0x1.f1976b7ed8fbcp-110, p_rest), bits(shifted)};
}

/// A number in two parts, the second one below half an ulp of the first.
struct Pair {
  double high, low;
};
/// a + b where |a| >= |b| or a = 0.
NT_MATH Pair add(double a, double b) {
  const double high = a + b;
  return {high, b - (high - a)};
}
/// a / b, rounded almost correctly.
NT_MATH double divide(Pair a, Pair b) {
  const double inverse = 1.0 / b.high;
  const double q = a.high * inverse;
  return nt::fused(nt::fused(-q, b.low, nt::fused_exactly(-q, b.high, a.high) + a.low), inverse, q);
}

NT_MATH Pair sin_reduced(double r, double rest) {
  const double z = r * r;
  const double tail = horner(z, -0x1.5555555555555p-3, 0x1.1111111110bb1p-7, -0x1.a01a019e8357dp-13,
                             0x1.71de37961e4c6p-19, -0x1.ae600a926c89ap-26, 0x1.5e0af186af739p-33);
  return add(r, nt::fused(r * z, tail, rest * nt::fused(z, -0.5, 1.0)));
}

NT_MATH Pair cos_reduced(double r, double rest) {
  const double z = r * r;
  const double half = 0.5 * z;
  const double high = 1.0 - half;
  const double tail = horner(z, 0x1.5555555555555p-5, -0x1.6c16c16c16966p-10, 0x1.a01a019f4e867p-16,
                             -0x1.27e4fa17a41b4p-22, 0x1.1eeb68b109173p-29, -0x1.907d7aebd5e3dp-37);
  return add(high, ((1.0 - high) - half) + nt::fused(z * z, tail, -r * rest));
}

}  // namespace detail

/// 2^x for x in -1022..1024 (1024 itself gives the largest finite number).
NT_MATH double exp2(double x) {
  using namespace detail;
  x = at_most(at_least(x, -1022.0), 0x1.fffffffffffffp9);
  const double shifted = x + shifter;
  return exp2_scaled(shifted, x - (shifted - shifter));
}

/// e^x for x in -708.396..709.782.
NT_MATH double exp(double x) {
  using namespace detail;
  x = at_most(at_least(x, -0x1.6232bdd7abcd2p9), 0x1.62e42fefa39eep9);
  const double shifted = nt::fused(x, log2_e, shifter);
  const double n = shifted - shifter;
  const double first = nt::fused(-n, ln2_short, x);
  const double r = nt::fused(-n, ln2_rest, first);
  const double r_rest = nt::fused_exactly(-n, ln2_rest, first - r);
  const double p = 1.0 + (r + nt::fused(r * r, exp_tail(r), r_rest));
  return from_bits(bits(p) + (bits(shifted) << 52));
}

/// log base 2 of a positive normal x; 0, negative and denormal numbers are taken as 2^-1022.
NT_MATH double log2(double x) { return detail::log_in_base(x, 1.0, 0.0, 0x1.71547652b82fep+1, 0x1.777d0ffda0d24p-55); }

/// Natural logarithm; domain as log2.
NT_MATH double log(double x) { return detail::log_in_base(x, detail::ln2_short, detail::ln2_rest, 2.0, 0.0); }

/// Decimal logarithm; domain as log2.
NT_MATH double log10(double x) {
  return detail::log_in_base(x, 0x1.34413509f6000p-2, 0x1.9fef311f12b36p-42, 0x1.bcb7b1526e50ep-1,
                             0x1.95355baaafad3p-56);
}

/// 10^(db / 20) for db in -6153..6165.
NT_MATH double db_to_amp(double db) {
  using namespace detail;
  db = at_most(at_least(db, -6153.0), 6165.0);
  const double x = db * 0x1.542a5a12e1c5bp-3;
  const double low = nt::fused(db, -0x1.33e2bb36cd142p-57, nt::fused_exactly(db, 0x1.542a5a12e1c5bp-3, -x));
  const double shifted = x + shifter;
  return exp2_scaled(shifted, (x - (shifted - shifter)) + low);
}

/// 20 log10(amp); domain as log2, so that silence reads -6153 dB.
NT_MATH double amp_to_db(double amp) {
  return detail::log_in_base(amp, 0x1.8151824c74000p+2, 0x1.87eafd66d7603p-38, 0x1.15f2ced384f29p+4,
                             -0x1.02bea6b55233cp-51);
}

/// Radians, |x| <= 2^20.
NT_MATH double sin(double x) {
  using namespace detail;
  const auto [r, rest, q] = reduce(x);
  const double s = sin_reduced(r, rest).high, c = cos_reduced(r, rest).high;
  return from_bits(bits((q & 1) != 0 ? c : s) ^ ((q & 2) << 62));
}

/// Radians, |x| <= 2^20.
NT_MATH double cos(double x) {
  using namespace detail;
  const auto [r, rest, q] = reduce(x);
  const double s = sin_reduced(r, rest).high, c = cos_reduced(r, rest).high;
  return from_bits(bits((q & 1) != 0 ? s : c) ^ (((q + 1) & 2) << 62));
}

/// Radians, |x| <= 2^20.
NT_MATH double tan(double x) {
  using namespace detail;
  const auto [r, rest, q] = reduce(x);
  const Pair s = sin_reduced(r, rest), c = cos_reduced(r, rest);
  const bool swap = (q & 1) != 0;
  return divide({swap ? -c.high : s.high, swap ? -c.low : s.low}, {swap ? s.high : c.high, swap ? s.low : c.low});
}

/// Any finite x.
NT_MATH double tanh(double x) {
  using namespace detail;
  const double y = at_most(2.0 * std::fabs(x), 44.0);
  const double shifted = nt::fused(y, log2_e, shifter);
  const double n = shifted - shifter;
  const double first = nt::fused(-n, ln2_short, y);
  const double r = nt::fused(-n, ln2_rest, first);
  const double r_rest = nt::fused_exactly(-n, ln2_rest, first - r);
  const Pair grown = add(r, nt::fused(r * r, exp_tail(r), r_rest));  // e^r - 1
  const double power = from_bits(bits(1.0) + (bits(shifted) << 52));
  const Pair above = add(power - 1.0, power * grown.high);  // e^y - 1
  const double e = above.high, e_low = nt::fused(power, grown.low, above.low);
  const double d = e + 2.0, d_low = e > 2.0 ? 2.0 - (d - e) : e - (d - 2.0);
  return std::copysign(divide({e, e_low}, {d, d_low + e_low}), x);
}

/// 2^x with a relative error below 1e-8: for gain computers that run for every sample. Domain of exp2; exact for
/// integers.
NT_MATH double fast_exp2(double x) {
  using namespace detail;
  x = at_most(at_least(x, -1022.0), 0x1.fffffffffffffp9);
  const double shifted = x + shifter;
  const double f = x - (shifted - shifter);
  const double g = horner(f, 0x1.62e4302fc626ep-1, 0x1.ebfbe00e63baep-3, 0x1.c6af6cdbbdcc7p-5, 0x1.3b2a53045179ap-7,
                          0x1.5f0890162a90ap-10, 0x1.4413896e1ad27p-13);
  return from_bits(bits(nt::fused(f, g, 1.0)) + (bits(shifted) << 52));
}

/// log base 2 with a relative error below 1e-7, without a division. Domain of log2; exact for powers of two.
NT_MATH double fast_log2(double x) {
  using namespace detail;
  const auto [k, m] = split(x);
  const double t = m - 1.0;
  return nt::fused(t,
                   horner(t, 0x1.715475b26d559p+0, -0x1.715474925e588p-1, 0x1.ec73de599c90bp-2, -0x1.7159937a1d509p-2,
                          0x1.26d01cc85477ep-2, -0x1.e9d1e6167204dp-3, 0x1.ba87387ff9006p-3, -0x1.a59ae9e25ce8fp-3,
                          0x1.f841dc57c9b5cp-4),
                   k);
}

}  // namespace nt::math

#undef NT_MATH
