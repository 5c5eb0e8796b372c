// Equal loudness against contours as the standard prints them, and its filters against the curve. DC blocker against
// its recursion.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "graph/naive_filter.hpp"

namespace {

using namespace nt::test;

// ISO 226:2003, the contours of 20, 40, 60 and 80 phon at some of its frequencies, as computed from its equation and
// tables elsewhere and printed with two digits.
struct Point {
  double f_hz, phon_40;
};
constexpr Point contour_of_40_phon[] = {{20, 99.85},   {25, 93.94},   {31.5, 88.17},  {40, 82.63},   {50, 77.78},
                                        {63, 73.08},   {80, 68.48},   {100, 64.37},   {125, 60.59},  {160, 56.70},
                                        {200, 53.41},  {250, 50.40},  {315, 47.58},   {400, 44.98},  {500, 43.05},
                                        {630, 41.34},  {800, 40.06},  {1000, 40.01},  {1250, 41.82}, {1600, 42.51},
                                        {2000, 39.23}, {2500, 36.51}, {3150, 35.61},  {4000, 36.65}, {5000, 40.01},
                                        {6300, 45.83}, {8000, 51.80}, {10000, 54.28}, {12500, 51.49}};

/// The standard's equation at one frequency from its three coefficients there.
Real spl(Real exponent, Real transfer, Real threshold, Real phon) {
  const Real a = 4.47e-3L * (std::pow(Real(10), 0.025L * phon) - 1.15L) +
                 std::pow(0.4L * std::pow(Real(10), (threshold + transfer) / 10 - 9), exponent);
  return 10 / exponent * std::log10(a) - transfer + 94;
}

double curve_db(const nt_equal_loudness_params& p, double f_hz) {
  double db = 0;
  EXPECT_EQ(NT_OK, nt_equal_loudness_db(&p, &f_hz, &db, 1));
  return db;
}

TEST(EqualLoudness, given_the_published_contour_of_40_phon_then_the_curve_is_its_distance_from_that_of_the_volume) {
  // At 40 phon made for and 20 below: what is left of the difference is the contour of 20 phon.
  const nt_equal_loudness_params from_80{80, -40, 1};
  const Real at_80_100 = spl(0.367L, -8.1L, 26.5L, 80), at_80_1k = spl(0.250L, 0, 2.4L, 80);
  EXPECT_NEAR(static_cast<double>((64.37L - at_80_100) - (40.01L - at_80_1k)), curve_db(from_80, 100), 0.02);
  const Real at_80_8k = spl(0.254L, -11.2L, 12.6L, 80);
  EXPECT_NEAR(static_cast<double>((51.80L - at_80_8k) - (40.01L - at_80_1k)), curve_db(from_80, 8000), 0.02);
  // All 29 at once: a step from 40 to 40 + v and one from there on add up.
  for (const Point& point : contour_of_40_phon) {
    const nt_equal_loudness_params whole{90, -50, 1}, upper{90, -30, 1}, lower{60, -20, 1};
    EXPECT_NEAR(curve_db(whole, point.f_hz), curve_db(upper, point.f_hz) + curve_db(lower, point.f_hz), 1e-9);
    // Sixty phon differ from forty by the loudness equation: 4.47e-3 (10^1.5 - 10^1) more on Af.
    Real exponent = 0, transfer = 0;
    struct Row {
      double f, a, l;
    };
    for (const Row& row : {Row{20, 0.532, -31.6}, Row{63, 0.409, -13.0}, Row{200, 0.315, -3.1}, Row{500, 0.267, 0},
                           Row{2000, 0.243, -1.0}, Row{4000, 0.242, 1.2}, Row{12500, 0.301, -3.1}})
      if (row.f == point.f_hz) exponent = row.a, transfer = row.l;
    if (exponent == 0) continue;
    // Af of the printed contour, backwards; then forwards to 60 phon.
    const Real af = std::pow(Real(10), (Real(point.phon_40) + transfer - 94) * exponent / 10);
    const Real at_60 = 10 / exponent * std::log10(af + 4.47e-3L * (std::pow(Real(10), 1.5L) - 10)) - transfer + 94;
    const Real af_1k = std::pow(Real(10), (40.01L - 94) * 0.25L / 10);
    const Real at_60_1k = 40 * std::log10(af_1k + 4.47e-3L * (std::pow(Real(10), 1.5L) - 10)) + 94;
    EXPECT_NEAR(static_cast<double>((point.phon_40 - at_60) - (40.01L - at_60_1k)), curve_db(lower, point.f_hz), 0.02)
        << point.f_hz;
  }
  EXPECT_EQ(0, curve_db(from_80, 1000));
  EXPECT_EQ(curve_db(from_80, 12500), curve_db(from_80, 20000));
  EXPECT_EQ(curve_db({40, -20, 1}, 30), curve_db({40, -50, 1}, 30)) << "below 20 phon the standard ends";
  EXPECT_NEAR(0.5 * curve_db(from_80, 50), curve_db({80, -40, 0.5}, 50), 1e-12);
}

TEST(EqualLoudness, given_any_level_and_rate_then_the_filters_are_within_half_a_decibel_of_the_curve) {
  double worst = 0;
  for (const double rate : {44100.0, 48000.0, 192000.0})
    for (const auto& p : {nt_equal_loudness_params{83, -10, 1}, nt_equal_loudness_params{83, -30, 1},
                          nt_equal_loudness_params{90, -70, 1}, nt_equal_loudness_params{60, -20, 0.5}}) {
      const auto frames = static_cast<size_t>(rate);
      Planes in(1, std::vector<double>(frames));
      in[0][0] = 1;
      const Planes out = run(activated(NT_EQUAL_LOUDNESS, p, rate, 1).get(), in);
      for (const Point& point : contour_of_40_phon) {
        std::complex<double> h = 0;
        for (size_t i = 0; i < frames; ++i)
          h += out[0][i] * std::polar(1.0, -2 * M_PI * point.f_hz / rate * static_cast<double>(i));
        const double off = 20 * std::log10(std::abs(h)) - curve_db(p, point.f_hz);
        EXPECT_NEAR(0, off, 0.5) << point.f_hz << " Hz at " << rate;
        worst = std::max(worst, std::fabs(off));
      }
    }
  std::printf("  worst distance from the curve %.2f dB\n", worst);
}

TEST(EqualLoudness, given_the_level_it_was_made_for_then_it_passes_bit_for_bit) {
  const Planes in = white(2, 2000, 0.5);
  EXPECT_EQ(in, run(activated(NT_EQUAL_LOUDNESS, nt_equal_loudness_params{83, 0, 1}, 48000, 2).get(), in));
  EXPECT_EQ(in, run(activated(NT_EQUAL_LOUDNESS, nt_equal_loudness_params{83, -20, 0}, 48000, 2).get(), in));
}

TEST(EqualLoudness, given_values_out_of_range_then_each_is_refused) {
  nt_processor* made = nullptr;
  double f = 100, db = 0;
  for (const nt_equal_loudness_params& wrong :
       {nt_equal_loudness_params{39, -10, 1}, nt_equal_loudness_params{91, -10, 1}, nt_equal_loudness_params{83, 1, 1},
        nt_equal_loudness_params{83, -71, 1}, nt_equal_loudness_params{83, -10, 1.1}}) {
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_EQUAL_LOUDNESS, &wrong, sizeof wrong, &made));
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_equal_loudness_db(&wrong, &f, &db, 1));
  }
}

