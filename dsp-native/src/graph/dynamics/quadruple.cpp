#include "graph/dynamics/quadruple.hpp"

#include <algorithm>
#include <cmath>

#include "rt/bessel.hpp"
#include "rt/math.hpp"
#include "rt/pack.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t half_taps = 36;   // transition 0.45..0.55 of the base rate
constexpr uint32_t short_reach = 3;  // short half-band: 2 short_reach + 1 taps a side, transition 0.45..3.55
constexpr uint32_t short_taps = 2 * short_reach + 1;
constexpr uint32_t low_reach = 30;  // low pass: 2 low_reach taps a side, transition 0.38..0.5
constexpr uint32_t low_taps = 2 * low_reach;
constexpr double low_cutoff = 0.44;  // of the base rate
constexpr double beta = 11.0;        // Kaiser: -110 dB
constexpr uint32_t lag_up = short_reach + 1;

double kaiser(double position) {
  return std::fabs(position) >= 1 ? 0.0
                                  : math::bessel_i0(beta * std::sqrt(1 - position * position)) / math::bessel_i0(beta);
}

double sinc(double x) { return x == 0 ? 1.0 : math::sin(math::pi * x) / (math::pi * x); }

/// The taps of an interpolator half-way between samples, by distance 1/2, 3/2, ...; each side sums to 1/2.
std::vector<double> half_way(uint32_t taps) {
  std::vector<double> c(taps);
  double sum = 0;
  for (uint32_t j = 0; j < taps; ++j) {
    const double distance = j + 0.5;
    c[j] = sinc(distance) * kaiser(distance / taps);
    sum += c[j];
  }
  for (double& v : c) v *= 0.5 / sum;
  return c;
}

/// Low pass at twice the base rate; the whole sums to 1.
std::vector<double> low_pass() {
  std::vector<double> c(low_taps + 1);
  double sum = 0;
  for (uint32_t k = 0; k <= low_taps; ++k) {
    c[k] = sinc(low_cutoff * k) * kaiser(static_cast<double>(k) / (low_taps + 1));
    sum += k == 0 ? c[k] : 2 * c[k];
  }
  for (double& v : c) v /= sum;
  return c;
}

/// A tap and its mirror image: weight * (a[i] + b[i]).
struct Mirror {
  const double* a;
  const double* b;
  double weight;
};

/// out[i] = own * middle[i] + sum of the mirrors. Works in sixteens, so that the sums stay in registers; reads up to 15
/// values beyond n and writes none.
template <size_t Count>
void filter(const std::array<Mirror, Count>& mirrors, const double* middle, double own, double* out, uint32_t n) {
  constexpr size_t width = 16;
  for (size_t at = 0; at < n; at += width) {
    Pack4 s0, s1, s2, s3;
    const double* centre = middle + at;
    const Pack4 scale = Pack4::of(own, own, own, own);
    s0 = scale * Pack4::load(centre);
    s1 = scale * Pack4::load(centre + 4);
    s2 = scale * Pack4::load(centre + 8);
    s3 = scale * Pack4::load(centre + 12);
    for (const auto& m : mirrors) {
      const double* a = m.a + at;
      const double* b = m.b + at;
      const Pack4 weight = Pack4::of(m.weight, m.weight, m.weight, m.weight);
      s0 = fma(weight, Pack4::load(a) + Pack4::load(b), s0);
      s1 = fma(weight, Pack4::load(a + 4) + Pack4::load(b + 4), s1);
      s2 = fma(weight, Pack4::load(a + 8) + Pack4::load(b + 8), s2);
      s3 = fma(weight, Pack4::load(a + 12) + Pack4::load(b + 12), s3);
    }
    double sum[width];
    s0.store(sum);
    s1.store(sum + 4);
    s2.store(sum + 8);
    s3.store(sum + 12);
    std::copy_n(sum, std::min(width, n - at), out + at);
  }
}

}  // namespace

