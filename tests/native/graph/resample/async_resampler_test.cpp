#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

#include "graph/realtime_watch.hpp"
#include "graph/resample/tones.hpp"
#include "ntdsp/resample.h"

namespace {

using nt::test::examine;
using nt::test::Plane;

struct Destroy {
  void operator()(nt_async_resampler* r) const { nt_async_resampler_destroy(r); }
};
using AsyncPtr = std::unique_ptr<nt_async_resampler, Destroy>;

AsyncPtr make(nt_async_options options, uint32_t channels = 1, uint32_t max_frames = 4096) {
  nt_async_resampler* r = nullptr;
  EXPECT_EQ(NT_OK, nt_async_resampler_create(&options, channels, max_frames, &r));
  return AsyncPtr(r);
}

nt_resampler_info describe(const AsyncPtr& r) {
  nt_resampler_info info{};
  EXPECT_EQ(NT_OK, nt_async_resampler_describe(r.get(), &info));
  return info;
}

struct Change {
  size_t at;  // output frame
  double factor;
  uint32_t frames;
};

/// Runs in through r; block gives the input's and the output's pieces.
Plane run(const AsyncPtr& r, const Plane& in, const std::vector<Change>& changes, uint32_t block, size_t most) {
  Plane out(most);
  size_t read = 0, written = 0, next = 0;
  while (written < most) {
    if (next < changes.size() && written == changes[next].at) {
      EXPECT_EQ(NT_OK, nt_async_resampler_glide(r.get(), changes[next].factor, changes[next].frames));
      ++next;
    }
    size_t room = std::min<size_t>(block, most - written);
    if (next < changes.size()) room = std::min(room, changes[next].at - written);
    const double* from[] = {in.data() + read};
    double* to[] = {out.data() + written};
    uint32_t taken = 0, got = 0;
    const auto n = static_cast<uint32_t>(std::min<size_t>(block, in.size() - read));
    EXPECT_EQ(NT_OK, nt_async_resampler_process(r.get(), from, n, to, static_cast<uint32_t>(room), &taken, &got));
    read += taken;
    written += got;
    if (taken == 0 && got == 0) break;
  }
  out.resize(written);
  return out;
}

/// Where output frames lie in the input: the sum of the steps, in long double.
std::vector<long double> places(double in_rate, double out_rate, const std::vector<Change>& changes, size_t count) {
  std::vector<long double> at(count);
  const long double nominal = static_cast<long double>(in_rate) / out_rate;
  long double step = nominal, start = nominal, target = nominal, place = 0;
  uint32_t gone = 0, frames = 0;
  size_t next = 0;
  for (size_t j = 0; j < count; ++j) {
    if (next < changes.size() && changes[next].at == j) {
      start = step;
      target = nominal * changes[next].factor;
      frames = changes[next].frames;
      gone = 0;
      if (frames == 0) step = target;
      ++next;
    }
    at[j] = place;
    if (gone < frames) step = start + (target - start) * ++gone / frames;
    place += step;
  }
  return at;
}

/// The worst residual of tones over the pass band, against the exact time map.
double residual(const nt_async_options& options, const std::vector<Change>& changes, double* ripple = nullptr) {
  constexpr size_t count = 16384;
  double worst = -400;
  const auto at = places(options.in_rate, options.out_rate, changes, 3 * count);
  auto r = make(options);
  const double pass = describe(r).pass_hz;
  for (double part : {0.02, 0.5, 0.85, 1.0}) {
    const auto hz = static_cast<uint64_t>(part * pass);
    const auto rate = static_cast<uint64_t>(options.in_rate);
    const Plane in = nt::test::sine(hz, rate, static_cast<size_t>(static_cast<double>(at.back())) + 8192);
    EXPECT_EQ(NT_OK, nt_async_resampler_reset(r.get()));
    const Plane y = run(r, in, changes, 1000, 3 * count);
    const auto turns = [&](size_t j) {
      const long double t = at[j] * static_cast<long double>(hz) / rate;
      return t - std::floor(t);
    };
    const auto tone = examine(y, count, count, turns);
    worst = std::max(worst, tone.rms_db);
    EXPECT_NEAR(0, tone.phase, 1e-8) << hz;
    if (ripple != nullptr) *ripple = std::max(*ripple, std::fabs(20 * std::log10(tone.level / nt::test::one_db_down)));
  }
  return worst;
}

TEST(AsyncResampler, given_constant_ratios_then_the_residual_on_the_exact_time_map_is_below_160_db) {
  struct Case {
    nt_async_options options;
    double factor;
  };
  for (const auto& [options, factor] : std::vector<Case>{{{48000, 48000, 0.001, NT_ASYNC_STANDARD, 0}, 1.0001},
                                                         {{44100, 48000, 0.1, NT_ASYNC_STANDARD, 0}, 0.9},
                                                         {{48000, 44100, 0.1, NT_ASYNC_STANDARD, 0}, 1.1},
                                                         {{44100, 96000, 0.001, NT_ASYNC_STANDARD, 0}, 0.99937},
                                                         {{96000, 44100, 0.001, NT_ASYNC_STANDARD, 0}, 1},
                                                         {{192000, 44100, 0.001, NT_ASYNC_STANDARD, 0}, 1.0005},
                                                         {{48000, 48000, 0.001, NT_ASYNC_LOW_LATENCY, 0}, 1.0001},
                                                         {{44100, 48000, 0.1, NT_ASYNC_LOW_LATENCY, 0}, 0.93},
                                                         {{96000, 44100, 0.001, NT_ASYNC_LOW_LATENCY, 0}, 1}}) {
    double ripple = 0;
    const double worst = residual(options, {{0, factor, 0}}, &ripple);
    EXPECT_LT(worst, -160) << options.in_rate << " to " << options.out_rate << ", kind " << options.kind;
    EXPECT_LT(ripple, 0.001) << options.in_rate << " to " << options.out_rate << ", kind " << options.kind;
  }
}

TEST(AsyncResampler, given_sweeps_of_100_ppm_and_steps_then_the_residual_stays_below_160_db) {
  std::vector<Change> sweeps = {{0, 0.9999, 0}}, steps, glides = {{0, 0.9, 0}};
  for (size_t at = 1000; at < 40000; at += 4000) sweeps.push_back({at, sweeps.size() % 2 ? 1.0001 : 0.9999, 4000});
  for (size_t at = 777; at < 40000; at += 1501) steps.push_back({at, steps.size() % 2 ? 1.0001 : 0.9999, 0});
  for (size_t at = 500; at < 40000; at += 7000) glides.push_back({at, glides.size() % 2 ? 1.1 : 0.9, 5000});
  for (const int32_t kind : {NT_ASYNC_STANDARD, NT_ASYNC_LOW_LATENCY}) {
    EXPECT_LT(residual({48000, 48000, 0.001, kind, 0}, sweeps), -160) << kind;
    EXPECT_LT(residual({44100, 48000, 0.001, kind, 0}, steps), -160) << kind;
    EXPECT_LT(residual({44100, 48000, 0.1, kind, 0}, glides), -160) << kind;
  }
}

TEST(AsyncResampler, given_full_output_rate_then_what_lies_above_the_pass_band_does_not_fold_into_it) {
  for (const int32_t kind : {NT_ASYNC_STANDARD, NT_ASYNC_LOW_LATENCY}) {
    const nt_async_options options{96000, 44100, 0.001, kind, 0};
    auto r = make(options);
    const auto info = describe(r);
    for (const double hz : {info.stop_hz + 10, 26000.0, 31000.0, 43000.0}) {
      ASSERT_EQ(NT_OK, nt_async_resampler_reset(r.get()));
      const Plane y = run(r, nt::test::sine(static_cast<uint64_t>(hz), 96000, 90000), {}, 1000, 36000);
      EXPECT_LT(examine(
                    y, 16384, 16384, [](size_t) { return 0.25L; }, info.pass_hz / 44100)
                    .worst_db,
                -160)
          << hz << " kind " << kind;
    }
  }
}

TEST(AsyncResampler, given_any_blocks_then_the_samples_are_the_same) {
  std::mt19937 random(7);
  Plane in(60000);
  for (auto& v : in) v = random() / 2147483648.0 - 1;
  const std::vector<Change> changes = {{1, 1.05, 100}, {20000, 0.97, 5000}, {22000, 1.1, 1}, {30000, 0.9, 0}};
  for (const int32_t kind : {NT_ASYNC_STANDARD, NT_ASYNC_LOW_LATENCY}) {
    const nt_async_options options{44100, 48000, 0.1, kind, 0};
    auto r = make(options);
    const Plane whole = run(r, in, changes, 4096, 55000);
    EXPECT_EQ(55000u, whole.size());
    for (const uint32_t block : {1u, 37u, 512u}) {
      ASSERT_EQ(NT_OK, nt_async_resampler_reset(r.get()));
      EXPECT_EQ(whole, run(r, in, changes, block, 55000)) << kind << " by " << block;
    }
  }
}

TEST(AsyncResampler, given_channels_then_each_is_converted_by_itself) {
  std::mt19937 random(8);
  std::vector<Plane> in(3, Plane(4000));
  for (auto& plane : in)
    for (auto& v : plane) v = random() / 2147483648.0 - 1;
  const nt_async_options options{44100, 48000, 0.001, NT_ASYNC_STANDARD, 0};
  auto three = make(options, 3);
  std::vector<Plane> y(3, Plane(5000));
  const double* from[] = {in[0].data(), in[1].data(), in[2].data()};
  double* to[] = {y[0].data(), y[1].data(), y[2].data()};
  uint32_t taken = 0, got = 0;
  ASSERT_EQ(NT_OK, nt_async_resampler_process(three.get(), from, 4000, to, 5000, &taken, &got));
  ASSERT_GT(got, 2000u);
  for (size_t c = 0; c < 3; ++c) {
    auto one = make(options);
    const Plane alone = run(one, in[c], {}, 4000, got);
    EXPECT_EQ(alone, Plane(y[c].begin(), y[c].begin() + got)) << c;
  }
}

TEST(AsyncResampler, given_frame_by_frame_then_the_latency_is_the_one_reported) {
  for (const nt_async_options& options : std::vector<nt_async_options>{{48000, 48000, 0.001, NT_ASYNC_STANDARD, 0},
                                                                       {96000, 44100, 0.1, NT_ASYNC_STANDARD, 0},
                                                                       {192000, 48000, 0.1, NT_ASYNC_STANDARD, 0},
                                                                       {44100, 48000, 0.1, NT_ASYNC_LOW_LATENCY, 0}}) {
    auto r = make(options);
    const auto info = describe(r);
    if (options.kind == NT_ASYNC_LOW_LATENCY) {
      EXPECT_LE(info.latency, 64u);
    }
    double most = 0;
    Plane out(64);
    const double silence = 0;
    const double* from[] = {&silence};
    double* to[] = {out.data()};
    for (size_t n = 1; n < 20000; ++n) {
      uint32_t taken = 0, got = 0;
      ASSERT_EQ(NT_OK, nt_async_resampler_process(r.get(), from, 1, to, 64, &taken, &got));
      ASSERT_EQ(1u, taken);
      uint64_t whole = 0;
      double fraction = 0;
      ASSERT_EQ(NT_OK, nt_async_resampler_place(r.get(), &whole, &fraction));
      most = std::max(most, static_cast<double>(n) - static_cast<double>(whole) - fraction);
    }
    EXPECT_LE(most, info.latency);
    EXPECT_GT(most, info.latency - 1.0);
  }
}

TEST(AsyncResampler, given_an_impulse_then_its_peak_lies_where_the_input_had_it) {
  for (const int32_t kind : {NT_ASYNC_STANDARD, NT_ASYNC_LOW_LATENCY}) {
    auto r = make({48000, 48000, 0, kind, 0});
    Plane in(6000);
    in[1000] = 1;
    const Plane y = run(r, in, {}, 512, 3000);
    EXPECT_EQ(1000, std::max_element(y.begin(), y.end()) - y.begin());
    // Symmetric about it: linear phase.
    for (size_t k = 1; k < 60; ++k) EXPECT_NEAR(y[1000 - k], y[1000 + k], 1e-10);
  }
}

TEST(AsyncResampler, given_silence_and_a_full_scale_square_then_one_stays_silent_and_the_other_bounded) {
  for (const int32_t kind : {NT_ASYNC_STANDARD, NT_ASYNC_LOW_LATENCY}) {
    auto r = make({44100, 48000, 0.1, kind, 0});
    const Plane silent = run(r, Plane(20000), {{0, 1.01, 500}}, 333, 15000);
    EXPECT_TRUE(std::all_of(silent.begin(), silent.end(), [](double v) { return v == 0; }));
    ASSERT_EQ(NT_OK, nt_async_resampler_reset(r.get()));
    Plane square(20000);
    for (size_t i = 0; i < square.size(); ++i) square[i] = i / 50 % 2 == 0 ? 1 : -1;
    const Plane y = run(r, square, {{0, 0.95, 5000}}, 333, 15000);
    for (const double v : y) EXPECT_LT(std::fabs(v), 1.3);
  }
}

TEST(AsyncResampler, given_a_running_stream_then_process_takes_no_memory_and_no_lock) {
  for (const int32_t kind : {NT_ASYNC_STANDARD, NT_ASYNC_LOW_LATENCY}) {
    auto r = make({44100, 48000, 0.1, kind, 0}, 2, 512);
    Plane in(512), left(600), right(600);
    const double* from[] = {in.data(), in.data()};
    double* to[] = {left.data(), right.data()};
    uint32_t taken = 0, got = 0;
    nt::test::RealtimeWatch watch;
    for (int i = 0; i < 200; ++i) {
      nt_async_resampler_glide(r.get(), i % 2 ? 1.1 : 0.9, 300);
      nt_async_resampler_process(r.get(), from, 512, to, 600, &taken, &got);
    }
    nt_async_resampler_reset(r.get());
    EXPECT_EQ(0u, watch.allocations());
    EXPECT_EQ(0u, watch.locks());
  }
}

TEST(AsyncResampler, given_nobody_fetches_then_no_more_is_taken_than_it_has_room_for) {
  auto r = make({48000, 48000, 0.001, NT_ASYNC_STANDARD, 0}, 1, 256);
  Plane in(256), out(8192);
  const double* from[] = {in.data()};
  double* to[] = {out.data()};
  uint32_t taken = 0, got = 0;
  size_t total = 0;
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(NT_OK, nt_async_resampler_process(r.get(), from, 256, nullptr, 0, &taken, &got));
    total += taken;
  }
  EXPECT_LT(total, 8192u);
  EXPECT_EQ(0u, taken);
  ASSERT_EQ(NT_OK, nt_async_resampler_process(r.get(), from, 256, to, 8192, &taken, &got));
  EXPECT_EQ(256u, taken);
  EXPECT_GT(got, 256u);
}

