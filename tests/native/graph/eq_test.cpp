// The equaliser against the analogue formulas and against a textbook filter in long double.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <string>
#include <vector>

#include "graph/eq_design.hpp"
#include "graph/processor_run.hpp"
#include "rt/denormals.hpp"

namespace {

using namespace nt::test;
using Complex = std::complex<double>;

nt_eq_params one(int type, double f, double q, double gain) {
  nt_eq_params p{};
  p.band_count = 1;
  p.bands[0] = {type, 0, f, q, gain};
  return p;
}

ProcessorPtr make(const nt_eq_params& params, double rate, uint32_t channels = 1) {
  return activated(NT_EQ, params, rate, channels);
}

/// The prototypes as printed in the cookbook formulas for audio EQ, s = j f / f0.
double analogue_db(const nt_eq_band& b, double f) {
  const Complex s(0, f / b.f_hz);
  const double a = std::pow(10.0, b.gain_db / 40), root = std::sqrt(a);
  Complex h;
  switch (b.type) {
    case NT_EQ_PEAKING:
      h = (s * s + s * (a / b.q) + 1.0) / (s * s + s / (a * b.q) + 1.0);
      break;
    case NT_EQ_LOW_SHELF:
      h = a * (s * s + root / b.q * s + a) / (a * s * s + root / b.q * s + 1.0);
      break;
    case NT_EQ_HIGH_SHELF:
      h = a * (a * s * s + root / b.q * s + 1.0) / (s * s + root / b.q * s + a);
      break;
    case NT_EQ_LOW_PASS:
      h = 1.0 / (s * s + s / b.q + 1.0);
      break;
    case NT_EQ_HIGH_PASS:
      h = s * s / (s * s + s / b.q + 1.0);
      break;
    case NT_EQ_BAND_PASS:
      h = s / b.q / (s * s + s / b.q + 1.0);
      break;
    case NT_EQ_NOTCH:
      h = (s * s + 1.0) / (s * s + s / b.q + 1.0);
      break;
    default:
      h = (s * s - s / b.q + 1.0) / (s * s + s / b.q + 1.0);
  }
  return 20 * std::log10(std::abs(h));
}

/// Where the two are compared: evenly and in log steps up to 0.45 of the rate, and closely around the band's frequency.
std::vector<double> frequencies(double f0, double rate) {
  std::vector<double> f;
  const double edge = 0.45 * rate;
  for (int i = 1; i <= 60; ++i) f.push_back(edge * i / 60);
  for (int i = 0; i < 50; ++i) f.push_back(5 * std::pow(edge / 5, i / 50.0));
  for (int i = -25; i <= 25; ++i)
    if (const double near = f0 * std::pow(1.02, i); near < edge) f.push_back(near);
  return f;
}

struct Residual {
  double db = 0;
  std::string at = "-";
};

Residual worst_residual(int type, const std::vector<double>& shares, double rate) {
  const bool shelf = type == NT_EQ_LOW_SHELF || type == NT_EQ_HIGH_SHELF, gained = shelf || type == NT_EQ_PEAKING;
  const std::vector<double> qs = shelf ? std::vector<double>{0.05, 0.2, 0.5, 0.7071, 1, 1.4, 2}
                                       : std::vector<double>{0.05, 0.2, 0.5, 0.7071, 1, 1.4, 3, 8, 20, 40};
  const std::vector<double> gains =
      gained ? std::vector<double>{-24, -12, -6, -1, 1, 6, 12, 24} : std::vector<double>{0};
  Residual worst;
  for (const double share : shares)
    for (const double q : qs)
      for (const double gain : gains) {
        const auto params = one(type, std::max(5.0, share * rate), q, gain);
        const auto f = frequencies(params.bands[0].f_hz, rate);
        std::vector<double> db(f.size());
        EXPECT_EQ(NT_OK, nt_eq_response_db(&params, rate, f.data(), db.data(), static_cast<uint32_t>(f.size())));
        for (size_t i = 0; i < f.size(); ++i) {
          const double truth = analogue_db(params.bands[0], f[i]);
          if (truth < -150) continue;  // the bottom of a notch
          const double residual = std::fabs(db[i] - truth);
          if (!(residual <= worst.db))
            worst = {residual, "type " + std::to_string(type) + " f " + std::to_string(params.bands[0].f_hz) + " q " +
                                   std::to_string(q) + " gain " + std::to_string(gain) + " at " + std::to_string(f[i])};
        }
      }
  return worst;
}

const std::vector<double> audible_shares = {1e-4, 5e-4, 0.001, 0.004, 0.012, 0.03, 0.07, 0.12,
                                            0.18, 0.25, 0.3,   0.35,  0.4,   0.43, 0.45};

class EqResponse : public ::testing::TestWithParam<int> {};

TEST_P(EqResponse, given_any_frequency_q_and_gain_then_the_analogue_prototype_is_met_within_a_tenth_of_a_decibel) {
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    const Residual worst = worst_residual(GetParam(), audible_shares, rate);
    EXPECT_LT(worst.db, 0.08) << worst.at;
    if (rate == 44100) RecordProperty("worst_db", std::to_string(worst.db));
  }
}
TEST_P(EqResponse, given_a_frequency_up_to_049_of_the_rate_then_the_documented_bound_holds) {
  const Residual worst = worst_residual(GetParam(), {0.46, 0.47, 0.48, 0.49}, 48000);
  EXPECT_LT(worst.db, GetParam() == NT_EQ_LOW_PASS ? 0.3 : 0.08) << worst.at;
}

