// The loudness of an album from the meters of its tracks, against libebur128's over the same tracks.

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "analysis/meter_run.hpp"

namespace {

using nt::test::Planes;

Planes track(size_t frames, double level, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 1);
  Planes x(2, std::vector<double>(frames));
  for (auto& plane : x)
    for (size_t i = 0; i < frames; ++i)
      plane[i] = level * (1.2 + std::sin(static_cast<double>(i) * 3e-5)) * 0.1 * normal(random);
  return x;
}

/// EBU Tech 3342 in its own words over all short-term values: both gates, then the percentiles of what is left.
double range_of(std::vector<double> short_term) {
  std::erase_if(short_term, [](double l) { return !(l > -70); });
  double power = 0;
  for (const double l : short_term) power += std::pow(10, l / 10) / static_cast<double>(short_term.size());
  std::erase_if(short_term, [&](double l) { return l < 10 * std::log10(power) - 20; });
  std::sort(short_term.begin(), short_term.end());
  const auto at = [&](double share) {
    return short_term[static_cast<size_t>(std::lround(share * static_cast<double>(short_term.size() - 1)))];
  };
  return at(0.95) - at(0.10);
}

TEST(LoudnessMerge, given_tracks_then_the_album_reads_as_libebur128_has_it) {
  // Ten seconds each at another level and rate; the quietest lies below the album's relative gate.
  const struct { double rate, level; } tracks[] = {{48000, 1.0}, {44100, 0.2}, {96000, 0.004}};
  const auto album = nt::test::meter(48000, 2, 3, 16);
  std::vector<ebur128_state*> peers;
  double true_peak = -INFINITY;
  uint64_t frames = 0;
  std::vector<double> short_term;
  for (size_t t = 0; t < 3; ++t) {
    const auto n = static_cast<size_t>(10 * tracks[t].rate);
    const Planes x = track(n, tracks[t].level, t + 1);
    const auto one = nt::test::meter(tracks[t].rate, 2, 3, 16);
    const double* planes[] = {x[0].data(), x[1].data()};
    for (size_t at = 0; at < n; at += 4096) {
      const double* piece[] = {planes[0] + at, planes[1] + at};
      ASSERT_EQ(NT_OK, nt_loudness_add(one.get(), piece, static_cast<uint32_t>(std::min<size_t>(4096, n - at))));
    }
    true_peak = std::max(true_peak, nt::test::read(one.get()).true_peak_db);
    ASSERT_EQ(NT_OK, nt_loudness_merge(album.get(), one.get()));
    std::vector<float> course(200);
    uint32_t points = 0;
    double step = 0;
    ASSERT_EQ(NT_OK, nt_loudness_series(one.get(), NT_LOUDNESS_SHORT_TERM, course.data(), 200, &points, &step));
    for (uint32_t i = 29; i < points; ++i) short_term.push_back(static_cast<double>(course[i]));
    frames += n;

    peers.push_back(ebur128_init(2, static_cast<unsigned long>(tracks[t].rate), EBUR128_MODE_I));
    std::vector<double> both(2 * n);
    for (size_t i = 0; i < n; ++i) both[2 * i] = x[0][i], both[2 * i + 1] = x[1][i];
    ebur128_add_frames_double(peers.back(), both.data(), n);
  }
  const auto ours = nt::test::read(album.get());
  double integrated = 0;
  ebur128_loudness_global_multiple(peers.data(), peers.size(), &integrated);
  EXPECT_NEAR(integrated, ours.integrated_lufs, 0.01);
  EXPECT_NEAR(range_of(short_term), ours.range_lu, 0.05);
  EXPECT_EQ(true_peak, ours.true_peak_db);
  EXPECT_EQ(frames, ours.frames);
  for (auto* peer : peers) ebur128_destroy(&peer);
}

TEST(LoudnessMerge, given_null_or_itself_then_it_is_refused) {
  const auto m = nt::test::meter(48000, 2, 3, 0);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_merge(nullptr, m.get()));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_merge(m.get(), nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_loudness_merge(m.get(), m.get()));
}

}  // namespace
