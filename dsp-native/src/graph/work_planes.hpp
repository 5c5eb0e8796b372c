#pragma once
// Planes that a processor works in, a slice at a time.

#include <cstdint>
#include <vector>

#include "rt/aligned.hpp"

namespace nt::graph {

class WorkPlanes {
 public:
  /// Takes the memory: count planes of frames zeros each.
  void resize(size_t count, uint32_t frames) {
    memory_.assign(count * frames, 0.0);
    planes_.resize(count);
    for (size_t k = 0; k < count; ++k) planes_[k] = memory_.data() + k * frames;
  }
  [[nodiscard]] double* const* data() const noexcept { return planes_.data(); }
  [[nodiscard]] double* operator[](size_t plane) const noexcept { return planes_[plane]; }

 private:
  AlignedVector<double> memory_;
  std::vector<double*> planes_;
};

}  // namespace nt::graph
