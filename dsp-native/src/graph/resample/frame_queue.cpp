#include <algorithm>

#include "graph/resample/engine.hpp"

namespace nt::graph {

double* FrameQueue::append(uint32_t channel, size_t frames) {
  auto& plane = planes_[channel];
  const size_t old = plane.size();
  plane.resize(old + frames);
  return plane.data() + old;
}

void FrameQueue::drop_back(size_t frames) {
  for (auto& plane : planes_) plane.resize(plane.size() - frames);
}

uint32_t FrameQueue::fetch(double* const* out, uint32_t capacity) {
  const size_t n = std::min<size_t>(size(), capacity);
  for (uint32_t c = 0; c < channels(); ++c) std::copy_n(planes_[c].data() + read_, n, out[c]);
  read_ += n;
  // Moved to the front when more has been read than is left: each frame moves once at most.
  if (read_ >= size()) {
    for (auto& plane : planes_) plane.erase(plane.begin(), plane.begin() + static_cast<ptrdiff_t>(read_));
    read_ = 0;
  }
  return static_cast<uint32_t>(n);
}

void FrameQueue::clear() {
  for (auto& plane : planes_) plane.clear();
  read_ = 0;
}

}  // namespace nt::graph
