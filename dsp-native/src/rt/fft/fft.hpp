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

namespace nt::fft {

constexpr size_t smallest = 4;
constexpr size_t largest = size_t{1} << 24;

/// A power of two from smallest to largest.
[[nodiscard]] bool is_supported(size_t size);

/// Memory on cache lines, zeroed.
template <class T>
class Plane {
 public:
  Plane() = default;
  explicit Plane(size_t count);
  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] const T* data() const { return data_; }

 private:
  std::vector<T> memory_;
  T* data_ = nullptr;
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
  struct Step {
    uint32_t radix;  // 0: the joining stage
    uint32_t m;
    uint32_t stride;
    size_t weights;  // offset; no_weights in the last inner stage
  };
  template <class V, class Source, class Target>
  void run(Source in, Target out) noexcept;
  template <class Source, class Target>
  void dispatch(Source in, Target out) noexcept;

  size_t size_;
  size_t lanes_;
  std::vector<Step> steps_;
  Plane<T> weights_;
  Plane<T> a_re_, a_im_, b_re_, b_im_;
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
  Plane<T> roots_;  // exp(-2 pi i k / size), k = 0..size/4: re then im
  Plane<T> re_, im_;
};

extern template class ComplexFft<float>;
extern template class ComplexFft<double>;
extern template class RealFft<float>;
extern template class RealFft<double>;

}  // namespace nt::fft
