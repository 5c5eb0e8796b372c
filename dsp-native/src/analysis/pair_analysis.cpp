#include "analysis/pair_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/short_windows.hpp"
#include "rt/lanes.hpp"
#include "rt/math.hpp"

namespace nt::analysis {
namespace {

constexpr double rate = NT_ANALYSIS_RATE;
constexpr double active_power = 1e-7;  // -70 dBFS
constexpr double root_half = 0.70710678118654752440;

/// In place; silence is far below every histogram.
void to_decibels(double* power, size_t count) {
  constexpr double per_octave = 3.0102999566398119521, least = 1e-300;
  for (size_t i = 0; i < count; ++i) power[i] = per_octave * math::fast_log2(power[i] > least ? power[i] : least);
}

}  // namespace

PairAnalysis::PairAnalysis(bool with_pitch)
    : left_(unit),
      right_(unit),
      mid_(room),
      side_(room),
      level_both_(levels_.bins() + BandBank::padding),
      level_side_(levels_.bins() + BandBank::padding),
      mel_(BandBank::mel(2048, rate, NT_MEL_BANDS)),
      sixths_(BandBank::octaves(2048, rate, 6, -30, NT_SIXTH_OCTAVES)),
      thirds_(BandBank::octaves(2048, rate, 3, -16, NT_THIRD_OCTAVES)),
      octaves_(BandBank::octaves(2048, rate, 1, -1, DecayEstimate::bands)),
      mel_levels_(NT_MEL_BANDS, LevelHistogram(-100, 0.25, NT_LEVEL_BINS)),
      mel_side_levels_(NT_MEL_BANDS, LevelHistogram(-100, 0.25, NT_LEVEL_BINS)),
      third_levels_(NT_THIRD_OCTAVES, LevelHistogram(-100, 0.25, NT_LEVEL_BINS)),
      sixth_sum_(NT_SIXTH_OCTAVES),
      sixth_square_(NT_SIXTH_OCTAVES),
      power_(levels_.bins() + BandBank::padding) {
  if (with_pitch) pitch_.emplace();
}

void PairAnalysis::add(const double* left, const double* right, uint32_t frames) {
  for (uint32_t done = 0; done < frames;) {
    if (held_ == 0 && frames - done >= unit) {
      take(left + done, right + done, unit);
      done += unit;
      continue;
    }
    const uint32_t piece = std::min(frames - done, unit - held_);
    std::copy_n(left + done, piece, left_.data() + held_);
    std::copy_n(right + done, piece, right_.data() + held_);
    held_ += piece;
    done += piece;
    if (held_ != unit) continue;
    held_ = 0;
    take(left_.data(), right_.data(), unit);
  }
}

void PairAnalysis::finish() {
  if (held_ != 0) take(left_.data(), right_.data(), held_);
  held_ = 0;
  if (level_frames_ != 0) note_levels();
  decay_.finish();
  sum_up();
}

void PairAnalysis::sum_up() {
  const auto mean = [](std::vector<double> sums, double scale) {
    // Below nothing is what rounding leaves; cross powers, which may be negative, are not taken here.
    for (double& v : sums) v = std::max(v * scale, 0.0);
    return sums;
  };
  const auto signed_mean = [](std::vector<double> sums, double scale) {
    for (double& v : sums) v *= scale;
    return sums;
  };
  const auto over = [](uint64_t count) { return count == 0 ? 0.0 : 1 / static_cast<double>(count); };
  long_.end_group();
  active_frames_[2] = long_.active_frames();
  const Stft::Totals &active = long_.active(), &idle = long_.idle();
  const double each = over(active_frames_[2]);
  spectra_[2] = {mean(active.mid, each), mean(active.side, each), signed_mean(active.cross, each)};
  for (uint32_t i = 0; i < shorter.size(); ++i) {
    if (frames_ <= direct) {
      short_[i].end_group();
      const Stft::Totals& own = short_[i].active();
      const double one = over(active_frames_[i]);
      spectra_[i] = {mean(own.mid, one), mean(own.side, one), signed_mean(own.cross, one)};
      continue;
    }
    // Of all windows, and then, for there is next to nothing in the idle ones, of the active ones.
    const uint64_t steps = longest / shorter[i], count = (frames_ - shorter[i]) / (shorter[i] / 4) + 1;
    const uint64_t windows = (frames_ - longest) / (longest / 4) + 1;
    const double scale = over(windows * steps) * static_cast<double>(count) * over(active_frames_[i]);
    const auto sums = [&](const std::vector<double>& a, const std::vector<double>& b) {
      std::vector<double> all(a);
      for (size_t k = 0; k < all.size(); ++k) all[k] += b[k];
      return short_window_sums(all, longest, shorter[i]);
    };
    spectra_[i] = {mean(sums(active.mid, idle.mid), scale), mean(sums(active.side, idle.side), scale),
                   signed_mean(sums(active.cross, idle.cross), scale)};
  }
}

void PairAnalysis::take(const double* left, const double* right, uint32_t frames) {
  for (uint32_t n = 0; n + Envelope::block <= frames; n += Envelope::block) envelope_.add(left + n, right + n);
  if (frames_ - base_ + frames > room) {
    // Keep what the longest window still needs.
    const uint64_t keep = std::min(next_long_, next_levels_);
    std::copy(mid_.begin() + static_cast<std::ptrdiff_t>(keep - base_),
              mid_.begin() + static_cast<std::ptrdiff_t>(frames_ - base_), mid_.begin());
    std::copy(side_.begin() + static_cast<std::ptrdiff_t>(keep - base_),
              side_.begin() + static_cast<std::ptrdiff_t>(frames_ - base_), side_.begin());
    base_ = keep;
  }
  float* mid = mid_.data() + (frames_ - base_);
  float* side = side_.data() + (frames_ - base_);
  for (uint32_t i = 0; i < frames; ++i) {
    mid[i] = static_cast<float>((left[i] + right[i]) * root_half);
    side[i] = static_cast<float>((left[i] - right[i]) * root_half);
  }
  if (pitch_) pitch_->add(mid, frames / 4 * 4);
  for (uint32_t n = 0; n + hop <= frames; n += hop) {
    activity_[(frames_ / hop) % activity_.size()] = lanes::energy(left + n, hop) + lanes::energy(right + n, hop);
    frames_ += hop;
    for (uint32_t i = 0; i < shorter.size(); ++i) run_short(i);
    if (next_levels_ + levels_.size() == frames_) run_levels();
    if (next_long_ + longest == frames_) run_long();
  }
}

bool PairAnalysis::is_active(uint32_t size) const {
  double energy = 0;
  for (uint64_t n = frames_ - size; n < frames_; n += hop) energy += activity_[(n / hop) % activity_.size()];
  return energy > active_power * 2 * size;
}

/// A window of 512 or 2048 at a hop of a quarter, where one ends here.
void PairAnalysis::run_short(uint32_t index) {
  const uint32_t size = shorter[index];
  if (frames_ < size || frames_ % (size / 4) != 0) return;
  const bool active = is_active(size);
  active_frames_[index] += active ? 1 : 0;
  if (frames_ > direct) return;
  Stft& stft = short_[index];
  if (stft.group_frames() == 8) stft.end_group();
  const uint64_t at = frames_ - size - base_;
  stft.add(mid_.data() + at, side_.data() + at, active);
}

void PairAnalysis::run_levels() {
  const uint64_t group = (next_levels_ + levels_.size() / 2) / level_frame;
  if (group != level_group_ && level_frames_ != 0) note_levels();
  level_group_ = group;
  const uint64_t at = next_levels_ - base_;
  levels_.add(mid_.data() + at, side_.data() + at, is_active(levels_.size()));
  const SpectrumGroup frame = levels_.end_group();
  for (size_t k = 0; k < levels_.bins(); ++k) {
    power_[k] = frame.mid[k] + frame.side[k];
    level_both_[k] += power_[k];
    level_side_[k] += frame.side[k];
  }
  ++level_frames_;
  level_active_ += frame.active;
  note_decay();
  next_levels_ += levels_.hop();
}

void PairAnalysis::run_long() {
  if (long_.group_frames() == 4) long_.end_group();
  const uint64_t at = next_long_ - base_;
  long_.add(mid_.data() + at, side_.data() + at, is_active(longest));
  next_long_ += long_.hop();
}

/// The octaves of the last frame alone.
void PairAnalysis::note_decay() {
  std::array<double, DecayEstimate::bands> level;
  octaves_.sums(power_.data(), 1 / noise_bandwidth, level.data());
  to_decibels(level.data(), level.size());
  decay_.add(level);
}

/// Takes in the level frame that has ended, and begins the next.
void PairAnalysis::note_levels() {
  const double scale = 1 / (level_frames_ * noise_bandwidth);
  const bool active = level_active_ != 0;
  level_frames_ = level_active_ = 0;
  std::array<double, NT_MEL_BANDS> mel;
  for (auto [power, levels] : {std::pair{&level_side_, &mel_side_levels_}, {&level_both_, &mel_levels_}}) {
    mel_.sums(power->data(), scale, mel.data());
    to_decibels(mel.data(), mel.size());
    for (uint32_t b = 0; b < NT_MEL_BANDS; ++b) (*levels)[b].add(mel[b]);
  }
  if (active) {
    std::array<double, NT_THIRD_OCTAVES> thirds;
    thirds_.sums(level_both_.data(), scale, thirds.data());
    to_decibels(thirds.data(), thirds.size());
    for (uint32_t b = 0; b < NT_THIRD_OCTAVES; ++b) third_levels_[b].add(thirds[b]);
    std::array<double, NT_SIXTH_OCTAVES> sixths;
    sixths_.sums(level_both_.data(), scale, sixths.data());
    to_decibels(sixths.data(), sixths.size());
    ++sixth_count_;
    for (uint32_t b = 0; b < NT_SIXTH_OCTAVES; ++b) {
      const double db = std::max(sixths[b], -200.0);
      sixth_sum_[b] += db;
      sixth_square_[b] += db * db;
    }
  }
  std::fill(level_both_.begin(), level_both_.end(), 0.0f);
  std::fill(level_side_.begin(), level_side_.end(), 0.0f);
}

std::vector<double> PairAnalysis::sixth_mean_db() const {
  std::vector<double> mean(sixth_sum_);
  for (double& m : mean) m = sixth_count_ == 0 ? -200.0 : m / static_cast<double>(sixth_count_);
  return mean;
}

std::vector<double> PairAnalysis::sixth_deviation_db() const {
  auto deviation = sixth_mean_db();
  for (size_t b = 0; b < deviation.size(); ++b) {
    const double square = sixth_count_ == 0 ? 0.0 : sixth_square_[b] / static_cast<double>(sixth_count_);
    deviation[b] = sixth_count_ == 0 ? 0.0 : std::sqrt(std::max(0.0, square - deviation[b] * deviation[b]));
  }
  return deviation;
}

}  // namespace nt::analysis
