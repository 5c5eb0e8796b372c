#pragma once
// The butterflies of a Stockham transform on planes of real and imaginary parts.
//
// A transform of V * M values is V transforms of M values side by side (element j of transform l is value V * j + l),
// so every stage works on whole lanes without a shuffle, and one last stage of radix V that joins them. Decimation in
// frequency, exp(-2 pi i jk / n), not scaled. Everything is elementwise: the order of the operations on a value, and
// with it the result, is the same on any machine.

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

template <class T>
struct Planar {
  T* re;
  T* im;
  template <class V>
  [[gnu::always_inline]] Complex<V> get(size_t i) const {
    return {load<V>(re + i), load<V>(im + i)};
  }
  template <class V>
  [[gnu::always_inline]] void put(size_t i, Complex<V> v) const {
    store(re + i, v.re);
    store(im + i, v.im);
  }
};

/// Real and imaginary parts alternate: even and odd samples of a real signal.
template <class T>
struct Interleaved {
  T* values;
  template <class V>
  [[gnu::always_inline]] Complex<V> get(size_t i) const {
    if constexpr (sizeof(V) == sizeof(T)) {
      return {values[2 * i], values[2 * i + 1]};
    } else {
      constexpr size_t n = sizeof(V) / sizeof(T);
      Complex<V> v;
      unzip(load<V>(values + 2 * i), load<V>(values + 2 * i + n), v.re, v.im);
      return v;
    }
  }
  template <class V>
  [[gnu::always_inline]] void put(size_t i, Complex<V> v) const {
    if constexpr (sizeof(V) == sizeof(T)) {
      values[2 * i] = v.re;
      values[2 * i + 1] = v.im;
    } else {
      constexpr size_t n = sizeof(V) / sizeof(T);
      V a, b;
      zip(v.re, v.im, a, b);
      store(values + 2 * i, a);
      store(values + 2 * i + n, b);
    }
  }
};

/// The real and imaginary parts change places: an inverse transform is a forward one between two such exchanges.
template <class T>
struct Exchanged {
  T* values;
  template <class V>
  [[gnu::always_inline]] void put(size_t i, Complex<V> v) const {
    Interleaved<T>{values}.template put<V>(i, {v.im, v.re});
  }
};

