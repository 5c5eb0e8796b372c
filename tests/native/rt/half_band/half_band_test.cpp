// Half-bands on sines, whose values at every other rate are known.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "rt/half_band/decimator.hpp"
#include "rt/half_band/design.hpp"
#include "rt/half_band/interpolator.hpp"

namespace {

using nt::half_band::Decimator;
using nt::half_band::Interpolator;

double sine(double frequency, double index) {
  const long double turns = static_cast<long double>(frequency) * static_cast<long double>(index);
  return static_cast<double>(std::sin(2 * M_PIl * (turns - std::floor(turns)) + 0.3L));
}

TEST(HalfBand, given_sines_in_the_band_then_six_doublings_give_the_same_sines_within_170_db) {
  constexpr size_t frames = 700;
  for (const double hertz : {20.0, 997.0, 10'000.0, 17'000.0, 19'990.0}) {
    std::vector<double> x(frames);
    for (size_t i = 0; i < frames; ++i) x[i] = sine(hertz / 44100, static_cast<double>(i));
    for (int rise = 0; rise < 6; ++rise) {
      Interpolator doubling(nt::half_band::pairs(0.4535 / (2 << rise)), x.size());
      std::vector<double> y(2 * x.size());
      y.resize(doubling.process(x.data(), x.size(), y.data()));
      x = std::move(y);
    }
    double worst = 0;
    // Until the filters are full, silence before the first frame is heard.
    for (size_t i = 200 * 64; i < x.size(); ++i)
      worst = std::max(worst, std::fabs(x[i] - sine(hertz / 44100 / 64, static_cast<double>(i))));
    EXPECT_GT(x.size(), 500u * 64);
    EXPECT_LT(20 * std::log10(worst), -170) << hertz;
  }
}

TEST(HalfBand, given_sines_then_halving_keeps_the_band_and_drops_what_would_fold_into_it) {
  constexpr size_t frames = 3000;
  const auto pairs = nt::half_band::pairs(0.4 / 2);
  for (const double f : {0.001, 0.1, 0.1999, 0.3001, 0.4, 0.4999}) {
    std::vector<double> x(frames), y(frames / 2 + 1);
    for (size_t i = 0; i < frames; ++i) x[i] = sine(f, static_cast<double>(i));
    Decimator halving(pairs, frames);
    y.resize(halving.process(x.data(), frames, y.data()));
    ASSERT_EQ((frames - 1 - halving.reach()) / 2 + 1, y.size());
    double worst = 0;
    for (size_t m = pairs.size() + 1; m < y.size(); ++m)
      worst = std::max(worst, std::fabs(y[m] - (f < 0.25 ? x[2 * m] : 0)));
    EXPECT_LT(20 * std::log10(worst), -178) << f;
  }
}

TEST(HalfBand, given_any_cut_into_calls_then_both_directions_give_the_same_bits) {
  constexpr size_t frames = 2000;
  std::vector<double> x(frames);
  for (size_t i = 0; i < frames; ++i) x[i] = sine(0.0137, static_cast<double>(i)) + sine(0.21, static_cast<double>(i));
  const auto pairs = nt::half_band::pairs(0.22);
  const auto whole = [&](auto make, size_t step) {
    auto stage = make();
    std::vector<double> out, piece(2 * frames + 2);
    for (size_t at = 0; at < frames; at += step) {
      const auto got = stage.process(x.data() + at, std::min(step, frames - at), piece.data());
      out.insert(out.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
    }
    return out;
  };
  const auto halving = [&] { return Decimator(pairs, frames); };
  const auto doubling = [&] { return Interpolator(pairs, frames); };
  const auto half = whole(halving, frames), twice = whole(doubling, frames);
  EXPECT_GT(half.size(), 900u);
  EXPECT_GT(twice.size(), 3800u);
  for (const size_t step : {1, 2, 7, 33, 512}) {
    EXPECT_EQ(half, whole(halving, step)) << step;
    EXPECT_EQ(twice, whole(doubling, step)) << step;
  }
}

}  // namespace
