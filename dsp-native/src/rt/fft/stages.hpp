#pragma once
// The butterflies of a Stockham transform on planes of real and imaginary parts.
//
// A transform of V * M values is V transforms of M values side by side (element j of transform l is value V * j + l),
// so every stage works on whole lanes without a shuffle, and one last stage of radix V that joins them. Decimation in
// frequency, exp(-2 pi i jk / n), not scaled. Everything is elementwise: the order of the operations on a value, and
// with it the result, is the same on any machine.

#include "rt/fft/lanes.hpp"

namespace nt::fft {

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
  return {fused(a.re, wr, -(a.im * wi)), fused(a.im, wr, a.re * wi)};
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
  using T = std::remove_cvref_t<decltype([] {
    if constexpr (requires(V v) { v[0]; })
      return V{}[0];
    else
      return V{};
  }())>;
  const V h = splat<V>(static_cast<T>(0.70710678118654752440));
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

/// One stage: parts of m * Radix elements, each element stride values wide. weights: for each of the m elements Radix -
/// 1 roots (re, im); null in the last stage of the inner transforms, where m is 1.
template <size_t Radix, class V, class T, class Source>
[[gnu::always_inline]] inline void stage(Source in, Planar<T> out, size_t m, size_t stride, const T* weights) {
  constexpr size_t lanes = sizeof(V) / sizeof(T);
  for (size_t p = 0; p < m; ++p) {
    const T* w = weights + p * 2 * (Radix - 1);
    for (size_t q = 0; q < stride; q += lanes) {
      Complex<V> x[Radix];
      for (size_t k = 0; k < Radix; ++k) x[k] = in.template get<V>(q + stride * (p + k * m));
      butterfly(x);
      const size_t target = q + stride * Radix * p;
      out.template put<V>(target, x[0]);
      for (size_t k = 1; k < Radix; ++k) {
        const auto y = weights == nullptr ? x[k] : times(x[k], splat<V>(w[2 * k - 2]), splat<V>(w[2 * k - 1]));
        out.template put<V>(target + stride * k, y);
      }
    }
  }
}

/// Joins the V side-by-side transforms of m values. weights: for each group of V outputs V - 1 rows of V roots (re,
/// im).
template <class V, class T, class Source, class Target>
[[gnu::always_inline]] inline void join(Source in, Target out, size_t m, const T* weights) {
  constexpr size_t lanes = sizeof(V) / sizeof(T);
  for (size_t k = 0; k < m; k += lanes) {
    V re[lanes], im[lanes];
    Complex<V> x[lanes];
    for (size_t i = 0; i < lanes; ++i) {
      const auto v = in.template get<V>((k + i) * lanes);
      re[i] = v.re;
      im[i] = v.im;
    }
    transpose(re);
    transpose(im);
    x[0] = {re[0], im[0]};
    for (size_t l = 1; l < lanes; ++l, weights += 2 * lanes)
      x[l] = times(Complex<V>{re[l], im[l]}, load<V>(weights), load<V>(weights + lanes));
    butterfly(x);
    for (size_t j = 0; j < lanes; ++j) out.template put<V>(k + m * j, x[j]);
  }
}

}  // namespace nt::fft
