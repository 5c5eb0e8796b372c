// The multiband compressor: bands that sum flat, and the same samples as textbook filters with one compressor each.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "graph/processor_run.hpp"

namespace {

using namespace nt::test;
using Real = long double;

nt_compressor_params band(double threshold, double ratio, int detector = NT_DETECT_RMS) {
  return {threshold, ratio, 6, 10, 100, 2, 0, 15, 1, detector, 0};
}

nt_multiband_params settings(std::vector<double> crossovers, double threshold, double ratio) {
  nt_multiband_params p{};
  p.band_count = static_cast<uint32_t>(crossovers.size()) + 1;
  for (size_t k = 0; k < crossovers.size(); ++k) p.crossover_hz[k] = crossovers[k];
  for (auto& b : p.bands) b = band(threshold, ratio);
  return p;
}

const std::vector<std::vector<double>> crossover_sets = {{1000}, {150, 4000}, {120, 1000, 6000}, {60, 250, 2000, 9000}};

TEST(Multiband, given_no_compression_then_the_sum_is_flat_in_magnitude) {
  for (const auto& crossovers : crossover_sets) {
    const auto p = activated(NT_MULTIBAND, settings(crossovers, 0, 1), 48000, 1);
    Planes in(1, std::vector<double>(65536, 0.0));
    in[0][0] = 1;
    const Planes out = run(p.get(), in);
    for (double f = 20; f < 23000; f *= 1.09) {
      std::complex<double> h = 0;
      const std::complex<double> turn = std::polar(1.0, -2 * M_PI * f / 48000);
      std::complex<double> at = 1;
      for (const double v : out[0]) h += v * at, at *= turn;
      EXPECT_NEAR(0, 20 * std::log10(std::abs(h)), 1e-6) << crossovers.size() + 1 << " bands at " << f << " Hz";
    }
  }
}

/// One bilinear second-order section, direct form I.
struct Biquad {
  Real b0, b1, b2, a1, a2, x1 = 0, x2 = 0, y1 = 0, y2 = 0;
  Real operator()(Real x) {
    const Real y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1, x1 = x, y2 = y1, y1 = y;
    return y;
  }
};
enum class Kind { low, high };
Biquad butterworth(Kind kind, double f, double rate) {
  const Real k = std::tan(M_PIl * f / rate), q = std::sqrt(Real(0.5)), d = 1 + k / q + k * k;
  const Real a1 = 2 * (k * k - 1) / d, a2 = (1 - k / q + k * k) / d;
  if (kind == Kind::low) return {k * k / d, 2 * k * k / d, k * k / d, a1, a2};
  return {1 / d, -2 / d, 1 / d, a1, a2};
}

/// Fourth-order Linkwitz-Riley: two equal Butterworth sections.
std::vector<double> twice(Kind kind, double f, double rate, const std::vector<double>& x) {
  Biquad first = butterworth(kind, f, rate), second = first;
  std::vector<double> y;
  for (const double v : x) y.push_back(static_cast<double>(second(first(v))));
  return y;
}

TEST(Multiband, given_a_compressor_in_each_band_then_it_is_textbook_bands_through_single_compressors) {
  const double rate = 44100;
  const std::vector<double> crossovers{120, 1000, 6000};
  auto params = settings(crossovers, 0, 1);
  params.bands[0] = band(-40, 4);
  params.bands[1] = band(-35, 2, NT_DETECT_PEAK);
  params.bands[2] = band(-50, 10);
  params.bands[3] = band(-45, 1.5);
  params.bands[3].makeup_db = 3;
  params.bands[1].mix = 0.6;
  const Planes in = lively(2, 20000, 8);
  const Planes out = run(activated(NT_MULTIBAND, params, rate, 2).get(), in);

  Planes expected(2, std::vector<double>(20000, 0.0));
  Planes rest = in;
  for (size_t b = 0; b < 4; ++b) {
    Planes one(2);
    for (size_t c = 0; c < 2; ++c) {
      one[c] = rest[c];
      if (b < 3) {
        one[c] = twice(Kind::low, crossovers[b], rate, rest[c]);
        rest[c] = twice(Kind::high, crossovers[b], rate, rest[c]);
      }
      // The all-pass of a crossover is the sum of its two sides.
      for (size_t k = b + 1; k < 3; ++k) {
        const auto low = twice(Kind::low, crossovers[k], rate, one[c]);
        const auto high = twice(Kind::high, crossovers[k], rate, one[c]);
        for (size_t i = 0; i < one[c].size(); ++i) one[c][i] = low[i] + high[i];
      }
    }
    const Planes compressed = run(activated(NT_COMPRESSOR, params.bands[b], rate, 2).get(), one);
    for (size_t c = 0; c < 2; ++c)
      for (size_t i = 0; i < 20000; ++i) expected[c][i] += compressed[c][i];
  }
  double energy = 0, error = 0;
  for (size_t c = 0; c < 2; ++c)
    for (size_t i = 0; i < 20000; ++i) {
      energy += expected[c][i] * expected[c][i];
      error += (out[c][i] - expected[c][i]) * (out[c][i] - expected[c][i]);
    }
  EXPECT_LT(10 * std::log10(error / energy), -180);
}

/// What a single band of the multiband compressor does, in long double: mean squares frame by frame, the gain at the
/// end of every 8 or 16 frames, straight lines to it over the next.
Planes naive_on_grid(const nt_compressor_params& p, double rate, size_t stride, const Planes& in) {
  const auto keep = [&](Real ms) { return std::exp(-1000 / (ms * Real(rate))); };
  const Real second = std::min(p.attack_ms, p.release_ms / 4), cell = static_cast<Real>(stride);
  // First stage of the release: by bisection, so that 1 / e of a step is left after the stated time.
  Real low = second * 1.0000001L, high = p.release_ms;
  for (int i = 0; i < 200; ++i) {
    const Real tau = (low + high) / 2, t = p.release_ms;
    ((tau * std::exp(-t / tau) - second * std::exp(-t / second)) / (tau - second) < std::exp(Real(-1)) ? low : high) =
        tau;
  }
  const Real hold = std::pow(keep(low), cell), up = std::pow(keep(p.attack_ms), cell),
             down = std::pow(keep(second), cell);
  std::vector<Real> mean(in.size(), 0);
  Real held = 0, smooth = 0, from = std::pow(Real(10), p.makeup_db / 20), to = from;
  const auto late = static_cast<size_t>(std::lround(p.lookahead_ms / 1000 * rate));
  Planes out(in.size(), std::vector<double>(in[0].size()));
  for (size_t n = 0; n < in[0].size(); ++n) {
    const Real gain = from + (to - from) * static_cast<Real>(n % stride + 1) / cell;
    for (size_t c = 0; c < in.size(); ++c) {
      out[c][n] = n < late ? 0.0 : static_cast<double>(gain * in[c][n - late]);
      mean[c] = keep(p.rms_ms) * mean[c] + (1 - keep(p.rms_ms)) * in[c][n] * in[c][n];
    }
    if (n % stride != stride - 1) continue;
    const Real db = 10 * std::log10(*std::max_element(mean.begin(), mean.end()) + 1e-40L), over = db - p.threshold_db;
    const Real w = p.knee_db, bent = over < -w / 2  ? 0
                                     : over > w / 2 ? over
                                                    : (over + w / 2) * (over + w / 2) / (2 * w);
    const Real wanted = (1 - 1 / Real(p.ratio)) * bent;
    held = std::max(wanted, hold * held + (1 - hold) * wanted);
    const Real a = held > smooth ? up : down;
    smooth = a * smooth + (1 - a) * held;
    from = to;
    to = std::pow(Real(10), (p.makeup_db - smooth) / 20);
  }
  return out;
}

double error_db(const Planes& expected, const Planes& got) {
  double energy = 0, error = 0;
  for (size_t c = 0; c < got.size(); ++c)
    for (size_t i = 0; i < got[c].size(); ++i) {
      energy += expected[c][i] * expected[c][i];
      error += (got[c][i] - expected[c][i]) * (got[c][i] - expected[c][i]);
    }
  return 10 * std::log10(error / energy);
}

TEST(Multiband, given_slow_rms_bands_then_it_is_the_textbook_on_a_grid_and_near_the_one_of_every_frame) {
  for (const auto& [attack, stride] : {std::pair{6.0, size_t{8}}, {40.0, size_t{16}}}) {
    const double rate = 44100, crossover = 700;
    auto params = settings({crossover}, -38, 3);
    for (auto& b : params.bands) b.attack_ms = attack, b.rms_ms = attack + 4, b.makeup_db = 2, b.lookahead_ms = 3;
    params.bands[1].ratio = 1.7;
    const Planes in = lively(2, 30001, 9);
    const Planes out = run(activated(NT_MULTIBAND, params, rate, 2).get(), in);
    Planes grid(2, std::vector<double>(30001, 0.0)), every = grid;
    for (size_t b = 0; b < 2; ++b) {
      Planes one(2);
      for (size_t c = 0; c < 2; ++c) one[c] = twice(b == 0 ? Kind::low : Kind::high, crossover, rate, in[c]);
      const Planes coarse = naive_on_grid(params.bands[b], rate, stride, one);
      const Planes fine = run(activated(NT_COMPRESSOR, params.bands[b], rate, 2).get(), one);
      for (size_t c = 0; c < 2; ++c)
        for (size_t i = 0; i < 30001; ++i) grid[c][i] += coarse[c][i], every[c][i] += fine[c][i];
    }
    EXPECT_LT(error_db(grid, out), -120) << attack;
    EXPECT_LT(error_db(every, out), -45) << attack;
  }
}

TEST(Multiband, given_a_tone_in_one_band_then_only_that_band_is_turned_down) {
  auto params = settings({300, 3000}, 0, 1);
  params.bands[0] = band(-30, 10);
  const auto p = activated(NT_MULTIBAND, params, 48000, 1);
  Planes in(1, std::vector<double>(48000));
  for (size_t i = 0; i < 48000; ++i)
    in[0][i] = 0.5 * std::sin(2 * M_PI * 50 / 48000 * static_cast<double>(i)) +
               0.05 * std::sin(2 * M_PI * 8000 / 48000 * static_cast<double>(i));
  const Planes out = run(p.get(), in);
  const auto level = [&](const std::vector<double>& x, double f) {
    std::complex<double> h = 0;
    for (size_t i = 24000; i < 48000; ++i) h += x[i] * std::polar(1.0, -2 * M_PI * f / 48000 * static_cast<double>(i));
    return 20 * std::log10(std::abs(h) / 12000);
  };
  EXPECT_LT(level(out[0], 50), level(in[0], 50) - 15);
  EXPECT_NEAR(level(in[0], 8000), level(out[0], 8000), 0.05);
  float gains[128];
  uint32_t got = 0;
  ASSERT_EQ(NT_OK, nt_processor_gain_history(p.get(), gains, 128, &got));
  ASSERT_GT(got, 0u);
  EXPECT_NEAR(level(out[0], 50) - level(in[0], 50), gains[got - 1], 0.5);
}

TEST(Multiband, given_wrong_crossovers_counts_or_lookaheads_then_each_is_refused) {
  nt_processor* made = nullptr;
  auto p = settings({1000, 500}, -20, 2);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_MULTIBAND, &p, sizeof p, &made));
  p = settings({500, 1000}, -20, 2);
  p.band_count = 6;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_MULTIBAND, &p, sizeof p, &made));
  p.band_count = 1;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_MULTIBAND, &p, sizeof p, &made));
  p.band_count = 3;
  p.bands[2].lookahead_ms = 3;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_MULTIBAND, &p, sizeof p, &made));
  p.bands[2].lookahead_ms = 2;
  p.crossover_hz[1] = 23000;
  ASSERT_EQ(NT_OK, nt_processor_create(NT_MULTIBAND, &p, sizeof p, &made));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(made, 48000, 2, 64));
  nt_processor_destroy(made);
}

}  // namespace
