#include "output/dsd/modulator.hpp"

#include <cmath>

#include "rt/fused.hpp"

namespace nt::dsd {
namespace {

/// Triangular, in parts of a step: breaks up the patterns that silence and small offsets would run in.
constexpr double dither = 0.1;

// Computed with 60 digits from the zeros and poles that modulator.hpp names. The limits are 1.3 times what the states
// reach at 71 % modulation.
constexpr Loop loop64 = {
    {0.3907320907258844716, 0.1009409353789537737, 0.01412450012604701553, 0.001475107521845132382,
     0.0001010709864298190208, 3.800307891983152852e-6, 1.083703037132611252e-7, -3.947812323977744522e-9},
    {0.00006406121175435442322, 0.0005257929169358337568, 0.001208214676886241315, 0.001755399196341553897},
    {4.6, 20, 160, 1550, 1.95e4, 3.2e5, 4.5e6, 1.2e8}};
constexpr Loop loop128 = {
    {0.3899195198713976345, 0.1030879134491057914, 0.0150328925860350136, 0.001722400784827329097,
     0.0001313008936551396982, 7.112802164233715612e-6, 2.508531994261524448e-7, 2.489165604666371546e-9},
    {0.00001601536706158413512, 0.0001314525491771297306, 0.0003020764817717702313, 0.0004388979569395398998},
    {4.6, 20, 175, 1750, 2.0e4, 2.4e5, 3.3e6, 1.2e8}};

}  // namespace

const Loop& loop_of(uint32_t multiple) { return multiple == 64 ? loop64 : loop128; }

double within_modulation(double x) {
  const double size = std::fabs(x);
  if (size <= knee) return x;
  const double over = (size - knee) / (most_modulation - knee);
  return std::copysign(nt::fused(most_modulation - knee, over / (1 + over), knee), x);
}

Modulator::Modulator(const Loop& loop, uint64_t seed, size_t first_channel, size_t channels)
    : loop_(loop),
      channels_(channels),
      noise_{CounterNoise(seed, first_channel), CounterNoise(seed, first_channel + 1),
             CounterNoise(seed, first_channel + 2), CounterNoise(seed, first_channel + 3)} {}

void Modulator::reset() noexcept {
  state_ = {};
  bit_ = 0;
}

void Modulator::byte(const double* const* in, uint8_t* out) noexcept {
  V u[8] = {}, shake[8] = {};
  for (size_t c = 0; c < channels_; ++c)
    for (size_t i = 0; i < 8; ++i) {
      u[i][c] = in[c][i];
      shake[i][c] = dither * noise_[c].triangular(bit_ + i);
    }
  bit_ += 8;

  const auto& a = loop_.forward;
  const auto& g = loop_.angle;
  auto s = state_;
  unsigned bits[lanes] = {};
  for (size_t i = 0; i < 8; ++i) {
    // The first resonator hears the last bit at once, the others a bit later: its share comes last.
    V sum = u[i] + shake[i];
    for (size_t k = modulator_order; k-- > 2;) sum = fft::fused<V>(fft::splat<V>(a[k]), s[k], sum);
    sum = fft::fused<V>(fft::splat<V>(a[0]), s[0], sum);
    sum = fft::fused<V>(fft::splat<V>(a[1]), s[1], sum);
    const auto high = sum >= 0;
    const V fed_back = high ? fft::splat<V>(1.0) : fft::splat<V>(-1.0);
    V into = u[i] - fed_back;
    for (size_t k = 0; k < modulator_order; k += 2) {
      const V from = s[k + 1];
      s[k] = fft::less_fused<V>(fft::splat<V>(g[k / 2]), from, s[k]) + into;
      s[k + 1] += s[k];
      into = from;
    }
    for (size_t c = 0; c < lanes; ++c) bits[c] = bits[c] << 1 | static_cast<unsigned>(high[c] & 1);
  }
  // A state beyond its limit says that the loop has lost its hold; cut back, it finds it again.
  for (size_t k = 0; k < modulator_order; ++k) {
    const V most = fft::splat<V>(loop_.limit[k]);
    s[k] = s[k] > most ? most : s[k];
    s[k] = s[k] < -most ? -most : s[k];
  }
  state_ = s;
  for (size_t c = 0; c < channels_; ++c) out[c] = static_cast<uint8_t>(bits[c]);
}

void Modulator::save(StateWriter& to) const {
  to.put(bit_);
  for (const V& s : state_)
    for (size_t c = 0; c < lanes; ++c) to.put(static_cast<double>(s[c]));
}

void Modulator::load(StateReader& from) {
  from.get(bit_);
  for (V& s : state_)
    for (size_t c = 0; c < lanes; ++c) {
      double value = 0;
      from.get(value);
      s[c] = value;
    }
}

}  // namespace nt::dsd
