#include "rt/fft/fft.hpp"

#include <bit>
#include <type_traits>

#include "abi/guard.hpp"
#include "rt/fft/stages.hpp"
#include "rt/fft/unit_roots.hpp"

namespace nt::fft {
namespace {

/// As many lanes as a 32-byte vector holds, when at least that many values are left for each lane.
template <class T>
size_t lanes_for(size_t size) {
  if (sizeof(T) == 4 && size >= 64) return 8;
  return size >= 16 ? 4 : 1;
}

/// Eight groups from where the working planes of one would outgrow the first-level cache.
template <class T>
size_t groups_for(size_t size) {
  return size * sizeof(T) >= 16384 ? 8 : 1;
}

/// Values from the start of one group to the next in the joined plane: off the power of two by a cache line.
template <class T>
size_t group_distance(size_t values) {
  return values + cache_line / sizeof(T);
}

}  // namespace

bool is_supported(size_t size) { return std::has_single_bit(size) && size >= smallest && size <= largest; }

template <class T>
ComplexFft<T>::ComplexFft(size_t size) : size_(size) {
  if (!is_supported(size))
    throw Error(NT_INVALID_ARGUMENT, "size = " + std::to_string(size) + " is not a power of two from 4 to 16777216");
  lanes_ = lanes_for<T>(size);
  groups_ = groups_for<T>(size);
  inner_ = size / (lanes_ * groups_);
  const UnitRoots root(size);
  const auto put = [&](AlignedVector<T>& target, size_t k) {
    const auto w = root(k);
    target.push_back(static_cast<T>(w.re));
    target.push_back(static_cast<T>(-w.im));
  };
  // The first stage takes the odd power of two.
  first_radix_ = inner_ == 2 ? 2 : (std::countr_zero(inner_) % 2 == 0 ? 4 : 8);
  for (size_t length = first_radix_; length < inner_; length *= 4) {
    steps_.push_back({length, inner_ / (4 * length) * lanes_, weights_.size()});
    for (size_t k = 0; k < length; ++k)
      for (const size_t power : {1, 2}) put(weights_, power * k * (size / (4 * length)));
  }
  // w, w^2 and for radix 8 also w^4 and w exp(-i pi/4), where w is the k-th root of the joined transform.
  struct Exponents {
    size_t value[4], count;
  };
  const auto exponents = [&](size_t radix, size_t k) {
    return Exponents{{k, 2 * k, 4 * k, k + size / 8}, radix == 4 ? size_t{2} : size_t{4}};
  };
  const size_t span = groups_ > 1 ? 2 * lanes_ : lanes_;
  for (size_t k = 0; lanes_ > 1 && k < inner_; k += span) {
    for (size_t i = 0; groups_ > 1 && i < span; ++i)
      for (size_t e = 0; e < exponents(groups_, 0).count; ++e)
        put(group_weights_, exponents(groups_, lanes_ * (k + i)).value[e]);
    for (size_t g = 0; g < groups_; ++g)
      for (size_t half = 0; half < span; half += lanes_) {
        const size_t first = k + half + inner_ * g;
        for (size_t e = 0; e < exponents(lanes_, 0).count; ++e) {
          const size_t at = lane_weights_.size();
          lane_weights_.resize(at + 2 * lanes_);
          for (size_t i = 0; i < lanes_; ++i) {
            const auto w = root(exponents(lanes_, first + i).value[e]);
            lane_weights_[at + i] = static_cast<T>(w.re);
            lane_weights_[at + lanes_ + i] = static_cast<T>(-w.im);
          }
        }
      }
  }
  const size_t group = size / groups_;
  work_ = Planes<T>(group);
  other_ = Planes<T>(groups_ > 1 ? 0 : group);
  if (groups_ > 1) joined_ = Planes<T>(groups_ * group_distance<T>(group));
}

/// The inner transforms of one group into result, with other as the second working plane.
template <class T>
template <class V, class Source>
void ComplexFft<T>::run_group(Source in, Planar<T> result, Planar<T> other) noexcept {
  const auto run = inner_ / first_radix_ * lanes_;
  Planar<T> to = steps_.size() % 2 == 0 ? result : other, next = steps_.size() % 2 == 0 ? other : result;
  if (first_radix_ == 4)
    first_stage<4, V, T>(in, to, run);
  else if (first_radix_ == 8)
    first_stage<8, V, T>(in, to, run);
  else
    first_stage<2, V, T>(in, to, run);
  for (const auto& step : steps_) {
    stage<V, T>(to, next, step.length, step.run, weights_.data() + step.weights);
    std::swap(to, next);
  }
}

template <class T>
template <class V, class Source, class Target>
void ComplexFft<T>::run(Source in, Target out) noexcept {
  const Planar<T> work{work_.re(), work_.im()}, other{other_.re(), other_.im()};
  if constexpr (sizeof(V) == sizeof(T)) {
    run_group<V>(in, work, other);
    for (size_t i = 0; i < size_; ++i) out.template put<V>(i, work.template get<V>(i));
  } else if (groups_ == 1) {
    run_group<V>(in, work, other);
    join<V, T>(work, out, inner_, lane_weights_.data());
  } else {
    const size_t distance = group_distance<T>(size_ / groups_);
    const Planar<T> joined{joined_.re(), joined_.im()};
    for (size_t g = 0; g < groups_; ++g)
      run_group<V>(Gathered<Source>{in, groups_, g * lanes_}, {joined.re + g * distance, joined.im + g * distance},
                   work);
    join_groups<8, V, T>(joined, distance, out, inner_, group_weights_.data(), lane_weights_.data());
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
RealFft<T>::RealFft(size_t size) : half_(size / 2), roots_(size / 4 + 1), work_(size / 2) {
  if (!is_supported(size))
    throw Error(NT_INVALID_ARGUMENT, "size = " + std::to_string(size) + " is not a power of two");
  const UnitRoots root(size);
  const size_t quarter = size / 4;
  for (size_t k = 0; k <= quarter; ++k) {
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
  const T sum = zr[0] + zi[0], difference = zr[0] - zi[0];
  out_re[0] = sum;
  out_im[0] = 0;
  out_re[h] = difference;
  out_im[h] = 0;
  out_im[h / 2] = -zi[h / 2];
}

template <class T>
void RealFft<T>::inverse(const T* re, const T* im, T* out) noexcept {
  const size_t h = half_.size();
  T* zr = work_.re();
  T* zi = work_.im();
  const T* wr = roots_.re();
  const T* wi = roots_.im();
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
