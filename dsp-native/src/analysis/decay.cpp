#include "analysis/decay.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nt::analysis {
namespace {

constexpr double rise_that_ends_db = 4;  // noise in a band wavers by this much within a decay
constexpr uint32_t steps_without_new_low = 6;
constexpr double still_sounding_db = 3;
constexpr uint32_t fewest_steps = 5;
constexpr double least_fall_db = 14;
constexpr double least_fit = 0.92;  // r squared

struct Line {
  double slope, fit;
};

/// Least squares over the points 0..n-1.
Line fit_line(const double* y, uint32_t n) {
  double sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0;
  for (uint32_t i = 0; i < n; ++i) {
    const double x = i;
    sx += x;
    sy += y[i];
    sxx += x * x;
    sxy += x * y[i];
    syy += y[i] * y[i];
  }
  const double vx = n * sxx - sx * sx, vy = n * syy - sy * sy, c = n * sxy - sx * sy;
  return {c / vx, vy > 0 ? c * c / (vx * vy) : 0};
}

}  // namespace

DecayEstimate::DecayEstimate() {
  for (Band& b : bands_) b.times.resize(static_cast<size_t>(slowest_s / bin_s));
}

void DecayEstimate::add(const std::array<double, bands>& level_db) {
  for (uint32_t i = 0; i < bands; ++i) {
    Band& b = bands_[i];
    const double level = level_db[i];
    const bool first = b.count == 0;
    if (!first && (level > b.level[b.lowest] + rise_that_ends_db || b.count == longest ||
                   b.count - b.lowest > steps_without_new_low)) {
      end(b);
    }
    if (b.count != 0 && level > b.level[0]) b.count = 0;  // higher than the start: the start is here
    if (b.count == 0) b.lowest = 0;
    b.level[b.count] = level;
    if (level < b.level[b.lowest]) b.lowest = b.count;
    ++b.count;
  }
}

void DecayEstimate::end(Band& b) {
  // From where the sound stops, the last point that is hardly below the peak, to the lowest one.
  uint32_t start = 0;
  for (uint32_t i = 0; i <= b.lowest; ++i)
    if (b.level[i] > b.level[0] - still_sounding_db) start = i;
  const double* level = b.level.data() + start;
  const uint32_t n = b.lowest - start + 1;
  b.count = 0;
  if (n < fewest_steps || level[0] - level[n - 1] < least_fall_db) return;
  const Line line = fit_line(level, n);
  if (line.slope >= 0 || line.fit < least_fit) return;
  const double time = -60 / line.slope * step_s;
  if (time < shortest_s || time >= slowest_s) return;
  ++b.times[static_cast<size_t>(time / bin_s)];
  ++b.decays;
  for (uint32_t i = 0; i < n; ++i) {
    decay_sum_[i] += level[i] - level[0];
    ++decay_count_[i];
  }
}

void DecayEstimate::finish() {
  for (Band& b : bands_)
    if (b.count != 0) end(b);
}

double DecayEstimate::median_s(const Band& band) {
  const double half = band.decays / 2.0;
  double below = 0;
  for (size_t i = 0; i < band.times.size(); ++i) {
    if (below + band.times[i] >= half) return (static_cast<double>(i) + (half - below) / band.times[i]) * bin_s;
    below += band.times[i];
  }
  return slowest_s;
}

double DecayEstimate::rt60_s() const {
  std::vector<double> medians;
  for (const Band& b : bands_)
    if (b.decays >= 4) medians.push_back(median_s(b));
  if (medians.size() < 3) return std::numeric_limits<double>::quiet_NaN();
  std::sort(medians.begin(), medians.end());
  const size_t middle = medians.size() / 2;
  return medians.size() % 2 != 0 ? medians[middle] : (medians[middle - 1] + medians[middle]) / 2;
}

std::vector<double> DecayEstimate::mean_decay_db() const {
  std::vector<double> decay;
  if (std::isnan(rt60_s())) return decay;
  for (uint32_t i = 0; i < longest && decay_count_[i] * 4 >= decay_count_[0] && decay_count_[i] != 0; ++i)
    decay.push_back(decay_sum_[i] / decay_count_[i]);
  return decay;
}

}  // namespace nt::analysis
