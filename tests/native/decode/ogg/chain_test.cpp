// Chained Ogg: files made by the ffmpeg command, one behind the other.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "../media_files.hpp"

namespace {

using nt::test::last_error;
using nt::test::Media;
using nt::test::music;
using nt::test::Planes;
using nt::test::Scratch;

struct Codec {
  const char* name;
  const char* arguments;
};

void PrintTo(const Codec& codec, std::ostream* out) { *out << codec.name; }

/// Links of one codec, each with a title and a stream number of its own.
class Links {
 public:
  explicit Links(const Codec& codec) : codec_(codec) {}

  /// Another link; its samples are what it decodes to by itself.
  void add(int frames, uint32_t channels = 2, int serial = -1) {
    const auto index = std::to_string(count_++);
    const auto path = folder_.file(index + ".ogg");
    nt::test::write(folder_.file("in.wav"), {"in.wav", NT_MEDIA_WAV, NT_SAMPLES_S16, 48000},
                    music(channels, frames, 48000));
    const auto command = "ffmpeg -v error -nostdin -y -i " + folder_.file("in.wav") + " -metadata title=T" + index +
                         " " + codec_.arguments + " -serial_offset " +
                         std::to_string(serial < 0 ? count_ * 100 : serial) + " -f ogg " + path + " >/dev/null 2>&1";
    ASSERT_EQ(0, std::system(command.c_str())) << command;
    std::ifstream file(path, std::ios::binary);
    links_.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    const auto samples = Media(path).read_all();
    begins_.push_back(joined_.empty() ? 0 : static_cast<int64_t>(joined_[0].size()));
    joined_.resize(samples.size() > joined_.size() ? samples.size() : joined_.size());
    for (size_t c = 0; c < joined_.size() && samples.size() == joined_.size(); ++c)
      joined_[c].insert(joined_[c].end(), samples[c].begin(), samples[c].end());
  }

  [[nodiscard]] std::string bytes(const std::string& between = "") const {
    std::string all;
    for (const auto& link : links_) all += (all.empty() ? "" : between) + link;
    return all;
  }

  [[nodiscard]] std::string file(const std::string& content) const {
    const auto path = folder_.file("chain.ogg");
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  [[nodiscard]] const std::vector<std::string>& each() const { return links_; }
  [[nodiscard]] const Planes& joined() const { return joined_; }
  [[nodiscard]] const std::vector<int64_t>& begins() const { return begins_; }

 private:
  Codec codec_;
  Scratch folder_;
  std::vector<std::string> links_;
  Planes joined_;
  std::vector<int64_t> begins_;
  int count_ = 0;
};

/// Bytes that can only be read forwards, a few at a time.
struct Forward {
  std::string bytes;
  int64_t at = 0;
  bool jumped = false;

  static int64_t read(void* context, int64_t offset, uint8_t* to, size_t count) {
    auto& self = *static_cast<Forward*>(context);
    self.jumped |= offset != self.at;
    const auto n = std::min({count, size_t{777}, self.bytes.size() - static_cast<size_t>(self.at)});
    std::copy_n(self.bytes.data() + self.at, n, to);
    self.at += static_cast<int64_t>(n);
    return static_cast<int64_t>(n);
  }
};

std::string title(nt_decoder* d) {
  nt_media_info info{};
  EXPECT_EQ(NT_OK, nt_decoder_describe(d, &info));
  for (uint32_t i = 0; i < info.tag_count; ++i) {
    const char *key = nullptr, *value = nullptr;
    EXPECT_EQ(NT_OK, nt_decoder_tag(d, i, &key, &value));
    if (std::string(key) == "title") return value;
  }
  return {};
}

uint32_t part(nt_decoder* d) {
  uint32_t index = 99;
  EXPECT_EQ(NT_OK, nt_decoder_part(d, &index));
  return index;
}

/// Appends the samples of two channels; the titles on the way.
std::vector<std::string> read_forwards(const std::string& content, bool is_live, Planes& heard) {
  Forward bytes{content};
  const nt_byte_source source{&bytes, &Forward::read, -1, 0, is_live ? 1 : 0};
  nt_decoder* d = nullptr;
  EXPECT_EQ(NT_OK, nt_decoder_open_bytes(&source, "ogg", nullptr, &d)) << last_error();
  if (d == nullptr) return {};
  std::vector<std::string> titles{title(d)};
  Planes piece(2, std::vector<double>(1000));
  for (uint32_t got = 0;;) {
    double* to[] = {piece[0].data(), piece[1].data()};
    const auto status = nt_decoder_read(d, to, 1000, &got);
    if (status != NT_OK) {
      EXPECT_EQ(NT_END, status) << last_error();
      break;
    }
    for (size_t c = 0; c < 2; ++c) heard[c].insert(heard[c].end(), piece[c].begin(), piece[c].begin() + got);
    if (title(d) != titles.back()) titles.push_back(title(d));
  }
  EXPECT_FALSE(bytes.jumped);
  nt_decoder_close(d);
  return titles;
}

class OggChain : public testing::TestWithParam<Codec> {
 protected:
  void SetUp() override {
    if (std::system("command -v ffmpeg >/dev/null 2>&1") != 0) GTEST_SKIP() << "ffmpeg is not installed";
  }
};

TEST_P(OggChain, given_links_in_a_file_then_it_is_as_long_as_all_and_the_samples_are_those_of_each) {
  Links links(GetParam());
  for (const int frames : {20'011, 150'007, 1'009, 70'001}) links.add(frames);
  Media media(links.file(links.bytes()));
  EXPECT_EQ(static_cast<int64_t>(links.joined()[0].size()), media.info().length);
  EXPECT_EQ("T0", title(media.get()));
  EXPECT_EQ(links.joined(), media.read_all());
  EXPECT_EQ("T3", title(media.get()));
  EXPECT_EQ(3u, part(media.get()));
  int64_t damaged = -1;
  EXPECT_EQ(NT_OK, nt_decoder_damaged(media.get(), &damaged));
  EXPECT_EQ(0, damaged);
  nt::test::expect_seeks(media, links.joined(), 30);
  for (const auto border : links.begins())
    for (const int64_t at : {border, border + 1, border > 0 ? border - 1 : 0}) {
      ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), at));
      const auto piece = media.read(3);
      EXPECT_TRUE(std::equal(piece[1].begin(), piece[1].end(), links.joined()[1].begin() + at)) << at;
    }
}

