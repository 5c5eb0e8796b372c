#pragma once
// A value over time in bounded memory: when it is full, pairs become their greater one and the step doubles.

#include <algorithm>
#include <cstdint>
#include <vector>

namespace nt::analysis {

class LevelSeries {
 public:
  LevelSeries(uint32_t limit, double step_s) : first_step_s_(step_s), points_(limit) {}

  void add(float value) noexcept {
    pending_ = waiting_ == 0 ? value : std::max(pending_, value);
    if (++waiting_ < span_) return;
    waiting_ = 0;
    if (size_ == points_.size()) {
      size_ /= 2;
      for (size_t i = 0; i < size_; ++i) points_[i] = std::max(points_[2 * i], points_[2 * i + 1]);
      span_ *= 2;
      waiting_ = span_ / 2;  // the value in hand is half of a point now
      return;
    }
    points_[size_++] = pending_;
  }

  void reset() noexcept {
    size_ = 0;
    span_ = 1;
    waiting_ = 0;
  }

  [[nodiscard]] uint32_t size() const noexcept { return static_cast<uint32_t>(size_); }
  [[nodiscard]] const float* data() const noexcept { return points_.data(); }
  [[nodiscard]] double step_s() const noexcept { return first_step_s_ * static_cast<double>(span_); }

 private:
  double first_step_s_;
  std::vector<float> points_;  // an even number
  size_t size_ = 0;
  uint64_t span_ = 1;
  uint64_t waiting_ = 0;
  float pending_ = 0;
};

}  // namespace nt::analysis
