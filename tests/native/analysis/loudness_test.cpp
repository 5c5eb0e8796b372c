#include <ebur128.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

#include "analysis/meter_run.hpp"
#include "ntdsp/decode.h"

namespace {

using nt::test::measure;
using nt::test::Planes;
using nt::test::sines;

/// Pink-ish noise whose level wanders, so that the gates and the range have something to do.
Planes wandering_noise(size_t frames, size_t channels, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 0.05);
  Planes x(channels, std::vector<double>(frames));
  for (auto& plane : x) {
    double slow = 0;
    for (size_t i = 0; i < frames; ++i) {
      slow = 0.97 * slow + normal(random);
      const double level = std::pow(
          10, -1.2 + 0.9 * std::sin(static_cast<double>(i) * 1.1e-5) + 0.3 * std::sin(static_cast<double>(i) * 1.7e-4));
      plane[i] = level * (slow + normal(random));
    }
  }
  return x;
}

struct Peer {
  double integrated, momentary_max = -INFINITY, short_term_max = -INFINITY, range, true_peak, sample_peak;
};

/// EBU Tech 3342 in its own words: both gates over the list, then the percentiles of what is left.
double range_of(std::vector<double> short_term) {
  std::erase_if(short_term, [](double l) { return !(l > -70); });
  double power = 0;
  for (const double l : short_term) power += std::pow(10, l / 10) / static_cast<double>(short_term.size());
  std::erase_if(short_term, [gate = 10 * std::log10(power) - 20](double l) { return l < gate; });
  std::sort(short_term.begin(), short_term.end());
  const auto last = static_cast<double>(short_term.size() - 1);
  return short_term[static_cast<size_t>(std::lround(0.95 * last))] -
         short_term[static_cast<size_t>(std::lround(0.10 * last))];
}

/// libebur128 with its windows read every 10 ms; its own range takes one short-term value a second, so the range is
/// taken from its short-term values every 100 ms.
Peer peer(const Planes& x, double rate) {
  const auto channels = static_cast<unsigned>(x.size());
  ebur128_state* e = ebur128_init(channels, static_cast<unsigned long>(rate),
                                  EBUR128_MODE_I | EBUR128_MODE_S | EBUR128_MODE_TRUE_PEAK);
  std::vector<double> mixed;
  const auto hop = static_cast<size_t>(rate / 100);
  Peer p;
  std::vector<double> short_term;
  for (size_t n = 0, hops = 1; n + hop <= x[0].size(); n += hop, ++hops) {
    mixed.clear();
    for (size_t i = n; i < n + hop; ++i)
      for (const auto& plane : x) mixed.push_back(plane[i]);
    ebur128_add_frames_double(e, mixed.data(), hop);
    double value = 0;
    if (hops >= 40 && ebur128_loudness_momentary(e, &value) == 0) p.momentary_max = std::max(p.momentary_max, value);
    if (hops < 300 || ebur128_loudness_shortterm(e, &value) != 0) continue;
    p.short_term_max = std::max(p.short_term_max, value);
    if (hops % 10 == 0) short_term.push_back(value);
  }
  ebur128_loudness_global(e, &p.integrated);
  p.range = range_of(short_term);
  double true_peak = 0, sample_peak = 0, value = 0;
  for (unsigned c = 0; c < channels; ++c) {
    ebur128_true_peak(e, c, &value);
    true_peak = std::max(true_peak, value);
    ebur128_sample_peak(e, c, &value);
    sample_peak = std::max(sample_peak, value);
  }
  p.true_peak = 20 * std::log10(true_peak);
  p.sample_peak = 20 * std::log10(sample_peak);
  ebur128_destroy(&e);
  return p;
}

TEST(Loudness, given_noise_then_it_equals_libebur128) {
  for (const double rate : {44100.0, 96000.0}) {
    for (const size_t channels : {1u, 2u}) {
      const auto x = wandering_noise(static_cast<size_t>(rate) * 12, channels, 3 + channels);
      const auto ours = measure(x, rate, 16);
      const auto theirs = peer(x, rate);
      EXPECT_NEAR(theirs.integrated, ours.integrated_lufs, 0.01) << rate << " Hz";
      EXPECT_NEAR(theirs.momentary_max, ours.momentary_max_lufs, 0.01) << rate << " Hz";
      EXPECT_NEAR(theirs.short_term_max, ours.short_term_max_lufs, 0.01) << rate << " Hz";
      EXPECT_NEAR(theirs.sample_peak, ours.sample_peak_db, 1e-6);
      EXPECT_NEAR(theirs.true_peak, ours.true_peak_db, 0.35) << "the peer interpolates 4 times (2 times above 96 kHz)";
      EXPECT_NEAR(theirs.range, ours.range_lu, 0.02) << rate << " Hz";
    }
  }
}

