#pragma once
// How a planned transform runs: which stage, at which width. Included by the transforms alone.

#include <utility>

#include "rt/fft/fft.hpp"
#include "rt/fft/stages.hpp"

namespace nt::fft {

/// Values from the start of one group to the next in the joined plane: off the power of two by a cache line.
template <class T>
constexpr size_t group_distance(size_t values) {
  constexpr size_t line = cache_line / sizeof(T);
  return (values + line - 1) / line * line + line;
}

/// The outputs that a join of lanes makes at a time, of m.
template <class T>
constexpr size_t join_width(size_t m, size_t lanes) {
  size_t width = widest<T>;
  while (width > m || width > 2 * lanes) width /= 2;
  return width;
}

/// Calls body with a V of the widest register that count values fill, or half of it, or one value.
template <class T, class Body>
[[gnu::always_inline]] inline void at_width(size_t count, Body&& body) {
  constexpr size_t width = widest<T>;
  if (count >= width) return body(Lanes<T, width>{});
  if constexpr (width > 2)
    if (count >= width / 2) return body(Lanes<T, width / 2>{});
  body(T{});
}

/// Calls body with the radix as a constant.
template <class Body>
[[gnu::always_inline]] inline void at_radix(size_t radix, Body&& body) {
  switch (radix) {
    case 2:
      return body(std::integral_constant<size_t, 2>{});
    case 3:
      return body(std::integral_constant<size_t, 3>{});
    case 4:
      return body(std::integral_constant<size_t, 4>{});
    case 5:
      return body(std::integral_constant<size_t, 5>{});
    case 7:
      return body(std::integral_constant<size_t, 7>{});
    default:
      return body(std::integral_constant<size_t, 8>{});
  }
}

/// Calls body with length and run as constants where a last stage of eights has those of the powers of two.
template <class Body>
[[gnu::always_inline]] inline void at_length(size_t radix, size_t length, size_t run, Body&& body) {
  if (radix == 8 && run == 8) {
    constexpr std::integral_constant<size_t, 8> eight;
    switch (length) {
      case 4:
        return body(eight, std::integral_constant<size_t, 4>{}, eight);
      case 8:
        return body(eight, std::integral_constant<size_t, 8>{}, eight);
      case 16:
        return body(eight, std::integral_constant<size_t, 16>{}, eight);
      default:
        break;
    }
  }
  at_radix(radix, [&](auto constant) { body(constant, length, run); });
}

template <class T>
void ComplexFft<T>::run_step(const Step& s, Planar<T> from, Planar<T> to) noexcept {
  at_width<T>(s.run, [&]<class V>(V) {
    at_length(s.radix, s.length, s.run, [&](auto radix, auto length, auto run) {
      stage<radix.value, V, T>(from, to, length, run, weights_.data() + s.weights);
    });
  });
}

/// The inner transforms of one group into result, with other as the second working plane.
template <class T>
template <class Source>
void ComplexFft<T>::run_group(Source in, Planar<T> result, Planar<T> other) noexcept {
  const auto run = inner_ / first_radix_ * lanes_;
  Planar<T> to = steps_.size() % 2 == 0 ? result : other, next = steps_.size() % 2 == 0 ? other : result;
  at_width<T>(run, [&]<class V>(V) {
    at_radix(first_radix_, [&](auto radix) { first_stage<radix.value, V, T>(in, to, run); });
  });
  for (const auto& s : steps_) {
    run_step(s, to, next);
    std::swap(to, next);
  }
}

template <class T>
template <size_t L, class Source, class Target>
void ComplexFft<T>::run(Source in, Target out) noexcept {
  const Planar<T> work{work_.re(), work_.im()}, other{other_.re(), other_.im()};
  if (groups_ == 1) {
    // With an even number of steps the first stage fills the working plane, and then all input has been read: the
    // outputs' place can be the other one, which spares the cache a plane.
    if constexpr (std::is_same_v<Target, Planar<T>>)
      run_group(in, work, steps_.size() % 2 == 0 ? out : other);
    else
      run_group(in, work, other);
    const size_t width = join_width<T>(inner_, L);
    at_width<T>(width, [&]<class V>(V) {
      if constexpr (IsVector<V> && width_of<V>() <= 2 * L) join<L, V, T>(work, out, inner_, lane_weights_.data());
    });
  } else if constexpr (L == 8) {
    const size_t distance = group_distance<T>(size_ / groups_);
    const Planar<T> joined{joined_.re(), joined_.im()};
    for (size_t g = 0; g < groups_; ++g)
      run_group(Gathered<L, Source>{in, groups_, g * L}, {joined.re + g * distance, joined.im + g * distance}, work);
    using V = Lanes<T, widest<T>>;
    if (groups_ == 8)
      join_groups<8, L, V, T>(joined, distance, out, inner_, group_weights_.data(), lane_weights_.data());
    else
      join_groups<4, L, V, T>(joined, distance, out, inner_, group_weights_.data(), lane_weights_.data());
  }
}

template <class T>
template <class Source, class Target>
void ComplexFft<T>::dispatch(Source in, Target out) noexcept {
  if (lanes_ == 8) return run<8>(in, out);
  if (lanes_ == 4) return run<4>(in, out);
  const Planar<T> work{work_.re(), work_.im()};
  run_group(in, work, {other_.re(), other_.im()});
  for (size_t i = 0; i < size_; ++i) out.template put<T>(i, work.template get<T>(i));
}

}  // namespace nt::fft
