#include "graph/resample/spectral_filter.hpp"

#include <bit>
#include <cmath>

#include "graph/resample/kaiser.hpp"
#include "rt/fft/fft.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

/// The impulse has this many values for each bin that is kept, so that its own images lie far in its stop band.
constexpr size_t oversampling = 4;
/// The cepstrum's length over the impulse's: the notches of the stop band decay slowly in it. What folds lies 20 dB or
/// more below the floor.
size_t cepstrum_length(double floor_db) { return floor_db > 200 ? 64 : 32; }

struct Spectrum {
  AlignedVector<double> re, im;
  explicit Spectrum(size_t bins) : re(bins), im(bins) {}
};

/// Folds the cepstrum of the magnitude onto positive times (Oppenheim and Schafer): log |H| + i arg H.
Spectrum minimum_phase(const AlignedVector<double>& magnitude, double floor_db) {
  const size_t size = 2 * (magnitude.size() - 1);
  const double least = math::db_to_amp(-floor_db), floor = least * least;
  fft::RealFft<double> fft(size);
  AlignedVector<double> cepstrum(size);
  Spectrum h(magnitude.size());
  for (size_t k = 0; k < h.re.size(); ++k) h.re[k] = 0.5 * math::log(magnitude[k] * magnitude[k] + floor);
  fft.inverse(h.re.data(), h.im.data(), cepstrum.data());
  const double scale = 1.0 / static_cast<double>(size);
  for (size_t t = 0; t < size; ++t) {
    const double weight = t == 0 || t == size / 2 ? 1 : (t < size / 2 ? 2 : 0);
    cepstrum[t] *= weight * scale;
  }
  fft.forward(cepstrum.data(), h.re.data(), h.im.data());
  for (size_t k = 0; k < h.re.size(); ++k) {
    const double gain = math::exp(h.re[k]), phase = h.im[k];
    h.re[k] = gain * math::cos(phase);
    h.im[k] = gain * math::sin(phase);
  }
  return h;
}

}  // namespace

double LowPass::reach() const { return KaiserSinc::reach_for(design_db, stop - pass); }

FilterSpectrum::FilterSpectrum(const LowPass& filter, size_t size, double scale) {
  const auto length = static_cast<double>(size);
  const auto bins = static_cast<size_t>(std::ceil(filter.stop * length));
  const size_t stretch = filter.minimum_phase ? cepstrum_length(filter.floor_db) : 1;
  const size_t dense = std::bit_ceil(2 * oversampling * bins) * stretch;
  const KaiserSinc impulse((filter.pass + filter.stop) / 2, filter.reach(), filter.design_db);
  AlignedVector<double> h(dense);
  const double spacing = length * static_cast<double>(stretch) / static_cast<double>(dense);
  for (size_t i = 0; static_cast<double>(i) * spacing < impulse.reach(); ++i) {
    const double value = impulse(static_cast<double>(i) * spacing) * spacing;
    h[i] = value;
    if (i != 0) h[dense - i] = value;
  }
  Spectrum spectrum(dense / 2 + 1);
  fft::RealFft<double>(dense).forward(h.data(), spectrum.re.data(), spectrum.im.data());
  if (filter.minimum_phase) spectrum = minimum_phase(spectrum.re, filter.floor_db);
  for (size_t k = 0; k < bins; ++k) {
    re.push_back(spectrum.re[k * stretch] * scale);
    if (filter.minimum_phase) im.push_back(spectrum.im[k * stretch] * scale);
  }
  // The slope of the phase at frequency 0, by its first step.
  if (filter.minimum_phase)
    delay = -spectrum.im[1] / spectrum.re[1] / (2 * math::pi) * length * static_cast<double>(stretch);
}

}  // namespace nt::graph
