#include "ntdsp/decode.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <string>

#include "media_files.hpp"

namespace {

using nt::test::Media;
using nt::test::Scratch;

class Seek : public testing::TestWithParam<const char*> {};

TEST_P(Seek, given_random_positions_then_the_samples_are_those_of_a_straight_decode) {
  Scratch folder;
  nt::test::Recipe recipe = nt::test::recipe(GetParam());
  const auto path = folder.file(recipe.name);
  nt::test::write(path, recipe, nt::test::music(2, 200'003, recipe.rate));
  Media media(path);
  const auto straight = media.read_all();
  const auto total = static_cast<int64_t>(straight[0].size());
  ASSERT_GT(total, 190'000);
  std::mt19937_64 random(7);
  for (int i = 0; i < 40; ++i) {
    const int64_t at = i == 0 ? 0 : i == 1 ? total - 1 : static_cast<int64_t>(random() % static_cast<uint64_t>(total));
    ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), at)) << nt::test::last_error();
    const auto piece = media.read(1000);
    ASSERT_EQ(static_cast<size_t>(std::min<int64_t>(1000, total - at)), piece[0].size()) << "at " << at;
    for (size_t c = 0; c < piece.size(); ++c)
      ASSERT_TRUE(std::equal(piece[c].begin(), piece[c].end(), straight[c].begin() + at))
          << "at " << at << ", channel " << c;
  }
  ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), total + 5));
  EXPECT_TRUE(media.read(10)[0].empty());
}

INSTANTIATE_TEST_SUITE_P(Formats, Seek,
                         testing::Values("wav16", "wav24", "wavf32", "wavf64", "flac", "flac24", "wavpack", "alac",
                                         "opus", "mp3", "aac"),
                         [](const auto& info) { return std::string(info.param); });

struct Bad {
  const char* name;
  std::string bytes;
  nt_status status;
};

TEST(Hostile, given_files_that_are_no_audio_then_each_gets_its_status_and_a_text) {
  Scratch folder;
  const std::vector<Bad> cases = {
      {"empty.wav", "", NT_MALFORMED},
      {"text.mp3", "This is a letter, not music. It goes on for a while and has no frames.\n", NT_MALFORMED},
      {"letter", "This is a letter, not music. It goes on for a while and has no frames.\n", NT_UNSUPPORTED},
      {"list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nother.ts\n#EXT-X-ENDLIST\n", NT_UNSUPPORTED},
      {"list.ffconcat", "ffconcat version 1.0\nfile other.wav\n", NT_UNSUPPORTED}};
  for (const auto& bad : cases) {
    std::ofstream(folder.file(bad.name), std::ios::binary) << bad.bytes;
    nt_decoder* d = nullptr;
    const auto status = nt_decoder_open(folder.file(bad.name).c_str(), nullptr, &d);
    EXPECT_EQ(bad.status, status) << bad.name << ": " << nt::test::last_error();
    EXPECT_EQ(nullptr, d);
    EXPECT_FALSE(nt::test::last_error().empty()) << bad.name;
  }
}

TEST(Hostile, given_names_that_look_like_protocols_then_they_are_plain_file_names) {
  for (const char* name :
       {"http://127.0.0.1:1/x.wav", "pipe:0", "concat:a.wav|b.wav", "file:/dev/null", "data:audio/wav;base64,AAAA"}) {
    nt_decoder* d = nullptr;
    EXPECT_EQ(NT_NOT_FOUND, nt_decoder_open(name, nullptr, &d)) << name << ": " << nt::test::last_error();
  }
  nt_decoder* d = nullptr;
  EXPECT_EQ(NT_NOT_FOUND, nt_decoder_open("/", nullptr, &d));
  EXPECT_NE(std::string::npos, nt::test::last_error().find("folder"));
}

