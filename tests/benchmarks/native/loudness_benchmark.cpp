// Loudness and true peak of a minute of stereo beside libebur128 on the same samples: noise whose level moves, and a
// piece of music where NT_MUSIC names a folder of unpacked packages. Both take turns within one run; printed are the
// medians as multiples of real time, and the ratio.

#include <benchmark/benchmark.h>
#include <ebur128.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "ntdsp/analysis.h"
#include "ntdsp/decode.h"

namespace {

constexpr size_t block = 4096;
constexpr size_t frames = 700 * block;  // about a minute

struct Sound {
  double rate = 48000;
  std::vector<double> left = std::vector<double>(frames), right = left, interleaved;
  void interleave() {
    for (size_t i = 0; i < frames; ++i) interleaved.insert(interleaved.end(), {left[i], right[i]});
  }
};

/// Noise whose level moves, so that gates and peaks have something to decide.
const Sound& noise() {
  static const Sound sound = [] {
    Sound s;
    uint64_t state = 1;
    double smooth[2] = {0, 0};
    for (size_t i = 0; i < 2 * frames; ++i) {
      state = state * 6364136223846793005ull + 1442695040888963407ull;
      const double white = static_cast<double>(static_cast<int64_t>(state)) / 9.3e18;
      const double level = (i / 96000) % 7 < 2 ? 0.05 : 0.5;
      smooth[i % 2] += 0.3 * (level * white - smooth[i % 2]);
      (i % 2 == 0 ? s.left : s.right)[i / 2] = smooth[i % 2];
    }
    s.interleave();
    return s;
  }();
  return sound;
}

/// A minute from the middle of a file; empty where it is not there.
Sound music(const char* file) {
  Sound s;
  const char* root = std::getenv("NT_MUSIC");
  nt_decoder* decoder = nullptr;
  nt_media_info info{};
  if (root == nullptr || nt_decoder_open((std::string(root) + file).c_str(), nullptr, &decoder) != NT_OK) return s;
  nt_decoder_describe(decoder, &info);
  nt_decoder_seek(decoder, static_cast<int64_t>(30 * info.sample_rate));
  for (size_t at = 0; at < frames && info.channels == 2;) {
    double* planes[] = {s.left.data() + at, s.right.data() + at};
    uint32_t got = 0;
    if (nt_decoder_read(decoder, planes, block, &got) != NT_OK || got == 0) break;
    at += got;
    if (got < block) break;
  }
  nt_decoder_close(decoder);
  s.rate = info.sample_rate;
  s.interleave();
  return s;
}

double ours(const Sound& s, uint32_t oversampling) {
  nt_loudness* meter = nullptr;
  nt_loudness_create(s.rate, 2, 3, oversampling, &meter);
  for (size_t at = 0; at < frames; at += block) {
    const double* planes[] = {s.left.data() + at, s.right.data() + at};
    nt_loudness_add(meter, planes, block);
  }
  nt_loudness_reading reading;
  nt_loudness_read(meter, &reading);
  nt_loudness_destroy(meter);
  return reading.integrated_lufs;
}

double libebur128(const Sound& s, bool true_peak) {
  // The range costs the peer next to nothing; ours reads it as well.
  const int mode = EBUR128_MODE_I | EBUR128_MODE_LRA | (true_peak ? EBUR128_MODE_TRUE_PEAK : 0);
  ebur128_state* meter = ebur128_init(2, static_cast<unsigned long>(s.rate), mode);
  for (size_t at = 0; at < frames; at += block) ebur128_add_frames_double(meter, s.interleaved.data() + 2 * at, block);
  double value = 0;
  ebur128_loudness_global(meter, &value);
  ebur128_destroy(&meter);
  return value;
}

template <class Body>
double time_of(Body body) {
  timespec begin{}, end{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
  benchmark::DoNotOptimize(body());
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  return static_cast<double>(end.tv_sec - begin.tv_sec) + 1e-9 * static_cast<double>(end.tv_nsec - begin.tv_nsec);
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

void compare(benchmark::State& state, const Sound& s) {
  if (s.interleaved.empty()) {
    state.SkipWithError("NT_MUSIC does not hold the file");
    return;
  }
  const auto oversampling = static_cast<uint32_t>(state.range(0));
  std::vector<double> own, peer;
  for (auto _ : state) {
    for (int round = 0; round < 7; ++round) {
      peer.push_back(time_of([&] { return libebur128(s, oversampling != 0); }));
      own.push_back(time_of([&] { return ours(s, oversampling); }));
    }
  }
  const double seconds = static_cast<double>(frames) / s.rate;
  state.counters["libebur128_x"] = seconds / median(peer);
  state.counters["ours_x"] = seconds / median(own);
  state.counters["ratio"] = median(peer) / median(own);
}

void loudness_noise(benchmark::State& state) { compare(state, noise()); }
void loudness_music(benchmark::State& state) {
  static const Sound sound = music("/singularity-music/usr/share/games/singularity/music/Advanced Simulacra.ogg");
  compare(state, sound);
}

}  // namespace

// 0: integrated loudness and range; 16: with the true peak, 16 points a sample.
BENCHMARK(loudness_noise)->ArgName("oversampling")->Arg(0)->Arg(16)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(loudness_music)->ArgName("oversampling")->Arg(0)->Arg(16)->Iterations(1)->Unit(benchmark::kMillisecond);
