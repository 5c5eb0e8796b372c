#include "ntdsp/output.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <limits>

#include "decode/media_files.hpp"

namespace {

using nt::test::Media;
using nt::test::Scratch;

/// The smallest PNG there is, one pixel.
const std::vector<uint8_t> png = {0x89, 'P',  'N',  'G',  '\r', '\n', 0x1A, '\n', 0,    0,    0,    13,   'I',  'H',
                                  'D',  'R',  0,    0,    0,    1,    0,    0,    0,    1,    8,    6,    0,    0,
                                  0,    0x1F, 0x15, 0xC4, 0x89, 0,    0,    0,    13,   'I',  'D',  'A',  'T',  0x78,
                                  0x9C, 0x63, 0,    1,    0,    0,    5,    0,    1,    0x0D, 0x0A, 0x2D, 0xB4, 0,
                                  0,    0,    0,    'I',  'E',  'N',  'D',  0xAE, 0x42, 0x60, 0x82};

class Tagged : public testing::TestWithParam<const char*> {};

TEST_P(Tagged, given_tags_cover_and_lyrics_when_written_then_they_are_read_back) {
  Scratch folder;
  const auto recipe = nt::test::recipe(GetParam());
  const char* keys[] = {"title", "artist", "album", "genre", "track", "date", "album_artist", "comment"};
  const char* values[] = {"Frühling", "Ein Künstler", "日本", "Ambient", "7", "2026", "Alle", "gut"};
  auto o = nt::test::options(recipe, 2);
  o.tag_count = 8;
  o.tag_keys = keys;
  o.tag_values = values;
  o.lyrics = "first line\nsecond line";
  o.cover = png.data();
  o.cover_size = png.size();
  o.cover_mime = "image/png";
  const auto path = folder.file(recipe.name);
  nt_writer* w = nullptr;
  ASSERT_EQ(NT_OK, nt_writer_create(path.c_str(), &o, &w)) << nt::test::last_error();
  const auto planes = nt::test::music(2, 20000, recipe.rate);
  const double* from[] = {planes[0].data(), planes[1].data()};
  ASSERT_EQ(NT_OK, nt_writer_write(w, from, 20000));
  ASSERT_EQ(NT_OK, nt_writer_finish(w)) << nt::test::last_error();
  nt_writer_close(w);

  Media media(path);
  for (int i = 0; i < 8; ++i) {
    std::string found = "(absent)";
    for (uint32_t k = 0; k < media.info().tag_count; ++k) {
      const char* key = nullptr;
      const char* value = nullptr;
      nt_decoder_tag(media.get(), k, &key, &value);
      if (std::strcmp(key, keys[i]) == 0) found = value;
    }
    EXPECT_EQ(values[i], found) << keys[i];
  }
  const char* lyrics = nullptr;
  ASSERT_EQ(NT_OK, nt_decoder_lyrics(media.get(), &lyrics));
  EXPECT_STREQ(o.lyrics, lyrics);
  const uint8_t* cover = nullptr;
  size_t size = 0;
  const char* mime = nullptr;
  ASSERT_EQ(NT_OK, nt_decoder_cover(media.get(), &cover, &size, &mime));
  EXPECT_STREQ("image/png", mime);
  EXPECT_EQ(png, std::vector<uint8_t>(cover, cover + size));
  EXPECT_EQ(20000u, media.read_all()[0].size());
}

INSTANTIATE_TEST_SUITE_P(Formats, Tagged, testing::Values("wav24", "flac", "wavpack", "alac", "opus", "mp3", "aac"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Output, given_a_full_disk_then_no_space_is_answered_and_the_writer_closes_safely) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "/dev/full is not there";
  const auto planes = nt::test::music(2, 60000, 48000);
  const double* from[] = {planes[0].data(), planes[1].data()};
  for (const char* kind : {"wav24", "flac", "wavpack", "opus", "mp3"}) {
    const auto o = nt::test::options(nt::test::recipe(kind), 2);
    nt_writer* w = nullptr;
    auto status = nt_writer_create("/dev/full", &o, &w);
    for (int i = 0; i < 8 && status == NT_OK; ++i) status = nt_writer_write(w, from, 60000);
    if (status == NT_OK) status = nt_writer_finish(w);
    EXPECT_EQ(NT_NO_SPACE, status) << kind << ": " << nt::test::last_error();
    nt_writer_close(w);
  }
}

TEST(Output, given_what_a_kind_cannot_hold_then_the_text_says_what_it_can) {
  Scratch folder;
  nt_writer* w = nullptr;
  auto opus = nt::test::options(nt::test::recipe("opus"), 2);
  opus.sample_rate = 44100;
  EXPECT_EQ(NT_UNSUPPORTED, nt_writer_create(folder.file("x.opus").c_str(), &opus, &w));
  EXPECT_NE(std::string::npos, nt::test::last_error().find("48000")) << nt::test::last_error();
  EXPECT_FALSE(std::filesystem::exists(folder.file("x.opus")));
  auto flac = nt::test::options(nt::test::recipe("flac"), 2);
  flac.samples = NT_SAMPLES_F32;
  EXPECT_EQ(NT_UNSUPPORTED, nt_writer_create(folder.file("x.flac").c_str(), &flac, &w));
  EXPECT_NE(std::string::npos, nt::test::last_error().find("16 or 24")) << nt::test::last_error();
  auto wav = nt::test::options(nt::test::recipe("wav24"), 2);
  EXPECT_EQ(NT_NOT_FOUND, nt_writer_create(folder.file("absent/x.wav").c_str(), &wav, &w));
  wav.sample_rate = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_writer_create(folder.file("x.wav").c_str(), &wav, &w));
  EXPECT_EQ(nullptr, w);
}

