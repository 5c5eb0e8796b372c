// The loudness rider against BS.1770 written out, and against what it promises.

#include <ebur128.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "graph/processor_run.hpp"

namespace {

using namespace nt::test;

ProcessorPtr make(const nt_rider_params& params, double rate, uint32_t channels) {
  return activated(NT_RIDER, params, rate, channels);
}

/// A 1 kHz tone in both channels; level_db(seconds) is the peak level: for 0 dB it has 0 LUFS.
template <class Level>
Planes tone(double rate, double seconds, Level level_db) {
  Planes x(2, std::vector<double>(static_cast<size_t>(rate * seconds)));
  for (size_t i = 0; i < x[0].size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    x[0][i] = x[1][i] = std::pow(10.0, level_db(t) / 20) * std::sin(2 * M_PI * 1000 * t);
  }
  return x;
}

/// The gain in dB at each 100 ms of the input.
std::vector<double> gains_of(nt_processor* p, const Planes& in, double rate) {
  Planes padded = in;
  const uint32_t late = latency_of(p);
  for (auto& plane : padded) plane.resize(plane.size() + late);
  const Planes out = run(p, padded);
  std::vector<double> gains;
  for (double t = 0.05; t * rate + 100 < static_cast<double>(in[0].size()); t += 0.1) {
    auto i = static_cast<size_t>(t * rate);
    // The crest of the tone next to it.
    size_t best = i;
    for (size_t k = i; k < i + 60; ++k)
      if (std::fabs(in[0][k]) > std::fabs(in[0][best])) best = k;
    gains.push_back(20 * std::log10(std::fabs(out[0][best + late] / in[0][best])));
  }
  return gains;
}

TEST(Rider, given_a_steady_tone_then_the_target_is_reached_by_its_amount_and_not_beyond_max_db) {
  for (const double rate : {44100.0, 48000.0})
    for (const double amount : {0.0, 0.5, 1.0})
      for (const double level : {-35.0, -23.0, -19.0, -12.0}) {
        const auto p = make({-20, amount, 6, 2, -60, 3}, rate, 2);
        const double expected = std::clamp(amount * (-20 - level), -6.0, 6.0);
        // 0 dB of a stereo 1 kHz tone is 0.0 LUFS within 0.02.
        for (const double g : gains_of(p.get(), tone(rate, 4, [&](double) { return level; }), rate))
          EXPECT_NEAR(expected, g, 0.03) << "amount " << amount << " level " << level;
      }
}

TEST(Rider, given_a_step_in_loudness_then_the_gain_moves_at_the_stated_rate_and_around_the_step) {
  const double rate = 48000;
  const auto p = make({-20, 1, 12, 1.5, -60, 1}, rate, 2);
  const auto gains = gains_of(p.get(), tone(rate, 14, [](double t) { return t < 5 ? -17.0 : -25.0; }), rate);
  double steepest = 0;
  for (size_t k = 1; k < gains.size(); ++k) steepest = std::max(steepest, gains[k] - gains[k - 1]);
  EXPECT_NEAR(0.15, steepest, 0.002);
  EXPECT_NEAR(-3, gains[40], 0.03);
  EXPECT_NEAR(5, gains.back(), 0.05);
  // The window is centred: the gain begins to move half a second before the step, not earlier.
  EXPECT_NEAR(-3, gains[43], 0.03);
  EXPECT_GT(gains[49], -2.8);
}

TEST(Rider, given_loudness_below_the_gate_then_the_gain_is_held) {
  const double rate = 48000;
  const auto p = make({-20, 1, 12, 20, -45, 0.5}, rate, 2);
  const auto gains = gains_of(p.get(), tone(rate, 9, [](double t) { return t < 3 || t > 6 ? -24.0 : -55.0; }), rate);
  for (const double g : gains) EXPECT_NEAR(4, g, 0.05);
  // With the gate below the quiet part it does move.
  const auto open = make({-20, 1, 12, 20, -70, 0.5}, rate, 2);
  const auto moved = gains_of(open.get(), tone(rate, 9, [](double t) { return t < 3 || t > 6 ? -24.0 : -55.0; }), rate);
  EXPECT_NEAR(12, moved[45], 0.05);
}

TEST(Rider, given_noise_of_changing_level_then_the_gain_is_that_of_the_definition) {
  // libebur128 gives the loudness of every 100 ms: its own filters and sums, one new state a block but a common
  // warm-up.
  const double rate = 44100;
  const size_t blocks = 120, length = 4410;
  Planes in = white(2, static_cast<uint32_t>(blocks * length), 0.25, 77);
  for (size_t i = 0; i < in[0].size(); ++i) {
    const double level =
        std::pow(10.0, 0.5 * std::sin(static_cast<double>(i) / 60000) + 0.3 * std::sin(static_cast<double>(i) / 9100));
    in[0][i] *= level;
    in[1][i] *= 0.7 * level;
  }
  const nt_rider_params params{-18, 0.7, 5, 3, -70, 1.5};
  const auto p = make(params, rate, 2);
  Planes padded = in;
  const uint32_t late = latency_of(p.get());
  for (auto& plane : padded) plane.resize(plane.size() + late);
  const Planes out = run(p.get(), padded);

  // Power of each block from libebur128's loudness of a window of exactly 100 ms.
  ebur128_state* meter = ebur128_init(2, 44100, EBUR128_MODE_M);
  ASSERT_NE(nullptr, meter);
  std::vector<double> power(blocks);
  for (size_t b = 0; b < blocks; ++b) {
    std::vector<double> interleaved;
    for (size_t i = b * length; i < (b + 1) * length; ++i) interleaved.insert(interleaved.end(), {in[0][i], in[1][i]});
    ASSERT_EQ(EBUR128_SUCCESS, ebur128_add_frames_double(meter, interleaved.data(), length));
    double lufs = 0;
    ASSERT_EQ(EBUR128_SUCCESS, ebur128_loudness_window(meter, 100, &lufs));
    power[b] = std::pow(10.0, (lufs + 0.691) / 10);
  }
  ebur128_destroy(&meter);

  const int window = 15, ahead = 7;
  double gain = 0;
  std::vector<double> gains;
  for (int k = 0; k + ahead < static_cast<int>(blocks); ++k) {
    double gate = 1e-7, mean = 0;  // -70 LUFS, near enough for a signal far above it
    for (int pass = 0; pass < 2; ++pass) {
      double sum = 0;
      int count = 0;
      for (int b = std::max(0, k + ahead - window + 1); b <= k + ahead; ++b)
        if (power[static_cast<size_t>(b)] >= gate) sum += power[static_cast<size_t>(b)], ++count;
      mean = sum / count;
      gate = mean / 100;
    }
    const double wanted = std::clamp(0.7 * (-18 + 0.691 - 10 * std::log10(mean)), -5.0, 5.0);
    gain = k == 0 ? wanted : gain + std::clamp(wanted - gain, -0.3, 0.3);
    gains.push_back(gain);
  }
  for (size_t k = 1; k + 1 < gains.size(); ++k)
    for (const size_t offset : {size_t{0}, length / 3, length - 1}) {
      const size_t i = k * length + offset;
      if (std::fabs(in[0][i]) < 1e-4) continue;
      const double u = (static_cast<double>(offset) + 0.5) / static_cast<double>(length);
      const double expected =
          0.5 * (1 - u) * (1 - u) * gains[k - 1] + (0.5 + u * (1 - u)) * gains[k] + 0.5 * u * u * gains[k + 1];
      ASSERT_NEAR(expected, 20 * std::log10(out[0][i + late] / in[0][i]), 1e-3) << "block " << k << " + " << offset;
    }
}

TEST(Rider, given_digital_silence_at_both_ends_then_the_music_between_is_ridden_as_without) {
  const double rate = 48000;
  const auto p = make({-20, 1, 6, 3, -60, 3}, rate, 2);
  Planes in = tone(rate, 10, [](double t) { return t > 4 && t < 8 ? -23.0 : -400.0; });
  Planes padded = in;
  const uint32_t late = latency_of(p.get());
  for (auto& plane : padded) plane.resize(plane.size() + late);
  std::vector<float> gains;
  run(p.get(), padded, [&](size_t) {
    float some[128];
    uint32_t got = 0;
    EXPECT_EQ(NT_OK, nt_processor_gain_history(p.get(), some, 128, &got));
    gains.insert(gains.end(), some, some + got);
    return 4800u;
  });
  ASSERT_GT(gains.size(), 900u);
  // From the tone's beginning to its end, and held behind it but for what rings in the weighting's filters.
  for (size_t k = 400; k < 800; ++k) ASSERT_NEAR(3, gains[k], 0.05) << k;
  for (size_t k = 800; k < gains.size(); ++k) ASSERT_NEAR(3, gains[k], 0.35) << k;
}

}  // namespace
