// Sample-rate conversion of a minute of stereo beside libsoxr, libsamplerate and zita-resampler. The engines of a line
// take turns in one thread, round by round; the counters are times realtime by each engine's best round, and ours over
// its peer.

#include <benchmark/benchmark.h>
#include <samplerate.h>
#include <soxr.h>
#include <time.h>
#include <zita-resampler/vresampler.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ntdsp/resample.h"

namespace {

constexpr uint32_t block = 4096;
constexpr int rounds = 5;

double thread_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// A block of a signal with all frequencies, in the layouts the engines take.
struct Signal {
  std::vector<double> left = std::vector<double>(block), right = left;
  std::vector<float> both = std::vector<float>(2 * block);
  std::vector<double> out_left = std::vector<double>(24 * block), out_right = out_left;
  std::vector<float> out_both = std::vector<float>(48 * block);
  const double* in[2];
  double* out[2];
  Signal() {
    for (uint32_t i = 0; i < block; ++i) {
      left[i] = 0.5 * std::sin(0.1 * i);
      right[i] = 0.5 * std::cos(0.013 * i * (i % 7));
      both[2 * i] = static_cast<float>(left[i]);
      both[2 * i + 1] = static_cast<float>(right[i]);
    }
    in[0] = left.data(), in[1] = right.data(), out[0] = out_left.data(), out[1] = out_right.data();
  }
};

struct Rates {
  double in, out;
};

struct Engine {
  std::string name;
  double seconds;  // of audio each round
  std::function<void(Signal&)> convert;
};

Engine ours(const std::string& name, Rates r, int32_t quality) {
  nt_resampler* made = nullptr;
  nt_resampler_create(r.in, r.out, 2, quality, &made);
  const std::shared_ptr<nt_resampler> converter(made, nt_resampler_destroy);
  return {name, 60, [converter](Signal& s) {
            uint32_t got = 0;
            nt_resampler_process(converter.get(), s.in, block, s.out, 24 * block, &got);
          }};
}

/// The ratio glides by 100 ppm, down and up in turns, over every block.
Engine gliding(const std::string& name, Rates r, int32_t kind) {
  const nt_async_options options{r.in, r.out, 0.001, kind, 0};
  nt_async_resampler* made = nullptr;
  nt_async_resampler_create(&options, 2, block, &made);
  const std::shared_ptr<nt_async_resampler> converter(made, nt_async_resampler_destroy);
  const auto frames = static_cast<uint32_t>(block * r.out / r.in);
  return {name, 60, [converter, frames, up = false](Signal& s) mutable {
            up = !up;
            uint32_t taken = 0, got = 0;
            nt_async_resampler_glide(converter.get(), up ? 1.0001 : 0.9999, frames);
            nt_async_resampler_process(converter.get(), s.in, block, s.out, 24 * block, &taken, &got);
          }};
}

Engine soxr_engine(const std::string& name, Rates r, unsigned long recipe, unsigned long flags) {
  const auto io = soxr_io_spec(SOXR_FLOAT64_S, SOXR_FLOAT64_S);
  const auto quality = soxr_quality_spec(recipe, flags);
  const auto runtime = soxr_runtime_spec(1);
  soxr_error_t error = nullptr;
  const bool varies = (flags & SOXR_VR) != 0;
  const double ratio = r.in / r.out;
  const std::shared_ptr<std::remove_pointer_t<soxr_t>> converter(
      varies ? soxr_create(2 * ratio, 1, 2, &error, &io, &quality, &runtime)
             : soxr_create(r.in, r.out, 2, &error, &io, &quality, &runtime),
      soxr_delete);
  if (varies) soxr_set_io_ratio(converter.get(), ratio, 0);
  return {name, varies ? 20.0 : 60.0, [converter](Signal& s) {
            const void* in[] = {s.left.data(), s.right.data()};
            void* out[] = {s.out_left.data(), s.out_right.data()};
            size_t taken = 0, made = 0;
            soxr_process(converter.get(), in, block, &taken, out, 24 * block, &made);
          }};
}

Engine samplerate(Rates r) {
  int error = 0;
  const std::shared_ptr<SRC_STATE> converter(src_new(SRC_SINC_BEST_QUALITY, 2, &error), src_delete);
  return {"samplerate_best", 2, [converter, r](Signal& s) {
            SRC_DATA data{};
            data.data_in = s.both.data();
            data.data_out = s.out_both.data();
            data.input_frames = block;
            data.output_frames = 24 * block;
            data.src_ratio = r.out / r.in;
            src_process(converter.get(), &data);
          }};
}

Engine zita(Rates r) {
  const auto converter = std::make_shared<VResampler>();
  converter->setup(r.out / r.in, 2, 96);
  return {"zita_vresampler", 10, [converter](Signal& s) {
            converter->inp_count = block;
            converter->inp_data = s.both.data();
            converter->out_count = 24 * block;
            converter->out_data = s.out_both.data();
            converter->process();
          }};
}

/// Times realtime, the best round of each.
std::vector<double> race(const std::vector<Engine>& engines, double in_rate) {
  Signal signal;
  std::vector<double> best(engines.size(), 0);
  for (int round = 0; round < rounds; ++round)
    for (size_t e = 0; e < engines.size(); ++e) {
      const auto blocks = static_cast<int>(engines[e].seconds * in_rate / block);
      const double start = thread_seconds();
      for (int i = 0; i < blocks; ++i) engines[e].convert(signal);
      best[e] = std::max(best[e], blocks * block / in_rate / (thread_seconds() - start));
    }
  return best;
}

void report(benchmark::State& state, const std::vector<Engine>& engines, const std::vector<double>& speeds,
            const std::vector<std::pair<std::string, std::string>>& against) {
  const auto speed = [&](const std::string& name) {
    for (size_t e = 0; e < engines.size(); ++e)
      if (engines[e].name == name) return speeds[e];
    return 0.0;
  };
  for (size_t e = 0; e < engines.size(); ++e) state.counters[engines[e].name] = std::round(speeds[e]);
  for (const auto& [one, peer] : against) state.counters[one + "/" + peer] = speed(one) / speed(peer);
}

void fixed_ratio(benchmark::State& state) {
  const Rates r{static_cast<double>(state.range(0)), static_cast<double>(state.range(1))};
  const std::vector<Engine> engines = {ours("fast", r, NT_RESAMPLE_FAST),
                                       ours("high", r, NT_RESAMPLE_HIGH),
                                       ours("max", r, NT_RESAMPLE_MAX),
                                       ours("minimum_phase", r, NT_RESAMPLE_HIGH | NT_RESAMPLE_MINIMUM_PHASE),
                                       soxr_engine("soxr_vhq", r, SOXR_VHQ, 0),
                                       soxr_engine("soxr_32bit", r, SOXR_32_BITQ, 0),
                                       samplerate(r)};
  for (auto _ : state)
    report(state, engines, race(engines, r.in),
           {{"high", "soxr_vhq"}, {"max", "soxr_32bit"}, {"high", "samplerate_best"}});
}

void varying_ratio(benchmark::State& state) {
  const Rates r{static_cast<double>(state.range(0)), static_cast<double>(state.range(1))};
  const std::vector<Engine> engines = {gliding("async", r, NT_ASYNC_STANDARD),
                                       gliding("low_latency", r, NT_ASYNC_LOW_LATENCY),
                                       soxr_engine("soxr_vr", r, SOXR_HQ, SOXR_VR), zita(r)};
  for (auto _ : state)
    report(state, engines, race(engines, r.in),
           {{"async", "soxr_vr"}, {"async", "zita_vresampler"}, {"low_latency", "zita_vresampler"}});
}

void four_ratios(benchmark::internal::Benchmark* b) {
  for (const auto& [in, out] : {std::pair{44100, 48000}, {48000, 44100}, {44100, 96000}, {96000, 44100}})
    b->Args({in, out});
  b->ArgNames({"in", "out"})->Iterations(1)->Unit(benchmark::kMillisecond);
}

BENCHMARK(fixed_ratio)->Apply(four_ratios);
BENCHMARK(varying_ratio)->Apply(four_ratios);

}  // namespace
