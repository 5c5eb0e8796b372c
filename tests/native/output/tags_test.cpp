// Tags set and taken out in files of every kind: what is asked for is there, what was there stays, no sample changes.

#include "ntdsp/tags.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "decode/media_files.hpp"

namespace {

using nt::test::Media;
using nt::test::Scratch;

std::string tag_of(const Media& media, const std::string& wanted) {
  std::string found = "(absent)";
  for (uint32_t k = 0; k < media.info().tag_count; ++k) {
    const char* key = nullptr;
    const char* value = nullptr;
    nt_decoder_tag(media.get(), k, &key, &value);
    std::string lower(key);
    for (char& c : lower) c = static_cast<char>(std::tolower(c));
    if (lower == wanted) found = value;
  }
  return found;
}

std::string written(const Scratch& folder, const nt::test::Recipe& recipe) {
  const char* keys[] = {"title", "artist", "replaygain_track_gain"};
  const char* values[] = {"Frühling", "Ein Künstler", "-1.00 dB"};
  auto o = nt::test::options(recipe, 2);
  o.tag_count = 3;
  o.tag_keys = keys;
  o.tag_values = values;
  const auto path = folder.file(recipe.name);
  nt_writer* w = nullptr;
  EXPECT_EQ(NT_OK, nt_writer_create(path.c_str(), &o, &w)) << nt::test::last_error();
  const auto planes = nt::test::music(2, 20000, recipe.rate);
  const double* from[] = {planes[0].data(), planes[1].data()};
  EXPECT_EQ(NT_OK, nt_writer_write(w, from, 20000));
  EXPECT_EQ(NT_OK, nt_writer_finish(w));
  nt_writer_close(w);
  return path;
}

class TagEdit : public testing::TestWithParam<const char*> {};

TEST_P(TagEdit, given_edits_then_they_are_there_the_other_tags_stay_and_no_sample_changes) {
  const Scratch folder;
  const auto path = written(folder, nt::test::recipe(GetParam()));
  const auto before = Media(path).read_all();

  // Long values move what follows the tags; short ones afterwards leave a gap.
  for (const std::string& text : {std::string(3000, 'x'), std::string("-7.25 dB")}) {
    const nt_tag_edit edits[] = {{"REPLAYGAIN_TRACK_GAIN", text.c_str()},
                                 {"REPLAYGAIN_TRACK_PEAK", "0.987654"},
                                 {"REPLAYGAIN_ALBUM_GAIN", nullptr}};
    ASSERT_EQ(NT_OK, nt_tags_edit(path.c_str(), edits, 3)) << nt::test::last_error();
    const Media media(path);
    EXPECT_EQ(text, tag_of(media, "replaygain_track_gain"));
    EXPECT_EQ("0.987654", tag_of(media, "replaygain_track_peak"));
    EXPECT_EQ("(absent)", tag_of(media, "replaygain_album_gain"));
    EXPECT_EQ("Frühling", tag_of(media, "title"));
    EXPECT_EQ("Ein Künstler", tag_of(media, "artist"));
  }
  EXPECT_EQ(before, Media(path).read_all());

  const nt_tag_edit none[] = {{"replaygain_track_gain", nullptr}, {"Replaygain_Track_Peak", nullptr}};
  ASSERT_EQ(NT_OK, nt_tags_edit(path.c_str(), none, 2)) << nt::test::last_error();
  EXPECT_EQ("(absent)", tag_of(Media(path), "replaygain_track_gain"));
  EXPECT_EQ("(absent)", tag_of(Media(path), "replaygain_track_peak"));
  EXPECT_EQ("Frühling", tag_of(Media(path), "title"));
  EXPECT_EQ(before, Media(path).read_all());
}

INSTANTIATE_TEST_SUITE_P(Formats, TagEdit,
                         testing::Values("wav24", "flac", "wavpack", "alac", "opus", "mp3", "aac", "dsf", "dsdiff"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Tags, given_files_that_are_no_audio_then_they_are_refused_and_left_as_they_are) {
  const Scratch folder;
  const nt_tag_edit edit = {"REPLAYGAIN_TRACK_GAIN", "-1.00 dB"};
  for (const char* name :
       {"text.flac", "text.mp3", "text.m4a", "text.ogg", "text.wav", "text.dsf", "text.dff", "text.bin"}) {
    const auto path = folder.file(name);
    const std::string text = "this is no audio, only a few words that say so";
    std::ofstream(path) << text;
    const auto status = nt_tags_edit(path.c_str(), &edit, 1);
    // An MP3 has no head: whatever has the name may get a tag before it.
    if (std::string(name) == "text.mp3") continue;
    EXPECT_TRUE(status == NT_UNSUPPORTED || status == NT_MALFORMED) << name << ' ' << status;
    std::ifstream in(path);
    EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(in), {})) << name;
  }
}

