// The ring of one writer and one reader, against a queue that cannot be wrong.

#include "ntdsp/ring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "graph/realtime_watch.hpp"

namespace {

struct Destroy {
  void operator()(nt_ring* r) const { nt_ring_destroy(r); }
};
using Ring = std::unique_ptr<nt_ring, Destroy>;

Ring make(uint64_t capacity, uint32_t planes = 2, uint32_t item_bytes = 8, uint32_t flags = 0) {
  const nt_ring_options options{capacity, planes, item_bytes, flags, 0};
  nt_ring* ring = nullptr;
  EXPECT_EQ(NT_OK, nt_ring_create(&options, &ring));
  return Ring(ring);
}

/// Frame n as bytes of plane p: no two frames or planes that meet are alike.
std::vector<uint8_t> item(uint64_t n, uint32_t p, uint32_t item_bytes) {
  std::vector<uint8_t> bytes(item_bytes);
  uint64_t hash = (n + 1) * 0x9E3779B97F4A7C15ull ^ (p + 1) * 0xC2B2AE3D27D4EB4Full;
  for (auto& b : bytes) b = static_cast<uint8_t>(hash >> 56), hash *= 0x2545F4914F6CDD1Dull;
  return bytes;
}

/// Frames in planes of their own.
struct Frames {
  std::vector<std::vector<uint8_t>> planes;
  std::vector<void*> pointers;
  Frames(uint32_t count, uint32_t frames, uint32_t item_bytes)
      : planes(count, std::vector<uint8_t>(size_t{frames} * item_bytes + 1, 0xAA)) {
    for (auto& p : planes) pointers.push_back(p.data());
  }
  void number(uint64_t from, uint32_t frames, uint32_t item_bytes) {
    for (uint32_t p = 0; p < planes.size(); ++p)
      for (uint32_t i = 0; i < frames; ++i) {
        const auto bytes = item(from + i, p, item_bytes);
        std::copy(bytes.begin(), bytes.end(), planes[p].begin() + static_cast<ptrdiff_t>(i) * item_bytes);
      }
  }
};

/// What the ring is, said with a queue of frame numbers.
class Model {
 public:
  Model(uint64_t capacity, uint32_t planes, uint32_t item_bytes, uint32_t seed)
      : ring_(make(capacity, planes, item_bytes)),
        capacity_(capacity),
        planes_(planes),
        item_bytes_(item_bytes),
        random_(seed) {}

  void run(int steps) {
    for (int s = 0; s < steps && !::testing::Test::HasFailure(); ++s) {
      switch (below(11)) {
        case 0:
        case 1:
          write();
          break;
        case 2:
          write_batch();
          break;
        case 3:
          write_in_place();
          break;
        case 4:
        case 5:
          read();
          break;
        case 6:
          peek();
          break;
        case 7:
          read_in_place();
          break;
        case 8:
          skip();
          break;
        case 9:
          chunk();
          break;
        default:
          if (below(20) == 0) clear();
      }
      compare();
    }
    EXPECT_EQ(NT_OK, nt_ring_close(ring_.get()));
    closed_ = true;
    uint32_t written = 7;
    Frames none(planes_, 1, item_bytes_);
    EXPECT_EQ(NT_BAD_STATE, nt_ring_write(ring_.get(), none.pointers.data(), 1, &written));
    EXPECT_EQ(0u, written);
    while (!queue_.empty() && !::testing::Test::HasFailure()) {
      if (below(2) == 0)
        read();
      else
        chunk();
      compare();
    }
    read();
    chunk();
  }

 private:
  uint32_t below(uint32_t n) { return std::uniform_int_distribution<uint32_t>(0, n - 1)(random_); }
  uint32_t some() { return below(static_cast<uint32_t>(capacity_) + 3); }
  uint64_t free() const { return capacity_ - queue_.size(); }

  void take(uint64_t asked, uint64_t taken) {
    for (uint64_t i = 0; i < taken; ++i) queue_.push_back(next_++);
    if (taken < asked) ++overruns_, dropped_ += asked - taken;
  }
  /// The first frames of the queue stand in the buffers.
  void expect(const Frames& f, uint64_t after, uint32_t frames) {
    for (uint32_t p = 0; p < planes_; ++p)
      for (uint32_t i = 0; i < frames; ++i) {
        const auto bytes = item(queue_[after + i], p, item_bytes_);
        ASSERT_EQ(0, std::memcmp(bytes.data(), f.planes[p].data() + size_t{i} * item_bytes_, item_bytes_)) << i;
      }
  }
  void expect(const nt_ring_view& view, uint32_t frames) {
    ASSERT_EQ(frames, view.first + view.second);
    ASSERT_EQ(frames == 0 ? view.start : queue_.front(), view.start);
    for (uint32_t p = 0; p < planes_; ++p)
      for (uint32_t i = 0; i < frames; ++i) {
        const auto bytes = item(queue_[i], p, item_bytes_);
        const auto* plane = static_cast<const uint8_t*>(nt_ring_plane(ring_.get(), p));
        const uint64_t at = i < view.first ? view.offset + i : i - view.first;
        ASSERT_EQ(0, std::memcmp(bytes.data(), plane + at * item_bytes_, item_bytes_)) << i;
      }
  }
  nt_status end_or_ok(uint32_t asked) const { return closed_ && queue_.empty() && asked > 0 ? NT_END : NT_OK; }

