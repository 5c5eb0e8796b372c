#pragma once
// Fast Fourier transforms of sizes 2^k 3^a 5^b 7^c, f32 and f64. The plan is fixed by the size: no measuring, so that
// the same input gives the same bits on every machine of an ISA class. Stockham, decimation in time.
//
// Complex sizes divisible by 8, from 64 on, run at full speed; those divisible by 4 almost; other ones are computed one
// value at a time where no eight lie side by side, at down to a quarter of it. A real transform does what the complex
// one of half its size does.
//
// Spectra are planes: real parts and imaginary parts in two arrays. Nothing is scaled: a forward and an inverse
// transform together multiply by size(). Outputs may overlap the inputs in any way, so a transform can be done in
// place: all input is read before the first output is written. One object serves one thread at a time (it owns the
// working memory); constructing allocates, transforming never does.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rt/aligned.hpp"

namespace nt::fft {

constexpr size_t smallest = 4;
constexpr size_t largest = size_t{1} << 24;

template <class T>
struct Planar;

/// A product of powers of 2, 3, 5 and 7 from smallest to largest. A real transform's size is even as well.
[[nodiscard]] bool is_supported(size_t size);

/// The least size from at_least on that runs at full speed as a real transform: divisible by 16, and by 64 from
/// 4096 on, so within an eighth of at_least (128 at least). at_least is at most largest / 2.
[[nodiscard]] size_t fast_real_size(size_t at_least);

/// Real and imaginary parts, each on cache lines, and not a power of two apart (they would share cache sets).
template <class T>
class Planes {
 public:
  Planes() = default;
  explicit Planes(size_t count) : memory_(2 * whole_lines(count) + gap), distance_(whole_lines(count) + gap) {}
  [[nodiscard]] T* re() { return memory_.data(); }
  [[nodiscard]] T* im() { return memory_.data() + distance_; }

 private:
  static constexpr size_t gap = 320 / sizeof(T);
  static constexpr size_t whole_lines(size_t count) {
    constexpr size_t line = cache_line / sizeof(T);
    return (count + line - 1) / line * line;
  }
  AlignedVector<T> memory_;
  size_t distance_ = 0;
};

template <class T>
class ComplexFft {
 public:
  /// Throws nt::Error (NT_INVALID_ARGUMENT) for a size that is not supported.
  explicit ComplexFft(size_t size);
  ComplexFft(ComplexFft&&) noexcept = default;
  ComplexFft& operator=(ComplexFft&&) noexcept = default;

  [[nodiscard]] size_t size() const { return size_; }
  /// out[k] = sum of in[j] exp(-2 pi i jk / size). In place: out_re = re, out_im = im.
  void forward(const T* re, const T* im, T* out_re, T* out_im) noexcept;
  /// out[j] = sum of in[k] exp(+2 pi i jk / size); size times the inverse.
  void inverse(const T* re, const T* im, T* out_re, T* out_im) noexcept { forward(im, re, out_im, out_re); }

 private:
  template <class>
  friend class RealFft;
  struct Unchecked {};
  ComplexFft(size_t size, Unchecked);
  /// A stage after the first.
  struct Step {
    size_t radix;
    size_t length;   // of the transforms it joins
    size_t run;      // values side by side
    size_t weights;  // offset into weights_
  };
  void plan_steps(size_t size);
  template <class Put>
  void plan_joins(Put&& put);
  void run_step(const Step& s, Planar<T> from, Planar<T> to) noexcept;
  template <class Source>
  void run_group(Source in, Planar<T> result, Planar<T> other) noexcept;
  template <size_t L, class Source, class Target>
  void run(Source in, Target out) noexcept;
  template <class Source, class Target>
  void dispatch(Source in, Target out) noexcept;

  size_t size_;
  size_t lanes_;   // transforms side by side: 8, 4 or 1
  size_t groups_;  // of such lanes: 8, 4 or 1
  size_t inner_;   // values of each inner transform: size / (lanes * groups)
  size_t first_radix_;
  std::vector<Step> steps_;  // of an inner transform
  AlignedVector<T> weights_, group_weights_, lane_weights_;
  Planes<T> work_;    // of a group
  Planes<T> other_;   // of a group, where there is one only
  Planes<T> joined_;  // of all groups, where there are several
};

template <class T>
class RealFft {
 public:
  /// Throws nt::Error (NT_INVALID_ARGUMENT) for a size that is not supported or odd.
  explicit RealFft(size_t size);
  RealFft(RealFft&&) noexcept = default;
  RealFft& operator=(RealFft&&) noexcept = default;

  [[nodiscard]] size_t size() const { return 2 * half_.size(); }
  /// Bins 0 .. size/2: size/2 + 1 values in each plane.
  [[nodiscard]] size_t bins() const { return half_.size() + 1; }
  void forward(const T* in, T* out_re, T* out_im) noexcept;
  /// size times the inverse; the imaginary parts of the first and the last bin are taken as 0.
  void inverse(const T* re, const T* im, T* out) noexcept;

 private:
  ComplexFft<T> half_;
  Planes<T> roots_;  // exp(-2 pi i k / size), k = 0..size/4
  Planes<T> work_;
};

extern template class ComplexFft<float>;
extern template class ComplexFft<double>;
extern template class RealFft<float>;
extern template class RealFft<double>;

}  // namespace nt::fft
