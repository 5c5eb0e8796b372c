// Lists that change while they play.

#include <malloc.h>

#include <set>

#include "graph/live/live_run.hpp"

namespace {

using namespace nt::test;

constexpr size_t edited = 33000;  // not at a border of any usual block
constexpr size_t fades = edited + live_warm, heard = fades + live_fade;

/// Plays a tone, hands over the second list at frame `edited`, and plays on.
struct Change {
  std::vector<nt_live_stage> first, second;
  Planes in = tone(2, 80000, 997);
  Planes out{};
  std::vector<nt_live_event> events{};

  void run(const Blocks& blocks = blocks_of(480)) {
    Live live;
    ASSERT_EQ(NT_OK, live.edit(first));
    live.run(in, out, 0, edited, blocks);
    ASSERT_EQ(NT_OK, live.edit(second));
    live.run(in, out, edited, in[0].size(), blocks);
    events = live.events();
    EXPECT_EQ(0, live.info().is_changing);
  }
};

TEST(LiveEdit, given_a_step_of_20_db_under_a_tone_then_nothing_sounds_away_from_it) {
  for (const bool down : {true, false}) {
    Change change{{fresh(1, {gain(down ? 0 : -20)})}, {fresh(1, {gain(down ? -20 : 0)})}};
    change.run();
    for (size_t c = 0; c < 2; ++c)
      EXPECT_LE(energy_away_db(change.out[c], fades + live_fade / 2 - 32768, 997), -200) << "the aim is -100";
    // The figure means something: a bare cut, and a straight line over 20 ms, miss the aim.
    auto cut = change.in[0], line = cut;
    for (size_t i = 0; i < cut.size(); ++i) {
      const double done = std::clamp((static_cast<double>(i) - fades) / live_fade, 0.0, 1.0);
      cut[i] *= i < fades ? 1 : 0.1;
      line[i] *= 1 - 0.9 * done;
    }
    EXPECT_GT(energy_away_db(cut, fades + live_fade / 2 - 32768, 997), -50);
    EXPECT_GT(energy_away_db(line, fades + live_fade / 2 - 32768, 997), -95);
  }
}

/// Before the fade the samples are those of the one list, after it those of the other, whose new stages hear the stream
/// from the edit on; between them they lie between the two.
void expect_exact(const Change& change, const Planes& before, const Planes& after) {
  EXPECT_EQ(-1, first_difference(before, change.out, 0, fades));
  EXPECT_EQ(-1, first_difference(after, change.out, heard, change.in[0].size()));
  for (size_t c = 0; c < 2; ++c)
    for (size_t i = fades; i < heard; ++i) {
      const auto [low, high] = std::minmax(before[c][i], after[c][i]);
      ASSERT_GE(change.out[c][i], low - 1e-15) << "frame " << i;
      ASSERT_LE(change.out[c][i], high + 1e-15) << "frame " << i;
    }
  ASSERT_EQ(2U, change.events.size());
  expect_event(change.events[1], NT_LIVE_EDITED, 2, heard);
}

TEST(LiveEdit, given_a_stage_inserted_then_it_is_faded_in_exactly_and_without_a_click) {
  Change change{{fresh(1, {gain(-3)})}, {goes_on(1), fresh(2, {peak(1500, 1, 9)})}};
  change.run();
  const Planes before = plain({gain(-3)}, change.in);
  expect_exact(change, before, plain({peak(1500, 1, 9)}, before, edited));
  EXPECT_LE(energy_away_db(change.out[0], fades - 32768, 997), -100);
}

TEST(LiveEdit, given_a_stage_removed_then_it_is_faded_out_exactly_and_without_a_click) {
  Change change{{fresh(1, {peak(1500, 1, 9)}), fresh(2, {gain(-3)})}, {goes_on(2)}};
  change.run();
  expect_exact(change, plain({peak(1500, 1, 9), gain(-3)}, change.in), plain({gain(-3)}, change.in));
  EXPECT_LE(energy_away_db(change.out[0], fades - 32768, 997), -100);
}

TEST(LiveEdit, given_stages_in_another_order_then_the_moved_one_is_made_anew_and_faded_in) {
  Change change{{fresh(1, {peak(700, 1, 6)}), fresh(2, {peak(1500, 2, -9)})},
                {goes_on(2), fresh(1, {peak(700, 1, 6)})}};
  change.run();
  const Planes kept = plain({peak(1500, 2, -9)}, change.in);
  EXPECT_EQ(-1, first_difference(plain({peak(700, 1, 6), peak(1500, 2, -9)}, change.in), change.out, 0, edited));
  EXPECT_LE(energy_away_db(change.out[0], fades - 32768, 997), -100);
  // The kept filter has heard the other one before it; some thousand frames later that is forgotten.
  const Planes after = plain({peak(700, 1, 6)}, kept);
  for (size_t i = heard + 20000; i < change.in[0].size(); ++i) ASSERT_NEAR(after[0][i], change.out[0][i], 1e-12);
}

TEST(LiveEdit, given_any_blocks_that_meet_at_the_edit_then_the_samples_are_the_same) {
  const auto lists = [] {
    return Change{{fresh(1, {reverb()}), fresh(2, {late(200)}), fresh(3, {compressor()})},
                  {fresh(4, {peak(300, 1, 6)}), goes_on(2), fresh(5, {limiter()}), goes_on(3)}};
  };
  Change first = lists();
  first.in = lively(2, 60000);
  first.run(blocks_of(480));
  for (const uint32_t k : {1U, 2U, 3U}) {
    Change other = lists();
    other.in = first.in;
    other.run(k == 1 ? blocks_of(4096) : drawn(k));
    EXPECT_EQ(-1, first_difference(first.out, other.out, 0, 60000)) << k;
    ASSERT_EQ(first.events.size(), other.events.size());
    EXPECT_EQ(first.events[1].frame, other.events[1].frame);
  }
}

TEST(LiveEdit, given_two_places_changed_at_once_then_both_change_and_what_is_between_goes_on) {
  Change change{{fresh(1, {gain(-1)}), fresh(2, {late(100)}), fresh(3, {gain(-2)})},
                {fresh(4, {gain(-7)}), goes_on(2), fresh(5, {gain(-8)}), fresh(6, {gain(1)})}};
  change.run();
  EXPECT_EQ(-1, first_difference(plain({gain(-1), late(100), gain(-2)}, change.in), change.out, 0, fades));
  const Planes after = plain({gain(-7), late(100), gain(-8), gain(1)}, change.in);
  // The convolution's transforms hold frames of the fade for some blocks.
  for (size_t i = heard + 1000; i < change.in[0].size(); ++i) ASSERT_NEAR(after[0][i], change.out[0][i], 1e-15);
  EXPECT_LE(energy_away_db(change.out[0], fades - 32768, 997), -100);
  ASSERT_EQ(2U, change.events.size());
  EXPECT_EQ(100U, change.events[1].value);
}

TEST(LiveEdit, given_a_reverb_that_goes_on_then_its_tail_does_too) {
  Change change{{fresh(1, {reverb()}), fresh(2, {gain(0)})}, {goes_on(1), fresh(3, {gain(6)})}};
  change.in = Planes(2, std::vector<double>(80000));
  change.in[0][edited - 500] = change.in[1][edited - 700] = 1;
  change.run();
  const Planes wet = plain({reverb()}, change.in);
  EXPECT_GT(loudest(wet[0], heard, heard + 4000), 1e-3) << "there is a tail";
  EXPECT_EQ(-1, first_difference(plain({gain(6)}, wet), change.out, heard, 80000));
}

TEST(LiveEdit, given_a_stage_of_more_latency_then_it_runs_unheard_for_as_long) {
  for (const uint32_t latency : {5000U, 300U}) {
    Change change{{fresh(1, {late(50)})}, {fresh(1, {late(latency)})}};
    change.run();
    const size_t begins = edited + std::max(latency, live_warm), ends = begins + live_fade;
    EXPECT_EQ(-1, first_difference(plain({late(50)}, change.in), change.out, 0, begins));
    EXPECT_EQ(-1, first_difference(plain({late(latency)}, change.in, edited), change.out, ends, 80000));
    EXPECT_LE(energy_away_db(change.out[0], begins - 32768 + 480, 997), -100);
    expect_event(change.events.at(1), NT_LIVE_EDITED, 2, ends);
    EXPECT_EQ(latency, change.events[1].value);
  }
}

TEST(LiveEdit, given_stages_that_change_the_channels_then_they_can_be_replaced_together) {
  Change change{{fresh(1, {gain(-1)}), fresh(2, {crossover(300)}), fresh(3, {sum(1, 0.5)})},
                {goes_on(1), fresh(2, {crossover(2000)}), fresh(4, {gain(-2)}), fresh(3, {sum(0.5, 1)})}};
  change.run();
  const Planes kept = plain({gain(-1)}, change.in);
  expect_exact(change, plain({crossover(300), sum(1, 0.5)}, kept),
               plain({crossover(2000), gain(-2), sum(0.5, 1)}, kept, edited));
}

TEST(LiveEdit, given_a_list_before_the_first_block_then_other_channels_may_leave_and_no_longer_after_it) {
  const Planes in = lively(2, 3000);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {crossover(800)})}));
  EXPECT_EQ(4U, live.info().channels);
  ASSERT_EQ(NT_OK, live.edit({goes_on(1), fresh(2, {gain(-6)})})) << "none has been taken: it is replaced";
  Planes out;
  live.run(in, out, 0, 3000, drawn(1));
  EXPECT_EQ(-1, first_difference(plain({crossover(800), gain(-6)}, in), out, 0, 3000));
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({goes_on(2)}));
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({goes_on(1), fresh(3, {sum(1, 1)})}));
  EXPECT_EQ(NT_OK, live.edit({goes_on(1)}));
  const auto events = live.events();
  ASSERT_EQ(1U, events.size());
  expect_event(events[0], NT_LIVE_EDITED, 2, 0);
}

