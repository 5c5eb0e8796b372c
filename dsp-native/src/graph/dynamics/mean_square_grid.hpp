#pragma once
// The mean square of a signal on a grid of every few frames.

#include <cstdint>
#include <vector>

#include "rt/state.hpp"

namespace nt::graph {

/// The one-pole mean square m[n] = k m[n - 1] + (1 - k) x[n]^2 of every channel, known at the ends of cells of stride
/// frames only: m at a cell's end is k^stride times m at its beginning plus a weighted sum of its squares, so that
/// nothing waits for the frame before. Cells are counted from frame 0; the sums do not depend on how the stream is cut.
class MeanSquareGrid {
 public:
  static constexpr uint32_t most_stride = 16;

  /// stride: 8 or 16.
  void activate(double seconds, double sample_rate, uint32_t channels, uint32_t stride);
  void reset() noexcept;
  /// level[k]: the largest of the channels' mean squares at the end of the k-th cell that these frames complete.
  /// Returns how many they are, at most frames / stride + 1. Real-time safe.
  uint32_t add(const double* const* in, uint32_t frames, double* level) noexcept;
  /// Frames of the running cell that have come.
  [[nodiscard]] uint32_t phase() const noexcept { return phase_; }
  [[nodiscard]] uint32_t stride() const noexcept { return stride_; }

  /// Goes on from the means of another one with as many channels, at the beginning of a cell. Real-time safe.
  void inherit(const MeanSquareGrid& old) noexcept;
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  struct Channel {
    double mean = 0;
    double term[most_stride] = {};  // weighted squares of the running cell
  };
  template <uint32_t Stride>
  uint32_t add_cells(const double* const* in, uint32_t frames, double* level) noexcept;

  uint32_t stride_ = 8;
  uint32_t phase_ = 0;
  double keep_ = 0;
  double least_ = 0;
  double weight_[most_stride] = {};
  std::vector<Channel> channels_;
};

}  // namespace nt::graph
