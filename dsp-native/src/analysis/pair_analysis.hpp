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

namespace nt::analysis {

class PairAnalysis {
 public:
  static constexpr uint32_t unit = 1920;

  explicit PairAnalysis(bool with_pitch);

  void add(const double* left, const double* right, uint32_t frames);
  /// Takes in the last, partial unit: whole blocks and hops of it.
  void finish();

  [[nodiscard]] const Stft& stft(uint32_t index) const { return engines_[index].stft; }
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
  static constexpr uint32_t decay_frames = 8;    // of the 512 spectra: 1024 samples
  static constexpr uint32_t longest = 8192;
  static constexpr uint32_t room = 32768;  // samples held

  struct Engine {
    Stft stft;
    uint64_t next = 0;   // frame at which its next window begins
    uint64_t group = 0;  // that its frames belong to
  };

  void take(const double* left, const double* right, uint32_t frames);
  void run(uint32_t index);
  void end_group(uint32_t index);
  [[nodiscard]] uint64_t group_of(uint32_t index, uint64_t frame) const;
  [[nodiscard]] bool is_active(uint64_t first, uint32_t size) const;
  void note_levels(const SpectrumGroup& group);
  void note_decay(const SpectrumGroup& group);

  std::vector<double> left_, right_;  // the unit being filled
  uint32_t held_ = 0;
  std::vector<float> mid_, side_;  // samples from frame base_ on
  uint64_t base_ = 0;
  uint64_t frames_ = 0;                           // taken
  std::array<double, longest / hop> activity_{};  // sum of squares of each hop, ring

  std::array<Engine, 3> engines_;
  Envelope envelope_;
  DecayEstimate decay_;
  std::optional<Pitch> pitch_;
  BandBank mel_, sixths_, thirds_, octaves_;
  std::vector<LevelHistogram> mel_levels_, mel_side_levels_, third_levels_;
  std::vector<double> sixth_sum_, sixth_square_;  // of levels in dB
  uint64_t sixth_count_ = 0;
  std::vector<double> power_;
};

}  // namespace nt::analysis
