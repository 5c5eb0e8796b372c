#pragma once
// Conversion between two clocks: the ratio moves while it runs.

#include <optional>
#include <vector>

#include "graph/resample/doubling.hpp"
#include "graph/resample/gliding_place.hpp"
#include "ntdsp/resample.h"

namespace nt::graph {

class AsyncResampler {
 public:
  /// Throws nt::Error: an argument is out of range.
  AsyncResampler(const nt_async_options& options, uint32_t channels, uint32_t max_frames);

  [[nodiscard]] bool accepts(double factor) const { return factor >= 1 - range_ && factor <= 1 + range_; }
  void glide(double factor, uint32_t frames) { place_.glide(factor, frames); }
  void process(const double* const* in, uint32_t frames, double* const* out, uint32_t capacity, uint32_t& taken,
               uint32_t& got) noexcept;
  void reset() noexcept;
  [[nodiscard]] nt_resampler_info describe() const;
  void place(uint64_t& whole, double& fraction) const;
  [[nodiscard]] uint32_t channels() const { return between_.channels(); }
  [[nodiscard]] uint32_t max_frames() const { return max_frames_; }

 private:
  struct Plan;
  explicit AsyncResampler(const Plan& plan, const nt_async_options& options, uint32_t channels, uint32_t max_frames);
  void push(const double* const* in, size_t from, size_t frames);
  uint32_t interpolate(double* const* out, uint32_t from, uint32_t capacity) noexcept;

  double in_rate_, out_rate_, range_, pass_, stop_;
  uint32_t max_frames_;
  Ratio first_ratio_;  // of the stage
  std::optional<SpectralStage> stage_;
  FractionalFilter filter_;
  size_t burst_;  // frames that one push may bring
  size_t most_;   // frames that may wait between the stages
  FrameQueue between_;
  uint64_t passed_ = 0;  // frames that have left between_
  GlidingPlace place_;   // counted from between_'s front
  std::vector<const double*> first_;
};

}  // namespace nt::graph
