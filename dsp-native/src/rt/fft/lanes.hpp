#pragma once
// Values side by side in one register. How an algorithm is divided into lanes belongs to the algorithm; how many of
// them a register takes at a time (widest<T>) belongs to the machine and never shows in a result, because every
// operation here is a single one per value.

#include <cmath>
#include <cstddef>
#include <cstring>
#include <utility>

#include "rt/fused.hpp"

#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
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

/// The values a register of this machine holds: 64 bytes with AVX-512, 32 with AVX2, 16 elsewhere.
template <class T>
#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline constexpr size_t widest = 64 / sizeof(T);
#elif defined(__AVX2__) && defined(__FMA__)
inline constexpr size_t widest = 32 / sizeof(T);
#else
inline constexpr size_t widest = 16 / sizeof(T);
#endif

template <class V>
concept IsVector = requires(V v) {
  v[0];
};

/// The values in a V.
template <class V>
consteval size_t width_of() {
  if constexpr (IsVector<V>)
    return sizeof(V) / sizeof(std::declval<V>()[0]);
  else
    return 1;
}

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
  if constexpr (IsVector<V>) return [&]<size_t... I>(std::index_sequence<I...>) {
      return V{((void)I, value)...};
    }
  (std::make_index_sequence<width_of<V>()>{});
  else return value;
}

#if defined(__AVX2__) && defined(__FMA__)
#define NT_FFT_FUSED_WIDE(wide)                                       \
  if constexpr (sizeof(V) == 32 && sizeof(a[0]) == 8)                 \
    return (V)_mm256_##wide##_pd((__m256d)a, (__m256d)b, (__m256d)c); \
  else if constexpr (sizeof(V) == 32 && sizeof(a[0]) == 4)            \
    return (V)_mm256_##wide##_ps((__m256)a, (__m256)b, (__m256)c);    \
  else if constexpr (sizeof(V) == 16 && sizeof(a[0]) == 8)            \
    return (V)_mm_##wide##_pd((__m128d)a, (__m128d)b, (__m128d)c);    \
  else if constexpr (sizeof(V) == 16 && sizeof(a[0]) == 4)            \
    return (V)_mm_##wide##_ps((__m128)a, (__m128)b, (__m128)c);       \
  else
#endif
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define NT_FFT_FUSED(wide, sign_a, sign_c)                            \
  if constexpr (sizeof(V) == 64 && sizeof(a[0]) == 8)                 \
    return (V)_mm512_##wide##_pd((__m512d)a, (__m512d)b, (__m512d)c); \
  else if constexpr (sizeof(V) == 64 && sizeof(a[0]) == 4)            \
    return (V)_mm512_##wide##_ps((__m512)a, (__m512)b, (__m512)c);    \
  else                                                                \
    NT_FFT_FUSED_WIDE(wide)
#elif defined(__AVX2__) && defined(__FMA__)
#define NT_FFT_FUSED(wide, sign_a, sign_c) NT_FFT_FUSED_WIDE(wide)
#elif defined(__aarch64__)
#define NT_FFT_FUSED(wide, sign_a, sign_c)                                                 \
  if constexpr (sizeof(V) == 16 && sizeof(a[0]) == 8)                                      \
    return (V)vfmaq_f64((float64x2_t)(sign_c c), (float64x2_t)(sign_a a), (float64x2_t)b); \
  else if constexpr (sizeof(V) == 16 && sizeof(a[0]) == 4)                                 \
    return (V)vfmaq_f32((float32x4_t)(sign_c c), (float32x4_t)(sign_a a), (float32x4_t)b); \
  else
#else
#define NT_FFT_FUSED(wide, sign_a, sign_c) \
  if constexpr (true)                      \
    return sign_a a * b + sign_c c;        \
  else
#endif

