// Seeks in files that the codecs' own encoders made (the ffmpeg command): the samples are those of a straight decode,
// and the straight decode has the length that went in and, where nothing is lost, the samples too.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "media_files.hpp"

namespace {

using nt::test::Media;
using nt::test::Planes;
using nt::test::Scratch;

struct Encoded {
  const char* name;
  const char* file;
  const char* arguments;  // of ffmpeg, between input and output
  int rate = 48000;
  uint32_t channels = 2;
  int frames = 150'007;  // far more than is decoded ahead of a place
  int bits = 16;         // of the samples that go in
  bool exact = false;    // the samples come back
  bool length = true;    // the format states its length
  double noise = 0;      // SILK (speech at low rates) in FFmpeg goes on from more than is decoded ahead: -94 dB
};

void PrintTo(const Encoded& e, std::ostream* out) { *out << e.name; }

class EncodedSeek : public testing::TestWithParam<Encoded> {};

bool encode(const Scratch& folder, const Encoded& e, const Planes& planes) {
  const nt::test::Recipe wav{"in.wav", NT_MEDIA_WAV, e.bits == 16 ? NT_SAMPLES_S16 : NT_SAMPLES_S24, e.rate};
  nt::test::write(folder.file("in.wav"), wav, planes);
  const std::string command = "ffmpeg -v error -nostdin -y -i " + folder.file("in.wav") + " " + e.arguments + " " +
                              folder.file(e.file) + " >/dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}

TEST_P(EncodedSeek, given_random_positions_then_the_samples_are_those_of_a_straight_decode) {
  const Encoded& e = GetParam();
  if (std::system("command -v ffmpeg >/dev/null 2>&1") != 0) GTEST_SKIP() << "ffmpeg is not installed";
  const Scratch folder;
  Planes planes = nt::test::music(e.channels, e.frames, e.rate);
  const double full = std::ldexp(1.0, e.bits - 1);
  for (auto& plane : planes)
    for (double& v : plane) v = std::round(v * full) / full;
  ASSERT_TRUE(encode(folder, e, planes)) << "ffmpeg cannot write it";

  Media media(folder.file(e.file));
  const Planes straight = media.read_all();
  ASSERT_EQ(e.channels, straight.size());
  if (e.length) {
    EXPECT_EQ(e.frames, media.info().length);
    EXPECT_EQ(static_cast<size_t>(e.frames), straight[0].size());
  }
  if (e.exact) EXPECT_EQ(planes, straight);
  nt::test::expect_seeks(media, straight, 30, e.noise);
}

INSTANTIATE_TEST_SUITE_P(
    Codecs, EncodedSeek,
    testing::Values(
        Encoded{.name = "Vorbis", .file = "x.ogg", .arguments = "-c:a libvorbis -q:a 5"},
        Encoded{.name = "VorbisLowRate", .file = "x.ogg", .arguments = "-c:a libvorbis -q:a 2", .rate = 22050},
        Encoded{.name = "VorbisSurround", .file = "x.ogg", .arguments = "-c:a libvorbis", .channels = 6},
        Encoded{.name = "Aiff16", .file = "x.aiff", .arguments = "-c:a pcm_s16be", .exact = true},
        Encoded{.name = "Aiff24", .file = "x.aif", .arguments = "-c:a pcm_s24be", .bits = 24, .exact = true},
        Encoded{.name = "AiffFloat", .file = "x.aiff", .arguments = "-c:a pcm_f32be", .bits = 24, .exact = true},
        Encoded{.name = "Tta16", .file = "x.tta", .arguments = "-c:a tta", .exact = true},
        Encoded{.name = "Tta24",
                .file = "x.tta",
                .arguments = "-c:a tta -sample_fmt s32 -bits_per_raw_sample 24",
                .bits = 24,
                .exact = true},
        Encoded{.name = "WavPack16", .file = "x.wv", .arguments = "-c:a wavpack", .exact = true},
        Encoded{.name = "WavPackMono",
                .file = "x.wv",
                .arguments = "-c:a wavpack",
                .rate = 8000,
                .channels = 1,
                .exact = true},
        Encoded{.name = "Alac24",
                .file = "x.m4a",
                .arguments = "-c:a alac -sample_fmt s32p -bits_per_raw_sample 24",
                .bits = 24,
                .exact = true},
        Encoded{.name = "AlacInCaf", .file = "x.caf", .arguments = "-c:a alac", .exact = true, .length = false},
        Encoded{.name = "Flac24",
                .file = "x.flac",
                .arguments = "-c:a flac -sample_fmt s32 -bits_per_raw_sample 24",
                .bits = 24,
                .exact = true},
        Encoded{.name = "FlacInOgg", .file = "x.oga", .arguments = "-c:a flac", .exact = true},
        Encoded{.name = "Opus", .file = "x.opus", .arguments = "-c:a libopus -b:a 96k", .frames = 700'001},
        Encoded{.name = "OpusVoice",
                .file = "x.opus",
                .arguments = "-c:a libopus -application voip -b:a 24k",
                .channels = 1,
                .frames = 700'001,
                .noise = 2e-5},
        Encoded{.name = "OpusLongFrames",
                .file = "x.opus",
                .arguments = "-c:a libopus -frame_duration 60",
                .frames = 700'001},
        Encoded{.name = "Mp3Variable", .file = "x.mp3", .arguments = "-c:a libmp3lame -q:a 2", .rate = 44100},
        Encoded{.name = "Mp3Constant", .file = "x.mp3", .arguments = "-c:a libmp3lame -b:a 320k", .rate = 44100},
        Encoded{.name = "Mp3JointLow",
                .file = "x.mp3",
                .arguments = "-c:a libmp3lame -b:a 32k -joint_stereo 1",
                .rate = 44100},
        Encoded{.name = "Mp3HalfRate", .file = "x.mp3", .arguments = "-c:a libmp3lame -b:a 64k", .rate = 22050},
        Encoded{.name = "Mp3NoTag",
                .file = "x.mp3",
                .arguments = "-c:a libmp3lame -b:a 128k -write_xing 0",
                .rate = 44100,
                .length = false},
        Encoded{.name = "AacNoNoise", .file = "x.m4a", .arguments = "-c:a aac -aac_pns 0 -b:a 160k", .rate = 44100},
        Encoded{.name = "AacFragmented",
                .file = "x.mp4",
                .arguments = "-c:a aac -aac_pns 0 -movflags frag_keyframe+empty_moov",
                .rate = 44100,
                .length = false},
        Encoded{.name = "AacAdts", .file = "x.aac", .arguments = "-c:a aac -aac_pns 0", .rate = 44100, .length = false},
        Encoded{.name = "Wave64", .file = "x.w64", .arguments = "-c:a pcm_s16le", .length = false},
        Encoded{.name = "Matroska", .file = "x.mka", .arguments = "-c:a flac", .exact = true, .length = false},
        Encoded{.name = "Wma", .file = "x.wma", .arguments = "-c:a wmav2 -b:a 128k", .rate = 44100, .length = false}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
