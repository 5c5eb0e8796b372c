// FIR and reverb laid out for live streams give what those for renders give, without the delay.

#include "graph/stream.hpp"

namespace {

using namespace nt::test;

Stream decaying(uint32_t channels, size_t taps, uint32_t seed) {
  auto h = noise_stream(channels, taps, seed);
  for (auto& plane : h)
    for (size_t i = 0; i < taps; ++i) plane[i] *= std::exp(-4.0 * static_cast<double>(i) / static_cast<double>(taps));
  return h;
}

template <class Params>
void expect_same_sound(int32_t kind, Params params, uint32_t channels, uint32_t latency) {
  const auto in = noise_stream(channels, 60000, 5);
  Running render(kind, params, 48000, channels);
  const auto expected = render.aligned(in, 4096);
  for (const uint32_t block : {32u, 64u, 1024u}) {
    params.block = block;
    Running live(kind, params, 48000, channels);
    EXPECT_EQ(latency, live.info().latency);
    EXPECT_EQ(render.info().tail, live.info().tail);
    EXPECT_EQ(NT_CUT_STATE, live.info().cut);
    const auto out = live.aligned(in, 333);
    for (uint32_t c = 0; c < channels; ++c) EXPECT_LT(null_db(expected[c], out[c], 0, out[c].size()), -270) << block;
  }
}

TEST(LiveFir, given_each_layout_then_it_sounds_as_for_renders_and_lags_by_its_own_delay_alone) {
  const auto h = decaying(3, 5001, 1);
  nt_fir_params params{h[0].data(), nullptr, 5001, 0, NT_FIR_ALL, 0, 0, 0};
  expect_same_sound(NT_FIR, params, 1, 0);
  expect_same_sound(NT_FIR, params, 3, 0);
  params = {h[0].data(), h[1].data(), 5001, 2500, NT_FIR_MID_SIDE, 0, 0, 0};
  expect_same_sound(NT_FIR, params, 1, 2500);
  expect_same_sound(NT_FIR, params, 2, 2500);
  expect_same_sound(NT_FIR, params, 3, 2500);
  std::vector<double> all;
  for (const auto& plane : h) all.insert(all.end(), plane.begin(), plane.end());
  params = {all.data(), nullptr, 5001, 0, NT_FIR_CHANNELS, 3, 0, 0};
  expect_same_sound(NT_FIR, params, 3, 0);
}

TEST(LiveReverb, given_one_room_or_one_for_each_channel_then_it_sounds_as_for_renders_without_delay) {
  const auto h = decaying(2, 30000, 2);
  const double* rooms[] = {h[0].data(), h[1].data()};
  for (const uint32_t count : {1u, 2u})
    expect_same_sound(NT_REVERB, nt_reverb_params{rooms, count, 30000, 0.3, 12, 0, 0}, 2, 0);
}

TEST(LiveFir, given_a_block_that_is_no_power_of_two_or_channels_that_do_not_suit_then_they_are_refused) {
  const auto h = decaying(1, 100, 3);
  nt_fir_params params{h[0].data(), nullptr, 100, 0, NT_FIR_ALL, 0, 0, 0};
  for (const uint32_t block : {1u, 16u, 48u, 8192u}) {
    params.block = block;
    nt_processor* p = nullptr;
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_FIR, &params, sizeof params, &p)) << block;
  }
  params = {h[0].data(), nullptr, 50, 0, NT_FIR_CHANNELS, 2, 64, 0};
  nt_processor* p = nullptr;
  ASSERT_EQ(NT_OK, nt_processor_create(NT_FIR, &params, sizeof params, &p));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, 48000, 3, 512));
  EXPECT_EQ(NT_OK, nt_processor_activate(p, 48000, 2, 512));
  nt_processor_destroy(p);
}

}  // namespace
