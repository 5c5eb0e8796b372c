#pragma once
// A low-pass filter as the values of its spectrum on the bins of a block's transform.

#include <cstddef>

#include "rt/aligned.hpp"

namespace nt::graph {

/// Frequencies in cycles per input frame.
struct LowPass {
  double pass, stop;
  double design_db, floor_db;
  bool minimum_phase;

  /// Half the length of the linear-phase filter in input frames.
  [[nodiscard]] double reach() const;
};

/// Bins 0, 1, ... of a transform of size values; what lies beyond counts as 0. Linear phase: centred on frame 0, real.
/// Minimum phase: begins at frame 0, as long as the other.
struct FilterSpectrum {
  AlignedVector<double> re, im;  // im is empty for linear phase
  double delay = 0;              // of low frequencies in input frames

  /// The spectrum of the filter, each value times scale, up to the stop band's edge.
  FilterSpectrum(const LowPass& filter, size_t size, double scale);
};

}  // namespace nt::graph
