#include "graph/dynamics/limiter_release.hpp"

#include <algorithm>
#include <cmath>

#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr double hold_seconds = 0.025;  // half a period of 20 Hz
constexpr double slow_rise_ratio = 4.0;
constexpr double slow_fall_ratio = 4.0;
constexpr double nothing = 1e-7;  // a reduction below it (-140 dB of the signal) ends

double step_of(double seconds, double rate) { return 1.0 - math::exp(-1.0 / (seconds * rate)); }

}  // namespace

void LimiterRelease::activate(double release_ms, double rate) {
  const double release = release_ms * 1e-3;
  fast_keep_ = 1.0 - step_of(release, rate);
  slow_rise_ = step_of(slow_rise_ratio * release, rate);
  slow_fall_ = step_of(slow_fall_ratio * release, rate);
  piece_ = static_cast<uint32_t>(std::lround(std::max(1.0, hold_seconds * rate)));
  reset();
}

void LimiterRelease::reset() noexcept {
  in_piece_ = 0;
  piece_top_ = last_top_ = fast_ = slow_ = 0;
}

double LimiterRelease::next(double asked) noexcept {
  fast_ = std::max(asked, fast_ * fast_keep_);
  piece_top_ = std::max(piece_top_, asked);
  const double distance = std::max(piece_top_, last_top_) - slow_;
  slow_ = nt::fused(distance > 0 ? slow_rise_ : slow_fall_, distance, slow_);
  if (++in_piece_ == piece_) {
    in_piece_ = 0;
    last_top_ = piece_top_;
    piece_top_ = 0;
  }
  if (fast_ < nothing) fast_ = 0;
  if (slow_ < nothing) slow_ = 0;
  return std::max(asked, std::max(fast_, slow_));
}

void LimiterRelease::inherit(const LimiterRelease& old) noexcept {
  in_piece_ = std::min(old.in_piece_, piece_ - 1);
  piece_top_ = old.piece_top_;
  last_top_ = old.last_top_;
  fast_ = old.fast_;
  slow_ = old.slow_;
}

void LimiterRelease::save(StateWriter& writer) const {
  writer.put(in_piece_);
  writer.put(piece_top_);
  writer.put(last_top_);
  writer.put(fast_);
  writer.put(slow_);
}

void LimiterRelease::load(StateReader& reader) {
  reader.get_below(in_piece_, piece_);
  reader.get(piece_top_);
  reader.get(last_top_);
  reader.get(fast_);
  reader.get(slow_);
}

}  // namespace nt::graph
