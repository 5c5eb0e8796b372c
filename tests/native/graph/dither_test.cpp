// Dither: the grid, the statistics of the noise, and where noise shaping puts it.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "graph/noise_shaping.hpp"
#include "graph/processor_run.hpp"
#include "rt/counter_noise.hpp"

namespace {

using namespace nt::test;

ProcessorPtr make(const nt_dither_params& params, uint32_t channels = 1, double rate = 44100) {
  return activated(NT_DITHER, params, rate, channels);
}

/// Error of every sample in steps of the grid.
std::vector<double> errors(const Planes& in, const Planes& out, uint32_t bits) {
  std::vector<double> e;
  for (size_t i = 0; i < in[0].size(); ++i)
    e.push_back((out[0][i] - in[0][i]) * std::ldexp(1.0, static_cast<int>(bits) - 1));
  return e;
}

double mean(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}
double correlation(const std::vector<double>& x, const std::vector<double>& y, size_t lag) {
  double sum = 0;
  for (size_t i = lag; i < x.size(); ++i) sum += x[i] * y[i - lag];
  return sum / static_cast<double>(x.size() - lag);
}

TEST(Dither, given_values_on_the_grid_when_no_dither_then_they_pass_unchanged) {
  for (const uint32_t bits : {8u, 16u, 24u, 32u}) {
    Planes in(1);
    const double step = std::ldexp(1.0, 1 - static_cast<int>(bits));
    for (int64_t k = -100; k <= 100; ++k) in[0].push_back(static_cast<double>(k) * step);
    in[0].push_back(-1.0);
    in[0].push_back(1.0 - step);
    EXPECT_EQ(in, run(make({0, bits, NT_DITHER_NONE}).get(), in)) << bits;
  }
}

TEST(Dither, given_any_kind_and_depth_then_the_output_is_on_the_grid_and_within_range) {
  Planes in = white(1, 20000, 1.2);
  in[0][5] = 1e6;
  in[0][6] = -1e6;
  for (const int kind : {NT_DITHER_NONE, NT_DITHER_TPDF, NT_DITHER_SHAPED})
    for (const uint32_t bits : {8u, 16u, 24u, 32u}) {
      const double scale = std::ldexp(1.0, static_cast<int>(bits) - 1);
      const Planes out = run(make({3, bits, kind}).get(), in);
      for (const double v : out[0]) {
        ASSERT_EQ(std::nearbyint(v * scale), v * scale);
        ASSERT_GE(v, -1.0);
        ASSERT_LE(v, 1.0 - 1 / scale);
      }
      EXPECT_EQ(-1.0, out[0][6]);
      EXPECT_EQ(1.0 - 1 / scale, out[0][5]);
    }
}

TEST(Dither, given_no_dither_then_rounding_is_to_the_nearest_step) {
  const Planes in = white(1, 20000, 0.9);
  for (const double e : errors(in, run(make({0, 16, NT_DITHER_NONE}).get(), in), 16)) ASSERT_LE(std::fabs(e), 0.5);
}

TEST(Dither, given_triangular_dither_then_the_error_has_the_moments_of_theory_for_any_signal) {
  constexpr size_t n = 400000;
  // A constant between two steps and a signal: total error has mean 0 and variance 1/4 of a step squared for both.
  for (const bool constant : {true, false}) {
    Planes in = white(1, n, 0.3);
    if (constant)
      for (double& v : in[0]) v = 0.37 * 0x1p-15;
    const auto e = errors(in, run(make({42, 16, NT_DITHER_TPDF}).get(), in), 16);
    EXPECT_NEAR(0, mean(e), 4 * 0.5 / std::sqrt(n));
    EXPECT_NEAR(0.25, correlation(e, e, 0), 0.003);
    for (size_t lag = 1; lag <= 40; ++lag) EXPECT_NEAR(0, correlation(e, e, lag), 5 * 0.25 / std::sqrt(n)) << lag;
    EXPECT_NEAR(0, correlation(e, in[0], 0), 5 * 0.5 * 0.18 / std::sqrt(n));
  }
}

TEST(Dither, given_the_counter_noise_then_it_is_triangular_white_and_unlike_between_channels_and_seeds) {
  constexpr size_t n = 400000;
  const auto stream = [](uint64_t seed, uint64_t channel) {
    const nt::CounterNoise noise(seed, channel);
    std::vector<double> x(n);
    for (size_t i = 0; i < n; ++i) x[i] = noise.triangular(i);
    return x;
  };
  const auto x = stream(1, 0);
  EXPECT_NEAR(0, mean(x), 4 * 0.41 / std::sqrt(n));
  EXPECT_NEAR(1.0 / 6, correlation(x, x, 0), 0.001);
  // Share of each twentieth of -1..1 against the triangle's area there.
  std::vector<double> share(20);
  for (const double v : x) {
    ASSERT_LT(std::fabs(v), 1.0);
    share[static_cast<size_t>((v + 1) * 10)] += 1.0 / n;
  }
  const auto below = [](double v) { return v < 0 ? 0.5 * (v + 1) * (v + 1) : 1 - 0.5 * (1 - v) * (1 - v); };
  for (size_t k = 0; k < 20; ++k)
    EXPECT_NEAR(below((static_cast<double>(k) - 9) / 10) - below((static_cast<double>(k) - 10) / 10), share[k], 0.0015)
        << k;
  const double bound = 5 / 6.0 / std::sqrt(n);
  for (size_t lag = 1; lag <= 40; ++lag) EXPECT_NEAR(0, correlation(x, x, lag), bound) << lag;
  for (const auto& other : {stream(1, 1), stream(2, 0), stream(1ull << 63, 0)})
    for (size_t lag = 0; lag <= 5; ++lag) EXPECT_NEAR(0, correlation(x, other, lag), bound) << lag;
  // A frame's value does not depend on the frames before.
  EXPECT_EQ(x[1234], nt::CounterNoise(1, 0).triangular(1234));
}

/// Threshold in quiet in dB (Terhardt), as it stands in the literature.
double threshold(double f) {
  const double k = f / 1000;
  return 3.64 * std::pow(k, -0.8) - 6.5 * std::exp(-0.6 * (k - 3.3) * (k - 3.3)) + 1e-3 * std::pow(k, 4);
}

/// Mean power of x in steps squared per unit of the spectrum at w, over segments of 512.
std::vector<double> spectrum(const std::vector<double>& x) {
  constexpr size_t n = 512;
  std::vector<double> power(n / 2), cosine(n), sine(n);
  for (size_t k = 0; k < n; ++k) {
    cosine[k] = std::cos(2 * M_PI * static_cast<double>(k) / n);
    sine[k] = std::sin(2 * M_PI * static_cast<double>(k) / n);
  }
  size_t segments = 0;
  for (size_t start = 0; start + n <= x.size(); start += n, ++segments)
    for (size_t b = 0; b < n / 2; ++b) {
      double re = 0, im = 0;
      for (size_t i = 0; i < n; ++i) {
        // Hann, so that the steep curve does not leak.
        const double v = x[start + i] * (1 - cosine[i]);
        re += v * cosine[b * i % n];
        im += v * sine[b * i % n];
      }
      power[b] += (re * re + im * im) / (1.5 * n);
    }
  for (double& p : power) p /= static_cast<double>(segments);
  return power;
}

TEST(Dither, given_noise_shaping_then_the_noise_follows_its_filter_and_is_less_audible) {
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    const Planes in = white(1, 60000, 0.3);
    const auto shaped = spectrum(errors(in, run(make({5, 16, NT_DITHER_SHAPED}, 1, rate).get(), in), 16));
    const auto plain = spectrum(errors(in, run(make({5, 16, NT_DITHER_TPDF}, 1, rate).get(), in), 16));
    const auto c = nt::graph::design_shaping(rate);
    double heard_shaped = 0, heard_plain = 0, mean_db = 0;
    for (size_t b = 4; b < 252; ++b) {
      const double w = 2 * M_PI * static_cast<double>(b) / 512, f = w * rate / (2 * M_PI);
      double re = 1, im = 0;
      for (size_t k = 0; k < c.size(); ++k) {
        re += c[k] * std::cos(w * static_cast<double>(k + 1));
        im -= c[k] * std::sin(w * static_cast<double>(k + 1));
      }
      EXPECT_NEAR(10 * std::log10(0.25 * (re * re + im * im)), 10 * std::log10(shaped[b]), 4) << rate << " " << f;
      const double weight = std::pow(10, -std::min(threshold(f), 60.0) / 10);
      heard_shaped += weight * shaped[b];
      heard_plain += weight * plain[b];
      mean_db += 10 * std::log10((re * re + im * im)) / 248;
    }
    RecordProperty("gain_db_" + std::to_string(static_cast<int>(rate)),
                   std::to_string(10 * std::log10(heard_plain / heard_shaped)));
    std::printf("  %g Hz: %.1f dB less audible, mean of the filter %.2f dB\n", rate,
                10 * std::log10(heard_plain / heard_shaped), mean_db);
    EXPECT_GT(10 * std::log10(heard_plain / heard_shaped), rate < 90000 ? 8 : 15) << rate;
    EXPECT_NEAR(0, mean_db, 0.8) << rate;  // a filter of least phase cannot do better
  }
}

TEST(Dither, given_seeds_and_channels_then_the_noise_differs_and_a_seed_repeats_it) {
  const Planes in(2, std::vector<double>(4000));
  const Planes a = run(make({1, 16, NT_DITHER_TPDF}, 2).get(), in), b = run(make({1, 16, NT_DITHER_TPDF}, 2).get(), in);
  EXPECT_EQ(a, b);
  EXPECT_NE(a[0], a[1]);
  EXPECT_NE(a, run(make({2, 16, NT_DITHER_TPDF}, 2).get(), in));
}

TEST(Dither, given_a_depth_or_kind_that_is_none_then_it_is_refused) {
  nt_processor* p = nullptr;
  for (const nt_dither_params& wrong :
       {nt_dither_params{0, 7, 0}, nt_dither_params{0, 33, 0}, nt_dither_params{0, 16, 3}})
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_DITHER, &wrong, sizeof wrong, &p));
}

}  // namespace
