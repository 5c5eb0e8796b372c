#pragma once
// What each quality asks of the filters.

#include <cstddef>
#include <cstdint>

namespace nt::graph {

struct Preset {
  double pass, stop;  // of the lower rate
  double design_db;   // of the window: the first stop-band lobe lies up to 15 dB above it
  double floor_db;    // of the minimum-phase filter's stop band
  bool minimum_phase;
  size_t least_transform;  // at the lower rate; larger ones cost less and delay more
  size_t taps;             // of the interpolated filter at twice the lower rate
  size_t segments;         // of its table, to a frame
};

/// quality: nt_resampler_quality, with or without NT_RESAMPLE_MINIMUM_PHASE; ANALYSIS is taken as FAST.
Preset preset_of(int32_t quality);

}  // namespace nt::graph