TEST_P(OggChain, given_many_short_links_then_none_is_missed) {
  Links links(GetParam());
  for (int i = 0; i < 12; ++i) links.add(3'000 + 37 * i);
  Media media(links.file(links.bytes()));
  EXPECT_EQ(links.joined(), media.read_all());
}

TEST_P(OggChain,
       given_links_that_only_come_forwards_then_they_are_read_on_with_their_titles_also_where_numbers_repeat) {
  for (const int serial : {-1, 5}) {
    Links links(GetParam());
    for (const int frames : {20'011, 60'007, 1'009}) links.add(frames, 2, serial);
    for (const bool is_live : {false, true}) {
      // What a file says at its end is not known here: each link is what it is by itself, read forwards.
      Planes expected(2);
      for (const auto& link : links.each()) read_forwards(link, is_live, expected);
      Planes heard(2);
      EXPECT_EQ((std::vector<std::string>{"T0", "T1", "T2"}), read_forwards(links.bytes(), is_live, heard));
      EXPECT_GT(heard[0].size(), 80'000u);
      EXPECT_EQ(expected, heard);
    }
  }
}

TEST_P(OggChain, given_bytes_between_links_and_a_cut_end_then_everything_that_is_there_is_read) {
  Links links(GetParam());
  for (const int frames : {20'011, 30'007, 90'001}) links.add(frames);
  const auto whole = links.bytes("OggS is no page: " + std::string(500, 'O'));
  Media media(links.file(whole.substr(0, whole.size() - 5'000)));
  const auto heard = media.read_all();
  const auto common = static_cast<size_t>(links.begins()[2]) + 20'000;
  ASSERT_GE(heard[0].size(), common);
  for (size_t c = 0; c < 2; ++c)
    EXPECT_TRUE(
        std::equal(heard[c].begin(), heard[c].begin() + static_cast<int64_t>(common), links.joined()[c].begin()));
}

TEST_P(OggChain, given_a_link_of_other_channels_then_what_is_before_it_is_read_and_the_change_is_named) {
  Links links(GetParam());
  links.add(20'011);
  links.add(10'007, 1);
  Media media(links.file(links.bytes()));
  const auto first = static_cast<size_t>(media.info().length);
  EXPECT_EQ(20'011u, first);
  Planes piece(2, std::vector<double>(30'000));
  double* to[] = {piece[0].data(), piece[1].data()};
  uint32_t got = 0;
  ASSERT_EQ(NT_OK, nt_decoder_read(media.get(), to, 30'000, &got));
  EXPECT_EQ(first, got);
  EXPECT_EQ(NT_UNSUPPORTED, nt_decoder_read(media.get(), to, 30'000, &got));
  EXPECT_NE(std::string::npos, last_error().find("48000 Hz, 1 channel at frame 20011")) << last_error();
}

INSTANTIATE_TEST_SUITE_P(Codecs, OggChain,
                         testing::Values(Codec{"Vorbis", "-c:a libvorbis -q:a 5"}, Codec{"Opus", "-c:a libopus"},
                                         Codec{"Flac", "-c:a flac"}),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
