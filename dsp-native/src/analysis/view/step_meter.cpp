#include "analysis/view/step_meter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rt/lanes.hpp"
#include "rt/math.hpp"

namespace nt::analysis {
namespace {

float decibels(double amplitude) {
  return amplitude > 0 ? static_cast<float>(math::amp_to_db(amplitude)) : -std::numeric_limits<float>::infinity();
}

template <size_t N>
double total(const std::array<double, N>& values) {
  return lanes::sum(values.data(), N);
}

template <size_t N>
double highest(const std::array<double, N>& values) {
  return *std::max_element(values.begin(), values.end());
}

}  // namespace

StepMeter::StepMeter(double sample_rate, uint32_t channels)
    : channels_(channels),
      step_(std::max(1u, static_cast<uint32_t>(sample_rate / 100 + 0.5))),
      stride_((kept + step_ + 8 + 7) / 8 * 8),
      interpolator_(4),
      memory_(stride_ * channels),
      levels_(channels) {}

uint32_t StepMeter::add(const double* const* in, uint32_t frames, bool& ended) noexcept {
  const uint32_t count = std::min(frames, step_ - filled_);
  for (uint32_t c = 0; c < channels_; ++c) std::copy_n(in[c], count, samples(c) + filled_);
  filled_ += count;
  ended = filled_ == step_;
  if (ended) end_step();
  return count;
}

void StepMeter::end_step() noexcept {
  const auto short_slot = static_cast<size_t>(steps_ % peak_steps), long_slot = static_cast<size_t>(steps_ % rms_steps);
  ++steps_;
  filled_ = 0;
  for (uint32_t c = 0; c < channels_; ++c) {
    double* const x = samples(c);
    Channel& level = levels_[c];
    const double peak = lanes::peak(x, step_), energy = lanes::energy(x, step_);
    double top = peak;
    interpolator_.scan(
        x - kept + behind, step_, [&] { return top; }, [&](size_t, double found) { top = std::max(top, found); });
    level.peak[short_slot] = peak;
    level.true_peak[short_slot] = top;
    level.energy[long_slot] = energy;
    level.top = std::max(level.top, top);
    if (c < 2) {
      double least = x[0], greatest = x[0];
      lanes::extremes(x, step_, least, greatest);
      column_.least[c] = static_cast<float>(least);
      column_.greatest[c] = static_cast<float>(greatest);
      column_.rms[c] = static_cast<float>(std::sqrt(energy / step_));
    }
  }
  if (channels_ > 1) {
    cross_[long_slot] = lanes::dot(samples(0), samples(1), step_);
  } else {
    column_.least[1] = column_.least[0];
    column_.greatest[1] = column_.greatest[0];
    column_.rms[1] = column_.rms[0];
  }
  for (uint32_t c = 0; c < channels_; ++c) {
    double* const from = samples(c) - kept;
    std::copy(from + step_, from + step_ + kept, from);
  }
}

void StepMeter::read(nt_view_meters& out) const noexcept {
  // So that the first 300 ms are not read as quieter than they are.
  const auto heard = static_cast<double>(std::clamp<uint64_t>(steps_, 1, rms_steps)) * step_;
  for (uint32_t c = 0; c < channels_; ++c) {
    const Channel& level = levels_[c];
    out.channel[c] = {.peak_db = decibels(highest(level.peak)),
                      .true_peak_db = decibels(highest(level.true_peak)),
                      .rms_db = decibels(std::sqrt(total(level.energy) / heard)),
                      .peak_max_db = decibels(level.top)};
  }
  out.correlation = 0;
  if (channels_ < 2) return;
  const double both = total(levels_[0].energy) * total(levels_[1].energy);
  if (both > 0) out.correlation = static_cast<float>(std::clamp(total(cross_) / std::sqrt(both), -1.0, 1.0));
}

void StepMeter::forget_maxima() noexcept {
  for (Channel& level : levels_) level.top = 0;
}

}  // namespace nt::analysis
