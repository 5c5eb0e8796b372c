#include "graph/resample/tones.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "rt/fft/fft.hpp"

namespace nt::test {
namespace {

constexpr long double two_pi = 2 * std::numbers::pi_v<long double>;

}  // namespace

std::function<long double(size_t)> turns_of(uint64_t hz, uint64_t rate) {
  return [=](size_t i) { return static_cast<long double>(hz * i % rate) / static_cast<long double>(rate); };
}

Plane sine(uint64_t hz, uint64_t rate, size_t frames, double level) {
  Plane x(frames);
  const auto turns = turns_of(hz, rate);
  for (size_t i = 0; i < frames; ++i) x[i] = static_cast<double>(level * std::sin(two_pi * turns(i)));
  return x;
}

Tone examine(const Plane& y, size_t from, size_t count, const std::function<long double(size_t)>& turns, double top) {
  std::vector<long double> s(count), c(count);
  long double ss = 0, sc = 0, cc = 0, ys = 0, yc = 0;
  for (size_t i = 0; i < count; ++i) {
    const long double a = two_pi * turns(from + i);
    s[i] = std::sin(a), c[i] = std::cos(a);
    ss += s[i] * s[i], sc += s[i] * c[i], cc += c[i] * c[i], ys += y[from + i] * s[i], yc += y[from + i] * c[i];
  }
  const long double det = ss * cc - sc * sc;
  const long double p = (ys * cc - yc * sc) / det, q = (yc * ss - ys * sc) / det;
  Plane rest(count), re(count / 2 + 1), im(count / 2 + 1);
  double energy = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto left = static_cast<double>(y[from + i] - p * s[i] - q * c[i]);
    energy += left * left;
    const double t = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(count);
    rest[i] = left * (0.3635819 - 0.4891775 * std::cos(t) + 0.1365995 * std::cos(2 * t) - 0.0106411 * std::cos(3 * t));
  }
  nt::fft::RealFft<double>(count).forward(rest.data(), re.data(), im.data());
  double worst = 1e-30;
  const auto half = static_cast<double>(count) / 2;
  for (size_t k = 0; k <= count / 2 && static_cast<double>(k) <= 2 * top * half; ++k)
    worst = std::max(worst, std::hypot(re[k], im[k]) / (0.3635819 * half));
  return {static_cast<double>(std::hypot(p, q)), static_cast<double>(std::atan2(q, p) / two_pi),
          20 * std::log10(worst / one_db_down),
          10 * std::log10(energy / static_cast<double>(count) * 2 / one_db_down / one_db_down + 1e-60)};
}

}  // namespace nt::test
