#pragma once
// How the level of the pair moves: distributions of RMS and crest over windows of 10, 50 and 400 ms.

#include <array>
#include <cstdint>

#include "analysis/level_histogram.hpp"
#include "ntdsp/analysis.h"

namespace nt::analysis {

class Envelope {
 public:
  static constexpr uint32_t block = 480;  // 10 ms at NT_ANALYSIS_RATE

  /// The next 480 frames.
  void add(const double* left, const double* right) noexcept;

  [[nodiscard]] const LevelHistogram& rms(uint32_t window) const noexcept { return rms_[window]; }
  [[nodiscard]] const LevelHistogram& crest(uint32_t window) const noexcept { return crest_[window]; }
  [[nodiscard]] double left_energy() const noexcept { return left_; }
  [[nodiscard]] double right_energy() const noexcept { return right_; }
  [[nodiscard]] double product() const noexcept { return product_; }
  [[nodiscard]] uint64_t frames() const noexcept { return frames_; }

 private:
  struct Window {
    uint32_t blocks;
    uint32_t held = 0;
    double energy = 0;
    double peak = 0;
  };

  LevelHistogram level() const { return {-100, 0.25, NT_LEVEL_BINS}; }
  LevelHistogram crest_level() const { return {0, 0.1, NT_CREST_BINS}; }

  std::array<Window, 3> windows_{Window{1}, Window{5}, Window{40}};
  std::array<LevelHistogram, 3> rms_{level(), level(), level()};
  std::array<LevelHistogram, 2> crest_{crest_level(), crest_level()};
  double left_ = 0, right_ = 0, product_ = 0;
  uint64_t frames_ = 0;
};

}  // namespace nt::analysis