TEST(DcBlock, given_a_signal_with_dc_then_it_nulls_below_minus_200_db_against_the_first_order_recursion) {
  for (const double f : {0.5, 5.0, 100.0})
    for (const double rate : {44100.0, 384000.0}) {
      Planes in = white(2, 20000, 0.5);
      for (auto& plane : in)
        for (double& v : plane) v += 0.3;
      const Planes out = run(activated(NT_DC_BLOCK, nt_dc_block_params{f}, rate, 2).get(), in);
      const Real numerator[] = {0, 1, 0}, denominator[] = {0, 1, 1};
      for (size_t c = 0; c < 2; ++c)
        EXPECT_LE(null_db(bilinear(numerator, denominator, f, rate)(wave(in[c])), out[c]), -200) << f << ' ' << rate;
    }
}

TEST(DcBlock, given_dc_alone_then_it_is_gone_and_the_corner_is_3_db_down) {
  const Planes out =
      run(activated(NT_DC_BLOCK, nt_dc_block_params{20}, 48000, 1).get(), Planes(1, std::vector<double>(48000, 0.7)));
  EXPECT_LT(std::fabs(out[0].back()), 1e-12);
  Planes in(1, std::vector<double>(96000));
  for (size_t i = 0; i < in[0].size(); ++i) in[0][i] = std::sin(2 * M_PI * 20 / 48000 * static_cast<double>(i));
  const Planes tone = run(activated(NT_DC_BLOCK, nt_dc_block_params{20}, 48000, 1).get(), in);
  double energy = 0;
  for (size_t i = 48000; i < 96000; ++i) energy += tone[0][i] * tone[0][i];
  EXPECT_NEAR(-3.01, 10 * std::log10(energy / 24000), 0.01);
  nt_processor* made = nullptr;
  for (const double f : {0.4, 101.0}) {
    const nt_dc_block_params wrong{f};
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_DC_BLOCK, &wrong, sizeof wrong, &made));
  }
}

}  // namespace
