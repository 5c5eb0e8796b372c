// The builds for AVX2 and for AVX-512 give the same bits: both in one process, over every processor, the transforms,
// the converters, the convolver, the files and the meters.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <set>
#include <string>

#include "decode/dsd_file.hpp"
#include "levels/output_of.hpp"

namespace nt::test {
namespace {

constexpr double rate = 48000;

/// Struck strings in chords over a pulse of noise bursts, with rests, in stereo: loud and soft, tones and transients.
Stream music_stream(size_t frames, uint32_t seed) {
  std::mt19937 random(seed);
  const auto uniform = [&] { return random() / 4294967296.0; };
  Stream s(2, std::vector<double>(frames));
  for (size_t start = 0; start < frames; start += 6000) {
    const double pan = uniform(), level = 0.05 + 0.4 * uniform();
    const double hz = 55 * std::exp2(std::floor(36 * uniform()) / 12);
    const bool drum = uniform() < 0.4;
    for (size_t i = start; i < std::min(frames, start + 20000); ++i) {
      const double t = static_cast<double>(i - start) / rate;
      double v = 0;
      for (int h = 1; h <= 12; ++h) v += std::exp(-t * 3 * h) * std::sin(2 * M_PI * hz * h * t) / h;
      if (drum) v += 2 * std::exp(-t * 60) * (uniform() - 0.5);
      s[0][i] += level * (1 - pan) * v;
      s[1][i] += level * pan * v;
    }
  }
  for (auto& plane : s)
    std::fill(plane.begin() + static_cast<std::ptrdiff_t>(frames * 3 / 4),
              plane.begin() + static_cast<std::ptrdiff_t>(frames * 7 / 8), 0.0);
  return s;
}

class Levels : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* level : {"avx2", "avx512"})
      if (!runs(level)) GTEST_SKIP() << "this processor has no " << level << ": nothing is compared";
    for (const Library* library : {&narrow_, &wide_})
      if (!library->missing().empty()) GTEST_SKIP() << library->missing();
    ASSERT_STREQ("avx2", NT_OF(narrow_, nt_engine_level)());
    ASSERT_STREQ("avx512", NT_OF(wide_, nt_engine_level)());
  }

  /// Calls output with either library on either signal; the bytes must be equal and not all zero.
  template <class Output>
  void expect_equal(const std::string& what, Output&& output) {
    for (const Stream* signal : {&noise_, &music_}) {
      const Bytes narrow = output(narrow_, *signal), wide = output(wide_, *signal);
      ASSERT_EQ(narrow.size(), wide.size()) << what;
      EXPECT_TRUE(std::any_of(narrow.begin(), narrow.end(), [](uint8_t b) { return b != 0; })) << what;
      const auto at = std::mismatch(narrow.begin(), narrow.end(), wide.begin()).first - narrow.begin();
      EXPECT_EQ(static_cast<size_t>(at), narrow.size())
          << what << " on " << (signal == &noise_ ? "noise" : "music") << " differs from byte " << at << " on";
    }
  }

  Library narrow_{"avx2"}, wide_{"avx512"};
  Stream noise_ = noise_stream(2, 48000, 3), music_ = music_stream(60000, 4);
};

TEST_F(Levels, given_every_processor_when_run_by_both_then_samples_gains_and_states_are_equal) {
  for (const auto& processor : processor_cases())
    expect_equal(processor.name, [&](const Library& l, const Stream& s) { return output_of(l, processor, s, rate); });
}

TEST_F(Levels, given_transforms_of_every_kind_of_size_then_spectra_are_equal) {
  for (const uint32_t n : {8u,    12u,   16u,   30u,   56u,   64u,   98u,   144u,  294u,   588u,   1024u,  1176u,
                           1280u, 2048u, 2352u, 4096u, 5120u, 6300u, 8192u, 9408u, 10240u, 16384u, 32768u, 40320u})
    expect_equal("size " + std::to_string(n), [&](const Library& l, const Stream& s) { return spectra_of(l, n, s); });
}

TEST_F(Levels, given_conversions_of_every_quality_then_samples_are_equal) {
  for (const int32_t quality : {0, 1, 2, 3, 0 | NT_RESAMPLE_MINIMUM_PHASE, 3 | NT_RESAMPLE_MINIMUM_PHASE})
    for (const auto& [in, out] : {std::pair{44100.0, 48000.0}, {96000.0, 44100.0}})
      expect_equal("quality " + std::to_string(quality) + " to " + std::to_string(out),
                   [&, from = in, to = out](const Library& l, const Stream& s) {
                     return conversion_of(l, from, to, quality, s);
                   });
}

TEST_F(Levels, given_a_ratio_that_glides_then_samples_are_equal) {
  for (const int32_t kind : {NT_ASYNC_STANDARD, NT_ASYNC_LOW_LATENCY})
    expect_equal("kind " + std::to_string(kind),
                 [&](const Library& l, const Stream& s) { return glide_of(l, kind, s); });
}

