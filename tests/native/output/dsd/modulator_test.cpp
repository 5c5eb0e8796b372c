// The modulator: what its loop is, the noise it leaves in the band, and that nothing throws it off for long.

#include "output/dsd/modulator.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <functional>
#include <random>
#include <vector>

#include "output/dsd/encoder.hpp"
#include "rt/fft/fft.hpp"

namespace {

using nt::dsd::Encoder;
using nt::dsd::Modulator;

constexpr double dsd64 = 2'822'400;

/// Bits of one channel as +1 and -1.
std::vector<double> modulate(uint32_t multiple, const std::function<double(size_t)>& wanted, size_t bits,
                             uint64_t seed = 1) {
  Modulator m(nt::dsd::loop_of(multiple), seed, 0, 1);
  std::vector<double> out;
  for (size_t i = 0; i < bits; i += 8) {
    double in[8];
    for (size_t k = 0; k < 8; ++k) in[k] = nt::dsd::within_modulation(wanted(i + k));
    const double* planes[] = {in};
    uint8_t byte = 0;
    m.byte(planes, &byte);
    for (int k = 7; k >= 0; --k) out.push_back((byte >> k & 1) != 0 ? 1 : -1);
  }
  return out;
}

/// Power of each bin of the last 2^20 values under a window whose lobe is ten bins each way; sums of bins are powers
/// relative to a full sine's.
class Spectrum {
 public:
  static constexpr size_t size = size_t{1} << 20;
  Spectrum(const std::vector<double>& x, double rate) : rate_(rate), power_(size / 2 + 1) {
    std::vector<double> in(size), re(size / 2 + 1), im(size / 2 + 1);
    double energy = 0;
    for (size_t i = 0; i < size; ++i) {
      // Blackman-Harris of seven terms: side lobes at -290 dB.
      static constexpr double a[] = {0.27105140069342, 0.43329793923448, 0.21812299954311, 0.06592544638803,
                                     0.01081174209837, 0.00077658482522, 0.00001388721735};
      double w = 0;
      for (int k = 0; k < 7; ++k)
        w += (k % 2 == 0 ? a[k] : -a[k]) * std::cos(2 * M_PI * k * static_cast<double>(i) / size);
      in[i] = w * x[x.size() - size + i];
      energy += w * w;
    }
    nt::fft::RealFft<double>(size).forward(in.data(), re.data(), im.data());
    for (size_t k = 0; k < power_.size(); ++k)
      power_[k] = 4 * (re[k] * re[k] + im[k] * im[k]) / (energy * static_cast<double>(size));
  }
  [[nodiscard]] double between(double low, double high) const {
    double sum = 0;
    for (auto k = bin(low); k <= bin(high); ++k) sum += power_[k];
    return sum;
  }
  [[nodiscard]] double around(double hertz) const {
    double sum = 0;
    for (auto k = bin(hertz) - 10; k <= bin(hertz) + 10; ++k) sum += power_[k];
    return sum;
  }
  /// The strongest line from low to high, in dB of a full sine.
  [[nodiscard]] double line_db(double low, double high) const {
    double most = 0;
    for (auto k = bin(low); k <= bin(high); ++k) most = std::max(most, power_[k]);
    return 10 * std::log10(most + 1e-30);
  }

