#include "rt/ring/spsc_ring.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "abi/guard.hpp"

namespace nt::ring {
namespace {

constexpr std::chrono::microseconds look_again{500};

/// As the clock's own unit, which is signed.
std::chrono::nanoseconds patience(uint64_t timeout_ns) {
  return std::chrono::nanoseconds(static_cast<int64_t>(std::min<uint64_t>(timeout_ns, INT64_MAX)));
}

/// Of a counter with one writer.
void count(std::atomic<uint64_t>& counter, uint64_t more) noexcept {
  counter.store(counter.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
}

}  // namespace

SpscRing::SpscRing(const nt_ring_options& options) : options_(options) {
  const uint64_t length = std::bit_ceil(options.capacity_frames);
  mask_ = length - 1;
  // A cache line more than needed, so that the same frame of many planes does not fall on one set of the cache.
  stride_ = (length * options.item_bytes + cache_line - 1) / cache_line * cache_line + cache_line;
  if (stride_ > NT_RING_MAX_BYTES / options.planes) throw Error(NT_LIMIT, "the ring would need more than 4 GiB");
  memory_.assign(stride_ * options.planes, 0);
}

uint64_t SpscRing::available() const noexcept {
  // The reader's position first: it is never ahead of a writer's position that is read later.
  const uint64_t read = reader_.position.load(std::memory_order_acquire);
  return std::min(writer_.position.load(std::memory_order_acquire) - read, options_.capacity_frames);
}

nt_ring_state SpscRing::state() const noexcept {
  nt_ring_state s{};
  s.read = reader_.position.load(std::memory_order_acquire);
  s.written = writer_.position.load(std::memory_order_acquire);
  s.overruns = writer_.overruns.load(std::memory_order_relaxed);
  s.dropped = writer_.dropped.load(std::memory_order_relaxed);
  s.underruns = reader_.underruns.load(std::memory_order_relaxed);
  s.missed = reader_.missed.load(std::memory_order_relaxed);
  s.is_closed = is_closed() ? 1 : 0;
  return s;
}

nt_ring_view SpscRing::view_at(uint64_t position, uint32_t frames) const noexcept {
  const uint64_t offset = position & mask_;
  const auto first = static_cast<uint32_t>(std::min<uint64_t>(frames, mask_ + 1 - offset));
  return {position, offset, first, frames - first};
}

/// Room for frames up to wanted, by the reader's position seen last if that suffices. [writer]
uint64_t SpscRing::room(uint64_t wanted) noexcept {
  const uint64_t at = writer_.position.load(std::memory_order_relaxed);
  uint64_t free = options_.capacity_frames - (at - writer_.seen_reader);
  if (free < wanted) {
    writer_.seen_reader = reader_.position.load(std::memory_order_acquire);
    free = options_.capacity_frames - (at - writer_.seen_reader);
  }
  return std::min(free, wanted);
}

void SpscRing::publish(uint64_t position) noexcept {
  writer_.position.store(position, std::memory_order_release);
  if (!writer_is_real_time()) readable_.notify();
}

void SpscRing::copy_in(uint64_t position, const void* const* planes, uint32_t frames) noexcept {
  const auto [start, offset, first, second] = view_at(position, frames);
  const size_t item = options_.item_bytes, head = first * item;
  for (uint32_t p = 0; p < options_.planes; ++p) {
    const auto* from = static_cast<const uint8_t*>(planes[p]);
    std::memcpy(plane(p) + offset * item, from, head);
    std::memcpy(plane(p), from + head, second * item);
  }
}

uint32_t SpscRing::write(const void* const* planes, uint32_t frames) noexcept {
  const nt_ring_block block{planes, frames};
  return static_cast<uint32_t>(write_batch(&block, 1));
}

uint64_t SpscRing::write_batch(const nt_ring_block* blocks, uint32_t count_of_blocks) noexcept {
  uint64_t asked = 0, taken = 0;
  for (uint32_t b = 0; b < count_of_blocks; ++b) asked += blocks[b].frames;
  const uint64_t at = writer_.position.load(std::memory_order_relaxed), free = room(asked);
  for (uint32_t b = 0; b < count_of_blocks && taken < free; ++b) {
    const auto frames = static_cast<uint32_t>(std::min<uint64_t>(blocks[b].frames, free - taken));
    copy_in(at + taken, blocks[b].planes, frames);
    taken += frames;
  }
  writer_.reserved = 0;
  if (taken > 0) publish(at + taken);
  if (taken < asked) count(writer_.overruns, 1), count(writer_.dropped, asked - taken);
  return taken;
}

nt_ring_view SpscRing::reserve(uint32_t frames) noexcept {
  writer_.reserved = static_cast<uint32_t>(room(frames));
  return view_at(writer_.position.load(std::memory_order_relaxed), writer_.reserved);
}

bool SpscRing::commit(uint32_t frames) noexcept {
  if (frames > writer_.reserved) return false;
  writer_.reserved = 0;
  if (frames > 0) publish(writer_.position.load(std::memory_order_relaxed) + frames);
  return true;
}

void SpscRing::close() noexcept {
  writer_.is_closed.store(true, std::memory_order_release);
  if (!writer_is_real_time()) readable_.notify();
}

nt_status SpscRing::wait_writable(uint64_t frames, uint64_t timeout_ns) {
  return writable_.wait([&] { return room(frames) == frames; }, patience(timeout_ns),
                        reader_is_real_time() ? look_again : std::chrono::nanoseconds{0})
             ? NT_OK
             : NT_NOT_YET;
}

/// Frames to read up to wanted, by the writer's position seen last if that suffices. [reader]
uint64_t SpscRing::ready(uint64_t wanted) noexcept {
  const uint64_t at = reader_.position.load(std::memory_order_relaxed);
  if (reader_.seen_writer - at < wanted) reader_.seen_writer = writer_.position.load(std::memory_order_acquire);
  return std::min(reader_.seen_writer - at, wanted);
}

void SpscRing::release(uint64_t position) noexcept {
  reader_.position.store(position, std::memory_order_release);
  if (!reader_is_real_time()) writable_.notify();
}

void SpscRing::copy_out(uint64_t position, void* const* planes, uint32_t frames) noexcept {
  const auto [start, offset, first, second] = view_at(position, frames);
  const size_t item = options_.item_bytes, head = first * item;
  for (uint32_t p = 0; p < options_.planes; ++p) {
    auto* to = static_cast<uint8_t*>(planes[p]);
    std::memcpy(to, plane(p) + offset * item, head);
    std::memcpy(to + head, plane(p), second * item);
  }
}

nt_status SpscRing::read(void* const* planes, uint32_t frames, uint32_t& got) noexcept {
  // Before the frames are counted: what was written before the ring was closed is there afterwards.
  const bool closed = is_closed();
  got = static_cast<uint32_t>(ready(frames));
  if (got > 0) {
    const uint64_t at = reader_.position.load(std::memory_order_relaxed);
    copy_out(at, planes, got);
    release(at + got);
  }
  if (got == frames) return NT_OK;
  if (closed) return got == 0 ? NT_END : NT_OK;
  count(reader_.underruns, 1);
  count(reader_.missed, frames - got);
  return NT_OK;
}

nt_status SpscRing::peek(uint64_t after, void* const* planes, uint32_t frames, uint32_t& got) noexcept {
  const bool closed = is_closed();
  const uint64_t there = ready(after > options_.capacity_frames ? options_.capacity_frames : after + frames);
  got = there > after ? static_cast<uint32_t>(std::min<uint64_t>(there - after, frames)) : 0;
  if (got > 0) copy_out(reader_.position.load(std::memory_order_relaxed) + after, planes, got);
  return closed && got == 0 && frames > 0 ? NT_END : NT_OK;
}

nt_status SpscRing::view(uint32_t frames, nt_ring_view& out) noexcept {
  const bool closed = is_closed();
  const auto there = static_cast<uint32_t>(ready(frames));
  out = view_at(reader_.position.load(std::memory_order_relaxed), there);
  return closed && there == 0 && frames > 0 ? NT_END : NT_OK;
}

nt_status SpscRing::skip(uint64_t frames, uint64_t& skipped) noexcept {
  const bool closed = is_closed();
  skipped = ready(frames);
  if (skipped > 0) release(reader_.position.load(std::memory_order_relaxed) + skipped);
  return closed && skipped == 0 && frames > 0 ? NT_END : NT_OK;
}

void SpscRing::clear() noexcept {
  const uint64_t at = reader_.position.load(std::memory_order_relaxed);
  const uint64_t there = ready(std::numeric_limits<uint64_t>::max());
  reader_.chunks = 0;
  reader_.chunked_until = at + there;
  if (there > 0) release(at + there);
}

nt_status SpscRing::next_chunk(uint32_t frames, uint32_t overlap, nt_ring_chunk& out) noexcept {
  const bool closed = is_closed();
  // One more than asked tells whether something follows.
  const uint64_t there = ready(uint64_t{frames} + 1), at = reader_.position.load(std::memory_order_relaxed);
  out = {};
  if (there == 0 && closed) return NT_END;
  if (there < frames && !closed) return NT_NOT_YET;
  out.is_last = closed && there <= frames ? 1 : 0;
  const auto held = static_cast<uint32_t>(std::min<uint64_t>(there, frames));
  out.view = view_at(at, held);
  out.sequence = reader_.chunks;
  out.hop = out.is_last != 0 ? held : frames - overlap;
  const uint64_t end = at + held;
  out.fresh = static_cast<uint32_t>(end - std::clamp(reader_.chunked_until, at, end));
  return NT_OK;
}

bool SpscRing::advance(const nt_ring_chunk& chunk) noexcept {
  const uint64_t at = reader_.position.load(std::memory_order_relaxed);
  const uint64_t held = uint64_t{chunk.view.first} + chunk.view.second;
  if (chunk.view.start != at || chunk.hop > held || held > ready(held)) return false;
  ++reader_.chunks;
  reader_.chunked_until = std::max(reader_.chunked_until, at + held);
  release(at + chunk.hop);
  return true;
}

nt_status SpscRing::wait_readable(uint64_t frames, uint64_t timeout_ns) {
  bool closed = false;
  const auto done = [&] {
    closed = is_closed();
    return ready(frames) == frames || closed;
  };
  if (!readable_.wait(done, patience(timeout_ns), writer_is_real_time() ? look_again : std::chrono::nanoseconds{0}))
    return NT_NOT_YET;
  return ready(frames) == frames ? NT_OK : NT_END;
}

}  // namespace nt::ring
