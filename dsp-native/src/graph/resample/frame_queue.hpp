#pragma once
// Frames that wait to be taken, in planes.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rt/aligned.hpp"

namespace nt::graph {

/// First in, first out. Takes memory only when more waits than ever before.
class FrameQueue {
 public:
  /// capacity: frames that fit without taking memory.
  explicit FrameQueue(uint32_t channels, size_t capacity = 0);

  [[nodiscard]] size_t size() const { return end_ - begin_; }
  [[nodiscard]] uint32_t channels() const { return static_cast<uint32_t>(planes_.size()); }
  /// The oldest frame of a channel; valid until the next grow.
  [[nodiscard]] const double* front(uint32_t channel) const { return planes_[channel].data() + begin_; }
  /// Appends room for frames, whose values are not set, and gives the place where each channel's begin; valid until the
  /// next call.
  double* const* grow(size_t frames);
  void drop_front(size_t frames) { begin_ += frames; }
  void drop_back(size_t frames) { end_ -= frames; }
  /// Up to capacity frames into out; the number.
  uint32_t fetch(double* const* out, size_t capacity);
  void clear() { begin_ = end_ = 0; }

 private:
  std::vector<AlignedVector<double>> planes_;
  std::vector<double*> places_;
  size_t begin_ = 0, end_ = 0;
};

}  // namespace nt::graph
