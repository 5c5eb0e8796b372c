#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <random>

#include "ntdsp/resample.h"
#include "rt/fft/fft.hpp"

namespace {

constexpr double pi = 3.14159265358979323846;
using Plane = std::vector<double>;

struct Destroy {
  void operator()(nt_resampler* r) const { nt_resampler_destroy(r); }
};
using ResamplerPtr = std::unique_ptr<nt_resampler, Destroy>;

ResamplerPtr make(double in, double out, uint32_t channels, int32_t quality) {
  nt_resampler* r = nullptr;
  EXPECT_EQ(NT_OK, nt_resampler_create(in, out, channels, quality, &r));
  return ResamplerPtr(r);
}

/// The whole of in, in blocks that next gives, fetched with the same capacity; then flushed.
template <class Next>
std::vector<Plane> convert(nt_resampler* r, const std::vector<Plane>& in, Next next) {
  const size_t channels = in.size(), frames = in[0].size();
  std::vector<Plane> out(channels), chunk(channels, Plane(8192));
  std::vector<const double*> source(channels);
  std::vector<double*> target(channels);
  for (size_t c = 0; c < channels; ++c) target[c] = chunk[c].data();
  const auto keep = [&](uint32_t got) {
    for (size_t c = 0; c < channels; ++c) out[c].insert(out[c].end(), target[c], target[c] + got);
  };
  uint32_t got = 0;
  for (size_t at = 0; at < frames;) {
    const auto n = static_cast<uint32_t>(std::min<size_t>(next(), frames - at));
    for (size_t c = 0; c < channels; ++c) source[c] = in[c].data() + at;
    EXPECT_EQ(NT_OK, nt_resampler_process(r, source.data(), n, target.data(), std::min(n, 8192u), &got));
    keep(got);
    at += n;
  }
  for (;;) {
    const auto status = nt_resampler_flush(r, target.data(), 777, &got);
    EXPECT_GE(status, NT_OK);
    keep(got);
    if (status != NT_OK) break;
  }
  return out;
}

Plane sine(double hz, double rate, size_t frames, double level = 0.891) {
  Plane x(frames);
  for (size_t i = 0; i < frames; ++i) {
    const double turns = hz * static_cast<double>(i) / rate;
    x[i] = level * std::sin(2 * pi * (turns - std::floor(turns)));
  }
  return x;
}

struct Spectrum {
  double tone_db;   // level of the tone against the input's
  double delay;     // in output frames, from its phase
  double worst_db;  // strongest line besides it, against the tone
};

/// Removes the tone of a known frequency by least squares from the middle of y and looks for the strongest line that is
/// left.
Spectrum examine(const Plane& y, double hz, double rate, double top_hz) {
  constexpr size_t n = 32768;
  const size_t from = (y.size() - n) / 2;
  long double ss = 0, sc = 0, cc = 0, ys = 0, yc = 0;
  for (size_t i = 0; i < n; ++i) {
    const double turns = hz * static_cast<double>(from + i) / rate, a = 2 * pi * (turns - std::floor(turns));
    const double s = std::sin(a), c = std::cos(a);
    ss += s * s, sc += s * c, cc += c * c, ys += y[from + i] * s, yc += y[from + i] * c;
  }
  const long double det = ss * cc - sc * sc;
  const auto p = static_cast<double>((ys * cc - yc * sc) / det), q = static_cast<double>((yc * ss - ys * sc) / det);
  Plane rest(n), re(n / 2 + 1), im(n / 2 + 1);
  for (size_t i = 0; i < n; ++i) {
    const double turns = hz * static_cast<double>(from + i) / rate, a = 2 * pi * (turns - std::floor(turns));
    // Blackman-Nuttall window (4 terms): side lobes below -98 dB of what is left, itself far down.
    const double t = 2 * pi * static_cast<double>(i) / n;
    const double w = 0.3635819 - 0.4891775 * std::cos(t) + 0.1365995 * std::cos(2 * t) - 0.0106411 * std::cos(3 * t);
    rest[i] = w * (y[from + i] - p * std::sin(a) - q * std::cos(a));
  }
  nt::fft::RealFft<double>(n).forward(rest.data(), re.data(), im.data());
  double worst = 1e-30;
  for (size_t k = 4; k < n / 2 && static_cast<double>(k) * rate / n < top_hz; ++k)
    worst = std::max(worst, std::hypot(re[k], im[k]) / (0.3635819 * n / 2));
  const double amplitude = std::hypot(p, q);
  return {20 * std::log10(amplitude / 0.891), -std::atan2(q, p) / (2 * pi) * rate / hz, 20 * std::log10(worst / 0.891)};
}

struct Rates {
  double in, out;
};

void expect_clean(Rates r, int32_t quality, double limit_db, double ripple_db) {
  const auto frames = static_cast<size_t>(40000 * std::max(1.0, r.in / r.out));
  const double top = 0.4535 * std::min(r.in, r.out);
  for (double hz = 997; hz < top; hz += 3000) {
    auto converter = make(r.in, r.out, 1, quality);
    const auto y = convert(converter.get(), {sine(hz, r.in, frames)}, [] { return 4096u; })[0];
    const auto s = examine(y, hz, r.out, top);
    EXPECT_LT(s.worst_db, limit_db) << r.in << " to " << r.out << " at " << hz;
    EXPECT_NEAR(0, s.tone_db, ripple_db) << r.in << " to " << r.out << " at " << hz;
    EXPECT_NEAR(0, s.delay, 1e-4) << r.in << " to " << r.out << " at " << hz;
  }
  // What lies above the lower half must not fold into the pass band.
  if (r.in <= r.out) return;
  for (const double part : {0.5465, 0.62, 0.81, 0.97}) {
    const double hz = part * r.out;
    if (hz >= r.in / 2) continue;
    auto converter = make(r.in, r.out, 1, quality);
    const auto y = convert(converter.get(), {sine(hz, r.in, frames)}, [] { return 4096u; })[0];
    const auto alias = examine(y, 10.0, r.out, top);
    EXPECT_LT(alias.worst_db, limit_db) << "alias of " << hz << ", " << r.in << " to " << r.out;
  }
}

TEST(Resampler, given_stepped_sines_at_high_quality_then_spurs_and_aliases_are_below_180_db) {
  for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}, Rates{44100, 96000}, Rates{96000, 44100}})
    expect_clean(r, NT_RESAMPLE_HIGH, -185, 0.01);
}

