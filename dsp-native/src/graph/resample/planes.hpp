#pragma once
// Checks that the converters' ABI shares.

#include "abi/guard.hpp"
#include "graph/instance.hpp"

namespace nt::graph {

inline bool has_null(const double* const* planes, uint32_t channels) {
  if (planes == nullptr) return true;
  for (uint32_t c = 0; c < channels; ++c)
    if (planes[c] == nullptr) return true;
  return false;
}

/// Answers null planes, block size and finiteness for process calls; NT_OK when the call may go on. A side of no frames
/// needs no planes. most: of in_frames, with what to say beyond it.
inline nt_status check_conversion(const double* const* in, uint32_t in_frames, double* const* out,
                                  uint32_t out_capacity, uint32_t channels, uint32_t most,
                                  const char* beyond) noexcept {
  if ((in_frames != 0 && has_null(in, channels)) || (out_capacity != 0 && has_null(out, channels)))
    return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
  if (in_frames > most) return fail_static(NT_INVALID_ARGUMENT, beyond);
  if (in_frames != 0 && !all_finite(in, channels, in_frames))
    return fail_static(NT_NOT_FINITE, "the input holds NaN or infinity");
  return NT_OK;
}

}  // namespace nt::graph
