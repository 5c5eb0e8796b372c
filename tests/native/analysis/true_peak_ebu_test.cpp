// EBU Tech 3341 cases 15-23: the true peak.

#include "analysis/meter_run.hpp"

namespace {

using nt::test::measure;
using nt::test::Planes;

Planes tone(double cycles_per_frame, double phase_degrees, double amplitude) {
  std::vector<double> x(48000);
  for (size_t i = 0; i < x.size(); ++i) {
    // Faded in and out, so that the start of the tone is not a peak of its own.
    const double fade = std::min({1.0, static_cast<double>(i) / 480, static_cast<double>(x.size() - 1 - i) / 480});
    const double phase = 2 * M_PI * cycles_per_frame * static_cast<double>(i) + phase_degrees * M_PI / 180;
    x[i] = amplitude * fade * std::sin(phase);
  }
  return {x, x};
}

void expect_reading(double expected, double db) {
  EXPECT_LE(db, expected + 0.2);
  EXPECT_GE(db, expected - 0.4);
}

class TruePeakEbu : public testing::TestWithParam<uint32_t> {};

TEST_P(TruePeakEbu, given_cases_15_to_19_then_the_peak_between_the_samples_is_read) {
  expect_reading(-6, measure(tone(1.0 / 4, 0, 0.5), 48000, GetParam()).true_peak_db);
  expect_reading(-6, measure(tone(1.0 / 4, 45, 0.5), 48000, GetParam()).true_peak_db);
  expect_reading(-6, measure(tone(1.0 / 6, 60, 0.5), 48000, GetParam()).true_peak_db);
  expect_reading(-6, measure(tone(1.0 / 8, 67.5, 0.5), 48000, GetParam()).true_peak_db);
  const auto loud = measure(tone(1.0 / 4, 45, 1.41), 48000, GetParam());
  expect_reading(3, loud.true_peak_db);
  EXPECT_NEAR(0, loud.sample_peak_db, 0.1) << "the samples themselves are at full scale only";
}

TEST_P(TruePeakEbu, given_cases_20_to_23_then_a_single_period_is_read_at_every_offset_of_the_samples) {
  // At 4 fs: fs/6 at 0.5 with one period of fs/4 at 1.0 in its middle, both starting at a zero crossing.
  constexpr int periods = 200, slow = 24, fast = 16;
  std::vector<double> x;
  const auto append = [&](int period, double amplitude) {
    for (int i = 0; i < period; ++i) x.push_back(amplitude * std::sin(2 * M_PI * i / period));
  };
  for (int i = 0; i < periods; ++i) append(slow, 0.5);
  append(fast, 1.0);
  for (int i = 0; i < periods; ++i) append(slow, 0.5);
  // Low-pass at half of fs, Hann-windowed sinc.
  constexpr int half = 256;
  std::vector<double> low(x.size());
  for (int n = half; n < static_cast<int>(x.size()) - half; ++n)
    for (int k = -half; k <= half; ++k) {
      const double t = k / 4.0;
      const double sinc = k == 0 ? 1.0 : std::sin(M_PI * t) / (M_PI * t);
      low[static_cast<size_t>(n)] += x[static_cast<size_t>(n - k)] * sinc / 4 * (0.5 + 0.5 * std::cos(M_PI * k / half));
    }
  for (size_t offset = 0; offset < 4; ++offset) {
    std::vector<double> y;
    // The stretch where the filter has settled, faded.
    for (size_t n = 2 * half + offset; n + 2 * half < low.size(); n += 4) y.push_back(low[n]);
    for (size_t i = 0; i < 200; ++i) {
      y[i] *= static_cast<double>(i) / 200;
      y[y.size() - 1 - i] *= static_cast<double>(i) / 200;
    }
    expect_reading(0, measure({y, y}, 48000, GetParam()).true_peak_db);
  }
}

INSTANTIATE_TEST_SUITE_P(Oversampling, TruePeakEbu, testing::Values(4u, 8u, 16u, 32u),
                         [](const auto& info) { return std::to_string(info.param) + "x"; });

}  // namespace
