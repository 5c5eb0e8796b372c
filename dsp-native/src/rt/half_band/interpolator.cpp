#include "rt/half_band/interpolator.hpp"

#include <algorithm>

#include "rt/half_band/kernel.hpp"

namespace nt::half_band {

Interpolator::Interpolator(const std::vector<double>& pairs, size_t most)
    : taps_(pairs), in_(2 * pairs.size() + most), between_(most) {
  for (double& tap : taps_) tap *= 2;  // every other sample of the higher rate is missing
  reset();
}

void Interpolator::reset() noexcept {
  std::fill(in_.begin(), in_.end(), 0.0);
  held_ = taps_.size() - 1;
}

size_t Interpolator::process(const double* in, size_t count, double* out) noexcept {
  std::copy_n(in, count, in_.begin() + static_cast<std::ptrdiff_t>(held_));
  held_ += count;
  const size_t n = taps_.size();
  if (held_ < 2 * n) return 0;
  const size_t ready = held_ - 2 * n + 1;
  symmetric_sum(taps_.data(), n, nullptr, 0, in_.data() + n - 1, in_.data() + n, ready, between_.data());
  const double* const through = in_.data() + n - 1;
  for (size_t i = 0; i < ready; ++i) {
    out[2 * i] = through[i];
    out[2 * i + 1] = between_[i];
  }
  std::copy(in_.begin() + static_cast<std::ptrdiff_t>(ready), in_.begin() + static_cast<std::ptrdiff_t>(held_),
            in_.begin());
  held_ -= ready;
  return 2 * ready;
}

void Interpolator::save(StateWriter& to) const {
  to.put(static_cast<uint32_t>(held_));
  to.put(std::span<const double>(in_.data(), 2 * taps_.size() - 1));
}

void Interpolator::load(StateReader& from) {
  uint32_t held = 0;
  from.get_below(held, static_cast<uint32_t>(2 * taps_.size()));
  held_ = std::max<size_t>(held, taps_.size() - 1);
  from.get(std::span<double>(in_.data(), 2 * taps_.size() - 1));
}

}  // namespace nt::half_band
