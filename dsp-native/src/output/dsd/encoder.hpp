#pragma once
// Planar PCM to the bytes of one-bit channels: the rate is doubled until it is the bit rate, then modulated. Bit k of a
// channel belongs to the time k / bit rate, as frame n to n / rate: there is no delay to remove.

#include <memory>
#include <vector>

#include "output/dsd/modulator.hpp"
#include "rt/half_band/interpolator.hpp"

namespace nt::dsd {

/// The doublings from rate to bit_rate; -1 where it cannot be reached so, or is not 64 or 128 times 44.1 or 48 kHz.
int doublings(double rate, double bit_rate);

class Encoder {
 public:
  /// Frames a call.
  static constexpr size_t most_frames = 256;

  Encoder(double rate, uint32_t bit_rate, size_t channels, uint64_t seed);

  void reset() noexcept;
  /// Takes count frames; writes the bytes they complete to out[c], at most most_bytes(), and returns how many of each.
  /// Allocates nothing.
  size_t process(const double* const* in, size_t count, uint8_t* const* out) noexcept;
  [[nodiscard]] size_t most_bytes() const { return (most_frames << rises_) / 8 + 1; }
  [[nodiscard]] size_t bits_per_frame() const { return size_t{1} << rises_; }
  /// Frames after its place that a bit waits for, rounded up.
  [[nodiscard]] size_t look_ahead() const;
  /// Bits whose request was over the knee, all channels.
  [[nodiscard]] uint64_t bent() const { return bent_; }

  void save(StateWriter& to) const;
  void load(StateReader& from);

 private:
  size_t rises_;
  size_t channels_;
  std::vector<std::vector<half_band::Interpolator>> chain_;  // of each channel
  std::vector<Modulator> modulators_;
  AlignedVector<double> work_;
  std::vector<AlignedVector<double>> waiting_;  // of each channel, at the bit rate
  size_t held_ = 0;                             // in waiting_, below 8 between calls
  uint64_t bent_ = 0;
};

}  // namespace nt::dsd