 private:
  [[nodiscard]] size_t bin(double hertz) const { return static_cast<size_t>(hertz / rate_ * size + 0.5); }
  double rate_;
  std::vector<double> power_;
};

double snr_db(uint32_t multiple, double amplitude, double hertz) {
  const double rate = multiple * 44100.0;
  const auto bits = modulate(
      multiple, [&](size_t i) { return amplitude * std::sin(2 * M_PI * hertz / rate * static_cast<double>(i)); },
      Spectrum::size + 200'000);
  const Spectrum spectrum(bits, rate);
  const double signal = spectrum.around(hertz);
  EXPECT_NEAR(20 * std::log10(amplitude), 10 * std::log10(signal), 0.01);
  return 10 * std::log10(signal / (spectrum.between(20, 20'000) - signal));
}

TEST(DsdModulator, given_3_db_below_full_modulation_then_the_band_has_120_db_at_dsd64_and_more_at_dsd128) {
  const double minus_3_db = std::pow(10.0, -3.0 / 20);
  for (const double hertz : {100.0, 1000.0, 6000.0, 18'000.0}) EXPECT_GT(snr_db(64, minus_3_db, hertz), 120) << hertz;
  EXPECT_GT(snr_db(128, minus_3_db, 1000), 150);
}

TEST(DsdModulator, given_the_loop_then_its_noise_transfer_has_its_zeros_at_legendres_nodes_and_rises_by_1_28) {
  for (const uint32_t multiple : {64u, 128u}) {
    const auto& loop = nt::dsd::loop_of(multiple);
    // The loop filter at z by its difference equations: state k of a resonator from what enters it.
    const auto noise_transfer = [&](std::complex<long double> z) {
      std::complex<long double> into = 1, sum = 0;
      for (size_t k = 0; k < nt::dsd::modulator_order; k += 2) {
        // z a = a - g b + into; z b = b + z a.
        const std::complex<long double> step = z - 1.0L, g = loop.angle[k / 2];
        const auto b = z * into / (step * step + g * z);
        const auto a = (into - g * b) / step;
        sum += static_cast<long double>(loop.forward[k]) * a + static_cast<long double>(loop.forward[k + 1]) * b;
        into = b;
      }
      return 1.0L / (1.0L + sum);
    };
    EXPECT_NEAR(1.28, static_cast<double>(std::abs(noise_transfer(-1))), 1e-6);
    for (const double node : {0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363}) {
      const long double w = M_PIl * node / (multiple * 1.125L);
      EXPECT_LT(std::abs(noise_transfer(std::polar(1.0L, w))), 1e-11L) << node;
    }
    long double most = 0;
    for (long double w = 0.001L; w < M_PIl; w += 0.001L)
      most = std::max(most, std::abs(noise_transfer(std::polar(1.0L, w))));
    EXPECT_LT(static_cast<double>(most), 1.2801);
  }
}

TEST(DsdModulator, given_silence_and_small_offsets_then_no_idle_tone_stands_out) {
  for (const double offset : {0.0, 1e-5, 1.0 / 1024, 0.01}) {
    const auto bits = modulate(
        64, [&](size_t) { return offset; }, Spectrum::size + 200'000);
    const Spectrum spectrum(bits, dsd64);
    EXPECT_LT(spectrum.line_db(30, 20'000), -135) << offset;
    EXPECT_LT(10 * std::log10(spectrum.between(30, 20'000)), -120) << offset;
  }
}

TEST(DsdModulator, given_an_overload_then_it_is_bent_and_afterwards_the_noise_is_as_low_as_ever) {
  const double w = 2 * M_PI * 1000 / dsd64;
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> noise(-4, 4);
  for (int kind = 0; kind < 3; ++kind) {
    const auto bits = modulate(
        64,
        [&](size_t i) {
          const double x = std::sin(w * static_cast<double>(i));
          if (i >= 300'000) return 0.5 * x;
          return kind == 0 ? 8 * x : kind == 1 ? (x >= 0 ? 1.0 : -1.0) : noise(random);
        },
        Spectrum::size + 600'000);
    const Spectrum spectrum(bits, dsd64);
    const double signal = spectrum.around(1000);
    EXPECT_NEAR(20 * std::log10(0.5), 10 * std::log10(signal), 0.001) << kind;
    EXPECT_GT(10 * std::log10(signal / (spectrum.between(20, 20'000) - signal)), 118) << kind;
  }
  EXPECT_EQ(0.7, nt::dsd::within_modulation(0.7));
  EXPECT_LT(nt::dsd::within_modulation(1e9), 0.7301);
  EXPECT_GT(nt::dsd::within_modulation(-1.0), -0.73);
}

TEST(DsdEncoder, given_any_cut_into_calls_and_a_saved_state_then_the_bits_are_the_same) {
  constexpr size_t frames = 3000;
  std::vector<std::vector<double>> x(5, std::vector<double>(frames));
  for (size_t c = 0; c < x.size(); ++c)
    for (size_t i = 0; i < frames; ++i) x[c][i] = 0.9 * std::sin(0.05 * static_cast<double>((c + 1) * i));
  const auto run = [&](Encoder& e, size_t from, size_t to, size_t step) {
    std::vector<std::vector<uint8_t>> out(x.size());
    std::vector<std::vector<uint8_t>> piece(x.size(), std::vector<uint8_t>(e.most_bytes()));
    for (size_t at = from; at < to; at += step) {
      std::vector<const double*> in;
      std::vector<uint8_t*> bytes;
      for (size_t c = 0; c < x.size(); ++c) {
        in.push_back(x[c].data() + at);
        bytes.push_back(piece[c].data());
      }
      const auto got = e.process(in.data(), std::min(step, to - at), bytes.data());
      for (size_t c = 0; c < x.size(); ++c)
        out[c].insert(out[c].end(), piece[c].begin(), piece[c].begin() + static_cast<std::ptrdiff_t>(got));
    }
    return out;
  };
  Encoder whole(88200, 2'822'400, x.size(), 7);
  const auto expected = run(whole, 0, frames, Encoder::most_frames);
  EXPECT_GT(whole.bent(), 0u);
  EXPECT_NE(expected[0], expected[1]);
  EXPECT_GE(expected[0].size() + whole.look_ahead() * 4, frames * 4);
  for (const size_t step : {1, 17, 250}) {
    Encoder e(88200, 2'822'400, x.size(), 7);
    EXPECT_EQ(expected, run(e, 0, frames, step)) << step;
  }
  Encoder first(88200, 2'822'400, x.size(), 7);
  auto out = run(first, 0, 1234, 100);
  nt::StateWriter count;
  first.save(count);
  std::vector<uint8_t> state(count.size());
  nt::StateWriter writer(state.data(), state.size());
  first.save(writer);
  Encoder second(88200, 2'822'400, x.size(), 7);
  run(second, 0, 300, 64);
  nt::StateReader reader(state.data(), state.size());
  second.load(reader);
  ASSERT_TRUE(reader.ok() && reader.at_end());
  const auto rest = run(second, 1234, frames, 77);
  for (size_t c = 0; c < x.size(); ++c) {
    out[c].insert(out[c].end(), rest[c].begin(), rest[c].end());
    EXPECT_EQ(expected[c], out[c]) << c;
  }
}

}  // namespace
