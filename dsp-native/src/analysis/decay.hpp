#pragma once
// A blind estimate of the reverberation time: what sounds in the signal fall off no faster than the room lets them, so
// clear exponential decays after offsets are sought in octave bands and their slopes pooled. After the idea of Ratnam
// et al. (2003, blind estimation of reverberation time) with line fits to the level in decibels in place of the
// likelihood.

#include <array>
#include <cstdint>
#include <vector>

namespace nt::analysis {

class DecayEstimate {
 public:
  static constexpr uint32_t bands = 5;  // octaves of 500 Hz .. 8 kHz
  static constexpr double step_s = 1024 / 48000.0;

  DecayEstimate();

  /// Level in dB of each band over the next step.
  void add(const std::array<double, bands>& level_db);
  /// Ends the decays that still run.
  void finish();

  /// Seconds to fall by 60 dB: the median over bands of each band's median; NaN unless at least 3 bands have at least 4
  /// decays each.
  [[nodiscard]] double rt60_s() const;
  /// Mean of all decays in dB from their starts, as far as at least a quarter of them reach; empty where rt60_s is NaN.
  [[nodiscard]] std::vector<double> mean_decay_db() const;

 private:
  static constexpr uint32_t longest = 96;  // steps, 2 s
  static constexpr double shortest_s = 0.1, slowest_s = 8, bin_s = 0.02;

  struct Band {
    std::array<double, longest> level{};
    uint32_t count = 0;           // levels held, from the peak on
    uint32_t lowest = 0;          // of them the least
    std::vector<uint32_t> times;  // histogram of decay times, bins of bin_s
    uint32_t decays = 0;
  };

  void end(Band& band);
  static double median_s(const Band& band);

  std::array<Band, bands> bands_;
  std::array<double, longest> decay_sum_{};
  std::array<uint32_t, longest> decay_count_{};
};

}  // namespace nt::analysis
