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
    roots_.re()[k] = static_cast<T>(root(k).re);
    roots_.im()[k] = static_cast<T>(-root(k).im);
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
  const T* wr = roots_.re();
  const T* wi = roots_.im();
  const auto pair = [&]<class V>(size_t k, V) __attribute__((always_inline)) {
    const V half = constant<V>(0.5);
    const size_t mirror = h - k - (width_of<V>() - 1);
    const V ar = load<V>(zr + k), ai = load<V>(zi + k);
    const V br = reversed(load<V>(zr + mirror)), bi = reversed(load<V>(zi + mirror));
    const V er = (ar + br) * half, ei = (ai - bi) * half;
    const V dr = (ar - br) * half, di = (ai + bi) * half;
    // -i w (dr + i di)
    const auto t = turned(times(Complex<V>{dr, di}, load<V>(wr + k), load<V>(wi + k)));
    store(out_re + k, er + t.re);
    store(out_im + k, ei + t.im);
    store(out_re + mirror, reversed(er - t.re));
    store(out_im + mirror, reversed(t.im - ei));
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
  const T* wr = roots_.re();
  const T* wi = roots_.im();
  const auto pair = [&]<class V>(size_t k, V) __attribute__((always_inline)) {
    const size_t mirror = h - k - (width_of<V>() - 1);
    const V ar = load<V>(re + k), ai = load<V>(im + k);
    const V br = reversed(load<V>(re + mirror)), bi = reversed(load<V>(im + mirror));
    const V er = ar + br, ei = ai - bi;
    // i conj(w) (d)
    const auto t = times(Complex<V>{ar - br, ai + bi}, load<V>(wr + k), -load<V>(wi + k));
    store(zr + k, er - t.im);
    store(zi + k, ei + t.re);
    store(zr + mirror, reversed(er + t.im));
    store(zi + mirror, reversed(t.re - ei));
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
