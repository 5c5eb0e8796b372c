#include <gtest/gtest.h>

#include "output/feeder/feeder_rig.hpp"

using nt::output::Feeder;
using nt::test::sample_of;

namespace {

struct LiveCloser {
  void operator()(nt_live_graph* g) const { nt_live_graph_destroy(g); }
};
using LiveOwner = std::unique_ptr<nt_live_graph, LiveCloser>;

LiveOwner make_live() {
  nt_live_options options{};
  options.sample_rate = 48000;
  options.channels = 2;
  options.max_frames = 256;
  nt_live_graph* live = nullptr;
  EXPECT_EQ(NT_OK, nt_live_graph_create(&options, &live));
  return LiveOwner(live);
}

/// What is below the ceiling passes a limiter bit for bit, late by its look-ahead.
nt_graph* make_limiter() {
  const nt_limiter_params params{.ceiling_db = 0, .lookahead_ms = 5, .release_ms = 50};
  nt_processor* limiter = nullptr;
  nt_graph* graph = nullptr;
  EXPECT_EQ(NT_OK, nt_processor_create(NT_LIMITER, &params, sizeof params, &limiter));
  EXPECT_EQ(NT_OK, nt_graph_create(&graph));
  EXPECT_EQ(NT_OK, nt_graph_append(graph, limiter));
  return graph;
}

void edit(nt_live_graph* live, std::initializer_list<nt_live_stage> stages) {
  uint64_t number = 0;
  ASSERT_EQ(NT_OK, nt_live_graph_edit(live, stages.begin(), static_cast<uint32_t>(stages.size()), &number));
}

nt_live_info info_of(const nt_live_graph* live) {
  nt_live_info info{};
  nt_live_graph_describe(live, &info);
  return info;
}

TEST(FeederGraph, given_a_graph_with_a_delay_then_sound_begins_at_once_and_ends_whole) {
  auto live = make_live();
  edit(live.get(), {{1, make_limiter(), 0, 0}});
  ASSERT_GT(info_of(live.get()).latency, 200u);
  nt::test::FeederRig rig({}, 2048, live.get());
  rig.queue(rig.whole(1, 5000), 1);
  rig.queue(rig.whole(2, 777), 2);
  rig.play();
  ASSERT_GE(rig.left.size(), 5777u);
  for (uint64_t f = 0; f < 5777; ++f)
    ASSERT_EQ(rig.left[f], f < 5000 ? sample_of(1, f, 0) : sample_of(2, f - 5000, 0)) << f;
  for (size_t f = 5777; f < rig.left.size(); ++f) ASSERT_EQ(rig.left[f], 0.0);
  const auto began = rig.of(NT_FEEDER_BEGAN);
  ASSERT_EQ(began.size(), 2u);
  EXPECT_EQ(began[1].device_frame, 5000u);
  EXPECT_EQ(rig.feeder.place().is_unity, 0u);
}

TEST(FeederGraph, given_a_switch_then_nothing_of_the_old_run_is_left_in_the_graph) {
  auto live = make_live();
  edit(live.get(), {{1, make_limiter(), 0, 0}});
  nt::test::FeederRig rig({.fade_frames = 100}, 2048, live.get());
  rig.queue(rig.whole(1, 9000), 1);
  rig.play(3000);
  rig.switch_to(rig.whole(2, 2000), 2);
  rig.play();
  const auto began = rig.of(NT_FEEDER_BEGAN);
  ASSERT_EQ(began.size(), 2u);
  const uint64_t at = began[1].device_frame;
  EXPECT_EQ(rig.left[at - 1], 0.0);
  for (uint64_t f = 0; f < 2000; ++f) ASSERT_EQ(rig.left[at + f], sample_of(2, f, 0)) << f;
}

TEST(FeederGraph, given_an_edit_that_changes_the_delay_then_the_events_tell_where_sound_is_heard) {
  auto live = make_live();
  nt::test::FeederRig rig({}, 2048, live.get());
  rig.queue(rig.whole(1, 60000), 1);
  rig.play(10000);
  edit(live.get(), {{1, make_limiter(), 0, 0}});
  rig.play(20000);
  ASSERT_EQ(info_of(live.get()).is_changing, 0);
  const auto shifted = rig.of(NT_FEEDER_SHIFTED);
  ASSERT_EQ(shifted.size(), 1u);
  const uint64_t later = shifted[0].device_frame - shifted[0].run_frame;
  EXPECT_EQ(later, info_of(live.get()).latency);
  edit(live.get(), {});
  rig.play();
  ASSERT_EQ(rig.of(NT_FEEDER_SHIFTED).size(), 2u);
  const auto back = rig.of(NT_FEEDER_SHIFTED)[1];
  EXPECT_EQ(back.device_frame, back.run_frame);
  for (uint64_t f = shifted[0].device_frame; f < shifted[0].device_frame + 5000; ++f)
    ASSERT_EQ(rig.left[f], sample_of(1, f - later, 0)) << f;
  for (uint64_t f = back.device_frame; f < 60000; ++f) ASSERT_EQ(rig.left[f], sample_of(1, f, 0)) << f;
  EXPECT_EQ(rig.left.size(), 60000u);
}

TEST(FeederGraph, given_a_graph_of_other_channels_than_the_device_then_it_is_refused) {
  auto live = make_live();
  auto outlet = nt::test::make_ring(1000, 3);
  EXPECT_ANY_THROW(Feeder({outlet.get(), nullptr, live.get(), nullptr, 48000.0}, {}));
}

}  // namespace
