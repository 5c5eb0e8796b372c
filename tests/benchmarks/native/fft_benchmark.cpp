// Our transforms beside FFTW's of the same size, precision and kind, planned as patiently as it can. Both run in turn
// within one measurement, so that a busy machine slows both alike; "ratio" is the median of FFTW's time over ours.

#include <benchmark/benchmark.h>
#include <fftw3.h>

#include <algorithm>
#include <chrono>
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

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Runs about 20 us of each in turn until the benchmark has enough.
template <class Ours, class Peer>
void in_turn(benchmark::State& state, size_t size, Ours&& ours, Peer&& peer) {
  using Clock = std::chrono::steady_clock;
  const size_t times = 1 + 20000 / size;
  std::vector<double> ours_ns, peer_ns, ratios;
  for (auto _ : state) {
    const auto start = Clock::now();
    for (size_t i = 0; i < times; ++i) {
      ours();
      benchmark::ClobberMemory();
    }
    const auto between = Clock::now();
    for (size_t i = 0; i < times; ++i) {
      peer();
      benchmark::ClobberMemory();
    }
    const auto end = Clock::now();
    const double a = std::chrono::duration<double, std::nano>(between - start).count() / static_cast<double>(times);
    const double b = std::chrono::duration<double, std::nano>(end - between).count() / static_cast<double>(times);
    ours_ns.push_back(a);
    peer_ns.push_back(b);
    ratios.push_back(b / a);
    state.SetIterationTime(a * 1e-9);
  }
  state.counters["ours_ns"] = median(ours_ns);
  state.counters["fftw_ns"] = median(peer_ns);
  state.counters["ratio"] = median(ratios);
}

/// FFTW in f64 and f32 under one name.
template <class T>
struct Fftw;
template <>
struct Fftw<double> {
  using Complex = fftw_complex;
  static constexpr auto plan_real = fftw_plan_dft_r2c_1d;
  static constexpr auto plan_complex = fftw_plan_dft_1d;
  static constexpr auto execute = fftw_execute;
  static constexpr auto destroy = fftw_destroy_plan;
};
template <>
struct Fftw<float> {
  using Complex = fftwf_complex;
  static constexpr auto plan_real = fftwf_plan_dft_r2c_1d;
  static constexpr auto plan_complex = fftwf_plan_dft_1d;
  static constexpr auto execute = fftwf_execute;
  static constexpr auto destroy = fftwf_destroy_plan;
};

/// Planning overwrites the arrays, so the noise comes after it.
template <class T>
void fill(nt::AlignedVector<T>& x) {
  const auto values = noise<T>(x.size());
  std::copy(values.begin(), values.end(), x.begin());
}

template <class T>
void real_forward(benchmark::State& state) {
  const auto n = static_cast<size_t>(state.range(0));
  nt::AlignedVector<T> in(n), out(2 * n + 2);
  using Complex = typename Fftw<T>::Complex;
  const auto plan =
      Fftw<T>::plan_real(static_cast<int>(n), in.data(), reinterpret_cast<Complex*>(out.data()), FFTW_PATIENT);
  fill(in);
  nt::fft::RealFft<T> fft(n);
  nt::fft::Planes<T> bins(fft.bins());
  in_turn(
      state, n, [&] { fft.forward(in.data(), bins.re(), bins.im()); }, [&] { Fftw<T>::execute(plan); });
  Fftw<T>::destroy(plan);
}

template <class T>
void complex_forward(benchmark::State& state) {
  const auto n = static_cast<size_t>(state.range(0));
  nt::AlignedVector<T> in(2 * n), out(2 * n);
  using Complex = typename Fftw<T>::Complex;
  const auto plan = Fftw<T>::plan_complex(static_cast<int>(n), reinterpret_cast<Complex*>(in.data()),
                                          reinterpret_cast<Complex*>(out.data()), FFTW_FORWARD, FFTW_PATIENT);
  fill(in);
  nt::fft::ComplexFft<T> fft(n);
  nt::fft::Planes<T> from(n), to(n);
  std::copy_n(in.data(), n, from.re());
  std::copy_n(in.data() + n, n, from.im());
  in_turn(
      state, 2 * n, [&] { fft.forward(from.re(), from.im(), to.re(), to.im()); }, [&] { Fftw<T>::execute(plan); });
  Fftw<T>::destroy(plan);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  // The last three carry the conversion between 44.1 and 48 kHz.
  for (const int64_t n : {1024, 2048, 4096, 8192, 2352, 9408, 10240}) benchmark->Arg(n);
  benchmark->UseManualTime();
}

BENCHMARK(real_forward<double>)->Apply(sizes);
BENCHMARK(real_forward<float>)->Apply(sizes);
BENCHMARK(complex_forward<double>)->RangeMultiplier(4)->Range(1024, 16384)->UseManualTime();

}  // namespace
