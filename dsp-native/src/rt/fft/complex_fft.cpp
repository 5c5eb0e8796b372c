#include <string>
#include <type_traits>

#include "abi/guard.hpp"
#include "rt/fft/run.hpp"
#include "rt/fft/unit_roots.hpp"

namespace nt::fft {
namespace {

/// Takes the factors of 2, 3, 5 and 7 out of size.
struct Factors {
  size_t twos = 0, threes = 0, fives = 0, sevens = 0, rest;
  explicit Factors(size_t size) : rest(size) {
    for (; rest % 2 == 0 && rest > 0; rest /= 2) ++twos;
    for (; rest % 3 == 0 && rest > 0; rest /= 3) ++threes;
    for (; rest % 5 == 0 && rest > 0; rest /= 5) ++fives;
    for (; rest % 7 == 0 && rest > 0; rest /= 7) ++sevens;
  }
};

/// Eight lanes, as long as there are eight values for each of them.
size_t lanes_for(size_t size) {
  if (size % 8 == 0 && size >= 64) return 8;
  return size % 4 == 0 && size >= 32 ? 4 : 1;
}

/// Several groups from where the working planes of one would outgrow the first-level cache.
template <class T>
size_t groups_for(size_t size) {
  if (size * sizeof(T) < 16384) return 1;
  return size % 64 == 0 ? 8 : size % 32 == 0 ? 4 : 1;
}

/// The exponents of the roots that a weighted butterfly of a radix takes, in units of 1/size turn, where w is the k-th.
struct Exponents {
  size_t value[6], count;
  Exponents(size_t radix, size_t k, size_t size) : count(roots_of(radix)) {
    for (size_t i = 0; i < count; ++i) value[i] = (i + 1) * k;
    if (radix != 8) return;
    value[2] = 4 * k;
    value[3] = k + size / 8;
  }
};

size_t checked(size_t size) {
  if (!is_supported(size))
    throw Error(NT_INVALID_ARGUMENT,
                "size = " + std::to_string(size) + " is not a product of powers of 2, 3, 5 and 7 from 4 to 16777216");
  return size;
}

}  // namespace

bool is_supported(size_t size) { return size >= smallest && size <= largest && Factors(size).rest == 1; }

size_t fast_real_size(size_t at_least) {
  const size_t multiple = at_least > 4032 ? 64 : 16;
  size_t size = at_least <= 128 ? 128 : (at_least + multiple - 1) / multiple * multiple;
  while (Factors(size).rest != 1) size += multiple;
  return size;
}

template <class T>
ComplexFft<T>::ComplexFft(size_t size) : ComplexFft(checked(size), Unchecked{}) {}

template <class T>
ComplexFft<T>::ComplexFft(size_t size, Unchecked) : size_(size), lanes_(1), groups_(1), inner_(0), first_radix_(1) {
  lanes_ = lanes_for(size);
  groups_ = lanes_ == 8 ? groups_for<T>(size) : 1;
  inner_ = size / (lanes_ * groups_);
  const UnitRoots root(size);
  const auto put = [&](AlignedVector<T>& target, size_t k) {
    const auto w = root(k);
    target.push_back(static_cast<T>(w.re));
    target.push_back(static_cast<T>(-w.im));
  };
  plan_steps(inner_);
  for (auto& s : steps_) {
    s.weights = weights_.size();
    for (size_t k = 0; k < s.length; ++k) {
      const Exponents e(s.radix, k * (size / (s.radix * s.length)), size);
      for (size_t i = 0; i < e.count; ++i) put(weights_, e.value[i]);
    }
  }
  if (lanes_ > 1)
    plan_joins([&](size_t radix, size_t first, size_t width) {
      const size_t count = roots_of(radix);
      for (size_t i = 0; i < count; ++i) {
        const size_t at = lane_weights_.size();
        lane_weights_.resize(at + 2 * width);
        for (size_t j = 0; j < width; ++j) {
          const auto w = root(Exponents(radix, first + j, size).value[i]);
          lane_weights_[at + j] = static_cast<T>(w.re);
          lane_weights_[at + width + j] = static_cast<T>(-w.im);
        }
      }
    });
  for (size_t k = 0; groups_ > 1 && k < inner_; ++k) {
    const Exponents e(groups_, lanes_ * k, size);
    for (size_t i = 0; i < e.count; ++i) put(group_weights_, e.value[i]);
  }
  const size_t group = size / groups_;
  work_ = Planes<T>(group);
  other_ = Planes<T>(groups_ > 1 ? 0 : group);
  if (groups_ > 1) joined_ = Planes<T>(groups_ * group_distance<T>(group));
}

/// The odd radices first, where most values lie side by side, then eights, with one or two fours or a two before them.
template <class T>
void ComplexFft<T>::plan_steps(size_t inner) {
  Factors f(inner);
  std::vector<size_t> radices;
  radices.insert(radices.end(), f.sevens, 7);
  radices.insert(radices.end(), f.fives, 5);
  radices.insert(radices.end(), f.threes, 3);
  if (f.twos == 1)
    radices.push_back(2);
  else
    radices.insert(radices.end(), (3 - f.twos % 3) % 3, 4);
  const size_t fours = f.twos == 1 ? 0 : (3 - f.twos % 3) % 3;
  if (f.twos > 1) radices.insert(radices.end(), (f.twos - 2 * fours) / 3, 8);
  first_radix_ = radices.front();
  size_t length = first_radix_;
  for (size_t i = 1; i < radices.size(); ++i) {
    steps_.push_back({radices[i], length, inner / (radices[i] * length) * lanes_, 0});
    length *= radices[i];
  }
}

/// Calls put(radix, k, width) for every run of outputs from k on in the order in which the joins take them.
template <class T>
template <class Put>
void ComplexFft<T>::plan_joins(Put&& put) {
  if (groups_ == 1) {
    const size_t width = join_width<T>(inner_, lanes_);
    size_t k = 0;
    for (; k + width <= inner_; k += width) put(lanes_, k, width);
    if (k < inner_) put(lanes_, inner_ - width, width);
    return;
  }
  const size_t width = widest<T>;
  const auto span = [&](size_t k) {
    for (size_t g = 0; g < groups_; ++g)
      for (size_t part = 0; part < group_span<T>; part += width) put(lanes_, k + part + inner_ * g, width);
  };
  size_t k = 0;
  for (; k + group_span<T> <= inner_; k += group_span<T>) span(k);
  if (k < inner_) span(inner_ - group_span<T>);
}

template <class T>
void ComplexFft<T>::forward(const T* re, const T* im, T* out_re, T* out_im) noexcept {
  dispatch(Planar<const T>{re, im}, Planar<T>{out_re, out_im});
}

template class ComplexFft<float>;
template class ComplexFft<double>;

}  // namespace nt::fft
