#include "rt/true_peak.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace {

using nt::TruePeak;

std::vector<double> sine(double cycles_per_frame, double phase, size_t frames) {
  std::vector<double> x(frames);
  for (size_t i = 0; i < frames; ++i) x[i] = std::sin(2 * M_PI * cycles_per_frame * static_cast<double>(i) + phase);
  return x;
}

double largest(const TruePeak& meter, const std::vector<double>& x) {
  double top = 0;
  for (size_t n = 32; n + 64 < x.size(); ++n) top = std::max(top, meter.peak(x.data() + n));
  return top;
}

TEST(TruePeak, given_sines_across_the_audible_band_then_the_reading_is_within_two_hundredths_of_a_decibel) {
  for (const int oversampling : {8, 16, 32}) {
    const TruePeak meter(oversampling);
    // 20 kHz at 44.1 kHz is 0.4535 of the rate. Frequencies near simple fractions are the ones that samples miss.
    for (const double f : {0.0005, 0.01, 0.1, 0.2, 0.25, 1.0 / 3, 0.375, 0.4, 0.4167, 0.4535})
      for (const double phase : {0.0, 0.3, M_PI / 4, 1.1}) {
        const double db = 20 * std::log10(largest(meter, sine(f, phase, f < 0.01 ? 4096 : 512)));
        EXPECT_NEAR(0.0, db, 0.02) << oversampling << "x at " << f << " phase " << phase;
      }
  }
}

TEST(TruePeak, given_a_constant_and_a_ramp_then_they_pass_unchanged) {
  const TruePeak meter(16);
  std::vector<double> flat(128, 0.7), ramp(128);
  for (size_t i = 0; i < ramp.size(); ++i) ramp[i] = 0.01 * static_cast<double>(i);
  EXPECT_NEAR(0.7, meter.peak(flat.data() + 64), 1e-13);
  EXPECT_NEAR(ramp[65], meter.peak(ramp.data() + 64), 1e-13);
}

TEST(TruePeak, given_the_worst_input_of_each_bound_then_no_peak_is_above_it) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (const int oversampling : {4, 16, 32}) {
    const TruePeak meter(oversampling);
    double nearest1 = 0, nearest2 = 0;
    for (int trial = 0; trial < 4000; ++trial) {
      std::vector<double> x(64);
      // Random signs are the extremes of the first bound; smoothed walks have the small bends of the second.
      for (auto& v : x) v = trial % 2 == 0 ? (uniform(random) < 0 ? -1.0 : 1.0) : uniform(random);
      if (trial % 2 == 1)
        for (size_t i = 2; i < x.size(); ++i) x[i] = 1.9 * x[i - 1] - 0.92 * x[i - 2] + 0.02 * x[i];
      if (trial < 2) {  // signs of the interpolation half-way: the maximum of the first bound itself
        for (int k = 0; k < 48; ++k)
          x[static_cast<size_t>(k + 7)] = ((k - 23) <= 0 ? -(k - 23) : k - 24) % 2 == 0 ? 1 : -1;
      }
      const double* at = x.data() + 30;
      double level = 0, bend = 0;
      for (int i = -23; i <= 24; ++i) level = std::max(level, std::fabs(at[i]));
      for (int i = -22; i <= 23; ++i) bend = std::max(bend, std::fabs(at[i - 1] - 2 * at[i] + at[i + 1]));
      const double peak = meter.peak(at);
      const double bound1 = meter.l1() * level,
                   bound2 = std::max(std::fabs(at[0]), std::fabs(at[1])) + meter.g() * bend;
      EXPECT_LE(peak, bound1);
      EXPECT_LE(peak, bound2);
      nearest1 = std::max(nearest1, peak / bound1);
      nearest2 = std::max(nearest2, peak / bound2);
    }
    EXPECT_GT(nearest1, 0.95) << "the first bound is looser than it has to be";
    EXPECT_GT(nearest2, 0.7) << "the second bound is looser than it has to be";
  }
}

TEST(TruePeak, given_a_scan_with_a_threshold_then_it_finds_exactly_the_peaks_that_a_full_evaluation_finds) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal(0, 0.2);
  const TruePeak meter(16);
  std::vector<double> x(5000);
  double slow = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    slow = 0.95 * slow + normal(random);
    x[i] = i < 3000 ? slow : normal(random);
  }
  for (const double threshold : {0.2, 0.8, 1.5, 2.0}) {
    for (const size_t cut : {1u, 7u, 16u, 1000u}) {
      std::vector<size_t> expected, found;
      for (size_t n = 24; n + 26 < x.size(); ++n)
        if (meter.peak(x.data() + n) > threshold) expected.push_back(n);
      size_t visits = 0;
      for (size_t n = 24; n + 26 < x.size(); n += cut) {
        const size_t frames = std::min(cut, x.size() - 26 - n);
        meter.scan(
            x.data() + n, frames, [&] { return threshold; },
            [&](size_t i, double peak) {
              ++visits;
              if (peak > threshold) found.push_back(n + i);
            });
      }
      EXPECT_EQ(expected, found);
      if (threshold > 1.4) EXPECT_LT(visits, x.size() / 2) << "the gate lets nearly everything through";
    }
  }
}

}  // namespace
