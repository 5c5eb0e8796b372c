#pragma once
// The object behind nt_analyser: what is measured at the source's own rate, the way to 48 kHz, and the pair's analysis.

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "analysis/fold.hpp"
#include "analysis/loudness.hpp"
#include "analysis/pair_analysis.hpp"
#include "ntdsp/resample.h"
#include "rt/lanes.hpp"

namespace nt::analysis {

class Analyser {
 public:
  /// Throws nt::Error where an option is out of its range.
  explicit Analyser(const nt_analyser_options& options);

  /// Throws nt::Error where the conversion fails.
  void add(const double* const* in, uint32_t frames);
  void finish();
  [[nodiscard]] bool finished() const noexcept { return finished_; }
  [[nodiscard]] uint32_t channels() const noexcept { return channels_; }
  [[nodiscard]] nt_analyser_summary summarise() const;
  /// Throws nt::Error for a kind or an index that does not exist.
  [[nodiscard]] std::vector<double> values(int32_t kind, uint32_t index) const;

 private:
  static constexpr uint32_t piece = 1920;      // frames folded at once
  static constexpr uint32_t statistics = 480;  // frames of the sums at the source's rate

  struct CloseResampler {
    void operator()(nt_resampler* r) const { nt_resampler_destroy(r); }
  };
  /// Sums over a block.
  struct Block {
    lanes::Running sum, energy;
  };
  struct Channel {
    double sum = 0, energy = 0;  // of the blocks that have ended
    double least = std::numeric_limits<double>::infinity(), greatest = -least;
    Block block;
    uint32_t run = 0;  // full-scale samples in a row
  };

  void note_samples(const double* const* in, uint32_t offset, uint32_t frames);
  void convert(const double* const* in, uint32_t frames);
  void deliver(uint32_t frames);

  uint32_t channels_;
  Loudness loudness_;
  Fold fold_;
  std::unique_ptr<nt_resampler, CloseResampler> resampler_;
  PairAnalysis pair_;
  std::vector<Channel> samples_;
  uint32_t block_frames_ = 0;
  uint64_t clipped_runs_ = 0;
  AlignedVector<double> left_, right_, converted_left_, converted_right_;
  bool finished_ = false;
};

}  // namespace nt::analysis
