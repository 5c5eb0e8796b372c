#include "graph/convolution/partitioned/direct_head.hpp"

#include <algorithm>

#include "rt/fft/lanes.hpp"

namespace nt::graph::partitioned {
namespace {

/// y[i] += sum of h[k] x[i - k] for count vectors of frames side by side.
template <class V, size_t Count, class T>
[[gnu::always_inline]] inline void add_frames(const T* x, const T* h, size_t taps, T* y) noexcept {
  constexpr size_t lanes = sizeof(V) / sizeof(T);
  V sum[Count];
  for (size_t v = 0; v < Count; ++v) sum[v] = fft::load<V>(y + v * lanes);
  for (size_t k = 0; k < taps; ++k) {
    const V tap = fft::splat<V>(h[k]);
    const T* from = x - k;
    for (size_t v = 0; v < Count; ++v) sum[v] = fft::fused(tap, fft::load<V>(from + v * lanes), sum[v]);
  }
  for (size_t v = 0; v < Count; ++v) fft::store(y + v * lanes, sum[v]);
}

}  // namespace

template <class T>
DirectHead<T>::DirectHead(const Matrix& matrix, size_t taps) : taps_(taps), routes_(matrix.routes) {
  for (const auto& impulse : matrix.impulses) {
    auto& h = impulses_.emplace_back(taps);
    for (size_t k = 0; k < std::min(taps, impulse.size()); ++k) h[k] = static_cast<T>(impulse[k]);
  }
  inputs_.assign(matrix.inputs, AlignedVector<T>(2 * taps));
}

template <class T>
void DirectHead<T>::take(uint32_t input, const T* in, size_t position, size_t frames) noexcept {
  std::copy_n(in, frames, inputs_[input].data() + taps_ + position);
}

template <class T>
void DirectHead<T>::convolve(uint32_t output, T* out, size_t position, size_t frames) const noexcept {
  constexpr size_t lanes = fft::widest<T>;
  using V = fft::Lanes<T, lanes>;
  std::fill_n(out, frames, T{0});
  for (const Route& route : routes_) {
    if (route.output != output) continue;
    const T* x = inputs_[route.input].data() + taps_ + position;
    const T* h = impulses_[route.impulse].data();
    size_t i = 0;
    for (; i + 8 * lanes <= frames; i += 8 * lanes) add_frames<V, 8>(x + i, h, taps_, out + i);
    for (; i + lanes <= frames; i += lanes) add_frames<V, 1>(x + i, h, taps_, out + i);
    for (; i < frames; ++i) add_frames<T, 1>(x + i, h, taps_, out + i);
  }
}

template <class T>
void DirectHead<T>::advance() noexcept {
  for (auto& input : inputs_) std::copy_n(input.data() + taps_, taps_, input.data());
}

template <class T>
void DirectHead<T>::reset() noexcept {
  for (auto& input : inputs_) std::fill(input.begin(), input.end(), T{0});
}

template class DirectHead<float>;
template class DirectHead<double>;

}  // namespace nt::graph::partitioned
