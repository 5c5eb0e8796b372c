#pragma once
// The peak detector that is linked over all channels.

#include <cmath>
#include <cstdint>

namespace nt::graph {

/// level[i]: the largest absolute value that any of the channels has at frame start + i. At least one channel.
inline void find_loudest(const double* const* in, uint32_t channels, uint32_t start, uint32_t frames,
                         double* level) noexcept {
  for (uint32_t i = 0; i < frames; ++i) level[i] = std::fabs(in[0][start + i]);
  for (uint32_t c = 1; c < channels; ++c)
    for (uint32_t i = 0; i < frames; ++i) {
      const double v = std::fabs(in[c][start + i]);
      level[i] = v > level[i] ? v : level[i];
    }
}

}  // namespace nt::graph
