#pragma once
// Change of the gain between two signals from one 10 ms frame to the next, whatever fixed filter lies between them.

#include <cstdint>
#include <vector>

#include "rt/aligned.hpp"
#include "rt/fft/fft.hpp"

namespace nt::analysis {

/// The level of a filtered sound moves otherwise than that of the sound itself: a bass that was raised beats in frames
/// shorter than its period. So the gain is taken in half octaves from 250 Hz to 16 kHz (Hann window of two frames about
/// the frame), of mid and side of the front pair and of every other channel, where a filter does not change it; and
/// the change of most of the amplitude counts, the median weighted with the render's amplitude. Constructing allocates,
/// nothing else does.
class GainChange {
 public:
  GainChange(double sample_rate, uint32_t channels);

  /// The next frames of both, trusted to be finite.
  void add(const double* const* target, const double* const* render, uint32_t offset, uint32_t frames) noexcept;

  /// In dB, of the frame that starts at one place against the frame that starts at an earlier one. Both lie within the
  /// last five frames; what has not come yet counts as silence.
  double between(uint64_t before, uint64_t now) noexcept;

 private:
  struct Pair {
    std::vector<double> target, render;  // rings
  };
  struct Move {
    double db, weight;
  };
  void measure(const Pair& pair, uint64_t start, double* target_powers, double* render_powers) noexcept;
  [[nodiscard]] size_t bands() const noexcept { return edges_.size() - 1; }

  uint32_t channels_;
  int64_t frame_;  // frames in 10 ms
  uint64_t position_ = 0;
  std::vector<Pair> pairs_;  // mid, side, other channels; or the one channel
  size_t mask_;              // ring size - 1
  std::vector<double> window_;
  fft::ComplexFft<double> transform_;
  fft::Planes<double> in_, out_;
  std::vector<size_t> edges_;  // bins between the bands, rising
  std::vector<double> powers_[4];
  std::vector<Move> moves_;
};

}  // namespace nt::analysis
