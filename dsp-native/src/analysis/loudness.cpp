#include "analysis/loudness.hpp"

#include <algorithm>

#include "rt/fft/lanes.hpp"
#include "rt/fused.hpp"
#include "rt/lanes.hpp"

namespace nt::analysis {

Loudness::Loudness(double sample_rate, uint32_t channels, uint64_t channel_mask, uint32_t true_peak_oversampling)
    : sample_rate_(sample_rate),
      channels_(channels),
      weights_(channels),
      pairs_((channels + 1) / 2),
      idle_(channels % 2 != 0 ? TruePeakMeter::largest_piece : 0),
      peaks_(channels, true_peak_oversampling),
      series_{LevelSeries(NT_LOUDNESS_SERIES_MAX, 0.1), LevelSeries(NT_LOUDNESS_SERIES_MAX, 0.1)},
      histogram_{std::vector<double>(NT_LOUDNESS_BINS), std::vector<double>(NT_LOUDNESS_BINS)} {
  channel_weights(channels, channel_mask, weights_.data());
  const auto [shelf, pass] = k_weighting(sample_rate);
  b0_ = Pair::Four{shelf.b0, shelf.b0, pass.b0, pass.b0};
  // With y out of the recursion (c = b - a b0) a frame waits half as long for the one before.
  const auto taken_out = [](double a, double b0, double b) { return nt::fused(-a, b0, b); };
  const double s1 = taken_out(shelf.a1, shelf.b0, shelf.b1), p1 = taken_out(pass.a1, pass.b0, pass.b1);
  const double s2 = taken_out(shelf.a2, shelf.b0, shelf.b2), p2 = taken_out(pass.a2, pass.b0, pass.b2);
  c1_ = Pair::Four{s1, s1, p1, p1};
  c2_ = Pair::Four{s2, s2, p2, p2};
  minus_a1_ = -Pair::Four{shelf.a1, shelf.a1, pass.a1, pass.a1};
  minus_a2_ = -Pair::Four{shelf.a2, shelf.a2, pass.a2, pass.a2};
  hop_end_ = hop_end(hop_ + 1);
}

void Loudness::reset() noexcept {
  std::fill(pairs_.begin(), pairs_.end(), Pair{});
  peaks_.reset();
  merged_true_peak_ = merged_sample_peak_ = 0;
  merged_frames_ = 0;
  frames_ = hop_ = 0;
  energy_.fill(0);
  momentary_ = short_term_ = momentary_max_ = short_term_max_ = silence;
  blocks_.reset();
  short_terms_.reset();
  for (auto& s : series_) s.reset();
  for (auto& h : histogram_) std::fill(h.begin(), h.end(), 0.0);
  hop_end_ = hop_end(hop_ + 1);
}

uint64_t Loudness::hop_end(uint64_t hops) const noexcept {
  return static_cast<uint64_t>(static_cast<double>(hops) * sample_rate_ / 100 + 0.5);
}

void Loudness::add(const double* const* in, uint32_t frames) noexcept {
  std::array<const double*, NT_MAX_CHANNELS> at;
  for (uint32_t done = 0; done < frames;) {
    const uint32_t piece = std::min(frames - done, TruePeakMeter::largest_piece);
    for (uint32_t c = 0; c < channels_; ++c) at[c] = in[c] + done;
    peaks_.add(at.data(), piece);
    for (uint32_t offset = 0; offset < piece;) {
      const auto run = static_cast<uint32_t>(std::min<uint64_t>(piece - offset, hop_end_ - frames_));
      filter(at.data(), offset, run);
      frames_ += run;
      offset += run;
      if (frames_ == hop_end_) end_hop();
    }
    done += piece;
  }
}

void Loudness::filter(const double* const* in, uint32_t offset, uint32_t frames) noexcept {
  for (uint32_t p = 0; p < pairs_.size(); ++p) {
    const uint32_t second = 2 * p + 1;
    if (weights_[2 * p] == 0 && (second >= channels_ || weights_[second] == 0)) continue;
    const double* left = in[2 * p] + offset;
    const double* right = second < channels_ ? in[second] + offset : idle_.data();
    Pair state = pairs_[p];
    const Pair::Four b0 = b0_, c1 = c1_, c2 = c2_, minus_a1 = minus_a1_, minus_a2 = minus_a2_;
    for (uint32_t i = 0; i < frames; ++i) {
      const Pair::Four x = {left[i], right[i], state.y[0], state.y[1]};
      const Pair::Four next = fft::fused(minus_a1, state.s1, fft::fused(c1, x, state.s2));
      state.y = fft::fused(b0, x, state.s1);
      state.s2 = fft::fused(minus_a2, state.s1, c2 * x);
      state.s1 = next;
      state.energy = fft::fused(state.y, state.y, state.energy);
    }
    pairs_[p] = state;
  }
}

void Loudness::end_hop() noexcept {
  double energy = 0;
  for (uint32_t c = 0; c < channels_; ++c) energy += weights_[c] * pairs_[c / 2].energy[2 + c % 2];
  for (Pair& pair : pairs_) {
    pair.energy = Pair::Four{};
    // After the end of a sound the filters decay into denormal numbers, which are slow: end that on the grid.
    double top = 0;
    for (int i = 0; i < 4; ++i) top = std::max({top, std::fabs(pair.s1[i]), std::fabs(pair.s2[i])});
    if (top < 1e-60) pair = Pair{};
  }
  const auto slot = static_cast<size_t>(hop_ % short_term_hops);
  energy_[slot] = energy_[slot + short_term_hops] = energy;
  ++hop_;
  hop_end_ = hop_end(hop_ + 1);

  const bool step = hop_ % hops_per_step == 0;
  if (hop_ >= momentary_hops) {
    const double mean = window_energy(momentary_hops);
    momentary_ = loudness_of(mean);
    momentary_max_ = std::max(momentary_max_, momentary_);
    if (step) blocks_.add(mean);
  }
  if (hop_ >= short_term_hops) {
    const double mean = window_energy(short_term_hops);
    short_term_ = loudness_of(mean);
    short_term_max_ = std::max(short_term_max_, short_term_);
    if (step) short_terms_.add(mean);
  }
  if (!step) return;
  note(NT_LOUDNESS_MOMENTARY, momentary_);
  note(NT_LOUDNESS_SHORT_TERM, short_term_);
}

/// Mean over the last hops, which lie in one piece, oldest first.
double Loudness::window_energy(uint32_t hops) const noexcept {
  const auto end = static_cast<size_t>((hop_ - 1) % short_term_hops) + short_term_hops + 1;
  const auto frames = static_cast<double>(hop_end(hop_) - hop_end(hop_ - hops));
  return lanes::sum(energy_.data() + end - hops, hops) / frames;
}

void Loudness::note(nt_loudness_kind kind, double loudness) noexcept {
  constexpr double lowest = -100, per_lu = 10;
  const double floored = std::max(loudness, lowest);
  series_[kind].add(static_cast<float>(floored));
  const bool heard = hop_ >= (kind == NT_LOUDNESS_MOMENTARY ? momentary_hops : short_term_hops);
  if (!heard) return;
  const double bin = std::min((floored - lowest) * per_lu, NT_LOUDNESS_BINS - 1.0);
  histogram_[kind][static_cast<size_t>(bin)] += 1;
}

void Loudness::merge(const Loudness& other) {
  blocks_.add(other.blocks_);
  short_terms_.add(other.short_terms_);
  momentary_max_ = std::max(momentary_max_, other.momentary_max_);
  short_term_max_ = std::max(short_term_max_, other.short_term_max_);
  for (size_t k = 0; k < histogram_.size(); ++k)
    for (size_t i = 0; i < histogram_[k].size(); ++i) histogram_[k][i] += other.histogram_[k][i];
  merged_true_peak_ = std::max({merged_true_peak_, other.merged_true_peak_, other.peaks_.true_peak()});
  merged_sample_peak_ = std::max({merged_sample_peak_, other.merged_sample_peak_, other.peaks_.sample_peak()});
  merged_frames_ += other.frames_ + other.merged_frames_;
}

nt_loudness_reading Loudness::read() const {
  nt_loudness_reading reading{};
  reading.integrated_lufs = loudness_of(blocks_.gated_mean(-10));
  reading.momentary_lufs = momentary_;
  reading.short_term_lufs = short_term_;
  reading.momentary_max_lufs = momentary_max_;
  reading.short_term_max_lufs = short_term_max_;
  const double low = short_terms_.percentile(-20, 0.10), high = short_terms_.percentile(-20, 0.95);
  reading.range_lu = low == silence ? 0.0 : high - low;
  const auto decibels = [](double amplitude) { return amplitude > 0 ? math::amp_to_db(amplitude) : silence; };
  reading.true_peak_db = decibels(std::max(peaks_.true_peak(), merged_true_peak_));
  reading.sample_peak_db = decibels(std::max(peaks_.sample_peak(), merged_sample_peak_));
  reading.frames = frames_ + merged_frames_;
  return reading;
}

}  // namespace nt::analysis