TEST(LiveEdit, given_a_list_that_no_block_has_taken_then_it_is_replaced_as_if_it_had_never_been) {
  Change change{{fresh(1, {gain(-1)})}, {goes_on(1), fresh(2, {peak(500, 1, 12)})}};
  Live live;
  ASSERT_EQ(NT_OK, live.edit(change.first));
  live.run(change.in, change.out, 0, edited, drawn(3));
  ASSERT_EQ(NT_OK, live.edit(change.second));
  ASSERT_EQ(NT_OK, live.edit({goes_on(1), goes_on(2), fresh(3, {gain(-9)})}));
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({goes_on(2), goes_on(1)}));
  ASSERT_EQ(NT_OK, live.edit({goes_on(1), goes_on(3)})) << "stage 2 has never been heard";
  live.run(change.in, change.out, edited, 80000, drawn(4));
  const Planes kept = plain({gain(-1)}, change.in);
  EXPECT_EQ(-1, first_difference(kept, change.out, 0, fades));
  EXPECT_EQ(-1, first_difference(plain({gain(-9)}, kept), change.out, heard, 80000));
  const auto events = live.events();
  ASSERT_EQ(2U, events.size());
  expect_event(events[1], NT_LIVE_EDITED, 4, heard);
}

TEST(LiveEdit, given_the_same_list_again_then_nothing_changes) {
  Live live;
  const Planes in = lively(2, 4000);
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {reverb()})}));
  Planes out;
  live.run(in, out, 0, 2000, drawn(1));
  ASSERT_EQ(NT_OK, live.edit({goes_on(1)}));
  live.run(in, out, 2000, 4000, drawn(1));
  EXPECT_EQ(-1, first_difference(plain({reverb()}, in), out, 0, 4000));
  expect_event(live.events().at(1), NT_LIVE_EDITED, 2, 2000);
}

