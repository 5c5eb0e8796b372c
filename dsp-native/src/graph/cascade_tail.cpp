#include <cmath>

#include "graph/eq_design.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

struct Angle {
  double cosine, sine;
};

/// |H| of one section at radius rho.
double magnitude_at(const Section& s, double rho, Angle at) {
  const double c = at.cosine / rho, d = at.sine / rho;  // z^-1 = c - j d
  const auto magnitude = [&](double c0, double c1, double c2) {
    const double re = c0 + c1 * c + c2 * (c * c - d * d), im = c1 * d + 2 * c2 * c * d;
    return std::sqrt(re * re + im * im);
  };
  return magnitude(s.b0, s.b1, s.b2) / magnitude(1, s.a1, s.a2);
}

}  // namespace

uint64_t cascade_tail(const std::vector<Section>& sections) {
  double radius = 1e-3;
  for (const auto& s : sections) radius = std::fmax(radius, pole_radius(s));
  if (sections.empty()) return 0;
  // |h(n)| <= max |H| on the circle of any radius rho outside the poles, times rho^n (Cauchy); the response to what is
  // within full scale is below the sum of that from n on. The rho that promises the shortest tail is as true as any.
  std::vector<Angle> angles;
  for (int i = 0; i <= 64; ++i) angles.push_back({math::cos(math::pi * i / 64), math::sin(math::pi * i / 64)});
  for (const auto& s : sections) {
    const double d = s.a2 - 0.25 * s.a1 * s.a1;
    if (d > 0) angles.push_back({-0.5 * s.a1 / std::sqrt(s.a2), std::sqrt(d / s.a2)});
  }
  const double decay = -math::log(radius);
  double shortest = HUGE_VAL;
  for (const double share : {0.98, 0.95, 0.9, 0.8, 0.65, 0.5}) {
    const double rho = math::exp(-decay * share);
    double largest = 0;
    for (const Angle& at : angles) {
      double product = 1;
      for (const auto& s : sections) product *= magnitude_at(s, rho, at);
      largest = std::fmax(largest, product);
    }
    const double below = 1e-6 * (1 - rho) / largest;
    shortest = std::fmin(shortest, std::fmax(0.0, math::log(below) / math::log(rho)));
  }
  return static_cast<uint64_t>(std::ceil(shortest)) + 2 * sections.size();
}

}  // namespace nt::graph