INSTANTIATE_TEST_SUITE_P(EveryType, EqResponse, ::testing::Range(0, 8));

nt_eq_params eight() {
  nt_eq_params p{};
  p.band_count = 8;
  p.bands[0] = {NT_EQ_HIGH_PASS, 0, 28, 0.7, 0};
  p.bands[1] = {NT_EQ_LOW_SHELF, 0, 120, 0.7, 6};
  p.bands[2] = {NT_EQ_PEAKING, 0, 300, 2.5, -9};
  p.bands[3] = {NT_EQ_NOTCH, 0, 1000, 10, 0};
  p.bands[4] = {NT_EQ_PEAKING, 0, 4000, 1, 7};
  p.bands[5] = {NT_EQ_PEAKING, 0, 14000, 1.4, 11};
  p.bands[6] = {NT_EQ_HIGH_SHELF, 0, 9000, 0.7, -8};
  p.bands[7] = {NT_EQ_LOW_PASS, 0, 19000, 0.8, 0};
  return p;
}

TEST(Eq, given_an_impulse_then_the_filter_that_runs_has_the_response_that_is_told) {
  const auto params = eight();
  Planes in(1, std::vector<double>(60000));
  in[0][0] = 1;
  const Planes h = run(make(params, 48000).get(), in);
  for (const double f : {15.0, 60.0, 300.0, 2500.0, 9000.0, 14000.0, 20000.0, 23900.0}) {
    std::complex<long double> sum = 0;
    for (size_t i = 0; i < h[0].size(); ++i)
      sum += static_cast<long double>(h[0][i]) * std::polar(1.0L, -2 * 3.14159265358979323846L * f / 48000 * i);
    double told = 0;
    ASSERT_EQ(NT_OK, nt_eq_response_db(&params, 48000, &f, &told, 1));
    EXPECT_NEAR(told, static_cast<double>(20 * std::log10(std::abs(sum))), 1e-6) << f;
  }
}

/// y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2], as in every textbook.
std::vector<long double> direct_form_one(const nt::graph::Section& s, const std::vector<long double>& x) {
  std::vector<long double> y(x.size());
  for (size_t n = 0; n < x.size(); ++n) {
    const auto past = [n](const std::vector<long double>& v, size_t k) { return n < k ? 0.0L : v[n - k]; };
    y[n] = s.b0 * x[n] + s.b1 * past(x, 1) + s.b2 * past(x, 2) - s.a1 * past(y, 1) - s.a2 * past(y, 2);
  }
  return y;
}

