#include "analysis/pair_analysis.hpp"

#include <algorithm>
#include <cmath>

#include "rt/lanes.hpp"

namespace nt::analysis {
namespace {

constexpr double rate = NT_ANALYSIS_RATE;
constexpr double active_power = 1e-7;  // -70 dBFS
constexpr double root_half = 0.70710678118654752440;

}  // namespace

PairAnalysis::PairAnalysis(bool with_pitch)
    : left_(unit),
      right_(unit),
      mid_(room),
      side_(room),
      engines_{Engine{Stft(512)}, Engine{Stft(2048)}, Engine{Stft(8192)}},
      mel_(BandBank::mel(2048, rate, NT_MEL_BANDS)),
      sixths_(BandBank::octaves(2048, rate, 6, -30, NT_SIXTH_OCTAVES)),
      thirds_(BandBank::octaves(2048, rate, 3, -16, NT_THIRD_OCTAVES)),
      octaves_(BandBank::octaves(512, rate, 1, -1, DecayEstimate::bands)),
      mel_levels_(NT_MEL_BANDS, LevelHistogram(-100, 0.25, NT_LEVEL_BINS)),
      mel_side_levels_(NT_MEL_BANDS, LevelHistogram(-100, 0.25, NT_LEVEL_BINS)),
      third_levels_(NT_THIRD_OCTAVES, LevelHistogram(-100, 0.25, NT_LEVEL_BINS)),
      sixth_sum_(NT_SIXTH_OCTAVES),
      sixth_square_(NT_SIXTH_OCTAVES),
      power_(engines_[1].stft.bins()) {
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
  for (uint32_t i = 0; i < engines_.size(); ++i)
    if (engines_[i].stft.group_frames() != 0) end_group(i);
  decay_.finish();
}

void PairAnalysis::take(const double* left, const double* right, uint32_t frames) {
  for (uint32_t n = 0; n + Envelope::block <= frames; n += Envelope::block) envelope_.add(left + n, right + n);
  if (frames_ - base_ + frames > room) {
    // Keep what the longest window still needs.
    const uint64_t keep = std::min({engines_[0].next, engines_[1].next, engines_[2].next});
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
    for (uint32_t i = 0; i < engines_.size(); ++i)
      if (engines_[i].next + engines_[i].stft.size() == frames_) run(i);
  }
}

bool PairAnalysis::is_active(uint64_t first, uint32_t size) const {
  double energy = 0;
  for (uint32_t n = 0; n < size; n += hop) energy += activity_[((first + n) / hop) % activity_.size()];
  return energy > active_power * 2 * size;
}

uint64_t PairAnalysis::group_of(uint32_t index, uint64_t frame) const {
  switch (index) {
    case 0:
      return frame / (hop * decay_frames);
    case 1:
      return (frame + engines_[1].stft.size() / 2) / level_frame;
    default:
      return frame / longest;
  }
}

void PairAnalysis::run(uint32_t index) {
  Engine& e = engines_[index];
  const uint64_t group = group_of(index, e.next);
  if (group != e.group && e.stft.group_frames() != 0) end_group(index);
  e.group = group;
  const uint64_t at = e.next - base_;
  e.stft.add(mid_.data() + at, side_.data() + at, is_active(e.next, e.stft.size()));
  e.next += e.stft.hop();
}

void PairAnalysis::end_group(uint32_t index) {
  const SpectrumGroup group = engines_[index].stft.end_group();
  if (index == 0) note_decay(group);
  if (index == 1) note_levels(group);
}

void PairAnalysis::note_decay(const SpectrumGroup& group) {
  if (group.frames != decay_frames) return;
  for (size_t k = 0; k < engines_[0].stft.bins(); ++k)
    power_[k] = static_cast<double>(group.mid[k]) + static_cast<double>(group.side[k]);
  std::array<double, DecayEstimate::bands> level;
  for (uint32_t b = 0; b < DecayEstimate::bands; ++b)
    level[b] = power_db(octaves_.sum(b, power_.data()) / (decay_frames * noise_bandwidth));
  decay_.add(level);
}

void PairAnalysis::note_levels(const SpectrumGroup& group) {
  const double scale = 1 / (group.frames * noise_bandwidth);
  for (size_t k = 0; k < power_.size(); ++k) power_[k] = scale * static_cast<double>(group.side[k]);
  for (uint32_t b = 0; b < NT_MEL_BANDS; ++b) mel_side_levels_[b].add(power_db(mel_.sum(b, power_.data())));
  for (size_t k = 0; k < power_.size(); ++k) power_[k] += scale * static_cast<double>(group.mid[k]);
  for (uint32_t b = 0; b < NT_MEL_BANDS; ++b) mel_levels_[b].add(power_db(mel_.sum(b, power_.data())));
  if (group.active == 0) return;
  for (uint32_t b = 0; b < NT_THIRD_OCTAVES; ++b) third_levels_[b].add(power_db(thirds_.sum(b, power_.data())));
  ++sixth_count_;
  for (uint32_t b = 0; b < NT_SIXTH_OCTAVES; ++b) {
    const double db = std::max(power_db(sixths_.sum(b, power_.data())), -200.0);
    sixth_sum_[b] += db;
    sixth_square_[b] += db * db;
  }
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
