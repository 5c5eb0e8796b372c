#pragma once
// The stages of a Stockham transform on planes of real and imaginary parts.
//
// A transform of L * M values is L transforms of M values side by side (element j of transform l is value L * j + l),
// so every stage works on whole registers without a shuffle, and one last stage of radix L that joins them. L belongs
// to the plan, the width of V to the machine.

#include "rt/fft/planes.hpp"

namespace nt::fft {

/// Calls body(V, r) for r = 0, width, ... so that all of count values are met; the last register overlaps the one
/// before it where they do not come out even, and computes the same again. count is at least the width of V.
template <class V, class Body>
[[gnu::always_inline]] inline void across(size_t count, Body&& body) {
  // One place for the body, so that it is compiled once.
  for (size_t r = 0, last = count - width_of<V>();; r = r + width_of<V>() < last ? r + width_of<V>() : last) {
    body(r);
    if (r == last) return;
  }
}

/// Roots that are the same in every lane, from pairs (re, im).
template <class V, size_t Count, class T>
[[gnu::always_inline]] inline void splat_roots(const T* pairs, Complex<V> (&roots)[Count]) {
  for (size_t i = 0; i < Count; ++i) roots[i] = {splat<V>(pairs[2 * i]), splat<V>(pairs[2 * i + 1])};
}

/// The first stage: no weights. The transforms' elements lie run values apart.
template <size_t Radix, class V, class T, class Source>
void first_stage(Source in, Planar<T> out, size_t run) noexcept {
  across<V>(
      run, [&](size_t r) __attribute__((always_inline)) {
        Complex<V> x[Radix];
        for (size_t c = 0; c < Radix; ++c) x[c] = in.template get<V>(r + c * run);
        butterfly(x);
        for (size_t c = 0; c < Radix; ++c) out.template put<V>(r + c * run, x[c]);
      });
}

/// A stage that makes transforms of Radix * length from Radix of length each; run values lie side by side. pairs: for
/// each of the length outputs the roots (re, im). length and run may be constants of a type of their own.
template <size_t Radix, class V, class T, class Length, class Run>
void stage(Planar<T> in, Planar<T> out, Length length, Run run, const T* pairs) noexcept {
  for (size_t k = 0; k < length; ++k, pairs += 2 * roots_of(Radix)) {
    Complex<V> roots[roots_of(Radix)];
    splat_roots(pairs, roots);
    across<V>(
        run, [&](size_t r) __attribute__((always_inline)) {
          Complex<V> x[Radix];
          for (size_t c = 0; c < Radix; ++c) x[c] = in.template get<V>((Radix * k + c) * run + r);
          weighted(x, roots);
          for (size_t c = 0; c < Radix; ++c) out.template put<V>((k + c * length) * run + r, x[c]);
        });
  }
}

/// Columns of L lanes of as many rows as V is wide, from first on: x[l] is lane l of each row.
template <size_t L, class V, class Source>
[[gnu::always_inline]] inline void columns(Source in, size_t first, Complex<V> (&x)[L]) {
  constexpr size_t width = width_of<V>();
  constexpr size_t side = width < L ? width : L;
  for (size_t b = 0; b < L / side; ++b) {
    V re[side], im[side];
    if constexpr (sizeof(V) == 32 && width >= 4 && width <= L) {
      // The last step of the transposition is done by the loads.
      constexpr size_t half = width / 2;
      using Half = Lanes<Scalar<V>, half>;
      V low_re[half], low_im[half], high_re[half], high_im[half];
      for (size_t i = 0; i < half; ++i) {
        const size_t low = first + i * L + b * side, high = low + half * L;
        const auto a = in.template get<Half>(low), c = in.template get<Half>(high);
        const auto d = in.template get<Half>(low + half), e = in.template get<Half>(high + half);
        low_re[i] = joined(a.re, c.re);
        low_im[i] = joined(a.im, c.im);
        high_re[i] = joined(d.re, e.re);
        high_im[i] = joined(d.im, e.im);
      }
      transpose(low_re);
      transpose(low_im);
      transpose(high_re);
      transpose(high_im);
      for (size_t i = 0; i < half; ++i) {
        x[b * side + i] = {low_re[i], low_im[i]};
        x[b * side + half + i] = {high_re[i], high_im[i]};
      }
      continue;
    }
    for (size_t i = 0; i < side; ++i) {
      if constexpr (width <= L) {
        const auto v = in.template get<V>(first + i * L + b * side);
        re[i] = v.re;
        im[i] = v.im;
      } else {
        static_assert(width == 2 * L);
        using Half = Lanes<Scalar<V>, L>;
        const auto low = in.template get<Half>(first + i * L), high = in.template get<Half>(first + (L + i) * L);
        re[i] = joined(low.re, high.re);
        im[i] = joined(low.im, high.im);
      }
    }
    transpose(re);
    transpose(im);
    for (size_t i = 0; i < side; ++i) x[b * side + i] = {re[i], im[i]};
  }
}

/// Roots of their own in every lane: for each V real and V imaginary parts, moved on.
template <class V, size_t Count, class T>
[[gnu::always_inline]] inline void load_roots(const T*& rows, Complex<V> (&roots)[Count]) {
  constexpr size_t width = width_of<V>();
  for (auto& root : roots) {
    root = {load<V>(rows), load<V>(rows + width)};
    rows += 2 * width;
  }
}

/// Joins the transforms of the L lanes for the outputs k.. of a V; part j of the result goes to k + m * j.
template <size_t L, class V, class T, class Source, class Target>
[[gnu::always_inline]] inline void join_lanes(Source in, size_t first, Target out, size_t k, size_t m, const T*& rows) {
  Complex<V> x[L], roots[roots_of(L)];
  columns<L>(in, first, x);
  load_roots(rows, roots);
  weighted(x, roots);
  for (size_t j = 0; j < L; ++j) out.template put<V>(k + m * j, x[j]);
}

/// The last stage of one group: joins its L transforms of m values.
template <size_t L, class V, class T, class Source, class Target>
void join(Source in, Target out, size_t m, const T* rows) noexcept {
  across<V>(
      m, [&](size_t k) __attribute__((always_inline)) { join_lanes<L, V, T>(in, k * L, out, k, m, rows); });
}

/// The outputs of a group that are joined at a time, so that whole cache lines are written.
template <class T>
constexpr size_t group_span = cache_line / sizeof(T);

/// The last stage of several groups, which lie distance values apart: joins the Groups transforms of m values in each
/// lane, then the L lanes. pairs: for each of m outputs the roots (re, im) of a butterfly of radix Groups; rows: those
/// of the lanes in order of use. m is at least group_span.
template <size_t Groups, size_t L, class V, class T, class Target>
void join_groups(Planar<T> in, size_t distance, Target out, size_t m, const T* pairs, const T* rows) noexcept {
  constexpr size_t span = group_span<T>;
  using Row = Lanes<T, (width_of<V>() < L ? width_of<V>() : L)>;
  alignas(64) T re[Groups * span * L], im[Groups * span * L];
  const Planar<T> joined{re, im};
  const auto join_span = [&](size_t k) __attribute__((always_inline)) {
    for (size_t i = 0; i < span; ++i) {
      Complex<Row> roots[roots_of(Groups)];
      splat_roots(pairs + 2 * roots_of(Groups) * (k + i), roots);
      for (size_t l = 0; l < L; l += width_of<Row>()) {
        Complex<Row> x[Groups];
        for (size_t g = 0; g < Groups; ++g) x[g] = in.template get<Row>(g * distance + (k + i) * L + l);
        weighted(x, roots);
        for (size_t g = 0; g < Groups; ++g) joined.template put<Row>((g * span + i) * L + l, x[g]);
      }
    }
    for (size_t g = 0; g < Groups; ++g)
      for (size_t part = 0; part < span; part += width_of<V>())
        join_lanes<L, V, T>(joined, (g * span + part) * L, out, k + part + m * g, m * Groups, rows);
  };
  for (size_t k = 0, last = m - span;; k = k + span < last ? k + span : last) {
    join_span(k);
    if (k == last) return;
  }
}

}  // namespace nt::fft
