#include "analysis/k_weighting.hpp"

#include <algorithm>
#include <bit>

#include "rt/math.hpp"

namespace nt::analysis {

std::array<Section, 2> k_weighting(double sample_rate) {
  // Constants of the prototypes as De Man derived them from the standard's 48 kHz coefficients (2014).
  constexpr double shelf_hz = 1681.974450955533, shelf_gain_db = 3.999843853973347, shelf_q = 0.7071752369554196;
  constexpr double pass_hz = 38.13547087602444, pass_q = 0.5003270373238773;

  const double k = math::tan(math::pi * shelf_hz / sample_rate);
  const double high = math::db_to_amp(shelf_gain_db);
  const double middle = math::db_to_amp(shelf_gain_db * 0.4996667741545416);
  const double a0 = 1 + k / shelf_q + k * k;
  const Section shelf{(high + middle * k / shelf_q + k * k) / a0, 2 * (k * k - high) / a0,
                      (high - middle * k / shelf_q + k * k) / a0, 2 * (k * k - 1) / a0, (1 - k / shelf_q + k * k) / a0};

  const double p = math::tan(math::pi * pass_hz / sample_rate);
  const double d = 1 + p / pass_q + p * p;
  // The numerator is 1, -2, 1 as in the standard: the gain of 0.04 dB that this leaves is part of the -0.691 dB.
  const Section pass{1, -2, 1, 2 * (p * p - 1) / d, (1 - p / pass_q + p * p) / d};
  return {shelf, pass};
}

uint64_t layout_of(uint32_t channels, uint64_t mask) {
  if (std::popcount(mask) == static_cast<int>(channels)) return mask;
  constexpr uint64_t customary[] = {0, 0x4, 0x3, 0x7, 0x33, 0x607, 0x60f, 0x70f, 0x63f};
  return channels < std::size(customary) ? customary[channels] : 0;
}

void channel_weights(uint32_t channels, uint64_t mask, double* weights) {
  constexpr uint64_t lfe = 0x8, back = 0x10 | 0x20, side = 0x200 | 0x400;
  constexpr double surround = 1.41;
  mask = layout_of(channels, mask);
  std::fill_n(weights, channels, 1.0);
  uint32_t channel = 0;
  for (uint64_t left = mask; left != 0; left &= left - 1, ++channel) {
    const uint64_t speaker = left & -left;
    if (speaker == lfe) weights[channel] = 0;
    if ((speaker & side) != 0 || ((speaker & back) != 0 && (mask & side) == 0)) weights[channel] = surround;
  }
}

}  // namespace nt::analysis
