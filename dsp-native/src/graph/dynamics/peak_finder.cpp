#include "graph/dynamics/peak_finder.hpp"

#include <algorithm>
#include <cmath>

#include "rt/fused.hpp"

namespace nt::graph {
namespace {

using Weights = std::array<double, TruePeak::taps>;

/// Sum of the magnitudes of the weights on second differences, for weights on samples that annihilate constants and
/// ramps: summation by parts, twice.
double bend_norm(const Weights& weights) {
  double once = 0, twice = 0, norm = 0;
  for (const double w : weights) {
    once += w;
    twice += once;
    norm += std::fabs(twice);
  }
  return norm;
}

/// Folds 16 lanes.
double top_of(const double* lane) {
  double fold[8];
  for (int j = 0; j < 8; ++j) fold[j] = lane[j] > lane[j + 8] ? lane[j] : lane[j + 8];
  for (int j = 0; j < 4; ++j) fold[j] = fold[j] > fold[j + 4] ? fold[j] : fold[j + 4];
  return std::max(std::max(fold[0], fold[1]), std::max(fold[2], fold[3]));
}

}  // namespace

PeakFinder::PeakFinder(int oversampling) : meter_(oversampling) {
  const int step = oversampling / 4;
  for (int q = 1; q <= 3; ++q)
    for (int k = 0; k < TruePeak::taps; ++k)
      quarters_[static_cast<size_t>(q - 1)][static_cast<size_t>(k)] =
          static_cast<float>(meter_.coefficient(q * step, k));
  // Above the chord between two quarter points: the grid's points, and what the parabola adds to one of them.
  double above = 0, vertex = 0;
  for (int j = 0; j <= oversampling; ++j) {
    const int from = std::min(j / step, 3) * step;
    const double s = static_cast<double>(j - from) / step;
    Weights chord, curve;
    for (int k = 0; k < TruePeak::taps; ++k) {
      const double h = meter_.coefficient(j, k);
      const auto at = static_cast<size_t>(k);
      chord[at] = h - (1 - s) * meter_.coefficient(from, k) - s * meter_.coefficient(from + step, k);
      curve[at] = meter_.coefficient(j - 1, k) - 2 * h + meter_.coefficient(j + 1, k);
    }
    above = std::max(above, bend_norm(chord));
    vertex = std::max(vertex, bend_norm(curve) / 8);
  }
  chord_ = (above + vertex) * (1 + 1e-9);
}

bool PeakFinder::bounds(const double* x, size_t n, double ceiling, float* bound) const noexcept {
  std::array<double, groups> top, bend;
  survey(x, n, top.data(), bend.data());
  bool any = false;
  for (size_t g = 0, at = 0; at < n; ++g, at += group) {
    // The survey's groups begin at x[-24]: the four from g on are the window of these intervals, the middle two hold
    // the intervals' own samples.
    const double own = std::max(top[g + 1], top[g + 2]);
    const double around = std::max(own, std::max(top[g], top[g + 3]));
    const double bent = std::max(std::max(bend[g], bend[g + 1]), std::max(bend[g + 2], bend[g + 3]));
    if (around * meter_.l1() <= ceiling || own + meter_.g() * bent <= ceiling) continue;
    if (!any) std::fill(bound, bound + n, 0.0F);
    any = true;
    const size_t count = std::min(group, n - at);
    const auto room = static_cast<float>(chord_ * bent + around * rounding);
    const auto least = static_cast<float>(ceiling * (1 - rounding));
    std::array<float, group> points;
    quarter_points(x + at, points.data());
    for (size_t i = 0; i < group; ++i) points[i] = points[i] + room > least ? points[i] + room : 0.0F;
    std::copy(points.data(), points.data() + count, bound + at);
  }
  return any;
}

void PeakFinder::survey(const double* x, size_t n, double* top, double* bend) const noexcept {
  const double* first = x - (TruePeak::before + 1);
  const size_t total = n + TruePeak::taps;
  size_t g = 0;
  for (; (g + 1) * group < total; ++g) {
    const double* at = first + g * group;
    double magnitude[group], curve[group];
    for (size_t j = 0; j < group; ++j) {
      magnitude[j] = std::fabs(at[j]);
      curve[j] = std::fabs((*(at + j - 1) - at[j]) + (at[j + 1] - at[j]));
    }
    top[g] = top_of(magnitude);
    bend[g] = top_of(curve);
  }
  // The last group ends with the signal; a group beyond it is not there.
  double last_top = 0, last_bend = 0;
  for (const double* at = first + g * group; at < first + total; ++at) {
    last_top = std::max(last_top, std::fabs(at[0]));
    if (at + 1 < first + total) last_bend = std::max(last_bend, std::fabs((at[-1] - at[0]) + (at[1] - at[0])));
  }
  top[g] = last_top;
  bend[g] = last_bend;
  for (++g; g < groups; ++g) top[g] = bend[g] = 0;
}

void PeakFinder::quarter_points(const double* x, float* bound) const noexcept {
  std::array<float, group + TruePeak::taps> near;
  const double* from = x - TruePeak::before;
  for (size_t i = 0; i < near.size(); ++i) near[i] = static_cast<float>(from[i]);
  float a[group] = {}, b[group] = {}, c[group] = {};
  for (size_t k = 0; k < TruePeak::taps; ++k) {
    const float ha = quarters_[0][k], hb = quarters_[1][k], hc = quarters_[2][k];
    const float* at = near.data() + k;
    for (size_t i = 0; i < group; ++i) {
      a[i] = nt::fused(ha, at[i], a[i]);
      b[i] = nt::fused(hb, at[i], b[i]);
      c[i] = nt::fused(hc, at[i], c[i]);
    }
  }
  const float* own = near.data() + TruePeak::before;
  for (size_t i = 0; i < group; ++i) {
    const float x0 = std::fabs(own[i]), x1 = std::fabs(own[i + 1]);
    const float ya = std::fabs(a[i]), yb = std::fabs(b[i]), yc = std::fabs(c[i]);
    const float left = x0 > ya ? x0 : ya, right = x1 > yc ? x1 : yc;
    const float outer = left > right ? left : right;
    bound[i] = outer > yb ? outer : yb;
  }
}

}  // namespace nt::graph
