#pragma once
// One crossover of a band split, with all that its low band still has to pass, in one go over the samples.

#include <cstdint>
#include <vector>

#include "graph/biquad.hpp"
#include "graph/crossover.hpp"
#include "rt/state.hpp"

namespace nt::graph {

/// Two channels through a Linkwitz-Riley crossover: the low band is twice(low), then the all-passes of the crossovers
/// above; the high band is all_pass - twice(low). The sections stand side by side in registers, each of a chain one
/// frame behind the one before it, so that all have work at once.
class SplitStage {
 public:
  static constexpr size_t most_above = 3;

  /// above: at most most_above all-passes.
  void set(const Crossover& crossover, const std::vector<Section>& above);
  void reset() noexcept;
  /// low may be in, for each frame is read before it is written; high may not. Real-time safe.
  void process(const double* const in[2], double* const low[2], double* const high[2], uint32_t frames) noexcept;

  /// Goes on from the state of another one with the same sections. Real-time safe.
  void inherit(const SplitStage& old) noexcept;
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  static constexpr size_t registers = 3;
  /// Register r, element e: section 2 r + e / 2, channel e % 2. Sections: all-pass, low, low, above...
  struct Four {
    double b0[4], c1[4], c2[4], a1[4], a2[4];
  };
  template <int Above>
  void run(const double* const in[2], double* const low[2], double* const high[2], uint32_t frames) noexcept;

  size_t above_ = 0;
  Four steps_[registers] = {};
  double s1_[registers][4] = {}, s2_[registers][4] = {};
};

}  // namespace nt::graph