/// The beginning of a file.
Planes decoded(const std::string& path, double seconds, double& rate) {
  nt_decoder* decoder = nullptr;
  EXPECT_EQ(NT_OK, nt_decoder_open(path.c_str(), nullptr, &decoder)) << path;
  nt_media_info info{};
  EXPECT_EQ(NT_OK, nt_decoder_describe(decoder, &info));
  rate = info.sample_rate;
  const auto most = static_cast<size_t>(seconds * rate);
  Planes x(info.channels, std::vector<double>(most));
  size_t at = 0;
  for (uint32_t got = 1; at < most && got > 0; at += got) {
    std::vector<double*> planes;
    for (auto& plane : x) planes.push_back(plane.data() + at);
    if (nt_decoder_read(decoder, planes.data(), static_cast<uint32_t>(std::min<size_t>(65536, most - at)), &got) !=
        NT_OK)
      break;
  }
  nt_decoder_close(decoder);
  for (auto& plane : x) plane.resize(at);
  return x;
}

void expect_equal_on_music(std::initializer_list<const char*> files, double seconds) {
  const char* root = std::getenv("NT_MUSIC");
  if (root == nullptr) GTEST_SKIP() << "NT_MUSIC names no folder of unpacked music packages; scripts/test sets it";
  for (const char* file : files) {
    double rate = 0;
    const auto x = decoded(std::string(root) + "/" + file, seconds, rate);
    ASSERT_GT(static_cast<double>(x[0].size()), 10 * rate) << file;
    const auto ours = measure(x, rate, 16);
    const auto theirs = peer(x, rate);
    EXPECT_NEAR(theirs.integrated, ours.integrated_lufs, 0.01) << file;
    EXPECT_NEAR(theirs.momentary_max, ours.momentary_max_lufs, 0.01) << file;
    EXPECT_NEAR(theirs.short_term_max, ours.short_term_max_lufs, 0.01) << file;
    EXPECT_NEAR(theirs.range, ours.range_lu, 0.02) << file;
    EXPECT_NEAR(theirs.sample_peak, ours.sample_peak_db, 1e-6) << file;
    // The peer's grid of 4 points a sample reads low, never high by more than its filter's ripple.
    EXPECT_GT(ours.true_peak_db, theirs.true_peak - 0.05) << file;
    EXPECT_LT(ours.true_peak_db, theirs.true_peak + 0.7) << file;
  }
}

TEST(Loudness, given_music_then_it_equals_libebur128) {
  expect_equal_on_music({"singularity-music/usr/share/games/singularity/music/Advanced Simulacra.ogg"}, 15);
}

TEST(FullLoudness, given_more_music_then_it_equals_libebur128) {
  expect_equal_on_music({"singularity-music/usr/share/games/singularity/music/Advanced Simulacra.ogg",
                         "singularity-music/usr/share/games/singularity/music/Nebula.ogg",
                         "xmoto-data/usr/share/games/xmoto/Textures/Musics/batcave.ogg",
                         "planetblupi-music-ogg/usr/share/planetblupi/music/music003.ogg"},
                        180);
}

TEST(Loudness, given_blocks_of_any_size_then_every_bit_of_the_reading_is_the_same) {
  const auto x = wandering_noise(44100 * 5, 3, 9);
  const auto whole = measure(x, 44100, 16, 0, 65536);
  for (const size_t block : {1u, 63u, 64u, 441u, 2049u, 8192u}) {
    const auto r = measure(x, 44100, 16, 0, block);
    EXPECT_EQ(whole.integrated_lufs, r.integrated_lufs);
    EXPECT_EQ(whole.momentary_lufs, r.momentary_lufs);
    EXPECT_EQ(whole.short_term_max_lufs, r.short_term_max_lufs);
    EXPECT_EQ(whole.momentary_max_lufs, r.momentary_max_lufs);
    EXPECT_EQ(whole.range_lu, r.range_lu);
    EXPECT_EQ(whole.true_peak_db, r.true_peak_db);
    EXPECT_EQ(whole.sample_peak_db, r.sample_peak_db);
  }
}

