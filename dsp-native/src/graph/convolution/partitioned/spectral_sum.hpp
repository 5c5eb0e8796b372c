#pragma once
// One segment of a partitioned convolution (uniform partitions, overlap-save): the spectra of the impulses, those of
// the last blocks of the input, and the sums of their products.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "graph/convolution/partitioned/layout.hpp"
#include "graph/convolution/partitioned/routes.hpp"
#include "rt/aligned.hpp"
#include "rt/fft/fft.hpp"

namespace nt::graph::partitioned {

/// A block is part() frames. For each: take(input) of every input, then finish(output) of every output. One thread at
/// a time. All but the newest block's products may be summed before, in as many pieces as wanted: prepare().
template <class T>
class SpectralSum {
 public:
  SpectralSum(const Matrix& matrix, const Segment& segment);

  [[nodiscard]] size_t part() const { return part_; }
  [[nodiscard]] size_t groups() const { return groups_; }
  [[nodiscard]] size_t partitions() const { return partitions_; }

  /// Sums the products of the blocks before the coming one, for the groups begin..end-1.
  void prepare(size_t begin, size_t end) noexcept;
  /// The newest block of an input: window holds 2 * part values, the block before and the block. Every input takes its
  /// block before an output is finished.
  void take(uint32_t input, const T* window) noexcept;
  /// The convolution for the newest block, delayed by the segment's offset: part values, until the next call.
  const T* finish(uint32_t output) noexcept;
  /// After the last output.
  void advance() noexcept { newest_ = newest_ + 1 == partitions_ ? 0 : newest_ + 1; }
  /// As though that many blocks of silence had come, up to all that is remembered. Nothing may be prepared.
  void skip(uint64_t blocks) noexcept;

 private:
  [[nodiscard]] size_t group_at(size_t group, size_t partition) const;
  template <class Body>
  void for_routes(uint32_t output, Body body) const;

  size_t part_, partitions_, groups_;
  std::vector<Route> routes_;
  std::vector<size_t> first_route_;         // of each output; one more at the end
  std::vector<AlignedVector<T>> impulses_;  // spectra, the last partition first
  std::vector<AlignedVector<T>> inputs_;    // spectra of the last blocks, a ring
  std::vector<AlignedVector<T>> sums_;      // of each output
  size_t newest_ = 0;                       // place of the coming block in the ring
  fft::RealFft<T> fft_;
  fft::Planes<T> planes_;
  AlignedVector<T> time_;
};

extern template class SpectralSum<float>;
extern template class SpectralSum<double>;

}  // namespace nt::graph::partitioned
