#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "media_files.hpp"

namespace {

using nt::test::Media;
using nt::test::Planes;
using nt::test::Scratch;

/// The bytes of a file, a few at a time, as a server sends them.
struct Arriving {
  std::string bytes;
  size_t most = 1000;
  int64_t fails_at = INT64_MAX;
  bool is_forward = false;
  int64_t at = 0;       // where the last read ended
  bool jumped = false;  // of a forward source: an offset that is not there

  static int64_t read(void* context, int64_t offset, uint8_t* to, size_t count) {
    auto& self = *static_cast<Arriving*>(context);
    if (self.is_forward && offset != self.at) self.jumped = true;
    if (offset >= self.fails_at) return NT_IO;
    if (offset < 0 || offset >= static_cast<int64_t>(self.bytes.size())) return 0;
    const auto n = std::min({count, self.most, self.bytes.size() - static_cast<size_t>(offset),
                             static_cast<size_t>(self.fails_at - offset)});
    std::copy_n(self.bytes.data() + offset, n, to);
    self.at = offset + static_cast<int64_t>(n);
    return static_cast<int64_t>(n);
  }

  nt_byte_source source(bool has_size = true, bool is_live = false) {
    return {this, &Arriving::read, has_size ? static_cast<int64_t>(bytes.size()) : -1, is_forward ? 0 : 1,
            is_live ? 1 : 0};
  }
};

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A file of a kind and its bytes.
struct Made {
  explicit Made(const char* id) {
    const auto recipe = nt::test::recipe(id);
    path = folder.file(recipe.name);
    hint = recipe.name.substr(2);
    nt::test::write(path, recipe, nt::test::music(2, 200'003, recipe.rate));
  }
  Scratch folder;
  std::string path, hint;
};

Planes read_all(nt_decoder* d, nt_status& status) {
  Planes all(2), piece(2, std::vector<double>(4099));
  for (;;) {
    double* to[] = {piece[0].data(), piece[1].data()};
    uint32_t got = 0;
    status = nt_decoder_read(d, to, 4099, &got);
    if (status != NT_OK) return all;
    for (size_t c = 0; c < 2; ++c) all[c].insert(all[c].end(), piece[c].begin(), piece[c].begin() + got);
  }
}

class Formats : public testing::TestWithParam<const char*> {};

TEST_P(Formats, given_bytes_that_can_be_sought_then_samples_length_and_seeks_are_those_of_the_file) {
  const Made made(GetParam());
  Media file(made.path);
  const auto expected = file.read_all();
  Arriving bytes{content(made.path)};
  const auto source = bytes.source();
  nt_decoder* d = nullptr;
  ASSERT_EQ(NT_OK, nt_decoder_open_bytes(&source, made.hint.c_str(), nullptr, &d)) << nt::test::last_error();
  nt_media_info info{};
  ASSERT_EQ(NT_OK, nt_decoder_describe(d, &info));
  EXPECT_EQ(file.info().length, info.length);
  EXPECT_STREQ(file.info().codec, info.codec);
  nt_status status = NT_OK;
  EXPECT_EQ(expected, read_all(d, status));
  EXPECT_EQ(NT_END, status);
  for (const int64_t at : {int64_t{150'000}, int64_t{7}, int64_t{99'999}}) {
    ASSERT_EQ(NT_OK, nt_decoder_seek(d, at));
    const auto rest = read_all(d, status);
    EXPECT_TRUE(std::equal(rest[1].begin(), rest[1].end(), expected[1].begin() + at, expected[1].end())) << at;
  }
  nt_decoder_close(d);
}

INSTANTIATE_TEST_SUITE_P(Sought, Formats,
                         testing::Values("wav16", "wavf64", "flac", "wavpack", "alac", "opus", "mp3", "aac", "dsf",
                                         "dsdiff"),
                         [](const auto& info) { return std::string(info.param); });

class Forwards : public testing::TestWithParam<const char*> {};

TEST_P(Forwards, given_bytes_that_only_come_forwards_then_the_samples_are_those_of_the_file_and_no_offset_is_left_out) {
  const Made made(GetParam());
  Media file(made.path);
  const auto expected = file.read_all();
  for (const bool has_size : {true, false}) {
    Arriving bytes{content(made.path)};
    bytes.is_forward = true;
    bytes.most = has_size ? 333 : 70'000;
    const auto source = bytes.source(has_size);
    nt_decoder* d = nullptr;
    ASSERT_EQ(NT_OK, nt_decoder_open_bytes(&source, made.hint.c_str(), nullptr, &d)) << nt::test::last_error();
    nt_status status = NT_OK;
    const auto samples = read_all(d, status);
    EXPECT_EQ(expected[0].size(), samples[0].size());
    EXPECT_EQ(expected, samples);
    EXPECT_EQ(NT_END, status);
    EXPECT_FALSE(bytes.jumped);
    nt_decoder_close(d);
  }
}

INSTANTIATE_TEST_SUITE_P(Streamed, Forwards, testing::Values("wav16", "wavf64", "flac", "wavpack", "opus", "mp3"),
                         [](const auto& info) { return std::string(info.param); });

class Stations : public testing::TestWithParam<const char*> {};

TEST_P(Stations, given_a_live_stream_then_it_opens_on_its_first_bytes_and_reads_on) {
  const Made made(GetParam());
  // What has no header is joined in its middle.
  Arriving bytes{content(made.path).substr(made.hint == "mp3" ? 20'000 : 0)};
  bytes.is_forward = true;
  bytes.most = 1;
  const auto source = bytes.source(false, true);
  nt_decoder* d = nullptr;
  ASSERT_EQ(NT_OK, nt_decoder_open_bytes(&source, made.hint.c_str(), nullptr, &d)) << nt::test::last_error();
  // Every byte is waited for; of FLAC ten frames are compared before the first is believed.
  EXPECT_LT(bytes.at, made.hint == "flac" ? 128 << 10 : 24 << 10);
  nt_status status = NT_OK;
  EXPECT_GT(read_all(d, status)[0].size(), 100'000u);
  nt_decoder_close(d);
}

INSTANTIATE_TEST_SUITE_P(ByteSource, Stations, testing::Values("mp3", "opus", "flac"),
                         [](const auto& info) { return std::string(info.param); });

TEST(ByteSource, given_a_read_that_fails_then_what_came_before_it_is_delivered_and_the_answer_is_io) {
  const Made made("flac");
  Media file(made.path);
  const auto expected = file.read_all();
  for (const bool is_forward : {true, false}) {
    Arriving bytes{content(made.path)};
    bytes.is_forward = is_forward;
    bytes.fails_at = static_cast<int64_t>(bytes.bytes.size() / 2);
    const auto source = bytes.source();
    nt_decoder* d = nullptr;
    ASSERT_EQ(NT_OK, nt_decoder_open_bytes(&source, "flac", nullptr, &d)) << nt::test::last_error();
    nt_status status = NT_OK;
    const auto samples = read_all(d, status);
    EXPECT_EQ(NT_IO, status);
    ASSERT_GT(samples[0].size(), 50'000u);
    EXPECT_TRUE(std::equal(samples[0].begin(), samples[0].end(), expected[0].begin()));
    nt_decoder_close(d);
  }
}

TEST(ByteSource, given_a_source_that_fails_at_once_or_is_no_audio_then_it_is_refused) {
  nt_decoder* d = nullptr;
  Arriving broken{"RIFF"};
  broken.fails_at = 0;
  auto source = broken.source();
  EXPECT_EQ(NT_IO, nt_decoder_open_bytes(&source, "wav", nullptr, &d));
  Arriving letter{std::string(5000, 'x')};
  letter.is_forward = true;
  source = letter.source();
  EXPECT_EQ(NT_UNSUPPORTED, nt_decoder_open_bytes(&source, nullptr, nullptr, &d));
  Arriving nothing{""};
  source = nothing.source();
  EXPECT_EQ(NT_MALFORMED, nt_decoder_open_bytes(&source, nullptr, nullptr, &d));
  nothing.is_forward = true;
  source = nothing.source(false);
  EXPECT_GT(0, nt_decoder_open_bytes(&source, "mp3", nullptr, &d));
  EXPECT_EQ(nullptr, d);
}

TEST(ByteSource, given_absurd_arguments_then_they_are_refused) {
  nt_decoder* d = nullptr;
  Arriving bytes{"x"};
  auto source = bytes.source();
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_open_bytes(&source, nullptr, nullptr, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_open_bytes(nullptr, nullptr, nullptr, &d));
  source.size = -1;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_open_bytes(&source, nullptr, nullptr, &d));
  source.size = -2;
  source.is_seekable = 0;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_open_bytes(&source, nullptr, nullptr, &d));
  source = bytes.source(true, true);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_open_bytes(&source, nullptr, nullptr, &d));
  source = bytes.source();
  source.read = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_decoder_open_bytes(&source, nullptr, nullptr, &d));
}

}  // namespace
