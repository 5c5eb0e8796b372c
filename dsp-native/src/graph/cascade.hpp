#pragma once
// Second-order sections in series over any number of channels.

#include <cstdint>
#include <vector>

#include "graph/biquad.hpp"
#include "rt/state.hpp"

namespace nt::graph {

/// Runs the sections in order over each channel. Two channels and up to ten sections move in vector registers, each
/// section one frame behind the one before it, so that all of them have work at once; the operations of a section are
/// those of advance() in the same order, so the samples are those of the plain loop.
class Cascade {
 public:
  /// Takes the memory; [owner].
  void set(const std::vector<Section>& sections, uint32_t channels);
  /// in[c] == out[c] is allowed.
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept;
  void reset() noexcept;
  /// Goes on from the state of another one with the same sections and channels. Real-time safe.
  void inherit(const Cascade& old) noexcept;
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  static constexpr size_t lane_pair = 2;
  [[nodiscard]] double* states(size_t pair) { return states_.data() + pair * steps_.size() * 2 * lane_pair; }

  std::vector<Step> steps_;     // padded with unit sections to an even number
  std::vector<double> states_;  // by channel pair, section: s1 left, s1 right, s2 left, s2 right
  std::vector<double> unused_;  // stands in for the missing partner of an odd channel
  uint32_t channels_ = 0;
};

}  // namespace nt::graph
