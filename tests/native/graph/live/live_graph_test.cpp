// A live graph that nobody edits, and what it refuses.

#include "graph/live/live_run.hpp"
#include "graph/realtime_watch.hpp"

namespace {

using namespace nt::test;

TEST(LiveGraph, given_no_edits_then_the_samples_are_those_of_the_processors_in_one_graph) {
  const Planes in = lively(2, 30000);
  const std::vector<std::vector<Made>> stages = {
      {peak(900, 2, 6), compressor()}, {reverb()}, {crossover(500)}, {sum(0.8, 1.1)}, {late(333)}, {limiter()}};
  std::vector<Made> all;
  for (const auto& stage : stages) all.insert(all.end(), stage.begin(), stage.end());
  const Planes expected = plain(all, in);
  for (uint32_t k = 0; k < 5; ++k) {
    Live live;
    std::vector<nt_live_stage> list;
    for (const auto& stage : stages) list.push_back(fresh(list.size() + 1, stage));
    ASSERT_EQ(NT_OK, live.edit(list));
    EXPECT_EQ(2U, live.info().channels);
    EXPECT_EQ(6U, live.info().stage_count) << "of what the first block will be";
    Planes out;
    live.run(in, out, 0, 30000, k < 3 ? blocks_of(std::vector{4096U, 480U, 17U}[k]) : drawn(k));
    EXPECT_EQ(-1, first_difference(expected, out, 0, 30000)) << "blocks " << k;
    const auto events = live.events();
    ASSERT_EQ(1U, events.size());
    expect_event(events[0], NT_LIVE_EDITED, live.last_edit(), 0);
    EXPECT_GT(events[0].value, 333U) << "the limiter looks ahead as well";
    EXPECT_EQ(events[0].value, live.info().latency);
    EXPECT_EQ(30000U, live.info().frames);
    EXPECT_EQ(0, live.info().is_changing);
  }
}

TEST(LiveGraph, given_a_list_then_it_is_described_before_its_first_block_and_the_next_one_when_it_is_heard) {
  const auto described = [](const std::vector<Made>& processors) {
    nt_graph* g = graph_of(processors);
    EXPECT_EQ(NT_OK, nt_graph_activate(g, live_rate, 2, 512));
    nt_processor_info info{};
    EXPECT_EQ(NT_OK, nt_graph_describe(g, &info));
    nt_graph_destroy(g);
    return info;
  };
  const auto first = described({reverb(), peak(100, 5, 6), late(60)}), second = described({peak(100, 5, 6)});
  const Planes in = lively(2, 4000);
  Live live;
  EXPECT_EQ(0U, live.info().tail);
  ASSERT_EQ(NT_OK,
            live.edit({fresh(1, {reverb()}), fresh(2, {peak(100, 5, 6)}), fresh(3, {late(60), crossover(500)})}));
  EXPECT_EQ(2U, live.info().input_channels);
  EXPECT_EQ(4U, live.info().channels);
  EXPECT_LT(first.tail, live.info().tail) << "the crossover has one too";
  ASSERT_EQ(NT_OK, live.edit({goes_on(1), goes_on(2), fresh(4, {late(60)})}));
  EXPECT_EQ(first.tail, live.info().tail);
  EXPECT_EQ(first.latency, live.info().latency);
  Planes out;
  live.run(in, out, 0, 100, blocks_of(100));
  ASSERT_EQ(NT_OK, live.edit({goes_on(2)}));
  live.run(in, out, 100, 200, blocks_of(100));
  EXPECT_EQ(first.tail, live.info().tail);
  live.run(in, out, 200, 4000, blocks_of(100));
  EXPECT_EQ(second.tail, live.info().tail);
  EXPECT_EQ(0U, live.info().latency);
  EXPECT_GT(second.tail, 0U);
}

TEST(LiveGraph, given_no_stage_then_everything_passes_also_in_place) {
  const Planes in = lively(3, 5000);
  Live live(3);
  Planes out;
  live.run(in, out, 0, 5000, drawn(1));
  EXPECT_EQ(-1, first_difference(in, out, 0, 5000));
  live.run(out, out, 0, 5000, drawn(2));
  EXPECT_EQ(-1, first_difference(in, out, 0, 5000));
}

TEST(LiveGraph, given_the_same_planes_for_in_and_out_then_the_samples_are_the_same) {
  const Planes in = lively(2, 9000);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {peak(3000, 1, -6)}), fresh(2, {compressor()})}));
  Planes place = in;
  live.run(place, place, 0, 9000, blocks_of(700));
  EXPECT_EQ(-1, first_difference(plain({peak(3000, 1, -6), compressor()}, in), place, 0, 9000));
}

TEST(LiveGraph, given_a_reset_then_it_is_as_fresh_and_a_waiting_list_is_heard_at_once) {
  const Planes in = lively(2, 12000), other = lively(2, 7777, 99);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {reverb()}), fresh(2, {late(100)})}));
  Planes out;
  live.run(other, out, 0, 7777, drawn(1));
  ASSERT_EQ(NT_OK, live.edit({goes_on(1), goes_on(2), fresh(3, {limiter()})}));
  live.run(other, out, 0, 500, drawn(1));  // the change has begun
  EXPECT_EQ(1, live.info().is_changing);
  ASSERT_EQ(NT_OK, nt_live_graph_reset(live.get()));
  EXPECT_EQ(0, live.info().is_changing);
  live.run(in, out, 0, 12000, drawn(2));
  EXPECT_EQ(-1, first_difference(plain({reverb(), late(100), limiter()}, in), out, 0, 12000));
  ASSERT_EQ(NT_OK, live.edit({goes_on(1)}));
  ASSERT_EQ(NT_OK, nt_live_graph_reset(live.get()));
  live.run(in, out, 0, 12000, drawn(3));
  EXPECT_EQ(-1, first_difference(plain({reverb()}, in), out, 0, 12000));
  const auto events = live.events();
  ASSERT_EQ(3U, events.size());
  expect_event(events[1], NT_LIVE_EDITED, 2, 8277);
  expect_event(events[2], NT_LIVE_EDITED, 3, 20277);
}