  void write() {
    const uint32_t frames = some();
    Frames f(planes_, frames, item_bytes_);
    f.number(next_, frames, item_bytes_);
    uint32_t written = 0;
    ASSERT_EQ(NT_OK, nt_ring_write(ring_.get(), f.pointers.data(), frames, &written));
    ASSERT_EQ(std::min<uint64_t>(frames, free()), written);
    take(frames, written);
  }
  void write_batch() {
    const uint32_t first = some(), second = some();
    Frames a(planes_, first, item_bytes_), b(planes_, second, item_bytes_);
    a.number(next_, first, item_bytes_);
    b.number(next_ + first, second, item_bytes_);
    const nt_ring_block blocks[] = {{a.pointers.data(), first}, {b.pointers.data(), second}};
    uint64_t written = 0;
    ASSERT_EQ(NT_OK, nt_ring_write_batch(ring_.get(), blocks, 2, &written));
    ASSERT_EQ(std::min<uint64_t>(uint64_t{first} + second, free()), written);
    take(uint64_t{first} + second, written);
  }
  void write_in_place() {
    const uint32_t frames = some();
    nt_ring_view view{};
    ASSERT_EQ(NT_OK, nt_ring_reserve(ring_.get(), frames, &view));
    const uint32_t reserved = view.first + view.second;
    ASSERT_EQ(std::min<uint64_t>(frames, free()), reserved);
    for (uint32_t p = 0; p < planes_; ++p)
      for (uint32_t i = 0; i < reserved; ++i) {
        const auto bytes = item(next_ + i, p, item_bytes_);
        auto* plane = static_cast<uint8_t*>(nt_ring_plane(ring_.get(), p));
        const uint64_t at = i < view.first ? view.offset + i : i - view.first;
        std::copy(bytes.begin(), bytes.end(), plane + at * item_bytes_);
      }
    ASSERT_EQ(NT_INVALID_ARGUMENT, nt_ring_commit(ring_.get(), reserved + 1));
    const uint32_t kept = below(reserved + 1);
    ASSERT_EQ(NT_OK, nt_ring_commit(ring_.get(), kept));
    take(kept, kept);
  }
  void read() {
    const uint32_t frames = some();
    Frames f(planes_, frames, item_bytes_);
    uint32_t got = 0;
    ASSERT_EQ(end_or_ok(frames), nt_ring_read(ring_.get(), f.pointers.data(), frames, &got));
    ASSERT_EQ(std::min<uint64_t>(frames, queue_.size()), got);
    expect(f, 0, got);
    if (got < frames && !closed_) ++underruns_, missed_ += frames - got;
    queue_.erase(queue_.begin(), queue_.begin() + got);
  }
  void peek() {
    const uint32_t frames = some(), after = some();
    Frames f(planes_, frames, item_bytes_);
    uint32_t got = 0;
    ASSERT_EQ(NT_OK, nt_ring_peek(ring_.get(), after, f.pointers.data(), frames, &got));
    ASSERT_EQ(after >= queue_.size() ? 0 : std::min<uint64_t>(frames, queue_.size() - after), got);
    expect(f, after, got);
  }
  void read_in_place() {
    const uint32_t frames = some();
    nt_ring_view view{};
    ASSERT_EQ(NT_OK, nt_ring_view_readable(ring_.get(), frames, &view));
    expect(view, static_cast<uint32_t>(std::min<uint64_t>(frames, queue_.size())));
  }
  void skip() {
    const uint32_t frames = some();
    uint64_t skipped = 0;
    ASSERT_EQ(NT_OK, nt_ring_skip(ring_.get(), frames, &skipped));
    ASSERT_EQ(std::min<uint64_t>(frames, queue_.size()), skipped);
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<ptrdiff_t>(skipped));
  }
  void clear() {
    ASSERT_EQ(NT_OK, nt_ring_clear(ring_.get()));
    queue_.clear();
    chunks_ = 0;
    chunked_until_ = next_;
  }
  void chunk() {
    const uint32_t frames = 1 + below(static_cast<uint32_t>(capacity_)), overlap = below(frames);
    nt_ring_chunk chunk{};
    const nt_status status = nt_ring_next_chunk(ring_.get(), frames, overlap, &chunk);
    const nt_status wanted = closed_ ? end_or_ok(frames) : queue_.size() < frames ? NT_NOT_YET : NT_OK;
    ASSERT_EQ(wanted, status);
    if (wanted != NT_OK) return;
    const auto held = static_cast<uint32_t>(std::min<uint64_t>(frames, queue_.size()));
    expect(chunk.view, held);
    EXPECT_EQ(closed_ && queue_.size() <= frames, chunk.is_last != 0);
    EXPECT_EQ(chunks_, chunk.sequence);
    EXPECT_EQ(chunk.is_last != 0 ? held : frames - overlap, chunk.hop);
    uint32_t fresh = 0;
    for (uint32_t i = 0; i < held; ++i) fresh += queue_[i] >= chunked_until_ ? 1 : 0;
    EXPECT_EQ(fresh, chunk.fresh);
    if (below(4) == 0) return;  // looked at, not processed
    chunked_until_ = std::max(chunked_until_, queue_[held - 1] + 1);
    ASSERT_EQ(NT_OK, nt_ring_advance(ring_.get(), &chunk));
    ASSERT_EQ(NT_BAD_STATE, nt_ring_advance(ring_.get(), &chunk));
    ++chunks_;
    queue_.erase(queue_.begin(), queue_.begin() + chunk.hop);
  }
  void compare() {
    EXPECT_EQ(queue_.size(), nt_ring_available(ring_.get()));
    EXPECT_EQ(free(), nt_ring_remaining(ring_.get()));
    EXPECT_EQ(queue_.empty(), nt_ring_is_empty(ring_.get()) != 0);
    EXPECT_EQ(free() == 0, nt_ring_is_full(ring_.get()) != 0);
    nt_ring_options options{};
    nt_ring_state state{};
    ASSERT_EQ(NT_OK, nt_ring_describe(ring_.get(), &options, &state));
    EXPECT_EQ(capacity_, options.capacity_frames);
    EXPECT_EQ(next_, state.written);
    EXPECT_EQ(next_ - queue_.size(), state.read);
    EXPECT_EQ(overruns_, state.overruns);
    EXPECT_EQ(dropped_, state.dropped);
    EXPECT_EQ(underruns_, state.underruns);
    EXPECT_EQ(missed_, state.missed);
    EXPECT_EQ(closed_, state.is_closed != 0);
  }

