// Convolution and sample-rate conversion of one minute of stereo at 44.1 kHz, beside a plain overlap-save on FFTW (one
// real transform a channel) and libsoxr in f32. The time of a line is CPU per minute of audio.

#include <benchmark/benchmark.h>
#include <fftw3.h>
#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ntdsp/graph.h"
#include "ntdsp/resample.h"

namespace {

constexpr uint32_t block = 4096;
constexpr int blocks = 44100 * 60 / block;

struct Stereo {
  std::vector<double> left = std::vector<double>(block), right = left, out_left = std::vector<double>(4 * block),
                      out_right = out_left;
  const double* in[2];
  double* out[2];
  Stereo() {
    for (uint32_t i = 0; i < block; ++i) left[i] = std::sin(0.1 * i), right[i] = std::cos(0.013 * i * (i % 7));
    in[0] = left.data(), in[1] = right.data(), out[0] = out_left.data(), out[1] = out_right.data();
  }
};

std::vector<double> impulse(size_t taps, double step) {
  std::vector<double> h(taps);
  for (size_t i = 0; i < taps; ++i) h[i] = std::cos(step * static_cast<double>(i)) / static_cast<double>(taps);
  return h;
}

void run(benchmark::State& state, nt_processor* p) {
  Stereo s;
  nt_processor_activate(p, 44100, 2, block);
  for (auto _ : state)
    for (int i = 0; i < blocks; ++i)
      if (nt_processor_process(p, s.in, s.out, block) != NT_OK) state.SkipWithError("process failed");
  nt_processor_destroy(p);
}

void ours_fir_mid_side(benchmark::State& state) {
  const auto taps = static_cast<uint32_t>(state.range(0));
  const auto mid = impulse(taps, 0.3), side = impulse(taps, 0.7);
  const nt_fir_params params{mid.data(), side.data(), taps, 0, NT_FIR_MID_SIDE, 0};
  nt_processor* p = nullptr;
  nt_processor_create(NT_FIR, &params, sizeof params, &p);
  run(state, p);
}

/// Mid and side through a real transform each, of four times the impulse, planned by measuring.
void fftw_fir_mid_side(benchmark::State& state) {
  const auto taps = static_cast<size_t>(state.range(0));
  size_t n = 1024;
  while (n < 4 * taps) n *= 2;
  const size_t step = n - taps + 1;
  auto* x = fftw_alloc_real(n);
  auto* y = fftw_alloc_real(n);
  auto* z = fftw_alloc_complex(n / 2 + 1);
  const auto forward = fftw_plan_dft_r2c_1d(static_cast<int>(n), x, z, FFTW_MEASURE);
  const auto inverse = fftw_plan_dft_c2r_1d(static_cast<int>(n), z, y, FFTW_MEASURE);
  std::vector<double> h(n + 2);
  for (int channel = 0; channel < 2; ++channel) {
    const auto taps_of = impulse(taps, channel == 0 ? 0.3 : 0.7);
    std::fill_n(x, n, 0.0);
    std::copy(taps_of.begin(), taps_of.end(), x);
    fftw_execute(forward);
    for (size_t k = 0; k <= n / 2; ++k)
      h[2 * k] = z[k][0] / static_cast<double>(n), h[2 * k + 1] = z[k][1] / static_cast<double>(n);
  }
  Stereo s;
  std::vector<double> history[2] = {std::vector<double>(n), std::vector<double>(n)};
  std::vector<double> result(step);
  for (auto _ : state)
    for (size_t at = 0; at + step <= static_cast<size_t>(blocks) * block; at += step)
      for (auto& past : history) {
        std::copy(past.begin() + static_cast<ptrdiff_t>(step), past.end(), past.begin());
        for (size_t i = 0; i < step; ++i) {
          const size_t f = (at + i) % block;
          past[n - step + i] = &past == history ? s.left[f] + s.right[f] : s.left[f] - s.right[f];
        }
        std::copy(past.begin(), past.end(), x);
        fftw_execute(forward);
        for (size_t k = 0; k <= n / 2; ++k) {
          const double re = z[k][0] * h[2 * k] - z[k][1] * h[2 * k + 1],
                       im = z[k][0] * h[2 * k + 1] + z[k][1] * h[2 * k];
          z[k][0] = re;
          z[k][1] = im;
        }
        fftw_execute(inverse);
        std::copy(y + n - step, y + n, result.begin());
        benchmark::DoNotOptimize(result.data());
      }
  fftw_destroy_plan(forward);
  fftw_destroy_plan(inverse);
  fftw_free(x);
  fftw_free(y);
  fftw_free(z);
}

void ours_reverb(benchmark::State& state) {
  const auto frames = static_cast<uint32_t>(state.range(0) * 44100);
  const auto left = impulse(frames, 0.3), right = impulse(frames, 0.7);
  const double* planes[] = {left.data(), right.data()};
  const nt_reverb_params params{planes, 2, frames, 0.3, 20};
  nt_processor* p = nullptr;
  nt_processor_create(NT_REVERB, &params, sizeof params, &p);
  run(state, p);
}

void ours_resample(benchmark::State& state) {
  nt_resampler* r = nullptr;
  nt_resampler_create(44100, 48000, 2, static_cast<int32_t>(state.range(0)), &r);
  Stereo s;
  uint32_t got = 0;
  for (auto _ : state)
    for (int i = 0; i < blocks; ++i) nt_resampler_process(r, s.in, block, s.out, 4 * block, &got);
  nt_resampler_destroy(r);
}

void soxr_f32_hq(benchmark::State& state) {
  const auto io = soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S);
  const auto quality = soxr_quality_spec(SOXR_HQ, 0);
  const auto runtime = soxr_runtime_spec(1);
  soxr_error_t error = nullptr;
  const auto converter = soxr_create(44100, 48000, 2, &error, &io, &quality, &runtime);
  const Stereo s;
  const std::vector<float> left(s.left.begin(), s.left.end()), right(s.right.begin(), s.right.end());
  std::vector<float> out_left(4 * block), out_right(4 * block);
  const void* in[] = {left.data(), right.data()};
  void* out[] = {out_left.data(), out_right.data()};
  size_t taken = 0, made = 0;
  for (auto _ : state)
    for (int i = 0; i < blocks; ++i) soxr_process(converter, in, block, &taken, out, 4 * block, &made);
  soxr_delete(converter);
}

BENCHMARK(ours_fir_mid_side)->Arg(1024)->Arg(4096)->Arg(65536)->Unit(benchmark::kMillisecond);
BENCHMARK(fftw_fir_mid_side)->Arg(1024)->Arg(4096)->Arg(65536)->Unit(benchmark::kMillisecond);
BENCHMARK(ours_reverb)->Arg(1)->Arg(10)->Unit(benchmark::kMillisecond);
BENCHMARK(ours_resample)->ArgName("analysis")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(soxr_f32_hq)->Unit(benchmark::kMillisecond);

}  // namespace
