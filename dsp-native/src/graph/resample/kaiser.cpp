#include "graph/resample/kaiser.hpp"

#include <cmath>

#include "rt/math.hpp"

namespace nt::graph {

/// Sum of ((x/2)^k / k!)^2.
double bessel0(double x) {
  const double quarter = x * x / 4;
  double term = 1, sum = 1;
  for (double k = 1; term > sum * 1e-18; ++k) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

KaiserSinc::KaiserSinc(double cutoff, double reach, double db)
    : cutoff_(cutoff), reach_(reach), beta_(0.1102 * (db - 8.7)), top_(bessel0(beta_)) {}

double KaiserSinc::operator()(double t) const {
  const double r = t / reach_, inside = 1 - r * r;
  if (inside <= 0) return 0;
  const double turns = 2 * cutoff_ * t;  // half turns
  const double sinc = t == 0 ? 1.0 : math::sin(math::pi * (turns - 2 * std::nearbyint(turns / 2))) / (math::pi * turns);
  return 2 * cutoff_ * sinc * bessel0(beta_ * std::sqrt(inside)) / top_;
}

}  // namespace nt::graph