TEST(LiveGraph, given_an_input_that_is_not_finite_then_it_is_refused_and_everything_is_as_before) {
  const Planes in = lively(2, 9000);
  Live live;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {reverb()}), fresh(2, {late(64)})}));
  Planes out;
  live.run(in, out, 0, 4000, drawn(1));
  Planes bad(2, std::vector<double>(100)), untouched(2, std::vector<double>(100, 7));
  bad[1][99] = NAN;
  EXPECT_EQ(NT_NOT_FINITE, nt_live_graph_process(live.get(), at(bad, 0).data(), at(untouched, 0).data(), 100));
  EXPECT_EQ(7, untouched[0][0]);
  live.run(in, out, 4000, 9000, drawn(1));
  EXPECT_EQ(-1, first_difference(plain({reverb(), late(64)}, in), out, 0, 9000));
  EXPECT_EQ(9000U, live.info().frames);
}

TEST(LiveGraph, given_absurd_arguments_then_they_are_refused) {
  nt_live_graph* g = nullptr;
  const nt_live_options good{live_rate, 2, 512, 0, 0, 0, 0, 0};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_create(nullptr, &g));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_create(&good, nullptr));
  for (int k = 0; k < 8; ++k) {
    nt_live_options o = good;
    if (k == 0) o.sample_rate = 10;
    if (k == 1) o.channels = 0;
    if (k == 2) o.channels = NT_MAX_CHANNELS + 1;
    if (k == 3) o.max_frames = 0;
    if (k == 4) o.fade_s = 1.5;
    if (k == 5) o.warm_s = -0.1;
    if (k == 6) o.budget = NAN;
    if (k == 7) o.patience = 2'000'000;
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_create(&o, &g)) << k;
    EXPECT_EQ(nullptr, g);
  }
  ASSERT_EQ(NT_OK, nt_live_graph_create(&good, &g));
  uint64_t edit = 0;
  nt_live_event event{};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_edit(nullptr, nullptr, 0, &edit));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_edit(g, nullptr, 1, &edit));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_edit(g, nullptr, 0, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_process(g, nullptr, nullptr, 1));
  EXPECT_EQ(NT_OK, nt_live_graph_process(g, nullptr, nullptr, 0));
  double plane[600] = {};
  const double* in[] = {plane, plane};
  double* out[] = {plane, nullptr};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_process(g, in, out, 1));
  out[1] = plane;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_process(g, in, out, 513));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_process(nullptr, in, out, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_reset(nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_next_event(g, nullptr));
  EXPECT_EQ(NT_NOT_YET, nt_live_graph_next_event(g, &event));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_live_graph_describe(g, nullptr));
  EXPECT_EQ(NT_NOT_FOUND, nt_live_graph_bypass(g, 1, 1));
  EXPECT_EQ(NT_NOT_FOUND, nt_live_graph_inject(g, 1, NT_NOT_FINITE));
  nt_live_graph_destroy(g);
  nt_live_graph_destroy(nullptr);
}

TEST(LiveGraph, given_edits_bypasses_faults_and_resets_then_process_takes_no_memory_and_no_lock) {
  const Planes in = lively(2, 4096);
  Planes out(2, std::vector<double>(4096));
  Live live(2, 3, 1);
  size_t allocations = 0, locks = 0;
  const auto play = [&](uint32_t blocks) {
    for (uint32_t k = 0; k < blocks; ++k) {
      const auto source = at(in, 0);
      const auto target = at(out, 0);
      const nt::test::RealtimeWatch watch;
      EXPECT_EQ(NT_OK, nt_live_graph_process(live.get(), source.data(), target.data(), k % 2 == 0 ? 1024 : 77));
      if (k % 5 == 4) {
        EXPECT_EQ(NT_OK, nt_live_graph_reset(live.get()));
      }
      allocations += watch.allocations();
      locks += watch.locks();
    }
  };
  play(1);
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {peak(100, 1, 3)}), fresh(2, {compressor(), reverb()}), fresh(3, {limiter()})}));
  play(9);
  ASSERT_EQ(0, live.info().is_changing);
  ASSERT_EQ(NT_OK, live.edit({fresh(4, {late(50)}), goes_on(2), fresh(3, {limiter()})}));
  EXPECT_EQ(NT_OK, nt_live_graph_bypass(live.get(), 2, 1));
  play(4);
  EXPECT_EQ(1, live.info().is_changing);
  EXPECT_EQ(NT_OK, nt_live_graph_inject(live.get(), 4, NT_NOT_FINITE));
  play(4);
  EXPECT_EQ(0, live.info().is_changing);
  EXPECT_EQ(NT_OK, nt_live_graph_inject(live.get(), 3, NT_LIMIT));
  play(6);
  EXPECT_EQ(0U, allocations);
  EXPECT_EQ(0U, locks);
  EXPECT_EQ(5U, live.events().size()) << "two lists, two failures, a bypass";
}

}  // namespace
