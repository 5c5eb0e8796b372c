// The crossover against squared Butterworth filters in long double.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "graph/naive_filter.hpp"

namespace {

using namespace nt::test;

constexpr double rate = 48000;

/// Denominators s^2 + s / Q + 1 of the Butterworth filter of half the order, from the angles of its poles; of order 1
/// as s + 1.
std::vector<std::array<Real, 3>> butterworth(uint32_t order) {
  if (order == 2) return {{0, 1, 1}};
  std::vector<std::array<Real, 3>> sections;
  const uint32_t n = order / 2;
  for (uint32_t k = 0; k < n / 2; ++k) sections.push_back({1, 2 * std::sin(pi * Real(2 * k + 1) / Real(2 * n)), 1});
  return sections;
}

enum class Part { low, high, all_pass };

Wave filtered(Wave x, Part part, double f_hz, uint32_t order) {
  for (int time = 0; time < (part == Part::all_pass ? 1 : 2); ++time)
    for (const auto& d : butterworth(order)) {
      const bool first = d[0] == 0;
      const Real denominator[] = {d[0], d[1], d[2]};
      const Real low[] = {0, 0, 1}, high[] = {first ? Real(0) : Real(1), first ? Real(1) : Real(0), 0};
      // An all-pass is the denominator at -s over the denominator.
      const Real mirrored[] = {d[0], -d[1], d[2]};
      const auto& numerator = part == Part::low ? low : part == Part::high ? high : mirrored;
      x = bilinear(numerator, denominator, f_hz, rate)(x);
    }
  // The sum of the squared first-order parts is flat when one of them is turned round.
  if (part == Part::high && order == 2)
    for (Real& v : x) v = -v;
  return x;
}

nt_crossover_params params(const std::vector<double>& f_hz, uint32_t order) {
  nt_crossover_params p{};
  p.frequency_count = static_cast<uint32_t>(f_hz.size());
  p.order = order;
  std::copy(f_hz.begin(), f_hz.end(), p.f_hz);
  return p;
}

TEST(Crossover, given_any_order_and_bands_then_each_band_nulls_below_minus_200_db_against_the_direct_form) {
  for (const uint32_t order : {2u, 4u, 8u})
    for (const std::vector<double>& f_hz : {std::vector<double>{1000}, {300, 2400}, {120, 500, 2000, 8000}}) {
      const Planes in = white(3, 6000, 0.5);
      const auto p = activated(NT_CROSSOVER, params(f_hz, order), rate, 3);
      const Planes out = run(p.get(), in);
      ASSERT_EQ(3 * (f_hz.size() + 1), out.size());
      for (size_t c = 0; c < 3; ++c)
        for (size_t band = 0; band <= f_hz.size(); ++band) {
          Wave x = wave(in[c]);
          for (size_t k = 0; k < band; ++k) x = filtered(x, Part::high, f_hz[k], order);
          if (band < f_hz.size()) x = filtered(x, Part::low, f_hz[band], order);
          for (size_t k = band + 1; k < f_hz.size(); ++k) x = filtered(x, Part::all_pass, f_hz[k], order);
          EXPECT_LE(null_db(x, out[3 * band + c]), -200) << "order " << order << ", band " << band;
        }
    }
}

TEST(Crossover, given_all_bands_then_their_sum_is_flat_in_magnitude) {
  for (const uint32_t order : {2u, 4u, 8u}) {
    Planes in(1, std::vector<double>(1 << 15));
    in[0][0] = 1;
    const auto p = activated(NT_CROSSOVER, params({150, 900, 5000}, order), rate, 1);
    const Planes bands = run(p.get(), in);
    for (double f = 20; f < 22000; f *= 1.3) {
      std::complex<Real> sum = 0;
      for (size_t i = 0; i < in[0].size(); ++i) {
        const Real all = Real(bands[0][i]) + bands[1][i] + bands[2][i] + bands[3][i];
        sum += all * std::polar<Real>(1, -2 * pi * Real(f) / rate * Real(i));
      }
      EXPECT_NEAR(0, static_cast<double>(20 * std::log10(std::abs(sum))), 1e-9) << "order " << order << ", " << f;
    }
  }
}

TEST(Crossover, given_a_tone_at_the_border_then_both_sides_are_6_db_down_and_an_octave_away_falls_by_the_slope) {
  for (const uint32_t order : {2u, 4u, 8u}) {
    const auto level = [&](double f, size_t band) {
      Planes in(1, std::vector<double>(48000));
      for (size_t i = 0; i < in[0].size(); ++i) in[0][i] = std::sin(2 * M_PI * f * static_cast<double>(i) / rate);
      const Planes out = run(activated(NT_CROSSOVER, params({500}, order), rate, 1).get(), in);
      double energy = 0;
      for (size_t i = 24000; i < 48000; ++i) energy += out[band][i] * out[band][i];
      return 10 * std::log10(energy / 12000);
    };
    EXPECT_NEAR(-6.02, level(500, 0), 0.01);
    EXPECT_NEAR(-6.02, level(500, 1), 0.01);
    // From three octaves off to four the slope is the stated one.
    EXPECT_NEAR(6.02 * order, level(62.5, 1) - level(31.25, 1), 0.5) << order;
    EXPECT_NEAR(6.02 * order, level(4000, 0) - level(8000, 0), 2.5 * order / 2) << "squeezed towards Nyquist";
  }
}

TEST(Crossover, given_wrong_orders_frequencies_or_too_many_channels_then_each_is_refused) {
  nt_processor* made = nullptr;
  for (const auto& wrong : {params({1000}, 3), params({}, 4), params({1000, 900}, 4), params({5}, 4)})
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_CROSSOVER, &wrong, sizeof wrong, &made));
  const auto three = params({100, 1000}, 4);
  ASSERT_EQ(NT_OK, nt_processor_create(NT_CROSSOVER, &three, sizeof three, &made));
  const ProcessorPtr p(made);
  uint32_t outputs = 0;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_output_channels(made, 22, &outputs));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(made, rate, 22, 64));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(made, 2000, 2, 64)) << "0.45 of the rate is below 1 kHz";
  EXPECT_EQ(NT_OK, nt_processor_activate(made, rate, 21, 64));
}

}  // namespace
