#pragma once
// What converts a stream between two fixed rates; the resampler keeps the counts and the end around it.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "graph/resample/frame_queue.hpp"
#include "graph/resample/preset.hpp"
#include "graph/resample/ratio.hpp"

namespace nt::graph {

/// What the ABI reports of an engine.
struct EngineFacts {
  double pass = 0, stop = 0;  // cycles per input frame
  double delay = 0;           // input frames
  size_t latency = 0;         // input frames
};

class ResampleEngine {
 public:
  virtual ~ResampleEngine() = default;
  ResampleEngine() = default;
  ResampleEngine(const ResampleEngine&) = delete;
  ResampleEngine& operator=(const ResampleEngine&) = delete;

  /// Takes all frames and appends what is ready; frame 0 of all output lies on frame 0 of all input.
  virtual void push(const double* const* in, size_t frames, FrameQueue& out) = 0;
  virtual void reset() = 0;
  [[nodiscard]] virtual EngineFacts facts() const = 0;
};

/// By transforms of up * k and down * k values; null where these have too large prime factors.
std::unique_ptr<ResampleEngine> make_spectral_engine(Ratio ratio, const Preset& preset, uint32_t channels);

/// By transforms to twice the lower rate or more, then by a short interpolated filter. Any ratio.
std::unique_ptr<ResampleEngine> make_interpolated_engine(Ratio ratio, const Preset& preset, uint32_t channels);

/// Our polyphase filter in f32 for ratios of small whole numbers; null for others.
std::unique_ptr<ResampleEngine> make_polyphase_engine(Ratio ratio, uint32_t channels);

}  // namespace nt::graph
