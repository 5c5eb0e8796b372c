// The de-esser: what it listens to, its curve and its times; its band against filters in long double.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <tuple>
#include <vector>

#include "graph/naive_compressor.hpp"

namespace {

using namespace nt::test;

constexpr double rate = 48000;

nt_de_esser_params settings(int wide = 1) { return {5000, -30, 4, 6, 18, 2, 50, 0, wide, 0}; }

Planes treated(const nt_de_esser_params& p, const Planes& in) {
  return run(activated(NT_DE_ESSER, p, rate, static_cast<uint32_t>(in.size())).get(), in);
}

std::vector<double> tone(double f, double db, size_t n) {
  std::vector<double> x(n);
  for (size_t i = 0; i < n; ++i) x[i] = std::pow(10, db / 20) * std::sin(2 * M_PI * f / rate * static_cast<double>(i));
  return x;
}

/// Level of the last tenth, in dB.
double level(const std::vector<double>& x) {
  double energy = 0;
  for (size_t i = x.size() * 9 / 10; i < x.size(); ++i) energy += x[i] * x[i];
  return 10 * std::log10(2 * energy / (static_cast<double>(x.size()) / 10));
}

nt_compressor_params computer(const nt_de_esser_params& p) {
  return {p.threshold_db, p.ratio, p.knee_db, p.attack_ms, p.release_ms, 0, 0, 1, 1, NT_DETECT_PEAK, 0};
}

/// The published curve: level out for level in, as the range bounds it.
double bounded(const nt_de_esser_params& p, double x) {
  return x - std::min(x - static_cast<double>(curve(computer(p), x)), p.range_db);
}

/// Linkwitz-Riley bands of the fourth order: two Butterworth filters one after the other.
Wave band(const nt_de_esser_params& p, const std::vector<double>& plane, bool upper) {
  const Real pass[] = {upper ? Real(1) : Real(0), 0, upper ? Real(0) : Real(1)}, poles[] = {1, std::sqrt(Real(2)), 1};
  const Biquad half = bilinear(pass, poles, p.f_hz, rate);
  return half(half(wave(plane)));
}

TEST(DeEsser, given_any_settings_then_it_is_the_textbooks_compressor_on_the_textbooks_band) {
  const Planes in = lively(2, 24000, 6);
  for (const int wide : {0, 1})
    for (const auto& [attack, release, knee] : {std::tuple{0.05, 50.0, 0.0}, {2.0, 60.0, 6.0}, {60.0, 20.0, 12.0}}) {
      nt_de_esser_params p = settings(wide);
      p.attack_ms = attack, p.release_ms = release, p.knee_db = knee;
      p.lookahead_ms = wide != 0 ? 1.5 : 0;
      const size_t late = wide != 0 ? 72 : 0;
      std::vector<Wave> high, low;
      for (const auto& plane : in) high.push_back(band(p, plane, true)), low.push_back(band(p, plane, false));
      const Wave reduction = reduction_of(computer(p), rate, high);
      const Planes out = treated(p, in);
      for (size_t c = 0; c < 2; ++c) {
        Wave wanted(in[c].size(), 0);
        for (size_t n = late; n < wanted.size(); ++n) {
          const Real gain = std::pow(Real(10), -std::min(reduction[n], Real(p.range_db)) / 20);
          wanted[n] = wide != 0 ? gain * in[c][n - late] : low[c][n] + gain * high[c][n];
        }
        // The gain's logarithm and power are exact to a millionth of a decibel.
        EXPECT_LE(null_db(wanted, out[c]), -130) << wide << ' ' << attack << ' ' << release;
      }
    }
}

TEST(DeEsser, given_steady_levels_in_the_band_then_the_static_curve_holds_within_a_tenth_of_a_decibel) {
  // Half the rate: the upper band passes it as it is, and the level is that of every frame.
  for (const double ratio : {2.0, 4.0, 100.0})
    for (double db = -60; db <= 0; db += 3.1) {
      nt_de_esser_params p = settings();
      p.ratio = ratio;
      p.f_hz = 1000;  // far enough below, so that the upper band has the tone's own level
      std::vector<double> x(48000);
      for (size_t i = 0; i < x.size(); ++i) x[i] = std::pow(10, db / 20) * (i % 2 == 0 ? 1 : -1);
      const Planes out = treated(p, {x});
      EXPECT_NEAR(bounded(p, db), 20 * std::log10(std::fabs(out[0].back())), 0.1) << ratio << " at " << db;
    }
}

TEST(DeEsser, given_tones_below_the_band_then_nothing_is_turned_down_and_sibilance_is) {
  for (const int wide : {0, 1}) {
    EXPECT_NEAR(-6, level(treated(settings(wide), {tone(300, -6, 48000)})[0]), 0.01);
    EXPECT_LT(level(treated(settings(wide), {tone(9000, -6, 48000)})[0]), -19);
    // Both at once: split leaves the low tone alone, wide takes it along.
    std::vector<double> both = tone(300, -12, 48000);
    const std::vector<double> high = tone(9000, -12, 48000);
    for (size_t i = 0; i < both.size(); ++i) both[i] += high[i];
    const Planes out = treated(settings(wide), {both});
    std::complex<double> low = 0;
    for (size_t i = 24000; i < 48000; ++i)
      low += out[0][i] * std::polar(1.0, -2 * M_PI * 300 / rate * static_cast<double>(i));
    const double low_db = 20 * std::log10(std::abs(low) / 12000);
    if (wide != 0) {
      EXPECT_LT(low_db, -20);
    } else {
      EXPECT_NEAR(-12, low_db, 0.05);
    }
  }
}

TEST(DeEsser,
     given_little_in_the_band_then_wide_passes_bit_for_bit_and_split_nulls_below_minus_200_db_against_an_all_pass) {
  Planes in = white(2, 8000, 0.0005);
  for (size_t c = 0; c < 2; ++c) {
    const auto low = tone(100, -3, 8000);
    for (size_t i = 0; i < 8000; ++i) in[c][i] += low[i];
  }
  nt_de_esser_params p = settings(1);
  p.lookahead_ms = 1;
  const Planes wide = treated(p, in);
  for (size_t i = 48; i < 8000; ++i) ASSERT_EQ(in[0][i - 48], wide[0][i]);
  const Planes split = treated(settings(0), in);
  const Real root = std::sqrt(Real(2));
  const Real over[] = {1, -root, 1}, under[] = {1, root, 1};
  for (size_t c = 0; c < 2; ++c) EXPECT_LE(null_db(bilinear(over, under, 5000, rate)(wave(in[c])), split[c]), -200);
}

TEST(DeEsser, given_a_step_of_sibilance_then_attack_and_release_take_the_stated_times_within_five_percent) {
  for (const double attack : {0.5, 5.0, 60.0})
    for (const double release : {20.0, 200.0}) {
      nt_de_esser_params p = settings();
      p.f_hz = 1000, p.attack_ms = attack, p.release_ms = release, p.knee_db = 0;
      const auto part = static_cast<size_t>(14 * std::max(attack, release) / 1000 * rate) / 4 * 4;
      std::vector<double> x(3 * part);
      // The steps are raised cosines of 16 frames: the band's filter would overshoot at a sharp one, and a peak is
      // held.
      const auto risen = [](double frame) {
        return frame <= 0 ? 0.0 : frame >= 16 ? 1.0 : 0.5 - 0.5 * std::cos(M_PI * frame / 16);
      };
      for (size_t i = 0; i < x.size(); ++i) {
        const double at = static_cast<double>(i) + 8,
                     on = risen(at - static_cast<double>(part)) - risen(at - 2.0 * static_cast<double>(part));
        x[i] = (1e-3 + 0.099 * on) * (i % 2 == 0 ? 1 : -1);
      }
      const Planes out = treated(p, {x});
      const auto gain = [&](size_t i) { return 20 * std::log10(out[0][i] / x[i]); };
      const auto time = [&](size_t from) {
        const double start = gain(from - 9), end = gain(from + part - 1),
                     wanted = start + (end - start) * (1 - std::exp(-1.0));
        size_t i = from;
        while ((end - start) * (gain(i) - wanted) < 0) ++i;
        return static_cast<double>(i + 1 - from) / rate * 1000;
      };
      EXPECT_NEAR(attack, time(part), 0.05 * attack + 1000 / rate) << attack << ' ' << release;
      EXPECT_NEAR(release, time(2 * part), 0.05 * release) << attack << ' ' << release;
    }
}

TEST(DeEsser, given_a_range_then_no_more_is_taken_away) {
  nt_de_esser_params p = settings();
  p.range_db = 5;
  EXPECT_NEAR(-5, level(treated(p, {tone(10000, 0, 48000)})[0]), 0.05);
}

TEST(DeEsser, given_values_out_of_range_then_each_is_refused) {
  nt_processor* made = nullptr;
  for (int which = 0; which < 9; ++which) {
    nt_de_esser_params p = settings();
    double* const fields[] = {&p.f_hz,     &p.threshold_db, &p.ratio,      &p.knee_db,
                              &p.range_db, &p.attack_ms,    &p.release_ms, &p.lookahead_ms};
    const double wrong[] = {999, 1, 0.9, 25, 49, 0, 1001, std::nan("")};
    if (which < 8) {
      *fields[which] = wrong[which];
    } else {
      p.wide = 2;
    }
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_DE_ESSER, &p, sizeof p, &made)) << which;
  }
  const nt_de_esser_params p = settings();
  ASSERT_EQ(NT_OK, nt_processor_create(NT_DE_ESSER, &p, sizeof p, &made));
  const ProcessorPtr owned(made);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(made, 8000, 1, 64)) << "5 kHz is above 0.45 of the rate";
}

}  // namespace
