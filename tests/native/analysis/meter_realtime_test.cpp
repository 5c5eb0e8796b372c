// The meters' calls of the [process] contract take no memory and no lock.

#include <gtest/gtest.h>

#include <vector>

#include "graph/realtime_watch.hpp"
#include "graph/stream.hpp"
#include "ntdsp/analysis.h"

namespace {

using namespace nt::test;

/// Calls the same work on blocks of changing sizes through the whole stream; everything it does is counted.
template <class Call>
void expect_nothing_taken(const Stream& in, Call&& call) {
  const uint32_t sizes[] = {1, 480, 37, 4096, 1000};
  std::vector<const double*> planes(in.size());
  size_t at = 0;
  for (int i = 0; at < in[0].size(); ++i) {
    const auto n = static_cast<uint32_t>(std::min<size_t>(sizes[i % 5], in[0].size() - at));
    for (size_t c = 0; c < in.size(); ++c) planes[c] = in[c].data() + at;
    size_t allocations, locks;
    nt_status status;
    {
      const RealtimeWatch watch;
      status = call(planes.data(), n);
      allocations = RealtimeWatch::allocations();
      locks = RealtimeWatch::locks();
    }
    ASSERT_EQ(NT_OK, status);
    ASSERT_EQ(0u, allocations) << "frames " << at << " to " << at + n;
    ASSERT_EQ(0u, locks) << "frames " << at << " to " << at + n;
    at += n;
  }
}

TEST(MeterRealtime, given_loudness_and_true_peak_then_nothing_is_allocated_and_nothing_locked) {
  for (const double rate : {8000.0, 48000.0, 192000.0})
    for (const uint32_t channels : {1u, 2u, 6u}) {
      nt_loudness* m = nullptr;
      ASSERT_EQ(NT_OK, nt_loudness_create(rate, channels, 0, 16, &m));
      // Long enough for every window: the loudness range looks at three seconds.
      const Stream in = noise_stream(channels, static_cast<size_t>(5 * rate), 7);
      expect_nothing_taken(in, [&](const double* const* p, uint32_t n) { return nt_loudness_add(m, p, n); });
      expect_nothing_taken(Stream(channels, std::vector<double>(4096)), [&](const double* const* p, uint32_t n) {
        return nt_loudness_reset(m) == NT_OK ? nt_loudness_add(m, p, n) : NT_INTERNAL;
      });
      nt_loudness_destroy(m);
    }
}

TEST(MeterRealtime, given_artifacts_then_nothing_is_allocated_and_nothing_locked) {
  nt_artifacts* a = nullptr;
  ASSERT_EQ(NT_OK, nt_artifacts_create(48000, 2, &a));
  const Stream in = noise_stream(2, 5 * 48000, 8);
  expect_nothing_taken(in, [&](const double* const* p, uint32_t n) { return nt_artifacts_add(a, p, p, n); });
  nt_artifacts_destroy(a);
}

}  // namespace
