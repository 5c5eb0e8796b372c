// The library's own functions against the 64-bit mantissa of the C library's long double ones.

#include "rt/math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

namespace {

using nt::math::pi;
constexpr int points = 200000;

/// Distance of got from the true value in units of the last place of the true value.
double ulps(double got, long double truth) {
  int exponent = 0;
  std::frexp(static_cast<double>(truth), &exponent);
  return static_cast<double>(std::fabs(static_cast<long double>(got) - truth) / std::ldexp(1.0L, exponent - 53));
}

template <class Own, class Truth>
double worst_ulps(Own own, Truth truth, double low, double high) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> draw(low, high);
  double worst = 0, at = low;
  for (int i = 0; i < points; ++i) {
    const double x = i == 0 ? low : i == 1 ? high : draw(random);
    const double error = ulps(own(x), truth(static_cast<long double>(x)));
    if (error > worst) worst = error, at = x;
  }
  ::testing::Test::RecordProperty("worst_ulps", std::to_string(worst));
  if (worst > 0.9) std::printf("  [%g, %g]: %.3f ulp at %.17g\n", low, high, worst, at);
  return worst;
}

/// x spread evenly over the exponents, for functions whose difficulty is at the small numbers.
template <class Own, class Truth>
double worst_ulps_by_exponent(Own own, Truth truth, int low, int high, bool negative) {
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> mantissa(1, 2);
  std::uniform_int_distribution<int> exponent(low, high);
  double worst = 0, at = 0;
  for (int i = 0; i < points; ++i) {
    double x = std::ldexp(mantissa(random), exponent(random));
    if (negative && (i & 1) != 0) x = -x;
    const double error = ulps(own(x), truth(static_cast<long double>(x)));
    if (error > worst) worst = error, at = x;
  }
  if (worst > 0.9) std::printf("  by exponent: %.3f ulp at %.17g\n", worst, at);
  return worst;
}

#define OWN(f) [](double x) { return nt::math::f(x); }
#define TRUTH(expression) [](long double x) -> long double { return expression; }

