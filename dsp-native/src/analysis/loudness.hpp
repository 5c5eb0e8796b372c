#pragma once
// The loudness meter of ITU-R BS.1770-4 and EBU Tech 3341/3342 behind nt_loudness.
//
// Time is cut into hops of 10 ms on a grid anchored to frame 0 (hop k ends at round((k + 1) rate / 100)). Every hop
// ends with its weighted energy; momentary and short-term windows are 40 and 300 hops, summed anew each time, so that
// nothing drifts. Gating blocks and the loudness range take every tenth hop.

#include <array>
#include <cstdint>
#include <vector>

#include "analysis/gated_energy.hpp"
#include "analysis/k_weighting.hpp"
#include "analysis/level_series.hpp"
#include "analysis/true_peak_meter.hpp"
#include "ntdsp/analysis.h"

namespace nt::analysis {

class Loudness {
 public:
  Loudness(double sample_rate, uint32_t channels, uint64_t channel_mask, uint32_t true_peak_oversampling);

  /// Trusts its input to be finite. Real-time safe.
  void add(const double* const* in, uint32_t frames) noexcept;
  [[nodiscard]] nt_loudness_reading read() const;
  /// In LUFS, of the last 400 ms and 3 s, as read() has them but without the work for the rest.
  [[nodiscard]] double momentary() const noexcept { return momentary_; }
  [[nodiscard]] double short_term() const noexcept { return short_term_; }
  [[nodiscard]] const LevelSeries& series(nt_loudness_kind kind) const { return series_[kind]; }
  [[nodiscard]] const std::vector<double>& histogram(nt_loudness_kind kind) const { return histogram_[kind]; }
  /// As if this one had heard the other's signal too, but for the windows over the border and the course.
  void merge(const Loudness& other);
  void reset() noexcept;
  [[nodiscard]] uint32_t channels() const noexcept { return channels_; }

 private:
  static constexpr uint32_t momentary_hops = 40, short_term_hops = 300, hops_per_step = 10;

  /// The filter of two channels: lanes 0 and 1 are the shelf of each, 2 and 3 the high pass, which runs one frame
  /// behind so that all four sections advance in one step.
  struct Pair {
    typedef double Four __attribute__((vector_size(32)));
    Four s1{}, s2{}, y{}, energy{};
  };

  void filter(const double* const* in, uint32_t offset, uint32_t frames) noexcept;
  void end_hop() noexcept;
  [[nodiscard]] double window_energy(uint32_t hops) const noexcept;
  void note(nt_loudness_kind kind, double loudness) noexcept;
  /// Frame at which that many hops have ended.
  [[nodiscard]] uint64_t hop_end(uint64_t hops) const noexcept;

  double sample_rate_;
  uint32_t channels_;
  std::vector<double> weights_;
  Pair::Four b0_, c1_, c2_, minus_a1_, minus_a2_;
  std::vector<Pair> pairs_;
  std::vector<double> idle_;  // the missing second channel of an odd count
  TruePeakMeter peaks_;

  double merged_true_peak_ = 0, merged_sample_peak_ = 0;  // of meters that were taken in
  uint64_t merged_frames_ = 0;
  uint64_t frames_ = 0;
  uint64_t hop_ = 0;      // hops that have ended
  uint64_t hop_end_ = 0;  // frame at which the running hop ends
  // Last hops, each written twice, so that any window lies in one piece: [i] and [i + short_term_hops].
  std::array<double, 2 * short_term_hops> energy_{};

  double momentary_ = silence, short_term_ = silence;
  double momentary_max_ = silence, short_term_max_ = silence;
  GatedEnergy blocks_, short_terms_;
  std::array<LevelSeries, 2> series_;
  std::array<std::vector<double>, 2> histogram_;
};

}  // namespace nt::analysis
