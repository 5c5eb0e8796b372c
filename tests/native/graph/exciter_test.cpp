// The exciter's harmonics against the polynomial's own, and the aliases that must not be there.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "graph/processor_run.hpp"

namespace {

using namespace nt::test;

constexpr size_t measured = 44100;  // one second: 1 Hz a line

ProcessorPtr make(const nt_exciter_params& params, double rate, uint32_t channels) {
  return activated(NT_EXCITER, params, rate, channels);
}

/// What is added to a tone of f Hz, over a second after settle seconds, in which the gain comes to rest.
std::vector<double> added(const nt_exciter_params& params, double f, double amplitude, size_t settle = 1) {
  const auto p = make(params, 44100, 1);
  const uint32_t late = latency_of(p.get());
  Planes in(1, std::vector<double>((settle + 1) * measured));
  for (size_t i = 0; i < in[0].size(); ++i)
    in[0][i] = amplitude * std::sin(2 * M_PI * f / 44100 * static_cast<double>(i));
  const Planes out = run(p.get(), in);
  std::vector<double> x(measured);
  for (size_t i = 0; i < measured; ++i) x[i] = out[0][settle * measured + i] - in[0][settle * measured + i - late];
  return x;
}

double line(const std::vector<double>& x, double f) {
  std::complex<double> h = 0, at = 1;
  const std::complex<double> turn = std::polar(1.0, -2 * M_PI * f / 44100);
  for (size_t i = 0; i < x.size(); ++i) {
    if (i % 1024 == 0) at = std::polar(1.0, -2 * M_PI * f / 44100 * static_cast<double>(i));
    h += x[i] * at;
    at *= turn;
  }
  return 2 * std::abs(h) / static_cast<double>(x.size());
}

/// Butterworth high pass of the fourth order, bilinear, as magnitude.
double high_pass(double f, double from) {
  const double ratio = std::tan(M_PI * from / 44100) / std::tan(M_PI * f / 44100);
  return 1 / std::sqrt(1 + std::pow(ratio, 8));
}

TEST(Exciter, given_a_tone_then_each_harmonic_has_the_level_of_the_series) {
  // u of amplitude a through u^2/2 + u^3/3 + u^4/4 + u^5/5.
  const auto expected = [](int k, double a) {
    switch (k) {
      case 1:
        return a * a * a / 4 + a * a * a * a * a / 8;
      case 2:
        return a * a / 4 + a * a * a * a / 8;
      case 3:
        return a * a * a / 12 + a * a * a * a * a / 16;
      case 4:
        return a * a * a * a / 32;
      default:
        return a * a * a * a * a / 80;
    }
  };
  for (const double drive_db : {0.0, 12.0, 30.0})
    for (const double amplitude : {0.05, 0.5}) {
      const double from = 2000, f = 3300, mix = 0.7;
      const auto x = added({drive_db, mix, from}, f, amplitude);
      const double part = amplitude * high_pass(f, from), drive = std::pow(10.0, drive_db / 20);
      const double gain = std::min(drive, 1 / part), a = part * gain;
      for (int k = 1; k <= 5; ++k) {
        const double level = mix * expected(k, a) / gain * high_pass(k * f, from);
        if (level < 1e-7) continue;
        EXPECT_NEAR(20 * std::log10(level), 20 * std::log10(line(x, k * f)), k * f < 17000 ? 0.1 : 0.5)
            << "harmonic " << k << " drive " << drive_db << " amplitude " << amplitude;
      }
    }
}

TEST(Exciter, given_high_tones_driven_hard_then_no_alias_is_above_minus_100_db) {
  for (const double f : {4621.0, 7433.0, 9311.0, 11003.0, 13331.0, 17477.0}) {
    const auto x = added({36, 1, 3000}, f, 0.7, 4);
    for (int k = 2; k <= 12; ++k) {
      // Where harmonic k stands after folding at half the rate.
      double folded = std::fmod(k * f, 44100);
      if (folded > 22050) folded = 44100 - folded;
      if (k * f < 22050) continue;
      EXPECT_LT(20 * std::log10(line(x, folded)), -100) << k << " x " << f << " at " << folded;
    }
  }
}

TEST(Exciter, given_tones_below_from_hz_then_next_to_nothing_is_added) {
  const auto x = added({24, 1, 8000}, 400, 0.5);
  double top = 0;
  for (const double v : x) top = std::max(top, std::fabs(v));
  EXPECT_LT(20 * std::log10(top), -90);
}

TEST(Exciter, given_no_mix_then_the_output_is_the_delayed_input_bit_for_bit) {
  const auto p = make({20, 0, 3000}, 48000, 2);
  const uint32_t late = latency_of(p.get());
  const Planes in = white(2, 8000, 0.8);
  const Planes out = run(p.get(), in);
  for (size_t i = late; i < 8000; ++i) ASSERT_EQ(in[1][i - late], out[1][i]);
}

TEST(Exciter, given_stereo_then_the_louder_channel_sets_the_gain_of_both) {
  // The gain is linked: the quiet channel's share of harmonics stays smaller, as with one curve over both.
  const auto p = make({36, 1, 2000}, 44100, 2);
  Planes in(2, std::vector<double>(2 * measured));
  for (size_t i = 0; i < in[0].size(); ++i) {
    in[0][i] = 0.5 * std::sin(2 * M_PI * 5000 / 44100 * static_cast<double>(i));
    in[1][i] = 0.1 * in[0][i];
  }
  const Planes out = run(p.get(), in);
  const std::vector<double> left(out[0].begin() + measured, out[0].end()),
      right(out[1].begin() + measured, out[1].end());
  // Second harmonic: a^2 / 4 + a^4 / 8 with a = 1 and a = 0.1, relative to the tone.
  EXPECT_NEAR(20 * std::log10(0.375), 20 * std::log10(line(left, 10000) / 0.5), 0.1);
  EXPECT_NEAR(20 * std::log10(0.0025125 / 0.1), 20 * std::log10(line(right, 10000) / 0.05), 0.1);
}

TEST(Exciter, given_samples_beyond_all_sound_then_what_follows_is_finite_again) {
  const auto p = make({36, 1, 2000}, 44100, 1);
  Planes in = white(1, 44100, 0.5);
  for (size_t i = 100; i < 600; ++i) in[0][i] = i % 80 < 40 ? 2e272 : -2e272;
  const Planes out = run(p.get(), in);
  for (const double v : out[0]) ASSERT_TRUE(std::isfinite(v));
}

}  // namespace
