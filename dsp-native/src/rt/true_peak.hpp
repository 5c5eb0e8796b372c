#pragma once
// The signal between its samples: one interpolator for the true-peak meter and for the limiter, so that both see the
// same peaks, and the bounds that tell without interpolating where a peak cannot be.
//
// Interpolation: y(n + t) = sum over k of h_t[k] x[n - 23 + k], k = 0..47, 0 <= t <= 1, with the Kaiser-windowed sinc
//   h_t[k] = sinc(t - (k - 23)) * I0(b sqrt(1 - ((t - (k - 23)) / 24)^2)) / I0(b),  b = 7,
// whose pass band is flat within 0.003 dB to 0.4535 of the rate (20 kHz at 44.1 kHz) and is linear in phase. Every h_t
// is corrected (by about 1e-4) to sum to exactly 1 and to have its centre at exactly t, so that constants and ramps
// pass unchanged; that makes the second bound below exact. It is evaluated at t = p / P, P = 4, 8, 16 or 32, and a
// parabola through each local extremum of that grid and its neighbours removes the grid's own under-reading: 16 points
// alone miss up to 0.034 dB at 20 kHz / 44.1 kHz (20 log10 cos(pi f / (P fs))), with the parabola less than 0.001 dB.
// Method: ITU-R BS.1770-4 Annex 2, with a longer filter and a finer grid than its example.
//
// Bounds on what peak(n) can return; a window is the 48 samples that it reads, d2[i] = x[i-1] - 2 x[i] + x[i+1]:
//   (1) L1 * max |x| over the window,     L1 = max over p of (sum |h_p| + 1/8 sum |h_(p-1) - 2 h_p + h_(p+1)|);
//   (2) max(|x[n]|, |x[n+1]|) + G * max |d2| over the window without its two ends. Since h_t minus linear interpolation
//       annihilates constants and ramps, it is the second difference of a kernel g_t of 46 taps (summation by parts),
//       and G = max over p of (sum |g_p| + 1/8 sum |g_(p-1) - 2 g_p + g_(p+1)|).
// The 1/8 terms bound what the parabola adds: its vertex lies at most |second difference| / 8 above its middle point.
// Music is mostly low frequencies, so (2) is close: few frames of a loud master have to be interpolated.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "rt/fused.hpp"

namespace nt {

/// Coefficients of one oversampling factor; constant after construction, so one may serve many threads.
class TruePeak {
 public:
  static constexpr int taps = 48;
  static constexpr int before = 23;  ///< samples before frame n that peak(n) reads
  static constexpr int after = 24;   ///< samples after it
  static constexpr int group = 16;   ///< frames that scan() tests at once

  /// oversampling: 4, 8, 16 or 32. Uses + - * / and square roots only: the same coefficients on every machine.
  explicit TruePeak(int oversampling);

  [[nodiscard]] int oversampling() const noexcept { return points_; }
  /// Factor (1): no peak is above l1() times the largest |x| of its window.
  [[nodiscard]] double l1() const noexcept { return l1_; }
  /// Factor (2): no peak is above the larger of its two samples + g() times the largest |d2| of its window.
  [[nodiscard]] double g() const noexcept { return g_; }

  /// Weight of x[tap - before] in y(j / oversampling()); j = -1 .. oversampling() + 1, tap = 0 .. taps - 1.
  [[nodiscard]] double coefficient(int j, int tap) const noexcept {
    return coefficients_[static_cast<size_t>(tap) * static_cast<size_t>(lanes_) + static_cast<size_t>(j + 1)];
  }

  /// Largest |y| from frame n (x[0]) to frame n + 1, both included. Reads x[-23] .. x[24]. Real-time safe.
  [[nodiscard]] double peak(const double* x) const noexcept {
    switch (lanes_) {
      case 8:
        return evaluate<8>(x);
      case 12:
        return evaluate<12>(x);
      case 20:
        return evaluate<20>(x);
      default:
        return evaluate<36>(x);
    }
  }

