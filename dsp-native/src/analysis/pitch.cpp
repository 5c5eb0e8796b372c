#include "analysis/pitch.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::analysis {
namespace {

constexpr uint32_t factor = 4;
constexpr float threshold = 0.15f;  // of the normalised difference: below it a lag is a period
constexpr double audible = 1e-7;    // mean square

}  // namespace

Pitch::Pitch()
    : filter_(taps),
      // Before the first sample there is half a filter of silence, so that value i is centred on its time.
      fine_(taps / 2),
      transform_(size),
      padded_(size),
      re_a_(size / 2 + 1),
      im_a_(size / 2 + 1),
      re_b_(size / 2 + 1),
      im_b_(size / 2 + 1),
      correlation_(size),
      difference_(longest_lag + 1) {
  // Hann-windowed sinc, -6 dB at 4.5 kHz: nothing above 7.5 kHz folds into the 4.5 kHz below.
  double sum = 0;
  std::vector<double> h(taps);
  for (uint32_t i = 0; i < taps; ++i) {
    const double t = i - (taps - 1) / 2.0, x = math::pi * t * 2 * 4500 / 48000;
    h[i] = math::sin(x) / x * (0.5 - 0.5 * math::cos(2 * math::pi * (i + 0.5) / taps));
    sum += h[i];
  }
  for (uint32_t i = 0; i < taps; ++i) filter_[i] = static_cast<float>(h[i] / sum);
}

void Pitch::add(const float* mid, uint32_t count) {
  decimate(mid, count);
  uint32_t at = 0;
  for (; at + span <= coarse_.size(); at += hop) estimate(coarse_.data() + at);
  coarse_.erase(coarse_.begin(), coarse_.begin() + at);
}

void Pitch::decimate(const float* mid, uint32_t count) {
  fine_.insert(fine_.end(), mid, mid + count);
  size_t at = 0;
  for (; at + taps <= fine_.size(); at += factor) {
    float lane[8] = {};
    for (uint32_t i = 0; i < taps; i += 8)
      for (uint32_t j = 0; j < 8; ++j) lane[j] = nt::fused(filter_[i + j], fine_[at + i + j], lane[j]);
    coarse_.push_back(((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7])));
  }
  fine_.erase(fine_.begin(), fine_.begin() + static_cast<std::ptrdiff_t>(at));
}

void Pitch::estimate(const float* x) {
  double energy = 0;
  for (uint32_t i = 0; i < window; ++i) energy += static_cast<double>(x[i]) * x[i];
  if (energy / window < audible) {
    hz_.push_back(0);
    confidence_.push_back(0);
    return;
  }
  // Correlation of the window with everything up to the longest lag.
  std::copy_n(x, window, padded_.begin());
  std::fill(padded_.begin() + window, padded_.end(), 0.0f);
  transform_.forward(padded_.data(), re_a_.data(), im_a_.data());
  std::copy_n(x, span, padded_.begin());
  std::fill(padded_.begin() + span, padded_.end(), 0.0f);
  transform_.forward(padded_.data(), re_b_.data(), im_b_.data());
  for (uint32_t k = 0; k <= size / 2; ++k) {
    const float re = re_a_[k] * re_b_[k] + im_a_[k] * im_b_[k];
    const float im = re_a_[k] * im_b_[k] - im_a_[k] * re_b_[k];
    re_b_[k] = re;
    im_b_[k] = im;
  }
  transform_.inverse(re_b_.data(), im_b_.data(), correlation_.data());

  // d(lag) = sum (x[i] - x[i + lag])^2, then over its mean so far (steps 2 and 3).
  std::array<double, span + 1> sum{};
  for (uint32_t i = 0; i < span; ++i) sum[i + 1] = sum[i] + static_cast<double>(x[i]) * x[i];
  double total = 0;
  difference_[0] = 1;
  for (uint32_t lag = 1; lag <= longest_lag; ++lag) {
    const double shifted = sum[lag + window] - sum[lag];
    const double d = std::max(0.0, energy + shifted - 2.0 * correlation_[lag] / size);
    total += d;
    difference_[lag] = total > 0 ? static_cast<float>(d * lag / total) : 1.0f;
  }
  // The first dip below the threshold, or else the lowest (step 4).
  uint32_t best = shortest_lag;
  for (uint32_t lag = shortest_lag; lag < longest_lag; ++lag) {
    if (difference_[lag] < difference_[best]) best = lag;
    if (difference_[lag] >= threshold) continue;
    while (lag + 1 < longest_lag && difference_[lag + 1] < difference_[lag]) ++lag;
    best = lag;
    break;
  }
  // A parabola through the dip (step 5).
  double period = best;
  const double left = difference_[best - 1], middle = difference_[best], right = difference_[best + 1];
  const double bend = left - 2 * middle + right;
  if (bend > 0) period += std::clamp((left - right) / (2 * bend), -0.5, 0.5);
  const float sure = std::clamp(1.0f - difference_[best], 0.0f, 1.0f);
  hz_.push_back(middle < 2 * threshold ? static_cast<float>(rate / period) : 0.0f);
  confidence_.push_back(sure);
}

}  // namespace nt::analysis
