#pragma once
// Signals and ways to run a processor that the contract tests share.

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "ntdsp/graph.h"
#include "ntdsp/processors.h"

namespace nt::test {

using Planes = std::vector<std::vector<double>>;

struct Destroy {
  void operator()(nt_processor* p) const { nt_processor_destroy(p); }
};
using ProcessorPtr = std::unique_ptr<nt_processor, Destroy>;

constexpr uint32_t largest_block = 8192;

/// A processor that is ready to process.
template <class Params>
ProcessorPtr activated(nt_processor_kind kind, const Params& params, double rate, uint32_t channels) {
  nt_processor* p = nullptr;
  EXPECT_EQ(NT_OK, nt_processor_create(kind, &params, sizeof params, &p));
  EXPECT_EQ(NT_OK, nt_processor_activate(p, rate, channels, largest_block));
  return ProcessorPtr(p);
}

inline uint32_t latency_of(const nt_processor* p) {
  nt_processor_info info{};
  EXPECT_EQ(NT_OK, nt_processor_describe(p, &info));
  return info.latency;
}

/// Music-like in what matters here: noise whose level moves over 60 dB, a jump, a stretch of digital silence, overs.
inline Planes lively(uint32_t channels, uint32_t frames, uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  Planes planes(channels, std::vector<double>(frames));
  for (uint32_t i = 0; i < frames; ++i) {
    const uint32_t part = i * 10 / frames;
    const double level = part == 3 ? 0.0 : part == 6 ? 1.5 : part % 2 == 0 ? 0.5 : 0.001;
    for (auto& plane : planes) {
      const double unit = static_cast<double>(random() >> 11) * 0x1p-52 - 1;
      plane[i] = level * unit + (part == 8 ? 0.7 : 0.0);
    }
  }
  return planes;
}

inline Planes white(uint32_t channels, uint32_t frames, double level, uint64_t seed = 2) {
  std::mt19937_64 random(seed);
  Planes planes(channels, std::vector<double>(frames));
  for (auto& plane : planes)
    for (double& v : plane) v = level * (static_cast<double>(random() >> 11) * 0x1p-52 - 1);
  return planes;
}

inline uint32_t outputs_of(const nt_processor* p, size_t channels) {
  uint32_t outputs = 0;
  EXPECT_EQ(NT_OK, nt_processor_output_channels(p, static_cast<uint32_t>(channels), &outputs));
  return outputs;
}

/// Feeds frames from..from + n of in and writes to the same place of out, which has as many planes as leave.
inline nt_status feed(nt_processor* p, const Planes& in, Planes& out, size_t from, uint32_t n) {
  std::vector<const double*> source;
  std::vector<double*> target;
  for (const auto& plane : in) source.push_back(plane.data() + from);
  for (auto& plane : out) target.push_back(plane.data() + from);
  return nt_processor_process(p, source.data(), target.data(), n);
}

/// The whole of in through p in blocks; block(i) is the length wanted at frame i.
template <class Block>
Planes run(nt_processor* p, const Planes& in, Block block, nt_status* failed = nullptr) {
  Planes out(outputs_of(p, in.size()), std::vector<double>(in[0].size()));
  const size_t frames = in[0].size();
  for (size_t i = 0; i < frames;) {
    const auto n = static_cast<uint32_t>(std::min<size_t>(block(i), frames - i));
    const nt_status status = feed(p, in, out, i, n);
    if (status != NT_OK && failed != nullptr) *failed = status;
    i += n;
  }
  return out;
}

inline Planes run(nt_processor* p, const Planes& in) {
  return run(p, in, [](size_t) { return largest_block; });
}

inline std::vector<uint8_t> saved(const nt_processor* p) {
  size_t size = 0;
  if (nt_processor_save_state(p, nullptr, &size) != NT_OK) return {};
  std::vector<uint8_t> bytes(size);
  if (nt_processor_save_state(p, bytes.data(), &size) != NT_OK) return {};
  bytes.resize(size);
  return bytes;
}

}  // namespace nt::test