  Ring ring_;
  uint64_t capacity_;
  uint32_t planes_, item_bytes_;
  std::mt19937 random_;
  std::deque<uint64_t> queue_;
  uint64_t next_ = 0, chunks_ = 0, chunked_until_ = 0;
  uint64_t overruns_ = 0, dropped_ = 0, underruns_ = 0, missed_ = 0;
  bool closed_ = false;
};

TEST(Ring, given_any_order_of_calls_then_it_is_a_bounded_queue_of_frames) {
  for (const uint64_t capacity : {1, 2, 3, 7, 8, 64, 100})
    for (const uint32_t planes : {1u, 2u, 5u})
      for (const uint32_t item_bytes : {1u, 3u, 8u})
        for (uint32_t seed = 0; seed < 3; ++seed) {
          SCOPED_TRACE(::testing::Message()
                       << capacity << " frames, " << planes << " planes of " << item_bytes << " bytes, seed " << seed);
          Model(capacity, planes, item_bytes, seed).run(400);
          if (::testing::Test::HasFailure()) return;
        }
}

TEST(Ring, given_a_ring_then_planes_begin_on_cache_lines_and_hold_zeros) {
  const Ring ring = make(1000, 3, 3);
  for (uint32_t p = 0; p < 3; ++p) {
    const auto* plane = static_cast<const uint8_t*>(nt_ring_plane(ring.get(), p));
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(plane) % 64);
    EXPECT_TRUE(std::all_of(plane, plane + 3000, [](uint8_t b) { return b == 0; }));
  }
  EXPECT_EQ(nullptr, nt_ring_plane(ring.get(), 3));
}

TEST(Ring, given_seconds_when_frames_are_asked_for_then_they_are_rounded_up_and_bounded) {
  EXPECT_EQ(22050u, nt_ring_frames(0.5, 44100));
  EXPECT_EQ(442u, nt_ring_frames(0.01001, 44100));
  for (const double s : {0.0, -1.0, 1e9, std::nan("")}) EXPECT_EQ(0u, nt_ring_frames(s, 48000)) << s;
}

