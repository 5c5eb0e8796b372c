#pragma once
// Counts of levels in bins of equal width.

#include <algorithm>
#include <cstddef>
#include <vector>

#include "rt/math.hpp"

namespace nt::analysis {

class LevelHistogram {
 public:
  LevelHistogram(double lowest_db, double bin_db, size_t bins)
      : lowest_(lowest_db), per_db_(1 / bin_db), counts_(bins) {}

  void add(double db) noexcept {
    const double bin = std::max((db - lowest_) * per_db_, 0.0);
    counts_[static_cast<size_t>(std::min(bin, static_cast<double>(counts_.size() - 1)))] += 1;
  }
  [[nodiscard]] const std::vector<double>& counts() const noexcept { return counts_; }

 private:
  double lowest_, per_db_;
  std::vector<double> counts_;
};

/// Power to decibels; silence is far below every histogram.
inline double power_db(double power) { return power > 0 ? 10 * math::log10(power) : -1000.0; }

}  // namespace nt::analysis
