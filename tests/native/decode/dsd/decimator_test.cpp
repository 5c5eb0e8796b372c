// The decimator against a plain long double FIR made of the same idea and nothing of its code: the cascade's impulse
// response is measured bit by bit, then any bits must give its convolution; and against the aims on what it lets pass.

#include "decode/dsd/decimator.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <random>
#include <vector>

#include "graph/realtime_watch.hpp"

namespace {

using nt::dsd::Decimator;

constexpr uint32_t dsd64 = 2'822'400;

Decimator make(uint32_t decimation, double level = 1, uint32_t rate = dsd64) {
  return Decimator(nt::dsd::make_table(decimation, level), rate, decimation);
}

std::vector<double> run(Decimator& d, const std::vector<uint8_t>& bytes, size_t step = Decimator::most_bytes) {
  std::vector<double> out, piece(8 * Decimator::most_bytes);
  for (size_t at = 0; at < bytes.size(); at += step) {
    const auto got = d.process(bytes.data() + at, std::min(step, bytes.size() - at), piece.data());
    out.insert(out.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
  }
  return out;
}

std::vector<uint8_t> noise(size_t count, uint64_t seed = 5) {
  std::mt19937_64 random(seed);
  std::vector<uint8_t> bytes(count);
  for (auto& b : bytes) b = static_cast<uint8_t>(random());
  return bytes;
}

long double bessel(long double x) {
  long double term = 1, sum = 1;
  for (int k = 1; k < 200; ++k) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

/// A Kaiser window of the suppression that the filters are designed for.
long double window(long double x) {
  const long double beta = 0.1102L * (196 - 8.7L);
  return x * x >= 1 ? 0 : bessel(beta * std::sqrt(1 - x * x)) / bessel(beta);
}

std::vector<long double> half_band(long double edge) {
  const long double length = (196 - 8) / (2.285L * 2 * M_PIl * (0.5L - 2 * edge));
  const auto n = static_cast<int>(std::ceil(length / 4 + 0.5L));
  std::vector<long double> h(static_cast<size_t>(4 * n - 1), 0.0L);
  long double sum = 0;
  for (int k = 1; k < 2 * n; k += 2) sum += std::sin(M_PIl * k / 2) / (M_PIl * k) * window(k / (2.0L * n));
  for (int k = 1; k < 2 * n; k += 2) {
    const long double tap = std::sin(M_PIl * k / 2) / (M_PIl * k) * window(k / (2.0L * n)) * 0.25L / sum;
    h[static_cast<size_t>(2 * n - 1 + k)] = h[static_cast<size_t>(2 * n - 1 - k)] = tap;
  }
  h[static_cast<size_t>(2 * n - 1)] = 0.5L;
  return h;
}

std::vector<long double> first_filter(int bytes) {
  const int reach = 4 * bytes - 1;
  std::vector<long double> h;
  long double sum = 0;
  for (int k = -reach; k <= reach; ++k) {
    h.push_back((k == 0 ? 0.125L : std::sin(M_PIl * k / 8) / (M_PIl * k)) * window(k / (reach + 1.0L)));
    sum += h.back();
  }
  for (auto& tap : h) tap /= sum;
  return h;
}

/// The taps of the whole way, at the bit rate: each filter's taps spread by the decimation before it.
std::vector<long double> whole_filter(uint32_t decimation) {
  auto whole = first_filter(decimation >= 32 ? 16 : 24);
  const long double kept = dsd64 / decimation < 80'000 ? 0.4535L : 0.4L;
  size_t spread = 8;
  for (uint32_t left = decimation / 8; left > 1; left /= 2, spread *= 2) {
    const auto next = half_band(kept / left);
    std::vector<long double> product(whole.size() + (next.size() - 1) * spread, 0.0L);
    for (size_t j = 0; j < next.size(); ++j)
      for (size_t i = 0; next[j] != 0 && i < whole.size(); ++i) product[i + j * spread] += next[j] * whole[i];
    whole = std::move(product);
  }
  return whole;
}

/// 20 log10 of the filter's gain at a frequency.
double gain_db(const std::vector<long double>& taps, double hertz) {
  const auto middle = static_cast<long double>(taps.size() / 2);
  long double sum = 0;
  for (size_t i = 0; i < taps.size(); ++i)
    sum += taps[i] *
           std::cos(2 * M_PIl * static_cast<long double>(hertz) / dsd64 * (static_cast<long double>(i) - middle));
  return static_cast<double>(20 * std::log10(std::fabs(sum) + 1e-18L));
}

class DsdDecimator : public testing::TestWithParam<uint32_t> {};

TEST_P(DsdDecimator, given_random_bits_then_every_frame_is_the_plain_sum_over_the_bits_around_its_place) {
  const uint32_t decimation = GetParam();
  const auto taps = whole_filter(decimation);
  const auto bytes = noise(6000);
  auto d = make(decimation);
  const auto out = run(d, bytes);
  const auto reach = static_cast<int64_t>(taps.size() / 2);
  EXPECT_EQ(d.look_ahead(), static_cast<size_t>(reach));
  // As many frames as have all their bits, from the first on.
  ASSERT_EQ(static_cast<size_t>((8 * 6000 - 1 - reach) / decimation + 1), out.size());
  long double worst = 0;
  size_t checked = 0;
  for (size_t m = 0; m < out.size(); m += 7) {
    const int64_t centre = static_cast<int64_t>(m) * decimation;
    if (centre < reach) continue;  // filters of later stages do not see the idle pattern before the first bit
    long double sum = 0;
    for (int64_t k = -reach; k <= reach; ++k) {
      const int64_t at = centre + k;
      const bool one = (bytes[static_cast<size_t>(at / 8)] >> (7 - at % 8) & 1) != 0;
      sum += one ? taps[static_cast<size_t>(k + reach)] : -taps[static_cast<size_t>(k + reach)];
    }
    worst = std::max(worst, std::fabs(sum - static_cast<long double>(out[m])));
    ++checked;
  }
  EXPECT_GT(checked, 10u);
  EXPECT_LT(20 * std::log10(worst), -290);
}

TEST_P(DsdDecimator, given_the_response_then_what_would_fold_into_20_khz_is_down_by_170_db_and_the_band_is_flat) {
  const uint32_t decimation = GetParam();
  const double rate = static_cast<double>(dsd64) / decimation;
  const auto taps = whole_filter(decimation);
  for (double f = 0; f <= 20'000; f += 250) EXPECT_NEAR(0, gain_db(taps, f), 1e-6) << f;
  double worst = -400;
  for (double image = rate; image <= dsd64 / 2.0 + 1; image += rate)
    for (double f = -20'000; f <= 20'000; f += 2'500) worst = std::max(worst, gain_db(taps, image + f));
  EXPECT_LT(worst, -178);
}

TEST_P(DsdDecimator, given_any_cut_into_calls_then_the_samples_are_the_same_and_so_after_a_saved_state) {
  const uint32_t decimation = GetParam();
  const auto bytes = noise(9000);
  auto whole = make(decimation);
  const auto expected = run(whole, bytes);
  for (const size_t step : {1, 3, 64, 1000}) {
    auto d = make(decimation);
    EXPECT_EQ(expected, run(d, bytes, step)) << step;
  }
  for (const size_t cut : {0, 1, 15, 4097, 8999}) {
    auto first = make(decimation);
    auto out = run(first, {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(cut)}, 777);
    nt::StateWriter count;
    first.save(count);
    std::vector<uint8_t> state(count.size());
    nt::StateWriter writer(state.data(), state.size());
    first.save(writer);
    auto second = make(decimation);
    run(second, noise(500, 9));
    nt::StateReader reader(state.data(), state.size());
    second.load(reader);
    ASSERT_TRUE(reader.ok() && reader.at_end());
    const auto rest = run(second, {bytes.begin() + static_cast<std::ptrdiff_t>(cut), bytes.end()});
    out.insert(out.end(), rest.begin(), rest.end());
    EXPECT_EQ(expected, out) << cut;
  }
}

INSTANTIATE_TEST_SUITE_P(Decimations, DsdDecimator, testing::Values(8u, 16u, 32u, 64u));

TEST(DsdLevel, given_constant_patterns_then_full_modulation_is_one_and_silence_is_silent) {
  for (const auto& [byte, level] : {std::pair{0xFF, 1.0}, {0x00, -1.0}, {0x69, 0.0}, {0x96, 0.0}, {0xEE, 0.5}}) {
    auto d = make(32);
    const auto out = run(d, std::vector<uint8_t>(4000, static_cast<uint8_t>(byte)));
    for (size_t i = 60; i < out.size(); ++i) ASSERT_NEAR(level, out[i], 1e-9) << byte;
  }
  auto louder = make(32, 2);
  EXPECT_NEAR(1.0, run(louder, std::vector<uint8_t>(4000, 0xEE))[500], 1e-9);
}

TEST(DsdLevel, given_process_then_nothing_is_allocated_and_nothing_locked) {
  auto d = make(32);
  const auto bytes = noise(4096);
  std::vector<double> out(2000);
  nt::test::RealtimeWatch watch;
  d.process(bytes.data(), 4096, out.data());
  EXPECT_EQ(0u, nt::test::RealtimeWatch::allocations());
  EXPECT_EQ(0u, nt::test::RealtimeWatch::locks());
}

}  // namespace
