#include "graph/channels/fractional_taps.hpp"

#include <cmath>

#include "rt/bessel.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr double beta = 13;

}  // namespace

std::array<double, fractional_taps> design_fractional_delay(double fraction) {
  constexpr double half = fractional_taps / 2;
  std::array<double, fractional_taps> taps{};
  double sum = 0;
  for (uint32_t j = 0; j < fractional_taps; ++j) {
    const double t = static_cast<double>(j) - fractional_centre - fraction, share = t / half;
    const double sinc = t == 0 ? 1.0 : math::sin(math::pi * t) / (math::pi * t);
    taps[j] = sinc * math::bessel_i0(beta * std::sqrt(std::fmax(0.0, 1 - share * share)));
    sum += taps[j];
  }
  for (double& tap : taps) tap /= sum;
  return taps;
}

}  // namespace nt::graph
