#pragma once
// Four f64 that move together. With AVX2 it is one register, elsewhere four scalars; the bits are the same, for every
// operation is a single IEEE one per element.

#include <cmath>

#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>

#include "rt/fused.hpp"
#define NT_PACK_AVX2 1
#endif

namespace nt {

struct Pack4 {
#ifdef NT_PACK_AVX2
  __m256d v;
  static Pack4 load(const double* p) { return {_mm256_loadu_pd(p)}; }
  static Pack4 of(double a, double b, double c, double d) { return {_mm256_setr_pd(a, b, c, d)}; }
  void store(double* p) const { _mm256_storeu_pd(p, v); }
  /// Elements 2 and 3.
  void store_high(double* p) const { _mm_storeu_pd(p, _mm256_extractf128_pd(v, 1)); }
#else
  double v[4];
  static Pack4 load(const double* p) { return {{p[0], p[1], p[2], p[3]}}; }
  static Pack4 of(double a, double b, double c, double d) { return {{a, b, c, d}}; }
  void store(double* p) const {
    for (int i = 0; i < 4; ++i) p[i] = v[i];
  }
  void store_high(double* p) const { p[0] = v[2], p[1] = v[3]; }
#endif
};

#ifdef NT_PACK_AVX2
inline Pack4 operator*(Pack4 a, Pack4 b) { return {_mm256_mul_pd(a.v, b.v)}; }
/// a b + c, rounded once.
inline Pack4 fma(Pack4 a, Pack4 b, Pack4 c) { return {_mm256_fmadd_pd(a.v, b.v, c.v)}; }
/// c - a b, rounded once.
inline Pack4 fnma(Pack4 a, Pack4 b, Pack4 c) { return {_mm256_fnmadd_pd(a.v, b.v, c.v)}; }
/// (first's elements 2 and 3, second's elements 0 and 1).
inline Pack4 high_low(Pack4 first, Pack4 second) { return {_mm256_permute2f128_pd(first.v, second.v, 0x21)}; }
/// (a, b, second's elements 0 and 1).
inline Pack4 pair_low(double a, double b, Pack4 second) {
  const __m128d pair = _mm_unpacklo_pd(_mm_set_sd(a), _mm_set_sd(b));
  return {_mm256_insertf128_pd(_mm256_castpd128_pd256(pair), _mm256_castpd256_pd128(second.v), 1)};
}
inline Pack4 operator+(Pack4 a, Pack4 b) { return {_mm256_add_pd(a.v, b.v)}; }
inline Pack4 operator-(Pack4 a, Pack4 b) { return {_mm256_sub_pd(a.v, b.v)}; }
/// Elements A, B, C, D of a.
template <int A, int B, int C, int D>
Pack4 permute(Pack4 a) {
  return {_mm256_permute4x64_pd(a.v, A | B << 2 | C << 4 | D << 6)};
}
/// Element i of b where bit i of Mask is set, of a elsewhere.
template <int Mask>
Pack4 blend(Pack4 a, Pack4 b) {
  return {_mm256_blend_pd(a.v, b.v, Mask)};
}
#else
inline Pack4 operator+(Pack4 a, Pack4 b) {
  for (int i = 0; i < 4; ++i) a.v[i] += b.v[i];
  return a;
}
inline Pack4 operator-(Pack4 a, Pack4 b) {
  for (int i = 0; i < 4; ++i) a.v[i] -= b.v[i];
  return a;
}
template <int A, int B, int C, int D>
Pack4 permute(Pack4 a) {
  return Pack4::of(a.v[A], a.v[B], a.v[C], a.v[D]);
}
template <int Mask>
Pack4 blend(Pack4 a, Pack4 b) {
  for (int i = 0; i < 4; ++i)
    if ((Mask >> i & 1) != 0) a.v[i] = b.v[i];
  return a;
}
inline Pack4 operator*(Pack4 a, Pack4 b) {
  Pack4 r;
  for (int i = 0; i < 4; ++i) r.v[i] = a.v[i] * b.v[i];
  return r;
}
inline Pack4 fma(Pack4 a, Pack4 b, Pack4 c) {
  Pack4 r;
  for (int i = 0; i < 4; ++i) r.v[i] = nt::fused(a.v[i], b.v[i], c.v[i]);
  return r;
}
inline Pack4 fnma(Pack4 a, Pack4 b, Pack4 c) {
  Pack4 r;
  for (int i = 0; i < 4; ++i) r.v[i] = nt::fused(-a.v[i], b.v[i], c.v[i]);
  return r;
}
inline Pack4 high_low(Pack4 first, Pack4 second) { return Pack4::of(first.v[2], first.v[3], second.v[0], second.v[1]); }
inline Pack4 pair_low(double a, double b, Pack4 second) { return Pack4::of(a, b, second.v[0], second.v[1]); }
#endif

}  // namespace nt
