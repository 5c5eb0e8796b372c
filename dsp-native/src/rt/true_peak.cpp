#include "rt/true_peak.hpp"

#include <numeric>
#include <stdexcept>

#include "rt/bessel.hpp"

namespace nt {
namespace {

constexpr double beta = 7.0;
constexpr int half_width = TruePeak::taps / 2;

/// sin(pi j / points) for j = 0..points by halving the angle: square roots only.
std::vector<double> half_circle(int points) {
  double cosine = 0, sine = 1;  // of pi / 2
  for (int p = 2; p < points; p *= 2) {
    const double half = std::sqrt((1 + cosine) / 2);
    sine = sine / (2 * half);
    cosine = half;
  }
  std::vector<double> sines(static_cast<size_t>(points) + 1);
  double s = 0, c = 1;
  for (int j = 0; j <= points; ++j) {
    sines[static_cast<size_t>(j)] = s;
    const double next = s * cosine + c * sine;
    c = c * cosine - s * sine;
    s = next;
  }
  sines.back() = 0;
  return sines;
}

using Kernel = std::array<double, TruePeak::taps>;

/// h_t for t = p / points; p may be -1 or points + 1.
Kernel windowed_sinc(int p, int points, const std::vector<double>& sines) {
  Kernel h{};
  const double t = static_cast<double>(p) / points;
  const int folded = ((p % points) + points) % points;
  const int turns = (p - folded) / points;
  const double i0 = math::bessel_i0(beta);
  for (int k = 0; k < TruePeak::taps; ++k) {
    const int tap = k - TruePeak::before;
    const double distance = t - tap;
    if (folded == 0) {
      h[static_cast<size_t>(k)] = tap == turns ? 1.0 : 0.0;
      continue;
    }
    const double inside = 1 - (distance / half_width) * (distance / half_width);
    if (inside <= 0) continue;
    // sin(pi (t - tap)) = sin(pi folded / points) with the sign of turns - tap.
    const double sign = ((turns - tap) & 1) == 0 ? 1.0 : -1.0;
    const double sine = sign * sines[static_cast<size_t>(folded)];
    h[static_cast<size_t>(k)] = sine / (M_PI * distance) * math::bessel_i0(beta * std::sqrt(inside)) / i0;
  }
  // Sum exactly 1, centre exactly t: add (a + b d) w(d) with a Gaussian-like weight that dies out within the kernel.
  double s0 = 0, s1 = 0, s2 = 0, m0 = 1, m1 = 0;
  Kernel w{};
  for (int k = 0; k < TruePeak::taps; ++k) {
    const double d = k - TruePeak::before - t;
    const double inside = std::max(0.0, 1 - (d / half_width) * (d / half_width));
    const double weight = w[static_cast<size_t>(k)] = inside * inside * inside;
    s0 += weight;
    s1 += weight * d;
    s2 += weight * d * d;
    m0 -= h[static_cast<size_t>(k)];
    m1 -= h[static_cast<size_t>(k)] * d;
  }
  const double determinant = s0 * s2 - s1 * s1;
  const double a = (m0 * s2 - m1 * s1) / determinant, b = (m1 * s0 - m0 * s1) / determinant;
  for (int k = 0; k < TruePeak::taps; ++k) {
    const double d = k - TruePeak::before - t;
    h[static_cast<size_t>(k)] += (a + b * d) * w[static_cast<size_t>(k)];
  }
  return h;
}

/// The g of which h minus linear interpolation is the second difference: that difference, summed twice.
Kernel bend_kernel(const Kernel& h, double t) {
  Kernel r = h;
  r[TruePeak::before] -= 1 - t;
  r[TruePeak::before + 1] -= t;
  Kernel g{};
  double once = 0, twice = 0;
  for (size_t k = 0; k + 1 < r.size(); ++k) {
    once += r[k];
    twice += once;
    g[k + 1] = twice;
  }
  return g;
}

double bound(const std::vector<Kernel>& kernels, size_t j) {
  double sum = 0;
  for (size_t k = 0; k < TruePeak::taps; ++k) {
    const double bend = kernels[j - 1][k] - 2 * kernels[j][k] + kernels[j + 1][k];
    sum += std::fabs(kernels[j][k]) + std::fabs(bend) / 8;
  }
  return sum;
}

}  // namespace

TruePeak::TruePeak(int oversampling) : points_(oversampling), lanes_((oversampling + 3 + 3) / 4 * 4) {
  if (oversampling != 4 && oversampling != 8 && oversampling != 16 && oversampling != 32)
    throw std::invalid_argument("true-peak oversampling is 4, 8, 16 or 32");
  const auto sines = half_circle(points_);
  std::vector<Kernel> h, g;
  for (int p = -1; p <= points_ + 1; ++p) {
    h.push_back(windowed_sinc(p, points_, sines));
    g.push_back(bend_kernel(h.back(), static_cast<double>(p) / points_));
  }
  for (size_t j = 1; j + 1 < h.size(); ++j) {
    l1_ = std::max(l1_, bound(h, j));
    g_ = std::max(g_, bound(g, j));
  }
  // Rounding in the bounds and in the interpolation itself stays far below this.
  l1_ *= 1 + 1e-9;
  g_ *= 1 + 1e-9;
  coefficients_.assign(static_cast<size_t>(taps) * static_cast<size_t>(lanes_), 0.0);
  for (size_t k = 0; k < taps; ++k)
    for (size_t j = 0; j < h.size(); ++j) coefficients_[k * static_cast<size_t>(lanes_) + j] = h[j][k];
}

}  // namespace nt
