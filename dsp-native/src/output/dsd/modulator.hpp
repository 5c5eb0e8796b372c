#pragma once
// PCM to one bit: a sigma-delta modulator of the eighth order. The zeros of its noise transfer lie at Legendre's nodes
// over 0 to 19.6 kHz (the least noise in the band), its poles are those of a Butterworth high pass, so flat that the
// noise is raised by 1.28 at most: little enough that 71 % modulation is stable. The signal's own transfer is
// exactly 1.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rt/counter_noise.hpp"
#include "rt/fft/lanes.hpp"
#include "rt/state.hpp"

namespace nt::dsd {

constexpr size_t modulator_order = 8;

/// The loop filter: four resonators in a row, all states fed forward.
struct Loop {
  std::array<double, modulator_order> forward;    // of each state to the quantiser
  std::array<double, modulator_order / 2> angle;  // 2 - 2 cos of each resonator's frequency
  std::array<double, modulator_order> limit;      // that a state passes only when the loop is no longer stable
};

/// For 64 or 128 times 44.1 or 48 kHz.
const Loop& loop_of(uint32_t multiple);

/// What is asked of the modulator never exceeds most_modulation: above knee it is bent towards it.
constexpr double knee = 0.71, most_modulation = 0.73;
double within_modulation(double x);

/// Up to four channels side by side.
class Modulator {
 public:
  static constexpr size_t lanes = 4;

  /// first_channel: the number of the first one here, for the dither; channels: 1 to lanes.
  Modulator(const Loop& loop, uint64_t seed, size_t first_channel, size_t channels);

  void reset() noexcept;
  /// Eight bits of each channel from in[c][0..7], at the bit rate and within the modulation; the earliest is the
  /// highest.
  void byte(const double* const* in, uint8_t* out) noexcept;

  void save(StateWriter& to) const;
  void load(StateReader& from);

 private:
  using V = fft::Lanes<double, lanes>;
  const Loop& loop_;
  size_t channels_;
  std::array<CounterNoise, lanes> noise_;
  uint64_t bit_ = 0;
  std::array<V, modulator_order> state_{};
};

}  // namespace nt::dsd