template <class V>
[[gnu::always_inline]] inline void butterfly(Complex<V> (&x)[2]) {
  const auto a = x[0], b = x[1];
  x[0] = a + b;
  x[1] = a - b;
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
[[gnu::always_inline]] inline void butterfly(Complex<V> (&x)[8]) {
  const V h = splat<V>(static_cast<Scalar<V>>(0.70710678118654752440));
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
  const V two = splat<V>(static_cast<Scalar<V>>(2));
  sum.re = less_fused(b.im, w.im, fused(b.re, w.re, a.re));
  sum.im = fused(b.im, w.re, fused(b.re, w.im, a.im));
  difference.re = fused_less(two, a.re, sum.re);
  difference.im = fused_less(two, a.im, sum.im);
}

/// The same with -i w in place of w.
template <class V>
[[gnu::always_inline]] inline void turned_step(Complex<V> a, Complex<V> b, Complex<V> w, Complex<V>& sum,
                                               Complex<V>& difference) {
  const V two = splat<V>(static_cast<Scalar<V>>(2));
  sum.re = fused(b.im, w.re, fused(b.re, w.im, a.re));
  sum.im = fused(b.im, w.im, less_fused(b.re, w.re, a.im));
  difference.re = fused_less(two, a.re, sum.re);
  difference.im = fused_less(two, a.im, sum.im);
}

/// The number of roots a weighted butterfly of a radix takes.
template <size_t Radix>
constexpr size_t roots_of = Radix == 8 ? 4 : 2;

/// x[c] weighted with w^c. roots: w, w^2.
template <class V>
[[gnu::always_inline]] inline void weighted(Complex<V> (&x)[4], const Complex<V> (&roots)[2]) {
  Complex<V> a, b, c, d;
  step(x[0], x[2], roots[1], a, b);
  step(x[1], x[3], roots[1], c, d);
  step(a, c, roots[0], x[0], x[2]);
  turned_step(b, d, roots[0], x[1], x[3]);
}

/// x[c] weighted with w^c. roots: w, w^2, w^4, w exp(-i pi/4).
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

/// Roots that are the same in every lane, from pairs (re, im).
template <class V, size_t Count, class T>
[[gnu::always_inline]] inline void splat_roots(const T* pairs, Complex<V> (&roots)[Count]) {
  for (size_t i = 0; i < Count; ++i) roots[i] = {splat<V>(pairs[2 * i]), splat<V>(pairs[2 * i + 1])};
}

/// The first stage: no weights. The transforms' elements lie run values apart.
template <size_t Radix, class V, class T, class Source>
[[gnu::always_inline]] inline void first_stage(Source in, Planar<T> out, size_t run) {
  for (size_t r = 0; r < run; r += sizeof(V) / sizeof(T)) {
    Complex<V> x[Radix];
    for (size_t c = 0; c < Radix; ++c) x[c] = in.template get<V>(r + c * run);
    butterfly(x);
    for (size_t c = 0; c < Radix; ++c) out.template put<V>(r + c * run, x[c]);
  }
}

/// A radix-4 stage that makes transforms of 4 * length from four of length each; run values lie side by side.
/// pairs: for each of the length outputs two roots (re, im).
template <class V, class T>
[[gnu::always_inline]] inline void stage(Planar<T> in, Planar<T> out, size_t length, size_t run, const T* pairs) {
  for (size_t k = 0; k < length; ++k, pairs += 4) {
    Complex<V> roots[2];
    splat_roots(pairs, roots);
    for (size_t r = 0; r < run; r += sizeof(V) / sizeof(T)) {
      Complex<V> x[4];
      for (size_t c = 0; c < 4; ++c) x[c] = in.template get<V>((4 * k + c) * run + r);
      weighted(x, roots);
      for (size_t c = 0; c < 4; ++c) out.template put<V>((k + c * length) * run + r, x[c]);
    }
  }
}

/// Every groups-th run of lanes, from offset on: the values of one group of side-by-side transforms.
template <class Source>
struct Gathered {
  Source source;
  size_t groups, offset;
  template <class V>
  [[gnu::always_inline]] Complex<V> get(size_t i) const {
    return source.template get<V>(i * groups + offset);
  }
};

/// Joins the transforms of the lanes for the outputs k..k+V-1; part j of the result goes to k + m * j. rows: for each
/// root of a weighted butterfly V real and V imaginary parts, moved on.
template <class V, class T, class Source, class Target>
[[gnu::always_inline]] inline void join_lanes(Source in, size_t first, Target out, size_t k, size_t m, const T*& rows) {
  constexpr size_t lanes = sizeof(V) / sizeof(T);
  V re[lanes], im[lanes];
  Complex<V> x[lanes], roots[roots_of<lanes>];
  for (size_t i = 0; i < lanes; ++i) {
    const auto v = in.template get<V>(first + i * lanes);
    re[i] = v.re;
    im[i] = v.im;
  }
  transpose(re);
  transpose(im);
  for (size_t l = 0; l < lanes; ++l) x[l] = {re[l], im[l]};
  for (auto& root : roots) {
    root = {load<V>(rows), load<V>(rows + lanes)};
    rows += 2 * lanes;
  }
  weighted(x, roots);
  for (size_t j = 0; j < lanes; ++j) out.template put<V>(k + m * j, x[j]);
}

/// The last stage of one group: joins its V transforms of m values.
template <class V, class T, class Source, class Target>
[[gnu::always_inline]] inline void join(Source in, Target out, size_t m, const T* rows) {
  constexpr size_t lanes = sizeof(V) / sizeof(T);
  for (size_t k = 0; k < m; k += lanes) join_lanes<V, T>(in, k * lanes, out, k, m, rows);
}

/// The last stage of several groups, which lie distance values apart: joins the Groups transforms of m values in each
/// lane, then the lanes. Two runs of lanes at a time, so that whole cache lines of the output are written. pairs: for
/// each of m outputs the roots (re, im) of a butterfly of radix Groups; rows: those of the lanes in order of use.
template <size_t Groups, class V, class T, class Target>
[[gnu::always_inline]] inline void join_groups(Planar<T> in, size_t distance, Target out, size_t m, const T* pairs,
                                               const T* rows) {
  constexpr size_t lanes = sizeof(V) / sizeof(T);
  constexpr size_t span = 2 * lanes;
  alignas(64) T re[Groups * span * lanes], im[Groups * span * lanes];
  const Planar<T> joined{re, im};
  for (size_t k = 0; k < m; k += span) {
    for (size_t i = 0; i < span; ++i, pairs += 2 * roots_of<Groups>) {
      Complex<V> x[Groups], roots[roots_of<Groups>];
      for (size_t g = 0; g < Groups; ++g) x[g] = in.template get<V>(g * distance + (k + i) * lanes);
      splat_roots(pairs, roots);
      weighted(x, roots);
      for (size_t g = 0; g < Groups; ++g) joined.template put<V>((g * span + i) * lanes, x[g]);
    }
    for (size_t g = 0; g < Groups; ++g)
      for (size_t half = 0; half < span; half += lanes)
        join_lanes<V, T>(joined, (g * span + half) * lanes, out, k + half + m * g, m * Groups, rows);
  }
}

}  // namespace nt::fft
