#include "graph/stream.hpp"

namespace {

using namespace nt::test;

constexpr double pi = 3.14159265358979323846;

/// Frequency by the phase advance between two Hann-weighted correlations with a near frequency: far below a cent.
double frequency(const std::vector<double>& x, size_t from, size_t length, double guess, double rate) {
  const auto phase = [&](size_t start) {
    double re = 0, im = 0;
    for (size_t i = 0; i < length; ++i) {
      const double w = 0.5 - 0.5 * std::cos(2 * pi * (static_cast<double>(i) + 0.5) / static_cast<double>(length));
      const double a = 2 * pi * guess * static_cast<double>(start + i) / rate;
      re += w * x[start + i] * std::cos(a);
      im -= w * x[start + i] * std::sin(a);
    }
    return std::atan2(im, re);
  };
  const size_t step = length / 4;
  const double turn = std::remainder(phase(from + step) - phase(from), 2 * pi);
  return guess + turn * rate / (2 * pi * static_cast<double>(step));
}

double rms(const std::vector<double>& x, size_t from, size_t to) {
  double sum = 0;
  for (size_t i = from; i < to; ++i) sum += x[i] * x[i];
  return std::sqrt(sum / static_cast<double>(to - from));
}

Stream tone(double hz, double rate, size_t frames, uint32_t channels) {
  Stream s(channels, std::vector<double>(frames));
  for (auto& plane : s)
    for (size_t i = 0; i < frames; ++i) plane[i] = 0.25 * std::sin(2 * pi * hz * static_cast<double>(i) / rate);
  return s;
}

TEST(Pitch, given_a_tone_then_it_is_shifted_by_the_semitones_asked_for_at_any_rate) {
  struct Setting {
    double semitones, rate;
  };
  for (const auto [semitones, rate] : {Setting{-3, 48000}, Setting{3, 48000}, Setting{0.5, 44100}, Setting{-1, 22050},
                                       Setting{2, 96000}, Setting{1, 8000}}) {
    const auto frames = static_cast<size_t>(rate * 1.25);
    const double hz = 440, expected = hz * std::exp2(semitones / 12);
    Running p(NT_PITCH, nt_pitch_params{semitones}, rate, 2);
    const auto out = p.aligned(tone(hz, rate, frames, 2), 512);
    const auto second = static_cast<size_t>(rate);
    const double found = frequency(out[1], second / 2, second / 2, expected, rate);
    EXPECT_LT(std::fabs(1200 * std::log2(found / expected)), 1.0) << semitones << " at " << rate << ": " << found;
    // No gap: the level holds in every 20 ms of the middle.
    for (size_t at = second / 4; at + second / 4 < frames; at += second / 50)
      ASSERT_NEAR(0.25 / std::sqrt(2.0), rms(out[0], at, at + second / 50), 0.04)
          << semitones << " at " << rate << ":" << at;
  }
}

TEST(Pitch, given_a_burst_then_length_and_place_are_kept) {
  constexpr double rate = 48000;
  for (const double semitones : {-3.0, 3.0}) {
    auto in = tone(1000, rate, 96000, 1);
    for (size_t i = 0; i < 96000; ++i)
      if (i < 40000 || i >= 60000) in[0][i] = 0;
    Running p(NT_PITCH, nt_pitch_params{semitones}, rate, 1);
    const auto out = p.aligned(in, 1000);
    ASSERT_EQ(96000u, out[0].size());
    const auto reaches = [&](size_t i) { return std::fabs(out[0][i]) > 0.125; };
    size_t first = 0, last = 95999;
    while (first < last && !reaches(first)) ++first;
    while (last > first && !reaches(last)) --last;
    EXPECT_NEAR(40000, static_cast<double>(first), 720) << "15 ms: " << semitones;
    EXPECT_NEAR(60000, static_cast<double>(last), 720) << "15 ms: " << semitones;
  }
}

TEST(Pitch, given_a_shift_or_a_rate_out_of_range_then_it_is_refused) {
  nt_processor* p = nullptr;
  const nt_pitch_params wild{3.5};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_PITCH, &wild, sizeof wild, &p));
  const nt_pitch_params fine{1};
  ASSERT_EQ(NT_OK, nt_processor_create(NT_PITCH, &fine, sizeof fine, &p));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, 384000, 2, 512));
  nt_processor_destroy(p);
}

}  // namespace