TEST(Loudness, given_a_peak_at_the_very_end_then_it_is_read_before_more_follows) {
  // Four frames of a quarter-rate tone at 45 degrees: the peak lies between the last samples.
  Planes x(1, std::vector<double>(5000));
  for (size_t i = 0; i < 40; ++i) x[0][4960 + i] = 0.5 * std::sin(M_PI / 2 * static_cast<double>(i) + M_PI / 4);
  const auto r = measure(x, 48000, 16);
  EXPECT_GT(r.true_peak_db, r.sample_peak_db + 2.5);
}

TEST(Loudness, given_silence_or_too_little_then_it_reads_minus_infinity) {
  const auto silent = measure(sines({{-INFINITY, 5}}), 48000, 16);
  EXPECT_EQ(-INFINITY, silent.integrated_lufs);
  EXPECT_EQ(-INFINITY, silent.momentary_max_lufs);
  EXPECT_EQ(-INFINITY, silent.true_peak_db);
  EXPECT_EQ(0, silent.range_lu);
  const auto brief = measure(sines({{-10, 0.3}}), 48000, 16);
  EXPECT_EQ(-INFINITY, brief.integrated_lufs);
  EXPECT_NEAR(-10, brief.sample_peak_db, 0.01);
}

TEST(Loudness, given_a_series_longer_than_its_bound_then_pairs_are_merged_and_the_maximum_stays) {
  const auto m = nt::test::meter(4000, 1);
  const auto quiet = sines({{-40, 60}}, 4000, 1, 500);
  for (int minute = 0; minute < 40; ++minute) {
    nt::test::add(m.get(), minute == 17 ? sines({{-10, 60}}, 4000, 1, 500) : quiet);
  }
  std::vector<float> values(NT_LOUDNESS_SERIES_MAX);
  uint32_t count = 0;
  double step = 0;
  ASSERT_EQ(NT_OK,
            nt_loudness_series(m.get(), NT_LOUDNESS_MOMENTARY, values.data(), NT_LOUDNESS_SERIES_MAX, &count, &step));
  EXPECT_DOUBLE_EQ(0.4, step);
  EXPECT_EQ(6000u, count);
  EXPECT_NEAR(values[2000], values[1000], 0.01);
  EXPECT_NEAR(30, values[17 * 150 + 75] - values[16 * 150 + 75], 0.1);
  EXPECT_NEAR(30, values[17 * 150 + 75] - values[18 * 150 + 75], 0.1);
  std::vector<double> counts(NT_LOUDNESS_BINS);
  ASSERT_EQ(NT_OK, nt_loudness_histogram(m.get(), NT_LOUDNESS_SHORT_TERM, counts.data(), NT_LOUDNESS_BINS));
  double total = 0;
  for (const double c : counts) total += c;
  EXPECT_EQ(24000 - 29, total);
}

TEST(Loudness, given_null_and_absurd_arguments_then_each_is_answered_with_a_status) {
  nt_loudness* m = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_create(48000, 2, 0, 0, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_create(std::nan(""), 2, 0, 0, &m));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_create(-48000, 2, 0, 0, &m));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_create(48000, 0, 0, 0, &m));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_create(48000, 65, 0, 0, &m));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_create(48000, 2, 0, 5, &m));
  EXPECT_EQ(nullptr, m);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_add(nullptr, nullptr, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_read(nullptr, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_reset(nullptr));
  nt_loudness_destroy(nullptr);

  const auto ours = nt::test::meter(48000, 2, ~uint64_t{0}, 16);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_add(ours.get(), nullptr, 1));
  std::vector<double> x(48000, 0.5);
  const double* holed[] = {x.data(), nullptr};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_add(ours.get(), holed, 1));
  const double* planes[] = {x.data(), x.data()};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_add(ours.get(), planes, NT_MAX_BLOCK_FRAMES + 1));
  x[777] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(NT_NOT_FINITE, nt_loudness_add(ours.get(), planes, 48000));
  EXPECT_EQ(0u, nt::test::read(ours.get()).frames);
  x[777] = 1e300;
  EXPECT_EQ(NT_OK, nt_loudness_add(ours.get(), planes, 48000));
  EXPECT_GT(nt::test::read(ours.get()).sample_peak_db, 5999);
  EXPECT_EQ(NT_OK, nt_loudness_reset(ours.get()));
  EXPECT_EQ(-INFINITY, nt::test::read(ours.get()).true_peak_db);
}

}  // namespace
