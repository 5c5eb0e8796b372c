// What is heard, told from what a device counts.

#include "analysis/view/heard_clock.hpp"

#include <gtest/gtest.h>

namespace {

using nt::analysis::Heard;
using nt::analysis::HeardClock;

constexpr double rate = 1000;  // a frame is a millisecond
constexpr int64_t ms = 1'000'000, start = 5'000 * ms;

nt_device_clock clock_of(uint64_t played, uint64_t silence, int64_t delay, int64_t at_ms) {
  nt_device_clock c{};
  c.played = played;
  c.silence = silence;
  c.delay = delay;
  c.at_ns = start + at_ms * ms;
  c.state = NT_DEVICE_RUNNING;
  return c;
}

TEST(HeardClock, given_frames_in_the_devices_buffer_when_time_passes_then_they_are_heard_one_by_one_and_no_more) {
  HeardClock clock(rate);
  const auto c = clock_of(100, 0, 80, 0);
  EXPECT_EQ(20u, clock.at(c, start).frames);
  EXPECT_EQ(30u, clock.at(c, start + 10 * ms).frames);
  EXPECT_EQ(100u, clock.at(c, start + 80 * ms).frames);
  const Heard late = clock.at(c, start + 200 * ms);
  EXPECT_EQ(100u, late.frames) << "nothing more was taken";
  EXPECT_EQ(0u, late.silence) << "a device that is late is no silence";
}

TEST(HeardClock, given_a_device_not_started_then_nothing_is_heard) {
  HeardClock clock(rate);
  nt_device_clock c{};
  c.state = NT_DEVICE_OPEN;
  EXPECT_EQ(0u, clock.at(c, start).frames);
  c.state = NT_DEVICE_RUNNING;  // its first call has not come
  EXPECT_EQ(0u, clock.at(c, start + 1000 * ms).silence);
}

TEST(HeardClock, given_a_pause_then_all_frames_are_heard_before_the_silence_behind_them) {
  HeardClock clock(rate);
  clock.at(clock_of(100, 0, 100, 0), start);
  // The buffer stays full: of its 100 frames 40 are silence by now.
  const Heard heard = clock.at(clock_of(100, 40, 60, 40), start + 40 * ms);
  EXPECT_EQ(40u, heard.frames);
  EXPECT_EQ(0u, heard.silence);
  const Heard later = clock.at(clock_of(100, 130, 0, 130), start + 130 * ms);
  EXPECT_EQ(100u, later.frames);
  EXPECT_EQ(30u, later.silence);
}

TEST(HeardClock, given_estimates_of_the_delay_that_waver_then_neither_count_turns_back_and_no_silence_is_made_up) {
  HeardClock clock(rate);
  uint64_t before = 0;
  for (int64_t t = 0; t < 1000; t += 10) {
    const int64_t waver = t % 30 - 10;
    const Heard heard = clock.at(clock_of(100 + static_cast<uint64_t>(t), 0, 100 + waver, t), start + t * ms);
    EXPECT_GE(heard.frames, before);
    EXPECT_NEAR(static_cast<double>(heard.frames), static_cast<double>(t), 11);
    EXPECT_EQ(0u, heard.silence);
    before = heard.frames;
  }
}

TEST(HeardClock, given_a_device_that_stopped_asking_then_silence_follows_what_it_held) {
  HeardClock clock(rate);
  const auto c = clock_of(100, 0, 50, 0);
  const Heard heard = clock.at(c, start + 1300 * ms);
  EXPECT_EQ(100u, heard.frames);
  EXPECT_EQ(1000u, heard.silence) << "but for the quarter of a second that a device may be late";
}

TEST(HeardClock, given_a_drained_device_then_all_was_heard) {
  HeardClock clock(rate);
  auto c = clock_of(100, 0, 50, 0);
  clock.at(c, start);
  c.state = NT_DEVICE_DRAINED;
  EXPECT_EQ(100u, clock.at(c, start).frames);
}

}  // namespace
