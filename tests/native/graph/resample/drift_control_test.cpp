#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "graph/realtime_watch.hpp"
#include "ntdsp/resample.h"
#include "rt/fft/fft.hpp"

namespace {

using ControlPtr = std::unique_ptr<nt_drift_control, decltype(&nt_drift_control_destroy)>;

ControlPtr make(nt_drift_options options) {
  nt_drift_control* d = nullptr;
  EXPECT_EQ(NT_OK, nt_drift_control_create(&options, &d));
  return {d, nt_drift_control_destroy};
}

/// Even over 0..1, by SplitMix64 of a counter.
class Chance {
 public:
  double next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }

 private:
  uint64_t state_ = 42;
};

/// A source that writes blocks by its own crystal and a reader with another one; both stamp their calls late or early.
/// Times are those of a perfect clock, in seconds.
struct Simulation {
  double source_rate = 44100, read_rate = 48000;
  uint32_t write_block = 441, read_block = 512;
  double source_ppm = 0, read_ppm = 0;
  double jitter = 0;      // seconds to either side
  double wander_ppm = 0;  // of the source, a sine of an hour
  double outliers = 0;    // share of stamps that are 30 ms late
  Chance chance;
  double target = 1000;  // frames

  double now = 0, place = 0, written_at = 0;  // place in source frames
  uint64_t written = 0, reads = 0;
  double factor = 1;

  double stamp(double t) {
    const double off = jitter * (2 * chance.next() - 1);
    return t + (chance.next() < outliers ? 0.03 : off);
  }
  /// What the source's crystal has counted at t.
  [[nodiscard]] double counted(double t) const {
    const double hour = 2 * std::numbers::pi / 3600;
    return source_rate * (t + 1e-6 * (source_ppm * t + wander_ppm * (1 - std::cos(hour * t)) / hour)) + target;
  }
  /// One read; the fill that a buffer without steps would have after it, against the target, in seconds.
  double step(nt_drift_control* d) {
    now = static_cast<double>(++reads) * read_block / (read_rate * (1 + 1e-6 * read_ppm));
    const auto blocks = static_cast<uint64_t>(counted(now) / write_block);
    if (blocks * write_block != written) {
      written = blocks * write_block;
      // When the crystal had counted that many: one step of Newton's is exact to nanoseconds here.
      const double late = (counted(now) - static_cast<double>(written)) / source_rate;
      const double t = now - late;
      written_at = stamp(t - (counted(t) - static_cast<double>(written)) / source_rate);
    }
    place += factor * read_block * source_rate / read_rate;
    EXPECT_EQ(NT_OK, nt_drift_control_update(d, stamp(now), place, written_at, written, &factor));
    return (counted(now) - place - target) / source_rate;
  }
};

TEST(DriftControl, given_clocks_400_ppm_apart_and_jitter_for_a_day_then_the_fill_stays_within_a_millisecond) {
  for (const double ppm : {200.0, -200.0}) {
    Simulation s;
    s.read_block = 2048;
    s.write_block = 1024;
    s.source_ppm = ppm;
    s.read_ppm = -ppm / 4;
    s.wander_ppm = 5;
    s.jitter = 3e-3;
    s.outliers = 0.001;
    auto control = make({s.source_rate, s.target, 0.001});
    double worst = 0, mean = 0;
    const auto reads = static_cast<uint64_t>(86400 * s.read_rate / s.read_block);
    for (uint64_t i = 0; i < reads; ++i) {
      const double off = s.step(control.get());
      worst = std::max(worst, std::fabs(off));
      mean += off / static_cast<double>(reads);
    }
    EXPECT_LT(worst, 1e-3) << ppm;
    EXPECT_LT(std::fabs(mean), 1e-4) << ppm;
    nt_drift_state state{};
    EXPECT_EQ(NT_OK, nt_drift_control_state(control.get(), &state));
    EXPECT_EQ(1, state.locked);
    EXPECT_NEAR(s.target, state.fill, 0.001 * s.source_rate);
  }
}

TEST(DriftControl, given_blocks_that_nearly_coincide_then_their_slow_beat_does_not_move_the_fill) {
  Simulation s;
  s.source_rate = s.read_rate = 48000;
  s.write_block = s.read_block = 480;
  s.source_ppm = 1;  // the blocks pass through each other in 10000 s
  auto control = make({s.source_rate, s.target, 0.001});
  double worst = 0;
  for (int i = 0; i < 200000; ++i) {
    const double off = s.step(control.get());
    if (i > 6000) worst = std::max(worst, std::fabs(off));
  }
  EXPECT_LT(worst, 1e-5);
}

