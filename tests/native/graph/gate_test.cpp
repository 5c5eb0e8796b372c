// The gate against its definition, frame by frame.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "graph/naive_filter.hpp"

namespace {

using namespace nt::test;

constexpr double rate = 48000;

nt_gate_params settings() { return {-30, 6, 60, 5, 20, 80, 0}; }

Planes gated(const nt_gate_params& p, const Planes& in) {
  return run(activated(NT_GATE, p, rate, static_cast<uint32_t>(in.size())).get(), in);
}

std::vector<Wave> naive(const nt_gate_params& p, const Planes& in) {
  const Real attack = std::exp(-1 / (Real(p.attack_ms) / 1000 * rate));
  const Real release = std::exp(-1 / (Real(p.release_ms) / 1000 * rate));
  const auto hold = std::lround(p.hold_ms / 1000 * rate), late = std::lround(p.lookahead_ms / 1000 * rate);
  bool open = false;
  long low_for = 0;
  Real gain = -p.range_db;
  std::vector<Wave> out(in.size(), Wave(in[0].size()));
  for (size_t n = 0; n < in[0].size(); ++n) {
    Real level = 0;
    for (const auto& plane : in) level = std::max(level, std::fabs(Real(plane[n])));
    const Real db = 20 * std::log10(std::max(level, Real(1e-300L)));
    if (db >= p.threshold_db) open = true;
    low_for = db >= p.threshold_db - p.hysteresis_db ? 0 : low_for + 1;
    if (low_for > hold) open = false;
    const Real aim = open ? 0 : -Real(p.range_db);
    gain = aim + (gain - aim) * (open ? attack : release);
    for (size_t c = 0; c < in.size(); ++c)
      if (n >= static_cast<size_t>(late))
        out[c][n] = in[c][n - static_cast<size_t>(late)] * std::pow(Real(10), gain / 20);
  }
  return out;
}

TEST(Gate, given_any_settings_then_it_is_the_definition_within_a_millionth_of_a_decibel) {
  nt_gate_params sharp{-20, 0, 144, 0.05, 0, 1, 0}, ahead{-40, 12, 30, 50, 100, 500, 5};
  for (const nt_gate_params& p : {settings(), sharp, ahead}) {
    const Planes in = lively(2, 60000);
    const Planes out = gated(p, in);
    const auto wanted = naive(p, in);
    for (size_t c = 0; c < 2; ++c)
      for (size_t i = 0; i < in[c].size(); ++i)
        ASSERT_NEAR(static_cast<double>(wanted[c][i]), out[c][i],
                    2e-7 * std::fabs(static_cast<double>(wanted[c][i])) + 1e-15)
            << i;
  }
}

/// Level out minus level in, in dB, once a sine of that peak has settled; warm first makes it open.
double settled_db(const nt_gate_params& p, double peak_db, bool warm) {
  constexpr size_t n = 96000;
  Planes in(1, std::vector<double>(n));
  for (size_t i = 0; i < n; ++i) {
    const double db = warm && i < 9600 ? 0 : peak_db;
    in[0][i] = std::pow(10, db / 20) * std::sin(2 * M_PI * 1000 / rate * static_cast<double>(i));
  }
  const Planes out = gated(p, in);
  double before = 0, after = 0;
  for (size_t i = 84000; i < n; ++i) before += in[0][i] * in[0][i], after += out[0][i] * out[0][i];
  return 10 * std::log10(after / before);
}

TEST(Gate, given_steady_levels_then_the_static_curve_with_its_hysteresis_holds_within_a_tenth_of_a_decibel) {
  for (const double range : {6.0, 40.0, 90.0}) {
    nt_gate_params p = settings();
    p.range_db = range;
    for (double db = -60; db <= 0; db += 1.7) {
      EXPECT_NEAR(db >= -30 ? 0 : -range, settled_db(p, db, false), 0.1) << db;
      EXPECT_NEAR(db >= -36 ? 0 : -range, settled_db(p, db, true), 0.1) << db;
    }
  }
}

TEST(Gate, given_a_step_in_level_then_attack_and_release_take_the_stated_times_within_five_percent) {
  for (const double attack : {0.5, 10.0, 200.0})
    for (const double release : {5.0, 150.0}) {
      nt_gate_params p = settings();
      p.attack_ms = attack, p.release_ms = release, p.hold_ms = 0;
      const size_t part = static_cast<size_t>(12 * std::max(attack, release) / 1000 * rate);
      Planes in(1, std::vector<double>(part, 1e-4));
      in[0].resize(2 * part, 0.9);
      in[0].resize(3 * part, 1e-4);
      const Planes out = gated(p, in);
      const auto gain = [&](size_t i) { return 20 * std::log10(out[0][i] / in[0][i]); };
      const auto time = [&](size_t from) {
        const double start = gain(from - 1), end = gain(from + part - 1),
                     wanted = start + (end - start) * (1 - std::exp(-1.0));
        size_t i = from;
        while ((end - start) * (gain(i) - wanted) < 0) ++i;
        return static_cast<double>(i + 1 - from) / rate * 1000;
      };
      EXPECT_NEAR(attack, time(part), 0.05 * attack);
      EXPECT_NEAR(release, time(2 * part), 0.05 * release);
    }
}

TEST(Gate, given_an_open_gate_then_the_delayed_input_passes_bit_for_bit) {
  nt_gate_params p = settings();
  p.lookahead_ms = 2;
  Planes in = white(2, 48000, 0.9);
  const auto processor = activated(NT_GATE, p, rate, 2);
  EXPECT_EQ(96u, latency_of(processor.get()));
  const Planes out = run(processor.get(), in);
  for (size_t i = 24000; i < 48000; ++i) ASSERT_EQ(in[0][i - 96], out[0][i]);
}

TEST(Gate, given_values_out_of_range_then_each_is_refused) {
  for (int which = 0; which < 7; ++which) {
    nt_gate_params p = settings();
    double* const fields[] = {&p.threshold_db, &p.hysteresis_db, &p.range_db,    &p.attack_ms,
                              &p.hold_ms,      &p.release_ms,    &p.lookahead_ms};
    const double wrong[] = {1, 25, -1, 0, 5001, std::nan(""), 21};
    *fields[which] = wrong[which];
    nt_processor* made = nullptr;
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_GATE, &p, sizeof p, &made)) << which;
  }
}

}  // namespace
