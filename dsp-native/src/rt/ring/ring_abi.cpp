#include <cmath>

#include "abi/guard.hpp"
#include "rt/ring/spsc_ring.hpp"

using nt::fail;
using nt::fail_static;
using nt::guard;

struct nt_ring {
  nt::ring::SpscRing ring;
};

namespace {

constexpr const char* null_argument = "the ring or a pointer is null";

bool planes_are_given(const nt_ring& r, const void* const* planes) {
  if (planes == nullptr) return false;
  for (uint32_t p = 0; p < r.ring.options().planes; ++p)
    if (planes[p] == nullptr) return false;
  return true;
}

nt_status refuse_closed() { return fail_static(NT_BAD_STATE, "the ring is closed: nothing can be written"); }
nt_status refuse_null() { return fail_static(NT_INVALID_ARGUMENT, null_argument); }

}  // namespace

uint64_t nt_ring_frames(double seconds, double rate) {
  const double frames = std::ceil(seconds * rate);
  return frames >= 1 && frames <= static_cast<double>(NT_RING_MAX_FRAMES) ? static_cast<uint64_t>(frames) : 0;
}

nt_status nt_ring_create(const nt_ring_options* options, nt_ring** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (options == nullptr) return fail_static(NT_INVALID_ARGUMENT, "options is null");
  if (options->capacity_frames == 0 || options->capacity_frames > NT_RING_MAX_FRAMES)
    return fail_static(NT_INVALID_ARGUMENT, "capacity_frames is out of range 1..2^30");
  if (options->planes == 0 || options->planes > NT_MAX_CHANNELS)
    return fail_static(NT_INVALID_ARGUMENT, "planes is out of range 1..64");
  if (options->item_bytes == 0 || options->item_bytes > NT_RING_MAX_ITEM_BYTES)
    return fail_static(NT_INVALID_ARGUMENT, "item_bytes is out of range 1..1024");
  if ((options->flags & ~(NT_RING_REAL_TIME_WRITER | NT_RING_REAL_TIME_READER)) != 0)
    return fail_static(NT_INVALID_ARGUMENT, "flags holds a bit that means nothing");
  return guard([&] {
    *out = new nt_ring{nt::ring::SpscRing(*options)};
    return NT_OK;
  });
}

void nt_ring_destroy(nt_ring* ring) { delete ring; }

void* nt_ring_plane(nt_ring* ring, uint32_t plane) {
  return ring == nullptr || plane >= ring->ring.options().planes ? nullptr : ring->ring.plane(plane);
}

nt_status nt_ring_write(nt_ring* ring, const void* const* planes, uint32_t frames, uint32_t* written) {
  if (ring == nullptr || written == nullptr) return refuse_null();
  *written = 0;
  if (!planes_are_given(*ring, planes)) return refuse_null();
  if (ring->ring.is_closed()) return refuse_closed();
  *written = ring->ring.write(planes, frames);
  return NT_OK;
}

nt_status nt_ring_write_batch(nt_ring* ring, const nt_ring_block* blocks, uint32_t count, uint64_t* written) {
  if (ring == nullptr || written == nullptr) return refuse_null();
  *written = 0;
  if (blocks == nullptr && count > 0) return refuse_null();
  for (uint32_t b = 0; b < count; ++b)
    if (!planes_are_given(*ring, blocks[b].planes)) return refuse_null();
  if (ring->ring.is_closed()) return refuse_closed();
  *written = ring->ring.write_batch(blocks, count);
  return NT_OK;
}

nt_status nt_ring_reserve(nt_ring* ring, uint32_t frames, nt_ring_view* out) {
  if (ring == nullptr || out == nullptr) return refuse_null();
  if (ring->ring.is_closed()) return refuse_closed();
  *out = ring->ring.reserve(frames);
  return NT_OK;
}

nt_status nt_ring_commit(nt_ring* ring, uint32_t frames) {
  if (ring == nullptr) return refuse_null();
  return ring->ring.commit(frames) ? NT_OK : fail_static(NT_INVALID_ARGUMENT, "more frames than were reserved");
}

nt_status nt_ring_close(nt_ring* ring) {
  if (ring == nullptr) return refuse_null();
  ring->ring.close();
  return NT_OK;
}