TEST(Hostile, given_nan_in_a_float_file_then_the_frames_before_it_are_read_and_then_it_is_named) {
  Scratch folder;
  const auto path = folder.file("nan.wav");
  auto planes = nt::test::music(2, 3000, 48000);
  nt::test::write(path, nt::test::recipe("wavf32"), planes);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto data = static_cast<std::streamoff>(std::filesystem::file_size(path)) - 3000 * 8;
  file.seekp(data + 1234 * 8 + 4).write(reinterpret_cast<const char*>(&nan), 4);
  file.close();
  Media media(path);
  EXPECT_EQ(1234u, media.read(3000)[0].size());
  double sample[2] = {};
  double* out[] = {&sample[0], &sample[1]};
  uint32_t got = 0;
  EXPECT_EQ(NT_NOT_FINITE, nt_decoder_read(media.get(), out, 1, &got));
  EXPECT_NE(std::string::npos, nt::test::last_error().find("frame 1234, channel 2")) << nt::test::last_error();
  ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), 1235));
  EXPECT_EQ(3000u - 1235u, media.read(3000)[0].size());
}

TEST(Hostile, given_a_truncated_file_then_what_is_there_is_read_and_the_damage_counted) {
  Scratch folder;
  for (const char* kind : {"flac", "wav16", "wavpack", "mp3", "opus"}) {
    const auto recipe = nt::test::recipe(kind);
    const auto path = folder.file(recipe.name);
    nt::test::write(path, recipe, nt::test::music(2, 100'000, recipe.rate));
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    nt_decoder* d = nullptr;
    const auto status = nt_decoder_open(path.c_str(), nullptr, &d);
    ASSERT_EQ(NT_OK, status) << kind << ": " << nt::test::last_error();
    nt_decoder_close(d);
    Media media(path);
    const auto read = media.read_all()[0].size();
    EXPECT_GT(read, 20'000u) << kind;
    EXPECT_LT(read, 90'000u) << kind;
  }
}

TEST(Hostile, given_a_damaged_flac_then_the_frames_after_it_stay_in_place) {
  Scratch folder;
  const auto recipe = nt::test::recipe("flac");
  const auto path = folder.file(recipe.name);
  const auto planes = nt::test::music(2, 100'000, recipe.rate);
  nt::test::write(path, recipe, planes);
  const auto clean = Media(path).read_all();
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(path));
  file.seekp(size / 2).write("damage!damage!", 14);
  file.close();
  Media media(path);
  const auto read = media.read_all();
  int64_t damaged = 0;
  nt_decoder_damaged(media.get(), &damaged);
  EXPECT_GE(damaged, 1);
  ASSERT_EQ(clean[0].size(), read[0].size());
  EXPECT_TRUE(std::equal(read[0].end() - 20'000, read[0].end(), clean[0].end() - 20'000));
  EXPECT_TRUE(std::equal(read[0].begin(), read[0].begin() + 20'000, clean[0].begin()));
}

TEST(Hostile, given_null_and_absurd_arguments_then_each_is_answered) {
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_open(nullptr, nullptr, nullptr));
  nt_decoder* d = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_open(nullptr, nullptr, &d));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_seek(nullptr, 0));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_describe(nullptr, nullptr));
  uint32_t got = 9;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_read(nullptr, nullptr, 1, &got));
  EXPECT_EQ(0u, got);
  nt_decoder_close(nullptr);
}

TEST(Hostile, given_the_fuzz_targets_starting_inputs_and_what_it_found_then_each_call_is_answered_within_its_contract) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(NT_VECTORS "/fuzz/decode")) {
    ++files;
    nt_decoder* d = nullptr;
    if (nt_decoder_open(entry.path().c_str(), nullptr, &d) != NT_OK) continue;
    nt_media_info info{};
    ASSERT_EQ(NT_OK, nt_decoder_describe(d, &info));
    nt::test::Planes planes(info.channels, std::vector<double>(4096));
    std::vector<double*> to;
    for (auto& plane : planes) to.push_back(plane.data());
    for (const int64_t at : {int64_t{0}, info.length / 2, int64_t{100}}) {
      if (at >= 0 && nt_decoder_seek(d, at) != NT_OK) continue;
      for (int i = 0; i < 64; ++i) {
        uint32_t got = 0;
        const auto status = nt_decoder_read(d, to.data(), 4096, &got);
        ASSERT_EQ(status == NT_OK, got > 0) << entry.path();
        if (status != NT_OK) break;
      }
    }
    nt_decoder_close(d);
  }
  EXPECT_GE(files, 20);
}

}  // namespace
