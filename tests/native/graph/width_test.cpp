// Width against plain mid/side arithmetic and against bands filtered one by one.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "graph/processor_run.hpp"

namespace {

using namespace nt::test;
using Line = std::vector<long double>;
constexpr long double pi = 3.14159265358979323846264338327950288L;

ProcessorPtr make(const nt_width_params& params, uint32_t channels, double rate = 48000) {
  return activated(NT_WIDTH, params, rate, channels);
}

/// Cookbook biquad in direct form I: 'l'ow, 'h'igh or 'a'll pass, Q = 1 / sqrt(2).
Line biquad(const Line& x, char type, long double f, long double rate) {
  const long double w = 2 * pi * f / rate, alpha = std::sin(w) / std::sqrt(2.0L), c = std::cos(w);
  long double b0, b1, b2;
  if (type == 'l') {
    b0 = b2 = (1 - c) / 2;
    b1 = 1 - c;
  } else if (type == 'h') {
    b0 = b2 = (1 + c) / 2;
    b1 = -(1 + c);
  } else {
    b0 = 1 - alpha;
    b1 = -2 * c;
    b2 = 1 + alpha;
  }
  const long double a0 = 1 + alpha, a1 = -2 * c, a2 = 1 - alpha;
  Line y(x.size());
  for (size_t n = 0; n < x.size(); ++n) {
    const auto past = [n](const Line& v, size_t k) { return n < k ? 0.0L : v[n - k]; };
    y[n] = (b0 * x[n] + b1 * past(x, 1) + b2 * past(x, 2) - a1 * past(y, 1) - a2 * past(y, 2)) / a0;
  }
  return y;
}

Line twice(const Line& x, char type, long double f, long double rate) {
  return biquad(biquad(x, type, f, rate), type, f, rate);
}

double null_db(const std::vector<double>& got, const Line& truth) {
  long double error = 0, power = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    error += (got[i] - truth[i]) * (got[i] - truth[i]);
    power += truth[i] * truth[i];
  }
  return static_cast<double>(10 * std::log10(error / power + 1e-60L));
}

TEST(Width, given_one_band_then_it_is_mid_plus_minus_scaled_side) {
  const Planes in = white(3, 5000, 1);
  for (const double w : {0.0, 0.5, 1.0, 2.0}) {
    const Planes out = run(make({1, 0, {}, {w}}, 3).get(), in);
    for (size_t i = 0; i < 5000; ++i) {
      const double mid = (in[0][i] + in[1][i]) / 2, side = (in[0][i] - in[1][i]) / 2;
      ASSERT_NEAR(mid + w * side, out[0][i], 1e-15);
      ASSERT_NEAR(mid - w * side, out[1][i], 1e-15);
      ASSERT_EQ(in[2][i], out[2][i]);
      if (w == 1) ASSERT_EQ(in[0][i], out[0][i]);
    }
  }
}

TEST(Width, given_four_bands_when_each_is_filtered_apart_then_they_null_below_minus_200_db) {
  const double rate = 48000, f1 = 150, f2 = 1200, f3 = 6000;
  const double w[4] = {0.1, 0.8, 1.3, 1.7};
  const Planes in = white(3, 30000, 0.5);
  const Planes out = run(make({4, 0, {f1, f2, f3}, {w[0], w[1], w[2], w[3]}}, 3).get(), in);
  Line mid, side, third(in[2].begin(), in[2].end());
  for (size_t i = 0; i < 30000; ++i) {
    mid.push_back((static_cast<long double>(in[0][i]) + in[1][i]) / 2);
    side.push_back((static_cast<long double>(in[0][i]) - in[1][i]) / 2);
  }
  const auto all_pass = [&](Line x) { return biquad(biquad(biquad(x, 'a', f1, rate), 'a', f2, rate), 'a', f3, rate); };
  const Line low = twice(side, 'l', f2, rate), high = twice(side, 'h', f2, rate);
  const Line bands[4] = {
      biquad(twice(low, 'l', f1, rate), 'a', f3, rate), biquad(twice(low, 'h', f1, rate), 'a', f3, rate),
      biquad(twice(high, 'l', f3, rate), 'a', f1, rate), biquad(twice(high, 'h', f3, rate), 'a', f1, rate)};
  Line left = all_pass(mid), right = left;
  for (size_t i = 0; i < left.size(); ++i)
    for (int b = 0; b < 4; ++b) {
      left[i] += w[b] * bands[b][i];
      right[i] -= w[b] * bands[b][i];
    }
  EXPECT_LT(null_db(out[0], left), -200);
  EXPECT_LT(null_db(out[1], right), -200);
  EXPECT_LT(null_db(out[2], all_pass(third)), -200);
}

TEST(Width, given_four_bands_of_width_one_then_every_channel_keeps_its_magnitude) {
  Planes in(2, std::vector<double>(48000));
  in[0][0] = 1;
  const Planes out = run(make({4, 0, {100, 1000, 9000}, {1, 1, 1, 1}}, 2).get(), in);
  for (const double f : {20.0, 100.0, 330.0, 1000.0, 5000.0, 9000.0, 20000.0}) {
    std::complex<long double> left = 0, right = 0;
    for (size_t i = 0; i < out[0].size(); ++i) {
      const auto turn = std::polar(1.0L, -2 * pi * f / 48000 * i);
      left += static_cast<long double>(out[0][i]) * turn;
      right += static_cast<long double>(out[1][i]) * turn;
    }
    EXPECT_NEAR(1, static_cast<double>(std::abs(left)), 1e-10) << f;
    EXPECT_NEAR(0, static_cast<double>(std::abs(right)), 1e-10) << f;
  }
}

TEST(Width, given_mono_then_the_one_band_form_passes_it_and_the_four_band_form_keeps_its_level) {
  const Planes in = white(1, 48000, 0.5);
  EXPECT_EQ(in, run(make({1, 0, {}, {0.3}}, 1).get(), in));
  const Planes out = run(make({4, 0, {100, 1000, 9000}, {0, 0, 0, 0}}, 1).get(), in);
  double before = 0, after = 0;
  for (size_t i = 0; i < in[0].size(); ++i) before += in[0][i] * in[0][i], after += out[0][i] * out[0][i];
  EXPECT_NEAR(1, after / before, 1e-3);
}

TEST(Width, given_crossovers_that_do_not_rise_or_odd_band_counts_then_they_are_refused) {
  nt_processor* p = nullptr;
  for (const nt_width_params& wrong :
       {nt_width_params{4, 0, {1000, 500, 9000}, {1, 1, 1, 1}}, nt_width_params{3, 0, {100, 500, 9000}, {1, 1, 1, 1}},
        nt_width_params{1, 0, {}, {2.1}}, nt_width_params{4, 0, {100, 500, 9000}, {1, 1, 1, -0.1}}})
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_WIDTH, &wrong, sizeof wrong, &p));
  const nt_width_params high{4, 0, {100, 500, 9000}, {1, 1, 1, 1}};
  ASSERT_EQ(NT_OK, nt_processor_create(NT_WIDTH, &high, sizeof high, &p));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, 16000, 2, 64));
  nt_processor_destroy(p);
}

}  // namespace