/// a * b + c, a * b - c and c - a * b, each rounded once where the processor fuses.
#define NT_FFT_FUSED_FUNCTION(name, wide, sign_a, sign_c)                                            \
  template <class V>                                                                                 \
  [[gnu::always_inline]] inline V name(V a, V b, V c) {                                              \
    if constexpr (IsVector<V>) {                                                                     \
      NT_FFT_FUSED(wide, sign_a, sign_c) {                                                           \
        for (size_t i = 0; i < width_of<V>(); ++i) c[i] = nt::fused(sign_a a[i], b[i], sign_c c[i]); \
        return c;                                                                                    \
      }                                                                                              \
    } else {                                                                                         \
      return nt::fused(sign_a a, b, sign_c c);                                                       \
    }                                                                                                \
  }
NT_FFT_FUSED_FUNCTION(fused, fmadd, , )
NT_FFT_FUSED_FUNCTION(fused_less, fmsub, , -)
NT_FFT_FUSED_FUNCTION(less_fused, fnmadd, -, )
#undef NT_FFT_FUSED_FUNCTION
#undef NT_FFT_FUSED
#undef NT_FFT_FUSED_WIDE

namespace detail {

/// Element e of the result is element at(e) of a and b laid end to end.
template <class At, class V, size_t... E>
[[gnu::always_inline]] inline V shuffled(V a, V b, At at, std::index_sequence<E...>) {
  return __builtin_shufflevector(a, b, static_cast<int>(at(std::integral_constant<size_t, E>{}))...);
}
template <class At, class V>
[[gnu::always_inline]] inline V shuffled(V a, V b, At at) {
  return shuffled(a, b, at, std::make_index_sequence<width_of<V>()>{});
}

/// A shuffle of N lanes, done in each run of N lanes of a register.
template <size_t N, int... Index, class V>
[[gnu::always_inline]] inline V in_runs(V a, V b) {
  return shuffled(
      a, b, [](auto e) consteval {
        constexpr int index[] = {Index...};
        constexpr size_t from = static_cast<size_t>(index[e % N]);
        return from < N ? e / N * N + from : width_of<V>() + e / N * N + (from - N);
      });
}

}  // namespace detail

/// Rows to columns of a square of lanes; in registers of more than N lanes, of each run of N.
template <class V>
[[gnu::always_inline]] inline void transpose(V (&r)[2]) {
  const V a = r[0], b = r[1];
  r[0] = detail::in_runs<2, 0, 2>(a, b);
  r[1] = detail::in_runs<2, 1, 3>(a, b);
}

template <class V>
[[gnu::always_inline]] inline void transpose(V (&r)[4]) {
  using detail::in_runs;
  const V a = in_runs<4, 0, 4, 2, 6>(r[0], r[1]), b = in_runs<4, 1, 5, 3, 7>(r[0], r[1]);
  const V c = in_runs<4, 0, 4, 2, 6>(r[2], r[3]), d = in_runs<4, 1, 5, 3, 7>(r[2], r[3]);
  r[0] = in_runs<4, 0, 1, 4, 5>(a, c);
  r[1] = in_runs<4, 0, 1, 4, 5>(b, d);
  r[2] = in_runs<4, 2, 3, 6, 7>(a, c);
  r[3] = in_runs<4, 2, 3, 6, 7>(b, d);
}

