#pragma once
// A distribution of block energies on a fine grid of loudness, from which both gates of BS.1770 and of EBU 3342 are
// answered in constant memory.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "rt/math.hpp"

namespace nt::analysis {

inline constexpr double silence = -std::numeric_limits<double>::infinity();

/// Loudness in LUFS of a weighted mean square (BS.1770-4 equation 2).
inline double loudness_of(double energy) { return energy > 0 ? 10 * math::log10(energy) - 0.691 : silence; }
inline double energy_of(double loudness) { return math::db_to_amp(2 * (loudness + 0.691)); }

/// Blocks above the absolute gate of -70 LUFS. Each bin keeps the exact sum of its energies, so that only blocks within
/// 0.01 LU of the relative gate may fall on its other side.
class GatedEnergy {
 public:
  GatedEnergy() : count_(bins), sum_(bins) {}

  void add(double energy) noexcept {
    const double loudness = loudness_of(energy);
    if (!(loudness > lowest)) return;
    const auto bin = static_cast<size_t>(std::min((loudness - lowest) * per_lu, bins - 1.0));
    ++count_[bin];
    sum_[bin] += energy;
  }

  void add(const GatedEnergy& other) noexcept {
    for (size_t i = 0; i < bins; ++i) {
      count_[i] += other.count_[i];
      sum_[i] += other.sum_[i];
    }
  }

  /// Mean of the blocks above the gate that lies relative_lu below the mean of all.
  [[nodiscard]] double gated_mean(double relative_lu) const {
    const size_t first = first_above(relative_lu);
    return mean_from(first);
  }

  /// Loudness below which this share of the blocks above the relative gate lies.
  [[nodiscard]] double percentile(double relative_lu, double share) const {
    const size_t first = first_above(relative_lu);
    uint64_t total = 0;
    for (size_t i = first; i < bins; ++i) total += count_[i];
    if (total == 0) return silence;
    const auto wanted = static_cast<uint64_t>(static_cast<double>(total - 1) * share + 0.5);
    uint64_t below = 0;
    for (size_t i = first; i < bins; ++i) {
      below += count_[i];
      if (below > wanted) return loudness_of(sum_[i] / static_cast<double>(count_[i]));
    }
    return silence;
  }

  void reset() noexcept {
    std::fill(count_.begin(), count_.end(), 0);
    std::fill(sum_.begin(), sum_.end(), 0.0);
  }

 private:
  static constexpr double lowest = -70, per_lu = 100;
  static constexpr size_t bins = 11000;  // to +40 LUFS

  [[nodiscard]] double mean_from(size_t first) const {
    double energy = 0;
    uint64_t n = 0;
    for (size_t i = first; i < bins; ++i) {
      energy += sum_[i];
      n += count_[i];
    }
    return n == 0 ? 0.0 : energy / static_cast<double>(n);
  }

  [[nodiscard]] size_t first_above(double relative_lu) const {
    const double gate = loudness_of(mean_from(0)) + relative_lu;
    if (!(gate > lowest)) return 0;
    return static_cast<size_t>(std::min((gate - lowest) * per_lu, bins - 1.0));
  }

  std::vector<uint64_t> count_;
  std::vector<double> sum_;
};

}  // namespace nt::analysis
