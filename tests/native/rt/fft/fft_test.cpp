#include "rt/fft/fft.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "abi/guard.hpp"
#include "graph/realtime_watch.hpp"
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

/// The textbook sum in long double.
class Naive {
 public:
  explicit Naive(size_t n) : cos_(n), sin_(n) {
    for (size_t j = 0; j < n; ++j) {
      const long double a = -turn * static_cast<long double>(j) / static_cast<long double>(n);
      cos_[j] = std::cos(a);
      sin_[j] = std::sin(a);
    }
  }
  template <class T>
  void bin(const std::vector<T>& re, const std::vector<T>& im, size_t k, long double& out_re,
           long double& out_im) const {
    const size_t n = re.size();
    out_re = out_im = 0;
    for (size_t j = 0; j < n; ++j) {
      const long double c = cos_[j * k % n], s = sin_[j * k % n];
      out_re += re[j] * c - im[j] * s;
      out_im += re[j] * s + im[j] * c;
    }
  }

 private:
  std::vector<long double> cos_, sin_;
};

template <class T>
constexpr double tolerance = sizeof(T) == 8 ? 4e-16 : 2e-7;

template <class T>
class Fft : public testing::Test {};
using Precisions = testing::Types<float, double>;
TYPED_TEST_SUITE(Fft, Precisions);

/// Every supported size up to 160, the converter's 147 and 160 times powers of two, and one with each mix of radices.
std::vector<size_t> sizes() {
  std::vector<size_t> all;
  for (size_t n = smallest; n <= 160; ++n)
    if (is_supported(n)) all.push_back(n);
  for (const size_t n :
       {256u,  288u,  294u,  343u,  588u,  600u,  640u,  800u,  1000u,  1024u,  1176u,  1280u,  1344u,  2048u, 2352u,
        2560u, 3150u, 4096u, 4704u, 5120u, 6720u, 8192u, 9408u, 10080u, 10240u, 10584u, 16384u, 18816u, 20480u})
    all.push_back(n);
  return all;
}

TYPED_TEST(Fft, given_noise_when_transformed_then_each_bin_is_the_naive_sum) {
  using T = TypeParam;
  for (const size_t n : sizes()) {
    const auto re = noise<T>(n, 1), im = noise<T>(n, 2);
    std::vector<T> out_re(n), out_im(n);
    const Naive naive(n);
    ComplexFft<T>(n).forward(re.data(), im.data(), out_re.data(), out_im.data());
    const double scale = std::sqrt(static_cast<double>(n)) * std::log2(static_cast<double>(n));
    // A step that is prime to most sizes meets every place of every radix.
    for (size_t k = 0; k<n; k += n> 256 ? n / 23 : 1) {
      long double a, b;
      naive.bin(re, im, k, a, b);
      ASSERT_NEAR(static_cast<double>(a), out_re[k], tolerance<T> * scale) << n << ":" << k;
      ASSERT_NEAR(static_cast<double>(b), out_im[k], tolerance<T> * scale) << n << ":" << k;
    }
  }
}

TYPED_TEST(Fft, given_real_noise_when_transformed_then_each_bin_is_the_naive_sum_and_the_inverse_restores_it) {
  using T = TypeParam;
  for (const size_t n : sizes()) {
    if (n % 2 != 0) continue;
    const auto x = noise<T>(n, 3);
    const std::vector<T> zero(n);
    const Naive naive(n);
    RealFft<T> fft(n);
    ASSERT_EQ(n, fft.size());
    std::vector<T> re(fft.bins()), im(fft.bins()), back(n);
    fft.forward(x.data(), re.data(), im.data());
    const double scale = std::sqrt(static_cast<double>(n)) * std::log2(static_cast<double>(n));
    for (size_t k = 0; k<fft.bins(); k += n> 256 ? n / 32 - 1 : 1) {
      long double a, b;
      naive.bin(x, zero, k, a, b);
      ASSERT_NEAR(static_cast<double>(a), re[k], tolerance<T> * scale) << n << ":" << k;
      ASSERT_NEAR(static_cast<double>(b), im[k], tolerance<T> * scale) << n << ":" << k;
    }
    fft.inverse(re.data(), im.data(), back.data());
    for (size_t j = 0; j < n; ++j) ASSERT_NEAR(x[j], back[j] / static_cast<T>(n), 8 * tolerance<T>) << n << ":" << j;
  }
}

/// A complex exponential at each bin must come out there and nowhere else: every bin of the large sizes is met.
TYPED_TEST(Fft, given_a_delayed_impulse_when_transformed_then_every_bin_is_its_root) {
  using T = TypeParam;
  for (const size_t n : sizes()) {
    const size_t at = n / 2 + 1;
    std::vector<T> re(n), im(n), out_re(n), out_im(n);
    re[at] = 1;
    ComplexFft<T>(n).forward(re.data(), im.data(), out_re.data(), out_im.data());
    const UnitRoots root(n);
    for (size_t k = 0; k < n; ++k) {
      ASSERT_NEAR(root(at * k).re, out_re[k], 4 * tolerance<T>) << n << ":" << k;
      ASSERT_NEAR(-root(at * k).im, out_im[k], 4 * tolerance<T>) << n << ":" << k;
    }
  }
}

