#pragma once
// Fast Fourier transforms of powers of two, f32 and f64. The plan is fixed by the size: no measuring, so that the same
// input gives the same bits on every machine. Stockham, radix 4 with one radix-8 or radix-2 stage where the size asks
// for it.
//
// Spectra are planes: real parts and imaginary parts in two arrays. Nothing is scaled: a forward and an inverse
// transform together multiply by size(). Input and output may not overlap. One object serves one thread at a time (it
// owns the working memory); constructing allocates, transforming never does.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rt/aligned.hpp"

namespace nt::fft {

constexpr size_t smallest = 4;
constexpr size_t largest = size_t{1} << 24;

template <class T>
struct Planar;

/// A power of two from smallest to largest.
[[nodiscard]] bool is_supported(size_t size);

/// Real and imaginary parts, each on cache lines, and not a power of two apart (they would share cache sets).
template <class T>
class Planes {
 public:
  Planes() = default;
  explicit Planes(size_t count) : memory_(2 * count + gap), distance_(count + gap) {}
  [[nodiscard]] T* re() { return memory_.data(); }
  [[nodiscard]] T* im() { return memory_.data() + distance_; }

 private:
  static constexpr size_t gap = 320 / sizeof(T);
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
  /// out[k] = sum of in[j] exp(-2 pi i jk / size).
  void forward(const T* re, const T* im, T* out_re, T* out_im) noexcept;
  /// out[j] = sum of in[k] exp(+2 pi i jk / size); size times the inverse.
  void inverse(const T* re, const T* im, T* out_re, T* out_im) noexcept { forward(im, re, out_im, out_re); }

 private:
  template <class>
  friend class RealFft;
  /// A radix-4 stage after the first.
  struct Step {
    size_t length;   // of the transforms it joins
    size_t run;      // values side by side
    size_t weights;  // offset into weights_
  };
  template <class V, class Source>
  void run_group(Source in, Planar<T> result, Planar<T> other) noexcept;
  template <class V, class Source, class Target>
  void run(Source in, Target out) noexcept;
  template <class Source, class Target>
  void dispatch(Source in, Target out) noexcept;

  size_t size_;
  size_t lanes_;  // values side by side in a group
  size_t groups_;
  size_t inner_;  // values of each inner transform: size / (lanes * groups)
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
  /// Throws nt::Error (NT_INVALID_ARGUMENT) for a size that is not supported or below 8.
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
