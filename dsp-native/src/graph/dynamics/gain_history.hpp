#pragma once
// The gain of every full 10 ms of input, for reports and meters.

#include <cstdint>
#include <vector>

#include "rt/state.hpp"

namespace nt::graph {

/// Collects one gain a frame and keeps, for each piece k of 10 ms (frames floor(k rate / 100) and on), the gain that is
/// farthest from 0 dB. Pieces wait in a ring that holds what the largest block can complete; when nobody reads, the
/// oldest are dropped.
class GainHistory {
 public:
  /// Takes the memory. skip: frames at the start whose gain belongs to no input (the latency).
  void resize(double sample_rate, uint32_t max_frames, uint64_t skip);
  void reset() noexcept;
  /// gain_db[0..frames): the gains applied to the next frames. Real-time safe.
  void push(const double* gain_db, uint32_t frames) noexcept;
  /// The same for frames that share one gain. Real-time safe.
  void push_constant(double gain_db, uint32_t frames) noexcept;
  /// Moves up to capacity pieces out, oldest first, and returns how many. Real-time safe.
  int64_t take(float* gain_db, uint32_t capacity) noexcept;

  /// Pieces that wait belong to the reader of before and are not part of the state.
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  [[nodiscard]] uint64_t start_of(uint64_t piece) const noexcept;
  void close_piece() noexcept;
  template <class Extremes>
  void walk(uint32_t frames, Extremes&& extremes) noexcept;

  double sample_rate_ = 0;
  uint64_t skip_ = 0;
  uint64_t skipped_ = 0;
  uint64_t frame_ = 0;  // of the input
  uint64_t piece_ = 0;
  uint64_t end_ = 0;  // of the piece
  double low_ = 0, high_ = 0;
  std::vector<float> ring_;
  size_t first_ = 0;
  size_t count_ = 0;
};

}  // namespace nt::graph