TEST(Ring, given_a_chunk_of_a_ring_that_is_closed_when_only_its_overlap_is_left_then_the_last_one_holds_nothing_fresh) {
  const Ring ring = make(16, 1);
  Frames f(1, 8, 8);
  uint32_t written = 0;
  ASSERT_EQ(NT_OK, nt_ring_write(ring.get(), f.pointers.data(), 8, &written));
  nt_ring_chunk chunk{};
  ASSERT_EQ(NT_OK, nt_ring_next_chunk(ring.get(), 8, 2, &chunk));
  EXPECT_EQ(0, chunk.is_last);
  EXPECT_EQ(8u, chunk.fresh);
  ASSERT_EQ(NT_OK, nt_ring_advance(ring.get(), &chunk));
  ASSERT_EQ(NT_OK, nt_ring_close(ring.get()));
  ASSERT_EQ(NT_OK, nt_ring_next_chunk(ring.get(), 8, 2, &chunk));
  EXPECT_EQ(1, chunk.is_last);
  EXPECT_EQ(0u, chunk.fresh);
  EXPECT_EQ(1u, chunk.sequence);
  ASSERT_EQ(NT_OK, nt_ring_advance(ring.get(), &chunk));
  EXPECT_EQ(NT_END, nt_ring_next_chunk(ring.get(), 8, 2, &chunk));
}

TEST(Ring, given_both_ends_at_work_then_nothing_is_allocated_and_nothing_locked) {
  const Ring ring = make(64);
  Frames f(2, 64, 8);
  uint32_t count = 0;
  uint64_t many = 0;
  nt_ring_view view{};
  nt_ring_chunk chunk{};
  const nt_ring_block block{f.pointers.data(), 5};
  const nt::test::RealtimeWatch watch;
  for (int i = 0; i < 100; ++i) {
    nt_ring_write(ring.get(), f.pointers.data(), 48, &count);
    nt_ring_write_batch(ring.get(), &block, 1, &many);
    nt_ring_reserve(ring.get(), 4, &view);
    nt_ring_commit(ring.get(), 4);
    nt_ring_peek(ring.get(), 2, f.pointers.data(), 8, &count);
    nt_ring_view_readable(ring.get(), 8, &view);
    nt_ring_next_chunk(ring.get(), 8, 4, &chunk);
    nt_ring_advance(ring.get(), &chunk);
    nt_ring_skip(ring.get(), 3, &many);
    nt_ring_read(ring.get(), f.pointers.data(), 64, &count);
    if (i % 10 == 0) nt_ring_clear(ring.get());
  }
  EXPECT_EQ(0u, watch.allocations());
  EXPECT_EQ(0u, watch.locks());
}

TEST(Ring, given_absurd_arguments_then_they_are_refused) {
  nt_ring* ring = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_ring_create(nullptr, &ring));
  for (const nt_ring_options& o :
       {nt_ring_options{0, 2, 8, 0, 0}, nt_ring_options{NT_RING_MAX_FRAMES + 1, 2, 8, 0, 0},
        nt_ring_options{64, 0, 8, 0, 0}, nt_ring_options{64, 65, 8, 0, 0}, nt_ring_options{64, 2, 0, 0, 0},
        nt_ring_options{64, 2, 1025, 0, 0}, nt_ring_options{64, 2, 8, 4, 0}})
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_ring_create(&o, &ring));
  const nt_ring_options huge{NT_RING_MAX_FRAMES, 64, 1024, 0, 0};
  EXPECT_EQ(NT_LIMIT, nt_ring_create(&huge, &ring));
  EXPECT_EQ(nullptr, ring);

  const Ring good = make(8);
  Frames f(2, 8, 8);
  const void* half[] = {f.pointers[0], nullptr};
  uint32_t count = 0;
  nt_ring_chunk chunk{};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_ring_write(good.get(), half, 1, &count));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_ring_write(nullptr, half, 1, &count));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_ring_read(good.get(), nullptr, 1, &count));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_ring_next_chunk(good.get(), 9, 0, &chunk));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_ring_next_chunk(good.get(), 4, 4, &chunk));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_ring_wait_readable(good.get(), 9, 0));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_ring_wait_writable(good.get(), 9, 0));
  EXPECT_EQ(NT_BAD_STATE, nt_ring_wait_readable(make(8, 2, 8, NT_RING_REAL_TIME_READER).get(), 1, 0));
  EXPECT_EQ(NT_BAD_STATE, nt_ring_wait_writable(make(8, 2, 8, NT_RING_REAL_TIME_WRITER).get(), 1, 0));
  EXPECT_EQ(0u, nt_ring_available(nullptr));
  nt_ring_destroy(nullptr);
}

}  // namespace
