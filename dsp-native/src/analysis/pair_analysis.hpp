#pragma once
// What is measured of the stereo pair at 48 kHz: spectra, mel bands, envelopes, decays, the fundamental.
//
// Samples are taken in units of 1920 frames (four envelope blocks of 480, fifteen hops of 128) counted from frame 0, so
// that nothing depends on how they arrive.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/band_bank.hpp"
#include "analysis/decay.hpp"
#include "analysis/envelope.hpp"
#include "analysis/level_histogram.hpp"
#include "analysis/pitch.hpp"
#include "analysis/stft.hpp"
#include "rt/aligned.hpp"

namespace nt::analysis {

class PairAnalysis {
 public:
  static constexpr uint32_t unit = 1920;

  explicit PairAnalysis(bool with_pitch);

  void add(const double* left, const double* right, uint32_t frames);
  /// Takes in the last, partial unit: whole blocks and hops of it.
  void finish();

  /// Mean spectra over the active frames of size 512, 2048, 8192 (index 0, 1, 2); zeros where there are none.
  struct MeanSpectrum {
    std::vector<double> mid, side, cross;
  };
  [[nodiscard]] const MeanSpectrum& spectrum(uint32_t index) const { return spectra_[index]; }
  [[nodiscard]] uint64_t active_frames(uint32_t index) const { return active_frames_[index]; }
  [[nodiscard]] const Envelope& envelope() const { return envelope_; }
  [[nodiscard]] const DecayEstimate& decay() const { return decay_; }
  [[nodiscard]] const Pitch* pitch() const { return pitch_ ? &*pitch_ : nullptr; }
  [[nodiscard]] const BandBank& mel() const { return mel_; }
  [[nodiscard]] const LevelHistogram& mel_level(uint32_t band) const { return mel_levels_[band]; }
  [[nodiscard]] const LevelHistogram& mel_side_level(uint32_t band) const { return mel_side_levels_[band]; }
  [[nodiscard]] const LevelHistogram& third_level(uint32_t band) const { return third_levels_[band]; }
  [[nodiscard]] std::vector<double> sixth_mean_db() const;
  [[nodiscard]] std::vector<double> sixth_deviation_db() const;

  /// Sum of bins to mean square of a band: the noise bandwidth of the Hann window.
  static constexpr double noise_bandwidth = 1.5;

 private:
  static constexpr uint32_t hop = 128;           // the shortest, and the grid of the activity
  static constexpr uint32_t level_frame = 4464;  // 93 ms
  static constexpr uint32_t longest = 8192;
  static constexpr uint32_t room = 32768;  // samples held

  static constexpr std::array<uint32_t, 2> shorter{512, 2048};
  // Beyond ten seconds, the spectra of the shorter windows follow from those of the longest.
  static constexpr uint64_t direct = 480128;

  void take(const double* left, const double* right, uint32_t frames);
  void run_levels();
  void run_long();
  void run_short(uint32_t index);
  void sum_up();
  [[nodiscard]] bool is_active(uint32_t size) const;
  void note_levels();
  void note_decay();

  std::vector<double> left_, right_;  // the unit being filled
  uint32_t held_ = 0;
  std::vector<float> mid_, side_;  // samples from frame base_ on
  uint64_t base_ = 0;
  uint64_t frames_ = 0;                           // taken
  std::array<double, longest / hop> activity_{};  // sum of squares of each hop, ring

  Stft levels_{2048, 1024, false};
  uint64_t next_levels_ = 0;  // frame at which the next window begins
  uint64_t level_group_ = 0;  // that its frames belong to
  uint32_t level_frames_ = 0, level_active_ = 0;
  AlignedVector<float> level_both_, level_side_;  // sums over the frames of the group, of mid + side and of side
  Stft long_{longest, longest / 4, true};
  uint64_t next_long_ = 0;
  std::array<Stft, 2> short_{Stft(512, 128, true), Stft(2048, 512, true)};
  std::array<uint64_t, 3> active_frames_{};
  std::array<MeanSpectrum, 3> spectra_;
  Envelope envelope_;
  DecayEstimate decay_;
  std::optional<Pitch> pitch_;
  BandBank mel_, sixths_, thirds_, octaves_;
  std::vector<LevelHistogram> mel_levels_, mel_side_levels_, third_levels_;
  std::vector<double> sixth_sum_, sixth_square_;  // of levels in dB
  uint64_t sixth_count_ = 0;
  AlignedVector<float> power_;
};

}  // namespace nt::analysis
