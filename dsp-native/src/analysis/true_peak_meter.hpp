#pragma once
// Largest sample and largest true peak of a stream, all channels together.

#include <algorithm>
#include <cstdint>
#include <optional>

#include "rt/aligned.hpp"
#include "rt/lanes.hpp"
#include "rt/true_peak.hpp"

namespace nt::analysis {

class TruePeakMeter {
 public:
  /// oversampling 0 measures samples only.
  TruePeakMeter(uint32_t channels, uint32_t oversampling) : channels_(channels) {
    if (oversampling != 0) {
      interpolator_.emplace(static_cast<int>(oversampling));
      buffer_.resize(static_cast<size_t>(channels) * stride);
    }
  }

  static constexpr uint32_t largest_piece = 2048;

  /// At most largest_piece frames.
  void add(const double* const* in, uint32_t frames) noexcept {
    for (uint32_t c = 0; c < channels_; ++c) {
      sample_peak_ = std::max(sample_peak_, lanes::peak(in[c], frames));
      if (!interpolator_) continue;
      double* memory = buffer_.data() + c * stride;
      std::copy_n(in[c], frames, memory + kept);
      scan(memory, frames, true_peak_);
      std::copy(memory + frames, memory + frames + kept, memory);
    }
  }

  [[nodiscard]] double sample_peak() const noexcept { return sample_peak_; }

  /// With silence after the last frame.
  [[nodiscard]] double true_peak() const {
    double top = std::max(true_peak_, sample_peak_);
    if (!interpolator_) return top;
    std::array<double, kept + ahead> end{};
    for (uint32_t c = 0; c < channels_; ++c) {
      std::copy_n(buffer_.data() + c * stride, kept, end.data());
      scan(end.data(), ahead, top);
    }
    return top;
  }

  void reset() noexcept {
    std::fill(buffer_.begin(), buffer_.end(), 0.0);
    sample_peak_ = true_peak_ = 0;
  }

 private:
  static constexpr uint32_t behind = 24, ahead = 26, kept = behind + ahead;  // what scan() reads around its frames
  static constexpr size_t stride = kept + largest_piece + 14;                // planes do not share cache sets

  void scan(const double* memory, uint32_t frames, double& top) const noexcept {
    interpolator_->scan(
        memory + behind, frames, [&] { return top; }, [&](size_t, double peak) { top = std::max(top, peak); });
  }

  uint32_t channels_;
  std::optional<TruePeak> interpolator_;
  AlignedVector<double> buffer_;
  double sample_peak_ = 0;
  double true_peak_ = 0;
};

}  // namespace nt::analysis
