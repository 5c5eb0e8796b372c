#include "rt/lanes.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "rt/aligned.hpp"

namespace {

TEST(Lanes, given_any_length_then_sums_agree_with_long_double_ones) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> draw(-1, 1);
  for (const size_t n : {0u, 1u, 7u, 8u, 9u, 1000u}) {
    std::vector<double> x(n), y(n);
    long double sum = 0, dot = 0;
    double peak = 0;
    for (size_t i = 0; i < n; ++i) {
      x[i] = draw(random);
      y[i] = draw(random);
      sum += x[i];
      dot += static_cast<long double>(x[i]) * y[i];
      peak = std::max(peak, std::fabs(x[i]));
    }
    EXPECT_NEAR(static_cast<double>(sum), nt::lanes::sum(x.data(), n), 1e-13);
    EXPECT_NEAR(static_cast<double>(dot), nt::lanes::dot(x.data(), y.data(), n), 1e-13);
    EXPECT_EQ(peak, nt::lanes::peak(x.data(), n));
  }
}

TEST(Lanes, given_values_of_unlike_size_then_the_order_of_addition_is_the_documented_one) {
  // 1 is lost beside 1e16 unless the lanes meet in the documented tree: (0+4) cancels first.
  const double x[8] = {1e16, 1, 0, 0, -1e16, 0, 0, 0};
  EXPECT_EQ(1.0, nt::lanes::sum(x, 8));
  const double y[8] = {1e16, -1e16, 0, 0, 1, 0, 0, 0};
  EXPECT_EQ(0.0, nt::lanes::sum(y, 8));
}

TEST(Aligned, given_a_vector_then_it_starts_on_a_cache_line) {
  for (size_t n = 1; n < 50; ++n) {
    nt::AlignedVector<double> v(n);
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(v.data()) % nt::cache_line);
    EXPECT_EQ(0.0, v.back());
  }
}

}  // namespace
