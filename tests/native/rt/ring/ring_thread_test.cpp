// Both ends of a ring on threads of their own.

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "ntdsp/ring.h"

namespace {

constexpr uint64_t second = 1'000'000'000, very_long = 60 * second;

struct Destroy {
  void operator()(nt_ring* r) const { nt_ring_destroy(r); }
  void operator()(nt_trail* t) const { nt_trail_destroy(t); }
};
using Ring = std::unique_ptr<nt_ring, Destroy>;

Ring make(uint64_t capacity, uint32_t flags) {
  const nt_ring_options options{capacity, 2, 8, flags, 0};
  nt_ring* ring = nullptr;
  EXPECT_EQ(NT_OK, nt_ring_create(&options, &ring));
  return Ring(ring);
}

/// Frame n is (n, -n). The writer waits where it may and looks again where it may not; so does the reader.
class RingThreads : public ::testing::TestWithParam<uint32_t> {};

TEST_P(RingThreads, given_a_writer_and_a_reader_then_every_frame_arrives_once_and_in_order) {
  const uint32_t flags = GetParam();
  constexpr uint64_t total = 200'000;
  const Ring ring = make(257, flags);
  std::thread writer([&] {
    std::mt19937 random(1);
    std::vector<double> left(100), right(100);
    for (uint64_t at = 0; at < total;) {
      const auto frames = static_cast<uint32_t>(std::min<uint64_t>(1 + random() % 100, total - at));
      for (uint32_t i = 0; i < frames; ++i) left[i] = static_cast<double>(at + i), right[i] = -left[i];
      if ((flags & NT_RING_REAL_TIME_WRITER) == 0) {
        ASSERT_EQ(NT_OK, nt_ring_wait_writable(ring.get(), frames, very_long));
      }
      const void* planes[] = {left.data(), right.data()};
      uint32_t written = 0;
      ASSERT_EQ(NT_OK, nt_ring_write(ring.get(), planes, frames, &written));
      at += written;
      if (written == 0) std::this_thread::yield();
    }
    nt_ring_close(ring.get());
  });
  std::mt19937 random(2);
  std::vector<double> left(100), right(100);
  uint64_t at = 0;
  for (bool wrong = false; !wrong;) {
    const uint32_t frames = 1 + random() % 100;
    if ((flags & NT_RING_REAL_TIME_READER) == 0) {
      ASSERT_NE(NT_NOT_YET, nt_ring_wait_readable(ring.get(), frames, very_long));
    }
    void* planes[] = {left.data(), right.data()};
    uint32_t got = 0;
    if (nt_ring_read(ring.get(), planes, frames, &got) == NT_END) break;
    for (uint32_t i = 0; i < got; ++i)
      wrong |= left[i] != static_cast<double>(at + i) || right[i] != -static_cast<double>(at + i);
    EXPECT_FALSE(wrong) << at;
    at += got;
    if (got == 0) std::this_thread::yield();
  }
  writer.join();
  EXPECT_EQ(total, at);
}

INSTANTIATE_TEST_SUITE_P(WhoeverIsRealTime, RingThreads,
                         ::testing::Values(0u, NT_RING_REAL_TIME_WRITER, NT_RING_REAL_TIME_READER,
                                           NT_RING_REAL_TIME_WRITER | NT_RING_REAL_TIME_READER));

TEST(RingThreads, given_a_reader_that_waits_when_the_writer_closes_then_it_hears_of_the_end) {
  const Ring ring = make(64, 0);
  std::atomic<nt_status> heard{NT_INTERNAL};
  std::thread reader([&] { heard = nt_ring_wait_readable(ring.get(), 1, very_long); });
  nt_ring_close(ring.get());
  reader.join();
  EXPECT_EQ(NT_END, heard.load());
}

TEST(RingThreads, given_nobody_at_the_other_end_when_it_waits_then_it_ends_with_not_yet) {
  const Ring ring = make(64, 0);
  EXPECT_EQ(NT_NOT_YET, nt_ring_wait_readable(ring.get(), 1, 1000));
  EXPECT_EQ(NT_OK, nt_ring_wait_writable(ring.get(), 64, 0));
  nt_ring_view view{};
  ASSERT_EQ(NT_OK, nt_ring_reserve(ring.get(), 64, &view));
  ASSERT_EQ(NT_OK, nt_ring_commit(ring.get(), 64));
  EXPECT_EQ(NT_NOT_YET, nt_ring_wait_writable(ring.get(), 1, 1000));
}

TEST(Trail, given_a_writer_that_waits_for_nobody_when_others_read_then_every_frame_is_whole_or_reported_as_lost) {
  constexpr uint32_t channels = 3, block = 64;
  constexpr uint64_t total = 2'000'000;
  nt_trail* made = nullptr;
  ASSERT_EQ(NT_OK, nt_trail_create(channels, 1000, &made));
  const std::unique_ptr<nt_trail, Destroy> trail(made);
  std::vector<uint64_t> accounted(2), read_frames(2);
  std::atomic<int> wrong{0}, ready{0};
  const auto read = [&](size_t who) {
    std::vector<std::vector<double>> planes(channels, std::vector<double>(300));
    double* to[] = {planes[0].data(), planes[1].data(), planes[2].data()};
    ++ready;
    for (uint64_t position = 0; position < total;) {
      const uint64_t before = position;
      uint32_t got = 0;
      uint64_t lapped = 0;
      if (nt_trail_read(trail.get(), &position, to, 300, &got, &lapped) == NT_NOT_YET) {
        std::this_thread::yield();
        continue;
      }
      if (position != before + lapped + got) ++wrong;
      for (uint32_t i = 0; i < got; ++i)
        for (uint32_t c = 0; c < channels; ++c)
          if (planes[c][i] != static_cast<double>((position - got + i) * channels + c)) ++wrong;
      accounted[who] += lapped + got;
      read_frames[who] += got;
    }
  };
  std::thread first(read, 0), other(read, 1);
  std::vector<std::vector<double>> planes(channels, std::vector<double>(block));
  const double* from[] = {planes[0].data(), planes[1].data(), planes[2].data()};
  while (ready < 2) std::this_thread::yield();
  for (uint64_t at = 0; at < total;) {
    const auto frames = static_cast<uint32_t>(std::min<uint64_t>(block, total - at));
    for (uint32_t i = 0; i < frames; ++i)
      for (uint32_t c = 0; c < channels; ++c) planes[c][i] = static_cast<double>((at + i) * channels + c);
    ASSERT_EQ(NT_OK, nt_trail_write(trail.get(), from, frames));
    at += frames;
  }
  first.join();
  other.join();
  EXPECT_EQ(0, wrong.load());
  for (size_t who = 0; who < 2; ++who) {
    EXPECT_EQ(total, accounted[who]);
    EXPECT_GT(read_frames[who], 0u);
  }
}

}  // namespace
