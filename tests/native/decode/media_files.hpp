#pragma once
// Files for the tests of decode and output: signals, folders, writing and reading whole files through the ABI.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "ntdsp/decode.h"
#include "ntdsp/output.h"

namespace nt::test {

using Planes = std::vector<std::vector<double>>;

inline std::string last_error() {
  char text[512];
  nt_last_error(text, sizeof text);
  return text;
}

/// A folder that is gone after the test.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "nt-media-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

struct Recipe {
  std::string name;
  nt_media_kind kind;
  nt_sample_kind samples;
  int rate = 48000;
};

inline Recipe recipe(const std::string& id) {
  if (id == "wav16") return {"x.wav", NT_MEDIA_WAV, NT_SAMPLES_S16};
  if (id == "wav24") return {"x.wav", NT_MEDIA_WAV, NT_SAMPLES_S24};
  if (id == "wavf32") return {"x.wav", NT_MEDIA_WAV, NT_SAMPLES_F32};
  if (id == "wavf64") return {"x.wav", NT_MEDIA_WAV, NT_SAMPLES_F64};
  if (id == "flac") return {"x.flac", NT_MEDIA_FLAC, NT_SAMPLES_S16};
  if (id == "flac24") return {"x.flac", NT_MEDIA_FLAC, NT_SAMPLES_S24};
  if (id == "wavpack") return {"x.wv", NT_MEDIA_WAVPACK, NT_SAMPLES_S24};
  if (id == "alac") return {"x.m4a", NT_MEDIA_ALAC, NT_SAMPLES_S16};
  if (id == "opus") return {"x.opus", NT_MEDIA_OPUS, NT_SAMPLES_LOSSY};
  if (id == "mp3") return {"x.mp3", NT_MEDIA_MP3, NT_SAMPLES_LOSSY, 44100};
  if (id == "dsf") return {"x.dsf", NT_MEDIA_DSF, NT_SAMPLES_DSD, 44100};
  if (id == "dsdiff") return {"x.dff", NT_MEDIA_DSDIFF, NT_SAMPLES_DSD, 44100};
  return {"x.m4a", NT_MEDIA_AAC, NT_SAMPLES_LOSSY, 44100};
}

/// Decaying chords over a little noise: something for every codec to do, different everywhere.
inline Planes music(uint32_t channels, int frames, int rate) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> noise(-0.01, 0.01);
  Planes planes(channels, std::vector<double>(static_cast<size_t>(frames)));
  for (uint32_t c = 0; c < channels; ++c)
    for (int i = 0; i < frames; ++i) {
      const int note = i / 9001;
      const double t = static_cast<double>(i % 9001) / rate;
      const double f = 220.0 * std::pow(2.0, ((note * 7) % 24) / 12.0) * (1 + 0.01 * c);
      planes[c][static_cast<size_t>(i)] =
          0.4 * std::exp(-6 * t) * (std::sin(2 * M_PI * f * t) + 0.5 * std::sin(4.01 * M_PI * f * t)) + noise(random);
    }
  return planes;
}

inline nt_writer_options options(const Recipe& recipe, uint32_t channels) {
  nt_writer_options o{};
  o.sample_rate = recipe.rate;
  o.channels = channels;
  o.kind = recipe.kind;
  o.samples = recipe.samples;
  return o;
}

inline void write(const std::string& path, const Recipe& recipe, const Planes& planes) {
  const auto o = options(recipe, static_cast<uint32_t>(planes.size()));
  nt_writer* w = nullptr;
  ASSERT_EQ(NT_OK, nt_writer_create(path.c_str(), &o, &w)) << last_error();
  const auto total = planes[0].size();
  for (size_t at = 0; at < total; at += 5000) {
    std::vector<const double*> from;
    for (const auto& plane : planes) from.push_back(plane.data() + at);
    ASSERT_EQ(NT_OK, nt_writer_write(w, from.data(), static_cast<uint32_t>(std::min<size_t>(5000, total - at))))
        << last_error();
  }
  ASSERT_EQ(NT_OK, nt_writer_finish(w)) << last_error();
  nt_writer_close(w);
}

/// An open file.
class Media {
 public:
  explicit Media(const std::string& path) {
    EXPECT_EQ(NT_OK, nt_decoder_open(path.c_str(), nullptr, &decoder_)) << path << ": " << last_error();
    nt_decoder_describe(decoder_, &info_);
  }
  ~Media() { nt_decoder_close(decoder_); }
  Media(const Media&) = delete;
  Media& operator=(const Media&) = delete;

  [[nodiscard]] nt_decoder* get() const { return decoder_; }
  [[nodiscard]] const nt_media_info& info() const { return info_; }

  Planes read(uint32_t frames) {
    Planes planes(info_.channels, std::vector<double>(frames));
    std::vector<double*> to;
    for (auto& plane : planes) to.push_back(plane.data());
    uint32_t got = 0;
    status = nt_decoder_read(decoder_, to.data(), frames, &got);
    EXPECT_GE(status, 0) << last_error();
    for (auto& plane : planes) plane.resize(got);
    return planes;
  }

  Planes read_all() {
    Planes all(info_.channels);
    for (;;) {
      const auto piece = read(4099);
      if (status != NT_OK) return all;
      for (size_t c = 0; c < all.size(); ++c) all[c].insert(all[c].end(), piece[c].begin(), piece[c].end());
    }
  }

  nt_status status = NT_OK;

 private:
  nt_decoder* decoder_ = nullptr;
  nt_media_info info_{};
};

/// Seeks to the first frame, the last one, random ones and beyond the end: what is read there is what a straight decode
/// has, up to noise.
inline void expect_seeks(Media& media, const Planes& straight, int places, double noise = 0) {
  const auto total = static_cast<int64_t>(straight[0].size());
  std::mt19937_64 random(7);
  for (int i = 0; i < places; ++i) {
    const int64_t at = i == 0 ? 0 : i == 1 ? total - 1 : static_cast<int64_t>(random() % static_cast<uint64_t>(total));
    ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), at)) << last_error();
    const auto piece = media.read(1500);
    ASSERT_EQ(static_cast<size_t>(std::min<int64_t>(1500, total - at)), piece[0].size()) << "at " << at;
    for (size_t c = 0; c < piece.size(); ++c)
      for (size_t k = 0; k < piece[c].size(); ++k)
        ASSERT_NEAR(straight[c][static_cast<size_t>(at) + k], piece[c][k], noise)
            << "at " << at << " + " << k << ", channel " << c;
  }
  for (const int64_t beyond : {total, total + 5, INT64_MAX}) {
    ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), beyond));
    EXPECT_TRUE(media.read(10)[0].empty()) << beyond;
  }
  ASSERT_EQ(NT_OK, nt_decoder_seek(media.get(), total / 2));
  EXPECT_NEAR(straight[0][static_cast<size_t>(total / 2)], media.read(1)[0].at(0), noise) << "back from beyond the end";
}

}  // namespace nt::test
