#pragma once
// The end of a look-ahead processor: its gain, written down and laid on the delayed sound.

#include <cstdint>

#include "graph/dynamics/delay.hpp"
#include "graph/dynamics/gain_history.hpp"
#include "rt/math.hpp"

namespace nt::graph {

class DelayedGain {
 public:
  /// Takes the memory. rows: signals that are delayed; ahead: frames that the gain knows in advance; room: the most
  /// frames of one call.
  void activate(double sample_rate, uint32_t rows, uint32_t ahead, uint32_t room, uint32_t max_frames) {
    octaves_per_db_ = 1.0 / math::amp_to_db(2.0);
    delay_.resize(rows, ahead, room);
    history_.resize(sample_rate, max_frames, ahead);
  }
  void reset() noexcept {
    delay_.reset();
    history_.reset();
  }
  [[nodiscard]] uint32_t latency() const noexcept { return delay_.length(); }

  /// Takes the gains of the next frames into the history and turns them from dB into factors. Real-time safe.
  void take(double* gain, uint32_t frames) noexcept {
    history_.push(gain, frames);
    for (uint32_t i = 0; i < frames; ++i) gain[i] = math::fast_exp2(gain[i] * octaves_per_db_);
  }
  /// A row's delayed signal by factors. The same number of frames for every row, then advance. in and out may be the
  /// same. Real-time safe.
  void apply(uint32_t row, const double* in, double* out, const double* factor, uint32_t frames) noexcept {
    delay_.pass(row, in, out, frames);
    for (uint32_t i = 0; i < frames; ++i) out[i] *= factor[i];
  }
  /// The same without a gain.
  void pass(uint32_t row, const double* in, double* out, uint32_t frames) noexcept {
    delay_.pass(row, in, out, frames);
  }
  void advance(uint32_t frames) noexcept { delay_.advance(frames); }
  int64_t history(float* gain_db, uint32_t capacity) noexcept { return history_.take(gain_db, capacity); }

  /// Goes on with the sound of another one with as many rows; what was written down stays with that one.
  void inherit(const DelayedGain& old) noexcept { delay_.inherit(old.delay_); }
  void save(StateWriter& writer) const {
    delay_.save(writer);
    history_.save(writer);
  }
  void load(StateReader& reader) {
    delay_.load(reader);
    history_.load(reader);
  }

 private:
  double octaves_per_db_ = 0;
  Delay delay_;
  GainHistory history_;
};

}  // namespace nt::graph
