#pragma once
// Where a transform takes its values from and puts them: planes, pairs, and every so many of a larger plane.

#include "rt/fft/butterflies.hpp"

namespace nt::fft {

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
    } else if constexpr (sizeof(V) == 32) {
      // The halves change places on their way from memory, which leaves shuffles within 16 bytes.
      constexpr size_t half = width_of<V>() / 2;
      using Half = Lanes<Scalar<V>, half>;
      const T* from = values + 2 * i;
      Complex<V> v;
      unzip_runs<half>(joined(load<Half>(from), load<Half>(from + 2 * half)),
                       joined(load<Half>(from + half), load<Half>(from + 3 * half)), v.re, v.im);
      return v;
    } else {
      Complex<V> v;
      unzip(load<V>(values + 2 * i), load<V>(values + 2 * i + width_of<V>()), v.re, v.im);
      return v;
    }
  }
  template <class V>
  [[gnu::always_inline]] void put(size_t i, Complex<V> v) const {
    if constexpr (sizeof(V) == sizeof(T)) {
      values[2 * i] = v.re;
      values[2 * i + 1] = v.im;
    } else {
      V a, b;
      zip(v.re, v.im, a, b);
      store(values + 2 * i, a);
      store(values + 2 * i + width_of<V>(), b);
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

/// Every groups-th run of Run values, from offset on: the values of one group of side-by-side transforms.
template <size_t Run, class Source>
struct Gathered {
  Source source;
  size_t groups, offset;
  template <class V>
  [[gnu::always_inline]] Complex<V> get(size_t i) const {
    if constexpr (width_of<V>() > Run) {
      using Half = Lanes<Scalar<V>, width_of<V>() / 2>;
      const auto low = get<Half>(i), high = get<Half>(i + width_of<V>() / 2);
      return {joined(low.re, high.re), joined(low.im, high.im)};
    } else {
      return source.template get<V>(i / Run * Run * groups + offset + i % Run);
    }
  }
};

}  // namespace nt::fft
