#pragma once
// From level to gain reduction: detector, static curve and ballistics of one compressor.

#include <cstdint>
#include <vector>

#include "ntdsp/graph.h"
#include "rt/state.hpp"

namespace nt::graph {

/// Throws NT_INVALID_ARGUMENT for values outside of what graph.h states.
void check_compressor_params(const nt_compressor_params& params);

/// The side chain of a feed-forward compressor, after Giannoulis, Massberg and Reiss, "Digital Dynamic Range Compressor
/// Design", JAES 60 (2012): level in dB, static curve with a quadratic knee, ballistics on the gain in dB with smooth
/// decoupled peak detection.
///
/// Two one-pole stages make the ballistics: the first jumps up and falls slowly, the second smooths. For a step up only
/// the second one counts (attack); a step down passes through both, so the first one's time is chosen such that the two
/// together take the stated release to 63 %. Where the attack is longer than a quarter of the release, the second stage
/// falls faster than it rises.
class GainComputer {
 public:
  static constexpr uint32_t slice = 256;  ///< the most frames of one call of reduction

  void activate(const nt_compressor_params& params, double sample_rate, uint32_t channels);
  void reset() noexcept;
  /// reduction_db[i]: what the gain is below 0 dB for a detector that has heard in[..][0..i]; with a ratio below 1,
  /// which expands, what it is above, as a negative value. The loudest channel decides. frames <= slice. Real-time
  /// safe.
  void reduction(const double* const* in, uint32_t frames, double* reduction_db) noexcept;

  /// The two halves of reduction: what the static curve asks for (never negative), and the ballistics in place, for
  /// count computers with a row each, which hide each other's waiting. Real-time safe.
  void asked(const double* const* in, uint32_t frames, double* asked_db) noexcept;
  /// What the static curve asks for at what the detector gives, in place: amplitudes, or mean squares with an RMS
  /// detector. Real-time safe.
  void curve(double* level, uint32_t count) const noexcept;
  static void follow(GainComputer* const* computers, double* const* rows, uint32_t count, uint32_t frames) noexcept;

  /// Goes on from the gain and the levels of another one. Real-time safe.
  void inherit(const GainComputer& old) noexcept;
  /// What reduction gave last, in dB.
  [[nodiscard]] double reduction_now() const noexcept { return sign_ * smoothed_; }

  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  template <uint32_t Count>
  static void follow_some(GainComputer* const* computers, double* const* rows, uint32_t frames) noexcept;
  void detect_mean_square(const double* const* in, uint32_t frames, double* level) noexcept;

  uint32_t channels_ = 0;
  bool mean_square_detector_ = false;
  double db_per_octave_ = 0;  // dB for a doubling of what the detector gives
  double knee_start_ = 0;
  double knee_ = 0;
  double knee_scale_ = 0;
  double slope_ = 0;
  double sign_ = 1;
  double hold_ = 0;  // share that the falling first stage keeps a frame
  double rise_ = 0;  // step of the second stage upwards
  double fall_ = 0;  // and downwards, at least rise_
  double mean_square_keep_ = 0;
  double held_ = 0;
  double smoothed_ = 0;
  std::vector<double> mean_square_;
};

}  // namespace nt::graph
