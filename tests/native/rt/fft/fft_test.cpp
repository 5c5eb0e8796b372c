#include "rt/fft/fft.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "abi/guard.hpp"
#include "rt/fft/unit_roots.hpp"

namespace {

using namespace nt::fft;

constexpr long double turn = 6.283185307179586476925286766559005768L;

template <class T>
std::vector<T> noise(size_t n, uint32_t seed) {
  std::mt19937 generator(seed);
  std::vector<T> x(n);
  for (auto& v : x) v = static_cast<T>(generator() / 2147483648.0 - 1.0);
  return x;
}

/// Bin k of the textbook sum in long double.
template <class T>
void naive_bin(const std::vector<T>& re, const std::vector<T>& im, size_t k, long double& out_re, long double& out_im) {
  const size_t n = re.size();
  out_re = out_im = 0;
  for (size_t j = 0; j < n; ++j) {
    const long double a = -turn * static_cast<long double>(j * k % n) / static_cast<long double>(n);
    const long double c = std::cos(a), s = std::sin(a);
    out_re += re[j] * c - im[j] * s;
    out_im += re[j] * s + im[j] * c;
  }
}

template <class T>
constexpr double tolerance = sizeof(T) == 8 ? 4e-16 : 2e-7;

template <class T>
class Fft : public testing::Test {};
using Precisions = testing::Types<float, double>;
TYPED_TEST_SUITE(Fft, Precisions);

TYPED_TEST(Fft, given_noise_of_every_small_size_when_transformed_then_each_bin_is_the_naive_sum) {
  using T = TypeParam;
  for (size_t n = 4; n <= 1024; n *= 2) {
    const auto re = noise<T>(n, 1), im = noise<T>(n, 2);
    std::vector<T> out_re(n), out_im(n);
    ComplexFft<T>(n).forward(re.data(), im.data(), out_re.data(), out_im.data());
    const double scale = std::sqrt(static_cast<double>(n)) * std::log2(static_cast<double>(n));
    for (size_t k = 0; k<n; k += n> 256 ? 7 : 1) {
      long double a, b;
      naive_bin(re, im, k, a, b);
      ASSERT_NEAR(static_cast<double>(a), out_re[k], tolerance<T> * scale) << n << ":" << k;
      ASSERT_NEAR(static_cast<double>(b), out_im[k], tolerance<T> * scale) << n << ":" << k;
    }
  }
}

TYPED_TEST(Fft, given_real_noise_when_transformed_then_each_bin_is_the_naive_sum_and_the_inverse_restores_it) {
  using T = TypeParam;
  for (size_t n = 8; n <= 8192; n *= 2) {
    const auto x = noise<T>(n, 3);
    const std::vector<T> zero(n);
    RealFft<T> fft(n);
    std::vector<T> re(fft.bins()), im(fft.bins()), back(n);
    fft.forward(x.data(), re.data(), im.data());
    const double scale = std::sqrt(static_cast<double>(n)) * std::log2(static_cast<double>(n));
    for (size_t k = 0; k<fft.bins(); k += n> 256 ? n / 32 - 1 : 1) {
      long double a, b;
      naive_bin(x, zero, k, a, b);
      ASSERT_NEAR(static_cast<double>(a), re[k], tolerance<T> * scale) << n << ":" << k;
      ASSERT_NEAR(static_cast<double>(b), im[k], tolerance<T> * scale) << n << ":" << k;
    }
    fft.inverse(re.data(), im.data(), back.data());
    for (size_t j = 0; j < n; ++j) ASSERT_NEAR(x[j], back[j] / static_cast<T>(n), 8 * tolerance<T>) << n << ":" << j;
  }
}

TYPED_TEST(Fft, given_large_sizes_when_transformed_then_parseval_holds_and_the_inverse_restores_the_input) {
  using T = TypeParam;
  for (const size_t n : {size_t{1} << 15, size_t{1} << 16, size_t{1} << 20}) {
    const auto re = noise<T>(n, 4), im = noise<T>(n, 5);
    std::vector<T> out_re(n), out_im(n), back_re(n), back_im(n);
    ComplexFft<T> fft(n);
    fft.forward(re.data(), im.data(), out_re.data(), out_im.data());
    long double in = 0, out = 0;
    for (size_t i = 0; i < n; ++i) {
      in += static_cast<long double>(re[i]) * re[i] + static_cast<long double>(im[i]) * im[i];
      out += static_cast<long double>(out_re[i]) * out_re[i] + static_cast<long double>(out_im[i]) * out_im[i];
    }
    EXPECT_NEAR(1.0, static_cast<double>(out / in / static_cast<long double>(n)), tolerance<T>);
    fft.inverse(out_re.data(), out_im.data(), back_re.data(), back_im.data());
    double worst = 0;
    for (size_t i = 0; i < n; ++i)
      worst = std::max({worst, std::abs(static_cast<double>(back_re[i] / static_cast<T>(n) - re[i])),
                        std::abs(static_cast<double>(back_im[i] / static_cast<T>(n) - im[i]))});
    EXPECT_LT(worst, 16 * tolerance<T>);
  }
}

TEST(UnitRoots, given_any_order_then_roots_are_the_nearest_doubles_and_quarter_turns_exact) {
  for (const size_t n : {4u, 8u, 12u, 147u, 160u, 4096u, 30870u, 1048576u}) {
    const UnitRoots root(n);
    for (size_t k = 0; k < n; k += 1 + n / 1000) {
      const long double a = turn * static_cast<long double>(k) / static_cast<long double>(n);
      EXPECT_NEAR(static_cast<double>(std::cos(a)), root(k).re, 1.2e-16) << n << ":" << k;
      EXPECT_NEAR(static_cast<double>(std::sin(a)), root(k).im, 1.2e-16) << n << ":" << k;
    }
  }
  const UnitRoots root(4096);
  EXPECT_EQ(0.0, root(1024).re);
  EXPECT_EQ(1.0, root(1024).im);
  EXPECT_EQ(-1.0, root(2048).re);
  EXPECT_EQ(root(512).re, root(512).im);
}

TEST(FftSize, given_a_size_that_is_not_a_power_of_two_then_it_is_refused) {
  EXPECT_THROW(ComplexFft<double>(0), nt::Error);
  EXPECT_THROW(ComplexFft<double>(48), nt::Error);
  EXPECT_THROW(RealFft<double>(7), nt::Error);
  EXPECT_THROW(RealFft<float>(size_t{1} << 40), nt::Error);
}

}  // namespace
