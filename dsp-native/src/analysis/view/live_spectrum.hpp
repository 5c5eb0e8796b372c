#pragma once
// The spectrum of the last frames, calibrated as ntdsp/view.h says.

#include <cstdint>
#include <vector>

#include "ntdsp/view.h"
#include "rt/aligned.hpp"
#include "rt/fft/fft.hpp"

namespace nt::analysis {

class LiveSpectrum {
 public:
  /// fft_size: a power of two. planes: at most NT_VIEW_MAX_PLANES.
  LiveSpectrum(double sample_rate, uint32_t planes, uint32_t fft_size, uint32_t bands_per_octave);

  void add(const double* const* in, uint32_t frames) noexcept;
  /// All of the frame but times and counts.
  void read(nt_view_spectrum& out) noexcept;
  /// Words of 8 bytes that such a frame has.
  [[nodiscard]] size_t words() const noexcept;

 private:
  /// Bins first..last, of which the outer ones count as far as they lie in the band.
  struct Band {
    uint32_t first, last;
    float first_share, last_share;
  };

  double rate_;
  uint32_t planes_, size_, bins_, per_octave_;
  int32_t first_band_ = 0;
  fft::RealFft<float> transform_;
  AlignedVector<float> window_, heard_, windowed_, re_, im_;  // heard_: planes_ rings of size_ frames
  uint32_t place_ = 0;                                        // in the rings, of the oldest frame
  std::vector<Band> bands_;
};

}  // namespace nt::analysis
