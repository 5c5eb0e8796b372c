// The exciter against its definition in long double: filters as textbooks write them, four times the rate by full
// convolutions, the gain from its description tick by tick.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "graph/naive_filter.hpp"

namespace {

using namespace nt::test;

constexpr double rate = 48000;
// At 48 kHz, 2 ms ahead: ticks of 8 frames, of which 14 hold a peak and 10 smooth; 8 frames of plateau.
constexpr size_t tick = 8, spread = 14, smoothing = 10, gain_delay = 8 + (smoothing + 1) * tick;
constexpr Real release_s = 0.030L;
constexpr size_t quadruple_delay = 73;

Real kaiser(Real place) {
  return std::fabs(place) >= 1 ? 0
                               : std::cyl_bessel_il(0, 11 * std::sqrt(1 - place * place)) / std::cyl_bessel_il(0, 11);
}
Real sinc(Real x) { return x == 0 ? 1 : std::sin(pi * x) / (pi * x); }

/// A symmetric filter by its taps from the middle on.
using HalfFilter = Wave;

/// The taps of distance 1/2, 3/2 ... of a half-band in steps of the longer rate: 0 at even places, 1/2 in the middle.
HalfFilter half_band(size_t reach) {
  HalfFilter h(2 * reach, 0);
  Real sum = 0;
  for (size_t j = 0; j < reach; ++j) {
    const Real distance = static_cast<Real>(j) + 0.5L;
    sum += h[2 * j + 1] = sinc(distance) * kaiser(distance / static_cast<Real>(reach));
  }
  for (Real& tap : h) tap *= 0.25L / sum;
  h[0] = 0.5L;
  return h;
}

HalfFilter low_pass() {
  HalfFilter h(61);
  Real sum = 0;
  for (size_t k = 0; k < h.size(); ++k) {
    h[k] = sinc(0.44L * static_cast<Real>(k)) * kaiser(static_cast<Real>(k) / 61);
    sum += k == 0 ? h[k] : 2 * h[k];
  }
  for (Real& tap : h) tap /= sum;
  return h;
}

/// Without delay; silence around x.
Wave convolved(const Wave& x, const HalfFilter& h) {
  Wave y(x.size(), 0);
  for (size_t n = 0; n < x.size(); ++n)
    for (size_t k = 0; k < h.size(); ++k) {
      if (n >= k) y[n] += h[k] * x[n - k];
      if (k > 0 && n + k < x.size()) y[n] += h[k] * x[n + k];
    }
  return y;
}

Wave twice_the_rate(const Wave& x, const HalfFilter& h) {
  Wave stuffed(2 * x.size(), 0);
  for (size_t n = 0; n < x.size(); ++n) stuffed[2 * n] = 2 * x[n];
  return convolved(stuffed, h);
}

Wave half_the_rate(const Wave& x, const HalfFilter& h) {
  const Wave filtered = convolved(x, h);
  Wave y(x.size() / 2);
  for (size_t n = 0; n < y.size(); ++n) y[n] = filtered[2 * n];
  return y;
}

/// u^2/2 + u^3/3 + u^4/4 + u^5/5 at four times the rate.
Wave bent(const Wave& u) {
  const HalfFilter first = half_band(36), second = half_band(7);
  Wave high = twice_the_rate(twice_the_rate(u, first), second);
  for (Real& v : high) v = v * v / 2 + v * v * v / 3 + v * v * v * v / 4 + v * v * v * v * v / 5;
  return half_the_rate(half_the_rate(high, second), low_pass());
}

/// The reduction for every frame, gain_delay after what asks for it.
Wave reduction_of(const Wave& asked) {
  Wave hann(smoothing);
  Real sum = 0;
  for (size_t i = 0; i < smoothing; ++i)
    sum += hann[i] = 0.5L - 0.5L * std::cos(2 * pi * static_cast<Real>(i + 1) / static_cast<Real>(smoothing + 1));
  const Real ticks_per_second = static_cast<Real>(rate) / tick;
  const Real fast_keep = std::exp(-1 / (release_s * ticks_per_second));
  const Real slow_step = 1 - std::exp(-1 / (4 * release_s * ticks_per_second));
  const auto piece = static_cast<size_t>(std::lround(0.025L * ticks_per_second));
  const size_t ticks = asked.size() / tick;
  Wave request(ticks), held(ticks), smooth(ticks + 2, 0), reduction(asked.size(), 0);
  Real fast = 0, slow = 0, top = 0, last_top = 0;
  for (size_t t = 0; t < ticks; ++t) {
    request[t] = *std::max_element(asked.begin() + static_cast<ptrdiff_t>(t * tick),
                                   asked.begin() + static_cast<ptrdiff_t>((t + 1) * tick));
    Real most = 0;
    for (size_t k = 0; k < spread && k <= t; ++k) most = std::max(most, request[t - k]);
    fast = std::max(most, fast * fast_keep);
    top = std::max(top, most);
    slow += slow_step * (std::max(top, last_top) - slow);
    if ((t + 1) % piece == 0) last_top = top, top = 0;
    if (fast < 1e-7L) fast = 0;
    if (slow < 1e-7L) slow = 0;
    held[t] = std::max({most, fast, slow});
    for (size_t k = 0; k < smoothing && k <= t; ++k) smooth[t + 1] += hann[smoothing - 1 - k] / sum * held[t - k];
  }
  // Tick t lies on the line between the means of the ticks before it.
  for (size_t n = 0; n < asked.size(); ++n) {
    const size_t t = n / tick;
    const Real from = t == 0 ? 0 : smooth[t - 1];
    reduction[n] = from + (smooth[t] - from) * static_cast<Real>(n % tick + 1) / tick;
  }
  return reduction;
}

Wave butterworth(const Wave& x, double from_hz) {
  Wave y = x;
  for (const Real angle : {pi / 8, 3 * pi / 8}) {
    const Real pass[] = {1, 0, 0}, poles[] = {1, 2 * std::cos(angle), 1};
    y = bilinear(pass, poles, from_hz, rate)(y);
  }
  return y;
}

/// What is added to each channel's delayed input.
std::vector<Wave> added(const nt_exciter_params& p, const Planes& in) {
  const Real drive = std::pow(Real(10), Real(p.drive_db) / 20);
  std::vector<Wave> parts;
  for (const auto& plane : in) parts.push_back(butterworth(wave(plane), p.from_hz));
  Wave asked(in[0].size(), 0);
  for (size_t n = 0; n < asked.size(); ++n)
    for (const Wave& part : parts) asked[n] = std::max(asked[n], 1 - 1 / std::max(Real(1), std::fabs(part[n]) * drive));
  const Wave reduction = reduction_of(asked);
  std::vector<Wave> out;
  for (const Wave& part : parts) {
    Wave u(part.size(), 0), back(part.size(), 0);
    for (size_t n = gain_delay; n < u.size(); ++n) u[n] = part[n - gain_delay] * drive * (1 - reduction[n]);
    const Wave v = bent(u);
    for (size_t n = quadruple_delay; n < back.size(); ++n)
      back[n] = v[n - quadruple_delay] * p.mix / (drive * (1 - reduction[n - quadruple_delay]));
    out.push_back(butterworth(back, p.from_hz));
  }
  return out;
}

void expect_the_definition(const nt_exciter_params& p, const Planes& in) {
  const auto processor = activated(NT_EXCITER, p, rate, static_cast<uint32_t>(in.size()));
  ASSERT_EQ(gain_delay + quadruple_delay, latency_of(processor.get()));
  const Planes out = run(processor.get(), in);
  const auto wanted = added(p, in);
  // The convolutions end before silence that is not there yet.
  const size_t end = in[0].size() - 2 * quadruple_delay, late = gain_delay + quadruple_delay;
  for (size_t c = 0; c < in.size(); ++c) {
    Real error = 0, energy = 0;
    for (size_t n = 0; n < end; ++n) {
      const Real dry = n < late ? 0 : in[c][n - late];
      error += (out[c][n] - dry - wanted[c][n]) * (out[c][n] - dry - wanted[c][n]);
      energy += wanted[c][n] * wanted[c][n];
    }
    EXPECT_GT(energy, 1e-4) << "nothing is added";
    EXPECT_LE(10 * std::log10(static_cast<double>(error / energy)), -200) << "drive " << p.drive_db << " channel " << c;
  }
}

TEST(ExciterNaive, given_quiet_sound_that_needs_no_gain_then_the_harmonics_are_the_definitions_below_minus_200_db) {
  for (const double from : {500.0, 3000.0, 16000.0}) expect_the_definition({6, 0.7, from}, white(2, 6000, 0.2));
}

TEST(ExciterNaive, given_sound_driven_hard_then_gain_and_harmonics_are_the_definitions_below_minus_200_db) {
  for (const double drive : {12.0, 36.0}) expect_the_definition({drive, 1, 2000}, lively(2, 12000));
}

}  // namespace
