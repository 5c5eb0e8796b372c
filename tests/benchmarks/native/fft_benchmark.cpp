// Our transforms beside FFTW's of the same size, precision and kind, planned by estimate and by measuring. Ratio:
// compare the lines of one size in one run.

#include <benchmark/benchmark.h>
#include <fftw3.h>

#include <random>
#include <vector>

#include "rt/aligned.hpp"
#include "rt/fft/fft.hpp"

namespace {

template <class T>
nt::AlignedVector<T> noise(size_t n) {
  std::mt19937 random(1);
  nt::AlignedVector<T> x(n);
  for (auto& v : x) v = static_cast<T>(random() / 2147483648.0 - 1);
  return x;
}

template <class T>
void ours_real(benchmark::State& state) {
  const auto n = static_cast<size_t>(state.range(0));
  nt::fft::RealFft<T> fft(n);
  const auto in = noise<T>(n);
  nt::AlignedVector<T> re(n), im(n);
  for (auto _ : state) {
    fft.forward(in.data(), re.data(), im.data());
    benchmark::DoNotOptimize(re.data());
    benchmark::ClobberMemory();
  }
}

template <class T>
void ours_complex(benchmark::State& state) {
  const auto n = static_cast<size_t>(state.range(0));
  nt::fft::ComplexFft<T> fft(n);
  const auto in = noise<T>(2 * n);
  nt::AlignedVector<T> re(n), im(n);
  for (auto _ : state) {
    fft.forward(in.data(), in.data() + n, re.data(), im.data());
    benchmark::DoNotOptimize(re.data());
    benchmark::ClobberMemory();
  }
}

template <unsigned Plan>
void fftw_f64_real(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  auto* in = fftw_alloc_real(static_cast<size_t>(n));
  auto* out = fftw_alloc_complex(static_cast<size_t>(n));
  const auto plan = fftw_plan_dft_r2c_1d(n, in, out, Plan);
  const auto x = noise<double>(static_cast<size_t>(n));
  std::copy(x.begin(), x.end(), in);
  for (auto _ : state) {
    fftw_execute(plan);
    benchmark::ClobberMemory();
  }
  fftw_destroy_plan(plan);
  fftw_free(in);
  fftw_free(out);
}

template <unsigned Plan>
void fftw_f32_real(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  auto* in = fftwf_alloc_real(static_cast<size_t>(n));
  auto* out = fftwf_alloc_complex(static_cast<size_t>(n));
  const auto plan = fftwf_plan_dft_r2c_1d(n, in, out, Plan);
  const auto x = noise<float>(static_cast<size_t>(n));
  std::copy(x.begin(), x.end(), in);
  for (auto _ : state) {
    fftwf_execute(plan);
    benchmark::ClobberMemory();
  }
  fftwf_destroy_plan(plan);
  fftwf_free(in);
  fftwf_free(out);
}

template <unsigned Plan>
void fftw_f64_complex(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  auto* in = fftw_alloc_complex(static_cast<size_t>(n));
  auto* out = fftw_alloc_complex(static_cast<size_t>(n));
  const auto plan = fftw_plan_dft_1d(n, in, out, FFTW_FORWARD, Plan);
  const auto x = noise<double>(2 * static_cast<size_t>(n));
  std::copy(x.begin(), x.end(), &in[0][0]);
  for (auto _ : state) {
    fftw_execute(plan);
    benchmark::ClobberMemory();
  }
  fftw_destroy_plan(plan);
  fftw_free(in);
  fftw_free(out);
}

BENCHMARK(ours_real<double>)->RangeMultiplier(2)->Range(512, 8192);
BENCHMARK(fftw_f64_real<FFTW_ESTIMATE>)->RangeMultiplier(2)->Range(512, 8192);
BENCHMARK(fftw_f64_real<FFTW_MEASURE>)->RangeMultiplier(2)->Range(512, 8192);
BENCHMARK(ours_real<float>)->RangeMultiplier(2)->Range(512, 8192);
BENCHMARK(fftw_f32_real<FFTW_ESTIMATE>)->RangeMultiplier(2)->Range(512, 8192);
BENCHMARK(fftw_f32_real<FFTW_MEASURE>)->RangeMultiplier(2)->Range(512, 8192);
BENCHMARK(ours_complex<double>)->RangeMultiplier(4)->Range(1024, 16384);
BENCHMARK(fftw_f64_complex<FFTW_MEASURE>)->RangeMultiplier(4)->Range(1024, 16384);

}  // namespace
