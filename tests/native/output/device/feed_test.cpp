#include "output/device/feed.hpp"

#include <time.h>

#include "graph/realtime_watch.hpp"
#include "output/device/device_run.hpp"

namespace {

using namespace nt::test;
using nt::device::Feed;

class Forms : public testing::TestWithParam<nt_device_samples> {
 protected:
  [[nodiscard]] nt_device_samples samples() const { return GetParam(); }
  [[nodiscard]] nt_device_request asked() const { return request(samples(), is_dsd(samples()) ? 64 * 44100.0 : 48000); }
  [[nodiscard]] uint32_t word() const { return word_of(samples()); }
  Bytes pull(Feed& feed, uint32_t frames, uint32_t needed) {
    Bytes out(frames * feed.frame_bytes());
    out.resize(feed.pull(out.data(), frames, needed) * feed.frame_bytes());
    return out;
  }
};

TEST_P(Forms, given_a_stream_pulled_in_odd_cuts_when_it_goes_round_the_ring_then_every_frame_arrives_once) {
  Feed feed(asked(), samples(), 96);
  const auto s = noise(samples(), 2, 4000);
  Bytes got;
  std::mt19937 random(1);
  for (size_t at = 0; at < s.frames() || !feed.has_ended();) {
    const size_t room = std::min<size_t>(nt_ring_remaining(feed.ring()), s.frames() - at);
    if (room > 0) at += write_ring(feed.ring(), s, at, 1 + random() % room);
    if (at == s.frames()) nt_ring_close(feed.ring());
    const auto more = pull(feed, 1 + random() % 40, 0);
    got.insert(got.end(), more.begin(), more.end());
  }
  EXPECT_TRUE(same_bytes(plain(samples(), s), got));
  const auto clock = feed.clock();
  EXPECT_EQ(4000u, clock.played);
  EXPECT_EQ(0u, clock.silence);
  EXPECT_EQ(0u, clock.starvations);
}

TEST_P(Forms, given_too_few_frames_when_pulled_then_silence_follows_them_and_is_counted_as_starving) {
  Feed feed(asked(), samples(), 400);
  const auto s = noise(samples(), 2, 10 * word());
  write_ring(feed.ring(), s, 0, s.frames());
  auto expected = plain(samples(), s);
  const auto still = plain_silence(samples(), 2, 15, 10);
  expected.insert(expected.end(), still.begin(), still.end());
  EXPECT_TRUE(same_bytes(expected, pull(feed, 40, 25)));
  auto clock = feed.clock();
  EXPECT_EQ(10u * word(), clock.played);
  EXPECT_EQ(15u * word(), clock.silence);
  EXPECT_EQ(15u * word(), clock.starved);
  EXPECT_EQ(1u, clock.starvations);

  // The markers of DoP go on through silence: 25 frames were written.
  write_ring(feed.ring(), s, 0, s.frames());
  EXPECT_TRUE(same_bytes(plain(samples(), s, 25), pull(feed, 10, 10)));
  // Idle: silence that nobody misses.
  feed.set_idle(true);
  EXPECT_TRUE(same_bytes(plain_silence(samples(), 2, 7, 35), pull(feed, 7, 7)));
  clock = feed.clock();
  EXPECT_EQ(22u * word(), clock.silence);
  EXPECT_EQ(15u * word(), clock.starved);
  EXPECT_EQ(1u, clock.starvations);
}

TEST(DeviceFeed, given_steps_and_then_samples_between_them_when_pulled_then_the_clock_says_when_it_dithers) {
  auto r = request(NT_DEVICE_S16);
  r.flags = NT_DEVICE_DITHER;
  Feed feed(r, NT_DEVICE_S16, 40000);
  Signal s = noise(NT_DEVICE_S16, 2, 10000);
  for (auto& plane : s.pcm)
    for (auto& value : plane) value = std::floor(value * 30000) / 32768;
  const auto play = [&] {
    write_ring(feed.ring(), s, 0, s.frames());
    Bytes out(s.frames() * feed.frame_bytes());
    feed.pull(out.data(), static_cast<uint32_t>(s.frames()), static_cast<uint32_t>(s.frames()));
    return out;
  };
  EXPECT_TRUE(same_bytes(plain(NT_DEVICE_S16, s), play()));
  EXPECT_EQ(0, feed.clock().is_dithering);
  s.pcm[1][9000] += 0x1p-17;
  const auto mixed = play();
  EXPECT_FALSE(same_bytes(plain(NT_DEVICE_S16, s), mixed));
  EXPECT_EQ(1, feed.clock().is_dithering);
  s.pcm[1][9000] = 0;
  play();
  EXPECT_EQ(0, feed.clock().is_dithering) << "8192 steps have followed one another";
  EXPECT_TRUE(same_bytes(plain(NT_DEVICE_S16, s), play()));
}

TEST_P(Forms, given_the_end_within_a_word_when_pulled_then_the_word_is_filled_up_and_silence_follows_uncounted) {
  Feed feed(asked(), samples(), 400);
  const auto s = noise(samples(), 2, 8 * word() + 1);
  write_ring(feed.ring(), s, 0, s.frames());
  if (word() > 1) {
    EXPECT_EQ(8 * feed.frame_bytes(), pull(feed, 40, 0).size()) << "a part of a word waits";
    EXPECT_FALSE(feed.has_ended());
  }
  nt_ring_close(feed.ring());
  const auto rest = pull(feed, 40, 0);
  EXPECT_TRUE(feed.has_ended());
  auto expected = plain(samples(), s);
  if (word() > 1) expected.erase(expected.begin(), expected.begin() + static_cast<long>(8 * feed.frame_bytes()));
  EXPECT_TRUE(same_bytes(expected, rest));
  EXPECT_TRUE(same_bytes(plain_silence(samples(), 2, 5, 9), pull(feed, 5, 5)));
  EXPECT_EQ(s.frames(), feed.clock().played);
  EXPECT_EQ(0u, feed.clock().starved);
}

TEST_P(Forms, given_a_deadline_that_is_over_when_pulled_then_frames_are_taken_and_silence_is_heard) {
  Feed feed(asked(), samples(), 400);
  const auto s = noise(samples(), 2, 30 * word());
  write_ring(feed.ring(), s, 0, s.frames());
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  const int64_t now = int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
  feed.set_deadline(now + 3'600'000'000'000);
  Signal first = s, last = s;
  for (auto& plane : first.pcm) plane.resize(10);
  for (auto& plane : first.bits) plane.resize(10 * word());
  EXPECT_TRUE(same_bytes(plain(samples(), first), pull(feed, 10, 10)));
  feed.set_deadline(now - 1);
  EXPECT_TRUE(same_bytes(plain_silence(samples(), 2, 10, 10), pull(feed, 10, 10)));
  EXPECT_EQ(20u * word(), feed.clock().played);
  EXPECT_EQ(10u * word(), feed.clock().silence);
  EXPECT_EQ(0u, feed.clock().starved);
  feed.set_deadline(INT64_MAX);
  for (auto& plane : last.pcm) plane.erase(plane.begin(), plane.begin() + 20);
  for (auto& plane : last.bits) plane.erase(plane.begin(), plane.begin() + 20 * word());
  EXPECT_TRUE(same_bytes(plain(samples(), last, 20), pull(feed, 10, 10)));
}

TEST_P(Forms, given_any_state_of_the_ring_when_pulled_then_nothing_is_allocated_and_no_lock_is_taken) {
  auto r = asked();
  r.flags = NT_DEVICE_DITHER;
  Feed feed(r, samples(), 4096);
  const auto s = noise(samples(), 2, 4000);
  Bytes out(2000 * feed.frame_bytes());
  write_ring(feed.ring(), s, 0, 4000);
  feed.pull(out.data(), 10, 10);
  {
    RealtimeWatch watch;
    feed.pull(out.data(), 500, 500);
    feed.set_deadline(1);
    feed.pull(out.data(), 100, 100);
    feed.set_deadline(INT64_MAX);
    feed.set_delay(100);
    for (int i = 0; i < 5; ++i) feed.pull(out.data(), 2000, 2000);
    nt_ring_close(feed.ring());
    feed.pull(out.data(), 2000, 2000);
    feed.count_xrun(3);
    feed.finish();
    (void)feed.clock();
    EXPECT_EQ(0u, RealtimeWatch::allocations());
    EXPECT_EQ(0u, RealtimeWatch::locks());
  }
  EXPECT_TRUE(feed.has_ended());
}

TEST_P(Forms, given_silence_behind_the_last_frame_when_the_delay_is_told_then_only_frames_count) {
  Feed feed(asked(), samples(), 400);
  const auto s = noise(samples(), 2, 10 * word());
  write_ring(feed.ring(), s, 0, s.frames());
  feed.set_idle(true);
  pull(feed, 10, 10);
  feed.set_delay(10);
  EXPECT_EQ(10 * word(), feed.clock().delay);
  // Four frames were heard, four of silence came behind: six are left.
  pull(feed, 4, 4);
  feed.set_delay(10);
  EXPECT_EQ(6 * word(), feed.clock().delay);
  pull(feed, 8, 8);
  feed.set_delay(10);
  EXPECT_EQ(0, feed.clock().delay);
  // What comes then is the newest again.
  write_ring(feed.ring(), s, 0, s.frames());
  pull(feed, 3, 3);
  feed.set_delay(10);
  EXPECT_EQ(10 * word(), feed.clock().delay);
}

INSTANTIATE_TEST_SUITE_P(DeviceFeed, Forms, testing::Range(NT_DEVICE_S16, static_cast<nt_device_samples>(14)),
                         [](const auto& p) { return nt::system::form_of(p.param).name; });

TEST(DeviceFeed, given_planes_when_pulled_then_they_hold_the_nearest_floats_and_silence) {
  Feed feed(request(NT_DEVICE_F32, 48000, 3), NT_DEVICE_F32, 256);
  const auto s = noise(NT_DEVICE_F32, 3, 200);
  write_ring(feed.ring(), s, 0, 200);
  std::vector<std::vector<float>> got(3, std::vector<float>(300, 9));
  float* planes[] = {got[0].data(), got[1].data(), got[2].data()};
  ASSERT_EQ(300u, feed.pull(planes, 300, 300));
  for (int c = 0; c < 3; ++c)
    for (int i = 0; i < 300; ++i)
      ASSERT_EQ(i < 200 ? static_cast<float>(s.pcm[c][i]) : 0.0f, got[c][i]) << c << " " << i;
  EXPECT_EQ(1u, feed.clock().starvations);
}

TEST(DeviceFeed, given_two_failures_when_it_is_lost_then_the_first_text_stays) {
  Feed feed(request(NT_DEVICE_S16), NT_DEVICE_S16, 256);
  feed.begin();
  EXPECT_STREQ("", feed.fault());
  feed.lose("pulled out");
  feed.lose("gone as well");
  feed.finish();
  EXPECT_STREQ("pulled out", feed.fault());
  EXPECT_EQ(NT_DEVICE_LOST, feed.clock().state);
}

}  // namespace
