#include "capture/intake.hpp"

#include <time.h>

#include "capture/recording.hpp"
#include "graph/realtime_watch.hpp"

namespace {

using namespace nt::test;
using nt::capture::Intake;

/// All that can be read.
Planes drain(Intake& intake) {
  const auto n = static_cast<uint32_t>(nt_ring_available(intake.ring()));
  Planes out(intake.channels(), std::vector<double>(n));
  std::vector<void*> to;
  for (auto& plane : out) to.push_back(plane.data());
  uint32_t got = 0;
  nt_ring_read(intake.ring(), to.data(), n, &got);
  EXPECT_EQ(n, got);
  return out;
}

class IntakeForms : public testing::TestWithParam<nt_device_samples> {};

TEST_P(IntakeForms, given_frames_in_odd_cuts_when_pushed_round_the_ring_then_every_value_arrives_exactly) {
  Intake intake(GetParam(), 3, 48000, 96);
  intake.begin();
  const auto s = noise(GetParam(), 3, 4000, 5, 0.99);
  const auto bytes = plain(GetParam(), s);
  Planes got(3);
  std::mt19937 random(1);
  for (size_t at = 0; at < 4000;) {
    const auto n = static_cast<uint32_t>(std::min<size_t>(1 + random() % 96, 4000 - at));
    intake.push(bytes.data() + at * intake.frame_bytes(), n);
    at += n;
    const auto more = drain(intake);
    for (size_t c = 0; c < 3; ++c) got[c].insert(got[c].end(), more[c].begin(), more[c].end());
  }
  ASSERT_EQ(4000u, got[0].size());
  Signal back;
  back.pcm = got;
  EXPECT_TRUE(same_bytes(bytes, plain(GetParam(), back)));
  // What the bytes say is the value itself: nothing is rounded twice.
  for (size_t c = 0; c < 3; ++c)
    for (const double x : got[c]) {
      const int bits = GetParam() == NT_DEVICE_S16 ? 15 : GetParam() == NT_DEVICE_S32 ? 31 : 23;
      if (GetParam() != NT_DEVICE_F32 && GetParam() != NT_DEVICE_F64)
        ASSERT_EQ(std::floor(std::ldexp(x, bits)), std::ldexp(x, bits));
      ASSERT_LE(std::fabs(x), 1);
    }
  const auto clock = intake.clock();
  EXPECT_EQ(4000u, clock.captured);
  EXPECT_EQ(0u, clock.dropped);
  EXPECT_EQ(0u, clock.silence);
}

TEST_P(IntakeForms, given_whatever_comes_when_pushed_then_nothing_is_allocated_and_no_lock_is_taken) {
  Intake intake(GetParam(), 2, 48000, 1024);
  intake.begin();
  const Bytes bytes(1000 * intake.frame_bytes(), 1);
  const std::vector<float> plane(1000, 0.5f);
  const float* const planes[] = {plane.data(), plane.data()};
  {
    RealtimeWatch watch;
    intake.set_delay(10);
    intake.push(bytes.data(), 1000);
    intake.push(bytes.data(), 1000);  // overruns
    intake.push(planes, 100);
    uint64_t skipped = 0;
    nt_ring_skip(intake.ring(), 900, &skipped);
    intake.push(planes, 100);
    intake.push_hole(100);
    intake.mark(NT_CAPTURE_STREAM_ENDED);
    intake.push_silence(100);
    for (int i = 0; i < 300; ++i) intake.count_xrun(3);
    (void)intake.clock();
    nt_capture_event e{};
    while (intake.next_event(e)) {
    }
    intake.lose("gone");
    EXPECT_EQ(0u, RealtimeWatch::allocations());
    EXPECT_EQ(0u, RealtimeWatch::locks());
  }
}

INSTANTIATE_TEST_SUITE_P(Capture, IntakeForms,
                         testing::Values(NT_DEVICE_S16, NT_DEVICE_S24_3, NT_DEVICE_S24, NT_DEVICE_S32, NT_DEVICE_F32,
                                         NT_DEVICE_F64),
                         [](const auto& p) { return nt::system::form_of(p.param).name; });

TEST(CaptureIntake, given_more_than_the_ring_holds_when_pushed_then_what_is_dropped_is_counted_with_its_place) {
  Intake intake(NT_DEVICE_S16, 1, 48000, 100);
  intake.begin();
  std::vector<int16_t> ramp(1000);
  for (size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<int16_t>(i);
  intake.push(ramp.data(), 60);
  intake.push(ramp.data() + 60, 60);   // 40 of them fit
  intake.push(ramp.data() + 120, 30);  // none
  nt_capture_event e{};
  EXPECT_FALSE(intake.next_event(e)) << "told of once its length is known";
  EXPECT_EQ(50u, intake.clock().dropped);
  EXPECT_EQ(1u, intake.clock().overruns) << "one gap";
  const auto first = drain(intake);
  ASSERT_EQ(100u, first[0].size());
  EXPECT_EQ(99 / 32768.0, first[0][99]);
  intake.push(ramp.data() + 150, 10);
  ASSERT_TRUE(intake.next_event(e));
  EXPECT_EQ(NT_CAPTURE_DROPPED, e.kind);
  EXPECT_EQ(100u, e.position);
  EXPECT_EQ(50u, e.frames);
  EXPECT_FALSE(intake.next_event(e));
  const auto second = drain(intake);
  ASSERT_EQ(10u, second[0].size());
  EXPECT_EQ(150 / 32768.0, second[0][0]);
  EXPECT_EQ(110u, intake.clock().captured);
}

TEST(CaptureIntake, given_holes_and_streams_when_they_come_then_silence_stands_there_and_events_tell_why) {
  Intake intake(NT_DEVICE_F32, 1, 48000, 1000);
  intake.begin();
  const std::vector<float> ones(100, 1.0f);
  intake.push(ones.data(), 100);
  intake.push_hole(30);
  intake.mark(NT_CAPTURE_STREAM_ENDED);
  intake.push_silence(50);
  intake.mark(NT_CAPTURE_STREAM_BEGAN);
  intake.push(ones.data(), 20);
  intake.count_xrun(7);
  intake.push(ones.data(), 1);
  const auto got = drain(intake);
  ASSERT_EQ(201u, got[0].size());
  for (size_t i = 0; i < 201; ++i) ASSERT_EQ(i >= 100 && i < 180 ? 0.0 : 1.0, got[0][i]) << i;
  std::vector<std::tuple<int, uint64_t, uint64_t>> events;
  for (nt_capture_event e{}; intake.next_event(e);) events.emplace_back(e.kind, e.position, e.frames);
  const decltype(events) expected = {{NT_CAPTURE_HOLE, 100, 30},
                                     {NT_CAPTURE_STREAM_ENDED, 130, 0},
                                     {NT_CAPTURE_STREAM_BEGAN, 180, 0},
                                     {NT_CAPTURE_XRUN, 200, 7}};
  EXPECT_EQ(expected, events);
  EXPECT_EQ(80u, intake.clock().silence);
  EXPECT_EQ(7u, intake.clock().lost);
}

TEST(CaptureIntake, given_floats_that_are_not_finite_when_pushed_then_they_are_zero_and_the_rest_stays) {
  Intake intake(NT_DEVICE_F32, 2, 48000, 100);
  intake.begin();
  const float nan = std::nanf(""), inf = std::numeric_limits<float>::infinity();
  const float frames[] = {nan, 0.25f, 3.5f, -inf, inf, -0.0f};
  intake.push(frames, 3);
  const auto got = drain(intake);
  EXPECT_EQ((std::vector<double>{0, 3.5, 0}), got[0]);
  EXPECT_EQ((std::vector<double>{0.25, 0, 0}), got[1]);
}

TEST(CaptureIntake, given_words_of_24_bits_with_anything_above_them_when_pushed_then_the_sign_is_that_of_bit_23) {
  Intake intake(NT_DEVICE_S24, 1, 48000, 100);
  intake.begin();
  const uint32_t words[] = {0x00FFFFFF, 0xFFFFFFFF, 0x00800000, 0x007FFFFF, 0xAB000001};
  intake.push(words, 5);
  const double step = 1.0 / 8388608;
  EXPECT_EQ((std::vector<double>{-step, -step, -1, 1 - step, step}), drain(intake)[0]);
}

TEST(CaptureIntake, given_a_lost_source_then_the_ring_ends_the_first_reason_stays_and_nothing_more_comes) {
  Intake intake(NT_DEVICE_S16, 1, 48000, 100);
  intake.begin();
  const std::vector<int16_t> some(10, 5);
  intake.push(some.data(), 10);
  EXPECT_STREQ("", intake.fault());
  intake.lose("pulled out");
  intake.lose("a later one");
  intake.push(some.data(), 10);
  EXPECT_STREQ("pulled out", intake.fault());
  EXPECT_EQ(NT_CAPTURE_LOST, intake.state());
  EXPECT_EQ(10u, drain(intake)[0].size());
  double x = 0;
  void* to[] = {&x};
  uint32_t got = 0;
  EXPECT_EQ(NT_END, nt_ring_read(intake.ring(), to, 1, &got));
}

TEST(CaptureIntake, given_the_first_frames_then_the_start_is_the_time_they_were_heard_at) {
  Intake intake(NT_DEVICE_S16, 1, 1000, 5000);
  intake.begin();
  EXPECT_EQ(0, intake.clock().start_ns);
  const auto now = [] {
    timespec t{};
    clock_gettime(CLOCK_REALTIME, &t);
    return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
  };
  const std::vector<int16_t> some(2000);
  intake.set_delay(1000);
  const int64_t before = now();
  intake.push(some.data(), 2000);
  const int64_t start = intake.clock().start_ns;
  EXPECT_GE(start, before - 3'000'000'000);
  EXPECT_LE(start, now() - 3'000'000'000);
  intake.push(some.data(), 2000);
  EXPECT_EQ(start, intake.clock().start_ns);
}

TEST(CaptureIntake, given_a_writer_and_a_reader_in_two_threads_then_frames_drops_and_events_add_up) {
  Intake intake(NT_DEVICE_S32, 1, 48000, 256);
  intake.begin();
  constexpr int32_t total = 200'000, block_frames = 64;
  std::atomic<uint64_t> told{0};
  std::thread writer([&] {
    std::vector<int32_t> block(block_frames);
    for (int32_t at = 0; at < total; at += block_frames) {
      for (int32_t i = 0; i < block_frames; ++i) block[static_cast<size_t>(i)] = at + i;
      intake.push(block.data(), block_frames);
      // Gaps are meant to come, but no more of them than are kept.
      while (intake.clock().overruns > told.load() + 200) std::this_thread::yield();
    }
    intake.lose("over");
  });
  uint64_t position = 0, missing = 0, wrong = 0;
  std::vector<std::pair<uint64_t, uint64_t>> gaps;  // told of, and not reached yet
  int32_t next = 0;
  for (bool is_over = false; !is_over;) {
    const bool is_lost = intake.state() == NT_CAPTURE_LOST;
    const auto there = static_cast<uint32_t>(nt_ring_available(intake.ring()));
    is_over = is_lost && there == 0;
    for (nt_capture_event e{}; intake.next_event(e); ++told) gaps.emplace_back(e.position, e.frames);
    std::vector<double> got(std::max(there, 1u));
    void* to[] = {got.data()};
    uint32_t n = 0;
    nt_ring_read(intake.ring(), to, there, &n);
    for (uint32_t i = 0; i < n; ++i, ++position, ++next) {
      for (; !gaps.empty() && gaps.front().first == position; gaps.erase(gaps.begin())) {
        next += static_cast<int32_t>(gaps.front().second);
        missing += gaps.front().second;
      }
      wrong += next != static_cast<int32_t>(std::ldexp(got[i], 31)) ? 1 : 0;
    }
  }
  writer.join();
  for (nt_capture_event e{}; intake.next_event(e);) gaps.emplace_back(e.position, e.frames);
  for (const auto& gap : gaps) missing += gap.second;
  const auto clock = intake.clock();
  EXPECT_EQ(0u, wrong);
  EXPECT_EQ(0u, clock.unheard);
  EXPECT_EQ(clock.dropped, missing);
  EXPECT_EQ(static_cast<uint64_t>(total), clock.captured + clock.dropped);
}

}  // namespace
