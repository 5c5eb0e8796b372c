// FIR and reverb against the sum of the textbook in the time domain.

#include "graph/stream.hpp"

namespace {

using namespace nt::test;

/// y[n] = sum of h[k] x[n - k], in long double, at the frames given.
double naive(const std::vector<double>& h, const std::vector<double>& x, size_t n) {
  long double sum = 0;
  for (size_t k = 0; k < h.size() && k <= n; ++k)
    if (n - k < x.size()) sum += static_cast<long double>(h[k]) * x[n - k];
  return static_cast<double>(sum);
}

/// Null of the naive sum at every step-th frame of delay.. against y, which is advanced by delay.
double null_against_naive(const std::vector<double>& h, const std::vector<double>& x, const std::vector<double>& y,
                          size_t delay, size_t step) {
  std::vector<double> expected, actual;
  for (size_t i = 0; i + delay < x.size() + h.size() - 1 && i < y.size(); i += step) {
    expected.push_back(naive(h, x, i + delay));
    actual.push_back(y[i]);
  }
  return null_db(expected, actual, 0, expected.size());
}

/// A decaying impulse, so that no part of it is negligible nor alone.
std::vector<double> impulse(size_t taps, uint32_t seed) {
  auto h = noise_stream(1, taps, seed)[0];
  for (size_t i = 0; i < taps; ++i) h[i] *= std::exp(-2.0 * static_cast<double>(i) / static_cast<double>(taps));
  return h;
}

nt_fir_params fir(const std::vector<double>& taps, const std::vector<double>* side, uint32_t delay = 0) {
  return {taps.data(), side == nullptr ? nullptr : side->data(),       static_cast<uint32_t>(taps.size()),
          delay,       side == nullptr ? NT_FIR_ALL : NT_FIR_MID_SIDE, 0};
}

TEST(Fir, given_impulses_of_many_lengths_when_convolved_then_the_naive_sum_comes_out) {
  for (const size_t taps :
       {size_t{1}, size_t{2}, size_t{255}, size_t{4096}, size_t{8192}, size_t{8193}, size_t{20000}}) {
    const auto h = impulse(taps, 7);
    const auto in = noise_stream(3, 30011, 8);
    Running p(NT_FIR, fir(h, nullptr), 44100, 3);
    const auto out = p.aligned(in, 512, taps);
    for (int c = 0; c < 3; ++c)
      EXPECT_LT(null_against_naive(h, in[c], out[c], 0, 149), -280) << taps << " channel " << c;
    EXPECT_EQ(taps - 1, p.info().tail);
  }
}

TEST(Fir, given_impulses_of_mid_and_side_then_each_meets_its_own) {
  for (const size_t taps : {size_t{1023}, size_t{12001}}) {
    const auto mid = impulse(taps, 1), side = impulse(taps, 2);
    const auto in = noise_stream(3, 20000, 3);
    Stream ms(2, std::vector<double>(in[0].size())), out_ms = ms;
    for (size_t i = 0; i < in[0].size(); ++i) {
      ms[0][i] = (in[0][i] + in[1][i]) / 2;
      ms[1][i] = (in[0][i] - in[1][i]) / 2;
    }
    Running p(NT_FIR, fir(mid, &side), 48000, 3);
    const auto out = p.aligned(in, 1000);
    for (size_t i = 0; i < in[0].size(); ++i) {
      out_ms[0][i] = (out[0][i] + out[1][i]) / 2;
      out_ms[1][i] = (out[0][i] - out[1][i]) / 2;
    }
    EXPECT_LT(null_against_naive(mid, ms[0], out_ms[0], 0, 97), -280);
    EXPECT_LT(null_against_naive(side, ms[1], out_ms[1], 0, 97), -280);
    EXPECT_LT(null_against_naive(mid, in[2], out[2], 0, 97), -280) << "further channels are mid";
    Running mono(NT_FIR, fir(mid, &side), 48000, 1);
    EXPECT_LT(null_against_naive(mid, in[0], mono.aligned({in[0]}, 1000)[0], 0, 97), -280) << "mono is mid";
  }
}

TEST(Fir, given_the_impulse_s_own_delay_then_latency_counts_it_and_the_result_is_in_time) {
  std::vector<double> h(101);
  h[50] = 0.5;
  const auto in = noise_stream(2, 5000, 4);
  Running p(NT_FIR, fir(h, nullptr, 50), 48000, 2);
  const auto out = p.aligned(in, 480);
  for (size_t i = 0; i < 5000; ++i) ASSERT_NEAR(in[1][i] / 2, out[1][i], 1e-14) << i;
  EXPECT_EQ(50u, p.info().tail);
}

template <class Params>
void expect_same_samples_however_cut(int32_t kind, const Params& params, uint32_t channels, size_t frames) {
  const auto in = noise_stream(channels, frames, 11);
  Running whole(kind, params, 48000, channels);
  Stream expected = in;
  whole.run(expected, 0, frames, [] { return 8192; });
  for (const size_t block : {1, 63, 64, 4801}) {
    ASSERT_EQ(NT_OK, nt_processor_reset(whole.get()));
    const size_t length = block == 1 ? std::min<size_t>(frames, 30000) : frames;
    Stream s = in;
    whole.run(s, 0, length, [=] { return block; });
    for (uint32_t c = 0; c < channels; ++c)
      ASSERT_TRUE(std::equal(s[c].begin(), s[c].begin() + static_cast<ptrdiff_t>(length), expected[c].begin()))
          << block;
  }
  std::mt19937 random(5);
  Stream s = in;
  size_t at = 0;
  std::vector<uint8_t> state;
  while (at < frames) {
    Running piece(kind, params, 48000, channels);
    if (!state.empty()) ASSERT_EQ(NT_OK, nt_processor_load_state(piece.get(), state.data(), state.size()));
    const size_t end = std::min(frames, at + frames / 12 + random() % (frames / 12));
    piece.run(s, at, end, [&] { return 1 + random() % 3000; });
    state = piece.state();
    at = end;
  }
  for (uint32_t c = 0; c < channels; ++c) ASSERT_EQ(expected[c], s[c]) << "cut and resumed, channel " << c;
  for (size_t damaged : {size_t{8}, state.size() / 2, state.size() - 1})
    EXPECT_EQ(NT_MALFORMED, nt_processor_load_state(whole.get(), state.data(), damaged));
}

TEST(Fir, given_any_blocks_and_cuts_then_the_samples_are_the_same) {
  const auto mid = impulse(2000, 1), side = impulse(2000, 2);
  expect_same_samples_however_cut(NT_FIR, fir(mid, &side), 2, 50000);
  const auto longer = impulse(70000, 3);
  expect_same_samples_however_cut(NT_FIR, fir(longer, nullptr), 1, 150000);
}

TEST(Fir, given_wrong_parameters_then_each_is_refused) {
  const std::vector<double> h(16, 0.1);
  const auto refused = [](nt_fir_params params) {
    nt_processor* p = nullptr;
    const auto status = nt_processor_create(NT_FIR, &params, sizeof params, &p);
    EXPECT_EQ(nullptr, p);
    return status;
  };
  auto params = fir(h, nullptr);
  params.tap_count = 0;
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused(params));
  params.tap_count = NT_FIR_MAX_TAPS + 1;
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused(params));
  params = fir(h, nullptr, 16);
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused(params));
  params = fir(h, nullptr);
  params.taps = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused(params));
  params = fir(h, nullptr);
  params.layout = NT_FIR_MID_SIDE;
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused(params));
  auto wild = h;
  wild[3] = std::nan("");
  EXPECT_EQ(NT_NOT_FINITE, refused(fir(wild, nullptr)));
}

