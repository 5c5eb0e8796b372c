#include "graph/resample/kaiser.hpp"

#include <cmath>

#include "rt/bessel.hpp"
#include "rt/math.hpp"

namespace nt::graph {

KaiserSinc::KaiserSinc(double cutoff, double reach, double db)
    : cutoff_(cutoff), reach_(reach), beta_(0.1102 * (db - 8.7)), top_(math::bessel_i0(beta_)) {}

double KaiserSinc::operator()(double t) const {
  const double r = t / reach_, inside = 1 - r * r;
  if (inside <= 0) return 0;
  const double turns = 2 * cutoff_ * t;  // half turns
  const double sinc = t == 0 ? 1.0 : math::sin(math::pi * (turns - 2 * std::nearbyint(turns / 2))) / (math::pi * turns);
  return 2 * cutoff_ * sinc * math::bessel_i0(beta_ * std::sqrt(inside)) / top_;
}

}  // namespace nt::graph
