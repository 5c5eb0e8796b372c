#pragma once
// Bands over the bins of a spectrum as sparse weights.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rt/aligned.hpp"
#include "rt/lanes.hpp"

namespace nt::analysis {

class BandBank {
 public:
  /// The mel triangles of HTK: mel = 2595 log10(1 + f / 700), edges evenly spaced in mel from 30 to 16000 Hz, height 1.
  static BandBank mel(uint32_t fft_size, double sample_rate, uint32_t bands);
  /// Bands of 1/fraction octave centred on 1000 * 2^(k/fraction), k from first; a bin is a rectangle of its width and
  /// counts by the share of it that lies in the band.
  static BandBank octaves(uint32_t fft_size, double sample_rate, int fraction, int first, uint32_t bands);

  [[nodiscard]] uint32_t count() const noexcept { return static_cast<uint32_t>(bands_.size()); }
  [[nodiscard]] double centre_hz(uint32_t band) const noexcept { return bands_[band].centre_hz; }
  /// Weighted sum of the bins of a band.
  [[nodiscard]] double sum(uint32_t band, const double* power) const noexcept {
    const Band& b = bands_[band];
    return lanes::dot(weights_.data() + b.weights, power + b.first, b.count);
  }
  /// sums[b] = factor times the weighted sum of the bins of band b, in f32, for spectra by the thousand. power is
  /// followed by padding values that may be anything finite.
  void sums(const float* power, double factor, double* sums) const noexcept;
  static constexpr size_t padding = 8;

 private:
  struct Band {
    double centre_hz;
    uint32_t first;    // bin
    uint32_t count;    // bins
    uint32_t weights;  // offset
    uint32_t rows;     // of eight weights in f32, zeros at the end
    uint32_t eights;   // offset of the first
  };
  template <class Weight>
  void append(double centre_hz, uint32_t bins, Weight&& weight);

  std::vector<Band> bands_;
  std::vector<double> weights_;
  AlignedVector<float> eights_;
};

}  // namespace nt::analysis
