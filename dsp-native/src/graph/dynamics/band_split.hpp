#pragma once
// A signal in bands whose sum is the signal again, but for an all-pass.

#include <cstdint>
#include <vector>

#include "graph/cascade.hpp"
#include "graph/crossover.hpp"

namespace nt::graph {

/// Linkwitz-Riley crossovers of the fourth order, one after another from the lowest up: each splits off a low band and
/// hands on the rest. A band passes the all-passes of the crossovers above its own too, so that all bands have turned
/// alike and their sum is the product of the all-passes: flat in magnitude.
class BandSplit {
 public:
  /// Takes the memory. crossover_hz: rising, below half the rate.
  void activate(const std::vector<double>& crossover_hz, double sample_rate, uint32_t channels);
  void reset() noexcept;
  /// bands[b * channels + c]: the plane of band b, channel c; none is a plane of in. Real-time safe.
  void split(const double* const* in, double* const* bands, uint32_t frames) noexcept;
  /// Every section that the slowest band passes.
  [[nodiscard]] const std::vector<Section>& slowest() const noexcept { return slowest_; }

  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  /// One crossover, and what the band below it still has to pass.
  struct Stage {
    Cascade low, all_pass, above;
    bool last = false;
  };
  uint32_t channels_ = 0;
  std::vector<Stage> stages_;
  std::vector<Section> slowest_;
};

}  // namespace nt::graph
