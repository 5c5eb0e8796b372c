#pragma once
// How a limiter lets go.

#include <cstdint>

#include "rt/state.hpp"

namespace nt::graph {

/// Program-dependent release of a gain reduction (1 - gain). Two followers, the larger one counts:
///   fast  jumps to the reduction asked for and decays with the stated release;
///   slow  glides (4 x release) towards the largest reduction of the last 25..50 ms and decays with 4 x release.
/// After a single transient only the fast one has moved and the gain is back soon. Under sustained limiting the slow
/// one has risen to what the peaks need, so that the gain stands still between the peaks of a low tone (above 20 Hz)
/// instead of distorting it.
class LimiterRelease {
 public:
  /// rate: calls of next a second.
  void activate(double release_ms, double rate);
  void reset() noexcept;
  /// Never below what is asked for. Real-time safe.
  double next(double asked) noexcept;

  /// Goes on from where another one stands. Real-time safe.
  void inherit(const LimiterRelease& old) noexcept;
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  double fast_keep_ = 0;
  double slow_rise_ = 0;
  double slow_fall_ = 0;
  uint32_t piece_ = 1;  // calls; the pieces' grid begins at frame 0
  uint32_t in_piece_ = 0;
  double piece_top_ = 0;
  double last_top_ = 0;
  double fast_ = 0;
  double slow_ = 0;
};

}  // namespace nt::graph