TEST(Resampler, given_stepped_sines_for_analysis_then_spurs_and_aliases_are_below_110_db) {
  for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}, Rates{96000, 48000}, Rates{88200, 48000},
                       Rates{22050, 48000}, Rates{192000, 48000}, Rates{44056, 48000}, Rates{8000, 48000}})
    expect_clean(r, NT_RESAMPLE_ANALYSIS, -110, 0.01);
}

std::vector<Plane> noise(uint32_t channels, size_t frames, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Plane> x(channels, Plane(frames));
  for (auto& plane : x)
    for (auto& v : plane) v = random() / 2147483648.0 - 1;
  return x;
}

TEST(Resampler, given_any_input_length_then_the_ceiling_of_the_ratio_comes_out) {
  for (const auto quality : {NT_RESAMPLE_HIGH, NT_RESAMPLE_ANALYSIS})
    for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}, Rates{8000, 768000}, Rates{768000, 8000},
                         Rates{48000, 48000}, Rates{44100.5, 47999.25}, Rates{11025, 44100}})
      for (const size_t n : {size_t{1}, size_t{2}, size_t{147}, size_t{4096}, size_t{10007}}) {
        auto converter = make(r.in, r.out, 2, quality);
        const auto y = convert(converter.get(), noise(2, n, 1), [] { return 1000u; });
        EXPECT_EQ(static_cast<size_t>(std::ceil(static_cast<double>(n) * r.out / r.in - 1e-9)), y[0].size())
            << r.in << " to " << r.out << ", " << n;
        EXPECT_EQ(y[0].size(), y[1].size());
      }
}

