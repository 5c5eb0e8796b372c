#include "graph/convolution/spectra.hpp"

#include <cmath>

#include "rt/fft/lanes.hpp"

namespace nt::graph {
namespace {

using fft::fused;
using fft::less_fused;
using fft::load;
using fft::reversed;
using fft::store;
using Four = fft::Lanes<double, 4>;

/// Calls body(k, V{}) for k = 1..end-1, four at a time while they last.
template <class Body>
void for_bins(size_t end, Body body) {
  size_t k = 1;
  for (; k + 4 <= end; k += 4) body(k, Four{});
  for (; k < end; ++k) body(k, double{});
}

template <class V>
constexpr size_t last_lane = sizeof(V) / sizeof(double) - 1;

template <bool Add>
void product(ConstSpectrum x, ConstSpectrum h, Spectrum y, size_t n, bool parted) noexcept {
  const size_t b = n / 2;
  double keep[4] = {0, 0, 0, 0};
  if (Add) {
    keep[0] = y.re[0], keep[1] = y.im[0], keep[2] = y.re[b], keep[3] = y.im[b];
  }
  for (size_t i = 0; i < n; i += 4) {
    const Four xr = load<Four>(x.re + i), xi = load<Four>(x.im + i);
    const Four hr = load<Four>(h.re + i), hi = load<Four>(h.im + i);
    const Four sr = Add ? load<Four>(y.re + i) : Four{}, si = Add ? load<Four>(y.im + i) : Four{};
    store(y.re + i, less_fused(xi, hi, fused(xr, hr, sr)));
    store(y.im + i, fused(xi, hr, fused(xr, hi, si)));
  }
  if (!parted) return;
  y.re[0] = nt::fused(x.re[0], h.re[0], keep[0]);
  y.im[0] = nt::fused(x.im[0], h.im[0], keep[1]);
  y.re[b] = nt::fused(x.re[b], h.re[b], keep[2]);
  y.im[b] = nt::fused(x.im[b], h.im[b], keep[3]);
}

}  // namespace

void part(ConstSpectrum z, Spectrum parted, size_t n) noexcept {
  const size_t half = n / 2;
  for_bins(half, [&]<class V>(size_t k, V) {
    const size_t mirror = n - k - last_lane<V>;
    const V zr = load<V>(z.re + k), zi = load<V>(z.im + k);
    const V mr = reversed(load<V>(z.re + mirror)), mi = reversed(load<V>(z.im + mirror));
    store(parted.re + k, zr + mr);
    store(parted.im + k, zi - mi);
    store(parted.re + half + k, zi + mi);
    store(parted.im + half + k, mr - zr);
  });
  parted.re[0] = 2 * z.re[0];
  parted.im[0] = 2 * z.re[half];
  parted.re[half] = 2 * z.im[0];
  parted.im[half] = 2 * z.im[half];
}

void unite(ConstSpectrum parted, Spectrum z, size_t n) noexcept {
  const size_t half = n / 2;
  for_bins(half, [&]<class V>(size_t k, V) {
    const size_t mirror = n - k - last_lane<V>;
    const V ar = load<V>(parted.re + k), ai = load<V>(parted.im + k);
    const V br = load<V>(parted.re + half + k), bi = load<V>(parted.im + half + k);
    store(z.re + k, ar - bi);
    store(z.im + k, ai + br);
    store(z.re + mirror, reversed(ar + bi));
    store(z.im + mirror, reversed(br - ai));
  });
  z.re[0] = parted.re[0];
  z.im[0] = parted.re[half];
  z.re[half] = parted.im[0];
  z.im[half] = parted.im[half];
}

void multiply_add(ConstSpectrum x, ConstSpectrum h, Spectrum sum, size_t n, bool parted) noexcept {
  product<true>(x, h, sum, n, parted);
}

void multiply(ConstSpectrum x, ConstSpectrum h, Spectrum result, size_t n, bool parted) noexcept {
  product<false>(x, h, result, n, parted);
}

void multiply_pair(ConstSpectrum z, ConstSpectrum h, Spectrum y, size_t n) noexcept {
  const size_t half = n / 2;
  for_bins(half, [&]<class V>(size_t k, V) {
    const size_t mirror = n - k - last_lane<V>;
    const V zr = load<V>(z.re + k), zi = load<V>(z.im + k);
    const V mr = reversed(load<V>(z.re + mirror)), mi = reversed(load<V>(z.im + mirror));
    const V xr = zr + mr, xi = zi - mi, wr = zi + mi, wi = mr - zr;
    const V hr = load<V>(h.re + k), hi = load<V>(h.im + k);
    const V gr = load<V>(h.re + half + k), gi = load<V>(h.im + half + k);
    const V ar = less_fused(xi, hi, xr * hr), ai = fused(xi, hr, xr * hi);
    const V br = less_fused(wi, gi, wr * gr), bi = fused(wi, gr, wr * gi);
    store(y.re + k, ar - bi);
    store(y.im + k, ai + br);
    store(y.re + mirror, reversed(ar + bi));
    store(y.im + mirror, reversed(br - ai));
  });
  y.re[0] = 2 * z.re[0] * h.re[0];
  y.im[0] = 2 * z.im[0] * h.re[half];
  y.re[half] = 2 * z.re[half] * h.im[0];
  y.im[half] = 2 * z.im[half] * h.im[half];
}

}  // namespace nt::graph
