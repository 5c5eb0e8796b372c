#pragma once
// A live graph with its stages and the signals that its tests share.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

#include "graph/processor_run.hpp"
#include "ntdsp/live_graph.h"

namespace nt::test {

constexpr double live_rate = 48000;
constexpr uint32_t live_fade = 960, live_warm = 1440, live_fault = 480;  // frames of the usual options at that rate

/// Processors that know how to be made again.
struct Made {
  std::function<nt_processor*()> make;
  template <class Params>
  static Made of(nt_processor_kind kind, const Params& params) {
    return {[=] {
      nt_processor* p = nullptr;
      EXPECT_EQ(NT_OK, nt_processor_create(kind, &params, sizeof params, &p));
      return p;
    }};
  }
};

inline Made gain(double db) { return Made::of(NT_GAIN, nt_gain_params{db}); }

inline Made peak(double f_hz, double q, double gain_db) {
  nt_eq_params eq{};
  eq.band_count = 1;
  eq.bands[0] = {NT_EQ_PEAKING, 0, f_hz, q, gain_db};
  return Made::of(NT_EQ, eq);
}

/// Delays by that many frames, and says so.
inline Made late(uint32_t frames) {
  return {[=] {
    std::vector<double> taps(frames + 1);
    taps[frames] = 1;
    nt_fir_params fir{};
    fir.taps = taps.data();
    fir.tap_count = frames + 1;
    fir.delay = frames;
    fir.block = 64;
    nt_processor* p = nullptr;
    EXPECT_EQ(NT_OK, nt_processor_create(NT_FIR, &fir, sizeof fir, &p));
    return p;
  }};
}

inline Made limiter() { return Made::of(NT_LIMITER, nt_limiter_params{-3, 5, 100}); }

inline Made compressor() {
  return Made::of(NT_COMPRESSOR, nt_compressor_params{-30, 4, 6, 5, 80, 0, 3, 10, 1, NT_DETECT_RMS, 0});
}

/// A second of decaying noise, without latency.
inline Made reverb() {
  return {[] {
    std::mt19937_64 random(8);
    std::vector<double> ir(48000);
    for (size_t i = 0; i < ir.size(); ++i)
      ir[i] = 0.05 * (static_cast<double>(random() >> 11) * 0x1p-52 - 1) * std::exp(-static_cast<double>(i) / 12000);
    const double* planes[] = {ir.data()};
    nt_reverb_params params{};
    params.ir = planes;
    params.ir_channels = 1;
    params.ir_frames = static_cast<uint32_t>(ir.size());
    params.mix = 0.5;
    params.block = 64;
    nt_processor* p = nullptr;
    EXPECT_EQ(NT_OK, nt_processor_create(NT_REVERB, &params, sizeof params, &p));
    return p;
  }};
}

/// Two channels become four.
inline Made crossover(double f_hz) {
  nt_crossover_params params{};
  params.frequency_count = 1;
  params.order = 4;
  params.f_hz[0] = f_hz;
  return Made::of(NT_CROSSOVER, params);
}

/// Four channels, two bands of two, become two again.
inline Made sum(double low, double high) {
  return {[=] {
    const nt_matrix_route routes[] = {{0, 0, low, 0, 0}, {1, 1, low, 0, 0}, {2, 0, high, 0, 0}, {3, 1, high, 0, 0}};
    nt_matrix_params params{};
    params.routes = routes;
    params.route_count = 4;
    params.output_count = 2;
    nt_processor* p = nullptr;
    EXPECT_EQ(NT_OK, nt_processor_create(NT_MATRIX, &params, sizeof params, &p));
    return p;
  }};
}

inline nt_graph* graph_of(const std::vector<Made>& processors) {
  nt_graph* g = nullptr;
  EXPECT_EQ(NT_OK, nt_graph_create(&g));
  for (const auto& each : processors) EXPECT_EQ(NT_OK, nt_graph_append(g, each.make()));
  return g;
}

inline nt_live_stage fresh(uint64_t id, const std::vector<Made>& processors, bool is_bypassed = false) {
  return {id, graph_of(processors), is_bypassed ? 1 : 0, 0};
}
inline nt_live_stage goes_on(uint64_t id) { return {id, nullptr, 0, 0}; }

inline std::vector<const double*> at(const Planes& planes, size_t frame) {
  std::vector<const double*> p;
  for (const auto& plane : planes) p.push_back(plane.data() + frame);
  return p;
}
inline std::vector<double*> at(Planes& planes, size_t frame) {
  std::vector<double*> p;
  for (auto& plane : planes) p.push_back(plane.data() + frame);
  return p;
}

/// The processors in one graph, over frames from.. of the stream; before that it heard nothing.
inline Planes plain(const std::vector<Made>& processors, const Planes& in, size_t from = 0) {
  nt_graph* g = graph_of(processors);
  EXPECT_EQ(NT_OK, nt_graph_activate(g, live_rate, static_cast<uint32_t>(in.size()), 8192));
  uint32_t outputs = 0;
  EXPECT_EQ(NT_OK, nt_graph_output_channels(g, &outputs));
  Planes out(outputs, std::vector<double>(in[0].size()));
  for (size_t i = from; i < in[0].size();) {
    const auto n = static_cast<uint32_t>(std::min<size_t>(8192, in[0].size() - i));
    EXPECT_EQ(NT_OK, nt_graph_process(g, at(in, i).data(), at(out, i).data(), n));
    i += n;
  }
  nt_graph_destroy(g);
  return out;
}

using Blocks = std::function<uint32_t()>;
inline Blocks blocks_of(uint32_t n) {
  return [=] { return n; };
}
inline Blocks drawn(uint32_t seed) {
  auto random = std::make_shared<std::mt19937>(seed);
  return [=] { return 1 + (*random)() % ((*random)() % 3 == 0 ? 2000U : 90U); };
}

class Live {
 public:
  explicit Live(uint32_t channels = 2, double budget = 0, uint32_t patience = 0) {
    nt_live_options options{};
    options.sample_rate = live_rate;
    options.channels = channels;
    options.max_frames = 4096;
    options.budget = budget;
    options.patience = patience;
    EXPECT_EQ(NT_OK, nt_live_graph_create(&options, &g_));
  }
  explicit Live(const nt_live_options& options) { EXPECT_EQ(NT_OK, nt_live_graph_create(&options, &g_)); }
  ~Live() { nt_live_graph_destroy(g_); }
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  [[nodiscard]] nt_live_graph* get() const { return g_; }
  [[nodiscard]] nt_live_info info() const {
    nt_live_info info{};
    EXPECT_EQ(NT_OK, nt_live_graph_describe(g_, &info));
    return info;
  }

