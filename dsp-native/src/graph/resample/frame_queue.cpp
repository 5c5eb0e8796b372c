#include "graph/resample/frame_queue.hpp"

#include <algorithm>

namespace nt::graph {

// Twice the room, so that a frame is moved to the front once at most.
FrameQueue::FrameQueue(uint32_t channels, size_t capacity)
    : planes_(channels, AlignedVector<double>(2 * capacity)), places_(channels) {}

double* const* FrameQueue::grow(size_t frames) {
  const size_t held = size();
  if (end_ + frames > planes_[0].size()) {
    const bool fits = 2 * (held + frames) <= planes_[0].size();
    for (auto& plane : planes_) {
      std::copy_n(plane.begin() + static_cast<ptrdiff_t>(begin_), held, plane.begin());
      if (!fits) plane.resize(3 * (held + frames));
    }
    begin_ = 0;
    end_ = held;
  }
  for (uint32_t c = 0; c < channels(); ++c) places_[c] = planes_[c].data() + end_;
  end_ += frames;
  return places_.data();
}

uint32_t FrameQueue::fetch(double* const* out, size_t capacity) {
  const size_t n = std::min(size(), capacity);
  for (uint32_t c = 0; c < channels(); ++c) std::copy_n(front(c), n, out[c]);
  drop_front(n);
  if (size() == 0) clear();
  return static_cast<uint32_t>(n);
}

}  // namespace nt::graph
