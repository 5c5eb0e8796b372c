#pragma once
// Sample-rate conversion of a stream that comes in calls of any size.

#include <memory>

#include "graph/resample/engine.hpp"
#include "ntdsp/resample.h"

namespace nt::graph {

class Resampler {
 public:
  /// Throws nt::Error: a rate or the quality is out of range.
  Resampler(double in_rate, double out_rate, uint32_t channels, int32_t quality);

  nt_status process(const double* const* in, uint32_t frames, double* const* out, uint32_t capacity, uint32_t& got);
  nt_status flush(double* const* out, uint32_t capacity, uint32_t& got);
  void reset();
  [[nodiscard]] nt_resampler_info describe() const;
  [[nodiscard]] uint32_t channels() const { return queue_.channels(); }

 private:
  void push(const double* const* in, size_t frames);
  void finish();

  double in_rate_, out_rate_;
  Ratio ratio_;
  std::unique_ptr<ResampleEngine> engine_;  // null where the rates are equal
  FrameQueue queue_;
  uint64_t consumed_ = 0, fetched_ = 0;
  bool finished_ = false;
};

}  // namespace nt::graph