TEST(LiveEdit, given_a_list_that_is_refused_then_everything_is_as_before_and_the_graphs_stay_the_caller_s) {
  const Planes in = lively(2, 20000);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {peak(400, 1, 6)}), fresh(2, {crossover(900)}), fresh(3, {sum(1, 1)})}));
  Planes out;
  live.run(in, out, 0, 7000, drawn(1));
  const auto was = live.info();
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({goes_on(1), goes_on(9)})) << "unknown";
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({fresh(0, {gain(0)})})) << "0";
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({fresh(5, {gain(0)}), fresh(5, {gain(0)})})) << "repeated";
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({goes_on(2), goes_on(1), goes_on(3)})) << "another order";
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({goes_on(1), goes_on(3)})) << "the channels do not fit";
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({goes_on(1), goes_on(2)})) << "more channels would leave";
  EXPECT_EQ(NT_INVALID_ARGUMENT, live.edit({goes_on(1), fresh(4, {sum(1, 1)})})) << "activate refuses two channels";
  std::vector<nt_live_stage> many;
  for (uint64_t k = 1; k <= NT_LIVE_MAX_STAGES + 1; ++k) many.push_back(fresh(k + 10, {gain(0)}));
  EXPECT_EQ(NT_LIMIT, live.edit(many));
  nt_graph* twice = graph_of({gain(0)});
  const nt_live_stage both[] = {{7, twice, 0, 0}, {8, twice, 0, 0}};
  uint64_t number = 77;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_edit(live.get(), both, 2, &number));
  EXPECT_EQ(77U, number);
  nt_graph_destroy(twice);
  EXPECT_EQ(was.stage_count, live.info().stage_count);
  EXPECT_EQ(0, live.info().is_changing);
  live.run(in, out, 7000, 20000, drawn(1));
  EXPECT_EQ(-1, first_difference(plain({peak(400, 1, 6), crossover(900), sum(1, 1)}, in), out, 0, 20000));
  EXPECT_EQ(1U, live.events().size());
}

