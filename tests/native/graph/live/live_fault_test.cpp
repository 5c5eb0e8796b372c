// Stages that fail while they play: what the listener hears, and what the owner is told.

#include <ctime>

#include "graph/live/live_run.hpp"

namespace {

using namespace nt::test;

constexpr size_t broken = 20000;
constexpr uint32_t latency = 256;

/// From frame `from` on: no value above the louder of the two sides, no step beyond the tone's own and the ramp's, and
/// the way around from 10 ms later on, to the bit.
void expect_ramp(const Planes& out, const Planes& around, size_t from, double level, double steepest_side) {
  for (size_t c = 0; c < out.size(); ++c) {
    for (const double v : out[c]) ASSERT_TRUE(std::isfinite(v));
    EXPECT_LE(loudest(out[c], from, from + live_fault), level);
    // sin^8 has its largest value 128/35 times its mean.
    const double bound = steepest_side + 2 * level * 128 / 35 / live_fault;
    EXPECT_LE(steepest(out[c], from - 1, from + live_fault + 1), bound);
    EXPECT_NEAR(out[c][from - 1], out[c][from], 1e-6 * level) << "what was there last is held";
  }
  EXPECT_EQ(-1, first_difference(around, out, from + live_fault, out[0].size()));
}

Planes delayed(const Planes& in, size_t frames) {
  Planes out(in.size(), std::vector<double>(in[0].size()));
  for (size_t c = 0; c < in.size(); ++c)
    std::copy(in[c].begin(), in[c].end() - static_cast<ptrdiff_t>(frames),
              out[c].begin() + static_cast<ptrdiff_t>(frames));
  return out;
}

TEST(LiveFault, given_any_fault_then_the_stage_is_out_of_the_way_within_10_ms_and_without_a_jump) {
  const Planes in = tone(2, 40000, 997);
  const double step = 0.5 * 2 * M_PI * 997 / live_rate;
  for (const nt_status fault : {NT_NOT_FINITE, NT_INTERNAL, NT_BAD_STATE, NT_NO_SPACE}) {
    Live live;
    ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-6)}), fresh(2, {late(latency), gain(-3)}), fresh(3, {gain(-1)})}));
    Planes out;
    live.run(in, out, 0, broken, drawn(1));
    ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 2, fault));
    live.run(in, out, broken, 40000, drawn(2));
    EXPECT_EQ(-1, first_difference(plain({gain(-6), late(latency), gain(-3), gain(-1)}, in), out, 0, broken));
    const Planes around = plain({gain(-1)}, delayed(plain({gain(-6)}, in), latency));
    expect_ramp(out, around, broken, 0.5 * std::pow(10, -7.0 / 20) * 1.000001, step);
    const auto events = live.events();
    ASSERT_EQ(2U, events.size());
    expect_event(events[1], NT_LIVE_FAILED, 2, broken, fault);
    EXPECT_EQ(latency, live.info().latency) << "it still delays by as much";
    EXPECT_EQ(NT_BAD_STATE, nt_live_graph_bypass(live.get(), 2, 0));
    EXPECT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 2, 1));
  }
}

TEST(LiveFault, given_an_overflow_within_a_block_then_the_frames_before_it_are_heard_whatever_the_blocks) {
  Planes in = tone(2, 40000, 500, 0.9);
  in[1][broken + 17] = 1e308;
  Planes first;
  for (const uint32_t k : {0U, 1U, 2U, 3U}) {
    Live live;
    // 40 dB more than what a number can hold.
    ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(40)}), fresh(2, {gain(-40)})}));
    Planes out;
    live.run(in, out, 0, 40000, k == 0 ? blocks_of(4096) : k == 1 ? blocks_of(1) : drawn(k));
    EXPECT_EQ(-1, first_difference(plain({gain(40), gain(-40)}, tone(2, 40000, 500, 0.9)), out, 0, broken + 17));
    EXPECT_EQ(-1, first_difference(plain({gain(-40)}, in), out, broken + 17 + live_fault, 40000));
    for (const auto& plane : out)
      for (const double v : plane) ASSERT_TRUE(std::isfinite(v));
    const auto events = live.events();
    ASSERT_EQ(2U, events.size());
    expect_event(events[1], NT_LIVE_FAILED, 1, broken + 17, NT_NOT_FINITE);
    if (k == 0) first = out;
    EXPECT_EQ(-1, first_difference(first, out, 0, 40000)) << k;
  }
}

TEST(LiveFault, given_a_stage_over_its_budget_then_it_fails_after_the_patience_and_no_longer_runs) {
  const Planes in = tone(2, 40000, 997);
  const double step = 0.5 * 2 * M_PI * 997 / live_rate;
  Live live(2, 2.0, 3);
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-1)}), fresh(2, {late(latency), gain(-6)})}));
  Planes out;
  live.run(in, out, 0, broken, blocks_of(64));
  ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 2, NT_LIMIT));
  live.run(in, out, broken, broken + 64 * 10, blocks_of(64));
  const auto thread_ns = [] {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
  };
  const double began = thread_ns();
  live.run(in, out, broken + 64 * 10, 40000, blocks_of(64));
  EXPECT_LT(thread_ns() - began, 4 * 1e9 * (40000 - broken - 640) / live_rate) << "less than it would have burnt";
  const auto events = live.events();
  ASSERT_EQ(2U, events.size());
  // The first block that is late by the wall clock only makes it a suspect.
  const uint64_t failed = events[1].frame;
  EXPECT_TRUE(failed == broken + 3 * 64 || failed == broken + 4 * 64) << failed;
  expect_event(events[1], NT_LIVE_FAILED, 2, failed, NT_LIMIT);
  EXPECT_EQ(-1, first_difference(plain({gain(-1), late(latency), gain(-6)}, in), out, 0, failed));
  expect_ramp(out, delayed(plain({gain(-1)}, in), latency), failed, 0.5, step);
}

