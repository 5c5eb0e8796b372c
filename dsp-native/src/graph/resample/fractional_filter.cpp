#include "graph/resample/fractional_filter.hpp"

#include "rt/fft/lanes.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

using Four = fft::Lanes<double, 4>;
constexpr size_t nodes = 5;

/// The polynomial through five values at Chebyshev's nodes x: Newton's divided differences, then powers of x.
void fit(const double (&x)[nodes], double (&y)[nodes]) {
  for (size_t order = 1; order < nodes; ++order)
    for (size_t i = nodes - 1; i >= order; --i) y[i] = (y[i] - y[i - 1]) / (x[i] - x[i - order]);
  for (size_t start = nodes - 1; start-- > 0;)
    for (size_t i = start; i + 1 < nodes; ++i) y[i] -= x[start] * y[i + 1];
}

}  // namespace

FractionalFilter::FractionalFilter(const KaiserSinc& filter, size_t taps, size_t segments)
    : taps_(taps), segments_(segments), table_(segments * taps * (degree + 1)) {
  static_assert(nodes == degree + 1);
  double x[nodes];
  for (size_t i = 0; i < nodes; ++i)
    x[i] = math::cos(math::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(nodes));
  double* to = table_.data();
  for (size_t s = 0; s < segments; ++s)
    for (size_t four = 0; four < taps; four += 4, to += 4 * nodes)
      for (size_t lane = 0; lane < 4; ++lane) {
        double y[nodes];
        for (size_t i = 0; i < nodes; ++i) {
          const double fraction = (static_cast<double>(s) + 0.5 + 0.5 * x[i]) / static_cast<double>(segments);
          y[i] = filter(static_cast<double>(before()) + fraction - static_cast<double>(four + lane));
        }
        fit(x, y);
        for (size_t i = 0; i < nodes; ++i) to[4 * (degree - i) + lane] = y[i];
      }
}

// Eight lanes: tap i goes to lane i mod 8; they are folded as lanes::fold does.
void FractionalFilter::at(const double* const* first, uint32_t channels, double fraction,
                          double* values) const noexcept {
  const double place = fraction * static_cast<double>(segments_);
  const auto segment = static_cast<size_t>(place);
  const Four u = fft::splat<Four>(2 * (place - static_cast<double>(segment)) - 1);
  const double* table = table_.data() + segment * taps_ * (degree + 1);
  const auto weights = [&](size_t tap) {
    const double* w = table + tap * (degree + 1);
    Four v = fft::load<Four>(w);
    for (size_t i = 1; i <= degree; ++i) v = fft::fused(v, u, fft::load<Four>(w + 4 * i));
    return v;
  };
  const auto fold = [](Four low, Four high) {
    const Four s = low + high;
    return (s[0] + s[2]) + (s[1] + s[3]);
  };
  for (uint32_t c = 0; c < channels; c += 2) {
    const double* left = first[c];
    const double* right = first[c + 1 < channels ? c + 1 : c];
    Four left_low{}, left_high{}, right_low{}, right_high{};
    for (size_t tap = 0; tap < taps_; tap += 8) {
      const Four low = weights(tap), high = weights(tap + 4);
      left_low = fft::fused(low, fft::load<Four>(left + tap), left_low);
      left_high = fft::fused(high, fft::load<Four>(left + tap + 4), left_high);
      right_low = fft::fused(low, fft::load<Four>(right + tap), right_low);
      right_high = fft::fused(high, fft::load<Four>(right + tap + 4), right_high);
    }
    values[c] = fold(left_low, left_high);
    if (c + 1 < channels) values[c + 1] = fold(right_low, right_high);
  }
}

}  // namespace nt::graph