TEST(DriftControl, given_a_10_khz_tone_once_locked_then_its_sidebands_are_below_100_db) {
  Simulation s;
  s.source_ppm = 150;
  s.read_ppm = -50;
  s.jitter = 3e-3;
  auto control = make({s.source_rate, s.target, 0.001});
  while (s.now < 600) s.step(control.get());

  const nt_async_options options{s.source_rate, s.read_rate, 0.001, NT_ASYNC_STANDARD, 0};
  nt_async_resampler* made = nullptr;
  ASSERT_EQ(NT_OK, nt_async_resampler_create(&options, 1, 4096, &made));
  const std::unique_ptr<nt_async_resampler, decltype(&nt_async_resampler_destroy)> resampler(
      made, nt_async_resampler_destroy);
  constexpr size_t n = 131072;
  std::vector<double> y, in(4096), out(512);
  uint64_t read = 0;
  nt_async_resampler_glide(made, s.factor, 0);
  while (y.size() < n + 8192) {
    s.step(control.get());
    ASSERT_EQ(NT_OK, nt_async_resampler_glide(made, s.factor, 512));
    for (size_t wanted = 512; wanted > 0;) {
      for (size_t i = 0; i < in.size(); ++i)
        in[i] = std::sin(2 * std::numbers::pi * static_cast<double>((read + i) * 10000 % 44100) / 44100);
      const double* from[] = {in.data()};
      double* to[] = {out.data()};
      uint32_t taken = 0, got = 0;
      ASSERT_EQ(NT_OK, nt_async_resampler_process(made, from, 256, to, static_cast<uint32_t>(wanted), &taken, &got));
      read += taken;
      wanted -= got;
      y.insert(y.end(), out.begin(), out.begin() + got);
    }
  }
  // Seven-term Blackman-Harris: side lobes below -163 dB, main lobe of seven bins to either side (2.6 Hz).
  constexpr double a[] = {0.27105140069342, 0.43329793923448, 0.21812299954311, 0.06592544638803,
                          0.01081174209837, 0.00077658482522, 0.00001388721735};
  std::vector<double> x(n), re(n / 2 + 1), im(n / 2 + 1);
  for (size_t i = 0; i < n; ++i) {
    double w = 0;
    for (int k = 0; k < 7; ++k)
      w += (k % 2 ? -a[k] : a[k]) * std::cos(2 * std::numbers::pi * k * static_cast<double>(i) / n);
    x[i] = w * y[8192 + i];
  }
  nt::fft::RealFft<double>(n).forward(x.data(), re.data(), im.data());
  std::vector<double> line(n / 2 + 1);
  for (size_t k = 0; k <= n / 2; ++k) line[k] = std::hypot(re[k], im[k]);
  const auto carrier = static_cast<size_t>(std::max_element(line.begin(), line.end()) - line.begin());
  double side = 0;
  for (size_t k = 0; k <= n / 2; ++k)
    if (k + 14 <= carrier || k >= carrier + 14) side = std::max(side, line[k]);  // from 5 Hz on
  const double top = line[carrier];
  EXPECT_LT(20 * std::log10(side / top), -100);
}

TEST(DriftControl, given_a_start_far_from_the_target_then_it_comes_back_within_the_range_of_the_factor) {
  Simulation s;
  auto control = make({s.source_rate, s.target, 0.002});
  s.place = -441;  // 10 ms too much is waiting
  double off = 0;
  while (s.now < 120) {
    off = s.step(control.get());
    ASSERT_LE(std::fabs(s.factor - 1), 0.002 + 1e-15);
  }
  EXPECT_LT(std::fabs(off), 1e-4);
}

TEST(DriftControl, given_a_reset_then_it_runs_as_at_first_and_takes_no_memory) {
  Simulation first, second;
  first.jitter = second.jitter = 1e-3;
  auto control = make({first.source_rate, first.target, 0.001});
  for (int i = 0; i < 1000; ++i) first.step(control.get());
  {
    nt::test::RealtimeWatch watch;
    nt_drift_control_reset(control.get());
    double factor = 0;
    nt_drift_control_update(control.get(), 0, 0, 0, 0, &factor);
    EXPECT_EQ(0u, watch.allocations());
    EXPECT_EQ(1.0, factor);
    nt_drift_control_reset(control.get());
  }
  for (int i = 0; i < 1000; ++i) second.step(control.get());
  EXPECT_EQ(first.factor, second.factor);
}

TEST(DriftControl, given_wrong_arguments_then_each_is_answered_with_a_status) {
  nt_drift_control* d = nullptr;
  const nt_drift_options good{48000, 1000, 0.001};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_drift_control_create(nullptr, &d));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_drift_control_create(&good, nullptr));
  for (const nt_drift_options& wrong :
       std::vector<nt_drift_options>{{0, 1000, 0.001}, {48000, -1, 0.001}, {48000, 1000, 0}, {48000, 1000, 0.2}})
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_drift_control_create(&wrong, &d));
  EXPECT_EQ(nullptr, d);
  auto control = make(good);
  double factor = 0;
  EXPECT_EQ(NT_NOT_FINITE, nt_drift_control_update(control.get(), std::nan(""), 0, 0, 0, &factor));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_drift_control_update(control.get(), 0, 0, -1e60, 0, &factor));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_drift_control_update(control.get(), 1e300, 0, 0, 0, &factor));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_drift_control_update(control.get(), 0, 1e19, 0, 0, &factor));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_drift_control_update(nullptr, 0, 0, 0, 0, &factor));
  nt_drift_control_destroy(nullptr);
}

}  // namespace
