#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "graph/realtime_watch.hpp"
#include "graph/resample/resampler_run.hpp"
#include "ntdsp/resample.h"

namespace {

using nt::test::convert;
using nt::test::make;
using nt::test::Plane;

constexpr int32_t minimum = NT_RESAMPLE_MINIMUM_PHASE;

struct Rates {
  double in, out;
};

std::vector<Plane> noise(uint32_t channels, size_t frames, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Plane> x(channels, Plane(frames));
  for (auto& plane : x)
    for (auto& v : plane) v = random() / 2147483648.0 - 1;
  return x;
}

TEST(Resampler, given_any_input_length_then_the_ceiling_of_the_ratio_comes_out) {
  for (const int32_t quality :
       {int32_t{NT_RESAMPLE_HIGH}, int32_t{NT_RESAMPLE_ANALYSIS}, int32_t{NT_RESAMPLE_FAST}, NT_RESAMPLE_MAX | minimum})
    for (const auto r : {Rates{44100, 48000}, Rates{48000, 44100}, Rates{8000, 768000}, Rates{768000, 8000},
                         Rates{48000, 48000}, Rates{44100.5, 47999.25}, Rates{11025, 44100}}) {
      auto converter = make(r.in, r.out, 2, quality);
      for (const size_t n : {size_t{1}, size_t{2}, size_t{147}, size_t{4096}, size_t{10007}}) {
        ASSERT_EQ(NT_OK, nt_resampler_reset(converter.get()));
        const auto y = convert(converter.get(), noise(2, n, 1), [] { return 1000u; });
        EXPECT_EQ(static_cast<size_t>(std::ceil(static_cast<double>(n) * r.out / r.in - 1e-9)), y[0].size())
            << r.in << " to " << r.out << ", " << n;
        EXPECT_EQ(y[0].size(), y[1].size());
      }
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
  for (const int32_t quality :
       {int32_t{NT_RESAMPLE_HIGH}, int32_t{NT_RESAMPLE_ANALYSIS}, int32_t{NT_RESAMPLE_FAST}, NT_RESAMPLE_MAX | minimum})
    for (const auto r : {Rates{44100, 48000}, Rates{96000, 44100}, Rates{44056, 48000}, Rates{44100, 48001}}) {
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
  for (const int32_t quality : {int32_t{NT_RESAMPLE_HIGH}, int32_t{NT_RESAMPLE_ANALYSIS}, int32_t{NT_RESAMPLE_FAST},
                                NT_RESAMPLE_MAX | minimum}) {
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
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_create(44100, 48000, 2, NT_RESAMPLE_ANALYSIS | minimum, &r));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_resampler_create(44100, 5e7, 2, 0, &r));
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

TEST(Resampler, given_frame_by_frame_then_the_latency_is_the_one_reported) {
  struct Case {
    double in, out;
    int32_t quality;
  };
  for (const auto& [in, out, quality] :
       {Case{44100, 48000, NT_RESAMPLE_HIGH}, Case{96000, 44100, NT_RESAMPLE_FAST},
        Case{44100, 48000, NT_RESAMPLE_HIGH | minimum}, Case{48000, 48001, NT_RESAMPLE_FAST},
        Case{44100, 22050, NT_RESAMPLE_MAX}, Case{44100, 48000, NT_RESAMPLE_ANALYSIS}}) {
    const auto converter = make(in, out, 1, quality);
    nt_resampler_info info{};
    ASSERT_EQ(NT_OK, nt_resampler_describe(converter.get(), &info));
    const double silence = 0;
    const double* from[] = {&silence};
    std::vector<double> room(65536);
    double* to[] = {room.data()};
    uint64_t made = 0;
    double most = 0;
    for (uint64_t n = 1; n < 4 * info.latency; ++n) {
      uint32_t got = 0;
      ASSERT_EQ(NT_OK, nt_resampler_process(converter.get(), from, 1, to, 65536, &got));
      made += got;
      most = std::max(most, static_cast<double>(n) - static_cast<double>(made) * in / out);
    }
    EXPECT_LE(most, info.latency + 1e-6) << in << " to " << out << ", " << quality;
    EXPECT_GT(most, info.latency - 1.0) << in << " to " << out << ", " << quality;
  }
}

TEST(Resampler, given_a_steady_stream_then_process_takes_no_memory_and_no_lock) {
  for (const double out : {48000.0, 48001.0, 96000.0, 8000.0}) {
    const auto converter = make(44100, out, 2, NT_RESAMPLE_HIGH);
    Plane in(2048), left(16384), right(16384);
    const double* from[] = {in.data(), in.data()};
    double* to[] = {left.data(), right.data()};
    uint32_t got = 0;
    for (int i = 0; i < 40; ++i) nt_resampler_process(converter.get(), from, 2048, to, 16384, &got);
    nt::test::RealtimeWatch watch;
    for (int i = 0; i < 100; ++i) nt_resampler_process(converter.get(), from, 2048, to, 16384, &got);
    EXPECT_EQ(0u, watch.allocations()) << out;
    EXPECT_EQ(0u, watch.locks()) << out;
  }
}

}  // namespace