TEST(Eq, given_the_same_coefficients_when_a_long_double_direct_form_filters_then_they_null_below_minus_200_db) {
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    const Planes in = white(2, 50000, 0.5);
    const Planes out = run(make(eight(), rate, 2).get(), in);
    for (size_t c = 0; c < 2; ++c) {
      std::vector<long double> y(in[c].begin(), in[c].end());
      for (const auto& s : nt::graph::design_bands(eight(), rate)) y = direct_form_one(s, y);
      long double error = 0, power = 0;
      for (size_t i = 0; i < y.size(); ++i) {
        error += (out[c][i] - y[i]) * (out[c][i] - y[i]);
        power += y[i] * y[i];
      }
      EXPECT_LT(10 * std::log10(error / power), -200) << rate;
    }
  }
}

TEST(Eq, given_a_boost_and_the_same_cut_then_they_undo_each_other) {
  for (const int type : {NT_EQ_PEAKING, NT_EQ_LOW_SHELF, NT_EQ_HIGH_SHELF}) {
    nt_eq_params p{};
    p.band_count = 2;
    p.bands[0] = {type, 0, 15000, 0.9, 10};
    p.bands[1] = {type, 0, 15000, 0.9, -10};
    for (const double f : {100.0, 5000.0, 12000.0, 19800.0}) {
      double db = 9;
      ASSERT_EQ(NT_OK, nt_eq_response_db(&p, 44100, &f, &db, 1));
      EXPECT_NEAR(0, db, 0.08) << type << " " << f;
    }
  }
}

TEST(Eq, given_silence_after_a_signal_then_the_state_runs_out_to_zero_without_denormals) {
  const auto params = one(NT_EQ_PEAKING, 2000, 2, 6);
  const auto p = make(params, 48000);
  run(p.get(), white(1, 1000, 1));
  const Planes rest = run(p.get(), Planes(1, std::vector<double>(200000)));
  for (const double v : rest[0]) ASSERT_NE(FP_SUBNORMAL, std::fpclassify(v));
  EXPECT_EQ(0.0, rest[0].back());
}

TEST(Eq, given_a_process_call_then_the_threads_own_arithmetic_is_as_before) {
  const auto p = make(one(NT_EQ_PEAKING, 2000, 2, 6), 48000);
  run(p.get(), white(1, 100, 1));
  volatile double small = 1e-300;
  EXPECT_GT(small * 1e-10, 0.0);
  const nt::FlushDenormals flush;
  volatile double product = small * 1e-10;
  EXPECT_EQ(0.0, product);
}

TEST(Eq, given_values_out_of_range_then_each_is_refused_by_name) {
  const auto refusal = [](const nt_eq_params& params) {
    nt_processor* p = nullptr;
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_EQ, &params, sizeof params, &p));
    char text[200];
    nt_last_error(text, sizeof text);
    return std::string(text);
  };
  EXPECT_NE(std::string::npos, refusal(one(NT_EQ_PEAKING, 4, 1, 0)).find("bands[0].f_hz"));
  EXPECT_NE(std::string::npos, refusal(one(NT_EQ_PEAKING, 100, 41, 0)).find("bands[0].q"));
  EXPECT_NE(std::string::npos, refusal(one(NT_EQ_LOW_SHELF, 100, 3, 0)).find("bands[0].q"));
  EXPECT_NE(std::string::npos, refusal(one(NT_EQ_PEAKING, 100, 1, std::nan(""))).find("bands[0].gain_db"));
  EXPECT_NE(std::string::npos, refusal(one(8, 100, 1, 0)).find("bands[0].type"));
  nt_eq_params many{};
  many.band_count = 33;
  EXPECT_NE(std::string::npos, refusal(many).find("band_count"));
  // A frequency may suit the create and not the rate.
  const auto high = one(NT_EQ_PEAKING, 15000, 1, 3);
  nt_processor* p = nullptr;
  ASSERT_EQ(NT_OK, nt_processor_create(NT_EQ, &high, sizeof high, &p));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, 22050, 2, 64));
  nt_processor_destroy(p);
  double f = 100, db;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_eq_response_db(nullptr, 48000, &f, &db, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_eq_response_db(&high, 0, &f, &db, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_eq_response_db(&high, 48000, nullptr, &db, 1));
  f = 30000;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_eq_response_db(&high, 48000, &f, &db, 1));
}

}  // namespace
