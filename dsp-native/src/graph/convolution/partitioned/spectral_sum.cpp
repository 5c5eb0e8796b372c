#include "graph/convolution/partitioned/spectral_sum.hpp"

#include <algorithm>
#include <cstring>

#include "graph/convolution/partitioned/bins.hpp"

namespace nt::graph::partitioned {

template <class T>
SpectralSum<T>::SpectralSum(const Matrix& matrix, const Segment& segment)
    : part_(segment.part),
      partitions_(segment.partitions),
      groups_(segment.part / group_bins<T>),
      routes_(matrix.routes),
      inputs_(matrix.inputs),
      sums_(matrix.outputs),
      fft_(2 * segment.part),
      planes_(segment.part + 1),
      time_(2 * segment.part) {
  first_route_.resize(matrix.outputs + 1);
  for (uint32_t o = 0, r = 0; o <= matrix.outputs; ++o) {
    while (r < routes_.size() && routes_[r].output < o) ++r;
    first_route_[o] = r;
  }
  const size_t values = groups_ * group_values<T>;
  for (auto& input : inputs_) input.assign(partitions_ * values, T{0});
  for (auto& sum : sums_) sum.assign(values, T{0});

  // In double precision, rounded once.
  fft::RealFft<double> fft(2 * part_);
  fft::Planes<double> spectrum(part_ + 1);
  AlignedVector<double> time(2 * part_);
  const double scale = 1 / static_cast<double>(2 * part_);
  for (const auto& taps : matrix.impulses) {
    auto& rows = impulses_.emplace_back(partitions_ * values);
    for (size_t p = 0; p < partitions_; ++p) {
      const size_t begin = std::min(taps.size(), segment.offset + p * part_);
      const size_t count = std::min(part_, taps.size() - begin);
      std::fill(time.begin(), time.end(), 0.0);
      for (size_t i = 0; i < count; ++i) time[i] = taps[begin + i] * scale;
      fft.forward(time.data(), spectrum.re(), spectrum.im());
      spectrum.im()[0] = spectrum.re()[part_];
      for (size_t k = 0; k < part_; ++k) {
        T* group = rows.data() + group_at(k / group_bins<T>, partitions_ - 1 - p);
        group[k % group_bins<T>] = static_cast<T>(spectrum.re()[k]);
        group[group_bins<T> + k % group_bins<T>] = static_cast<T>(spectrum.im()[k]);
      }
    }
  }
}

template <class T>
size_t SpectralSum<T>::group_at(size_t group, size_t partition) const {
  return (group * partitions_ + partition) * group_values<T>;
}

template <class T>
template <class Body>
void SpectralSum<T>::for_routes(uint32_t output, Body body) const {
  for (size_t r = first_route_[output]; r < first_route_[output + 1]; ++r) body(routes_[r]);
}

template <class T>
void SpectralSum<T>::prepare(size_t begin, size_t end) noexcept {
  // Oldest first: the places after the coming block's, then those before it. The last partition comes first in the
  // impulse's rows as well.
  const size_t older = partitions_ - 1 - newest_, younger = newest_;
  for (size_t g = begin; g < end; ++g) {
    for (uint32_t o = 0; o < sums_.size(); ++o) {
      T* sum = sums_[o].data() + g * group_values<T>;
      std::memset(sum, 0, group_values<T> * sizeof(T));
      for_routes(o, [&](const Route& route) {
        const T* x = inputs_[route.input].data() + group_at(g, 0);
        const T* h = impulses_[route.impulse].data() + group_at(g, 0);
        add_products(sum, x + (newest_ + 1) * group_values<T>, h, older, g == 0);
        add_products(sum, x, h + older * group_values<T>, younger, g == 0);
      });
    }
  }
}

template <class T>
void SpectralSum<T>::take(uint32_t input, const T* window) noexcept {
  T* re = planes_.re();
  T* im = planes_.im();
  fft_.forward(window, re, im);
  im[0] = re[part_];
  constexpr size_t bytes = group_bins<T> * sizeof(T);
  for (size_t g = 0; g < groups_; ++g) {
    T* group = inputs_[input].data() + group_at(g, newest_);
    std::memcpy(group, re + g * group_bins<T>, bytes);
    std::memcpy(group + group_bins<T>, im + g * group_bins<T>, bytes);
  }
}

template <class T>
const T* SpectralSum<T>::finish(uint32_t output) noexcept {
  T* re = planes_.re();
  T* im = planes_.im();
  constexpr size_t bytes = group_bins<T> * sizeof(T);
  for (size_t g = 0; g < groups_; ++g) {
    T* sum = sums_[output].data() + g * group_values<T>;
    for_routes(output, [&](const Route& route) {
      add_products(sum, inputs_[route.input].data() + group_at(g, newest_),
                   impulses_[route.impulse].data() + group_at(g, partitions_ - 1), 1, g == 0);
    });
    std::memcpy(re + g * group_bins<T>, sum, bytes);
    std::memcpy(im + g * group_bins<T>, sum + group_bins<T>, bytes);
  }
  re[part_] = im[0];
  im[0] = im[part_] = 0;
  fft_.inverse(re, im, time_.data());
  return time_.data() + part_;
}

template <class T>
void SpectralSum<T>::skip(uint64_t blocks) noexcept {
  for (uint64_t b = 0; b < std::min<uint64_t>(blocks, partitions_); ++b) {
    for (auto& input : inputs_)
      for (size_t g = 0; g < groups_; ++g)
        std::memset(input.data() + group_at(g, newest_), 0, group_values<T> * sizeof(T));
    advance();
  }
}

template class SpectralSum<float>;
template class SpectralSum<double>;

}  // namespace nt::graph::partitioned
