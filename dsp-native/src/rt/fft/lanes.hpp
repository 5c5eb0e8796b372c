#pragma once
// A fixed number of values side by side. The number belongs to the algorithm, not to the machine: a wider or narrower
// machine computes the same lanes and the same results.

#include <cmath>
#include <cstddef>
#include <cstring>

#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#endif

namespace nt::fft {

template <class T, size_t N>
struct LanesOf {
  typedef T type __attribute__((vector_size(N * sizeof(T))));
};
template <class T>
struct LanesOf<T, 1> {
  using type = T;
};
template <class T, size_t N>
using Lanes = typename LanesOf<T, N>::type;

template <class V, class T>
[[gnu::always_inline]] inline V load(const T* p) {
  V v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

template <class V, class T>
[[gnu::always_inline]] inline void store(T* p, V v) {
  std::memcpy(p, &v, sizeof v);
}

/// Every lane the same value.
template <class V, class T>
[[gnu::always_inline]] inline V splat(T value) {
  // Spelt out: 0 + value would be an addition.
  if constexpr (sizeof(V) == 8 * sizeof(T))
    return V{value, value, value, value, value, value, value, value};
  else if constexpr (sizeof(V) == 4 * sizeof(T))
    return V{value, value, value, value};
  else
    return value;
}

#if defined(__AVX2__) && defined(__FMA__)
#define NT_FFT_FUSED(name, wide)                                                                                     \
  if constexpr (sizeof(V) == 32 && sizeof(a[0]) == 8)                                                                \
    return (V)_mm256_##wide##_pd((__m256d)a, (__m256d)b, (__m256d)c);                                                \
  if constexpr (sizeof(V) == 32 && sizeof(a[0]) == 4) return (V)_mm256_##wide##_ps((__m256)a, (__m256)b, (__m256)c); \
  if constexpr (sizeof(V) == 16 && sizeof(a[0]) == 4) return (V)_mm_##wide##_ps((__m128)a, (__m128)b, (__m128)c);
#else
#define NT_FFT_FUSED(name, wide)
#endif

/// a * b + c, a * b - c and c - a * b, each rounded once.
#define NT_FFT_FUSED_FUNCTION(name, wide, sign_a, sign_c)                                                    \
  template <class V>                                                                                         \
  [[gnu::always_inline]] inline V name(V a, V b, V c) {                                                      \
    if constexpr (requires { a[0]; }) {                                                                      \
      NT_FFT_FUSED(name, wide)                                                                               \
      for (size_t i = 0; i < sizeof(V) / sizeof(a[0]); ++i) c[i] = std::fma(sign_a a[i], b[i], sign_c c[i]); \
      return c;                                                                                              \
    } else {                                                                                                 \
      return std::fma(sign_a a, b, sign_c c);                                                                \
    }                                                                                                        \
  }
NT_FFT_FUSED_FUNCTION(fused, fmadd, , )
NT_FFT_FUSED_FUNCTION(fused_less, fmsub, , -)
NT_FFT_FUSED_FUNCTION(less_fused, fnmadd, -, )
#undef NT_FFT_FUSED_FUNCTION
#undef NT_FFT_FUSED

/// Rows to columns of a square of lanes.
template <class V>
[[gnu::always_inline]] inline void transpose(V (&r)[4]) {
  const V a = __builtin_shufflevector(r[0], r[1], 0, 4, 2, 6), b = __builtin_shufflevector(r[0], r[1], 1, 5, 3, 7);
  const V c = __builtin_shufflevector(r[2], r[3], 0, 4, 2, 6), d = __builtin_shufflevector(r[2], r[3], 1, 5, 3, 7);
  r[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  r[1] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  r[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  r[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

template <class V>
[[gnu::always_inline]] inline void transpose(V (&r)[8]) {
  V t[8], u[8];
  for (int i = 0; i < 8; i += 2) {
    t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int h = 0; h < 8; h += 4) {
    for (int i = 0; i < 2; ++i) {
      u[h + 2 * i] = __builtin_shufflevector(t[h + i], t[h + 2 + i], 0, 1, 8, 9, 4, 5, 12, 13);
      u[h + 2 * i + 1] = __builtin_shufflevector(t[h + i], t[h + 2 + i], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int i = 0; i < 4; ++i) {
    r[i] = __builtin_shufflevector(u[i], u[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    r[i + 4] = __builtin_shufflevector(u[i], u[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

template <class V>
[[gnu::always_inline]] inline V reversed(V v) {
  if constexpr (requires { v[0]; }) {
    constexpr size_t n = sizeof(V) / sizeof(v[0]);
    if constexpr (n == 4) return __builtin_shufflevector(v, v, 3, 2, 1, 0);
    if constexpr (n == 8) return __builtin_shufflevector(v, v, 7, 6, 5, 4, 3, 2, 1, 0);
  }
  return v;
}

/// Two vectors of pairs to the firsts and the seconds.
template <class V>
[[gnu::always_inline]] inline void unzip(V a, V b, V& first, V& second) {
  constexpr size_t n = sizeof(V) / sizeof(a[0]);
  if constexpr (n == 4) {
    first = __builtin_shufflevector(a, b, 0, 2, 4, 6);
    second = __builtin_shufflevector(a, b, 1, 3, 5, 7);
  } else {
    first = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
    second = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
  }
}

template <class V>
[[gnu::always_inline]] inline void zip(V first, V second, V& a, V& b) {
  constexpr size_t n = sizeof(V) / sizeof(a[0]);
  if constexpr (n == 4) {
    a = __builtin_shufflevector(first, second, 0, 4, 1, 5);
    b = __builtin_shufflevector(first, second, 2, 6, 3, 7);
  } else {
    a = __builtin_shufflevector(first, second, 0, 8, 1, 9, 2, 10, 3, 11);
    b = __builtin_shufflevector(first, second, 4, 12, 5, 13, 6, 14, 7, 15);
  }
}

}  // namespace nt::fft
