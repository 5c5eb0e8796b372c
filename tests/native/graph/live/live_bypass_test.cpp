// Stages faded out of the way and in again.

#include "graph/live/live_run.hpp"

namespace {

using namespace nt::test;

TEST(LiveBypass, given_a_bypass_and_its_end_then_the_way_around_is_exact_aligned_and_the_stage_ran_on) {
  constexpr uint32_t latency = 700;
  const Planes in = lively(2, 60000);
  const Planes wet = plain({late(latency), compressor()}, in);
  Planes dry(2, std::vector<double>(60000));
  for (size_t c = 0; c < 2; ++c) std::copy_n(in[c].begin(), 60000 - latency, dry[c].begin() + latency);
  Planes first;
  for (const uint32_t k : {1U, 2U, 3U}) {
    Live live;
    ASSERT_EQ(NT_OK, live.edit({fresh(1, {late(latency), compressor()})}));
    const auto blocks = k == 1 ? blocks_of(480) : drawn(k);
    Planes out;
    live.run(in, out, 0, 20001, blocks);
    ASSERT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 1, 1));
    ASSERT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 1, 1)) << "once more is nothing";
    live.run(in, out, 20001, 40001, blocks);
    EXPECT_EQ(latency, live.info().latency);
    ASSERT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 1, 0));
    live.run(in, out, 40001, 60000, blocks);
    EXPECT_EQ(-1, first_difference(wet, out, 0, 20001));
    EXPECT_EQ(-1, first_difference(dry, out, 20001 + live_fade, 40001));
    EXPECT_EQ(-1, first_difference(wet, out, 40001 + live_fade, 60000));
    const auto events = live.events();
    ASSERT_EQ(3U, events.size());
    expect_event(events[1], NT_LIVE_BYPASSED, 1, 20001 + live_fade);
    expect_event(events[2], NT_LIVE_UNBYPASSED, 1, 40001 + live_fade);
    if (k == 1) first = out;
    EXPECT_EQ(-1, first_difference(first, out, 0, 60000)) << "whatever the blocks";
  }
}

TEST(LiveBypass, given_a_tone_when_bypassed_then_there_is_no_click) {
  const Planes in = tone(1, 80000, 997);
  Live live(1);
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-20)})}));
  Planes out;
  live.run(in, out, 0, 40000, blocks_of(333));
  ASSERT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 1, 1));
  live.run(in, out, 40000, 80000, blocks_of(333));
  EXPECT_LE(energy_away_db(out[0], 40480 - 32768, 997), -140);
  EXPECT_EQ(in[0][79999], out[0][79999]);
}

TEST(LiveBypass, given_a_change_of_mind_within_the_fade_then_it_goes_to_its_end_first) {
  const Planes in = tone(1, 80000, 997);
  Live live(1);
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-20)})}));
  Planes out;
  live.run(in, out, 0, 40000, blocks_of(100));
  ASSERT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 1, 1));
  live.run(in, out, 40000, 40300, blocks_of(100));
  ASSERT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 1, 0));
  live.run(in, out, 40300, 80000, blocks_of(100));
  EXPECT_LE(energy_away_db(out[0], 40480 - 32768, 997), -120);
  const auto events = live.events();
  ASSERT_EQ(3U, events.size());
  expect_event(events[1], NT_LIVE_BYPASSED, 1, 40960);
  expect_event(events[2], NT_LIVE_UNBYPASSED, 1, 41000 + live_fade);
  EXPECT_NEAR(0.1 * in[0][79999], out[0][79999], 1e-12);
}

TEST(LiveBypass, given_a_stage_that_begins_bypassed_then_it_is_silent_until_it_is_taken_in) {
  const Planes in = lively(2, 20000);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-6)}, true), fresh(2, {reverb()}, true)}));
  Planes out;
  live.run(in, out, 0, 9000, drawn(1));
  ASSERT_EQ(NT_OK, live.edit({goes_on(1), goes_on(2)})) << "a stage that goes on stays bypassed";
  live.run(in, out, 9000, 10000, drawn(1));
  EXPECT_EQ(-1, first_difference(in, out, 0, 10000));
  ASSERT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 1, 0));
  live.run(in, out, 10000, 20000, drawn(1));
  EXPECT_EQ(-1, first_difference(plain({gain(-6)}, in), out, 10000 + live_fade, 20000));
  const auto events = live.events();
  ASSERT_EQ(3U, events.size());
  expect_event(events[2], NT_LIVE_UNBYPASSED, 1, 10000 + live_fade);
}

TEST(LiveBypass, given_a_stage_that_adds_channels_then_the_further_ones_are_silent_around_it) {
  const Planes in = lively(2, 9000);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {crossover(500)}, true)}));
  Planes out;
  live.run(in, out, 0, 9000, drawn(1));
  EXPECT_EQ(-1, first_difference(in, {out[0], out[1]}, 0, 9000));
  for (size_t i = 0; i < 9000; ++i) ASSERT_EQ(0.0, out[2][i] + out[3][i]);
}

TEST(LiveBypass, given_a_reset_within_the_fade_then_it_is_over) {
  const Planes in = lively(1, 4000);
  Live live(1);
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(-6)})}));
  Planes out;
  live.run(in, out, 0, 1000, blocks_of(100));
  ASSERT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 1, 1));
  live.run(in, out, 1000, 1100, blocks_of(100));
  ASSERT_EQ(NT_OK, nt_live_graph_reset(live.get()));
  live.run(in, out, 1100, 4000, blocks_of(100));
  EXPECT_EQ(-1, first_difference(in, out, 1100, 4000));
  expect_event(live.events().at(1), NT_LIVE_BYPASSED, 1, 1100);
}

}  // namespace
