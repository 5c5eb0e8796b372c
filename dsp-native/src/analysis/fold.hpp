#pragma once
// Any number of channels as the stereo pair that the statistics are taken of.

#include <cstdint>
#include <vector>

namespace nt::analysis {

class Fold {
 public:
  /// The factors of ntdsp/analysis.h; channels without a known place alternate left and right with equal power.
  Fold(uint32_t channels, uint64_t mask);

  /// One channel becomes left = right. left and right have frames values and are not among in.
  void apply(const double* const* in, double* left, double* right, uint32_t frames) const noexcept;
  [[nodiscard]] bool is_mono() const noexcept { return left_.size() == 1; }

 private:
  std::vector<double> left_, right_;
};

}  // namespace nt::analysis
