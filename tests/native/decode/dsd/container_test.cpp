// DSF and DSDIFF that are not what they should be, and what their tags say.

#include "decode/dsd/container.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "decode/dsd/bit_file.hpp"
#include "decode/dsd_file.hpp"
#include "decode/media_files.hpp"

namespace {

using nt::test::Bits;
using nt::test::Scratch;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string valid(bool dsf) {
  Scratch folder;
  const std::vector<std::vector<uint8_t>> bits(2, nt::test::modulate(1000, 0.4, 8 * 4096));
  dsf ? nt::test::write_dsf(folder.file("x"), bits) : nt::test::write_dff(folder.file("x"), bits);
  return read(folder.file("x"));
}

nt_status open(const std::string& bytes) {
  Scratch folder;
  std::ofstream(folder.file("x"), std::ios::binary) << bytes;
  nt_decoder* d = nullptr;
  const auto status = nt_decoder_open(folder.file("x").c_str(), nullptr, &d);
  nt_decoder_close(d);
  return status;
}

std::string patched(std::string bytes, size_t at, const std::string& with) {
  return bytes.replace(at, with.size(), with);
}

TEST(DsdContainer, given_wrong_headers_of_a_dsf_then_each_has_its_status) {
  const auto good = valid(true);
  ASSERT_EQ(NT_OK, open(good));
  const auto number = [](uint64_t x, int n) { return Bits().little(x, n).str(); };
  EXPECT_EQ(NT_MALFORMED, open(patched(good, 4, number(29, 8))));
  EXPECT_EQ(NT_MALFORMED, open(patched(good, 28, "fmt?")));
  EXPECT_EQ(NT_MALFORMED, open(patched(good, 32, number(uint64_t{1} << 60, 8))));
  EXPECT_EQ(NT_UNSUPPORTED, open(patched(good, 40, number(2, 4))));
  EXPECT_EQ(NT_UNSUPPORTED, open(patched(good, 44, number(1, 4))));
  EXPECT_EQ(NT_MALFORMED, open(patched(good, 52, number(0, 4))));
  EXPECT_EQ(NT_LIMIT, open(patched(good, 52, number(7, 4))));
  EXPECT_EQ(NT_UNSUPPORTED, open(patched(good, 56, number(0, 4))));
  EXPECT_EQ(NT_UNSUPPORTED, open(patched(good, 56, number(44100, 4))));
  EXPECT_EQ(NT_MALFORMED, open(patched(good, 60, number(2, 4))));
  EXPECT_EQ(NT_MALFORMED, open(patched(good, 72, number(0, 4))));
  EXPECT_EQ(NT_MALFORMED, open(patched(good, 80, "tada")));
  EXPECT_EQ(NT_OK, open(patched(good, 64, number(UINT64_MAX, 8))));  // cut short, not wrong
  EXPECT_EQ(NT_OK, open(patched(good, 84, number(UINT64_MAX, 8))));
  EXPECT_EQ(NT_OK, open(patched(good, 20, number(UINT64_MAX, 8))));
}

TEST(DsdContainer, given_wrong_chunks_of_a_dsdiff_then_each_has_its_status) {
  const auto good = valid(false);
  ASSERT_EQ(NT_OK, open(good));
  const auto at = [&](const char* id) { return good.find(id, 16); };
  EXPECT_EQ(NT_UNSUPPORTED, open(patched(good, at("CMPR") + 12, "DST ")));
  EXPECT_NE(std::string::npos, nt::test::last_error().find("DST"));
  EXPECT_EQ(NT_UNSUPPORTED, open(patched(good, at("CMPR") + 12, "ABCD")));
  EXPECT_EQ(NT_MALFORMED, open(patched(good, at("FS  "), "XS  ")));
  EXPECT_EQ(NT_UNSUPPORTED, open(patched(good, at("FS  ") + 12, Bits().big(1, 4).str())));
  EXPECT_EQ(NT_MALFORMED, open(patched(good, at("CHNL"), "CHNX")));
  EXPECT_EQ(NT_LIMIT, open(patched(good, at("CHNL") + 12, Bits().big(65535, 2).str())));
  EXPECT_EQ(NT_MALFORMED, open(patched(good, at("CHNL") + 12, Bits().big(0, 2).str())));
  EXPECT_EQ(NT_UNSUPPORTED, open(patched(good, at("SND "), "VID ")));
  EXPECT_EQ(NT_MALFORMED,
            open(patched(good, at("PROP") + 4, Bits().big(UINT64_MAX, 8).str())));  // takes the sound with it
  EXPECT_EQ(NT_UNSUPPORTED, open(good.substr(0, 16) + "DST " + Bits().big(4, 8).str() + "abcd"));
}

TEST(DsdContainer, given_a_file_cut_anywhere_then_it_is_refused_or_read_as_far_as_it_goes) {
  for (const bool dsf : {true, false}) {
    const auto good = valid(dsf);
    Scratch folder;
    for (size_t size = 0; size < good.size(); size += size < 250 ? 1 : 611) {
      std::ofstream(folder.file("x"), std::ios::binary) << good.substr(0, size);
      nt_decoder* d = nullptr;
      if (nt_decoder_open(folder.file("x").c_str(), nullptr, &d) != NT_OK) {
        EXPECT_LT(size, 250u);
        continue;
      }
      std::vector<double> left(2000), right(2000);
      double* planes[] = {left.data(), right.data()};
      uint32_t got = 0;
      nt_media_info info{};
      nt_decoder_describe(d, &info);
      int64_t frames = 0, damaged = -1;
      while (nt_decoder_read(d, planes, 2000, &got) == NT_OK) frames += got;
      EXPECT_EQ(info.length, frames) << size;
      nt_decoder_damaged(d, &damaged);
      EXPECT_EQ(1, damaged) << size;
      nt_decoder_close(d);
    }
  }
}

TEST(DsdContainer, given_a_length_that_ends_within_a_byte_then_silence_stands_behind_it) {
  auto bytes = valid(true);
  bytes = patched(bytes, 64, Bits().little(8 * 100 + 3, 8).str());
  Scratch folder;
  std::ofstream(folder.file("x"), std::ios::binary) << bytes;
  nt::dsd::BitFile file(folder.file("x"));
  EXPECT_EQ(803, file.container().bits);
  std::vector<uint8_t> left(110), right(110);
  uint8_t* to[] = {left.data(), right.data()};
  file.read(0, 110, to);
  const auto whole = nt::test::pack(nt::test::modulate(1000, 0.4, 8 * 4096), false);
  EXPECT_TRUE(std::equal(whole.begin(), whole.begin() + 100, left.begin()));
  EXPECT_EQ((whole[100] & 0xE0) | (0x69 & 0x1F), left[100]);
  for (size_t i = 101; i < 110; ++i) EXPECT_EQ(0x69, right[i]);
}

std::string synchsafe(size_t x) {
  std::string out;
  for (int shift = 21; shift >= 0; shift -= 7) out += static_cast<char>(x >> shift & 0x7F);
  return out;
}

std::vector<std::pair<std::string, std::string>> tags_of(int version, int flags, const std::string& frames) {
  auto bytes = valid(true);
  const auto at = bytes.size();
  bytes = patched(bytes, 20, Bits().little(at, 8).str());
  bytes += "ID3" + std::string{static_cast<char>(version), '\0', static_cast<char>(flags)} + synchsafe(frames.size()) +
           frames;
  Scratch folder;
  std::ofstream(folder.file("x"), std::ios::binary) << bytes;
  return nt::dsd::BitFile(folder.file("x")).container().tags.entries;
}

TEST(DsdTags, given_the_versions_and_encodings_of_id3v2_then_the_text_is_utf8) {
  using Entries = std::vector<std::pair<std::string, std::string>>;
  const auto frame3 = [](const std::string& id, const std::string& body) {
    return id + Bits().big(body.size(), 4).str() + std::string(2, '\0') + body;
  };
  const std::string utf16("\x01\xFF\xFE\x3D\xD8\x00\xDE\xFC\x00", 9), big16("\x02\x00\x41\x00\xE4", 5);
  EXPECT_EQ(
      (Entries{{"title", "\xF0\x9F\x98\x80\xC3\xBC"}, {"artist", "A\xC3\xA4"}, {"date", "1999"}}),
      tags_of(3, 0, frame3("TIT2", utf16) + frame3("TPE1", big16) + frame3("TYER", std::string("\0", 1) + "1999")));
  EXPECT_EQ((Entries{{"title", "\xC3\xBC"}}), tags_of(2, 0, "TT2" + Bits().big(2, 3).str() + std::string("\0\xFC", 2)));
  const auto frame4 = [](const std::string& id, const std::string& body) {
    return id + synchsafe(body.size()) + std::string(2, '\0') + body;
  };
  EXPECT_EQ((Entries{{"genre", "a; b"}, {"mood", "calm"}, {"comment", "c"}}),
            tags_of(4, 0,
                    frame4("TCON", std::string("\x03"
                                               "a\0b",
                                               4)) +
                        frame4("TXXX", std::string("\x03Mood\0calm", 10)) +
                        frame4("COMM", std::string("\x03"
                                                   "eng\0c",
                                                   6))));
  // FF 00 stands for FF in a tag of version 3 that says so; the frame's size is that without it.
  EXPECT_EQ((Entries{{"title", "\xC3\xBF\xC3\xA0"}}),
            tags_of(3, 0x80, "TIT2" + Bits().big(3, 4).str() + std::string("\0\0\0\xFF\0\xE0", 6)));
  // Sizes beyond the end stop the reading.
  EXPECT_EQ((Entries{{"title", "x"}}), tags_of(4, 0, frame4("TIT2", "\x03x") + "TPE1" + synchsafe(1 << 20) + "ab"));
  EXPECT_EQ(Entries{}, tags_of(4, 0x40, synchsafe(1 << 27) + "x"));
}

}  // namespace
