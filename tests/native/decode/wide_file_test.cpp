// WAV beyond 4 GiB: RF64 (EBU Tech 3306).

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "media_files.hpp"

namespace {

using nt::test::Media;
using nt::test::Scratch;

constexpr int64_t four_gib = int64_t{1} << 32;

void put(int file, int64_t at, const void* bytes, size_t size) {
  ASSERT_EQ(static_cast<ssize_t>(size), ::pwrite(file, bytes, size, at));
}

template <class T>
void append(std::string& to, T value) {
  to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Header of an RF64 of 16-bit stereo at 48 kHz.
std::string rf64_header(uint64_t data_bytes) {
  std::string h("RF64\xff\xff\xff\xff", 8);
  h += "WAVEds64";
  append<uint32_t>(h, 28);
  append<uint64_t>(h, data_bytes + 72);
  append<uint64_t>(h, data_bytes);
  append<uint64_t>(h, data_bytes / 4);
  append<uint32_t>(h, 0);
  h += "fmt ";
  append<uint32_t>(h, 16);
  append<uint16_t>(h, 1);
  append<uint16_t>(h, 2);
  append<uint32_t>(h, 48000);
  append<uint32_t>(h, 192000);
  append<uint16_t>(h, 4);
  append<uint16_t>(h, 16);
  h += "data";
  append<uint32_t>(h, 0xFFFFFFFF);
  return h;
}

TEST(WideFile, given_an_rf64_beyond_4_gib_then_its_length_is_exact_and_any_place_is_found) {
  const Scratch folder;
  const auto path = folder.file("wide.wav");
  constexpr int64_t frames = (four_gib + four_gib / 8) / 4 + 12345;
  const std::string header = rf64_header(static_cast<uint64_t>(frames) * 4);
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_GE(file, 0);
  put(file, 0, header.data(), header.size());
  const auto start = static_cast<int64_t>(header.size());
  if (::ftruncate(file, start + frames * 4) != 0) {
    ::close(file);
    GTEST_SKIP() << "the file system holds no sparse file of 5 GB";
  }
  // Marks on both sides of the border, on it, and at the end.
  const int64_t border = (four_gib - start) / 4;
  for (const int64_t at : {int64_t{0}, border - 1, border, border + 1, four_gib / 4, frames - 1}) {
    const int16_t pair[] = {static_cast<int16_t>(at % 30000 + 1), -77};
    put(file, start + at * 4, pair, sizeof pair);
  }
  ::close(file);

  Media media(path);
  EXPECT_EQ(frames, media.info().length);
  for (const int64_t at : {frames - 1, border, int64_t{0}, border + 1, four_gib / 4, border - 1}) {
    ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), at));
    const auto piece = media.read(1);
    ASSERT_EQ(1u, piece[0].size()) << at;
    EXPECT_EQ(static_cast<double>(at % 30000 + 1) / 32768, piece[0][0]) << at;
    EXPECT_EQ(-77.0 / 32768, piece[1][0]) << at;
  }
  ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), frames - 1000));
  EXPECT_EQ(1000u, media.read(4000)[0].size());
}

/// Takes 4.4 GB of disk: only the full tier runs it.
TEST(FullWideFile, given_more_than_4_gib_of_samples_then_an_rf64_is_written_that_reads_back) {
  const Scratch folder;
  const auto path = folder.file("wide.wav");
  constexpr uint32_t channels = 64, block = 65536;
  constexpr int64_t blocks = 131;  // 33.5 MB each as f64
  const nt::test::Recipe recipe{"wide.wav", NT_MEDIA_WAV, NT_SAMPLES_F64};
  const auto options = nt::test::options(recipe, channels);
  nt_writer* w = nullptr;
  ASSERT_EQ(NT_OK, nt_writer_create(path.c_str(), &options, &w));
  std::vector<double> plane(block);
  std::vector<const double*> planes(channels, plane.data());
  const auto value = [](int64_t b) { return 0.001 * static_cast<double>(b + 1); };
  for (int64_t b = 0; b < blocks; ++b) {
    plane[0] = value(b);
    const auto status = nt_writer_write(w, planes.data(), block);
    if (status == NT_NO_SPACE) {
      nt_writer_close(w);
      GTEST_SKIP() << "less than 4.4 GB of disk are free";
    }
    ASSERT_EQ(NT_OK, status) << nt::test::last_error();
  }
  ASSERT_EQ(NT_OK, nt_writer_finish(w)) << nt::test::last_error();
  nt_writer_close(w);
  ASSERT_GT(std::filesystem::file_size(path), static_cast<uintmax_t>(four_gib));
  char head[16] = {};
  const int file = ::open(path.c_str(), O_RDONLY);
  ASSERT_EQ(16, ::read(file, head, 16));
  ::close(file);
  EXPECT_EQ(0, std::memcmp(head, "RF64\xff\xff\xff\xffWAVEds64", 16));
  Media media(path);
  EXPECT_EQ(blocks * block, media.info().length);
  for (const int64_t b : {blocks - 1, int64_t{0}, blocks - 3, int64_t{128}}) {
    ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), b * block));
    const auto piece = media.read(2);
    EXPECT_EQ(value(b), piece[0][0]);
    EXPECT_EQ(value(b), piece[channels - 1][0]);
    EXPECT_EQ(0, piece[0][1]);
  }
}

}  // namespace
