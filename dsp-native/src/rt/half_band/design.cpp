#include "rt/half_band/design.hpp"

#include <cmath>

#include "rt/bessel.hpp"
#include "rt/math.hpp"

namespace nt::half_band {
namespace {

constexpr double beta = 0.1102 * (attenuation_db - 8.7);

}  // namespace

double kaiser(double x) {
  const double rest = 1 - x * x;
  return rest <= 0 ? 0 : math::bessel_i0(beta * std::sqrt(rest)) / math::bessel_i0(beta);
}

std::vector<double> pairs(double edge) {
  const double transition = 2 * math::pi * (0.5 - 2 * edge);
  const double length = (attenuation_db - 8) / (2.285 * transition);
  const auto count = static_cast<size_t>(std::ceil(length / 4 + 0.5));
  std::vector<double> h(count);
  double sum = 0;
  for (size_t j = 0; j < count; ++j) {
    const auto place = static_cast<double>(2 * j + 1);
    h[j] = (j % 2 == 0 ? 1 : -1) / (math::pi * place) * kaiser(place / static_cast<double>(2 * count));
    sum += h[j];
  }
  for (double& tap : h) tap *= 0.25 / sum;
  return h;
}

std::vector<double> low_pass(size_t reach, double corner) {
  std::vector<double> h(reach + 1);
  h[0] = 2 * corner;
  double sum = h[0];
  for (size_t i = 1; i <= reach; ++i) {
    const auto place = static_cast<double>(i);
    h[i] =
        math::sin(2 * math::pi * corner * place) / (math::pi * place) * kaiser(place / static_cast<double>(reach + 1));
    sum += 2 * h[i];
  }
  for (double& tap : h) tap /= sum;
  return h;
}

}  // namespace nt::half_band