TEST(LiveEdit, given_an_edit_under_way_then_the_next_one_waits_for_its_end) {
  const Planes in = lively(2, 20000);
  Live live;
  Planes out;
  live.run(in, out, 0, 1000, blocks_of(100));
  nt_graph* handed = graph_of({gain(-1)});
  const nt_live_stage stage{1, handed, 0, 0};
  uint64_t number = 0;
  ASSERT_EQ(NT_OK, nt_live_graph_edit(live.get(), &stage, 1, &number));
  live.run(in, out, 1000, 1000 + live_warm + live_fade - 1, blocks_of(100));
  EXPECT_EQ(NT_NOT_YET, live.edit({goes_on(1), fresh(2, {gain(-1)})}));
  EXPECT_EQ(1, live.info().is_changing);
  EXPECT_EQ(0U, live.info().stage_count) << "the list that is heard";
  live.run(in, out, 1000 + live_warm + live_fade - 1, 4000, blocks_of(100));
  EXPECT_EQ(0, live.info().is_changing);
  EXPECT_EQ(1U, live.info().stage_count);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_edit(live.get(), &stage, 1, &number)) << "handed over before";
  EXPECT_EQ(NT_OK, live.edit({goes_on(1), fresh(2, {gain(-1)})}));
}

TEST(LiveEdit, given_many_edits_then_the_memory_of_what_went_comes_back) {
  const Planes in = lively(2, 4096);
  nt_live_options options{live_rate, 2, 4096, 0.001, 0.001, 0, 0, 0};
  Live live(options);
  Planes out;
  const auto in_use = [] {
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
  };
  // Two channels of two seconds: 1.5 MB a stage.
  const Made big = Made::of(NT_DELAY, nt_delay_params{96000, NT_DELAY_FRAMES, 1});
  size_t settled = 0;
  for (int k = 0; k < 60; ++k) {
    ASSERT_EQ(NT_OK, live.edit({fresh(1, {big})}));
    // Every third list is replaced before a block has taken it.
    if (k % 3 != 0) live.run(in, out, 0, 4096, blocks_of(512));
    if (k == 8) settled = in_use();
  }
  EXPECT_LT(in_use(), settled + 6'000'000);
}

}  // namespace
