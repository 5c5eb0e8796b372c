// Delays on purpose: whole frames exactly, fractions against the sinc written out and against a sine's own phase.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "graph/naive_filter.hpp"

namespace {

using namespace nt::test;

nt_delay_params frames(double n, int whole = 0) { return {n, NT_DELAY_FRAMES, whole}; }

/// I0 by its integral, (1/pi) int_0^pi exp(x cos t) dt; the trapezoid is exact for periodic functions.
Real bessel(Real x) {
  constexpr int points = 400;
  Real sum = 0;
  for (int k = 0; k < points; ++k) sum += std::exp(x * std::cos(2 * pi * (Real(k) + 0.5L) / points));
  return sum / points;
}

/// A delay by n frames as the header states it: a sinc of 128 taps under a Kaiser window of beta 13, of unit sum.
Wave naive(const std::vector<double>& x, Real n) {
  const Real whole = std::floor(n), fraction = n - whole;
  std::vector<Real> h(128);
  Real sum = 0;
  for (int j = 0; j < 128; ++j) {
    const Real t = Real(j) - 63 - fraction;
    h[static_cast<size_t>(j)] =
        std::sin(pi * t) / (pi * t) * bessel(13 * std::sqrt(std::max(Real(0), 1 - t * t / 4096)));
    sum += h[static_cast<size_t>(j)];
  }
  Wave y(x.size());
  for (size_t i = 0; i < x.size(); ++i)
    for (int j = 0; j < 128; ++j) {
      const auto from = static_cast<int64_t>(i) - static_cast<int64_t>(whole) + 63 - j;
      if (from >= 0 && from < static_cast<int64_t>(x.size()))
        y[i] += h[static_cast<size_t>(j)] / sum * x[static_cast<size_t>(from)];
    }
  return y;
}

TEST(Delay, given_whole_frames_or_rounding_then_the_input_comes_later_bit_for_bit_without_latency) {
  const Planes in = white(2, 5000, 0.7);
  struct Case {
    nt_delay_params params;
    size_t wanted;
  };
  for (const Case& c : {Case{frames(0), 0},
                        {frames(1), 1},
                        {frames(513), 513},
                        {frames(12.6, 1), 13},
                        {{2, NT_DELAY_MS, 0}, 96},
                        {{10.1, NT_DELAY_MS, 1}, 485}}) {
    const auto p = activated(NT_DELAY, c.params, 48000, 2);
    EXPECT_EQ(0u, latency_of(p.get()));
    const Planes out = run(p.get(), in);
    for (size_t ch = 0; ch < 2; ++ch)
      for (size_t i = 0; i < 5000; ++i) ASSERT_EQ(i < c.wanted ? 0.0 : in[ch][i - c.wanted], out[ch][i]) << c.wanted;
  }
}

TEST(Delay, given_a_fraction_then_it_nulls_below_minus_200_db_against_the_sinc_written_out) {
  for (const double n : {0.5, 3.25, 62.9, 63.1, 64.001, 700.7}) {
    const Planes in = white(1, 3000, 0.7);
    const auto p = activated(NT_DELAY, frames(n), 48000, 1);
    const uint32_t latency = latency_of(p.get());
    EXPECT_EQ(n < 63 ? 63u - static_cast<uint32_t>(n) : 0u, latency);
    Planes longer = in;
    longer[0].resize(3000 + latency);
    std::vector<double> out = run(p.get(), longer)[0];
    out.erase(out.begin(), out.begin() + latency);
    EXPECT_LE(null_db(naive(in[0], n), out), -200) << n;
  }
}

TEST(Delay, given_sines_up_to_046_of_the_rate_then_the_fraction_is_exact_within_a_millionth) {
  constexpr double rate = 48000, delay = 100.37;
  for (const double f : {20.0, 1000.0, 10000.0, 20000.0, 0.46 * rate}) {
    Planes in(1, std::vector<double>(4000));
    for (size_t i = 0; i < 4000; ++i) in[0][i] = std::sin(2 * M_PI * f / rate * static_cast<double>(i));
    const Planes out = run(activated(NT_DELAY, frames(delay), rate, 1).get(), in);
    for (size_t i = 1000; i < 4000; ++i)
      ASSERT_NEAR(std::sin(2 * M_PI * f / rate * (static_cast<double>(i) - delay)), out[0][i], 1e-6) << f;
  }
}

TEST(Delay, given_a_fraction_below_the_kernels_half_when_its_latency_is_taken_out_then_only_the_delay_remains) {
  constexpr double rate = 48000, delay = 5.5;
  Planes in(1, std::vector<double>(4000));
  for (size_t i = 0; i < 4000; ++i) in[0][i] = std::sin(0.1 * static_cast<double>(i));
  const auto p = activated(NT_DELAY, frames(delay), rate, 1);
  const Planes out = run(p.get(), in);
  const uint32_t latency = latency_of(p.get());
  EXPECT_EQ(58u, latency);
  for (size_t i = 1000; i < 4000; ++i)
    ASSERT_NEAR(std::sin(0.1 * (static_cast<double>(i) - latency - delay)), out[0][i], 1e-6);
}

TEST(Delay, given_delays_out_of_range_then_each_is_refused) {
  nt_processor* made = nullptr;
  for (const nt_delay_params& wrong : {nt_delay_params{-1, NT_DELAY_MS, 0}, nt_delay_params{5001, NT_DELAY_MS, 0},
                                       nt_delay_params{4194305, NT_DELAY_FRAMES, 0}, nt_delay_params{1, 2, 0},
                                       nt_delay_params{1, NT_DELAY_MS, 2}, nt_delay_params{std::nan(""), 0, 0}})
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_DELAY, &wrong, sizeof wrong, &made));
  const nt_delay_params long_one{5000, NT_DELAY_MS, 0};
  ASSERT_EQ(NT_OK, nt_processor_create(NT_DELAY, &long_one, sizeof long_one, &made));
  const ProcessorPtr p(made);
  EXPECT_EQ(NT_LIMIT, nt_processor_activate(made, 1000000, 1, 64)) << "five million frames";
}

}  // namespace