nt_status nt_ring_read(nt_ring* ring, void* const* planes, uint32_t frames, uint32_t* got) {
  if (ring == nullptr || got == nullptr) return refuse_null();
  *got = 0;
  if (!planes_are_given(*ring, planes)) return refuse_null();
  return ring->ring.read(planes, frames, *got);
}

nt_status nt_ring_peek(nt_ring* ring, uint64_t after, void* const* planes, uint32_t frames, uint32_t* got) {
  if (ring == nullptr || got == nullptr) return refuse_null();
  *got = 0;
  if (!planes_are_given(*ring, planes)) return refuse_null();
  return ring->ring.peek(after, planes, frames, *got);
}

nt_status nt_ring_view_readable(nt_ring* ring, uint32_t frames, nt_ring_view* out) {
  if (ring == nullptr || out == nullptr) return refuse_null();
  return ring->ring.view(frames, *out);
}

nt_status nt_ring_skip(nt_ring* ring, uint64_t frames, uint64_t* skipped) {
  if (ring == nullptr || skipped == nullptr) return refuse_null();
  return ring->ring.skip(frames, *skipped);
}

nt_status nt_ring_clear(nt_ring* ring) {
  if (ring == nullptr) return refuse_null();
  ring->ring.clear();
  return NT_OK;
}

nt_status nt_ring_next_chunk(nt_ring* ring, uint32_t frames, uint32_t overlap, nt_ring_chunk* out) {
  if (ring == nullptr || out == nullptr) return refuse_null();
  if (frames == 0 || frames > ring->ring.options().capacity_frames)
    return fail_static(NT_INVALID_ARGUMENT, "frames of a chunk is out of range 1..capacity");
  if (overlap >= frames) return fail_static(NT_INVALID_ARGUMENT, "overlap is not below the chunk's frames");
  return ring->ring.next_chunk(frames, overlap, *out);
}

nt_status nt_ring_advance(nt_ring* ring, const nt_ring_chunk* chunk) {
  if (ring == nullptr || chunk == nullptr) return refuse_null();
  return ring->ring.advance(*chunk) ? NT_OK : fail_static(NT_BAD_STATE, "the chunk is not the next one");
}

uint64_t nt_ring_available(const nt_ring* ring) { return ring == nullptr ? 0 : ring->ring.available(); }
uint64_t nt_ring_remaining(const nt_ring* ring) { return ring == nullptr ? 0 : ring->ring.remaining(); }
int32_t nt_ring_is_empty(const nt_ring* ring) { return nt_ring_available(ring) == 0 ? 1 : 0; }
int32_t nt_ring_is_full(const nt_ring* ring) { return nt_ring_remaining(ring) == 0 ? 1 : 0; }

nt_status nt_ring_describe(const nt_ring* ring, nt_ring_options* options, nt_ring_state* state) {
  if (ring == nullptr) return refuse_null();
  if (options != nullptr) *options = ring->ring.options();
  if (state != nullptr) *state = ring->ring.state();
  return NT_OK;
}

nt_status nt_ring_wait_readable(nt_ring* ring, uint64_t frames, uint64_t timeout_ns) {
  if (ring == nullptr) return refuse_null();
  const auto& options = ring->ring.options();
  if (frames > options.capacity_frames)
    return fail_static(NT_INVALID_ARGUMENT, "more frames than the ring can hold would never be there");
  if ((options.flags & NT_RING_REAL_TIME_READER) != 0)
    return fail_static(NT_BAD_STATE, "a real-time reader does not wait");
  return guard([&] { return ring->ring.wait_readable(frames, timeout_ns); });
}

nt_status nt_ring_wait_writable(nt_ring* ring, uint64_t frames, uint64_t timeout_ns) {
  if (ring == nullptr) return refuse_null();
  const auto& options = ring->ring.options();
  if (frames > options.capacity_frames)
    return fail_static(NT_INVALID_ARGUMENT, "more frames than the ring can hold would never find room");
  if ((options.flags & NT_RING_REAL_TIME_WRITER) != 0)
    return fail_static(NT_BAD_STATE, "a real-time writer does not wait");
  return guard([&] { return ring->ring.wait_writable(frames, timeout_ns); });
}
