#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "graph/resample/resampler_run.hpp"

// Stepped sines at -1 dBFS, 997 Hz and then every 1 kHz: the known tone is taken out by least squares, and the worst
// line that is left counts. Full takes every step and every ratio, the fast tier a few.

namespace {

using namespace nt::test;

constexpr size_t window = 16384;
constexpr int32_t minimum = NT_RESAMPLE_MINIMUM_PHASE;

struct Limits {
  double spur_db, alias_db;
  double clean_to;   // of the lower rate: no line above the limits up to here
  double stop_from;  // of the lower rate: what lies above is an alias only
};

Limits limits_of(int32_t quality) {
  switch (quality & ~minimum) {
    case NT_RESAMPLE_MAX:
      return {-206, -206, 0.5, 0.5};
    case NT_RESAMPLE_FAST:
      return {-140, -140, 0.4535, 0.5465};
    case NT_RESAMPLE_ANALYSIS:
      return {-110, -110, 0.4535, 0.5465};
    default:
      return {-185, -185, 0.5, 0.5};
  }
}

std::string name(Rates r, int32_t quality, uint64_t hz) {
  return std::to_string(r.in) + " to " + std::to_string(r.out) + ", quality " + std::to_string(quality) + ", " +
         std::to_string(hz) + " Hz";
}

/// Frames in, so that the middle of the output holds a window behind everything that begins or ends.
size_t frames_for(Rates r) {
  return static_cast<size_t>(static_cast<double>(window + 4096) * static_cast<double>(r.in) /
                             static_cast<double>(r.out)) +
         4096 * (r.in / r.out + 1);
}

/// Tones of the pass band: spurs, ripple and, for linear phase, the delay.
void expect_clean_tone(Rates r, int32_t quality, uint64_t hz) {
  const auto limits = limits_of(quality);
  const double lower = static_cast<double>(std::min(r.in, r.out));
  const Plane y = convert(r, quality, sine(hz, r.in, frames_for(r)));
  const auto tone = examine(y, (y.size() - window) / 2, window, turns_of(hz, r.out),
                            limits.clean_to * lower / static_cast<double>(r.out));
  EXPECT_LT(tone.worst_db, limits.spur_db) << name(r, quality, hz);
  if (static_cast<double>(hz) > 0.4535 * lower) return;
  EXPECT_NEAR(0, 20 * std::log10(tone.level / one_db_down), 0.01) << name(r, quality, hz);
  if ((quality & minimum) == 0) {
    EXPECT_NEAR(0, tone.phase, 1e-6) << name(r, quality, hz);
  }
}

/// A tone that the output cannot hold.
void expect_no_alias(Rates r, int32_t quality, uint64_t hz) {
  const auto limits = limits_of(quality);
  const Plane y = convert(r, quality, sine(hz, r.in, frames_for(r)));
  const auto left = examine(
      y, (y.size() - window) / 2, window, [](size_t) { return 0.25L; }, limits.clean_to);
  EXPECT_LT(left.worst_db, limits.alias_db) << "alias of " << name(r, quality, hz);
}

void expect_clean(Rates r, int32_t quality, uint64_t step) {
  const auto limits = limits_of(quality);
  const double lower = static_cast<double>(std::min(r.in, r.out));
  for (uint64_t hz = 997; static_cast<double>(hz) < 0.4535 * lower; hz += step) expect_clean_tone(r, quality, hz);
  expect_clean_tone(r, quality, static_cast<uint64_t>(0.4535 * lower));
  if (r.in <= r.out) return;
  const auto first = static_cast<uint64_t>(limits.stop_from * lower) + 5;
  for (uint64_t hz = first; 2 * hz < r.in; hz += step) expect_no_alias(r, quality, hz);
}

TEST(ResampleQuality, given_high_then_spurs_and_aliases_are_below_185_db) {
  for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}, Rates{96000, 44100}, Rates{44100, 48001}})
    expect_clean(r, NT_RESAMPLE_HIGH, 7000);
}

