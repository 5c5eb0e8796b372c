#include "graph/live/ramp.hpp"

#include <algorithm>
#include <cstring>

#include "rt/math.hpp"

namespace nt::graph::live {
namespace {

/// Integral of sin^8(pi x) from 0 to t, over that from 0 to 1.
double risen(double t) {
  using math::pi, math::sin;
  const double turn = 2 * pi * t;
  return t - (56 * sin(turn) - 14 * sin(2 * turn) + 8.0 / 3 * sin(3 * turn) - 0.25 * sin(4 * turn)) / (70 * pi);
}

void copy(const double* from, double* to, int64_t first, int64_t last) noexcept {
  if (from != to && first < last)
    std::memcpy(to + first, from + first, static_cast<size_t>(last - first) * sizeof(double));
}

}  // namespace

Ramp::Ramp(uint32_t frames) : weight_(frames) {
  for (uint32_t k = 0; k < frames; ++k)
    weight_[k] = std::clamp(risen((k + 0.5) / static_cast<double>(frames)), 0.0, 1.0);
}

void Ramp::cross(int64_t at, const double* from, const double* to, double* out, uint32_t frames) const noexcept {
  const int64_t end = frames;
  const int64_t begins = std::clamp<int64_t>(-at, 0, end), ends = std::clamp<int64_t>(length() - at, 0, end);
  copy(from, out, 0, begins);
  // Two products instead of a weighted difference: that of two huge values would not be finite.
  const double* weight = weight_.data() + (at + begins);
  for (int64_t i = begins; i < ends; ++i) {
    const double w = weight[i - begins];
    out[i] = from[i] * (1 - w) + to[i] * w;
  }
  copy(to, out, ends, end);
}

}  // namespace nt::graph::live