TEST(LiveFault, given_no_budget_or_the_lack_of_time_taken_back_then_nothing_fails) {
  const Planes in = tone(2, 2000, 997);
  for (const bool limited : {false, true}) {
    Live live(2, limited ? 1.0 : 0.0, 10);
    ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-1)})}));
    Planes out;
    ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 1, NT_LIMIT));
    live.run(in, out, 0, 64 * 9, blocks_of(64));
    ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 1, NT_OK));
    live.run(in, out, 64 * 9, 2000, blocks_of(64));
    EXPECT_EQ(1U, live.events().size());
    EXPECT_EQ(-1, first_difference(plain({gain(-1)}, in), out, 0, 2000));
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_inject(live.get(), 1, NT_END));
    EXPECT_EQ(NT_NOT_FOUND, nt_live_graph_inject(live.get(), 2, NT_LIMIT));
  }
}

TEST(LiveFault, given_a_failed_stage_when_it_is_replaced_then_the_new_one_is_faded_in_and_the_others_play_on) {
  const Planes in = tone(2, 80000, 997);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {peak(700, 1, 6)}), fresh(2, {gain(-6)})}));
  Planes out;
  ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 2, NT_NOT_FINITE));
  live.run(in, out, 0, broken, blocks_of(128));
  ASSERT_EQ(NT_OK, live.edit({goes_on(1), fresh(2, {gain(-6)})}));
  live.run(in, out, broken, 80000, blocks_of(128));
  const Planes wet = plain({peak(700, 1, 6)}, in);
  EXPECT_EQ(-1, first_difference(wet, out, live_fault, broken + live_warm));
  const size_t heard = broken + live_warm + live_fade;
  EXPECT_EQ(-1, first_difference(plain({gain(-6)}, wet), out, heard, 80000));
  EXPECT_LE(energy_away_db(out[0], 14000, 997), -100);
  const auto events = live.events();
  ASSERT_EQ(3U, events.size());
  expect_event(events[1], NT_LIVE_FAILED, 2, 0, NT_NOT_FINITE);
  expect_event(events[2], NT_LIVE_EDITED, 2, heard);
  EXPECT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 2, 0)) << "the new one has not failed";
}

TEST(LiveFault, given_a_bypassed_stage_that_fails_then_nothing_is_heard_of_it) {
  const Planes in = lively(2, 9000);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {late(latency)}, true)}));
  Planes out;
  live.run(in, out, 0, 5000, drawn(1));
  ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 1, NT_INTERNAL));
  live.run(in, out, 5000, 9000, drawn(1));
  EXPECT_EQ(-1, first_difference(delayed(in, latency), out, 0, 9000));
  expect_event(live.events().at(1), NT_LIVE_FAILED, 1, 5000, NT_INTERNAL);
}

TEST(LiveFault, given_a_failure_within_the_fade_of_a_bypass_then_there_is_no_jump) {
  const Planes in = tone(2, 40000, 997);
  const double step = 0.5 * 2 * M_PI * 997 / live_rate;
  for (const int back : {0, 1}) {
    Live live;
    ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-12)}, back == 1)}));
    Planes out;
    live.run(in, out, 0, broken - 400, blocks_of(100));
    ASSERT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 1, back == 0));
    live.run(in, out, broken - 400, broken, blocks_of(100));
    ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 1, NT_NOT_FINITE));
    live.run(in, out, broken, 40000, blocks_of(100));
    expect_ramp(out, in, broken, 0.5, step);
    EXPECT_EQ(2U, live.events().size()) << "the fade has no end of its own";
  }
}

TEST(LiveFault, given_a_new_stage_that_fails_unheard_then_it_is_told_and_what_was_there_is_faded_to_the_way_around) {
  const Planes in = tone(2, 80000, 997);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-6)})}));
  Planes out;
  live.run(in, out, 0, broken, blocks_of(100));
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-20)})}));
  ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 1, NT_INTERNAL));
  live.run(in, out, broken, 80000, blocks_of(100));
  EXPECT_EQ(-1, first_difference(plain({gain(-6)}, in), out, 0, broken + live_warm));
  EXPECT_EQ(-1, first_difference(in, out, broken + live_warm + live_fade, 80000));
  EXPECT_LE(energy_away_db(out[0], 14000, 997), -100);
  const auto events = live.events();
  ASSERT_EQ(3U, events.size());
  expect_event(events[1], NT_LIVE_FAILED, 1, broken, NT_INTERNAL);
}

TEST(LiveFault, given_a_stage_on_its_way_out_that_fails_then_nobody_is_told_and_there_is_no_jump) {
  const Planes in = tone(2, 40000, 997);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-6)})}));
  Planes out;
  live.run(in, out, 0, broken, blocks_of(100));
  ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 1, NT_NOT_FINITE));
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-6)})}));
  live.run(in, out, broken, 40000, blocks_of(100));
  EXPECT_LE(steepest(out[0], broken - 1, 40000), 0.5 * 2 * M_PI * 997 / live_rate + 2 * 0.5 * 128 / 35 / live_fault);
  EXPECT_EQ(-1, first_difference(plain({gain(-6)}, in), out, broken + live_warm + live_fade, 40000));
  EXPECT_EQ(2U, live.events().size());
}

}  // namespace
