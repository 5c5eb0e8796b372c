#include "graph/resample/preset.hpp"

#include "ntdsp/resample.h"

namespace nt::graph {

// A stop band from half the lower rate on, but for fast: there what folds stays above the pass band.
Preset preset_of(int32_t quality) {
  Preset p = {0.454, 0.5, 205, 190, (quality & NT_RESAMPLE_MINIMUM_PHASE) != 0, 1536, 32, 64};
  switch (quality & ~NT_RESAMPLE_MINIMUM_PHASE) {
    case NT_RESAMPLE_MAX:
      p.design_db = 228;
      p.floor_db = 210;
      p.segments = 128;
      break;
    case NT_RESAMPLE_FAST:
    case NT_RESAMPLE_ANALYSIS:
      p = {0.4535, 0.5465, 150, 142, p.minimum_phase, 384, 24, 32};
      break;
    default:
      break;
  }
  return p;
}

}  // namespace nt::graph
