#pragma once
// A signal in bands whose sum is the signal again, but for an all-pass.

#include <cstdint>
#include <vector>

#include "graph/dynamics/split_stage.hpp"
#include "rt/aligned.hpp"

namespace nt::graph {

/// Linkwitz-Riley crossovers of the fourth order, one after another from the lowest up: each splits off a low band and
/// hands on the rest. A band passes the all-passes of the crossovers above its own too, so that all bands have turned
/// alike and their sum is the product of the all-passes: flat in magnitude.
class BandSplit {
 public:
  /// Takes the memory. crossover_hz: rising, below half the rate.
  void activate(const std::vector<double>& crossover_hz, double sample_rate, uint32_t channels);
  void reset() noexcept;
  /// frames <= 256. bands[b * channels + c]: the plane of band b, channel c; none is a plane of in. Real-time safe.
  void split(const double* const* in, double* const* bands, uint32_t frames) noexcept;
  /// Every section that the slowest band passes.
  [[nodiscard]] const std::vector<Section>& slowest() const noexcept { return slowest_; }

  /// Goes on from the state of another one; only where its crossovers are the same, for a filter that begins with the
  /// state of another filter booms. Real-time safe.
  void inherit(const BandSplit& old) noexcept;
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  static constexpr uint32_t slice = 256;

  uint32_t channels_ = 0;
  size_t crossovers_ = 0;
  std::vector<double> crossover_hz_;
  std::vector<SplitStage> stages_;  // [channel pair][crossover]
  AlignedVector<double> unused_;    // stands in for the partner that an odd channel has not
  std::vector<Section> slowest_;
};

}  // namespace nt::graph
