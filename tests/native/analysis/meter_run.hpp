#pragma once
// Runs signals through nt_loudness in the tests.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "ntdsp/analysis.h"

namespace nt::test {

using Planes = std::vector<std::vector<double>>;

struct MeterDeleter {
  void operator()(nt_loudness* m) const { nt_loudness_destroy(m); }
};
using Meter = std::unique_ptr<nt_loudness, MeterDeleter>;

inline Meter meter(double rate, uint32_t channels, uint64_t mask = 0, uint32_t oversampling = 0) {
  nt_loudness* m = nullptr;
  EXPECT_EQ(NT_OK, nt_loudness_create(rate, channels, mask, oversampling, &m));
  return Meter(m);
}

inline void add(nt_loudness* m, const Planes& x, size_t block = 4800) {
  for (size_t n = 0; n < x[0].size(); n += block) {
    const double* planes[64];
    for (size_t c = 0; c < x.size(); ++c) planes[c] = x[c].data() + n;
    ASSERT_EQ(NT_OK, nt_loudness_add(m, planes, static_cast<uint32_t>(std::min(block, x[0].size() - n))));
  }
}

inline nt_loudness_reading read(const nt_loudness* m) {
  nt_loudness_reading r{};
  EXPECT_EQ(NT_OK, nt_loudness_read(m, &r));
  return r;
}

inline nt_loudness_reading measure(const Planes& x, double rate, uint32_t oversampling = 0, uint64_t mask = 0,
                                   size_t block = 4800) {
  const auto m = meter(rate, static_cast<uint32_t>(x.size()), mask, oversampling);
  add(m.get(), x, block);
  return read(m.get());
}

/// A stretch of a sine; -infinity dB is silence.
struct Part {
  double db;
  double seconds;
};

/// Sines of 1 kHz, one after the other with the phase carried on, the same in every channel.
inline Planes sines(const std::vector<Part>& parts, double rate = 48000, size_t channels = 2, double hz = 1000) {
  std::vector<double> x;
  for (const Part& part : parts) {
    const double amplitude = std::pow(10, part.db / 20);
    const auto end = x.size() + static_cast<size_t>(std::lround(part.seconds * rate));
    while (x.size() < end) x.push_back(amplitude * std::sin(2 * M_PI * hz * static_cast<double>(x.size()) / rate));
  }
  return Planes(channels, x);
}

}  // namespace nt::test
