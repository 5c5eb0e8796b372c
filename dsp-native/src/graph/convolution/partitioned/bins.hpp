#pragma once
// Spectra of partitions, laid out for the sum over partitions.
//
// The bins 0..part-1 of a real signal's transform of 2 * part values are cut into groups of 128 bytes of real and 128
// bytes of imaginary parts; the real bin at half the rate stands in the imaginary part of bin 0. The groups with the
// same number of all partitions lie one after the other, so that a sum over partitions reads memory in sequence and
// keeps its group of sums in registers. Every bin's sum is formed in a fixed order.

#include <cstddef>
#include <cstring>

#include "rt/fft/lanes.hpp"

namespace nt::graph::partitioned {

/// Bins of a group.
template <class T>
inline constexpr size_t group_bins = 128 / sizeof(T);
/// Values of a group: its real parts, then its imaginary parts.
template <class T>
inline constexpr size_t group_values = 2 * group_bins<T>;

/// sums += x[i] * h[i] for count groups that lie one after the other. first: group 0, whose bin 0 is two real bins.
template <class T>
[[gnu::always_inline]] inline void add_products(T* sums, const T* x, const T* h, size_t count, bool first) noexcept {
  constexpr size_t lanes = fft::widest<T>, vectors = group_bins<T> / lanes, im = group_bins<T>;
  using V = fft::Lanes<T, lanes>;
  const T lowest = sums[0], highest = sums[im];
  V sum_re[vectors], sum_im[vectors];
  for (size_t v = 0; v < vectors; ++v) {
    sum_re[v] = fft::load<V>(sums + v * lanes);
    sum_im[v] = fft::load<V>(sums + im + v * lanes);
  }
  const T* xs = x;
  const T* hs = h;
  for (size_t i = 0; i < count; ++i, xs += group_values<T>, hs += group_values<T>) {
    for (size_t v = 0; v < vectors; ++v) {
      const V xr = fft::load<V>(xs + v * lanes), xi = fft::load<V>(xs + im + v * lanes);
      const V hr = fft::load<V>(hs + v * lanes), hi = fft::load<V>(hs + im + v * lanes);
      sum_re[v] = fft::less_fused(xi, hi, fft::fused(xr, hr, sum_re[v]));
      sum_im[v] = fft::fused(xi, hr, fft::fused(xr, hi, sum_im[v]));
    }
  }
  for (size_t v = 0; v < vectors; ++v) {
    fft::store(sums + v * lanes, sum_re[v]);
    fft::store(sums + im + v * lanes, sum_im[v]);
  }
  if (!first) return;
  T low = lowest, high = highest;
  for (size_t i = 0; i < count; ++i) {
    low = fft::fused(x[i * group_values<T>], h[i * group_values<T>], low);
    high = fft::fused(x[i * group_values<T> + im], h[i * group_values<T> + im], high);
  }
  sums[0] = low;
  sums[im] = high;
}

}  // namespace nt::graph::partitioned
