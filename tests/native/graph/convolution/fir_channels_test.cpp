// A FIR with a response for each channel, against plain sums in long double.

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "graph/processor_run.hpp"

namespace {

using namespace nt::test;

constexpr uint32_t taps = 137, channels = 3, frames = 3000;

nt_fir_params fir(const std::vector<double>& all, uint32_t delay = 0) {
  return nt_fir_params{all.data(), nullptr, taps, delay, NT_FIR_CHANNELS, channels};
}

TEST(FirChannels, given_a_response_for_each_channel_then_every_channel_is_filtered_by_its_own) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> value(-1, 1);
  std::vector<double> all(taps * channels);
  for (double& x : all) x = value(random);
  std::vector<std::vector<double>> in(channels, std::vector<double>(frames));
  for (auto& plane : in)
    for (double& x : plane) x = value(random);

  const auto p = activated(NT_FIR, fir(all), 48000, channels);
  nt_processor_info info{};
  ASSERT_EQ(NT_OK, nt_processor_describe(p.get(), &info));
  auto padded = in;
  for (auto& plane : padded) plane.resize(frames + info.latency, 0.0);
  const auto out = run(p.get(), padded);
  for (uint32_t c = 0; c < channels; ++c)
    for (uint32_t n = 0; n < frames; ++n) {
      long double sum = 0;
      for (uint32_t k = 0; k < taps && k <= n; ++k) sum += static_cast<long double>(all[c * taps + k]) * in[c][n - k];
      ASSERT_NEAR(static_cast<double>(sum), out[c][n + info.latency], 1e-12) << c << ' ' << n;
    }
}

TEST(FirChannels, given_another_number_of_channels_then_it_is_refused) {
  const std::vector<double> all(taps * channels, 0.1);
  const nt_fir_params params = fir(all);
  nt_processor* p = nullptr;
  ASSERT_EQ(NT_OK, nt_processor_create(NT_FIR, &params, sizeof params, &p));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, 48000, 2, 64));
  EXPECT_EQ(NT_OK, nt_processor_activate(p, 48000, channels, 64));
  nt_processor_destroy(p);
}

TEST(FirChannels, given_no_channels_then_it_is_refused) {
  const std::vector<double> all(taps * channels, 0.1);
  nt_fir_params params = fir(all);
  params.channel_count = 0;
  nt_processor* p = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_FIR, &params, sizeof params, &p));
}

}  // namespace
