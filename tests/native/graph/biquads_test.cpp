// Sections by their coefficients and the bilinear equaliser, against the formulas in long double.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "graph/processor_run.hpp"

namespace {

using namespace nt::test;

struct Plain {
  long double b0, b1, b2, a1, a2;
};

/// The cookbook for audio EQ biquads, as printed: alpha = sin(w0) / (2 Q).
Plain cookbook(const nt_eq_band& e, double rate) {
  const long double w = 2 * std::numbers::pi_v<long double> * e.f_hz / rate, c = std::cos(w),
                    alpha = std::sin(w) / (2 * e.q);
  const long double a = std::pow(10.0L, static_cast<long double>(e.gain_db) / 40), beta = 2 * std::sqrt(a) * alpha;
  long double b0, b1, b2, a0, a1, a2;
  switch (e.type) {
    case NT_EQ_PEAKING:
      b0 = 1 + alpha * a, b1 = -2 * c, b2 = 1 - alpha * a, a0 = 1 + alpha / a, a1 = -2 * c, a2 = 1 - alpha / a;
      break;
    case NT_EQ_LOW_SHELF:
      b0 = a * (a + 1 - (a - 1) * c + beta), b1 = 2 * a * (a - 1 - (a + 1) * c), b2 = a * (a + 1 - (a - 1) * c - beta);
      a0 = a + 1 + (a - 1) * c + beta, a1 = -2 * (a - 1 + (a + 1) * c), a2 = a + 1 + (a - 1) * c - beta;
      break;
    case NT_EQ_HIGH_SHELF:
      b0 = a * (a + 1 + (a - 1) * c + beta), b1 = -2 * a * (a - 1 + (a + 1) * c), b2 = a * (a + 1 + (a - 1) * c - beta);
      a0 = a + 1 - (a - 1) * c + beta, a1 = 2 * (a - 1 - (a + 1) * c), a2 = a + 1 - (a - 1) * c - beta;
      break;
    default:
      a0 = 1 + alpha, a1 = -2 * c, a2 = 1 - alpha;
      b0 = b1 = b2 = 0;
      if (e.type == NT_EQ_LOW_PASS) b0 = b2 = (1 - c) / 2, b1 = 1 - c;
      if (e.type == NT_EQ_HIGH_PASS) b0 = b2 = (1 + c) / 2, b1 = -(1 + c);
      if (e.type == NT_EQ_BAND_PASS) b0 = alpha, b1 = 0, b2 = -alpha;
      if (e.type == NT_EQ_NOTCH) b0 = b2 = 1, b1 = -2 * c;
      if (e.type == NT_EQ_ALL_PASS) b0 = 1 - alpha, b1 = -2 * c, b2 = 1 + alpha;
  }
  return {b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0};
}

std::vector<double> impulse_response(const ProcessorPtr& p, size_t frames) {
  std::vector<double> x(frames, 0.0);
  x[0] = 1;
  double* plane[] = {x.data()};
  EXPECT_EQ(NT_OK, nt_processor_process(p.get(), plane, plane, static_cast<uint32_t>(frames)));
  return x;
}

std::vector<long double> direct(const std::vector<Plain>& sections, size_t frames) {
  std::vector<long double> x(frames, 0.0L);
  x[0] = 1;
  for (const Plain& s : sections) {
    long double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    for (auto& v : x) {
      const long double y = s.b0 * v + s.b1 * x1 + s.b2 * x2 - s.a1 * y1 - s.a2 * y2;
      x2 = x1, x1 = v, y2 = y1, y1 = y, v = y;
    }
  }
  return x;
}

class Bilinear : public ::testing::TestWithParam<int> {};

TEST_P(Bilinear, given_any_band_then_the_samples_are_those_of_the_cookbooks_filter) {
  for (const double rate : {44100.0, 48000.0, 192000.0})
    for (const double f : {30.0, 1000.0, 9000.0, 0.48 * rate})
      for (const double q : {0.2, 0.7071, 1.9})
        for (const double gain : {-17.0, 6.0}) {
          nt_eq_params params{};
          params.band_count = 1;
          params.design = NT_EQ_BILINEAR;
          params.bands[0] = {GetParam(), 0, f, q, gain};
          const auto ours = impulse_response(activated(NT_EQ, params, rate, 1), 2048);
          const auto theirs = direct({cookbook(params.bands[0], rate)}, 2048);
          for (size_t i = 0; i < ours.size(); ++i)
            ASSERT_NEAR(ours[i], static_cast<double>(theirs[i]), 2e-12) << f << ' ' << q << ' ' << gain << ' ' << i;
        }
}
INSTANTIATE_TEST_SUITE_P(EveryType, Bilinear, ::testing::Range(0, 8));

TEST(Biquads, given_coefficients_then_they_run_as_given) {
  nt_biquad_params params{};
  params.section_count = 3;
  params.sample_rate = 48000;
  params.sections[0] = {0.5, 0.25, -0.125, -1.2, 0.6};
  params.sections[1] = {1.5, -2.5, 1.25, 0.9, 0.2};
  params.sections[2] = {0.7, 0.1, 0, -0.99, 0};
  const auto ours = impulse_response(activated(NT_BIQUAD, params, 48000, 1), 3000);
  const auto theirs =
      direct({{0.5, 0.25, -0.125, -1.2, 0.6}, {1.5, -2.5, 1.25, 0.9, 0.2}, {0.7, 0.1, 0, -0.99, 0}}, 3000);
  for (size_t i = 0; i < ours.size(); ++i) ASSERT_NEAR(ours[i], static_cast<double>(theirs[i]), 1e-13);
}

TEST(Biquads, given_another_rate_than_that_of_the_coefficients_then_it_is_refused) {
  nt_biquad_params params{};
  params.section_count = 1;
  params.sample_rate = 48000;
  params.sections[0] = {1, 0, 0, 0, 0};
  nt_processor* p = nullptr;
  ASSERT_EQ(NT_OK, nt_processor_create(NT_BIQUAD, &params, sizeof params, &p));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, 44100, 2, 64));
  EXPECT_EQ(NT_OK, nt_processor_activate(p, 48000, 2, 64));
  nt_processor_destroy(p);
}

TEST(Biquads, given_a_pole_on_or_outside_of_the_unit_circle_then_it_is_refused) {
  const double unstable[][2] = {{0, 1},  {-2, 1},    {-1.6, 0.6},       {1.7, 0.7},
                                {0, -1}, {2.5, 0.9}, {std::nan(""), 0}, {0, std::nan("")}};
  for (const auto& [a1, a2] : unstable) {
    nt_biquad_params params{};
    params.section_count = 1;
    params.sections[0] = {1, 0, 0, a1, a2};
    nt_processor* p = nullptr;
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_BIQUAD, &params, sizeof params, &p)) << a1 << ' ' << a2;
  }
}

}  // namespace
