// What a view measures, against definitions.

#include "analysis/view/live_analysis.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <memory>
#include <numbers>
#include <random>

namespace {

using nt::analysis::LiveAnalysis;
using Planes = std::vector<std::vector<double>>;

constexpr double rate = 48000, pi = std::numbers::pi;

std::vector<double> sine(double hz, double amplitude, size_t frames, double phase = 0, double at_rate = rate) {
  std::vector<double> x(frames);
  for (size_t i = 0; i < frames; ++i)
    x[i] = amplitude * std::sin(2 * pi * hz * static_cast<double>(i) / at_rate + phase);
  return x;
}

/// Adds everything in blocks of varying size; returns the columns.
std::vector<nt::analysis::StepMeter::Column> add(LiveAnalysis& a, const Planes& planes) {
  std::vector<nt::analysis::StepMeter::Column> columns;
  const auto frames = static_cast<uint32_t>(planes[0].size());
  std::mt19937 random(1);
  for (uint32_t done = 0; done < frames;) {
    const uint32_t count = std::min<uint32_t>(frames - done, 1 + random() % 1500);
    std::vector<const double*> at;
    for (const auto& plane : planes) at.push_back(plane.data() + done);
    a.add(at.data(), count, [&](const auto& column, uint32_t) { columns.push_back(column); });
    done += count;
  }
  return columns;
}

nt_view_meters meters_of(LiveAnalysis& a) {
  nt_view_meters m{};
  a.read(m);
  return m;
}

LiveAnalysis make(uint32_t channels = 2, double at_rate = rate, uint32_t fft = 8192) {
  return LiveAnalysis({at_rate, channels, fft, 6});
}

constexpr double minus_20 = 0.1;

TEST(ViewMeters, given_a_sine_of_minus_20_dbfs_then_peak_rms_and_loudness_read_as_defined) {
  auto a = make();
  const auto x = sine(997, minus_20, 4 * 48000);
  add(a, {x, x});
  const auto m = meters_of(a);
  ASSERT_EQ(2u, m.channels);
  for (int c = 0; c < 2; ++c) {
    EXPECT_NEAR(-20, m.channel[c].peak_db, 0.01);
    EXPECT_NEAR(-20, m.channel[c].true_peak_db, 0.02);
    EXPECT_NEAR(-20, m.channel[c].peak_max_db, 0.02);
    EXPECT_NEAR(-23.01, m.channel[c].rms_db, 0.02);
  }
  // BS.1770-4: a sine of 997 Hz at 0 dBFS in one channel reads -3.01 LKFS.
  EXPECT_NEAR(-20, m.momentary_lufs, 0.05);
  EXPECT_NEAR(-20, m.short_term_lufs, 0.05);
  EXPECT_NEAR(-20, m.integrated_lufs, 0.05);
  EXPECT_NEAR(1, m.correlation, 1e-6);
}

TEST(ViewMeters, given_pairs_of_known_phase_then_the_correlation_is_their_cosine) {
  for (const double phase : {0.0, pi / 3, pi / 2, pi}) {
    auto a = make();
    add(a, {sine(1000, 0.5, 48000), sine(1000, 0.25, 48000, phase)});
    EXPECT_NEAR(std::cos(phase), meters_of(a).correlation, 1e-3);
  }
  auto a = make();
  add(a, {sine(1000, 0.5, 48000), std::vector<double>(48000)});
  EXPECT_EQ(0, meters_of(a).correlation) << "one channel is silent";
}

TEST(ViewMeters, given_samples_that_miss_the_crests_then_the_true_peak_finds_them) {
  auto a = make(1);
  add(a, {sine(12000, 0.5, 48000, pi / 4)});
  EXPECT_NEAR(-9.03, meters_of(a).channel[0].peak_db, 0.01);
  EXPECT_NEAR(-6.02, meters_of(a).channel[0].true_peak_db, 0.1);
}

TEST(ViewMeters, given_an_impulse_then_it_is_seen_for_100_ms_and_kept_as_maximum_until_an_entry_begins) {
  auto a = make(1);
  std::vector<double> x(480);
  x[200] = 0.5;
  add(a, {x});
  add(a, {std::vector<double>(9 * 480)});
  EXPECT_NEAR(-6.02, meters_of(a).channel[0].peak_db, 0.01);
  add(a, {std::vector<double>(2 * 480)});
  EXPECT_EQ(-INFINITY, meters_of(a).channel[0].peak_db);
  EXPECT_NEAR(-6.02, meters_of(a).channel[0].peak_max_db, 0.05);
  a.begin_entry();
  EXPECT_EQ(-INFINITY, meters_of(a).channel[0].peak_max_db);
}

TEST(ViewMeters, given_silence_after_a_sound_then_every_meter_falls_to_its_floor_within_four_seconds) {
  auto a = make();
  const auto x = sine(997, 0.9, 2 * 48000);
  add(a, {x, x});
  add(a, Planes(2, std::vector<double>(4 * 48000)));
  const auto m = meters_of(a);
  EXPECT_EQ(-INFINITY, m.channel[0].peak_db);
  EXPECT_EQ(-INFINITY, m.channel[1].rms_db);
  EXPECT_LT(m.momentary_lufs, -100);
  EXPECT_LT(m.short_term_lufs, -100);
  EXPECT_EQ(0, m.correlation);
  EXPECT_NEAR(-0.9, m.integrated_lufs, 0.5) << "what was heard of the entry";
}

TEST(ViewMeters, given_another_entry_then_the_integrated_loudness_is_of_that_one_alone) {
  auto a = make();
  const auto loud = sine(997, 1, 3 * 48000), soft = sine(997, minus_20, 3 * 48000);
  add(a, {loud, loud});
  a.begin_entry();
  add(a, {soft, soft});
  EXPECT_NEAR(-20, meters_of(a).integrated_lufs, 0.1);
}

TEST(ViewMeters, given_a_rate_that_no_loudness_is_defined_for_then_there_is_none) {
  auto a = make(1, 2000);
  add(a, {sine(100, 0.5, 8000, 0, 2000)});
  EXPECT_NEAR(-6.02, meters_of(a).channel[0].peak_db, 0.05);
  EXPECT_EQ(-INFINITY, meters_of(a).momentary_lufs);
}

TEST(ViewColumns, given_a_signal_then_columns_hold_least_greatest_and_rms_of_every_10_ms) {
  auto a = make();
  Planes x(2, std::vector<double>(48000));
  std::mt19937_64 random(4);
  std::uniform_real_distribution<double> values(-1, 1);
  for (auto& plane : x)
    for (auto& value : plane) value = values(random);
  const auto columns = add(a, x);
  ASSERT_EQ(100u, columns.size());
  for (size_t n = 0; n < columns.size(); ++n)
    for (size_t c = 0; c < 2; ++c) {
      double least = 2, greatest = -2, energy = 0;
      for (size_t i = n * 480; i < (n + 1) * 480; ++i) {
        least = std::min(least, x[c][i]);
        greatest = std::max(greatest, x[c][i]);
        energy += x[c][i] * x[c][i];
      }
      EXPECT_FLOAT_EQ(static_cast<float>(least), columns[n].least[c]);
      EXPECT_FLOAT_EQ(static_cast<float>(greatest), columns[n].greatest[c]);
      EXPECT_FLOAT_EQ(static_cast<float>(std::sqrt(energy / 480)), columns[n].rms[c]);
    }
}

/// A spectrum of what was heard; the frame is large.
std::unique_ptr<nt_view_spectrum> spectrum_of(LiveAnalysis& a) {
  auto s = std::make_unique<nt_view_spectrum>();
  a.spectrum().read(*s);
  return s;
}
double hz_of(const nt_view_spectrum& s, uint32_t band) {
  return 1000 * std::exp2((static_cast<double>(s.first_band) + band) / s.bands_per_octave);
}
const float* magnitudes(const nt_view_spectrum& s, uint32_t plane) {
  return s.values + s.planes * s.bands + plane * s.bins;
}

TEST(ViewSpectrum, given_a_sine_of_full_scale_on_a_bin_then_it_reads_0_db_there_and_the_window_beside_it) {
  auto a = make(1);
  const uint32_t bin = 171;
  add(a, {sine(bin * rate / 8192, 1, 20000)});
  const auto s = spectrum_of(a);
  EXPECT_EQ(4097u, s->bins);
  const float* const m = magnitudes(*s, 0);
  EXPECT_NEAR(1, m[bin], 1e-5);
  EXPECT_NEAR(0.5, m[bin - 1], 1e-5);
  EXPECT_NEAR(0.5, m[bin + 1], 1e-5);
  for (uint32_t k = 0; k < s->bins; ++k)
    if (k + 2 < bin || k > bin + 2) {
      EXPECT_LT(m[k], 1e-5) << k;
    }
}

TEST(ViewSpectrum, given_a_sine_in_the_middle_of_any_band_then_that_band_reads_its_level_and_is_the_highest) {
  for (const double at_rate : {44100.0, 48000.0, 192000.0}) {
    auto a = make(1, at_rate, at_rate > 50000 ? 16384 : 8192);
    const auto bands = spectrum_of(a)->bands;
    ASSERT_GT(bands, 55u);
    for (uint32_t b = 0; b < bands; ++b) {
      add(a, {sine(hz_of(*spectrum_of(a), b), minus_20, 20000, 0.3, at_rate)});
      const auto s = spectrum_of(a);
      const double hz = hz_of(*s, b);
      // Where three bins reach below 0 Hz, the mirror of the sine is heard as well.
      if (hz < 4 * at_rate / s->fft_size || hz > 0.49 * at_rate) continue;
      EXPECT_NEAR(-20, s->values[b], 0.15) << hz << " Hz at " << at_rate;
      for (uint32_t other = 0; other < bands; ++other) EXPECT_LE(s->values[other], s->values[b] + 0.1f) << hz;
    }
  }
}

TEST(ViewSpectrum, given_noise_then_bins_are_those_of_a_plain_transform_of_the_last_frames) {
  auto a = make(2, rate, 512);
  Planes x(2, std::vector<double>(5000));
  std::mt19937_64 random(9);
  std::uniform_real_distribution<double> values(-1, 1);
  for (auto& plane : x)
    for (auto& value : plane) value = values(random);
  add(a, x);
  const auto s = spectrum_of(a);
  for (uint32_t p = 0; p < 2; ++p)
    for (uint32_t k = 0; k < s->bins; ++k) {
      std::complex<double> sum = 0;
      for (uint32_t i = 0; i < 512; ++i)
        sum += x[p][5000 - 512 + i] * (0.5 - 0.5 * std::cos(2 * pi * i / 512)) * std::polar(1.0, -2 * pi * k * i / 512);
      const double expected = std::abs(sum) * (k == 0 || k == 256 ? 2 : 4) / 512;
      EXPECT_NEAR(expected, magnitudes(*s, p)[k], 2e-6) << k;
    }
}

TEST(ViewSpectrum, given_white_noise_then_wide_bands_rise_by_the_logarithm_of_their_width) {
  auto a = make(1);
  std::mt19937_64 random(2);
  std::normal_distribution<double> values(0, 0.1);
  std::vector<double> mean;
  std::vector<double> block(8192);
  uint32_t bands = 0;
  for (int n = 0; n < 200; ++n) {
    for (auto& value : block) value = values(random);
    add(a, {block});
    const auto s = spectrum_of(a);
    bands = s->bands;
    mean.resize(bands);
    for (uint32_t b = 0; b < bands; ++b) mean[b] += std::pow(10, s->values[b] / 10) / 200;
  }
  const auto s = spectrum_of(a);
  for (uint32_t b = 0; b < bands; ++b) {
    const double hz = hz_of(*s, b), width = hz * (std::exp2(1.0 / 12) - std::exp2(-1.0 / 12));
    if (width < 6 * rate / 8192) continue;
    // A mean square of 0.01 over 24 kHz; a sine of full scale has one of a half.
    EXPECT_NEAR(10 * std::log10(0.01 * width / (rate / 2) / 0.5), 10 * std::log10(mean[b]), 0.7) << hz;
  }
}

TEST(ViewSpectrum, given_silence_then_it_is_silent_and_given_more_than_eight_channels_then_the_first_eight_are_shown) {
  auto a = make(10);
  add(a, Planes(10, std::vector<double>(10000)));
  const auto s = spectrum_of(a);
  EXPECT_EQ(8u, s->planes);
  EXPECT_EQ(-INFINITY, s->values[0]);
  EXPECT_EQ(0, magnitudes(*s, 7)[100]);
  EXPECT_LE(a.spectrum().words() * 8, sizeof(nt_view_spectrum));
}

}  // namespace
