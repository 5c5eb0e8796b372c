#pragma once
// Conversion in the frequency domain, by overlap-save: a block's spectrum is filtered, cut or extended with zeros, and
// transformed back at another size.

#include <optional>

#include "graph/resample/frame_queue.hpp"
#include "graph/resample/ratio.hpp"
#include "graph/resample/spectral_filter.hpp"
#include "rt/fft/fft.hpp"

namespace nt::graph {

/// Sizes of a block; all are multiples of the ratio's terms, so that blocks begin on frames of both rates.
struct SpectralShape {
  size_t in_size, out_size;  // of the transforms
  size_t before, after;      // input frames of the block on either side of those it is for
  [[nodiscard]] size_t step() const { return in_size - before - after; }

  /// The cheapest with at least least_transform values at the lower rate; none where no transform has such sizes.
  static std::optional<SpectralShape> choose(Ratio ratio, const LowPass& filter, size_t least_transform);
};

class SpectralStage {
 public:
  SpectralStage(const SpectralShape& shape, const LowPass& filter, uint32_t channels);
  /// Takes all frames and appends the blocks that have become whole.
  void push(const double* const* in, size_t frames, FrameQueue& out);
  void reset();
  /// Input frames: see nt_resampler_info.
  [[nodiscard]] size_t latency() const { return shape_.step() + shape_.after - 1; }
  [[nodiscard]] double delay() const { return filter_.delay; }
  /// Output frames of a block.
  [[nodiscard]] size_t out_step() const { return shape_.step() * shape_.out_size / shape_.in_size; }

 private:
  void convert(const double* in, double* out) noexcept;
  void filter() noexcept;
  void filter_edge() noexcept;

  SpectralShape shape_;
  FilterSpectrum filter_;
  size_t whole_bins_;  // those below half of either size
  size_t out_before_;
  fft::RealFft<double> forward_, inverse_;
  fft::Planes<double> in_, out_;
  AlignedVector<double> result_;
  std::vector<AlignedVector<double>> windows_;
  size_t held_ = 0;
};

}  // namespace nt::graph