TEST(Output, given_many_channels_and_a_high_rate_then_wav_holds_them) {
  Scratch folder;
  nt::test::Recipe recipe{"x.wav", NT_MEDIA_WAV, NT_SAMPLES_F64, 768000};
  const auto planes = nt::test::music(32, 3001, recipe.rate);
  nt::test::write(folder.file("x.wav"), recipe, planes);
  Media media(folder.file("x.wav"));
  EXPECT_EQ(768000, media.info().sample_rate);
  EXPECT_EQ(3001, media.info().length);
  EXPECT_EQ(planes, media.read_all());
}

TEST(Output, given_three_channels_without_a_layout_then_they_are_left_right_and_centre_and_none_is_an_effect) {
  Scratch folder;
  for (const char* kind : {"flac", "wavpack", "alac", "opus", "aac"}) {
    const auto recipe = nt::test::recipe(kind);
    const auto path = folder.file(recipe.name);
    nt::test::write(path, recipe, nt::test::music(3, 20'000, recipe.rate));
    EXPECT_EQ(0x7u, Media(path).info().channel_mask) << kind;
  }
}

TEST(Output, given_nan_then_nothing_of_the_block_is_written) {
  Scratch folder;
  const auto o = nt::test::options(nt::test::recipe("wav24"), 1);
  nt_writer* w = nullptr;
  ASSERT_EQ(NT_OK, nt_writer_create(folder.file("x.wav").c_str(), &o, &w));
  const double block[3] = {0.5, std::numeric_limits<double>::quiet_NaN(), 0.25};
  const double* from[] = {block};
  EXPECT_EQ(NT_NOT_FINITE, nt_writer_write(w, from, 3));
  EXPECT_EQ(NT_OK, nt_writer_write(w, from, 1));
  EXPECT_EQ(NT_OK, nt_writer_finish(w));
  EXPECT_EQ(NT_BAD_STATE, nt_writer_write(w, from, 1));
  nt_writer_close(w);
  EXPECT_EQ(1, Media(folder.file("x.wav")).info().length);
}

}  // namespace
