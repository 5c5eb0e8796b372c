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
/// each of the length outputs the roots (re, im).
template <size_t Radix, class V, class T>
void stage(Planar<T> in, Planar<T> out, size_t length, size_t run, const T* pairs) noexcept {
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
constexpr size_t group_span = 16;

/// The last stage of several groups, which lie distance values apart: joins the Groups transforms of m values in each
/// lane, then the L lanes. pairs: for each of m outputs the roots (re, im) of a butterfly of radix Groups; rows: those
/// of the lanes in order of use. m is at least group_span.
template <size_t Groups, size_t L, class V, class T, class Target>
void join_groups(Planar<T> in, size_t distance, Target out, size_t m, const T* pairs, const T* rows) noexcept {
  using Row = Lanes<T, (width_of<V>() < L ? width_of<V>() : L)>;
  alignas(64) T re[Groups * group_span * L], im[Groups * group_span * L];
  const Planar<T> joined{re, im};
  const auto span = [&](size_t k) __attribute__((always_inline)) {
    for (size_t i = 0; i < group_span; ++i) {
      Complex<Row> roots[roots_of(Groups)];
      splat_roots(pairs + 2 * roots_of(Groups) * (k + i), roots);
      for (size_t l = 0; l < L; l += width_of<Row>()) {
        Complex<Row> x[Groups];
        for (size_t g = 0; g < Groups; ++g) x[g] = in.template get<Row>(g * distance + (k + i) * L + l);
        weighted(x, roots);
        for (size_t g = 0; g < Groups; ++g) joined.template put<Row>((g * group_span + i) * L + l, x[g]);
      }
    }
    for (size_t g = 0; g < Groups; ++g)
      for (size_t part = 0; part < group_span; part += width_of<V>())
        join_lanes<L, V, T>(joined, (g * group_span + part) * L, out, k + part + m * g, m * Groups, rows);
  };
  for (size_t k = 0, last = m - group_span;; k = k + group_span < last ? k + group_span : last) {
    span(k);
    if (k == last) return;
  }
}

}  // namespace nt::fft
