// A compressor with a ratio below 1 raises what is above its threshold.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "processor_run.hpp"

namespace nt::test {
namespace {

constexpr double rate = 48000;
constexpr uint32_t second = 48000;

nt_compressor_params expander(double ratio) {
  return {.threshold_db = -40,
          .ratio = ratio,
          .knee_db = 0,
          .attack_ms = 5,
          .release_ms = 20,
          .lookahead_ms = 0,
          .makeup_db = 0,
          .rms_ms = 50,
          .mix = 1,
          .detector = NT_DETECT_RMS,
          .reserved = 0};
}

ProcessorPtr make(const nt_compressor_params& params) {
  nt_processor* p = nullptr;
  EXPECT_EQ(nt_processor_create(NT_COMPRESSOR, &params, sizeof params, &p), NT_OK);
  return ProcessorPtr(p);
}

Planes sine(double rms_db) {
  Planes in(1, std::vector<double>(second));
  const double amplitude = std::pow(10, rms_db / 20) * std::numbers::sqrt2;
  for (uint32_t i = 0; i < second; ++i) in[0][i] = amplitude * std::sin(2 * std::numbers::pi * 997 * i / rate);
  return in;
}

double rms_db(const std::vector<double>& x) {
  double sum = 0;
  for (size_t i = x.size() / 2; i < x.size(); ++i) sum += x[i] * x[i];
  return 10 * std::log10(sum / static_cast<double>(x.size() - x.size() / 2));
}

TEST(Expander, given_a_ratio_below_one_when_above_the_threshold_then_the_level_is_stretched) {
  for (const double ratio : {0.5, 0.667, 0.8})
    for (const double level : {-50.0, -35.0, -30.0}) {
      auto p = make(expander(ratio));
      ASSERT_EQ(nt_processor_activate(p.get(), rate, 1, largest_block), NT_OK);
      const double over = std::max(0.0, level + 40);
      EXPECT_NEAR(rms_db(run(p.get(), sine(level))[0]), level - over + over / ratio, 0.1) << ratio << " at " << level;
    }
}

TEST(Expander, given_a_loud_sine_when_expanding_then_the_gain_is_reported_positive) {
  auto p = make(expander(0.5));
  ASSERT_EQ(nt_processor_activate(p.get(), rate, 1, largest_block), NT_OK);
  run(p.get(), sine(-30));
  float gain[128];
  uint32_t got = 0;
  ASSERT_EQ(nt_processor_gain_history(p.get(), gain, 128, &got), NT_OK);
  ASSERT_GE(got, 1u);
  EXPECT_NEAR(gain[got - 1], 10, 0.2);
}

TEST(Expander, given_a_ratio_below_a_half_when_created_then_it_is_refused) {
  const auto params = expander(0.4);
  nt_processor* p = nullptr;
  EXPECT_EQ(nt_processor_create(NT_COMPRESSOR, &params, sizeof params, &p), NT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace nt::test