template <class V>
[[gnu::always_inline]] inline void transpose(V (&r)[8]) {
  using detail::in_runs;
  V t[8], u[8];
  if constexpr (sizeof(r[0][0]) == 8) {
    for (int i = 0; i < 8; i += 2) {
      t[i] = in_runs<8, 0, 8, 2, 10, 4, 12, 6, 14>(r[i], r[i + 1]);
      t[i + 1] = in_runs<8, 1, 9, 3, 11, 5, 13, 7, 15>(r[i], r[i + 1]);
    }
    for (int i = 0; i < 2; ++i) {
      for (int h = 0; h < 8; h += 4) {
        u[h + i] = in_runs<8, 0, 1, 4, 5, 8, 9, 12, 13>(t[h + i], t[h + 2 + i]);
        u[h + 2 + i] = in_runs<8, 2, 3, 6, 7, 10, 11, 14, 15>(t[h + i], t[h + 2 + i]);
      }
    }
    for (int i = 0; i < 2; ++i) {
      // Pairs of u: 0 4 of rows 0 1, 0 4 of rows 2 3.
      for (int h = 0; h < 4; h += 2) {
        r[h + i] = in_runs<8, 0, 1, 4, 5, 8, 9, 12, 13>(u[h + i], u[h + 4 + i]);
        r[h + 4 + i] = in_runs<8, 2, 3, 6, 7, 10, 11, 14, 15>(u[h + i], u[h + 4 + i]);
      }
    }
  } else {
    for (int i = 0; i < 8; i += 2) {
      t[i] = in_runs<8, 0, 8, 1, 9, 4, 12, 5, 13>(r[i], r[i + 1]);
      t[i + 1] = in_runs<8, 2, 10, 3, 11, 6, 14, 7, 15>(r[i], r[i + 1]);
    }
    for (int h = 0; h < 8; h += 4) {
      for (int i = 0; i < 2; ++i) {
        u[h + 2 * i] = in_runs<8, 0, 1, 8, 9, 4, 5, 12, 13>(t[h + i], t[h + 2 + i]);
        u[h + 2 * i + 1] = in_runs<8, 2, 3, 10, 11, 6, 7, 14, 15>(t[h + i], t[h + 2 + i]);
      }
    }
    for (int i = 0; i < 4; ++i) {
      r[i] = in_runs<8, 0, 1, 2, 3, 8, 9, 10, 11>(u[i], u[i + 4]);
      r[i + 4] = in_runs<8, 4, 5, 6, 7, 12, 13, 14, 15>(u[i], u[i + 4]);
    }
  }
}

template <class V>
[[gnu::always_inline]] inline V reversed(V v) {
  if constexpr (IsVector<V>)
    return detail::shuffled(
        v, v, [](auto e) consteval { return width_of<V>() - 1 - e; });
  else
    return v;
}

/// Two vectors of pairs to the firsts and the seconds.
template <class V>
[[gnu::always_inline]] inline void unzip(V a, V b, V& first, V& second) {
  first = detail::shuffled(
      a, b, [](auto e) consteval { return 2 * e; });
  second = detail::shuffled(
      a, b, [](auto e) consteval { return 2 * e + 1; });
}

/// The same in each run of N lanes: the firsts of a's run, then those of b's.
template <size_t N, class V>
[[gnu::always_inline]] inline void unzip_runs(V a, V b, V& first, V& second) {
  const auto from = [](size_t e, size_t odd) consteval {
    const size_t run = e / N * N, at = e % N;
    return at < N / 2 ? run + 2 * at + odd : width_of<V>() + run + 2 * (at - N / 2) + odd;
  };
  first = detail::shuffled(
      a, b, [=](auto e) consteval { return from(e, 0); });
  second = detail::shuffled(
      a, b, [=](auto e) consteval { return from(e, 1); });
}

template <class V>
[[gnu::always_inline]] inline void zip(V first, V second, V& a, V& b) {
  constexpr size_t n = width_of<V>();
  a = detail::shuffled(
      first, second, [](auto e) consteval { return e / 2 + e % 2 * n; });
  b = detail::shuffled(
      first, second, [](auto e) consteval { return n / 2 + e / 2 + e % 2 * n; });
}

/// The lanes of low, then those of high.
template <class V>
[[gnu::always_inline]] inline auto joined(V low, V high) {
  constexpr size_t n = width_of<V>();
#if defined(__AVX2__) && defined(__FMA__)
  // Named, because the compiler would not take high from memory.
  if constexpr (sizeof(V) == 16)
    return (Lanes<std::remove_cvref_t<decltype(low[0])>, 2 * n>)_mm256_insertf128_pd(
        _mm256_castpd128_pd256((__m128d)low), (__m128d)high, 1);
  else
#endif
    return [&]<size_t... E>(std::index_sequence<E...>) {
      return __builtin_shufflevector(low, high, static_cast<int>(E)...);
    }
  (std::make_index_sequence<2 * n>{});
}

}  // namespace nt::fft