uint32_t Quadruple::latency() noexcept { return half_taps + lag_up + short_reach + low_reach; }

void Quadruple::activate() {
  half_ = half_way(half_taps);
  short_ = half_way(short_taps);
  low_ = low_pass();
  base_.resize(2 * half_taps + lag_up + short_reach + 2, slice);
  middle_.resize(2 * lag_up + 2, slice);
  for (auto& plane : high_) plane.resize(2 * short_reach + 2, slice);
  even_.resize(2 * low_reach + 1, slice);
  odd_.resize(2 * low_reach + 1, slice);
  reset();
}

void Quadruple::reset() noexcept {
  base_.reset();
  middle_.reset();
  for (auto& plane : high_) plane.reset();
  even_.reset();
  odd_.reset();
}

void Quadruple::interpolate(const double* in, uint32_t n) noexcept {
  // Frame m of the signal stands at x[i]; its value half-way to m + 1 needs half_taps frames on either side.
  double* x = base_.append(n);
  std::copy_n(in, n, x);
  const double* e = x - half_taps;
  double* o = middle_.append(n);
  std::array<Mirror, half_taps> first;
  for (uint32_t j = 0; j < half_taps; ++j) first[j] = {e - j, e + 1 + j, half_[j]};
  filter(first, e, 0.0, o, n);

  // The sequence at twice the rate is e o e o ..., and once more half-way between all of its neighbours.
  e -= lag_up;
  const double* late = o - lag_up;
  const auto value = [&](int k) { return (k & 1) == 0 ? e + k / 2 : late + (k - 1) / 2; };
  std::array<Mirror, short_taps> second, third;
  for (uint32_t j = 0; j < short_taps; ++j) {
    const int d = static_cast<int>(j);
    second[j] = {value(-d), value(1 + d), short_[j]};
    third[j] = {value(1 - d), value(2 + d), short_[j]};
  }
  for (size_t p = 0; p < high_.size(); ++p) planes_[p] = high_[p].append(n);
  std::copy_n(e, n, planes_[0]);
  filter(second, e, 0.0, planes_[1], n);
  std::copy_n(late, n, planes_[2]);
  filter(third, e, 0.0, planes_[3], n);
}

void Quadruple::decimate(double* out, uint32_t n) noexcept {
  const auto value = [&](int k) {
    const int frame = (k - (k & 3)) / 4;
    return planes_[static_cast<size_t>(k & 3)] - short_reach + frame;
  };
  std::array<Mirror, short_taps> at_even, at_odd;
  for (uint32_t j = 0; j < short_taps; ++j) {
    const int d = 2 * static_cast<int>(j) + 1;
    at_even[j] = {value(-d), value(d), 0.5 * short_[j]};
    at_odd[j] = {value(2 - d), value(2 + d), 0.5 * short_[j]};
  }
  double* even = even_.append(n);
  double* odd = odd_.append(n);
  filter(at_even, value(0), 0.5, even, n);
  filter(at_odd, value(2), 0.5, odd, n);

  const auto twice = [&](int k) {
    const int frame = (k - (k & 1)) / 2;
    return ((k & 1) == 0 ? even : odd) - low_reach + frame;
  };
  std::array<Mirror, low_taps> last;
  for (uint32_t k = 1; k <= low_taps; ++k)
    last[k - 1] = {twice(-static_cast<int>(k)), twice(static_cast<int>(k)), low_[k]};
  filter(last, twice(0), low_[0], out, n);
}

void Quadruple::save(StateWriter& writer) const {
  base_.save(writer);
  middle_.save(writer);
  for (const auto& plane : high_) plane.save(writer);
  even_.save(writer);
  odd_.save(writer);
}

void Quadruple::load(StateReader& reader) {
  base_.load(reader);
  middle_.load(reader);
  for (auto& plane : high_) plane.load(reader);
  even_.load(reader);
  odd_.load(reader);
}

}  // namespace nt::graph
