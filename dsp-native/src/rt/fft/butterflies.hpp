#pragma once
// Transforms of 2, 3, 4, 5, 7 and 8 complex values in registers, as they are and with the inputs weighted by the powers
// of a root (a step of decimation in time). exp(-2 pi i jk / n), not scaled. Everything is elementwise: the order of
// the operations on a value, and with it the result, is the same whatever the width of V.

#include <type_traits>
#include <utility>

#include "rt/fft/lanes.hpp"

namespace nt::fft {

/// The type of one lane.
template <class V>
struct ScalarOf {
  using type = std::remove_cvref_t<decltype(std::declval<V>()[0])>;
};
template <class V>
requires std::is_floating_point_v<V>
struct ScalarOf<V> {
  using type = V;
};
template <class V>
using Scalar = typename ScalarOf<V>::type;

template <class V>
struct Complex {
  V re, im;
};

template <class V>
[[gnu::always_inline]] inline Complex<V> operator+(Complex<V> a, Complex<V> b) {
  return {a.re + b.re, a.im + b.im};
}
template <class V>
[[gnu::always_inline]] inline Complex<V> operator-(Complex<V> a, Complex<V> b) {
  return {a.re - b.re, a.im - b.im};
}
template <class V>
[[gnu::always_inline]] inline Complex<V> times(Complex<V> a, V wr, V wi) {
  return {fused_less(a.re, wr, a.im * wi), fused(a.im, wr, a.re * wi)};
}
/// a * -i
template <class V>
[[gnu::always_inline]] inline Complex<V> turned(Complex<V> a) {
  return {a.im, -a.re};
}
/// a + real b
template <class V>
[[gnu::always_inline]] inline Complex<V> add_scaled(Complex<V> a, V real, Complex<V> b) {
  return {fused(real, b.re, a.re), fused(real, b.im, a.im)};
}
template <class V>
[[gnu::always_inline]] inline Complex<V> scaled(V real, Complex<V> b) {
  return {real * b.re, real * b.im};
}
template <class V>
[[gnu::always_inline]] inline V constant(double value) {
  return splat<V>(static_cast<Scalar<V>>(value));
}

template <class V>
[[gnu::always_inline]] inline void butterfly(Complex<V> (&x)[2]) {
  const auto a = x[0], b = x[1];
  x[0] = a + b;
  x[1] = a - b;
}

template <class V>
[[gnu::always_inline]] inline void butterfly(Complex<V> (&x)[3]) {
  const auto sum = x[1] + x[2];
  const auto across = turned(scaled(constant<V>(0.86602540378443864676), x[1] - x[2]));
  const auto along = add_scaled(x[0], constant<V>(-0.5), sum);
  x[0] = x[0] + sum;
  x[1] = along + across;
  x[2] = along - across;
}

template <class V>
[[gnu::always_inline]] inline void butterfly(Complex<V> (&x)[4]) {
  const auto a = x[0] + x[2], b = x[0] - x[2], c = x[1] + x[3], d = turned(x[1] - x[3]);
  x[0] = a + c;
  x[1] = b + d;
  x[2] = a - c;
  x[3] = b - d;
}

template <class V>
[[gnu::always_inline]] inline void butterfly(Complex<V> (&x)[5]) {
  const V c1 = constant<V>(0.30901699437494742410), c2 = constant<V>(-0.80901699437494742410);
  const V s1 = constant<V>(0.95105651629515357212), s2 = constant<V>(0.58778525229247312917);
  const auto p = x[1] + x[4], q = x[2] + x[3], m = x[1] - x[4], n = x[2] - x[3];
  const auto a = add_scaled(add_scaled(x[0], c1, p), c2, q), b = add_scaled(add_scaled(x[0], c2, p), c1, q);
  const auto d = turned(add_scaled(scaled(s1, m), s2, n)), e = turned(add_scaled(scaled(s2, m), -s1, n));
  x[0] = x[0] + (p + q);
  x[1] = a + d;
  x[4] = a - d;
  x[2] = b + e;
  x[3] = b - e;
}

template <class V>
[[gnu::always_inline]] inline void butterfly(Complex<V> (&x)[7]) {
  // Cosines and sines of k sevenths of a turn; those of the pairs follow from jk modulo 7.
  const V c1 = constant<V>(0.62348980185873353053), c2 = constant<V>(-0.22252093395631440429),
          c3 = constant<V>(-0.90096886790241912624);
  const V s1 = constant<V>(0.78183148246802980871), s2 = constant<V>(0.97492791218182360702),
          s3 = constant<V>(0.43388373911755812048);
  const auto p = x[1] + x[6], q = x[2] + x[5], r = x[3] + x[4];
  const auto m = x[1] - x[6], n = x[2] - x[5], o = x[3] - x[4];
  const auto along = [&](V a, V b, V c) { return add_scaled(add_scaled(add_scaled(x[0], a, p), b, q), c, r); };
  const auto across = [&](V a, V b, V c) { return turned(add_scaled(add_scaled(scaled(a, m), b, n), c, o)); };
  const auto a1 = along(c1, c2, c3), a2 = along(c2, c3, c1), a3 = along(c3, c1, c2);
  const auto d1 = across(s1, s2, s3), d2 = across(s2, -s3, -s1), d3 = across(s3, -s1, s2);
  x[0] = x[0] + ((p + q) + r);
  x[1] = a1 + d1;
  x[6] = a1 - d1;
  x[2] = a2 + d2;
  x[5] = a2 - d2;
  x[3] = a3 + d3;
  x[4] = a3 - d3;
}

template <class V>
[[gnu::always_inline]] inline void butterfly(Complex<V> (&x)[8]) {
  const V h = constant<V>(0.70710678118654752440);
  Complex<V> even[4] = {x[0] + x[4], x[1] + x[5], x[2] + x[6], x[3] + x[7]};
  Complex<V> odd[4] = {x[0] - x[4], x[1] - x[5], x[2] - x[6], x[3] - x[7]};
  odd[1] = {(odd[1].re + odd[1].im) * h, (odd[1].im - odd[1].re) * h};
  odd[2] = turned(odd[2]);
  odd[3] = {(odd[3].im - odd[3].re) * h, -((odd[3].re + odd[3].im) * h)};
  butterfly(even);
  butterfly(odd);
  for (int i = 0; i < 4; ++i) {
    x[2 * i] = even[i];
    x[2 * i + 1] = odd[i];
  }
}

/// sum = a + w b, difference = a - w b.
template <class V>
[[gnu::always_inline]] inline void step(Complex<V> a, Complex<V> b, Complex<V> w, Complex<V>& sum,
                                        Complex<V>& difference) {
  const V two = constant<V>(2);
  sum.re = less_fused(b.im, w.im, fused(b.re, w.re, a.re));
  sum.im = fused(b.im, w.re, fused(b.re, w.im, a.im));
  difference.re = fused_less(two, a.re, sum.re);
  difference.im = fused_less(two, a.im, sum.im);
}

/// The same with -i w in place of w.
template <class V>
[[gnu::always_inline]] inline void turned_step(Complex<V> a, Complex<V> b, Complex<V> w, Complex<V>& sum,
                                               Complex<V>& difference) {
  const V two = constant<V>(2);
  sum.re = fused(b.im, w.re, fused(b.re, w.im, a.re));
  sum.im = fused(b.im, w.im, less_fused(b.re, w.re, a.im));
  difference.re = fused_less(two, a.re, sum.re);
  difference.im = fused_less(two, a.im, sum.im);
}

/// The number of roots a weighted butterfly of a radix takes: w, w^2 for 2 and 4 (2 uses the first alone); w, w^2, w^4,
/// w exp(-i pi/4) for 8; each power of w for the odd ones.
constexpr size_t roots_of(size_t radix) { return radix == 8 ? 4 : radix % 2 == 0 ? 2 : radix - 1; }

template <class V>
[[gnu::always_inline]] inline void weighted(Complex<V> (&x)[2], const Complex<V> (&roots)[2]) {
  const auto a = x[0], b = x[1];
  step(a, b, roots[0], x[0], x[1]);
}

/// x[c] weighted with w^c.
template <class V>
[[gnu::always_inline]] inline void weighted(Complex<V> (&x)[4], const Complex<V> (&roots)[2]) {
  Complex<V> a, b, c, d;
  step(x[0], x[2], roots[1], a, b);
  step(x[1], x[3], roots[1], c, d);
  step(a, c, roots[0], x[0], x[2]);
  turned_step(b, d, roots[0], x[1], x[3]);
}

template <class V>
[[gnu::always_inline]] inline void weighted(Complex<V> (&x)[8], const Complex<V> (&roots)[4]) {
  Complex<V> s[4], d[4], a, b, c, e;
  for (int i = 0; i < 4; ++i) step(x[i], x[i + 4], roots[2], s[i], d[i]);
  step(s[0], s[2], roots[1], a, b);
  step(s[1], s[3], roots[1], c, e);
  step(a, c, roots[0], x[0], x[4]);
  turned_step(b, e, roots[0], x[2], x[6]);
  turned_step(d[0], d[2], roots[1], a, b);
  turned_step(d[1], d[3], roots[1], c, e);
  step(a, c, roots[3], x[1], x[5]);
  turned_step(b, e, roots[3], x[3], x[7]);
}

template <class V, size_t Radix>
requires(Radix % 2 == 1)
    [[gnu::always_inline]] inline void weighted(Complex<V> (&x)[Radix], const Complex<V> (&roots)[Radix - 1]) {
  for (size_t c = 1; c < Radix; ++c) x[c] = times(x[c], roots[c - 1].re, roots[c - 1].im);
  butterfly(x);
}

}  // namespace nt::fft