TEST(AsyncResampler, given_a_day_of_steps_then_the_place_has_not_moved_by_a_millionth_of_a_frame) {
  // A step of 147/160 is rounded to 2^-64 once; what a day's 8.3e9 steps make of that is the product.
  auto r = make({44100, 48000, 0.001, NT_ASYNC_LOW_LATENCY, 0}, 1, 65536);
  Plane in(65536), out(80000);
  const double* from[] = {in.data()};
  double* to[] = {out.data()};
  uint32_t taken = 0, got = 0;
  uint64_t frames = 0, whole = 0;
  double fraction = 0;
  for (int i = 0; i < 8; ++i) {
    ASSERT_EQ(NT_OK, nt_async_resampler_process(r.get(), from, 65536, to, 80000, &taken, &got));
    frames += got;
  }
  ASSERT_EQ(NT_OK, nt_async_resampler_place(r.get(), &whole, &fraction));
  const double off = static_cast<double>(whole) + fraction - static_cast<double>(frames * 147 / 160) -
                     static_cast<double>(frames * 147 % 160) / 160;
  EXPECT_LT(std::fabs(off) / static_cast<double>(frames) * 48000 * 86400, 1e-6);
}

TEST(AsyncResampler, given_wrong_arguments_then_each_is_answered_with_a_status) {
  nt_async_resampler* r = nullptr;
  nt_async_options options{44100, 48000, 0.1, NT_ASYNC_STANDARD, 0};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_async_resampler_create(nullptr, 1, 1, &r));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_async_resampler_create(&options, 1, 1, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_async_resampler_create(&options, 0, 1, &r));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_async_resampler_create(&options, 1, 0, &r));
  for (const nt_async_options& wrong : std::vector<nt_async_options>{{0, 48000, 0.1, 0, 0},
                                                                     {44100, std::nan(""), 0.1, 0, 0},
                                                                     {44100, 48000, 0.2, 0, 0},
                                                                     {44100, 48000, 0.1, 5, 0}})
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_async_resampler_create(&wrong, 1, 1, &r));
  const nt_async_options far{192000, 8000, 0.001, NT_ASYNC_LOW_LATENCY, 0};
  EXPECT_EQ(NT_UNSUPPORTED, nt_async_resampler_create(&far, 1, 1, &r));
  EXPECT_EQ(nullptr, r);
  auto good = make(options, 1, 16);
  uint32_t taken = 0, got = 0;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_async_resampler_glide(good.get(), 1.11, 0));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_async_resampler_glide(good.get(), std::nan(""), 0));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_async_resampler_process(good.get(), nullptr, 4, nullptr, 0, &taken, &got));
  const double bad[] = {0, INFINITY};
  const double* planes[] = {bad};
  EXPECT_EQ(NT_NOT_FINITE, nt_async_resampler_process(good.get(), planes, 2, nullptr, 0, &taken, &got));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_async_resampler_process(good.get(), planes, 17, nullptr, 0, &taken, &got));
  nt_async_resampler_destroy(nullptr);
}

}  // namespace
