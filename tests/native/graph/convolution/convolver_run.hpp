#pragma once
// An nt_convolver on whole streams, and the textbook's sum to hold it against.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "graph/stream.hpp"
#include "ntdsp/convolution.h"

namespace nt::test {

using Impulses = std::vector<std::vector<double>>;
using Routes = std::vector<nt_convolver_route>;

inline Routes one_each(uint32_t channels) {
  Routes routes;
  for (uint32_t c = 0; c < channels; ++c) routes.push_back({c, c, c});
  return routes;
}

/// A decaying impulse for each seed, so that no part is negligible nor alone.
inline Impulses decaying(size_t taps, uint32_t count, uint32_t seed) {
  auto h = noise_stream(count, taps, seed);
  for (auto& plane : h)
    for (size_t i = 0; i < taps; ++i) plane[i] *= std::exp(-3.0 * static_cast<double>(i) / static_cast<double>(taps));
  return h;
}

inline nt_convolver_params convolver_params(uint32_t inputs, uint32_t outputs, uint32_t block, int32_t calls,
                                            const Routes& routes) {
  nt_convolver_params p{};
  p.sample_rate = 48000;
  p.inputs = inputs;
  p.outputs = outputs;
  p.block = block;
  p.calls = calls;
  p.fade_frames = 1;
  p.routes = routes.data();
  p.route_count = static_cast<uint32_t>(routes.size());
  return p;
}

/// The ABI's view of impulses, alive as long as they are.
struct ImpulsePlanes {
  std::vector<const double*> planes;
  nt_convolver_impulses view{};
  explicit ImpulsePlanes(const Impulses& impulses) {
    for (const auto& h : impulses) planes.push_back(h.data());
    view = {planes.data(), static_cast<uint32_t>(impulses.size()), static_cast<uint32_t>(impulses[0].size())};
  }
  [[nodiscard]] const nt_convolver_impulses* at() const { return &view; }
};

class Convolving {
 public:
  Convolving(const nt_convolver_params& params, const Impulses& impulses) : params_(params) {
    EXPECT_EQ(NT_OK, nt_convolver_create(&params, ImpulsePlanes(impulses).at(), &c_));
  }
  ~Convolving() { nt_convolver_destroy(c_); }
  Convolving(const Convolving&) = delete;
  Convolving& operator=(const Convolving&) = delete;

  [[nodiscard]] nt_convolver* get() const { return c_; }
  [[nodiscard]] nt_convolver_info info() const {
    nt_convolver_info info{};
    EXPECT_EQ(NT_OK, nt_convolver_describe(c_, &info));
    return info;
  }

  /// Frames from..to of the input into the same frames of the output, in calls of the sizes that next gives.
  void run(const Stream& in, Stream& out, size_t from, size_t to, const std::function<size_t()>& next) {
    std::vector<const double*> sources(params_.inputs);
    std::vector<double*> targets(params_.outputs);
    while (from < to) {
      const size_t n = std::min(next(), to - from);
      for (uint32_t c = 0; c < params_.inputs; ++c) sources[c] = in[c].data() + from;
      for (uint32_t c = 0; c < params_.outputs; ++c) targets[c] = out[c].data() + from;
      ASSERT_EQ(NT_OK, nt_convolver_process(c_, sources.data(), targets.data(), static_cast<uint32_t>(n)));
      from += n;
    }
  }
  Stream run(const Stream& in, const std::function<size_t()>& next) {
    Stream out(params_.outputs, std::vector<double>(in[0].size()));
    run(in, out, 0, in[0].size(), next);
    return out;
  }

  [[nodiscard]] std::vector<uint8_t> state() const {
    size_t size = 0;
    EXPECT_EQ(NT_OK, nt_convolver_save_state(c_, nullptr, &size));
    std::vector<uint8_t> bytes(size);
    EXPECT_EQ(NT_OK, nt_convolver_save_state(c_, bytes.data(), &size));
    return bytes;
  }

 private:
  nt_convolver_params params_;
  nt_convolver* c_ = nullptr;
};

/// Sum of h[k] x[n - k] in long double.
inline long double direct_sum(const std::vector<double>& h, const std::vector<double>& x, size_t n) {
  long double sum = 0;
  for (size_t k = 0; k < std::min(h.size(), n + 1); ++k) sum += static_cast<long double>(h[k]) * x[n - k];
  return sum;
}

/// Null in dB of an output against the direct sum over its routes, at every step-th frame, the output being late by
/// delay.
inline double null_of_output(const Routes& routes, const Impulses& h, const Stream& in, const std::vector<double>& out,
                             uint32_t output, size_t delay, size_t step) {
  std::vector<double> expected, actual;
  for (size_t n = 0; n + delay < out.size(); n += step) {
    long double sum = 0;
    for (const auto& route : routes)
      if (route.output == output) sum += direct_sum(h[route.impulse], in[route.input], n);
    expected.push_back(static_cast<double>(sum));
    actual.push_back(out[n + delay]);
  }
  return null_db(expected, actual, 0, expected.size());
}

}  // namespace nt::test