  /// Calls visit(n, peak) for each n in 0..frames-1, rising, whose peak is above threshold(), and perhaps for some that
  /// are not; threshold is asked again for every group of frames, so a meter may return its maximum so far. The peaks
  /// above the threshold are found whatever the cuts of a stream into calls. Reads x[-24] .. x[frames + 25].
  /// Real-time safe.
  template <class Threshold, class Visit>
  void scan(const double* x, size_t frames, Threshold&& threshold, Visit&& visit) const noexcept {
    // A group's frames read four stretches of 16: x[n-24] .. x[n+39]; each stretch serves four groups.
    std::array<Extent, 4> near{};
    const size_t whole = frames / group * group;
    for (int s = 0; s < 3 && whole > 0; ++s) near[static_cast<size_t>(s + 1)] = extent(x - 24 + s * group);
    for (size_t n = 0; n < whole; n += group) {
      near = {near[1], near[2], near[3], extent(x + n + 24)};
      Extent all{};
      for (const Extent& e : near) all = {std::max(all.level, e.level), std::max(all.bend, e.bend)};
      test_group(x + n, n, group, all, threshold, visit);
    }
    if (whole < frames) {
      const size_t rest = frames - whole;
      test_group(x + whole, whole, rest, extent(x + whole - 24, rest + 48), threshold, visit);
    }
  }

 private:
  struct Extent {
    double level = 0;  // largest |x|
    double bend = 0;   // largest |second difference|
  };

  static double bend_at(const double* x) noexcept { return std::fabs((x[0] - x[1]) + (x[2] - x[1])); }

  /// Of x[0..group-1] and of the second differences that start there; reads two samples more. With vectors, because
  /// compilers do not vectorise a maximum that NaN could break; a maximum is the same in any order.
  static Extent extent(const double* x) noexcept {
    typedef double Four __attribute__((vector_size(32)));
    const auto at = [x](size_t i) {
      Four v;
      std::memcpy(&v, x + i, sizeof v);
      return v;
    };
    Four level{}, bend{};
    for (size_t i = 0; i < group; i += 4) {
      const Four v = at(i), next = at(i + 1);
      const Four d = (v - next) + (at(i + 2) - next);
      const Four v_size = v < 0 ? -v : v, d_size = d < 0 ? -d : d;
      level = v_size > level ? v_size : level;
      bend = d_size > bend ? d_size : bend;
    }
    return {std::max(std::max(level[0], level[1]), std::max(level[2], level[3])),
            std::max(std::max(bend[0], bend[1]), std::max(bend[2], bend[3]))};
  }

  static Extent extent(const double* x, size_t count) noexcept {
    Extent all;
    for (size_t i = 0; i < count; ++i) all = {std::max(all.level, std::fabs(x[i])), std::max(all.bend, bend_at(x + i))};
    return all;
  }

  template <class Threshold, class Visit>
  void test_group(const double* x, size_t first, size_t count, const Extent& around, Threshold& threshold,
                  Visit& visit) const noexcept {
    const double limit = threshold();
    const double rise = g_ * around.bend;
    if (around.level * l1_ <= limit || around.level + rise <= limit) return;
    for (size_t i = 0; i < count; ++i) {
      if (std::max(std::fabs(x[i]), std::fabs(x[i + 1])) + rise > limit) visit(first + i, peak(x + i));
    }
  }

  /// Lane j holds t = (j - 1) / P, j = 0..P+2, the rest is zero. t = 0 and t = 1 are the samples themselves.
  template <int Lanes>
  [[nodiscard]] double evaluate(const double* x) const noexcept {
    std::array<double, Lanes> y{};
    const double* h = coefficients_.data();
    for (int k = 0; k < taps; ++k, h += Lanes) {
      const double v = x[k - before];
      for (int j = 0; j < Lanes; ++j) y[j] = nt::fused(h[j], v, y[j]);
    }
    double top = std::max(std::fabs(x[0]), std::fabs(x[1]));
    for (int j = 1; j <= points_ + 1; ++j) {
      const double sign = y[j] < 0 ? -1.0 : 1.0;
      const double middle = sign * y[j], left = sign * y[j - 1], right = sign * y[j + 1];
      if (middle < left || middle < right) continue;
      const double bend = (middle - left) + (middle - right);
      const double slope = right - left;
      top = std::max(top, bend > 0 ? middle + slope * slope / (8 * bend) : middle);
    }
    return top;
  }

  int points_;
  int lanes_;
  double l1_ = 0;
  double g_ = 0;
  std::vector<double> coefficients_;  // [tap][lane]
};

}  // namespace nt