TEST_F(Levels, given_long_impulses_in_either_precision_then_samples_are_equal) {
  for (const int32_t precision : {NT_CONVOLVER_F64, NT_CONVOLVER_F32})
    expect_equal("precision " + std::to_string(precision),
                 [&](const Library& l, const Stream& s) { return convolution_of(l, precision, s); });
}

TEST_F(Levels, given_files_written_then_their_bytes_are_equal) {
  for (const auto& [kind, samples] : {std::pair{NT_MEDIA_WAV, NT_SAMPLES_S16},
                                      {NT_MEDIA_WAV, NT_SAMPLES_S24},
                                      {NT_MEDIA_WAV, NT_SAMPLES_S32},
                                      {NT_MEDIA_WAV, NT_SAMPLES_F32},
                                      {NT_MEDIA_FLAC, NT_SAMPLES_S24},
                                      {NT_MEDIA_DSF, NT_SAMPLES_DSD},
                                      {NT_MEDIA_DSDIFF, NT_SAMPLES_DSD}}) {
    const std::string path = testing::TempDir() + "levels.written";
    expect_equal("kind " + std::to_string(kind) + " of " + std::to_string(samples),
                 [&, k = kind, of = samples](const Library& l, const Stream& s) { return file_of(l, k, of, path, s); });
    std::remove(path.c_str());
  }
}

TEST_F(Levels, given_a_file_of_single_bits_when_decoded_then_samples_are_equal) {
  const std::string path = testing::TempDir() + "levels.dsf";
  write_dsf(path, {modulate(1000, 0.4, 8 * 4096 * 40), modulate(3000, 0.2, 8 * 4096 * 40)});
  const Bytes narrow = samples_of(narrow_, path), wide = samples_of(wide_, path);
  std::remove(path.c_str());
  EXPECT_LT(1000u * sizeof(double), narrow.size());
  EXPECT_EQ(narrow, wide);
}

TEST_F(Levels, given_meters_and_analysers_then_every_reading_is_equal) {
  for (const double at : {44100.0, 48000.0, 96000.0}) {
    expect_equal("loudness", [&](const Library& l, const Stream& s) { return loudness_of(l, s, at); });
    expect_equal("analysis", [&](const Library& l, const Stream& s) { return analysis_of(l, s, at); });
  }
  expect_equal("artifacts", [&](const Library& l, const Stream& s) {
    Stream render = s;
    for (auto& plane : render)
      for (size_t i = 0; i < plane.size(); ++i) plane[i] = std::fmin(plane[i] * (i / 9000 % 2 == 0 ? 1 : 2), 1);
    return artifacts_of(l, s, render, rate);
  });
}

/// A processor that the contract's cases leave out would be compared by nobody.
TEST(LevelsCover, given_every_kind_that_create_knows_then_a_case_makes_it) {
  std::set<int32_t> made;
  for (const auto& processor : processor_cases()) made.insert(processor.create.kind);
  for (int32_t kind = 0; kind < 1024; ++kind) {
    nt_processor* p = nullptr;
    ASSERT_NE(NT_OK, nt_processor_create(kind, "", 0, &p)) << kind;
    char text[200];
    nt_last_error(text, sizeof text);
    const bool known = std::string(text).find("no processor has the kind") == std::string::npos;
    EXPECT_EQ(known, made.contains(kind)) << "kind " << kind << ": " << text;
  }
}

/// The build without fused products is another class: other bits, the same sound.
TEST(LevelsGeneric, given_the_generic_build_then_it_is_a_class_of_its_own_and_transforms_to_rounding) {
  if (!runs("avx2")) GTEST_SKIP() << "this processor has no avx2: nothing is compared";
  const Library generic("generic"), narrow("avx2");
  for (const Library* library : {&generic, &narrow})
    if (!library->missing().empty()) GTEST_SKIP() << library->missing();
  ASSERT_STREQ("generic", NT_OF(generic, nt_engine_level)());
  nt_engine_info a{}, b{};
  NT_OF(generic, nt_engine_describe)(&a);
  NT_OF(narrow, nt_engine_describe)(&b);
  EXPECT_STREQ("generic", a.isa_class);
  EXPECT_STREQ("x86-64-v3", b.isa_class);
  const Stream noise = noise_stream(1, 9408, 8);
  const Bytes one = spectra_of(generic, 9408, noise), other = spectra_of(narrow, 9408, noise);
  EXPECT_NE(one, other);
  for (size_t i = 0; i < one.size(); i += sizeof(double)) {
    double x, y;
    std::memcpy(&x, &one[i], sizeof x);
    std::memcpy(&y, &other[i], sizeof y);
    ASSERT_NEAR(x, y, 1e-12) << i;
  }
}

}  // namespace
}  // namespace nt::test