TEST(Tags, given_DSD_that_is_cut_short_or_names_absurd_places_then_it_is_refused) {
  const Scratch folder;
  const nt_tag_edit edit = {"REPLAYGAIN_TRACK_GAIN", "-1.00 dB"};
  struct Damage {
    const char* kind;
    size_t at;
    uint8_t value;
  };
  // DSF: bytes of the file's size and of the tag's place; DSDIFF: of the form's size and of the first chunk's.
  for (const Damage d : {Damage{"dsf", 15, 0x7F}, Damage{"dsf", 19, 0xFF}, Damage{"dsf", 23, 0x7F},
                         Damage{"dsf", 27, 0x80}, Damage{"dsf", 21, 0x01}, Damage{"dsdiff", 4, 0x7F},
                         Damage{"dsdiff", 4, 0xFF}, Damage{"dsdiff", 20, 0x7F}, Damage{"dsdiff", 20, 0xFF}}) {
    const auto path = written(folder, nt::test::recipe(d.kind));
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(d.at));
    file.put(static_cast<char>(d.value));
    file.close();
    EXPECT_EQ(NT_MALFORMED, nt_tags_edit(path.c_str(), &edit, 1)) << d.kind << ' ' << d.at << ' ' << int{d.value};
  }
  for (const char* kind : {"dsf", "dsdiff"}) {
    const auto path = written(folder, nt::test::recipe(kind));
    const auto size = std::filesystem::file_size(path);
    for (const auto left : {size - 1, size / 2, uintmax_t{40}, uintmax_t{20}, uintmax_t{5}}) {
      std::filesystem::resize_file(path, left);
      EXPECT_NE(NT_OK, nt_tags_edit(path.c_str(), &edit, 1)) << kind << ' ' << left;
    }
  }
}

TEST(Tags, given_absurd_arguments_then_they_are_refused) {
  const Scratch folder;
  const auto path = written(folder, nt::test::recipe("flac"));
  const nt_tag_edit good = {"A", "b"}, no_key = {nullptr, "b"}, bad_key = {"A=B", "b"}, empty_key = {"", "b"};
  const std::string longest(NT_TAG_MAX_BYTES + 1, 'x');
  const nt_tag_edit long_value = {"A", longest.c_str()};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_tags_edit(nullptr, &good, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_tags_edit(path.c_str(), nullptr, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_tags_edit(path.c_str(), &good, 0));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_tags_edit(path.c_str(), &good, NT_TAG_MAX_EDITS + 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_tags_edit(path.c_str(), &no_key, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_tags_edit(path.c_str(), &bad_key, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_tags_edit(path.c_str(), &empty_key, 1));
  EXPECT_EQ(NT_LIMIT, nt_tags_edit(path.c_str(), &long_value, 1));
  EXPECT_EQ(NT_NOT_FOUND, nt_tags_edit(folder.file("none.flac").c_str(), &good, 1));
  EXPECT_EQ(NT_UNSUPPORTED, nt_tags_edit("/dev/null", &good, 1));
  EXPECT_EQ(NT_OK, nt_tags_edit(path.c_str(), &good, 1)) << nt::test::last_error();
}

TEST(Tags, given_a_limit_on_file_sizes_then_the_failure_is_told) {
  const Scratch folder;
  const auto path = written(folder, nt::test::recipe("wav24"));
  const auto size = std::filesystem::file_size(path);
  const auto longer = folder.file("longer.wav");
  std::filesystem::copy(path, longer);
  const std::string value(4000, 'x');
  const nt_tag_edit edit = {"REPLAYGAIN_TRACK_GAIN", value.c_str()};
  // A child, so that the limit binds nobody else.
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{size + 16, size + 16};
    setrlimit(RLIMIT_FSIZE, &limit);
    _exit(nt_tags_edit(longer.c_str(), &edit, 1) == NT_NO_SPACE ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(child, waitpid(child, &status, 0));
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
