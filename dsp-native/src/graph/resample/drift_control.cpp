#include "graph/resample/drift_control.hpp"

#include <algorithm>
#include <cmath>

#include "graph/factory.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

// Natural frequency of the loop in rad/s. A source 200 ppm off moves the fill by 200 ppm / (e w) at most: 0.15 ms
// while it starts and would by 1.5 ms later, when the crystals are known and only their wander is left to follow.
constexpr double wide = 0.5, narrow = 0.05, narrowing_seconds = 20;
constexpr double clock_over_loop = 8, low_pass_over_loop = 10;
// Time stamps are late by what a scheduler makes of them; beyond this they say nothing about the clock.
constexpr double most_jitter = 4e-3;
constexpr double locked_error = 1e-3, locked_seconds = 5;

}  // namespace

void WriteClock::add(double seconds, double frames, double bandwidth, double most) {
  if (!begun_) {
    begun_ = true;
    seconds_ = seconds;
    frames_ = frames;
    return;
  }
  const double passed = seconds - seconds_;
  if (passed <= 0) return;
  const double expected = at(seconds), error = std::clamp(frames - expected, -most, most);
  const double turn = std::min(bandwidth * passed, 0.5);
  frames_ = expected + 1.4142135623730951 * turn * error;
  rate_ += turn * turn / passed * error;
  rate_ = std::clamp(rate_, 0.99 * nominal_, 1.01 * nominal_);
  seconds_ = seconds;
}

void WriteClock::reset() {
  rate_ = nominal_;
  begun_ = false;
}

DriftControl::DriftControl(const nt_drift_options& options) : options_(options), clock_(options.rate) {
  require_range("rate", options.rate, NT_MIN_SAMPLE_RATE, NT_RESAMPLE_MAX_RATE);
  require_range("target", options.target, 0, 1e9);
  require_range("range", options.range, 1e-5, 0.1);
}

double DriftControl::update(double read_seconds, double read_place, double write_seconds, uint64_t written) {
  const double age = begun_ ? read_seconds - start_ : 0;
  const double loop = narrow + (wide - narrow) * math::exp(-std::min(std::max(age, 0.0) / narrowing_seconds, 700.0));
  if (written != written_ || !clock_.has_begun()) {
    written_ = written;
    clock_.add(write_seconds, static_cast<double>(written), clock_over_loop * loop, most_jitter * options_.rate);
  }
  const double error = (clock_.at(read_seconds) - read_place - options_.target) / options_.rate;
  if (!begun_) {
    begun_ = true;
    start_ = last_ = read_seconds;
    once_ = twice_ = error;
    return factor_;
  }
  const double passed = read_seconds - last_;
  if (passed <= 0) return factor_;
  last_ = read_seconds;
  const double share = 1 - math::exp(-std::min(low_pass_over_loop * loop * passed, 700.0));
  once_ += share * (std::clamp(error, once_ - most_jitter, once_ + most_jitter) - once_);
  twice_ += share * (once_ - twice_);
  // Critically damped. What the range cuts off is not integrated.
  const double proportional = 2 * loop * twice_;
  integral_ = std::clamp(integral_ + loop * loop * twice_ * passed, -options_.range, options_.range);
  factor_ = 1 + std::clamp(proportional + integral_, -options_.range, options_.range);
  calm_ = std::fabs(twice_) < locked_error ? calm_ + passed : 0;
  return factor_;
}

void DriftControl::reset() {
  clock_.reset();
  written_ = 0;
  begun_ = false;
  once_ = twice_ = integral_ = calm_ = 0;
  factor_ = 1;
}

nt_drift_state DriftControl::state() const {
  return {factor_, twice_ * options_.rate + options_.target, calm_ >= locked_seconds ? 1 : 0, 0};
}

}  // namespace nt::graph
