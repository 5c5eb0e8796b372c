#pragma once
// Checks of the ABI's planes.

#include <cstdint>

namespace nt::graph {

inline bool has_null(const double* const* planes, uint32_t channels) {
  if (planes == nullptr) return true;
  for (uint32_t c = 0; c < channels; ++c)
    if (planes[c] == nullptr) return true;
  return false;
}

}  // namespace nt::graph
