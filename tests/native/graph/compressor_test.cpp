// The compressor against the published formulas.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "graph/naive_compressor.hpp"

namespace {

using namespace nt::test;

ProcessorPtr make(const nt_compressor_params& params, double rate, uint32_t channels) {
  return activated(NT_COMPRESSOR, params, rate, channels);
}

nt_compressor_params settings() { return {-24, 4, 6, 10, 120, 0, 0, 10, 1, NT_DETECT_PEAK, 0}; }

Planes naive(const nt_compressor_params& p, double rate, const Planes& in) {
  const auto late = static_cast<size_t>(std::lround(p.lookahead_ms / 1000 * rate));
  std::vector<Wave> waves;
  for (const auto& plane : in) waves.push_back(wave(plane));
  const Wave reduction = reduction_of(p, rate, waves);
  Planes out(in.size(), std::vector<double>(in[0].size()));
  for (size_t n = late; n < in[0].size(); ++n) {
    const Real gain = 1 - p.mix + p.mix * std::pow(Real(10), (p.makeup_db - reduction[n]) / 20);
    for (size_t c = 0; c < in.size(); ++c) out[c][n] = static_cast<double>(gain * in[c][n - late]);
  }
  return out;
}

/// Largest difference in dB where the naive output is not near zero.
double worst_db(const Planes& expected, const Planes& got) {
  double worst = 0;
  for (size_t c = 0; c < got.size(); ++c)
    for (size_t i = 0; i < got[c].size(); ++i) {
      if (std::fabs(expected[c][i]) < 1e-9) {
        EXPECT_NEAR(expected[c][i], got[c][i], 1e-12);
        continue;
      }
      worst = std::max(worst, std::fabs(20 * std::log10(std::fabs(got[c][i] / expected[c][i]))));
    }
  return worst;
}

TEST(Compressor, given_any_settings_then_the_gain_is_that_of_the_textbook_within_a_hundred_thousandth_of_a_decibel) {
  const Planes in = lively(2, 24000, 4);
  for (const int detector : {NT_DETECT_PEAK, NT_DETECT_RMS})
    for (const double knee : {0.0, 9.0})
      for (const auto& [attack, release] : {std::pair{0.05, 50.0}, {15.0, 200.0}, {100.0, 60.0}})
        for (const double lookahead : {0.0, 4.3}) {
          const nt_compressor_params p{-31, 3.3, knee, attack, release, lookahead, 5.5, 12, 0.8, detector, 0};
          const auto processor = make(p, 44100, 2);
          EXPECT_LT(worst_db(naive(p, 44100, in), run(processor.get(), in)), 1e-5)
              << "detector " << detector << " knee " << knee << " attack " << attack << " release " << release;
        }
}

TEST(Compressor, given_steady_levels_then_the_static_curve_holds_over_threshold_ratio_and_knee) {
  for (const int detector : {NT_DETECT_PEAK, NT_DETECT_RMS})
    for (const double threshold : {-50.0, -24.0, -6.0})
      for (const double ratio : {0.5, 0.8, 1.0, 1.5, 4.0, 20.0, 100.0})
        for (const double knee : {0.0, 6.0, 24.0})
          for (const double level : {-70.0, -52.0, -40.0, -27.0, -24.0, -20.0, -9.0, -3.0, 0.0, 6.0}) {
            nt_compressor_params p{threshold, ratio, knee, 0.5, 5, 0, 0, 1, 1, detector, 0};
            const auto processor = make(p, 8000, 1);
            const Planes in(1, std::vector<double>(500, std::pow(10.0, level / 20)));
            const double out = 20 * std::log10(run(processor.get(), in)[0].back());
            EXPECT_NEAR(static_cast<double>(curve(p, level)), out, 0.01)
                << "threshold " << threshold << " ratio " << ratio << " knee " << knee << " level " << level;
          }
}

TEST(Compressor, given_a_sine_then_peak_and_rms_detectors_see_its_peak_and_its_rms) {
  for (const int detector : {NT_DETECT_PEAK, NT_DETECT_RMS}) {
    const nt_compressor_params p{-30, 3, 0, 20, 1000, 0, 0, 200, 1, detector, 0};
    const auto processor = make(p, 48000, 1);
    Planes in(1, std::vector<double>(96000));
    for (size_t i = 0; i < 96000; ++i) in[0][i] = 0.5 * std::sin(2 * M_PI * 997 / 48000 * static_cast<double>(i));
    const Planes out = run(processor.get(), in);
    const double peak_db = 20 * std::log10(0.5), seen = detector == NT_DETECT_PEAK ? peak_db : peak_db - 3.0103;
    // Any frame near a crest gives the gain.
    size_t crest = 90000;
    while (std::fabs(in[0][crest]) < 0.49) ++crest;
    EXPECT_NEAR(static_cast<double>(curve(p, seen)) - seen, 20 * std::log10(out[0][crest] / in[0][crest]), 0.1);
  }
}

/// Seconds from the step until 1 - 1/e of the way of the gain in dB.
double time_of_step(const nt_compressor_params& p, double rate, double before_db, double after_db) {
  const auto processor = make(p, rate, 1);
  const auto settle = static_cast<size_t>(rate * (p.attack_ms + p.release_ms) * 0.012) + 1000;
  Planes in(1);
  in[0].assign(settle, std::pow(10.0, before_db / 20));
  in[0].resize(2 * settle, std::pow(10.0, after_db / 20));
  const Planes out = run(processor.get(), in);
  const auto gain = [&](size_t i) { return 20 * std::log10(out[0][i] / in[0][i]); };
  const double from = gain(settle - 1), to = gain(2 * settle - 1);
  const double wanted = from + (to - from) * (1 - std::exp(-1.0));
  for (size_t i = settle; i < 2 * settle; ++i)
    if ((to - from) * (gain(i) - wanted) >= 0) return static_cast<double>(i - settle + 1) / rate;
  return -1;
}

TEST(Compressor, given_a_step_in_level_then_attack_and_release_take_the_stated_times_within_five_percent) {
  for (const double attack : {1.0, 10.0, 80.0, 400.0})
    for (const double release : {20.0, 100.0, 600.0}) {
      nt_compressor_params p = settings();
      p.attack_ms = attack;
      p.release_ms = release;
      EXPECT_NEAR(attack / 1000, time_of_step(p, 48000, -40, -6), 0.05 * attack / 1000) << attack << ' ' << release;
      EXPECT_NEAR(release / 1000, time_of_step(p, 48000, -6, -40), 0.05 * release / 1000) << attack << ' ' << release;
    }
}

TEST(Compressor, given_the_loud_channel_then_all_channels_get_its_gain) {
  const auto processor = make(settings(), 48000, 3);
  Planes in(3, std::vector<double>(20000, 0.01));
  in[1].assign(20000, 0.9);
  const Planes out = run(processor.get(), in);
  EXPECT_LT(out[1].back() / 0.9, 0.5);
  EXPECT_NEAR(out[1].back() / 0.9, out[0].back() / 0.01, 1e-12);
  EXPECT_NEAR(out[1].back() / 0.9, out[2].back() / 0.01, 1e-12);
}

TEST(Compressor, given_levels_below_the_knee_and_no_makeup_then_the_output_is_the_delayed_input_bit_for_bit) {
  nt_compressor_params p = settings();
  p.lookahead_ms = 2;
  const auto processor = make(p, 48000, 2);
  const Planes in = white(2, 10000, 0.04);
  const Planes out = run(processor.get(), in);
  for (size_t i = 96; i < 10000; ++i) ASSERT_EQ(in[0][i - 96], out[0][i]);
}

TEST(Compressor, given_a_step_with_lookahead_then_the_gain_history_lies_on_the_input) {
  nt_compressor_params p = settings();
  p.lookahead_ms = 20;
  p.attack_ms = 1;
  p.makeup_db = 9;
  const auto processor = make(p, 22050, 1);  // 220.5 frames a piece
  Planes in(1, std::vector<double>(22050, 0.001));
  for (size_t i = 11025; i < 22050; ++i) in[0][i] = 1;
  std::vector<float> gains;
  const auto take = [&] {
    float some[200];
    uint32_t got = 0;
    EXPECT_EQ(NT_OK, nt_processor_gain_history(processor.get(), some, 200, &got));
    gains.insert(gains.end(), some, some + got);
  };
  run(processor.get(), in, [&](size_t i) {
    if (i > 0) take();
    return 777u;
  });
  take();
  ASSERT_EQ(98u, gains.size());  // a second less the look-ahead of two pieces
  for (size_t k = 0; k < 47; ++k) EXPECT_NEAR(0, gains[k], 1e-6) << k;
  // Twenty milliseconds ahead of the step the gain comes down to what 24 dB over a 4:1 threshold ask for.
  EXPECT_LT(gains[48], -17.9F);
  EXPECT_NEAR(-18, gains[60], 0.01);
}

TEST(Compressor, given_values_out_of_range_then_each_is_refused) {
  for (const int which : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) {
    nt_compressor_params p = settings();
    if (which == 0) p.threshold_db = 1;
    if (which == 1) p.ratio = 0.49;
    if (which == 2) p.knee_db = -1;
    if (which == 3) p.attack_ms = 0;
    if (which == 4) p.release_ms = std::nan("");
    if (which == 5) p.lookahead_ms = 21;
    if (which == 6) p.makeup_db = 25;
    if (which == 7) p.rms_ms = 0;
    if (which == 8) p.mix = 1.1;
    if (which == 9) p.detector = 2;
    nt_processor* made = nullptr;
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_COMPRESSOR, &p, sizeof p, &made)) << which;
  }
}

}  // namespace