TEST(Resampler, given_no_input_then_flush_ends_at_once) {
  auto converter = make(44100, 48000, 1, NT_RESAMPLE_HIGH);
  double room[16];
  double* planes[] = {room};
  uint32_t got = 9;
  EXPECT_EQ(NT_END, nt_resampler_flush(converter.get(), planes, 16, &got));
  EXPECT_EQ(0u, got);
}

TEST(Resampler, given_any_blocks_then_the_samples_are_the_same_and_reset_begins_anew) {
  for (const auto quality : {NT_RESAMPLE_HIGH, NT_RESAMPLE_ANALYSIS})
    for (const auto r : {Rates{44100, 48000}, Rates{96000, 44100}, Rates{44056, 48000}}) {
      const auto in = noise(2, 60000, 3);
      auto converter = make(r.in, r.out, 2, quality);
      const auto whole = convert(converter.get(), in, [] { return 65536u; });
      for (const uint32_t block : {1u, 63u, 512u, 8192u}) {
        ASSERT_EQ(NT_OK, nt_resampler_reset(converter.get()));
        EXPECT_EQ(whole, convert(converter.get(), in, [=] { return block; }))
            << r.in << " to " << r.out << " by " << block;
      }
      ASSERT_EQ(NT_OK, nt_resampler_reset(converter.get()));
      std::mt19937 random(4);
      EXPECT_EQ(whole, convert(converter.get(), in, [&] { return 1 + static_cast<uint32_t>(random() % 5000); }));
    }
}

TEST(Resampler, given_equal_rates_then_the_samples_are_the_input_s_own) {
  const auto in = noise(3, 5000, 5);
  auto converter = make(44100, 44100, 3, NT_RESAMPLE_ANALYSIS);
  EXPECT_EQ(in, convert(converter.get(), in, [] { return 700u; }));
}

TEST(Resampler, given_channels_then_each_is_converted_by_itself) {
  const auto in = noise(3, 20000, 6);
  for (const auto quality : {NT_RESAMPLE_HIGH, NT_RESAMPLE_ANALYSIS}) {
    auto three = make(44100, 48000, 3, quality), one = make(44100, 48000, 1, quality);
    const auto y = convert(three.get(), in, [] { return 4096u; });
    EXPECT_EQ(y[2], convert(one.get(), {in[2]}, [] { return 4096u; })[0]);
    EXPECT_NE(y[0], y[1]);
  }
}

TEST(Resampler, given_wrong_arguments_then_each_is_answered_with_a_status) {
  nt_resampler* r = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_create(44100, 48000, 2, 0, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_create(0, 48000, 2, 0, &r));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_create(44100, std::nan(""), 2, 0, &r));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_create(44100, 48000, 0, 0, &r));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_create(44100, 48000, 65, 0, &r));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_create(44100, 48000, 2, 7, &r));
  EXPECT_EQ(nullptr, r);
  uint32_t got = 0;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_process(nullptr, nullptr, 0, nullptr, 0, &got));
  auto converter = make(44100, 48000, 1, NT_RESAMPLE_HIGH);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_process(converter.get(), nullptr, 5, nullptr, 0, &got));
  const double bad[] = {1, std::nan("")};
  const double* planes[] = {bad};
  EXPECT_EQ(NT_NOT_FINITE, nt_resampler_process(converter.get(), planes, 2, nullptr, 0, &got));
  double room[4];
  double* target[] = {room};
  EXPECT_EQ(NT_END, nt_resampler_flush(converter.get(), target, 4, &got));
  EXPECT_EQ(NT_BAD_STATE, nt_resampler_process(converter.get(), planes, 1, nullptr, 0, &got));
  nt_resampler_destroy(nullptr);
}

}  // namespace
