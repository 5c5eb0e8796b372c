#pragma once
// Fundamental frequency by YIN (de Cheveigne and Kawahara, JASA 2002), steps 1 to 5, on the mid decimated to 12 kHz,
// with the correlations of the difference function taken by FFT. 100 values a second, 50 to 1200 Hz.

#include <cstdint>
#include <vector>

#include "rt/fft/fft.hpp"

namespace nt::analysis {

class Pitch {
 public:
  Pitch();

  /// The next frames of the mid at 48 kHz; count is a multiple of 4.
  void add(const float* mid, uint32_t count);

  /// Value i is of the 10 ms that begin at i / 100 s: Hz, 0 where unvoiced.
  [[nodiscard]] const std::vector<float>& hz() const noexcept { return hz_; }
  /// 1 - the normalised difference at the lag, 0..1.
  [[nodiscard]] const std::vector<float>& confidence() const noexcept { return confidence_; }

 private:
  static constexpr uint32_t rate = 12000, hop = 120, window = 480, longest_lag = 240, shortest_lag = 10;
  static constexpr uint32_t size = 1024;  // >= window + longest_lag + window
  static constexpr uint32_t taps = 64;    // of the decimator
  static constexpr uint32_t span = window + longest_lag;

  void decimate(const float* mid, uint32_t count);
  void estimate(const float* x);

  std::vector<float> filter_;
  std::vector<float> fine_;    // 48 kHz, not decimated yet
  std::vector<float> coarse_;  // 12 kHz
  fft::RealFft<float> transform_;
  std::vector<float> padded_, re_a_, im_a_, re_b_, im_b_, correlation_, difference_;
  std::vector<float> hz_, confidence_;
};

}  // namespace nt::analysis
