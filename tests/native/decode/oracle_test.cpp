// The same files read by the codecs' own tools: ffmpeg for DSD and MP3, flac and wvunpack for what we wrote.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "dsd_file.hpp"
#include "media_files.hpp"

namespace {

using nt::test::Media;
using nt::test::Planes;
using nt::test::Scratch;

bool has(const char* tool) {
  return std::system((std::string("command -v ") + tool + " >/dev/null 2>&1").c_str()) == 0;
}

void run(const std::string& command) { ASSERT_EQ(0, std::system((command + " >/dev/null 2>&1").c_str())) << command; }

/// Interleaved raw samples of T in a file, to planes.
template <class T>
Planes raw(const std::string& path, size_t channels, double full) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  Planes planes(channels);
  const auto* samples = reinterpret_cast<const T*>(bytes.data());
  for (size_t i = 0; i < bytes.size() / sizeof(T); ++i)
    planes[i % channels].push_back(static_cast<double>(samples[i]) / full);
  return planes;
}

class DsdFile : public testing::TestWithParam<const char*> {};

TEST_P(DsdFile, given_a_one_bit_file_then_it_is_pcm_at_ffmpegs_level_and_seeks_are_exact) {
  Scratch folder;
  const bool dsf = std::string(GetParam()) == "dsf";
  const int bits = 8 * 4096 * 24;
  const std::vector<std::vector<uint8_t>> stream = {nt::test::modulate(1000, 0.5, bits),
                                                    nt::test::modulate(3000, 0.25, bits)};
  const auto path = folder.file(dsf ? "x.dsf" : "x.dff");
  dsf ? nt::test::write_dsf(path, stream) : nt::test::write_dff(path, stream);
  Media media(path);
  EXPECT_EQ(88200, media.info().sample_rate);
  EXPECT_EQ(NT_SAMPLES_DSD, media.info().samples);
  EXPECT_EQ(bits / 32, media.info().length);
  EXPECT_EQ(0x3u, media.info().channel_mask);
  EXPECT_STREQ("dsd64", media.info().codec);
  const auto read = media.read_all();
  ASSERT_EQ(static_cast<size_t>(bits / 32), read[0].size());
  nt::test::expect_seeks(media, read, 30);
  // Half modulation is -6.02 dBFS; the phase is that of the bits, frame n at bit 32 n.
  const auto tone = [](const std::vector<double>& x, double frequency, double rate, size_t from, size_t count) {
    double in_phase = 0, quadrature = 0;
    for (size_t i = from; i < from + count; ++i) {
      const double w = 2 * M_PI * frequency * static_cast<double>(i) / rate;
      in_phase += x[i] * std::sin(w);
      quadrature += x[i] * std::cos(w);
    }
    return std::pair{2 * in_phase / static_cast<double>(count), 2 * quadrature / static_cast<double>(count)};
  };
  const size_t from = 8820, count = 8820;  // whole periods
  const auto [left, left_quadrature] = tone(read[0], 1000, 88200, from, count);
  const auto [right, right_quadrature] = tone(read[1], 3000, 88200, from, count);
  EXPECT_NEAR(0.5, left, 1e-3);
  EXPECT_NEAR(0.25, right, 1e-3);
  EXPECT_NEAR(0, left_quadrature, 2e-3);
  if (!has("ffmpeg")) GTEST_SKIP() << "ffmpeg is not installed: no independent decode";
  run("ffmpeg -v error -i " + path + " -f f32le " + folder.file("x.raw"));
  const auto theirs = raw<float>(folder.file("x.raw"), 2, 1.0);
  const auto [peer, peer_quadrature] = tone(theirs[0], 1000, 352800, 4 * from, 4 * count);
  EXPECT_NEAR(20 * std::log10(std::hypot(peer, peer_quadrature)), 20 * std::log10(std::hypot(left, left_quadrature)),
              0.01);
}

INSTANTIATE_TEST_SUITE_P(Files, DsdFile, testing::Values("dsf", "dff"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Gapless, given_an_mp3_with_and_without_a_lame_tag_then_the_length_is_exact_and_unknown) {
  if (!has("ffmpeg")) GTEST_SKIP() << "ffmpeg is not installed: no MP3 without a tag";
  Scratch folder;
  auto recipe = nt::test::recipe("mp3");
  const auto planes = nt::test::music(2, 77'777, recipe.rate);
  nt::test::write(folder.file("with.mp3"), recipe, planes);
  run("ffmpeg -v error -i " + folder.file("with.mp3") + " -c copy -write_xing 0 -id3v2_version 0 " +
      folder.file("without.mp3"));
  Media with(folder.file("with.mp3"));
  Media without(folder.file("without.mp3"));
  EXPECT_EQ(77'777, with.info().length);
  EXPECT_EQ(-1, without.info().length);
  const auto exact = with.read_all();
  const auto whole = without.read_all();
  EXPECT_EQ(77'777u, exact[0].size());
  ASSERT_EQ(0u, whole[0].size() % 1152);
  ASSERT_GT(whole[0].size(), exact[0].size());
  // What the tag removes is what stands around the music in the other file.
  const auto found = std::search(whole[0].begin(), whole[0].end(), exact[0].begin() + 5000, exact[0].begin() + 6000);
  EXPECT_EQ(1105, found - whole[0].begin() - 5000);
}

TEST(Written, given_flac_and_wavpack_then_their_own_tools_read_the_same_samples) {
  Scratch folder;
  if (!has("flac") || !has("wvunpack")) GTEST_SKIP() << "flac or wvunpack is not installed";
  Planes grid = nt::test::music(2, 50'001, 48000);
  for (auto& plane : grid)
    for (double& x : plane) x = std::round(x * 32768) / 32768;
  nt::test::write(folder.file("x.flac"), nt::test::recipe("flac"), grid);
  run("flac -s -d --force-raw-format --endian=little --sign=signed -o " + folder.file("f.raw") + " " +
      folder.file("x.flac"));
  EXPECT_EQ(grid, raw<int16_t>(folder.file("f.raw"), 2, 32768));
  nt::test::Recipe wavpack{"x.wv", NT_MEDIA_WAVPACK, NT_SAMPLES_S16};
  nt::test::write(folder.file("x.wv"), wavpack, grid);
  run("wvunpack -q -r -y " + folder.file("x.wv") + " -o " + folder.file("w.raw"));
  EXPECT_EQ(grid, raw<int16_t>(folder.file("w.raw"), 2, 32768));
}

}  // namespace
