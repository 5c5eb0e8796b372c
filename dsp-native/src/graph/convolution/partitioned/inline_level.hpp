#pragma once
// A segment whose results are due with the next block: all is computed in the caller's thread, most of it spread evenly
// over the blocks that lead to a transform.

#include <algorithm>
#include <vector>

#include "graph/convolution/partitioned/spectral_sum.hpp"

namespace nt::graph::partitioned {

template <class T>
class InlineLevel {
 public:
  InlineLevel(const Matrix& matrix, const Segment& segment, size_t block)
      : sum_(matrix, segment),
        part_(segment.part),
        block_(block),
        at_once_(segment.offset == 0),
        windows_(matrix.inputs, AlignedVector<T>(2 * segment.part)),
        results_(matrix.outputs, AlignedVector<T>(segment.part)) {}

  /// Frames of the block, from position within it on.
  void take(uint32_t input, const T* in, size_t position, size_t frames) noexcept {
    std::copy_n(in, frames, windows_[input].data() + part_ + filled_ + position);
  }
  /// Of the first segment: the block's own result. Every input is complete.
  void finish_at_once() noexcept {
    if (at_once_) finish();
  }
  /// What is added to the output in the present block, from position on.
  [[nodiscard]] const T* result(uint32_t output, size_t position) const noexcept {
    return results_[output].data() + (at_once_ ? 0 : filled_) + position;
  }
  /// The block is complete and its output written.
  void advance() noexcept {
    if (at_once_) return;
    const size_t steps = part_ / block_, step = filled_ / block_;
    sum_.prepare(sum_.groups() * step / steps, sum_.groups() * (step + 1) / steps);
    filled_ += block_;
    if (filled_ < part_) return;
    filled_ = 0;
    complete();
  }
  void reset() noexcept {
    sum_.skip(UINT64_MAX);
    for (auto& w : windows_) std::fill(w.begin(), w.end(), T{0});
    for (auto& r : results_) std::fill(r.begin(), r.end(), T{0});
    filled_ = 0;
  }

 private:
  void finish() noexcept {
    sum_.prepare(0, sum_.groups());
    complete();
  }
  void complete() noexcept {
    for (uint32_t i = 0; i < windows_.size(); ++i) {
      T* window = windows_[i].data();
      sum_.take(i, window);
      std::copy_n(window + part_, part_, window);
    }
    for (uint32_t o = 0; o < results_.size(); ++o) std::copy_n(sum_.finish(o), part_, results_[o].data());
    sum_.advance();
  }

  SpectralSum<T> sum_;
  size_t part_, block_;
  bool at_once_;
  std::vector<AlignedVector<T>> windows_;  // of each input: the part before, and the present one
  std::vector<AlignedVector<T>> results_;
  size_t filled_ = 0;  // whole blocks of the present part, in frames
};

}  // namespace nt::graph::partitioned
