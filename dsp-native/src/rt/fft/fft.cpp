#include "rt/fft/fft.hpp"

#include <bit>
#include <type_traits>

#include "abi/guard.hpp"
#include "rt/fft/stages.hpp"
#include "rt/fft/unit_roots.hpp"

namespace nt::fft {
namespace {

constexpr size_t no_weights = SIZE_MAX;

/// Lanes of the vectors for a size: as many as fit, when at least that many values are left for each lane.
template <class T>
size_t lanes_for(size_t size) {
  if (sizeof(T) == 4 && size >= 64) return 8;
  return size >= 16 ? 4 : 1;
}

}  // namespace

bool is_supported(size_t size) { return std::has_single_bit(size) && size >= smallest && size <= largest; }

template <class T>
Plane<T>::Plane(size_t count) : memory_(count + 64 / sizeof(T)) {
  const auto address = reinterpret_cast<uintptr_t>(memory_.data());
  data_ = memory_.data() + ((64 - address % 64) % 64) / sizeof(T);
}

template <class T>
ComplexFft<T>::ComplexFft(size_t size) : size_(size), lanes_(lanes_for<T>(size)) {
  if (!is_supported(size))
    throw Error(NT_INVALID_ARGUMENT, "size = " + std::to_string(size) + " is not a power of two from 4 to 16777216");
  const UnitRoots root(size);
  std::vector<T> weights;
  const auto put = [&](UnitRoot w) {
    weights.push_back(static_cast<T>(w.re));
    weights.push_back(static_cast<T>(-w.im));
  };
  const size_t inner = size / lanes_;
  size_t stride = lanes_;
  for (size_t n = inner; n > 1;) {
    const size_t radix = n == 2 ? 2 : (n == 8 ? 8 : 4);
    const size_t m = n / radix;
    steps_.push_back({static_cast<uint32_t>(radix), static_cast<uint32_t>(m), static_cast<uint32_t>(stride),
                      m == 1 ? no_weights : weights.size()});
    if (m > 1)
      for (size_t p = 0; p < m; ++p)
        for (size_t k = 1; k < radix; ++k) put(root(p * k * (size / n)));
    n = m;
    stride *= radix;
  }
  if (lanes_ > 1) {
    steps_.push_back({0, static_cast<uint32_t>(inner), 0, weights.size()});
    for (size_t k = 0; k < inner; k += lanes_)
      for (size_t l = 1; l < lanes_; ++l) {
        for (size_t i = 0; i < lanes_; ++i) weights.push_back(static_cast<T>(root(l * (k + i)).re));
        for (size_t i = 0; i < lanes_; ++i) weights.push_back(static_cast<T>(-root(l * (k + i)).im));
      }
  }
  weights_ = Plane<T>(weights.size());
  std::copy(weights.begin(), weights.end(), weights_.data());
  a_re_ = Plane<T>(size);
  a_im_ = Plane<T>(size);
  b_re_ = Plane<T>(size);
  b_im_ = Plane<T>(size);
}

template <class T>
template <class V, class Source, class Target>
void ComplexFft<T>::run(Source in, Target out) noexcept {
  constexpr size_t lanes = sizeof(V) / sizeof(T);
  const Planar<T> a{a_re_.data(), a_im_.data()}, b{b_re_.data(), b_im_.data()};
  const auto one = [&](const Step& step, auto source, Planar<T> target) {
    const T* w = step.weights == no_weights ? nullptr : weights_.data() + step.weights;
    if (step.radix == 4) {
      if (w != nullptr)
        stage<4, V>(source, target, step.m, step.stride, w);
      else
        stage<4, V, T>(source, target, 1, step.stride, nullptr);
    } else if (step.radix == 8) {
      stage<8, V, T>(source, target, 1, step.stride, nullptr);
    } else {
      stage<2, V, T>(source, target, 1, step.stride, nullptr);
    }
  };
  one(steps_.front(), in, a);
  Planar<T> from = a, to = b;
  const size_t last = steps_.size() - 1;
  for (size_t i = 1; i < last; ++i) {
    one(steps_[i], from, to);
    std::swap(from, to);
  }
  if constexpr (lanes > 1) {
    join<V, T>(from, out, steps_[last].m, weights_.data() + steps_[last].weights);
  } else {
    // Below 16 values nothing is side by side: the last inner stage runs between the working planes.
    if (last > 0) {
      one(steps_[last], from, to);
      std::swap(from, to);
    }
    for (size_t i = 0; i < size_; ++i) out.template put<V>(i, from.template get<V>(i));
  }
}

template <class T>
template <class Source, class Target>
void ComplexFft<T>::dispatch(Source in, Target out) noexcept {
  if constexpr (sizeof(T) == 4)
    if (lanes_ == 8) return run<Lanes<T, 8>>(in, out);
  if (lanes_ == 4) return run<Lanes<T, 4>>(in, out);
  run<T>(in, out);
}

template <class T>
void ComplexFft<T>::forward(const T* re, const T* im, T* out_re, T* out_im) noexcept {
  dispatch(Planar<const T>{re, im}, Planar<T>{out_re, out_im});
}

template <class T>
RealFft<T>::RealFft(size_t size) : half_(size / 2), roots_(size / 2 + 2), re_(size / 2 + 8), im_(size / 2 + 8) {
  if (!is_supported(size))
    throw Error(NT_INVALID_ARGUMENT, "size = " + std::to_string(size) + " is not a power of two");
  const UnitRoots root(size);
  const size_t quarter = size / 4;
  for (size_t k = 0; k <= quarter; ++k) {
    roots_.data()[k] = static_cast<T>(root(k).re);
    roots_.data()[quarter + 1 + k] = static_cast<T>(-root(k).im);
  }
}

// X[k] = (Z[k] + conj Z[h-k]) / 2 - i/2 w^k (Z[k] - conj Z[h-k]), where Z is the transform of even + i odd samples.
template <class T>
void RealFft<T>::forward(const T* in, T* out_re, T* out_im) noexcept {
  const size_t h = half_.size();
  T* zr = re_.data();
  T* zi = im_.data();
  half_.dispatch(Interleaved<const T>{in}, Planar<T>{zr, zi});
  const T* wr = roots_.data();
  const T* wi = wr + h / 2 + 1;
  const T half = static_cast<T>(0.5);
  const auto pair = [&]<class V>(size_t k, V) {
    constexpr size_t lanes = sizeof(V) / sizeof(T);
    const size_t mirror = h - k - (lanes - 1);
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
  constexpr size_t lanes = 32 / sizeof(T);
  size_t k = 1;
  for (; k + lanes <= h / 2; k += lanes) pair(k, Lanes<T, lanes>{});
  for (; k < h / 2; ++k) pair(k, T{});
  out_re[0] = zr[0] + zi[0];
  out_im[0] = 0;
  out_re[h] = zr[0] - zi[0];
  out_im[h] = 0;
  out_re[h / 2] = zr[h / 2];
  out_im[h / 2] = -zi[h / 2];
}

template <class T>
void RealFft<T>::inverse(const T* re, const T* im, T* out) noexcept {
  const size_t h = half_.size();
  T* zr = re_.data();
  T* zi = im_.data();
  const T* wr = roots_.data();
  const T* wi = wr + h / 2 + 1;
  const auto pair = [&]<class V>(size_t k, V) {
    constexpr size_t lanes = sizeof(V) / sizeof(T);
    const size_t mirror = h - k - (lanes - 1);
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
  constexpr size_t lanes = 32 / sizeof(T);
  size_t k = 1;
  for (; k + lanes <= h / 2; k += lanes) pair(k, Lanes<T, lanes>{});
  for (; k < h / 2; ++k) pair(k, T{});
  zr[0] = re[0] + re[h];
  zi[0] = re[0] - re[h];
  zr[h / 2] = 2 * re[h / 2];
  zi[h / 2] = -2 * im[h / 2];
  half_.dispatch(Planar<const T>{zi, zr}, Exchanged<T>{out});
}

template class ComplexFft<float>;
template class ComplexFft<double>;
template class RealFft<float>;
template class RealFft<double>;

}  // namespace nt::fft