TYPED_TEST(Fft, given_the_same_planes_in_and_out_then_the_bits_are_those_of_separate_ones) {
  using T = TypeParam;
  for (const size_t n : sizes()) {
    auto re = noise<T>(n + 2, 6), im = noise<T>(n + 2, 7);
    std::vector<T> out_re(n), out_im(n);
    ComplexFft<T> fft(n);
    fft.forward(re.data(), im.data(), out_re.data(), out_im.data());
    auto same_re = re, same_im = im;
    fft.forward(same_re.data(), same_im.data(), same_re.data(), same_im.data());
    for (size_t k = 0; k < n; ++k) ASSERT_TRUE(out_re[k] == same_re[k] && out_im[k] == same_im[k]) << n << ":" << k;
    fft.inverse(re.data(), im.data(), out_re.data(), out_im.data());
    same_re = re, same_im = im;
    fft.inverse(same_re.data(), same_im.data(), same_re.data(), same_im.data());
    for (size_t k = 0; k < n; ++k) ASSERT_TRUE(out_re[k] == same_re[k] && out_im[k] == same_im[k]) << n << ":" << k;
    if (n % 2 != 0) continue;
    // The signal's own memory takes the real parts, then the signal again.
    RealFft<T> real(n);
    auto signal = noise<T>(n + 2, 8);
    std::vector<T> bins_re(real.bins()), bins_im(real.bins()), back(n), place_im(real.bins());
    real.forward(signal.data(), bins_re.data(), bins_im.data());
    real.inverse(bins_re.data(), bins_im.data(), back.data());
    real.forward(signal.data(), signal.data(), place_im.data());
    for (size_t k = 0; k < real.bins(); ++k)
      ASSERT_TRUE(bins_re[k] == signal[k] && bins_im[k] == place_im[k]) << n << ":" << k;
    real.inverse(signal.data(), place_im.data(), signal.data());
    for (size_t j = 0; j < n; ++j) ASSERT_EQ(back[j], signal[j]) << n << ":" << j;
  }
}

TYPED_TEST(Fft, given_planned_transforms_when_they_run_then_they_neither_allocate_nor_lock) {
  using T = TypeParam;
  for (const size_t n : {48u, 1024u, 9408u, 10240u, 65536u}) {
    RealFft<T> real(n);
    ComplexFft<T> fft(n);
    auto x = noise<T>(n, 9), y = noise<T>(n, 10);
    std::vector<T> re(n), im(n);
    const nt::test::RealtimeWatch watch;
    real.forward(x.data(), re.data(), im.data());
    real.inverse(re.data(), im.data(), x.data());
    fft.forward(x.data(), y.data(), re.data(), im.data());
    fft.inverse(re.data(), im.data(), x.data(), y.data());
    EXPECT_EQ(0u, watch.allocations()) << n;
    EXPECT_EQ(0u, watch.locks()) << n;
  }
}

TYPED_TEST(Fft, given_large_sizes_when_transformed_then_parseval_holds_and_the_inverse_restores_the_input) {
  using T = TypeParam;
  for (const size_t n : {size_t{1} << 15, size_t{147} << 9, size_t{160} << 9, size_t{1} << 20}) {
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

TEST(FftSize, given_a_size_with_another_prime_or_out_of_range_then_it_is_refused) {
  for (const size_t n :
       {size_t{0}, size_t{1}, size_t{11}, size_t{22}, size_t{1024 * 13}, largest + 1, size_t{1} << 40}) {
    EXPECT_FALSE(is_supported(n)) << n;
    EXPECT_THROW(ComplexFft<double>{n}, nt::Error) << n;
    EXPECT_THROW(RealFft<float>{n}, nt::Error) << n;
  }
  EXPECT_THROW(RealFft<double>(7), nt::Error);
  EXPECT_THROW(RealFft<double>(105), nt::Error);
  EXPECT_TRUE(is_supported(largest));
}

TEST(FftSize, given_a_least_size_then_the_fast_one_is_not_below_it_and_hardly_above) {
  for (size_t n = 1; n <= 200000; n += 1 + n / 50) {
    const size_t fast = fast_real_size(n);
    EXPECT_TRUE(is_supported(fast)) << n;
    EXPECT_EQ(0u, fast % (fast >= 4096 ? 64 : 16)) << n;
    EXPECT_GE(fast, n);
    EXPECT_LE(fast, n <= 128 ? 128 : n + n / 8 + 16) << n;
  }
}

}  // namespace
