#pragma once
// Whole signals through a resampler.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "graph/resample/tones.hpp"
#include "ntdsp/resample.h"

namespace nt::test {

struct Rates {
  uint64_t in, out;
};

struct DestroyResampler {
  void operator()(nt_resampler* r) const { nt_resampler_destroy(r); }
};
using ResamplerPtr = std::unique_ptr<nt_resampler, DestroyResampler>;

inline ResamplerPtr make(double in, double out, uint32_t channels, int32_t quality) {
  nt_resampler* r = nullptr;
  EXPECT_EQ(NT_OK, nt_resampler_create(in, out, channels, quality, &r));
  return ResamplerPtr(r);
}

/// The whole of in, in blocks that next gives, fetched with the same capacity; then flushed.
template <class Next>
std::vector<Plane> convert(nt_resampler* r, const std::vector<Plane>& in, Next next) {
  const size_t channels = in.size(), frames = in[0].size();
  std::vector<Plane> out(channels), chunk(channels, Plane(8192));
  std::vector<const double*> source(channels);
  std::vector<double*> target(channels);
  for (size_t c = 0; c < channels; ++c) target[c] = chunk[c].data();
  const auto keep = [&](uint32_t got) {
    for (size_t c = 0; c < channels; ++c) out[c].insert(out[c].end(), target[c], target[c] + got);
  };
  uint32_t got = 0;
  for (size_t at = 0; at < frames;) {
    const auto n = static_cast<uint32_t>(std::min<size_t>(next(), frames - at));
    for (size_t c = 0; c < channels; ++c) source[c] = in[c].data() + at;
    EXPECT_EQ(NT_OK, nt_resampler_process(r, source.data(), n, target.data(), std::min(n, 8192u), &got));
    keep(got);
    at += n;
  }
  for (;;) {
    const auto status = nt_resampler_flush(r, target.data(), 777, &got);
    EXPECT_GE(status, NT_OK);
    keep(got);
    if (status != NT_OK) break;
  }
  return out;
}

/// One plane in blocks of 4096.
inline Plane convert(Rates r, int32_t quality, const Plane& in) {
  const auto converter = make(static_cast<double>(r.in), static_cast<double>(r.out), 1, quality);
  return convert(converter.get(), {in}, [] { return 4096u; })[0];
}

}  // namespace nt::test
