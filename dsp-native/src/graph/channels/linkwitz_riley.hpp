#pragma once
// Linkwitz-Riley crossovers of the orders 2, 4 and 8, bilinear: squared Butterworth filters.

#include <cstdint>
#include <vector>

#include "graph/biquad.hpp"

namespace nt::graph {

/// low + high = all_pass; for order 2 high is inverted, without which the sum would be a notch (Linkwitz 1976).
struct LinkwitzRiley {
  std::vector<Section> low, high, all_pass;
};
/// order: 2, 4 or 8; f_hz below half the rate.
LinkwitzRiley design_linkwitz_riley(double f_hz, uint32_t order, double sample_rate);

}  // namespace nt::graph