  /// What is refused stays ours and is destroyed here.
  nt_status edit(const std::vector<nt_live_stage>& stages) {
    const auto status = nt_live_graph_edit(g_, stages.data(), static_cast<uint32_t>(stages.size()), &edit_);
    if (status != NT_OK)
      for (const auto& stage : stages) nt_graph_destroy(stage.graph);
    return status;
  }
  [[nodiscard]] uint64_t last_edit() const { return edit_; }

  /// Frames from..to of in; out gets what leaves at the same places.
  void run(const Planes& in, Planes& out, size_t from, size_t to, const Blocks& blocks) {
    out.resize(info().channels);
    for (auto& plane : out) plane.resize(in[0].size());
    while (from < to) {
      const auto n = static_cast<uint32_t>(std::min<size_t>(blocks(), to - from));
      ASSERT_EQ(NT_OK, nt_live_graph_process(g_, at(in, from).data(), at(out, from).data(), n));
      from += n;
    }
  }

  std::vector<nt_live_event> events() {
    std::vector<nt_live_event> all;
    for (nt_live_event e{}; nt_live_graph_next_event(g_, &e) == NT_OK;) all.push_back(e);
    return all;
  }

 private:
  nt_live_graph* g_ = nullptr;
  uint64_t edit_ = 0;
};

inline void expect_event(const nt_live_event& e, nt_live_event_kind kind, uint64_t id, uint64_t frame,
                         nt_status status = NT_OK) {
  EXPECT_EQ(kind, e.kind);
  EXPECT_EQ(status, e.status);
  EXPECT_EQ(id, e.id);
  EXPECT_EQ(frame, e.frame);
}

/// First frame of from..to whose bits differ in any channel, or -1.
inline int64_t first_difference(const Planes& a, const Planes& b, size_t from, size_t to) {
  EXPECT_EQ(a.size(), b.size());
  for (size_t i = from; i < to; ++i)
    for (size_t c = 0; c < a.size(); ++c)
      if (std::memcmp(&a[c][i], &b[c][i], sizeof(double)) != 0) return static_cast<int64_t>(i);
  return -1;
}

inline Planes tone(uint32_t channels, size_t frames, double f_hz, double level = 0.5) {
  Planes planes(channels, std::vector<double>(frames));
  for (uint32_t c = 0; c < channels; ++c)
    for (size_t i = 0; i < frames; ++i)
      planes[c][i] = level * std::sin(2 * M_PI * f_hz / live_rate * static_cast<double>(i) + 0.7 * c);
  return planes;
}

/// Largest step from frame to frame within from..to.
inline double steepest(const std::vector<double>& x, size_t from, size_t to) {
  double top = 0;
  for (size_t i = from + 1; i < to; ++i) top = std::max(top, std::fabs(x[i] - x[i - 1]));
  return top;
}
inline double loudest(const std::vector<double>& x, size_t from, size_t to) {
  double top = 0;
  for (size_t i = from; i < to; ++i) top = std::max(top, std::fabs(x[i]));
  return top;
}

/// Energy of x more than 2 kHz away from f_hz against all of it, in dB: frames from.. (2^16 of them) under a window of
/// sin^8, whose own leakage there is far below -200 dB, by a plain transform.
inline double energy_away_db(const std::vector<double>& x, size_t from, double f_hz) {
  constexpr size_t n = 65536;
  std::vector<std::complex<double>> a(n), roots(n / 2);
  for (size_t i = 0; i < n; ++i)
    a[i] = x.at(from + i) * std::pow(std::sin(M_PI * (static_cast<double>(i) + 0.5) / n), 8);
  for (size_t k = 0; k < n / 2; ++k) roots[k] = std::polar(1.0, -2 * M_PI * static_cast<double>(k) / n);
  for (size_t i = 1, j = 0; i < n; ++i) {
    size_t bit = n / 2;
    for (; (j & bit) != 0; bit /= 2) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(a[i], a[j]);
  }
  for (size_t half = 1; half < n; half *= 2)
    for (size_t start = 0; start < n; start += 2 * half)
      for (size_t k = 0; k < half; ++k) {
        const auto low = a[start + k], high = a[start + k + half] * roots[k * (n / 2 / half)];
        a[start + k] = low + high;
        a[start + k + half] = low - high;
      }
  double all = 0, away = 0;
  for (size_t k = 0; k <= n / 2; ++k) {
    const double energy = std::norm(a[k]);
    all += energy;
    if (std::fabs(static_cast<double>(k) * live_rate / n - f_hz) > 2000) away += energy;
  }
  return 10 * std::log10(away / all);
}

}  // namespace nt::test
