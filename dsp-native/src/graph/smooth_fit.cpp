#include "graph/smooth_fit.hpp"

#include <cmath>
#include <limits>

#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr int points = SmoothTarget::points;
constexpr int unknowns_most = 5;
constexpr double edge = 0.9 * math::pi;
constexpr int rounds = 12;
constexpr double close_enough = 0.0023;  // 0.01 dB

using Points = std::array<double, points>;

/// Where the fits look, once for the program: constants computed by our own functions.
struct Grid {
  Points w, x;     // radians a frame and their cosine
  int inside = 0;  // how many are up to the edge
  Grid() {
    for (int i = 0; i < points; ++i) {
      const auto k = static_cast<size_t>(i);
      w[k] = i == 0 ? 0.01 : math::pi * math::sin(0.5 * math::pi * i / (points - 1));
      x[k] = math::cos(w[k]);
      if (w[k] <= edge * 1.001) inside = i + 1;
    }
  }
};
const Grid& the_grid() {
  static const Grid grid;
  return grid;
}

/// Least squares by modified Gram-Schmidt; columns and right side are overwritten. False when the columns are
/// dependent.
bool solve(std::array<Points, unknowns_most>& columns, Points& right, int n, double* solution) {
  double upper[unknowns_most][unknowns_most] = {}, projected[unknowns_most] = {};
  for (int j = 0; j < n; ++j) {
    auto& q = columns[static_cast<size_t>(j)];
    double before = 0, norm = 0;
    for (const double v : q) before = nt::fused(v, v, before);
    for (int i = 0; i < j; ++i) {
      const auto& p = columns[static_cast<size_t>(i)];
      double dot = 0;
      for (size_t k = 0; k < points; ++k) dot = nt::fused(p[k], q[k], dot);
      for (size_t k = 0; k < points; ++k) q[k] = nt::fused(-dot, p[k], q[k]);
      upper[i][j] = dot;
    }
    for (const double v : q) norm = nt::fused(v, v, norm);
    if (!(norm > 1e-22 * before)) return false;
    upper[j][j] = std::sqrt(norm);
    const double inverse = 1 / upper[j][j];
    for (double& v : q) v *= inverse;
    for (size_t k = 0; k < points; ++k) projected[j] = nt::fused(q[k], right[k], projected[j]);
    for (size_t k = 0; k < points; ++k) right[k] = nt::fused(-projected[j], q[k], right[k]);
  }
  for (int j = n - 1; j >= 0; --j) {
    double sum = projected[j];
    for (int i = j + 1; i < n; ++i) sum = nt::fused(-upper[j][i], solution[i], sum);
    solution[j] = sum / upper[j][j];
  }
  return true;
}

/// c[0] + c[1] x + c[2] (2 x^2 - 1) as the squared magnitude of f[0] + f[1] z^-1 + f[2] z^-2, zeros inside the circle.
/// False when it is not positive everywhere on it.
bool factor(const double* c, double* f) {
  const double dc = c[0] + c[1] + c[2], nyquist = c[0] - c[1] + c[2], square = 2 * c[2];
  if (!(dc > 0 && nyquist > 0)) return false;
  const double root_dc = std::sqrt(dc), root_nyquist = std::sqrt(nyquist);
  const double sum = 0.5 * (root_dc + root_nyquist), d = sum * sum - square;
  if (!(d > 0)) return false;
  f[0] = 0.5 * (sum + std::sqrt(d));
  f[1] = 0.5 * (root_dc - root_nyquist);
  f[2] = 0.25 * square / f[0];
  return true;
}

}  // namespace

const std::array<double, points>& SmoothTarget::grid() { return the_grid().w; }

SmoothFit SmoothTarget::constant() const {
  double low = power_[0], high = power_[0];
  for (int i = 1; i < the_grid().inside; ++i) {
    low = std::fmin(low, power_[static_cast<size_t>(i)]);
    high = std::fmax(high, power_[static_cast<size_t>(i)]);
  }
  SmoothFit fit;
  fit.is_constant = true;
  const double middle = std::sqrt(low) * std::sqrt(high);
  fit.section.b0 = std::sqrt(middle);
  fit.error = std::sqrt(high / low) - 1;
  return fit;
}

SmoothFit SmoothTarget::rational(int numerator_degree, int denominator_degree, double weight_above_edge) const {
  const Grid& g = the_grid();
  SmoothFit best;
  best.error = std::numeric_limits<double>::infinity();
  const auto basis = [&g](int degree, size_t k) {
    return degree == 0 ? 1.0 : degree == 1 ? g.x[k] : 2 * g.x[k] * g.x[k] - 1;
  };
  Points weight, denominator;
  for (size_t k = 0; k < points; ++k) {
    weight[k] = static_cast<int>(k) < g.inside ? 1 : weight_above_edge;
    denominator[k] = 1;
  }
  const int n = numerator_degree + 1 + denominator_degree;
  for (int round = 0; round < rounds; ++round) {
    std::array<Points, unknowns_most> columns;
    Points right;
    for (size_t k = 0; k < points; ++k) {
      const double w = std::sqrt(weight[k]) / denominator[k];
      for (int j = 0; j <= numerator_degree; ++j) columns[static_cast<size_t>(j)][k] = w * basis(j, k) / power_[k];
      for (int j = 1; j <= denominator_degree; ++j)
        columns[static_cast<size_t>(numerator_degree + j)][k] = -w * basis(j, k);
      right[k] = w;
    }
    double solution[unknowns_most] = {};
    if (!solve(columns, right, n, solution)) break;
    double over[3] = {}, under[3] = {1, 0, 0};
    for (int j = 0; j <= numerator_degree; ++j) over[j] = solution[j];
    for (int j = 1; j <= denominator_degree; ++j) under[j] = solution[numerator_degree + j];
    double b[3], a[3];
    if (!factor(over, b) || !factor(under, a)) break;

    Points error;
    double largest = 0;
    bool positive = true;
    for (size_t k = 0; k < points; ++k) {
      const double top = over[0] + over[1] * basis(1, k) + over[2] * basis(2, k);
      const double bottom = 1 + under[1] * basis(1, k) + under[2] * basis(2, k);
      positive = positive && top > 0 && bottom > 0;
      denominator[k] = bottom;
      error[k] = std::fabs(top / (bottom * power_[k]) - 1);
      if (static_cast<int>(k) < g.inside) largest = std::fmax(largest, error[k]);
    }
    if (!positive) break;
    if (largest < best.error) {
      best.error = largest;
      best.section = {b[0] / a[0], b[1] / a[0], b[2] / a[0], a[1] / a[0], a[2] / a[0]};
    }
    if (largest <= close_enough) break;
    if (round > 3)
      for (size_t k = 0; k < points; ++k) weight[k] *= error[k] / largest + 0.05;
  }
  return best;
}

}  // namespace nt::graph
