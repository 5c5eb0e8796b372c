// What the cheap bounds promise: no interval whose true peak is above the ceiling is missed or under-estimated.

#include "graph/dynamics/peak_finder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace {

using nt::graph::PeakFinder;

TEST(PeakFinder, given_any_signal_then_every_bound_holds_and_none_is_far_off) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (const int oversampling : {4, 8, 16}) {
    const PeakFinder finder(oversampling);
    size_t above = 0, evaluated = 0, all = 0;
    for (int trial = 0; trial < 400; ++trial) {
      const size_t n = 1 + random() % PeakFinder::slice;
      std::vector<double> x(n + 128);
      // White, smooth, square, and alternating signals; levels around the ceiling.
      double memory = 0;
      const double keep = trial % 4 == 1 ? 0.97 : 0.0, level = std::exp(uniform(random));
      for (size_t i = 0; i < x.size(); ++i) {
        const double v = uniform(random);
        memory = keep * memory + (keep > 0 ? 0.25 : 1.0) * v;
        x[i] = level * memory;
        if (trial % 4 == 2) x[i] = level * ((i / (1 + trial % 17)) % 2 == 0 ? 0.8 : -0.8);
        if (trial % 4 == 3) x[i] = level * std::sin(M_PI / 2 * static_cast<double>(i) + v * 0.1);
      }
      std::vector<float> bound(n, 0.0F);
      const bool any = finder.bounds(x.data() + 30, n, 1.0, bound.data());
      for (size_t i = 0; i < n; ++i) {
        const double peak = finder.peak(x.data() + 30 + i);
        const double b = any ? static_cast<double>(bound[i]) : 0.0;
        if (peak > 1.0) ASSERT_GE(b, peak) << "trial " << trial << " interval " << i << " of " << n;
        above += peak > 1.0 ? 1 : 0;
        evaluated += b > 1.0 ? 1 : 0;
        ++all;
      }
    }
    // The test sees both cases, and the bounds do spare work.
    EXPECT_GT(above, all / 20);
    EXPECT_LT(evaluated, above + all / 5);
  }
}

TEST(PeakFinder, given_silence_behind_the_end_of_the_block_then_what_follows_is_not_looked_at) {
  const PeakFinder finder(16);
  std::vector<double> x(200, 0.0);
  x[30 + 21 + 24] = 100;  // the first sample that 21 intervals from x[30] must not read
  std::vector<float> bound(22, 0.0F);
  EXPECT_FALSE(finder.bounds(x.data() + 30, 21, 1.0, bound.data()));
  EXPECT_TRUE(finder.bounds(x.data() + 30, 22, 1.0, bound.data()));
}

}  // namespace
