#include "graph/channels/linkwitz_riley.hpp"

#include "rt/math.hpp"

namespace nt::graph {

LinkwitzRiley design_linkwitz_riley(double f_hz, uint32_t order, double sample_rate) {
  const double k = math::tan(math::pi * f_hz / sample_rate);
  LinkwitzRiley design;
  if (order == 2) {
    // Two real poles at the same place.
    const double a0 = 1 + k, a = (k - 1) / a0, low = k / a0 * (k / a0), high = -1 / (a0 * a0);
    design.low.push_back({low, 2 * low, low, 2 * a, a * a});
    design.high.push_back({high, -2 * high, high, 2 * a, a * a});
    design.all_pass.push_back({a, 1, 0, a, 0});
    return design;
  }
  const uint32_t pairs = order / 4;  // of poles of the Butterworth filter of half the order
  for (uint32_t i = 0; i < pairs; ++i) {
    const double damping = 2 * math::cos(math::pi * (2 * i + 1) / (4 * pairs)) * k, a0 = 1 + damping + k * k;
    const double a1 = 2 * (k * k - 1) / a0, a2 = (1 - damping + k * k) / a0, low = k * k / a0, high = 1 / a0;
    design.low.insert(design.low.end(), 2, {low, 2 * low, low, a1, a2});
    design.high.insert(design.high.end(), 2, {high, -2 * high, high, a1, a2});
    design.all_pass.push_back({a2, a1, 1, a1, a2});
  }
  return design;
}

}  // namespace nt::graph