TEST(ResampleQuality, given_max_then_spurs_and_aliases_are_below_206_db) {
  for (const auto r : {Rates{48000, 44100}, Rates{44100, 96000}, Rates{48001, 44100}})
    expect_clean(r, NT_RESAMPLE_MAX, 8000);
}

TEST(ResampleQuality, given_minimum_phase_then_the_limits_are_those_of_its_quality) {
  expect_clean({48000, 44100}, NT_RESAMPLE_HIGH | minimum, 8000);
  expect_clean({44100, 48000}, NT_RESAMPLE_MAX | minimum, 9000);
}

TEST(ResampleQuality, given_fast_then_spurs_and_aliases_are_below_140_db) {
  for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}, Rates{44100, 44117}})
    expect_clean(r, NT_RESAMPLE_FAST, 7000);
}

TEST(ResampleQuality, given_analysis_then_spurs_and_aliases_are_below_110_db) {
  for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}, Rates{88200, 48000}, Rates{44056, 48000}})
    expect_clean(r, NT_RESAMPLE_ANALYSIS, 7000);
}

TEST(ResampleQuality, given_rates_far_apart_then_the_limits_hold) {
  expect_clean_tone({8000, 768000}, NT_RESAMPLE_HIGH, 3000);
  expect_clean_tone({768000, 8000}, NT_RESAMPLE_HIGH, 3000);
  expect_clean_tone({2822400, 44100}, NT_RESAMPLE_HIGH, 15000);
  expect_no_alias({2822400, 44100}, NT_RESAMPLE_HIGH, 43100);
}

TEST(FullResampleQuality, given_every_step_quality_and_ratio_then_the_limits_hold) {
  for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}, Rates{44100, 96000}, Rates{96000, 44100},
                       Rates{192000, 44100}, Rates{44100, 192000}, Rates{32000, 48000}, Rates{22050, 48000},
                       Rates{44100, 48001}, Rates{48001, 44100}, Rates{44056, 48000}, Rates{11025, 8000}})
    for (const int32_t quality : {int32_t{NT_RESAMPLE_HIGH}, int32_t{NT_RESAMPLE_MAX}, int32_t{NT_RESAMPLE_FAST},
                                  NT_RESAMPLE_HIGH | minimum, NT_RESAMPLE_MAX | minimum})
      expect_clean(r, quality, 1000);
}

double level_db(Rates r, int32_t quality, double part) {
  const auto hz = static_cast<uint64_t>(part * static_cast<double>(std::min(r.in, r.out)));
  const Plane y = convert(r, quality, sine(hz, r.in, frames_for(r)));
  return 20 * std::log10(examine(y, (y.size() - window) / 2, window, turns_of(hz, r.out)).level / one_db_down);
}

TEST(ResampleQuality, given_tones_of_the_transition_then_3_db_are_lost_no_lower_than_0_474_of_the_lower_rate) {
  for (const int32_t quality :
       {int32_t{NT_RESAMPLE_HIGH}, int32_t{NT_RESAMPLE_MAX}, int32_t{NT_RESAMPLE_FAST}, NT_RESAMPLE_HIGH | minimum})
    for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}}) {
      EXPECT_GT(level_db(r, quality, 0.474), -3.0103) << quality;
      EXPECT_GT(level_db(r, quality, 0.4535), -0.01) << quality;
    }
}

TEST(ResampleQuality, given_two_tones_then_nothing_appears_between_them) {
  const Rates r{44100, 48000};
  Plane x = sine(19000, r.in, frames_for(r), one_db_down / 2);
  const Plane other = sine(20000, r.in, x.size(), one_db_down / 2);
  for (size_t i = 0; i < x.size(); ++i) x[i] += other[i];
  Plane y = convert(r, NT_RESAMPLE_HIGH, x);
  const Plane expected = sine(19000, r.out, y.size(), one_db_down / 2);
  for (size_t i = 0; i < y.size(); ++i) y[i] -= expected[i];
  EXPECT_LT(examine(y, (y.size() - window) / 2, window, turns_of(20000, r.out)).worst_db, -180);
}

