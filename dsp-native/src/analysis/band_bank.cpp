#include "analysis/band_bank.hpp"

#include <algorithm>

#include "rt/fft/lanes.hpp"
#include "rt/math.hpp"

namespace nt::analysis {

template <class Weight>
void BandBank::append(double centre_hz, uint32_t bins, Weight&& weight) {
  Band band{centre_hz, 0, 0, static_cast<uint32_t>(weights_.size()), 0, static_cast<uint32_t>(eights_.size())};
  for (uint32_t k = 0; k < bins; ++k) {
    const double w = weight(static_cast<double>(k));
    if (w <= 0) continue;
    if (band.count == 0) band.first = k;
    ++band.count;
    weights_.push_back(w);
    eights_.push_back(static_cast<float>(w));
  }
  band.rows = (band.count + 7) / 8;
  eights_.resize(band.eights + 8 * static_cast<size_t>(band.rows));
  bands_.push_back(band);
}

void BandBank::sums(const float* power, double factor, double* sums) const noexcept {
  using V = fft::Lanes<float, 8>;
  for (size_t b = 0; b < bands_.size(); ++b) {
    const Band& band = bands_[b];
    const float *w = eights_.data() + band.eights, *p = power + band.first;
    V sum{};
    for (uint32_t row = 0; row < band.rows; ++row, w += 8, p += 8)
      sum = fft::fused(fft::load<V>(w), fft::load<V>(p), sum);
    float lane[8];
    fft::store(lane, sum);
    const float low = (lane[0] + lane[4]) + (lane[2] + lane[6]), high = (lane[1] + lane[5]) + (lane[3] + lane[7]);
    sums[b] = factor * static_cast<double>(low + high);
  }
}

BandBank BandBank::mel(uint32_t fft_size, double sample_rate, uint32_t bands) {
  const auto to_mel = [](double hz) { return 2595 * math::log10(1 + hz / 700); };
  const auto to_hz = [](double mel) { return 700 * (math::exp2(mel / 2595 * 3.32192809488736234787) - 1); };
  const double low = to_mel(30), high = to_mel(16000), step = (high - low) / (bands + 1);
  const double bin_hz = sample_rate / fft_size;
  BandBank bank;
  for (uint32_t b = 0; b < bands; ++b) {
    const double left = to_hz(low + b * step), peak = to_hz(low + (b + 1) * step), right = to_hz(low + (b + 2) * step);
    bank.append(peak, fft_size / 2 + 1, [&](double bin) {
      const double f = bin * bin_hz;
      return f <= peak ? (f - left) / (peak - left) : (right - f) / (right - peak);
    });
  }
  return bank;
}

BandBank BandBank::octaves(uint32_t fft_size, double sample_rate, int fraction, int first, uint32_t bands) {
  const double bin_hz = sample_rate / fft_size;
  BandBank bank;
  for (uint32_t b = 0; b < bands; ++b) {
    const double octave = static_cast<double>(first + static_cast<int>(b)) / fraction;
    const double half = 0.5 / fraction;
    const double low = 1000 * math::exp2(octave - half) / bin_hz, high = 1000 * math::exp2(octave + half) / bin_hz;
    bank.append(1000 * math::exp2(octave), fft_size / 2 + 1,
                [&](double bin) { return std::min(bin + 0.5, high) - std::max(bin - 0.5, low); });
  }
  return bank;
}

}  // namespace nt::analysis
