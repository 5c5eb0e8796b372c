// Partitioned convolution of a stereo stream at 48 kHz beside zita-convolver: one impulse for each channel, calls of
// 64 to 512 frames, impulses of 1 to 10 seconds. Both take turns within one run; the time is that of the whole process,
// so that the peer's threads and ours count. Printed are the medians as multiples of real time, their ratio, and our
// dearest call (time of the calling thread, the least of all rounds) as a share of the time that its frames last.

#include <benchmark/benchmark.h>
#include <zita-convolver.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "ntdsp/convolution.h"

namespace {

constexpr double rate = 48000;

double seconds(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

std::vector<double> impulse(size_t taps, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> h(taps);
  for (size_t i = 0; i < taps; ++i)
    h[i] = (random() / 2147483648.0 - 1) * std::exp(-5.0 * static_cast<double>(i) / static_cast<double>(taps)) / 64;
  return h;
}

class Zita {
 public:
  Zita(const std::vector<double> (&h)[2], uint32_t block) : block_(block) {
    const auto taps = static_cast<uint32_t>(h[0].size());
    convolver_.set_options(0);
    if (convolver_.configure(2, 2, taps, block, block, Convproc::MAXPART, 0) != 0) std::abort();
    for (uint32_t c = 0; c < 2; ++c) {
      std::vector<float> f(h[c].begin(), h[c].end());
      if (convolver_.impdata_create(c, c, 1, f.data(), 0, static_cast<int32_t>(taps)) != 0) std::abort();
    }
    if (convolver_.start_process(0, SCHED_OTHER) != 0) std::abort();
  }
  ~Zita() {
    convolver_.stop_process();
    convolver_.cleanup();
  }
  void process(const float* const* in, float* const* out) {
    for (uint32_t c = 0; c < 2; ++c) std::copy_n(in[c], block_, convolver_.inpdata(c));
    convolver_.process(true);
    for (uint32_t c = 0; c < 2; ++c) std::copy_n(convolver_.outdata(c), block_, out[c]);
  }

 private:
  uint32_t block_;
  Convproc convolver_;
};

template <class S>
class Ours {
 public:
  Ours(const std::vector<double> (&h)[2], uint32_t block, int32_t calls, int32_t mode = NT_CONVOLVER_OFFLINE)
      : block_(block) {
    const nt_convolver_route routes[] = {{0, 0, 0}, {1, 1, 1}};
    const double* planes[] = {h[0].data(), h[1].data()};
    const nt_convolver_impulses impulses{planes, 2, static_cast<uint32_t>(h[0].size())};
    nt_convolver_params params{};
    params.sample_rate = rate;
    params.inputs = params.outputs = 2;
    params.block = block;
    params.calls = calls;
    params.mode = mode;
    params.precision = sizeof(S) == 4 ? NT_CONVOLVER_F32 : NT_CONVOLVER_F64;
    params.background = 1;
    params.fade_frames = 1;
    params.routes = routes;
    params.route_count = 2;
    if (nt_convolver_create(&params, &impulses, &convolver_) != NT_OK) std::abort();
  }
  ~Ours() { nt_convolver_destroy(convolver_); }
  void process(const S* const* in, S* const* out) {
    if constexpr (sizeof(S) == 4)
      nt_convolver_process_f32(convolver_, in, out, block_);
    else
      nt_convolver_process(convolver_, in, out, block_);
  }

 private:
  uint32_t block_;
  nt_convolver* convolver_ = nullptr;
};

template <class S>
struct Planes {
  std::vector<S> left, right, out_left, out_right;
  const S* in[2];
  S* out[2];
  explicit Planes(uint32_t block) : left(block), right(block), out_left(block), out_right(block) {
    for (uint32_t i = 0; i < block; ++i) {
      left[i] = static_cast<S>(std::sin(0.1 * i) / 2);
      right[i] = static_cast<S>(std::cos(0.37 * i) / 2);
    }
    in[0] = left.data(), in[1] = right.data(), out[0] = out_left.data(), out[1] = out_right.data();
  }
};

/// CPU time of the process for a stretch of the stream.
template <class S, class Convolver>
double stretch(Convolver& convolver, Planes<S>& planes, size_t calls) {
  const double begin = seconds(CLOCK_PROCESS_CPUTIME_ID);
  for (size_t i = 0; i < calls; ++i) convolver.process(planes.in, planes.out);
  return seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// The dearest call of a live stream, over a whole period of partitions; each call's time is the least of several
/// periods. What is deferred is the thread's.
template <class S>
double worst_call(const std::vector<double> (&h)[2], uint32_t block, int32_t calls) {
  const size_t period = 65536 / block;
  std::vector<double> least(period, 1e9);
  Ours<S> ours(h, block, calls, NT_CONVOLVER_LIVE);
  Planes<S> planes(block);
  for (int round = 0; round < 8; ++round) {
    for (size_t i = 0; i < period; ++i) {
      const double begin = seconds(CLOCK_THREAD_CPUTIME_ID);
      ours.process(planes.in, planes.out);
      least[i] = std::min(least[i], seconds(CLOCK_THREAD_CPUTIME_ID) - begin);
    }
  }
  return *std::max_element(least.begin(), least.end()) / (block / rate);
}

void convolution(benchmark::State& state) {
  const auto block = static_cast<uint32_t>(state.range(0));
  const auto taps = static_cast<size_t>(state.range(1)) * static_cast<size_t>(rate);
  const std::vector<double> h[2] = {impulse(taps, 1), impulse(taps, 2)};
  constexpr int rounds = 9;
  const size_t calls = 131072 / block;
  const double length = static_cast<double>(calls * block) / rate;
  std::vector<double> zita_times, f32_times, f64_times, direct_times;
  for (auto _ : state) {
    Zita zita(h, block);
    Ours<float> f32(h, block, NT_CONVOLVER_BLOCKS), direct(h, block, NT_CONVOLVER_DIRECT);
    Ours<double> f64(h, block, NT_CONVOLVER_BLOCKS);
    Planes<float> single(block);
    Planes<double> twofold(block);
    for (int round = 0; round < rounds; ++round) {
      const double times[] = {stretch(zita, single, calls), stretch(f32, single, calls), stretch(f64, twofold, calls),
                              stretch(direct, single, calls)};
      if (round == 0) continue;
      zita_times.push_back(times[0]);
      f32_times.push_back(times[1]);
      f64_times.push_back(times[2]);
      direct_times.push_back(times[3]);
    }
  }
  state.counters["zita_x"] = length / median(zita_times);
  state.counters["f32_x"] = length / median(f32_times);
  state.counters["f64_x"] = length / median(f64_times);
  state.counters["direct_x"] = length / median(direct_times);
  state.counters["f32_ratio"] = median(zita_times) / median(f32_times);
  state.counters["f64_ratio"] = median(zita_times) / median(f64_times);
  state.counters["direct_ratio"] = median(zita_times) / median(direct_times);
  state.counters["worst_f32_%"] = 100 * worst_call<float>(h, block, NT_CONVOLVER_BLOCKS);
  state.counters["worst_f64_%"] = 100 * worst_call<double>(h, block, NT_CONVOLVER_BLOCKS);
  state.counters["worst_direct_%"] = 100 * worst_call<float>(h, block, NT_CONVOLVER_DIRECT);
}

}  // namespace

BENCHMARK(convolution)
    ->ArgNames({"block", "seconds"})
    ->ArgsProduct({{64, 128, 256, 512}, {1, 4, 10}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
