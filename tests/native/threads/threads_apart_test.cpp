// Different objects may be used by different threads at the same time ([any] and [owner] of abi.h), from the first use
// of the library on: tables that are made once and codecs are shared. Of most value under the thread sanitizer.

#include <gtest/gtest.h>

#include <array>
#include <barrier>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "graph/processor_cases.hpp"
#include "graph/processor_run.hpp"
#include "ntdsp/analysis.h"
#include "ntdsp/decode.h"
#include "ntdsp/resample.h"

namespace {

using namespace nt::test;

constexpr size_t thread_count = 3;
using Result = std::vector<double>;

/// Every thread does all the works at once, each work begun by all together; the results must be those of one alone.
void expect_same_apart(const std::vector<std::function<Result()>>& works) {
  std::array<std::vector<Result>, thread_count> results;
  std::barrier together(static_cast<std::ptrdiff_t>(thread_count));
  std::vector<std::thread> threads;
  for (auto& own : results)
    threads.emplace_back([&] {
      for (const auto& work : works) {
        together.arrive_and_wait();
        own.push_back(work());
      }
    });
  for (auto& thread : threads) thread.join();
  for (size_t w = 0; w < works.size(); ++w) {
    const Result alone = works[w]();
    EXPECT_FALSE(alone.empty()) << w;
    for (const auto& own : results) {
      ASSERT_EQ(alone.size(), own[w].size()) << w;
      EXPECT_EQ(0, std::memcmp(alone.data(), own[w].data(), alone.size() * sizeof(double))) << w;
    }
  }
}

Result joined(const Planes& planes) {
  Result all;
  for (const auto& plane : planes) all.insert(all.end(), plane.begin(), plane.end());
  return all;
}

TEST(ThreadsApart, given_every_processor_made_and_run_by_threads_at_once_then_the_samples_are_those_of_one) {
  static const Planes in = lively(2, 3000);
  std::vector<std::function<Result()>> works;
  for (const auto& c : processor_cases())
    works.emplace_back([&c] {
      const ProcessorPtr p(c.create());
      EXPECT_EQ(NT_OK, nt_processor_activate(p.get(), 44100, 2, largest_block)) << c.name;
      return joined(run(p.get(), in));
    });
  expect_same_apart(works);
}

Result converted(double from, double to, int32_t quality) {
  constexpr uint32_t frames = 40000, room = 65536;
  const Planes in = white(1, frames, 0.5);
  nt_resampler* r = nullptr;
  EXPECT_EQ(NT_OK, nt_resampler_create(from, to, 1, quality, &r));
  Result out(room);
  const double* source[] = {in[0].data()};
  double* target[] = {out.data()};
  uint32_t got = 0;
  EXPECT_EQ(NT_OK, nt_resampler_process(r, source, frames, target, room, &got));
  nt_resampler_destroy(r);
  out.resize(got);
  return out;
}

Result measured() {
  const Planes in = white(2, 30000, 0.5);
  const double* planes[] = {in[0].data(), in[1].data()};
  nt_loudness* m = nullptr;
  EXPECT_EQ(NT_OK, nt_loudness_create(48000, 2, 0, 16, &m));
  EXPECT_EQ(NT_OK, nt_loudness_add(m, planes, 30000));
  nt_loudness_reading reading{};
  EXPECT_EQ(NT_OK, nt_loudness_read(m, &reading));
  nt_loudness_destroy(m);
  const nt_analyser_options options{44100, 0, 2, 16, NT_ANALYSE_F0, 0};
  nt_analyser* a = nullptr;
  EXPECT_EQ(NT_OK, nt_analyser_create(&options, &a));
  EXPECT_EQ(NT_OK, nt_analyser_add(a, planes, 30000));
  EXPECT_EQ(NT_OK, nt_analyser_finish(a));
  nt_analyser_summary summary{};
  EXPECT_EQ(NT_OK, nt_analyser_summarise(a, &summary));
  nt_analyser_destroy(a);
  Result bytes(1 + (sizeof reading + sizeof summary) / sizeof(double));
  std::memcpy(bytes.data(), &reading, sizeof reading);
  std::memcpy(reinterpret_cast<char*>(bytes.data()) + sizeof reading, &summary, sizeof summary);
  return bytes;
}

TEST(ThreadsApart, given_converters_and_meters_on_threads_at_once_then_all_is_as_on_one) {
  expect_same_apart({[] { return converted(44100, 48000, NT_RESAMPLE_HIGH); },
                     [] { return converted(96000, 44100, NT_RESAMPLE_MAX | NT_RESAMPLE_MINIMUM_PHASE); },
                     [] { return converted(44100, 48001, NT_RESAMPLE_FAST); },
                     [] { return converted(48000, 44100, NT_RESAMPLE_ANALYSIS); }, [] { return measured(); }});
}

Result decoded(const char* name) {
  const std::string path = std::string(NT_VECTORS) + "/fuzz/decode/" + name;
  nt_decoder* d = nullptr;
  EXPECT_EQ(NT_OK, nt_decoder_open(path.c_str(), nullptr, &d)) << path;
  if (d == nullptr) return {};
  nt_media_info info{};
  EXPECT_EQ(NT_OK, nt_decoder_describe(d, &info));
  Planes block(info.channels, std::vector<double>(4096));
  std::vector<double*> planes;
  for (auto& plane : block) planes.push_back(plane.data());
  Result all;
  for (uint32_t got = 0; nt_decoder_read(d, planes.data(), 4096, &got) == NT_OK;)
    for (const auto& plane : block) all.insert(all.end(), plane.begin(), plane.begin() + got);
  nt_decoder_close(d);
  return all;
}

TEST(ThreadsApart, given_files_decoded_by_threads_at_once_then_the_samples_are_those_of_one) {
  std::vector<std::function<Result()>> works;
  for (const char* name : {"tone.flac", "tone.mp3", "tone.ogg", "tone.opus", "tone.m4a", "tone.wv", "tone.dsf",
                           "s24.wav", "tone.aiff", "tone.mka"})
    works.emplace_back([name] { return decoded(name); });
  expect_same_apart(works);
}

}  // namespace
