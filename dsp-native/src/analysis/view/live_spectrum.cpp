#include "analysis/view/live_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rt/math.hpp"

namespace nt::analysis {
namespace {

constexpr double middle_hz = 1000, lowest_hz = 20, highest_hz = 20000;
constexpr double hann_noise_bandwidth = 1.5;  // bins
constexpr double least_width = 3;             // bins: the window's main lobe but for 0.1 dB

}  // namespace

LiveSpectrum::LiveSpectrum(double sample_rate, uint32_t planes, uint32_t fft_size, uint32_t bands_per_octave)
    : rate_(sample_rate),
      planes_(planes),
      size_(fft_size),
      bins_(fft_size / 2 + 1),
      per_octave_(bands_per_octave),
      transform_(fft_size),
      window_(fft_size),
      heard_(static_cast<size_t>(fft_size) * planes),
      windowed_(fft_size),
      re_(bins_),
      im_(bins_) {
  // Hann, scaled so that a sine on a bin reads its amplitude.
  for (uint32_t i = 0; i < size_; ++i)
    window_[i] = static_cast<float>((0.5 - 0.5 * math::cos(2 * math::pi * i / size_)) * 4 / size_);
  const double octaves_down = math::log2(middle_hz / lowest_hz), octaves_up = math::log2(highest_hz / middle_hz);
  first_band_ = -static_cast<int32_t>(std::lround(octaves_down * per_octave_));
  const auto last_band = static_cast<int32_t>(std::lround(octaves_up * per_octave_));
  const double half_band = math::exp2(0.5 / per_octave_);
  for (int32_t b = first_band_; b <= last_band && bands_.size() < NT_VIEW_MAX_BANDS; ++b) {
    const double bin = middle_hz * math::exp2(static_cast<double>(b) / per_octave_) * size_ / rate_;
    if (bin > bins_ - 1.0) break;
    double low = bin / half_band, high = bin * half_band;
    if (high - low < least_width) low = bin - least_width / 2, high = bin + least_width / 2;
    low = std::max(low, 0.5), high = std::min(high, bins_ - 0.5);  // without the constant part
    // Bin k reaches from k - 1/2 to k + 1/2.
    const auto first = static_cast<uint32_t>(low + 0.5);
    const auto last = std::min(static_cast<uint32_t>(high + 0.5), bins_ - 1);
    const double in_first = std::min(first + 0.5, high) - low;
    bands_.push_back({first, last, static_cast<float>(in_first), static_cast<float>(high - (last - 0.5))});
  }
}

void LiveSpectrum::add(const double* const* in, uint32_t frames) noexcept {
  const uint32_t skipped = frames > size_ ? frames - size_ : 0;
  for (uint32_t p = 0; p < planes_; ++p) {
    float* const ring = heard_.data() + static_cast<size_t>(p) * size_;
    for (uint32_t i = skipped; i < frames; ++i) ring[(place_ + i) & (size_ - 1)] = static_cast<float>(in[p][i]);
  }
  place_ = (place_ + frames) & (size_ - 1);
}

size_t LiveSpectrum::words() const noexcept {
  const size_t values = planes_ * (bands_.size() + bins_);
  return (offsetof(nt_view_spectrum, values) + values * sizeof(float) + 7) / 8;
}

void LiveSpectrum::read(nt_view_spectrum& out) noexcept {
  out.rate_hz = rate_;
  out.planes = planes_;
  out.fft_size = size_;
  out.bins = bins_;
  out.bands = static_cast<uint32_t>(bands_.size());
  out.bands_per_octave = per_octave_;
  out.first_band = first_band_;
  for (uint32_t p = 0; p < planes_; ++p) {
    const float* const ring = heard_.data() + static_cast<size_t>(p) * size_;
    const uint32_t older = size_ - place_;
    for (uint32_t i = 0; i < older; ++i) windowed_[i] = ring[place_ + i] * window_[i];
    for (uint32_t i = older; i < size_; ++i) windowed_[i] = ring[i - older] * window_[i];
    transform_.forward(windowed_.data(), re_.data(), im_.data());
    // The outer two have no mirror.
    for (const uint32_t k : {0u, bins_ - 1}) re_[k] /= 2, im_[k] /= 2;
    float* const magnitude = out.values + planes_ * bands_.size() + static_cast<size_t>(p) * bins_;
    for (uint32_t k = 0; k < bins_; ++k) re_[k] = re_[k] * re_[k] + im_[k] * im_[k];
    for (uint32_t k = 0; k < bins_; ++k) magnitude[k] = std::sqrt(re_[k]);
    float* const level = out.values + p * bands_.size();
    for (size_t b = 0; b < bands_.size(); ++b) {
      const Band& band = bands_[b];
      double power = static_cast<double>(re_[band.first]) * band.first_share;
      for (uint32_t k = band.first + 1; k < band.last; ++k) power += static_cast<double>(re_[k]);
      if (band.last > band.first) power += static_cast<double>(re_[band.last]) * band.last_share;
      level[b] = power > 0 ? static_cast<float>(10 * math::log10(power / hann_noise_bandwidth))
                           : -std::numeric_limits<float>::infinity();
    }
  }
}

}  // namespace nt::analysis
