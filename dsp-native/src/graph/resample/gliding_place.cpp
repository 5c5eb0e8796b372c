#include "graph/resample/gliding_place.hpp"

#include <cmath>

namespace nt::graph {

GlidingPlace::GlidingPlace(uint64_t numerator, uint64_t denominator) {
  const auto part = (static_cast<Wide>(numerator % denominator) << 64) / denominator;
  nominal_ = static_cast<Signed>((static_cast<Wide>(numerator / denominator) << 64) + part);
  step_ = target_ = nominal_;
}

GlidingPlace::Signed GlidingPlace::step_for(double factor) const {
  const auto apart = static_cast<int64_t>(std::ldexp(factor - 1, 60));
  const auto whole = static_cast<int64_t>(nominal_ >> 64);
  const auto part = static_cast<uint64_t>(nominal_);
  return nominal_ + (static_cast<Signed>(whole) * apart << 4) + (static_cast<Signed>(part) * apart >> 60);
}

void GlidingPlace::glide(double factor, uint32_t frames) {
  target_ = step_for(factor);
  left_ = frames;
  if (frames == 0) {
    step_ = target_;
    return;
  }
  change_ = (target_ - step_) / static_cast<Signed>(frames);
}

void GlidingPlace::reset() {
  step_ = target_ = nominal_;
  left_ = 0;
  place_ = 0;
}

}  // namespace nt::graph