nt_reverb_params reverb(const std::vector<const double*>& planes, size_t frames, double mix, double pre_delay_ms) {
  return {planes.data(), static_cast<uint32_t>(planes.size()), static_cast<uint32_t>(frames), mix, pre_delay_ms};
}

TEST(Reverb, given_a_room_for_each_channel_then_wet_is_the_naive_sum_and_dry_is_in_time_with_it) {
  for (const size_t frames : {size_t{3000}, size_t{90000}}) {
    const auto left = impulse(frames, 21), right = impulse(frames, 22);
    const auto in = noise_stream(2, 100000, 23);
    constexpr double mix = 0.3;
    Running p(NT_REVERB, reverb({left.data(), right.data()}, frames, mix, 10), 48000, 2);
    const auto out = p.aligned(in, 700, 200000 - 100000);
    for (int c = 0; c < 2; ++c) {
      std::vector<double> h(480 + frames);
      for (size_t i = 0; i < frames; ++i) h[480 + i] = mix * (c == 0 ? left : right)[i];
      h[0] += 1 - mix;
      EXPECT_LT(null_against_naive(h, in[c], out[c], 0, 997), -270) << frames;
    }
  }
}

TEST(Reverb, given_one_room_for_all_channels_and_mix_at_its_ends_then_dry_and_wet_are_whole) {
  const auto h = impulse(500, 31);
  const auto in = noise_stream(2, 6000, 32);
  Running dry(NT_REVERB, reverb({h.data()}, 500, 0, 0), 48000, 2);
  const auto same = dry.aligned(in, 256);
  EXPECT_EQ(in[0], std::vector<double>(same[0].begin(), same[0].begin() + 6000));
  Running wet(NT_REVERB, reverb({h.data()}, 500, 1, 0), 48000, 2);
  EXPECT_LT(null_against_naive(h, in[1], wet.aligned(in, 256)[1], 0, 7), -280);
}

TEST(Reverb, given_any_blocks_and_cuts_then_the_samples_are_the_same) {
  const auto left = impulse(80000, 1), right = impulse(80000, 2);
  expect_same_samples_however_cut(NT_REVERB, reverb({left.data(), right.data()}, 80000, 0.5, 3), 2, 200000);
}

TEST(Reverb, given_a_room_of_other_channels_than_the_stream_then_it_is_refused) {
  const auto h = impulse(10, 1);
  auto params = reverb({h.data(), h.data()}, 10, 0.5, 0);
  nt_processor* p = nullptr;
  std::vector<const double*> planes{h.data(), h.data()};
  params.ir = planes.data();
  ASSERT_EQ(NT_OK, nt_processor_create(NT_REVERB, &params, sizeof params, &p));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, 48000, 3, 64));
  nt_processor_destroy(p);
  params.mix = 1.5;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_REVERB, &params, sizeof params, &p));
}

}  // namespace