TEST(Math, given_points_over_its_domain_when_exp2_then_within_two_ulp) {
  EXPECT_LE(worst_ulps(OWN(exp2), TRUTH(std::exp2(x)), -1022, 1023.9999), 2);
  EXPECT_LE(worst_ulps(OWN(exp2), TRUTH(std::exp2(x)), -2, 2), 2);
}
TEST(Math, given_points_over_its_domain_when_exp_then_within_two_ulp) {
  EXPECT_LE(worst_ulps(OWN(exp), TRUTH(std::exp(x)), -708.396, 709.782), 2);
  EXPECT_LE(worst_ulps(OWN(exp), TRUTH(std::exp(x)), -1, 1), 2);
}
TEST(Math, given_points_over_its_domain_when_logarithms_then_within_two_ulp) {
  EXPECT_LE(worst_ulps(OWN(log), TRUTH(std::log(x)), 0.5, 2), 2);
  EXPECT_LE(worst_ulps(OWN(log2), TRUTH(std::log2(x)), 0.5, 2), 2);
  EXPECT_LE(worst_ulps(OWN(log10), TRUTH(std::log10(x)), 0.5, 2), 2);
  EXPECT_LE(worst_ulps(OWN(log), TRUTH(std::log(x)), 1 - 1e-9, 1 + 1e-9), 2);
  EXPECT_LE(worst_ulps_by_exponent(OWN(log), TRUTH(std::log(x)), -1022, 1023, false), 2);
  EXPECT_LE(worst_ulps_by_exponent(OWN(log2), TRUTH(std::log2(x)), -1022, 1023, false), 2);
  EXPECT_LE(worst_ulps_by_exponent(OWN(log10), TRUTH(std::log10(x)), -1022, 1023, false), 2);
}
TEST(Math, given_points_over_its_domain_when_decibels_then_within_two_ulp) {
  EXPECT_LE(worst_ulps(OWN(db_to_amp), TRUTH(std::pow(10.0L, x / 20.0L)), -200, 200), 2);
  EXPECT_LE(worst_ulps(OWN(db_to_amp), TRUTH(std::pow(10.0L, x / 20.0L)), -6153, 6165), 2);
  EXPECT_LE(worst_ulps(OWN(amp_to_db), TRUTH(20.0L * std::log10(x)), 0.5, 2), 2);
  EXPECT_LE(worst_ulps_by_exponent(OWN(amp_to_db), TRUTH(20.0L * std::log10(x)), -1022, 1023, false), 2);
}
TEST(Math, given_points_over_its_domain_when_sine_cosine_tangent_then_within_two_ulp) {
  for (const double span : {pi, 100.0, 0x1p20}) {
    EXPECT_LE(worst_ulps(OWN(sin), TRUTH(std::sin(x)), -span, span), 2);
    EXPECT_LE(worst_ulps(OWN(cos), TRUTH(std::cos(x)), -span, span), 2);
    EXPECT_LE(worst_ulps(OWN(tan), TRUTH(std::tan(x)), -span, span), 2);
  }
  EXPECT_LE(worst_ulps_by_exponent(OWN(sin), TRUTH(std::sin(x)), -60, 19, true), 2);
  EXPECT_LE(worst_ulps_by_exponent(OWN(tan), TRUTH(std::tan(x)), -60, 19, true), 2);
}
TEST(Math, given_multiples_of_half_pi_when_sine_and_cosine_then_the_reduction_still_holds) {
  for (int n = 1; n < 600000; n += 7) {
    const double x = n * (pi / 2);
    ASSERT_LE(ulps(nt::math::sin(x), std::sin(static_cast<long double>(x))), 2) << n;
    ASSERT_LE(ulps(nt::math::cos(x), std::cos(static_cast<long double>(x))), 2) << n;
  }
}
TEST(Math, given_points_over_its_domain_when_tanh_then_within_two_ulp) {
  EXPECT_LE(worst_ulps(OWN(tanh), TRUTH(std::tanh(x)), -30, 30), 2);
  EXPECT_LE(worst_ulps(OWN(tanh), TRUTH(std::tanh(x)), -1, 1), 2);
  EXPECT_LE(worst_ulps_by_exponent(OWN(tanh), TRUTH(std::tanh(x)), -60, 4, true), 2);
}
TEST(Math, given_the_fast_variants_then_their_relative_error_is_what_they_state) {
  double exp_error = 0, log_error = 0;
  for (int i = 0; i <= points; ++i) {
    const double x = -20.0 + 40.0 * i / points;
    const long double power = std::exp2(static_cast<long double>(x));
    exp_error = std::fmax(exp_error, static_cast<double>(std::fabs(nt::math::fast_exp2(x) / power - 1)));
    const double amp = std::exp2(x) * (1 + 1e-6);
    const long double level = std::log2(static_cast<long double>(amp));
    log_error = std::fmax(log_error, static_cast<double>(std::fabs((nt::math::fast_log2(amp) - level) / level)));
  }
  EXPECT_LT(exp_error, 1e-8);
  EXPECT_LT(log_error, 1e-7);
}
TEST(Math, given_landmarks_then_they_are_exact) {
  EXPECT_EQ(1.0, nt::math::exp2(0.0));
  EXPECT_EQ(0.125, nt::math::exp2(-3.0));
  EXPECT_EQ(1.0, nt::math::exp(0.0));
  EXPECT_EQ(1.0, nt::math::db_to_amp(0.0));
  EXPECT_EQ(10.0, nt::math::db_to_amp(20.0));
  EXPECT_EQ(0.0, nt::math::log(1.0));
  EXPECT_EQ(-40.0, nt::math::log2(0x1p-40));
  EXPECT_EQ(0.0, nt::math::amp_to_db(1.0));
  EXPECT_EQ(-60.0, nt::math::amp_to_db(1e-3));
  EXPECT_EQ(0.0, nt::math::sin(0.0));
  EXPECT_EQ(1.0, nt::math::cos(0.0));
  EXPECT_EQ(1.0, nt::math::tanh(50.0));
  EXPECT_EQ(-1.0, nt::math::tanh(-1e300));
  EXPECT_EQ(1.0, nt::math::fast_exp2(0.0));
  EXPECT_EQ(0.0, nt::math::fast_log2(1.0));
}
TEST(Math, given_arguments_outside_the_domain_then_the_result_is_finite_and_at_its_end) {
  for (const double x : {1e300, -1e300, 5000.0, -5000.0, 1024.0, -1022.5}) {
    EXPECT_TRUE(std::isnormal(nt::math::exp2(x))) << x;
    EXPECT_TRUE(std::isnormal(nt::math::exp(x))) << x;
    EXPECT_TRUE(std::isnormal(nt::math::fast_exp2(x))) << x;
    EXPECT_TRUE(std::isnormal(nt::math::db_to_amp(x * 6))) << x;
    EXPECT_LE(std::fabs(nt::math::sin(x)), 1.0);
  }
  for (const double x : {0.0, -1.0, 1e-320}) {
    EXPECT_EQ(-1022.0, nt::math::log2(x));
    EXPECT_EQ(-1022.0, nt::math::fast_log2(x));
    EXPECT_NEAR(-6153.1, nt::math::amp_to_db(x), 0.1);
  }
}
/// A vectorised loop must give the bits of the scalar call: law 3 over SIMD widths.
TEST(Math, given_a_loop_that_vectorises_then_its_bits_are_those_of_single_calls) {
  std::vector<double> x(1003), looped(1003);
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> draw(0.001, 20);
  for (auto& v : x) v = draw(random);
  const auto same = [&](auto f) {
    for (size_t i = 0; i < x.size(); ++i) looped[i] = f(x[i]);
    for (size_t i = 0; i < x.size(); ++i) {
      volatile double argument = x[i];
      const double single = f(argument);
      if (std::memcmp(&single, &looped[i], sizeof single) != 0) return false;
    }
    return true;
  };
  EXPECT_TRUE(same(OWN(exp2)));
  EXPECT_TRUE(same(OWN(exp)));
  EXPECT_TRUE(same(OWN(log)));
  EXPECT_TRUE(same(OWN(amp_to_db)));
  EXPECT_TRUE(same(OWN(sin)));
  EXPECT_TRUE(same(OWN(tan)));
  EXPECT_TRUE(same(OWN(tanh)));
  EXPECT_TRUE(same(OWN(fast_log2)));
}

}  // namespace
