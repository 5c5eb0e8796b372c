#include "ntdsp/decode.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
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
  ASSERT_GT(straight[0].size(), 190'000u);
  nt::test::expect_seeks(media, straight, 40);
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

/// WAV of Microsoft's ADPCM, whose format is longer than PCM's.
std::string adpcm_header() {
  const uint8_t bytes[] = {'R', 'I', 'F', 'F', 0xFF, 0,    0, 0, 'W',  'A',  'V', 'E', 'f', 'm', 't', ' ', 50, 0, 0, 0,
                           2,   0,   2,   0,   0x44, 0xAC, 0, 0, 0x13, 0xAC, 0,   0,   0,   4,   4,   0,   32, 0};
  return std::string(reinterpret_cast<const char*>(bytes), sizeof bytes) + std::string(32, '\x01');
}

TEST(Hostile, given_files_that_are_no_audio_then_each_gets_its_status_and_a_text) {
  Scratch folder;
  const std::vector<Bad> cases = {
      {"empty.wav", "", NT_MALFORMED},
      {"text.mp3", "This is a letter, not music. It goes on for a while and has no frames.\n", NT_MALFORMED},
      {"letter", "This is a letter, not music. It goes on for a while and has no frames.\n", NT_UNSUPPORTED},
      {"list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nother.ts\n#EXT-X-ENDLIST\n", NT_UNSUPPORTED},
      {"list.ffconcat", "ffconcat version 1.0\nfile other.wav\n", NT_UNSUPPORTED},
      {"cut.wav", adpcm_header().substr(0, 50), NT_MALFORMED}};
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

int64_t damage(const Media& media) {
  int64_t packets = -1;
  EXPECT_EQ(NT_OK, nt_decoder_damaged(media.get(), &packets));
  return packets;
}

TEST(Hostile, given_a_truncated_file_then_what_is_there_is_read_and_the_damage_counted) {
  Scratch folder;
  for (const char* kind : {"flac", "wav16", "wavpack", "mp3", "opus"}) {
    const auto recipe = nt::test::recipe(kind);
    const auto path = folder.file(recipe.name);
    nt::test::write(path, recipe, nt::test::music(2, 100'000, recipe.rate));
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    Media media(path);
    ASSERT_NE(nullptr, media.get()) << kind;
    const auto read = media.read_all()[0].size();
    EXPECT_GT(read, 20'000u) << kind;
    EXPECT_LT(read, 90'000u) << kind;
    // PCM and Ogg are as long as what is there.
    if (recipe.kind != NT_MEDIA_OPUS && recipe.kind != NT_MEDIA_WAV) EXPECT_GE(damage(media), 1) << kind;
  }
}

TEST(Hostile, given_pcm_that_is_cut_at_any_byte_then_the_whole_frames_are_read_and_nothing_else) {
  Scratch folder;
  for (const auto& [kind, frame_bytes] : {std::pair{"wav16", 4u}, {"wav24", 6u}, {"wavf32", 8u}, {"wavf64", 16u}}) {
    const auto recipe = nt::test::recipe(kind);
    const auto path = folder.file(recipe.name);
    nt::test::write(path, recipe, nt::test::music(2, 20'000, recipe.rate));
    const auto whole = Media(path).read_all();
    const auto header = std::filesystem::file_size(path) - 20'000 * frame_bytes;
    for (uint32_t left = 0; left <= frame_bytes; ++left) {
      std::filesystem::resize_file(path, header + 12'347 * frame_bytes - left);
      auto expected = whole;
      for (auto& plane : expected) plane.resize(left == 0 ? 12'347 : 12'346);
      EXPECT_EQ(expected, Media(path).read_all()) << kind << ", " << left << " bytes less";
    }
  }
}

TEST(Hostile, given_an_mp4_whose_last_byte_is_missing_then_the_music_begins_where_it_did) {
  Scratch folder;
  const auto recipe = nt::test::recipe("aac");
  const auto path = folder.file(recipe.name);
  nt::test::write(path, recipe, nt::test::music(2, 30'000, recipe.rate));
  const auto whole = Media(path).read_all();
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  EXPECT_EQ(whole, Media(path).read_all());
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Damaged : public testing::TestWithParam<const char*> {};

TEST_P(Damaged, given_other_bytes_in_the_middle_then_there_is_silence_and_what_follows_stays_in_place) {
  Scratch folder;
  const auto recipe = nt::test::recipe(GetParam());
  const auto path = folder.file(recipe.name);
  nt::test::write(path, recipe, nt::test::music(2, 200'000, recipe.rate));
  const auto clean = Media(path).read_all();
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(path));
  file.seekp(size / 2).write("damage!damage!", 14);
  file.close();
  Media media(path);
  const auto read = media.read_all();
  EXPECT_GE(damage(media), 1);
  ASSERT_EQ(clean[0].size(), read[0].size());
  size_t silent = 0;
  for (size_t i = 0; i < clean[0].size(); ++i)
    if (read[0][i] != clean[0][i]) {
      ASSERT_EQ(0, read[0][i]) << i;
      ++silent;
    }
  EXPECT_GT(silent, 1'000u);
  EXPECT_LT(silent, 60'000u);
}

INSTANTIATE_TEST_SUITE_P(Lossless, Damaged, testing::Values("flac", "wavpack"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Hostile, given_an_mp3_frame_whose_header_says_another_rate_then_the_file_is_read_on) {
  Scratch folder;
  const auto recipe = nt::test::recipe("mp3");
  const auto path = folder.file(recipe.name);
  nt::test::write(path, recipe, nt::test::music(2, 200'000, recipe.rate));
  const auto clean = Media(path).read_all();
  auto bytes = content(path);
  const auto header = bytes.substr(bytes.find("\xff\xfb"), 2);
  const auto at = bytes.find(header, bytes.size() / 2);
  ASSERT_NE(std::string::npos, at);
  bytes[at + 2] = static_cast<char>(bytes[at + 2] ^ 0x08);  // 44.1 kHz becomes 32 kHz
  std::ofstream(path, std::ios::binary) << bytes;
  Media media(path);
  const auto read = media.read_all();
  EXPECT_EQ(NT_END, media.status);
  EXPECT_GE(damage(media), 1);
  EXPECT_NEAR(static_cast<double>(clean[0].size()), static_cast<double>(read[0].size()), 6 * 1152);
  EXPECT_TRUE(std::equal(clean[0].begin(), clean[0].begin() + 80'000, read[0].begin()));
}

TEST(Hostile, given_mp3s_of_two_rates_in_one_file_then_the_first_is_read_and_the_change_is_named) {
  Scratch folder;
  auto recipe = nt::test::recipe("mp3");
  const auto path = folder.file(recipe.name), other = folder.file("other.mp3");
  nt::test::write(path, recipe, nt::test::music(2, 100'000, recipe.rate));
  recipe.rate = 48'000;
  nt::test::write(other, recipe, nt::test::music(2, 100'000, recipe.rate));
  // Without the frame that states the length of the first.
  const auto first = content(path), header = first.substr(first.find("\xff\xfb"), 2);
  std::ofstream(path, std::ios::binary) << first.substr(first.find(header, first.find(header) + 4)) << content(other);
  nt_decoder* d = nullptr;
  ASSERT_EQ(NT_OK, nt_decoder_open(path.c_str(), nullptr, &d));
  std::vector<double> left(4096), right(4096);
  double* planes[] = {left.data(), right.data()};
  uint32_t got = 0;
  nt_status status = NT_OK;
  int64_t frames = 0;
  while ((status = nt_decoder_read(d, planes, 4096, &got)) == NT_OK) frames += got;
  EXPECT_EQ(NT_UNSUPPORTED, status) << frames;
  EXPECT_NE(std::string::npos, nt::test::last_error().find("to 48000 Hz")) << nt::test::last_error();
  nt_decoder_close(d);
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
