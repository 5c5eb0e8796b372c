// DSF and DSDIFF files: read back by our own reader and bit for bit by WavPack's tools, whose containers are theirs.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "decode/dsd/bit_file.hpp"
#include "decode/media_files.hpp"

namespace {

using nt::test::Media;
using nt::test::Scratch;

bool has(const char* tool) {
  return std::system((std::string("command -v ") + tool + " >/dev/null 2>&1").c_str()) == 0;
}
void run(const std::string& command) { ASSERT_EQ(0, std::system((command + " >/dev/null 2>&1").c_str())) << command; }

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Sines, a different one on each channel, 3 dB below 0 dB SACD.
nt::test::Planes sines(uint32_t channels, size_t frames) {
  nt::test::Planes planes(channels, std::vector<double>(frames));
  for (uint32_t c = 0; c < channels; ++c)
    for (size_t i = 0; i < frames; ++i)
      planes[c][i] = 0.35 * std::sin(2 * M_PI * 1000 * (c + 1) / 88200.0 * static_cast<double>(i));
  return planes;
}

void write(const std::string& path, bool dsf, const nt::test::Planes& planes, int64_t bit_rate = 0) {
  nt::test::Recipe recipe{"", dsf ? NT_MEDIA_DSF : NT_MEDIA_DSDIFF, NT_SAMPLES_DSD, 88200};
  auto o = nt::test::options(recipe, static_cast<uint32_t>(planes.size()));
  o.bit_rate = bit_rate;
  const char* keys[] = {"title", "artist", "comment", "my_key"};
  const char* values[] = {"Glück und Glas", "A", "said", "kept"};
  const uint8_t cover[] = {0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 2, 3};
  o.tag_count = 4;
  o.tag_keys = keys;
  o.tag_values = values;
  o.lyrics = "la\nla";
  o.cover = cover;
  o.cover_size = sizeof cover;
  o.cover_mime = "image/jpeg";
  nt_writer* w = nullptr;
  ASSERT_EQ(NT_OK, nt_writer_create(path.c_str(), &o, &w)) << nt::test::last_error();
  for (size_t at = 0; at < planes[0].size(); at += 5000) {
    std::vector<const double*> from;
    for (const auto& plane : planes) from.push_back(plane.data() + at);
    ASSERT_EQ(NT_OK,
              nt_writer_write(w, from.data(), static_cast<uint32_t>(std::min<size_t>(5000, planes[0].size() - at))));
  }
  ASSERT_EQ(NT_OK, nt_writer_finish(w)) << nt::test::last_error();
  nt_writer_close(w);
}

class DsdWritten : public testing::TestWithParam<std::tuple<bool, uint32_t>> {};

TEST_P(DsdWritten, given_pcm_then_the_file_gives_it_back_with_its_tags_and_its_length) {
  const auto [dsf, channels] = GetParam();
  Scratch folder;
  const auto path = folder.file(dsf ? "x.dsf" : "x.dff");
  const auto planes = sines(channels, 20'001);
  write(path, dsf, planes);
  Media media(path);
  EXPECT_EQ(88200, media.info().sample_rate);
  EXPECT_EQ(channels, media.info().channels);
  EXPECT_EQ(20'001, media.info().length);
  static constexpr uint64_t masks[] = {0x4, 0x3, 0x7, 0x33, 0x37, 0x3F};
  EXPECT_EQ(masks[channels - 1], media.info().channel_mask);
  const auto read = media.read_all();
  for (uint32_t c = 0; c < channels; ++c) {
    double worst = 0, sum = 0, in_phase = 0;
    // What the band above 20 kHz holds of the modulator's noise is averaged away.
    for (size_t i = 8820; i < 17'640; ++i) {
      const double s = std::sin(2 * M_PI * 1000 * (c + 1) / 88200.0 * static_cast<double>(i));
      in_phase += 2 * s * read[c][i] / 8820;
      worst = std::max(worst, std::fabs(read[c][i] - planes[c][i]));
      sum += read[c][i] / 8820;
    }
    EXPECT_NEAR(0.35, in_phase, 1e-5) << c;
    EXPECT_NEAR(0, sum, 1e-5) << c;
    EXPECT_LT(worst, 0.05) << c;
  }
  std::vector<std::pair<std::string, std::string>> tags;
  for (uint32_t i = 0; i < media.info().tag_count; ++i) {
    const char *key = nullptr, *value = nullptr;
    ASSERT_EQ(NT_OK, nt_decoder_tag(media.get(), i, &key, &value));
    tags.emplace_back(key, value);
  }
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"title", "Glück und Glas"}, {"artist", "A"}, {"comment", "said"}, {"my_key", "kept"}};
  EXPECT_EQ(expected, tags);
  const char* lyrics = nullptr;
  ASSERT_EQ(NT_OK, nt_decoder_lyrics(media.get(), &lyrics));
  EXPECT_STREQ("la\nla", lyrics);
  const uint8_t* cover = nullptr;
  size_t size = 0;
  const char* mime = nullptr;
  ASSERT_EQ(NT_OK, nt_decoder_cover(media.get(), &cover, &size, &mime));
  EXPECT_EQ(8u, size);
  EXPECT_STREQ("image/jpeg", mime);
}

TEST_P(DsdWritten, given_wavpack_then_it_reads_the_file_and_writes_both_kinds_with_the_same_bits) {
  if (!has("wavpack") || !has("wvunpack")) GTEST_SKIP() << "wavpack is not installed";
  const auto [dsf, channels] = GetParam();
  Scratch folder;
  const auto path = folder.file(dsf ? "x.dsf" : "x.dff");
  write(path, dsf, sines(channels, 20'001));
  run("wavpack -q -y " + path + " -o " + folder.file("x.wv"));
  // The same container comes back byte for byte: WavPack keeps what stands around the bits.
  run("wvunpack -q -y " + folder.file("x.wv") + " -o " + folder.file(dsf ? "same.dsf" : "same.dff"));
  EXPECT_EQ(content(path), content(folder.file(dsf ? "same.dsf" : "same.dff")));
  // The other container, which WavPack makes by itself, holds the same bits.
  const auto other = folder.file(dsf ? "other.dff" : "other.dsf");
  run(std::string("wvunpack -q -y ") + (dsf ? "--dsdiff " : "--dsf ") + folder.file("x.wv") + " -o " + other);
  nt::dsd::BitFile ours(path), theirs(other);
  EXPECT_NE(ours.container().is_dsf, theirs.container().is_dsf);
  ASSERT_EQ(channels, theirs.container().channels);
  EXPECT_EQ(ours.container().bit_rate, theirs.container().bit_rate);
  ASSERT_EQ(ours.container().bits, theirs.container().bits);
  const auto bytes = static_cast<size_t>(ours.bytes());
  std::vector<std::vector<uint8_t>> a(channels, std::vector<uint8_t>(bytes)), b = a;
  const auto pointers = [](auto& planes) {
    std::vector<uint8_t*> to;
    for (auto& plane : planes) to.push_back(plane.data());
    return to;
  };
  ours.read(0, bytes, pointers(a).data());
  theirs.read(0, bytes, pointers(b).data());
  EXPECT_EQ(a, b);
}

INSTANTIATE_TEST_SUITE_P(Kinds, DsdWritten, testing::Combine(testing::Bool(), testing::Values(1u, 2u, 3u, 4u, 5u, 6u)));

TEST(DsdWriter, given_rates_it_cannot_reach_then_it_says_so_and_leaves_no_file) {
  Scratch folder;
  for (const double rate : {32000.0, 2'822'400.0 / 4, 50000.0}) {
    nt::test::Recipe recipe{"", NT_MEDIA_DSF, NT_SAMPLES_DSD, static_cast<int>(rate)};
    const auto o = nt::test::options(recipe, 2);
    nt_writer* w = nullptr;
    EXPECT_EQ(NT_UNSUPPORTED, nt_writer_create(folder.file("x.dsf").c_str(), &o, &w)) << rate;
    EXPECT_FALSE(std::filesystem::exists(folder.file("x.dsf")));
  }
}

TEST(DsdWriter, given_dsd128_and_48_kilohertz_then_the_rates_are_theirs) {
  Scratch folder;
  write(folder.file("x.dsf"), true, sines(2, 3000), 5'644'800);
  EXPECT_EQ(5'644'800u, nt::dsd::BitFile(folder.file("x.dsf")).container().bit_rate);
  Media media(folder.file("x.dsf"));
  EXPECT_EQ(176'400, media.info().sample_rate);
  EXPECT_STREQ("dsd128", media.info().codec);
}

/// Writes a copy of the bits of from, counting so many frames of silence.
nt_status copy(const std::string& from, const std::string& to, nt_media_kind kind, uint32_t channels, int64_t bit_rate,
               uint32_t frames) {
  nt::test::Recipe recipe{"", kind, NT_SAMPLES_DSD, 88200};
  auto o = nt::test::options(recipe, channels);
  o.bit_rate = bit_rate;
  nt_writer* w = nullptr;
  EXPECT_EQ(NT_OK, nt_writer_create(to.c_str(), &o, &w)) << nt::test::last_error();
  const std::vector<double> silence(std::max(frames, 1U));
  const std::vector<const double*> planes(channels, silence.data());
  auto status = nt_writer_copy_bits(w, from.c_str());
  if (status == NT_OK) status = nt_writer_write(w, planes.data(), frames);
  if (status == NT_OK) status = nt_writer_finish(w);
  nt_writer_close(w);
  return status;
}

TEST(DsdWriter, given_the_bits_of_a_file_then_they_are_copied_however_many_frames_are_counted) {
  Scratch folder;
  const auto from = folder.file("a.dsf"), to = folder.file("b.dff");
  write(from, true, sines(3, 10007));
  for (const uint32_t frames : {0U, 1U, 10007U, 30000U}) {
    ASSERT_EQ(NT_OK, copy(from, to, NT_MEDIA_DSDIFF, 3, 2'822'400, frames)) << nt::test::last_error();
    nt::dsd::BitFile a(from), b(to);
    ASSERT_EQ(a.container().bits, b.container().bits);
    const auto count = static_cast<size_t>(a.bytes());
    std::vector<std::vector<uint8_t>> x(3, std::vector<uint8_t>(count)), y = x;
    uint8_t* px[] = {x[0].data(), x[1].data(), x[2].data()};
    uint8_t* py[] = {y[0].data(), y[1].data(), y[2].data()};
    a.read(0, count, px);
    b.read(0, count, py);
    EXPECT_EQ(x, y) << frames;
  }
}

TEST(DsdWriter, given_bits_that_do_not_fit_then_they_are_refused) {
  Scratch folder;
  const auto from = folder.file("a.dsf");
  write(from, true, sines(2, 1000));
  EXPECT_EQ(NT_UNSUPPORTED, copy(from, folder.file("b.dff"), NT_MEDIA_DSDIFF, 3, 2'822'400, 10));
  EXPECT_EQ(NT_UNSUPPORTED, copy(from, folder.file("b.dff"), NT_MEDIA_DSDIFF, 2, 5'644'800, 10));
  EXPECT_EQ(NT_NOT_FOUND, copy(folder.file("none.dsf"), folder.file("b.dff"), NT_MEDIA_DSDIFF, 2, 0, 10));
  // A rate that is only copied, and nothing to copy.
  nt::test::Recipe recipe{"", NT_MEDIA_DSF, NT_SAMPLES_DSD, 88200};
  auto o = nt::test::options(recipe, 1);
  o.bit_rate = 11'289'600;
  nt_writer* w = nullptr;
  ASSERT_EQ(NT_OK, nt_writer_create(folder.file("c.dsf").c_str(), &o, &w));
  const double silence[16] = {};
  const double* planes[] = {silence};
  EXPECT_EQ(NT_UNSUPPORTED, nt_writer_write(w, planes, 16));
  EXPECT_EQ(NT_UNSUPPORTED, nt_writer_finish(w));
  nt_writer_close(w);
  // Samples, then bits; and bits for a file of samples.
  o.bit_rate = 0;
  ASSERT_EQ(NT_OK, nt_writer_create(folder.file("d.dsf").c_str(), &o, &w));
  ASSERT_EQ(NT_OK, nt_writer_write(w, planes, 16));
  EXPECT_EQ(NT_BAD_STATE, nt_writer_copy_bits(w, from.c_str()));
  nt_writer_close(w);
  const auto wav = nt::test::options(nt::test::recipe("wav24"), 2);
  ASSERT_EQ(NT_OK, nt_writer_create(folder.file("e.wav").c_str(), &wav, &w));
  EXPECT_EQ(NT_UNSUPPORTED, nt_writer_copy_bits(w, from.c_str()));
  nt_writer_close(w);
}

}  // namespace
