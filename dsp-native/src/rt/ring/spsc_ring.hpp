#pragma once
// A ring of frames between one writer and one reader.

#include <atomic>
#include <cstdint>
#include <limits>

#include "ntdsp/ring.h"
#include "rt/aligned.hpp"
#include "rt/ring/side_event.hpp"

namespace nt::ring {

/// L. Lamport's queue (Proving the correctness of multiprocess programs, 1977) with positions that never turn back:
/// each end writes its own position, on a cache line of its own, and looks at the other's only where the one it saw
/// last does not suffice.
class SpscRing {
 public:
  /// Throws nt::Error. [owner]
  explicit SpscRing(const nt_ring_options& options);

  [[nodiscard]] const nt_ring_options& options() const noexcept { return options_; }
  [[nodiscard]] uint8_t* plane(uint32_t p) noexcept { return memory_.data() + p * stride_; }
  /// Frames that can be read: behind the writer's position and not behind the reader's, whoever asks.
  [[nodiscard]] uint64_t available() const noexcept;
  [[nodiscard]] uint64_t remaining() const noexcept { return options_.capacity_frames - available(); }
  [[nodiscard]] bool is_closed() const noexcept { return writer_.is_closed.load(std::memory_order_acquire); }
  [[nodiscard]] nt_ring_state state() const noexcept;

  // [writer]
  uint32_t write(const void* const* planes, uint32_t frames) noexcept;
  uint64_t write_batch(const nt_ring_block* blocks, uint32_t count) noexcept;
  nt_ring_view reserve(uint32_t frames) noexcept;
  bool commit(uint32_t frames) noexcept;
  void close() noexcept;
  nt_status wait_writable(uint64_t frames, uint64_t timeout_ns);

  // [reader]
  nt_status read(void* const* planes, uint32_t frames, uint32_t& got) noexcept;
  nt_status peek(uint64_t after, void* const* planes, uint32_t frames, uint32_t& got) noexcept;
  nt_status view(uint32_t frames, nt_ring_view& out) noexcept;
  nt_status skip(uint64_t frames, uint64_t& skipped) noexcept;
  void clear() noexcept;
  nt_status next_chunk(uint32_t frames, uint32_t overlap, nt_ring_chunk& out) noexcept;
  bool advance(const nt_ring_chunk& chunk) noexcept;
  nt_status wait_readable(uint64_t frames, uint64_t timeout_ns);

 private:
  struct alignas(cache_line) WriterEnd {
    std::atomic<uint64_t> position{0};
    std::atomic<uint64_t> overruns{0}, dropped{0};
    std::atomic<bool> is_closed{false};
    uint64_t seen_reader = 0;
    uint32_t reserved = 0;
  };
  struct alignas(cache_line) ReaderEnd {
    std::atomic<uint64_t> position{0};
    std::atomic<uint64_t> underruns{0}, missed{0};
    uint64_t seen_writer = 0;
    uint64_t chunks = 0;
    uint64_t chunked_until = 0;  // position behind the newest frame that a chunk has held
  };

  uint64_t room(uint64_t wanted) noexcept;
  uint64_t ready(uint64_t wanted) noexcept;
  [[nodiscard]] nt_ring_view view_at(uint64_t position, uint32_t frames) const noexcept;
  void copy_in(uint64_t position, const void* const* planes, uint32_t frames) noexcept;
  void copy_out(uint64_t position, void* const* planes, uint32_t frames) noexcept;
  void publish(uint64_t position) noexcept;
  void release(uint64_t position) noexcept;
  [[nodiscard]] bool writer_is_real_time() const noexcept { return (options_.flags & NT_RING_REAL_TIME_WRITER) != 0; }
  [[nodiscard]] bool reader_is_real_time() const noexcept { return (options_.flags & NT_RING_REAL_TIME_READER) != 0; }

  WriterEnd writer_;
  ReaderEnd reader_;
  alignas(cache_line) nt_ring_options options_;
  uint64_t mask_ = 0;  // of the memory's length, a power of two of frames
  size_t stride_ = 0;  // bytes from plane to plane
  SideEvent readable_, writable_;
  AlignedVector<uint8_t> memory_;
};

}  // namespace nt::ring
