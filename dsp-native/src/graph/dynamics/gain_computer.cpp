#include "graph/dynamics/gain_computer.hpp"

#include <algorithm>
#include <cmath>

#include "graph/dynamics/loudest.hpp"
#include "graph/factory.hpp"
#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

// Nothing in the recursions gets smaller than these, so that no denormal number slows them down; both are far below
// what changes a sample.
constexpr double least_square = 1e-40;
constexpr double least_reduction_db = 1e-30;
constexpr double most_level = 1e30;  // an absurd sample may not leave an infinity behind

double keep_of(double seconds, double sample_rate) { return math::exp(-1.0 / (seconds * sample_rate)); }

/// What two one-poles in series have left at time t after a step down.
double remainder_of(double first, double second, double t) {
  return (first * math::exp(-t / first) - second * math::exp(-t / second)) / (first - second);
}

/// The time constant that makes, in series with one of second <= release / 4, 63 % after release.
double first_stage_of(double release, double second) {
  double low = second * 1.01, high = release;
  const double target = math::exp(-1.0);
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (remainder_of(middle, second, release) < target ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

void check_compressor_params(const nt_compressor_params& params) {
  require_range("threshold_db", params.threshold_db, -80, 0);
  require_range("ratio", params.ratio, 0.5, 100);
  require_range("knee_db", params.knee_db, 0, 24);
  require_range("attack_ms", params.attack_ms, 0.05, 500);
  require_range("release_ms", params.release_ms, 5, 5000);
  require_range("lookahead_ms", params.lookahead_ms, 0, 20);
  require_range("makeup_db", params.makeup_db, -24, 24);
  require_range("rms_ms", params.rms_ms, 1, 500);
  require_range("mix", params.mix, 0, 1);
  require_range("detector", params.detector, NT_DETECT_PEAK, NT_DETECT_RMS);
}

void GainComputer::activate(const nt_compressor_params& params, double sample_rate, uint32_t channels) {
  channels_ = channels;
  mean_square_detector_ = params.detector == NT_DETECT_RMS;
  db_per_octave_ = math::amp_to_db(2.0) * (mean_square_detector_ ? 0.5 : 1.0);
  knee_ = params.knee_db;
  knee_start_ = params.threshold_db - 0.5 * knee_;
  knee_scale_ = knee_ > 0 ? 0.5 / knee_ : 0.0;
  slope_ = std::fabs(1.0 - 1.0 / params.ratio);
  sign_ = params.ratio < 1 ? -1.0 : 1.0;
  const double attack = params.attack_ms * 1e-3, release = params.release_ms * 1e-3;
  const double second = std::min(attack, 0.25 * release);
  hold_ = keep_of(first_stage_of(release, second), sample_rate);
  rise_ = 1.0 - keep_of(attack, sample_rate);
  fall_ = 1.0 - keep_of(second, sample_rate);
  mean_square_keep_ = keep_of(params.rms_ms * 1e-3, sample_rate);
  mean_square_.assign(channels, 0.0);
  reset();
}

void GainComputer::reset() noexcept {
  held_ = smoothed_ = least_reduction_db;
  std::fill(mean_square_.begin(), mean_square_.end(), 0.0);
}

void GainComputer::detect_mean_square(const double* const* in, uint32_t frames, double* level) noexcept {
  const double keep = mean_square_keep_, take = 1.0 - keep;
  const auto feed = [&](const double* x, double* fed) {
    for (uint32_t i = 0; i < frames; ++i) {
      const double v = std::fabs(x[i]) < most_level ? x[i] : most_level;
      fed[i] = take * nt::fused(v, v, least_square);
    }
  };
  double first[slice], second[slice];
  for (uint32_t i = 0; i < frames; ++i) level[i] = 0;
  // Two recursions at a time: neither waits for the other.
  for (uint32_t c = 0; c < channels_; c += 2) {
    const bool pair = c + 1 < channels_;
    feed(in[c], first);
    feed(in[pair ? c + 1 : c], second);
    double m0 = mean_square_[c], m1 = mean_square_[pair ? c + 1 : c];
    for (uint32_t i = 0; i < frames; ++i) {
      m0 = nt::fused(keep, m0, first[i]);
      m1 = nt::fused(keep, m1, second[i]);
      const double louder = m0 > m1 ? m0 : m1;
      level[i] = louder > level[i] ? louder : level[i];
    }
    mean_square_[c] = m0;
    if (pair) mean_square_[c + 1] = m1;
  }
}

void GainComputer::asked(const double* const* in, uint32_t frames, double* asked_db) noexcept {
  if (mean_square_detector_) {
    detect_mean_square(in, frames, asked_db);
  } else {
    find_loudest(in, channels_, 0, frames, asked_db);
  }
  curve(asked_db, frames);
}

void GainComputer::curve(double* level, uint32_t count) const noexcept {
  const double per_octave = db_per_octave_, start = knee_start_, knee = knee_, scale = knee_scale_, slope = slope_;
  for (uint32_t i = 0; i < count; ++i) {
    // Within the knee the curve is over^2 / (2 knee); above it that is knee / 2 and goes on with slope 1.
    const double over = nt::fused(math::fast_log2(level[i]), per_octave, -start);
    const double bent = over < 0 ? 0 : (over > knee ? knee : over);
    const double straight = over > knee ? over - knee : 0;
    const double wanted = slope * nt::fused(bent * scale, bent, straight);
    level[i] = wanted > least_reduction_db ? wanted : least_reduction_db;
  }
}

template <uint32_t Count>
void GainComputer::follow_some(GainComputer* const* computers, double* const* rows, uint32_t frames) noexcept {
  double hold[Count], step[Count], rise[Count], fall[Count], rise_keep[Count], fall_keep[Count], sign[Count];
  double held[Count], smoothed[Count];
  for (uint32_t k = 0; k < Count; ++k) {
    const GainComputer& c = *computers[k];
    hold[k] = c.hold_, step[k] = 1.0 - c.hold_, sign[k] = c.sign_;
    rise[k] = c.rise_, rise_keep[k] = 1.0 - c.rise_;
    fall[k] = c.fall_, fall_keep[k] = 1.0 - c.fall_;
    held[k] = c.held_, smoothed[k] = c.smoothed_;
  }
  for (uint32_t i = 0; i < frames; ++i)
    for (uint32_t k = 0; k < Count; ++k) {
      const double wanted = rows[k][i];
      const double released = nt::fused(hold[k], held[k], step[k] * wanted);
      held[k] = wanted > released ? wanted : released;
      // The smaller of the two is the right one both ways, for fall >= rise.
      const double up = nt::fused(rise_keep[k], smoothed[k], rise[k] * held[k]);
      const double down = nt::fused(fall_keep[k], smoothed[k], fall[k] * held[k]);
      smoothed[k] = up < down ? up : down;
      rows[k][i] = sign[k] * smoothed[k];
    }
  for (uint32_t k = 0; k < Count; ++k) {
    computers[k]->held_ = held[k];
    computers[k]->smoothed_ = smoothed[k];
  }
}

void GainComputer::follow(GainComputer* const* computers, double* const* rows, uint32_t count,
                          uint32_t frames) noexcept {
  for (; count >= 4; count -= 4, computers += 4, rows += 4) follow_some<4>(computers, rows, frames);
  if (count == 3) follow_some<3>(computers, rows, frames);
  if (count == 2) follow_some<2>(computers, rows, frames);
  if (count == 1) follow_some<1>(computers, rows, frames);
}

void GainComputer::reduction(const double* const* in, uint32_t frames, double* reduction_db) noexcept {
  asked(in, frames, reduction_db);
  GainComputer* self = this;
  follow(&self, &reduction_db, 1, frames);
}

void GainComputer::inherit(const GainComputer& old) noexcept {
  // A reduction is no expansion.
  if (sign_ == old.sign_) {
    held_ = old.held_;
    smoothed_ = old.smoothed_;
  }
  if (mean_square_detector_ && old.mean_square_detector_ && channels_ == old.channels_)
    std::copy_n(old.mean_square_.data(), channels_, mean_square_.data());
}

void GainComputer::save(StateWriter& writer) const {
  writer.put(held_);
  writer.put(smoothed_);
  writer.put(mean_square_);
}

void GainComputer::load(StateReader& reader) {
  reader.get(held_);
  reader.get(smoothed_);
  reader.get(mean_square_);
}

}  // namespace nt::graph
