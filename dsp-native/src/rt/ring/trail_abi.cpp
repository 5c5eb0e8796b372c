#include <bit>

#include "abi/guard.hpp"
#include "ntdsp/ring.h"
#include "rt/ring/trail.hpp"

using nt::fail_static;
using nt::guard;

struct nt_trail {
  nt::ring::Trail trail;
};

namespace {

constexpr const char* null_argument = "the trail or a pointer is null";

template <class Plane>
bool planes_are_given(const nt_trail& t, Plane* const* planes) {
  if (planes == nullptr) return false;
  for (uint32_t c = 0; c < t.trail.channels(); ++c)
    if (planes[c] == nullptr) return false;
  return true;
}

}  // namespace

nt_status nt_trail_create(uint32_t channels, uint64_t capacity_frames, nt_trail** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (channels == 0 || channels > NT_MAX_CHANNELS)
    return fail_static(NT_INVALID_ARGUMENT, "channels is out of range 1..64");
  if (capacity_frames == 0 || capacity_frames > NT_RING_MAX_FRAMES)
    return fail_static(NT_INVALID_ARGUMENT, "capacity_frames is out of range 1..2^30");
  const uint64_t capacity = std::bit_ceil(capacity_frames);
  if (capacity > NT_RING_MAX_BYTES / sizeof(double) / channels)
    return fail_static(NT_LIMIT, "the trail would need more than 4 GiB");
  return guard([&] {
    *out = new nt_trail{nt::ring::Trail(channels, capacity)};
    return NT_OK;
  });
}

void nt_trail_destroy(nt_trail* trail) { delete trail; }

nt_status nt_trail_write(nt_trail* trail, const double* const* planes, uint32_t frames) {
  if (trail == nullptr || !planes_are_given(*trail, planes)) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  trail->trail.write(planes, frames);
  return NT_OK;
}

nt_status nt_trail_read(const nt_trail* trail, uint64_t* position, double* const* planes, uint32_t frames,
                        uint32_t* got, uint64_t* lapped) {
  if (trail == nullptr || position == nullptr || got == nullptr || lapped == nullptr ||
      !planes_are_given(*trail, planes))
    return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *got = trail->trail.read(*position, planes, frames, *lapped);
  return *got == 0 && *lapped == 0 && frames > 0 ? NT_NOT_YET : NT_OK;
}

uint64_t nt_trail_newest(const nt_trail* trail) { return trail == nullptr ? 0 : trail->trail.newest(); }

nt_status nt_trail_describe(const nt_trail* trail, uint32_t* channels, uint64_t* capacity_frames) {
  if (trail == nullptr || channels == nullptr || capacity_frames == nullptr)
    return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *channels = trail->trail.channels();
  *capacity_frames = trail->trail.capacity();
  return NT_OK;
}
