#pragma once
// The first taps in direct form, so that nothing waits for a block to be complete.

#include <cstddef>
#include <cstdint>

#include "graph/convolution/partitioned/routes.hpp"
#include "rt/aligned.hpp"

namespace nt::graph::partitioned {

/// y[n] = sum of h[k] x[n - k], k = 0..taps-1, added in that order with fused operations: the same bits however the
/// stream is cut into calls.
template <class T>
class DirectHead {
 public:
  DirectHead(const Matrix& matrix, size_t taps);

  /// The input's frames from position on, position + frames <= taps.
  void take(uint32_t input, const T* in, size_t position, size_t frames) noexcept;
  /// Writes the output's frames from position on.
  void convolve(uint32_t output, T* out, size_t position, size_t frames) const noexcept;
  /// After taps frames: they become the past.
  void advance() noexcept;
  void reset() noexcept;

 private:
  size_t taps_;
  std::vector<Route> routes_;
  std::vector<AlignedVector<T>> impulses_;
  std::vector<AlignedVector<T>> inputs_;  // the past taps frames, then the present ones
};

extern template class DirectHead<float>;
extern template class DirectHead<double>;

}  // namespace nt::graph::partitioned
