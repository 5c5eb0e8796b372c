// The limiter against a true-peak meter of another make: a sinc of 512 samples at 32 points a frame.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "graph/processor_run.hpp"
#include "rt/true_peak.hpp"

namespace {

using namespace nt::test;

ProcessorPtr make(const nt_limiter_params& params, double rate, uint32_t channels) {
  return activated(NT_LIMITER, params, rate, channels);
}

/// Largest |x(t)| on a grid of 32 points a frame, x(t) by a sinc under a Blackman window of 512 samples. Frames in
/// whose reach no sample comes near the largest one are passed over.
double long_sinc_peak(const std::vector<double>& x) {
  constexpr int points = 32, reach = 256;
  static const auto table = [] {
    std::vector<std::array<double, 2 * reach>> h(points);
    for (int p = 1; p < points; ++p)
      for (int k = 0; k < 2 * reach; ++k) {
        const double d = static_cast<double>(p) / points - (k - reach + 1), w = M_PI * d / reach;
        h[p][k] = std::sin(M_PI * d) / (M_PI * d) * (0.42 + 0.5 * std::cos(w) + 0.08 * std::cos(2 * w));
      }
    return h;
  }();
  double top = 0;
  for (const double v : x) top = std::max(top, std::fabs(v));
  std::vector<double> padded(x.size() + 2 * reach, 0.0);
  std::copy(x.begin(), x.end(), padded.begin() + reach);
  const double worth = top * 0.3;
  for (size_t n = 0; n + 1 < x.size(); ++n) {
    if (std::fabs(x[n]) < worth && std::fabs(x[n + 1]) < worth) continue;
    const double* from = padded.data() + n + 1;
    for (int p = 1; p < points; ++p) {
      std::array<double, 8> sum{};
      for (int k = 0; k < 2 * reach; k += 8)
        for (int j = 0; j < 8; ++j) sum[j] += table[p][k + j] * from[k + j];
      double y = 0;
      for (const double s : sum) y += s;
      top = std::max(top, std::fabs(y));
    }
  }
  return top;
}

double db(double amplitude) { return 20 * std::log10(amplitude); }

struct Signal {
  std::string name;
  std::function<Planes(double rate, uint32_t frames)> make;
};

/// Noise through a one-pole, so that its spectrum falls like music's.
std::vector<double> pinkish(uint32_t frames, uint64_t seed) {
  std::vector<double> x = white(1, frames, 1.0, seed)[0];
  double a = 0, b = 0;
  for (double& v : x) {
    a += 0.1 * (v - a);
    b += 0.01 * (v - b);
    v = 0.15 * v + a + 3 * b;
  }
  return x;
}

std::vector<Signal> nasty() {
  std::vector<Signal> s;
  s.push_back({"quarter of the rate at 45 degrees, stepping", [](double, uint32_t n) {
                 Planes x(2, std::vector<double>(n));
                 for (uint32_t i = 0; i < n; ++i) {
                   const double level = (i / 700) % 3 == 0 ? 0.3 : (i / 700) % 3 == 1 ? 1.4 : 2.0;
                   x[0][i] = level * std::sin(M_PI / 2 * i + M_PI / 4);
                   x[1][i] = level * std::sin(M_PI / 4 * i + 0.3926990817);
                 }
                 return x;
               }});
  s.push_back({"clipped noise", [](double, uint32_t n) {
                 Planes x = white(2, n, 4.0, 11);
                 for (auto& plane : x)
                   for (double& v : plane) v = std::clamp(v, -1.0, 1.0);
                 return x;
               }});
  s.push_back({"white noise", [](double, uint32_t n) { return white(2, n, 2.0, 12); }});
  s.push_back({"square waves", [](double rate, uint32_t n) {
                 Planes x(2, std::vector<double>(n));
                 for (uint32_t i = 0; i < n; ++i) {
                   x[0][i] = std::sin(2 * M_PI * 441.7 / rate * i) > 0 ? 1.0 : -1.0;
                   x[1][i] = std::sin(2 * M_PI * 3217.3 / rate * i) > 0 ? 0.9 : -0.9;
                 }
                 return x;
               }});
  s.push_back({"sweep to the edge of hearing", [](double rate, uint32_t n) {
                 Planes x(2, std::vector<double>(n));
                 for (uint32_t i = 0; i < n; ++i) {
                   const double top = std::min(20000.0, 0.45 * rate);
                   const double phase = M_PI * top / rate * i * i / n;
                   x[0][i] = 1.8 * std::sin(phase);
                   x[1][i] = 1.2 * std::cos(phase);
                 }
                 return x;
               }});
  s.push_back({"music-like, driven hard", [](double rate, uint32_t n) {
                 Planes x{pinkish(n, 21), pinkish(n, 22)};
                 for (uint32_t i = 0; i < n; ++i) {
                   const double since = std::fmod(i / rate, 0.11);
                   const double drum = 2.5 * std::exp(-since * 60) * std::sin(2 * M_PI * 60 * since);
                   const double tick = std::exp(-since * 900) * std::sin(2 * M_PI * 7000 * since);
                   x[0][i] = 1.6 * x[0][i] + drum + tick;
                   x[1][i] = 1.6 * x[1][i] + drum - 0.5 * tick;
                 }
                 return x;
               }});
  s.push_back({"single samples", [](double, uint32_t n) {
                 Planes x = white(2, n, 0.05, 31);
                 for (uint32_t i = 400; i < n; i += 331) x[(i / 331) % 2][i] += (i % 2 == 0 ? 1.9 : -3.1);
                 return x;
               }});
  return s;
}

/// Without what is above 0.46 of the rate, where one meter's low pass has begun and another's has not.
std::vector<double> band_limited(const std::vector<double>& x) {
  constexpr int reach = 200;
  constexpr double cutoff = 2 * 0.45;
  std::vector<double> h(2 * reach + 1), y(x.size(), 0.0);
  for (int k = -reach; k <= reach; ++k) {
    const double w = M_PI * k / (reach + 1);
    h[k + reach] = (k == 0 ? cutoff : std::sin(M_PI * cutoff * k) / (M_PI * k)) *
                   (0.42 + 0.5 * std::cos(w) + 0.08 * std::cos(2 * w));
  }
  for (size_t n = 0; n < x.size(); ++n)
    for (int k = -reach; k <= reach; ++k) {
      const auto at = static_cast<int64_t>(n) - k;
      if (at >= 0 && at < static_cast<int64_t>(x.size())) y[n] += h[k + reach] * x[at];
    }
  return y;
}

/// As nt measures a written file.
double own_meter_peak(const std::vector<double>& x) {
  const nt::TruePeak meter(32);
  std::vector<double> padded(x.size() + 64, 0.0);
  std::copy(x.begin(), x.end(), padded.begin() + 32);
  double top = 0;
  for (size_t n = 24; n + 32 < padded.size(); ++n) top = std::max(top, meter.peak(padded.data() + n));
  return top;
}

TEST(Limiter, given_nasty_signals_then_no_meter_reads_more_than_a_fiftieth_of_a_decibel_above_the_ceiling) {
  constexpr double ceiling = -1.0;
  for (const double rate : {44100.0, 96000.0})
    for (const double lookahead : {0.5, 5.0})
      for (const auto& signal : nasty()) {
        const std::string where =
            signal.name + " at " + std::to_string(rate) + " Hz, look-ahead " + std::to_string(lookahead) + " ms";
        const auto p = make({ceiling, lookahead, 60}, rate, 2);
        // Silence behind it, so that all of it leaves.
        Planes in = signal.make(rate, 7000);
        for (auto& plane : in) plane.resize(8600);
        double above = -1000;
        for (const auto& plane : run(p.get(), in)) above = std::max(above, db(own_meter_peak(plane)) - ceiling);
        EXPECT_LE(above, 0.02) << "own meter, " << where;

        // Where meters agree on what the signal is, one of another make.
        for (auto& plane : in) plane = band_limited(plane);
        ASSERT_EQ(NT_OK, nt_processor_reset(p.get()));
        above = -1000;
        for (const auto& plane : run(p.get(), in)) above = std::max(above, db(long_sinc_peak(plane)) - ceiling);
        EXPECT_LE(above, 0.02) << "long sinc, " << where;
        EXPECT_GE(above, -0.1) << "it limits, it does not mute: " << where;
      }
}

TEST(Limiter, given_nothing_above_the_ceiling_then_the_output_is_the_delayed_input_bit_for_bit) {
  Planes in{pinkish(30000, 5), pinkish(30000, 6)};
  double top = 0;
  for (auto& plane : in) {
    plane = band_limited(plane);
    top = std::max(top, long_sinc_peak(plane));
  }
  const double scale = std::pow(10.0, (-3.0 - 0.005) / 20) / top;
  for (auto& plane : in)
    for (double& v : plane) v *= scale;
  const auto p = make({-3, 4, 60}, 48000, 2);
  const uint32_t late = latency_of(p.get());
  const Planes out = run(p.get(), in);
  for (size_t c = 0; c < 2; ++c)
    for (size_t i = late; i < in[c].size(); ++i) ASSERT_EQ(in[c][i - late], out[c][i]) << i;
  // And the same signal a twentieth of a decibel louder is changed.
  for (auto& plane : in)
    for (double& v : plane) v *= 1.006;
  ASSERT_EQ(NT_OK, nt_processor_reset(p.get()));
  const Planes louder = run(p.get(), in);
  bool changed = false;
  for (size_t i = late; i < in[0].size(); ++i) changed = changed || louder[0][i] != in[0][i - late];
  EXPECT_TRUE(changed);
}

TEST(Limiter, given_a_peak_between_samples_in_one_channel_then_both_get_the_gain_that_it_needs) {
  // fs/4 at 45 degrees: samples at 0.707 of the true peak, which only interpolation sees.
  Planes in(2, std::vector<double>(20000));
  for (size_t i = 0; i < in[0].size(); ++i) {
    in[0][i] = std::sin(M_PI / 2 * static_cast<double>(i) + M_PI / 4);
    in[1][i] = 0.1 * std::sin(0.05 * static_cast<double>(i));
  }
  const auto p = make({-1, 2, 50}, 44100, 2);
  const uint32_t late = latency_of(p.get());
  const Planes out = run(p.get(), in);
  for (size_t i = 15000; i < 20000; ++i) {
    EXPECT_NEAR(-1.05, db(out[0][i] / in[0][i - late]), 0.005);
    if (std::fabs(in[1][i - late]) > 0.01) EXPECT_NEAR(out[0][i] / in[0][i - late], out[1][i] / in[1][i - late], 1e-9);
  }
}

TEST(Limiter, given_a_single_burst_then_the_reduction_decays_with_the_stated_release) {
  for (const double release : {40.0, 200.0}) {
    const double rate = 48000;
    Planes in(1, std::vector<double>(48000));
    for (size_t i = 0; i < in[0].size(); ++i)
      in[0][i] = (i >= 4800 && i < 4848 ? 2.0 : 0.2) * std::sin(2 * M_PI * 3000 / rate * static_cast<double>(i));
    const auto p = make({-3, 2, release}, rate, 1);
    const uint32_t late = latency_of(p.get());
    const Planes out = run(p.get(), in);
    const auto reduction = [&](size_t i) {
      // Near the frame asked for, where the tone is not near zero.
      while (std::fabs(in[0][i]) < 0.1) ++i;
      return 1 - out[0][i + late] / in[0][i];
    };
    const size_t start = 5200;
    const double begin = reduction(start);
    EXPECT_GT(begin, 0.3);
    const double measured =
        0.5 * release / std::log(begin / reduction(start + static_cast<size_t>(0.5e-3 * release * rate)));
    EXPECT_NEAR(release, measured, 0.05 * release);
  }
}

TEST(Limiter, given_a_low_tone_far_above_the_ceiling_then_the_gain_stands_still_and_no_harmonics_appear) {
  constexpr double rate = 48000, f = 50;
  constexpr size_t frames = 192000;
  Planes in(1, std::vector<double>(frames));
  for (size_t i = 0; i < frames; ++i) in[0][i] = 2 * std::sin(2 * M_PI * f / rate * static_cast<double>(i));
  const auto p = make({-1, 5, 50}, rate, 1);
  const Planes out = run(p.get(), in);
  const auto harmonic = [&](int k) {
    double re = 0, im = 0;
    for (size_t i = frames - 48000; i < frames; ++i) {
      re += out[0][i] * std::cos(2 * M_PI * f * k / rate * static_cast<double>(i));
      im += out[0][i] * std::sin(2 * M_PI * f * k / rate * static_cast<double>(i));
    }
    return std::hypot(re, im) / 24000;
  };
  EXPECT_NEAR(-1.05, db(harmonic(1)), 0.01);
  for (int k = 2; k <= 9; ++k) EXPECT_LT(db(harmonic(k) / harmonic(1)), -100) << k;
}

TEST(Limiter, given_a_burst_then_the_gain_history_shows_it_at_its_place_in_the_input) {
  Planes in(1, std::vector<double>(44100));
  for (size_t i = 22300; i < 22300 + 150; ++i) in[0][i] = (i % 2 == 0 ? 1.0 : -1.0) * 0.5 + 1.0;
  const auto p = make({-6, 5, 20}, 44100, 1);
  std::vector<float> gains;
  run(p.get(), in, [&](size_t) {
    float some[64];
    uint32_t got = 0;
    EXPECT_EQ(NT_OK, nt_processor_gain_history(p.get(), some, 64, &got));
    gains.insert(gains.end(), some, some + got);
    return 1000u;
  });
  ASSERT_GE(gains.size(), 90u);
  for (size_t k = 0; k < 48; ++k) EXPECT_EQ(0.0F, gains[k]) << k;
  size_t lowest = 0;
  for (size_t k = 0; k < gains.size(); ++k)
    if (gains[k] < gains[lowest]) lowest = k;
  EXPECT_EQ(50u, lowest);
  EXPECT_LT(gains[50], -9.5F);
  EXPECT_GT(gains[60], -2.0F);
}

}  // namespace
