// Graphs whose processors work on some channels or change their number, against the same processors by hand.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <vector>

#include "graph/processor_run.hpp"
#include "graph/realtime_watch.hpp"

namespace {

using namespace nt::test;

constexpr double rate = 48000;

struct DestroyGraph {
  void operator()(nt_graph* g) const { nt_graph_destroy(g); }
};
using GraphPtr = std::unique_ptr<nt_graph, DestroyGraph>;

template <class Params>
nt_processor* made(nt_processor_kind kind, const Params& params) {
  nt_processor* p = nullptr;
  EXPECT_EQ(NT_OK, nt_processor_create(kind, &params, sizeof params, &p));
  return p;
}

GraphPtr empty() {
  nt_graph* g = nullptr;
  EXPECT_EQ(NT_OK, nt_graph_create(&g));
  return GraphPtr(g);
}

void on(const GraphPtr& g, nt_processor* p, const std::vector<uint32_t>& channels) {
  ASSERT_EQ(NT_OK, nt_graph_append_on(g.get(), p, channels.data(), static_cast<uint32_t>(channels.size())));
}

uint32_t outputs_of(const GraphPtr& g) {
  uint32_t n = 0;
  EXPECT_EQ(NT_OK, nt_graph_output_channels(g.get(), &n));
  return n;
}

using nt::test::run;  // of a processor

Planes run(const GraphPtr& g, const Planes& in, const std::function<uint32_t()>& block) {
  Planes out(outputs_of(g), std::vector<double>(in[0].size()));
  for (size_t at = 0; at < in[0].size();) {
    const auto n = static_cast<uint32_t>(std::min<size_t>(block(), in[0].size() - at));
    std::vector<const double*> source;
    std::vector<double*> target;
    for (const auto& plane : in) source.push_back(plane.data() + at);
    for (auto& plane : out) target.push_back(plane.data() + at);
    EXPECT_EQ(NT_OK, nt_graph_process(g.get(), source.data(), target.data(), n));
    at += n;
  }
  return out;
}

Planes run(const GraphPtr& g, const Planes& in) {
  return run(g, in, [] { return largest_block; });
}

std::vector<double> delayed(const std::vector<double>& x, size_t frames) {
  std::vector<double> y(x.size());
  std::copy(x.begin(), x.end() - static_cast<std::ptrdiff_t>(frames), y.begin() + static_cast<std::ptrdiff_t>(frames));
  return y;
}

const nt_limiter_params limiter{-6, 5, 80};
const nt_gate_params gate{-30, 6, 60, 1, 5, 20, 3};

/// Stereo into a two-way system: bands, a delay and a gain on one of them, a limiter on the high bands; then the low
/// bands as one subwoofer: 2 in, 3 out.
GraphPtr active_crossover(uint32_t max_frames = largest_block) {
  GraphPtr g = empty();
  EXPECT_EQ(NT_OK, nt_graph_append(g.get(), made(NT_CROSSOVER, nt_crossover_params{1, 4, {800}})));
  on(g, made(NT_DELAY, nt_delay_params{10.25, NT_DELAY_FRAMES, 0}), {2, 3});
  on(g, made(NT_GAIN, nt_gain_params{-3}), {3});
  on(g, made(NT_LIMITER, limiter), {3, 2});
  static const nt_matrix_route sum[] = {{0, 0, 0.5, 0, 0}, {1, 0, 0.5, 0, 0}};
  on(g, made(NT_MATRIX, nt_matrix_params{sum, 2, 1, NT_GAIN_LINEAR, 0}), {0, 1});
  EXPECT_EQ(NT_OK, nt_graph_activate(g.get(), rate, 2, max_frames));
  return g;
}

TEST(Routing, given_a_processor_on_some_channels_then_the_others_are_late_by_its_latency_and_otherwise_untouched) {
  const GraphPtr g = empty();
  on(g, made(NT_LIMITER, limiter), {2, 0});
  ASSERT_EQ(NT_OK, nt_graph_activate(g.get(), rate, 4, largest_block));
  const Planes in = lively(4, 20000);
  const auto alone = activated(NT_LIMITER, limiter, rate, 2);
  const Planes limited = run(alone.get(), Planes{in[2], in[0]}), out = run(g, in);
  nt_processor_info info{};
  ASSERT_EQ(NT_OK, nt_graph_describe(g.get(), &info));
  EXPECT_EQ(latency_of(alone.get()), info.latency);
  EXPECT_EQ(limited[0], out[2]);
  EXPECT_EQ(limited[1], out[0]);
  EXPECT_EQ(delayed(in[1], info.latency), out[1]);
  EXPECT_EQ(delayed(in[3], info.latency), out[3]);
}

TEST(Routing, given_a_chain_for_each_channel_then_each_is_as_alone_and_all_stay_aligned) {
  const nt_compressor_params ahead{-24, 4, 6, 5, 80, 4, 0, 10, 1, NT_DETECT_PEAK, 0};
  const GraphPtr g = empty();
  on(g, made(NT_COMPRESSOR, ahead), {0});
  on(g, made(NT_GATE, gate), {1});
  ASSERT_EQ(NT_OK, nt_graph_activate(g.get(), rate, 2, largest_block));
  const Planes in = lively(2, 20000), out = run(g, in);
  const Planes left = run(activated(NT_COMPRESSOR, ahead, rate, 1).get(), Planes{in[0]});
  const Planes right = run(activated(NT_GATE, gate, rate, 1).get(), Planes{in[1]});
  EXPECT_EQ(delayed(left[0], 144), out[0]) << "the gate's 3 ms";
  std::vector<double> late = delayed(in[1], 192);  // the compressor's 4 ms come first
  EXPECT_EQ(run(activated(NT_GATE, gate, rate, 1).get(), Planes{late})[0], out[1]);
}

TEST(Routing, given_a_crossover_on_one_channel_then_its_further_bands_follow_as_new_channels) {
  const nt_crossover_params three{2, 4, {300, 3000}};
  const GraphPtr g = empty();
  on(g, made(NT_CROSSOVER, three), {1});
  ASSERT_EQ(NT_OK, nt_graph_activate(g.get(), rate, 3, largest_block));
  ASSERT_EQ(5u, outputs_of(g));
  const Planes in = lively(3, 9000), out = run(g, in);
  const Planes bands = run(activated(NT_CROSSOVER, three, rate, 1).get(), Planes{in[1]});
  EXPECT_EQ(in[0], out[0]);
  EXPECT_EQ(bands[0], out[1]);
  EXPECT_EQ(in[2], out[2]);
  EXPECT_EQ(bands[1], out[3]);
  EXPECT_EQ(bands[2], out[4]);
}

TEST(Routing, given_a_matrix_with_fewer_outputs_then_the_places_left_over_vanish) {
  const nt_matrix_route difference[] = {{0, 0, 1, 0, 0}, {1, 0, 1, 1, 0}};
  const GraphPtr g = empty();
  on(g, made(NT_MATRIX, nt_matrix_params{difference, 2, 1, NT_GAIN_LINEAR, 0}), {3, 1});
  on(g, made(NT_CROSSOVER, nt_crossover_params{1, 2, {1000}}), {0});  // takes the plane that became free
  ASSERT_EQ(NT_OK, nt_graph_activate(g.get(), rate, 4, largest_block));
  ASSERT_EQ(4u, outputs_of(g));
  const Planes in = lively(4, 5000), out = run(g, in);
  const Planes bands = run(activated(NT_CROSSOVER, nt_crossover_params{1, 2, {1000}}, rate, 1).get(), Planes{in[0]});
  EXPECT_EQ(bands[0], out[0]);
  EXPECT_EQ(in[2], out[1]);
  for (size_t i = 0; i < 5000; ++i) ASSERT_EQ(in[3][i] - in[1][i], out[2][i]);
  EXPECT_EQ(bands[1], out[3]);
}

TEST(Routing, given_an_active_crossover_then_it_is_its_parts_by_hand) {
  const GraphPtr g = active_crossover();
  ASSERT_EQ(3u, outputs_of(g));
  const Planes in = lively(2, 30000), out = run(g, in);
  Planes bands = run(activated(NT_CROSSOVER, nt_crossover_params{1, 4, {800}}, rate, 2).get(), in);
  const auto late = activated(NT_DELAY, nt_delay_params{10.25, NT_DELAY_FRAMES, 0}, rate, 2);
  const Planes high = run(late.get(), Planes{bands[2], bands[3]});
  const Planes quiet = run(activated(NT_GAIN, nt_gain_params{-3}, rate, 1).get(), Planes{high[1]});
  const auto held = activated(NT_LIMITER, limiter, rate, 2);
  const Planes limited = run(held.get(), Planes{quiet[0], high[0]});
  const size_t latency = latency_of(late.get()) + latency_of(held.get());
  nt_processor_info info{};
  ASSERT_EQ(NT_OK, nt_graph_describe(g.get(), &info));
  EXPECT_EQ(latency, info.latency);
  const auto low = [&](size_t c) { return delayed(bands[c], latency); };
  const auto left = low(0), right = low(1);
  for (size_t i = 0; i < 30000; ++i) ASSERT_EQ(std::fma(right[i], 0.5, left[i] * 0.5), out[0][i]);
  EXPECT_EQ(limited[1], out[1]);
  EXPECT_EQ(limited[0], out[2]);
}

TEST(Routing, given_any_blocks_in_place_and_cuts_through_states_then_the_samples_are_the_same) {
  const Planes in = lively(2, 24000);
  const Planes whole = run(active_crossover(), in);
  std::mt19937 random(8);
  const auto drawn = [&] { return 1 + random() % (random() % 4 == 0 ? 3000u : 40u); };
  EXPECT_EQ(whole, run(active_crossover(), in, drawn));
  // In place: three planes, of which two come in.
  const GraphPtr g = active_crossover();
  Planes place = in;
  place.resize(3, std::vector<double>(24000));
  for (size_t at = 0; at < 24000; at += 800) {
    double* planes[] = {place[0].data() + at, place[1].data() + at, place[2].data() + at};
    ASSERT_EQ(NT_OK, nt_graph_process(g.get(), planes, planes, 800));
  }
  EXPECT_EQ(whole, place);
  // 200 cuts.
  Planes out(3, std::vector<double>(24000));
  GraphPtr now = active_crossover();
  size_t at = 0;
  for (int cut = 0; cut <= 200; ++cut) {
    const size_t until = cut == 200 ? 24000 : std::min<size_t>(24000, at + random() % 240);
    std::vector<const double*> source;
    std::vector<double*> target;
    for (const auto& plane : in) source.push_back(plane.data() + at);
    for (auto& plane : out) target.push_back(plane.data() + at);
    while (at < until) {
      const auto n = static_cast<uint32_t>(std::min<size_t>(largest_block, until - at));
      ASSERT_EQ(NT_OK, nt_graph_process(now.get(), source.data(), target.data(), n));
      at += n;
      for (auto& p : source) p += n;
      for (auto& p : target) p += n;
    }
    size_t size = 0;
    ASSERT_EQ(NT_OK, nt_graph_save_state(now.get(), nullptr, &size));
    std::vector<uint8_t> state(size);
    ASSERT_EQ(NT_OK, nt_graph_save_state(now.get(), state.data(), &size));
    ASSERT_EQ(state.size(), size);
    now = active_crossover();
    ASSERT_EQ(NT_OK, nt_graph_load_state(now.get(), state.data(), state.size()));
  }
  EXPECT_EQ(whole, out);
}

TEST(Routing, given_a_reset_then_it_is_as_fresh_and_a_state_of_other_channels_is_refused) {
  const Planes in = lively(2, 9000);
  const GraphPtr g = active_crossover();
  const Planes fresh = run(g, in);
  ASSERT_EQ(NT_OK, nt_graph_reset(g.get()));
  EXPECT_EQ(fresh, run(g, in));
  const auto gated = [](uint32_t channel) {
    GraphPtr one = empty();
    on(one, made(NT_GATE, gate), {channel});
    EXPECT_EQ(NT_OK, nt_graph_activate(one.get(), rate, 2, largest_block));
    return one;
  };
  size_t size = 0;
  const GraphPtr first = gated(0), second = gated(1);
  ASSERT_EQ(NT_OK, nt_graph_save_state(first.get(), nullptr, &size));
  std::vector<uint8_t> state(size);
  ASSERT_EQ(NT_OK, nt_graph_save_state(first.get(), state.data(), &size));
  EXPECT_EQ(NT_MALFORMED, nt_graph_load_state(second.get(), state.data(), size));
  EXPECT_EQ(NT_OK, nt_graph_load_state(gated(0).get(), state.data(), size));
}

TEST(Routing, given_the_end_of_the_input_then_the_tail_bounds_every_output) {
  const GraphPtr g = active_crossover();
  nt_processor_info info{};
  ASSERT_EQ(NT_OK, nt_graph_describe(g.get(), &info));
  ASSERT_LT(info.tail, 48000u);
  run(g, white(2, 48000, 1.0));
  const Planes rest = run(g, Planes(2, std::vector<double>(info.latency + info.tail + 10000)));
  for (const auto& plane : rest)
    for (size_t i = info.latency + info.tail; i < plane.size(); ++i) ASSERT_LT(std::fabs(plane[i]), 1e-6) << i;
}

TEST(Routing, given_process_calls_then_nothing_is_allocated_and_nothing_locked_and_nan_leaves_all_as_it_was) {
  const GraphPtr g = active_crossover();
  Planes in = lively(2, 8192), out(3, std::vector<double>(8192, 0.125));
  const double* source[] = {in[0].data(), in[1].data()};
  double* target[] = {out[0].data(), out[1].data(), out[2].data()};
  in[1][5000] = std::numeric_limits<double>::quiet_NaN();
  size_t allocations, locks;
  nt_status refused, taken;
  {
    const RealtimeWatch watch;
    refused = nt_graph_process(g.get(), source, target, 8192);
    taken = nt_graph_process(g.get(), source, target, 5000);
    allocations = RealtimeWatch::allocations();
    locks = RealtimeWatch::locks();
  }
  EXPECT_EQ(NT_NOT_FINITE, refused);
  ASSERT_EQ(NT_OK, taken);
  EXPECT_EQ(0u, allocations);
  EXPECT_EQ(0u, locks);
  Planes before(2);
  for (size_t c = 0; c < 2; ++c) before[c].assign(in[c].begin(), in[c].begin() + 5000);
  const Planes wanted = run(active_crossover(), before);
  for (size_t c = 0; c < 3; ++c) {
    ASSERT_TRUE(std::equal(wanted[c].begin(), wanted[c].end(), out[c].begin()));
    EXPECT_EQ(0.125, out[c][8000]);
  }
}

TEST(Routing, given_channels_that_are_not_there_or_too_many_then_each_is_refused_and_says_where) {
  const GraphPtr g = empty();
  nt_processor* p = made(NT_GAIN, nt_gain_params{0});
  const uint32_t twice[] = {1, 1};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_graph_append_on(g.get(), p, twice, 2));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_graph_append_on(g.get(), p, twice, 0));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_graph_append_on(g.get(), p, nullptr, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_graph_append_on(nullptr, p, twice, 1));
  uint32_t n = 0;
  EXPECT_EQ(NT_BAD_STATE, nt_graph_output_channels(g.get(), &n));
  on(g, p, {1});  // it was left to the caller each time
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_graph_activate(g.get(), rate, 1, 64));
  char text[200];
  nt_last_error(text, sizeof text);
  EXPECT_NE(nullptr, std::strstr(text, "processor 0")) << text;
  EXPECT_EQ(NT_OK, nt_graph_activate(g.get(), rate, 2, 64));
  const GraphPtr wide = empty();
  on(wide, made(NT_CROSSOVER, nt_crossover_params{2, 4, {100, 1000}}), {0, 1, 2});
  EXPECT_EQ(NT_LIMIT, nt_graph_activate(wide.get(), rate, 60, 64)) << "66 channels";
  EXPECT_EQ(NT_OK, nt_graph_activate(wide.get(), rate, 58, 64));
  EXPECT_EQ(64u, outputs_of(wide));
}

}  // namespace
