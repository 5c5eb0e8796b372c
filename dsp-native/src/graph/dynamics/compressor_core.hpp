#pragma once
// A compressor without the frame around it: for one band or for all.

#include <cstdint>

#include "graph/dynamics/delay.hpp"
#include "graph/dynamics/gain_computer.hpp"

namespace nt::graph {

/// Feed-forward compressor with look-ahead: the audio, dry part included, is late by lookahead_ms, the detector is not.
class CompressorCore {
 public:
  static constexpr uint32_t slice = GainComputer::slice;

  void activate(const nt_compressor_params& params, double sample_rate, uint32_t channels);
  void reset() noexcept;
  [[nodiscard]] uint32_t latency() const noexcept { return delay_.length(); }
  /// in[c] == out[c] is allowed. gain_db[0..frames) gets the gain of the wet path without makeup and mix: what a
  /// gain-reduction meter shows. frames <= slice. Real-time safe.
  void run(const double* const* in, double* const* out, uint32_t frames, double* gain_db) noexcept;

  /// run in parts, for several bands at a time: computer()'s asked and follow, then this, with its rows as
  /// reduction_db. Real-time safe.
  void apply(const double* const* in, double* const* out, uint32_t frames, const double* reduction_db) noexcept;
  [[nodiscard]] GainComputer& computer() noexcept { return computer_; }
  [[nodiscard]] const GainComputer& computer() const noexcept { return computer_; }

  /// Goes on from the gain and the sound of another one. Real-time safe.
  void inherit(const CompressorCore& old) noexcept {
    computer_.inherit(old.computer_);
    delay_.inherit(old.delay_);
  }
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  uint32_t channels_ = 0;
  GainComputer computer_;
  Delay delay_;
  double octaves_per_db_ = 0;
  double wet_ = 1;
  double dry_ = 0;
};

}  // namespace nt::graph