TEST(ResampleQuality, given_an_impulse_then_linear_phase_is_symmetric_about_it_and_minimum_phase_starts_at_it) {
  Plane x(8000);
  x[4000] = 1;
  for (const int32_t quality : {NT_RESAMPLE_HIGH, NT_RESAMPLE_MAX, NT_RESAMPLE_FAST}) {
    const Plane y = convert({48000, 96000}, quality, x);
    EXPECT_EQ(8000, std::max_element(y.begin(), y.end()) - y.begin());
    for (size_t k = 1; k < 1000; ++k)
      ASSERT_NEAR(y[8000 - k], y[8000 + k], quality == NT_RESAMPLE_FAST ? 1e-9 : 1e-12) << quality << " at " << k;
    const Plane late = convert({48000, 96000}, quality | minimum, x);
    double before = 0;
    for (size_t i = 0; i < 8000; ++i) before = std::max(before, std::fabs(late[i]));
    EXPECT_LT(20 * std::log10(before), quality == NT_RESAMPLE_FAST ? -135 : -175) << quality;
    const auto peak = std::max_element(late.begin(), late.end()) - late.begin();
    EXPECT_GT(peak, 8000);
    EXPECT_LT(peak, 8020);
  }
}

TEST(ResampleQuality, given_minimum_phase_then_low_frequencies_are_late_by_the_delay_reported) {
  const auto converter = make(44100, 48000, 1, NT_RESAMPLE_HIGH | minimum);
  nt_resampler_info info{};
  ASSERT_EQ(NT_OK, nt_resampler_describe(converter.get(), &info));
  const Plane y = convert({44100, 48000}, NT_RESAMPLE_HIGH | minimum, sine(100, 44100, frames_for({44100, 48000})));
  const auto tone = examine(y, (y.size() - window) / 2, window, turns_of(100, 48000));
  EXPECT_NEAR(info.delay_s, -tone.phase / 100, 1e-8);
  EXPECT_GT(info.delay_s, 1e-5);
}

TEST(ResampleQuality, given_a_sweep_then_its_level_stays_while_it_lies_in_the_pass_band) {
  constexpr size_t frames = 200000;
  const auto phase = [](double seconds) {
    return 2 * std::numbers::pi * (20 * seconds + 4400 / 2.0 * seconds * seconds);
  };
  Plane x(frames);
  for (size_t i = 0; i < frames; ++i) x[i] = 0.5 * std::sin(phase(static_cast<double>(i) / 44100));
  const Plane y = convert({44100, 48000}, NT_RESAMPLE_HIGH, x);
  for (size_t i = 1000; i < y.size() - 1000; ++i)
    ASSERT_NEAR(0.5 * std::sin(phase(static_cast<double>(i) / 48000)), y[i], 1e-9) << i;
}

TEST(ResampleQuality, given_silence_or_a_full_scale_square_then_one_is_silent_and_the_other_bounded) {
  for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}, Rates{44100, 48001}})
    for (const int32_t quality : {int32_t{NT_RESAMPLE_HIGH}, NT_RESAMPLE_HIGH | minimum}) {
      for (const double v : convert(r, quality, Plane(20000))) ASSERT_EQ(0.0, v);
      Plane square(40000);
      for (size_t i = 0; i < 30000; ++i) square[i] = i / 50 % 2 == 0 ? 1 : -1;
      const Plane y = convert(r, quality, square);
      for (const double v : y) ASSERT_LT(std::fabs(v), quality == NT_RESAMPLE_HIGH ? 1.3 : 1.6);
      for (size_t i = y.size() - 5000; i < y.size(); ++i) ASSERT_LT(std::fabs(y[i]), 1e-9) << i;
    }
}

}  // namespace
