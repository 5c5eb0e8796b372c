// Our transforms beside FFTW's of the same size, precision and kind, planned by estimate and by measuring. Ratio:
// compare the lines of one size in one run.

#include <benchmark/benchmark.h>
#include <fftw3.h>

#include <algorithm>
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

/// FFTW's transform of values numbers in; it is planned before they are there, for measuring overwrites them.
template <class T, class Make, class Execute, class Destroy>
void fftw(benchmark::State& state, size_t values, Make&& make, Execute&& execute, Destroy&& destroy) {
  nt::AlignedVector<T> in(values), out(2 * static_cast<size_t>(state.range(0)) + 2);
  const auto plan = make(static_cast<int>(state.range(0)), in.data(), out.data());
  const auto x = noise<T>(values);
  std::copy(x.begin(), x.end(), in.begin());
  for (auto _ : state) {
    execute(plan);
    benchmark::ClobberMemory();
  }
  destroy(plan);
}

template <unsigned Flags>
void fftw_f64_real(benchmark::State& state) {
  const auto make = [](int n, double* in, double* out) {
    return fftw_plan_dft_r2c_1d(n, in, reinterpret_cast<fftw_complex*>(out), Flags);
  };
  fftw<double>(state, static_cast<size_t>(state.range(0)), make, fftw_execute, fftw_destroy_plan);
}

template <unsigned Flags>
void fftw_f32_real(benchmark::State& state) {
  const auto make = [](int n, float* in, float* out) {
    return fftwf_plan_dft_r2c_1d(n, in, reinterpret_cast<fftwf_complex*>(out), Flags);
  };
  fftw<float>(state, static_cast<size_t>(state.range(0)), make, fftwf_execute, fftwf_destroy_plan);
}

template <unsigned Flags>
void fftw_f64_complex(benchmark::State& state) {
  const auto make = [](int n, double* in, double* out) {
    return fftw_plan_dft_1d(n, reinterpret_cast<fftw_complex*>(in), reinterpret_cast<fftw_complex*>(out), FFTW_FORWARD,
                            Flags);
  };
  fftw<double>(state, 2 * static_cast<size_t>(state.range(0)), make, fftw_execute, fftw_destroy_plan);
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
