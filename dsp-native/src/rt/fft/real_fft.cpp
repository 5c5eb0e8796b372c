#include <string>

#include "abi/guard.hpp"
#include "rt/fft/run.hpp"
#include "rt/fft/unit_roots.hpp"

namespace nt::fft {

namespace {

size_t checked(size_t size) {
  if (!is_supported(size) || size % 2 != 0)
    throw Error(NT_INVALID_ARGUMENT, "size = " + std::to_string(size) +
                                         " is not an even product of powers of 2, 3, 5 and 7 from 4 to 16777216");
  return size;
}

}  // namespace

template <class T>
RealFft<T>::RealFft(size_t size)
    : half_(checked(size) / 2, typename ComplexFft<T>::Unchecked{}), roots_(size / 4 + 1), work_(size / 2) {
  const UnitRoots root(size);
  for (size_t k = 0; k <= size / 4; ++k) {
    // Halved, which is exact, so that the transform does not have to.
    roots_.re()[k] = static_cast<T>(0.5 * root(k).re);
    roots_.im()[k] = static_cast<T>(-0.5 * root(k).im);
  }
}

// X[k] = (Z[k] + conj Z[h-k]) / 2 - i/2 w^k (Z[k] - conj Z[h-k]), where Z is the transform of even + i odd samples.
template <class T>
void RealFft<T>::forward(const T* in, T* out_re, T* out_im) noexcept {
  const size_t h = half_.size();
  // A pair of bins replaces the pair of values it is made of: the outputs hold both.
  T* zr = out_re;
  T* zi = out_im;
  half_.dispatch(Interleaved<const T>{in}, Planar<T>{zr, zi});
  const auto pair = [&]<class V>(size_t k, V) __attribute__((always_inline)) {
    const V half = constant<V>(0.5);
    const size_t mirror = h - k - (width_of<V>() - 1);
    const V ar = load<V>(zr + k), ai = load<V>(zi + k);
    const V br = reversed(load<V>(zr + mirror)), bi = reversed(load<V>(zi + mirror));
    const V er = ar + br, ei = ai - bi, dr = ar - br, di = ai + bi;
    const V wr = load<V>(roots_.re() + k), wi = load<V>(roots_.im() + k);
    // t = w/2 (dr + i di); e/2 - i t and the conjugate of e/2 + i t
    const V tr = fused_less(dr, wr, di * wi), ti = fused(di, wr, dr * wi);
    store(out_re + k, fused(half, er, ti));
    store(out_im + k, fused_less(half, ei, tr));
    store(out_re + mirror, reversed(fused_less(half, er, ti)));
    store(out_im + mirror, reversed(-fused(half, ei, tr)));
  };
  constexpr size_t lanes = widest<T>;
  const size_t end = (h + 1) / 2;  // pairs k < h - k
  size_t k = 1;
  for (; k + lanes <= end; k += lanes) pair(k, Lanes<T, lanes>{});
  for (; k < end; ++k) pair(k, T{});
  const T sum = zr[0] + zi[0], difference = zr[0] - zi[0];
  out_re[0] = sum;
  out_im[0] = 0;
  out_re[h] = difference;
  out_im[h] = 0;
  if (h % 2 == 0) out_im[h / 2] = -zi[h / 2];
}

template <class T>
void RealFft<T>::inverse(const T* re, const T* im, T* out) noexcept {
  const size_t h = half_.size();
  T* zr = work_.re();
  T* zi = work_.im();
  const auto pair = [&]<class V>(size_t k, V) __attribute__((always_inline)) {
    const size_t mirror = h - k - (width_of<V>() - 1);
    const V ar = load<V>(re + k), ai = load<V>(im + k);
    const V br = reversed(load<V>(re + mirror)), bi = reversed(load<V>(im + mirror));
    const V er = ar + br, ei = ai - bi, dr = ar - br, di = ai + bi;
    const V wr = load<V>(roots_.re() + k), wi = load<V>(roots_.im() + k), two = constant<V>(2);
    // t = conj(w)/2 (dr + i di); e + 2 i t and the conjugate of e - 2 i t
    const V tr = fused(dr, wr, di * wi), ti = fused_less(di, wr, dr * wi);
    store(zr + k, less_fused(two, ti, er));
    store(zi + k, fused(two, tr, ei));
    store(zr + mirror, reversed(fused(two, ti, er)));
    store(zi + mirror, reversed(fused_less(two, tr, ei)));
  };
  constexpr size_t lanes = widest<T>;
  const size_t end = (h + 1) / 2;
  size_t k = 1;
  for (; k + lanes <= end; k += lanes) pair(k, Lanes<T, lanes>{});
  for (; k < end; ++k) pair(k, T{});
  zr[0] = re[0] + re[h];
  zi[0] = re[0] - re[h];
  if (h % 2 == 0) {
    zr[h / 2] = 2 * re[h / 2];
    zi[h / 2] = -2 * im[h / 2];
  }
  half_.dispatch(Planar<const T>{zi, zr}, Exchanged<T>{out});
}

template class RealFft<float>;
template class RealFft<double>;

}  // namespace nt::fft
