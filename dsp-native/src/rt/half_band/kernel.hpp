#pragma once
// The symmetric sum both directions are made of: out[i] = base[i] + sum over j of h[j] (low[i - j] + high[i + j]).

#include <cstddef>

#include "rt/fft/lanes.hpp"

namespace nt::half_band {

/// Sixteen outputs at a time where there are as many; each is the same chain of operations wherever it falls.
/// base may be null: zeros. The outermost taps come first, so that small terms meet small sums.
inline void symmetric_sum(const double* h, size_t pairs, const double* base, double gain, const double* low,
                          const double* high, size_t count, double* out) noexcept {
  using fft::load;
  using V = fft::Lanes<double, 4>;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    V sum[4] = {};
    if (base != nullptr)
      for (int k = 0; k < 4; ++k) sum[k] = load<V>(base + i + 4 * k) * gain;
    for (size_t j = pairs; j-- > 0;) {
      const V tap = fft::splat<V>(h[j]);
      for (int k = 0; k < 4; ++k)
        sum[k] = fft::fused<V>(tap, load<V>(low + i + 4 * k - j) + load<V>(high + i + 4 * k + j), sum[k]);
    }
    for (int k = 0; k < 4; ++k) fft::store(out + i + 4 * k, sum[k]);
  }
  for (; i < count; ++i) {
    double sum = base != nullptr ? base[i] * gain : 0.0;
    for (size_t j = pairs; j-- > 0;) sum = nt::fused(h[j], low[i - j] + high[i + j], sum);
    out[i] = sum;
  }
}

}  // namespace nt::half_band
