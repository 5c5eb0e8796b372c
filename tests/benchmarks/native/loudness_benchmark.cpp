// Loudness and true peak of a minute of stereo at 48 kHz beside libebur128 on the same samples.

#include <benchmark/benchmark.h>
#include <ebur128.h>

#include <cstdint>
#include <vector>

#include "ntdsp/analysis.h"

namespace {

constexpr size_t block = 4800;
constexpr size_t frames = 60 * 48000;

/// Noise whose level moves, so that gates and peaks have something to decide.
const std::vector<double>& interleaved() {
  static const std::vector<double> samples = [] {
    std::vector<double> x(2 * frames);
    uint64_t state = 1;
    double smooth[2] = {0, 0};
    for (size_t i = 0; i < x.size(); ++i) {
      state = state * 6364136223846793005ull + 1442695040888963407ull;
      const double white = static_cast<double>(static_cast<int64_t>(state)) / 9.3e18;
      const double level = (i / 96000) % 7 < 2 ? 0.05 : 0.5;
      smooth[i % 2] += 0.3 * (level * white - smooth[i % 2]);
      x[i] = smooth[i % 2];
    }
    return x;
  }();
  return samples;
}

void ours(benchmark::State& state) {
  const auto& x = interleaved();
  std::vector<double> left(frames), right(frames);
  for (size_t i = 0; i < frames; ++i) {
    left[i] = x[2 * i];
    right[i] = x[2 * i + 1];
  }
  for (auto _ : state) {
    nt_loudness* meter = nullptr;
    nt_loudness_create(48000, 2, 3, static_cast<uint32_t>(state.range(0)), &meter);
    for (size_t at = 0; at < frames; at += block) {
      const double* planes[] = {left.data() + at, right.data() + at};
      nt_loudness_add(meter, planes, block);
    }
    nt_loudness_reading reading;
    nt_loudness_read(meter, &reading);
    benchmark::DoNotOptimize(reading);
    nt_loudness_destroy(meter);
  }
}

void libebur128(benchmark::State& state) {
  const auto& x = interleaved();
  const int mode = EBUR128_MODE_I | EBUR128_MODE_LRA | (state.range(0) != 0 ? EBUR128_MODE_TRUE_PEAK : 0);
  for (auto _ : state) {
    ebur128_state* meter = ebur128_init(2, 48000, mode);
    for (size_t at = 0; at < frames; at += block) ebur128_add_frames_double(meter, x.data() + 2 * at, block);
    double value = 0;
    ebur128_loudness_global(meter, &value);
    benchmark::DoNotOptimize(value);
    ebur128_destroy(&meter);
  }
}

}  // namespace

BENCHMARK(ours)->Name("loudness/ours")->Arg(0)->Arg(16)->Unit(benchmark::kMillisecond);
BENCHMARK(libebur128)->Name("loudness/libebur128")->Arg(0)->Arg(16)->Unit(benchmark::kMillisecond);
