#pragma once
// A processor on a whole stream, cut into blocks in different ways.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "ntdsp/graph.h"

namespace nt::test {

using Stream = std::vector<std::vector<double>>;

inline Stream noise_stream(uint32_t channels, size_t frames, uint32_t seed) {
  std::mt19937 generator(seed);
  Stream s(channels, std::vector<double>(frames));
  for (auto& plane : s)
    for (auto& v : plane) v = generator() / 2147483648.0 - 1.0;
  return s;
}

/// A processor with the life that graph.h prescribes.
class Running {
 public:
  template <class Params>
  Running(int32_t kind, const Params& params, double rate, uint32_t channels, uint32_t max_frames = 8192)
      : channels_(channels), max_frames_(max_frames) {
    EXPECT_EQ(NT_OK, nt_processor_create(kind, &params, sizeof params, &p_));
    EXPECT_EQ(NT_OK, nt_processor_activate(p_, rate, channels, max_frames));
    nt_processor_describe(p_, &info_);
  }
  ~Running() { nt_processor_destroy(p_); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] nt_processor* get() const { return p_; }
  [[nodiscard]] const nt_processor_info& info() const { return info_; }

  /// Frames from..to of the stream in place, in blocks of the sizes that next gives.
  void run(Stream& s, size_t from, size_t to, const std::function<size_t()>& next) {
    std::vector<double*> planes(channels_);
    while (from < to) {
      const size_t n = std::min({next(), to - from, static_cast<size_t>(max_frames_)});
      for (uint32_t c = 0; c < channels_; ++c) planes[c] = s[c].data() + from;
      ASSERT_EQ(NT_OK, nt_processor_process(p_, planes.data(), planes.data(), static_cast<uint32_t>(n)));
      from += n;
    }
  }

  /// The whole stream with the latency removed: as long as the input plus extra frames.
  Stream aligned(const Stream& in, size_t block, size_t extra = 0) {
    Stream s = in;
    const size_t latency = info_.latency, length = in[0].size() + latency + extra;
    for (auto& plane : s) plane.resize(length);
    run(s, 0, length, [=] { return block; });
    for (auto& plane : s) plane.erase(plane.begin(), plane.begin() + static_cast<ptrdiff_t>(latency));
    return s;
  }

  [[nodiscard]] std::vector<uint8_t> state() const {
    size_t size = 0;
    EXPECT_EQ(NT_OK, nt_processor_save_state(p_, nullptr, &size));
    std::vector<uint8_t> bytes(size);
    EXPECT_EQ(NT_OK, nt_processor_save_state(p_, bytes.data(), &size));
    return bytes;
  }

 private:
  nt_processor* p_ = nullptr;
  uint32_t channels_, max_frames_;
  nt_processor_info info_{};
};

/// Level of the difference against the level of the expected signal, in dB.
inline double null_db(const std::vector<double>& expected, const std::vector<double>& actual, size_t from, size_t to) {
  long double e = 0, d = 0;
  for (size_t i = from; i < to; ++i) {
    const long double difference = static_cast<long double>(actual[i]) - expected[i];
    e += static_cast<long double>(expected[i]) * expected[i];
    d += difference * difference;
  }
  return d == 0 ? -400.0 : 10 * std::log10(static_cast<double>(d / e));
}

}  // namespace nt::test
