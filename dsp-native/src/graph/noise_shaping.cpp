#include "graph/noise_shaping.hpp"

#include <algorithm>

#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr double range_db = 36;
constexpr double quietest_db = -4.97;  // the formula's minimum, at 3.33 kHz

/// Threshold in quiet in dB SPL (Terhardt).
double threshold_db(double f_hz) {
  const double k = std::max(f_hz, 20.0) * 1e-3, d = k - 3.3;
  return 3.64 * math::exp2(-0.8 * math::log2(k)) - 6.5 * math::exp(-0.6 * d * d) + 1e-3 * k * k * k * k;
}

}  // namespace

std::array<double, shaping_order> design_shaping(double sample_rate) {
  constexpr int points = 2048;
  double correlation[shaping_order + 1] = {};
  for (int i = 0; i < points; ++i) {
    const double w = math::pi * (i + 0.5) / points;
    const double above = std::min(threshold_db(w * sample_rate / (2 * math::pi)) - quietest_db, range_db);
    const double weight = math::exp2(-above * (0.1 * 3.3219280948873623));
    for (int k = 0; k <= shaping_order; ++k) correlation[k] += weight * math::cos(w * k);
  }
  std::array<double, shaping_order> c{};
  double error = correlation[0];
  for (int k = 0; k < shaping_order; ++k) {
    double sum = correlation[k + 1];
    for (int j = 0; j < k; ++j) sum += c[static_cast<size_t>(j)] * correlation[k - j];
    const double reflection = -sum / error;
    const auto before = c;
    for (int j = 0; j < k; ++j) c[static_cast<size_t>(j)] += reflection * before[static_cast<size_t>(k - 1 - j)];
    c[static_cast<size_t>(k)] = reflection;
    error *= 1 - reflection * reflection;
  }
  return c;
}

}  // namespace nt::graph
