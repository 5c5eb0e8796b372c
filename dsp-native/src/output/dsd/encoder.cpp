#include "output/dsd/encoder.hpp"

#include <algorithm>
#include <cmath>

#include "rt/half_band/design.hpp"

namespace nt::dsd {
namespace {

/// Share of the input's rate that is kept; the images of it are suppressed.
constexpr double kept = 0.4535;

}  // namespace

int doublings(double rate, double bit_rate) {
  for (const double base : {44100.0, 48000.0})
    if (bit_rate == 64 * base || bit_rate == 128 * base)
      for (int n = 3; n <= 7; ++n)
        if (rate * (1 << n) == bit_rate) return n;
  return -1;
}

Encoder::Encoder(double rate, uint32_t bit_rate, size_t channels, uint64_t seed)
    : rises_(static_cast<size_t>(doublings(rate, bit_rate))),
      channels_(channels),
      chain_(channels),
      work_(most_frames << rises_),
      waiting_(channels) {
  for (auto& rises : chain_)
    for (size_t i = 0; i < rises_; ++i)
      rises.emplace_back(half_band::pairs(kept / static_cast<double>(size_t{2} << i)), most_frames << i);
  for (auto& plane : waiting_) plane.resize((most_frames << rises_) + 8);
  const uint32_t multiple = bit_rate % 44100 == 0 ? bit_rate / 44100 : bit_rate / 48000;
  for (size_t c = 0; c < channels; c += Modulator::lanes)
    modulators_.emplace_back(loop_of(multiple), seed, c, std::min(Modulator::lanes, channels - c));
}

void Encoder::reset() noexcept {
  for (auto& rises : chain_)
    for (auto& rise : rises) rise.reset();
  for (auto& modulator : modulators_) modulator.reset();
  held_ = 0;
  bent_ = 0;
}

size_t Encoder::process(const double* const* in, size_t count, uint8_t* const* out) noexcept {
  size_t made = 0;
  for (size_t c = 0; c < channels_; ++c) {
    double* const end = waiting_[c].data() + held_;
    const double* from = in[c];
    size_t n = count;
    for (size_t i = 0; i < rises_; ++i) {
      // The last one ends in waiting_; the others change places.
      double* const to = (rises_ - 1 - i) % 2 == 0 ? end : work_.data();
      n = chain_[c][i].process(from, n, to);
      from = to;
    }
    for (size_t i = 0; i < n; ++i) {
      const double wanted = end[i];
      if (std::fabs(wanted) > knee) {
        end[i] = within_modulation(wanted);
        ++bent_;
      }
    }
    made = n;
  }
  held_ += made;
  const size_t bytes = held_ / 8;
  for (size_t m = 0; m < modulators_.size(); ++m) {
    const size_t first = m * Modulator::lanes;
    const size_t width = std::min(Modulator::lanes, channels_ - first);
    const double* planes[Modulator::lanes];
    uint8_t values[Modulator::lanes];
    for (size_t b = 0; b < bytes; ++b) {
      for (size_t c = 0; c < width; ++c) planes[c] = waiting_[first + c].data() + 8 * b;
      modulators_[m].byte(planes, values);
      for (size_t c = 0; c < width; ++c) out[first + c][b] = values[c];
    }
  }
  for (auto& plane : waiting_)
    std::copy(plane.begin() + static_cast<std::ptrdiff_t>(8 * bytes),
              plane.begin() + static_cast<std::ptrdiff_t>(held_), plane.begin());
  held_ -= 8 * bytes;
  return bytes;
}

size_t Encoder::look_ahead() const {
  double frames = 0;
  for (size_t i = 0; i < rises_; ++i)
    frames += static_cast<double>(chain_[0][i].reach()) / static_cast<double>(size_t{1} << i);
  return static_cast<size_t>(std::ceil(frames)) + 1;
}

void Encoder::save(StateWriter& to) const {
  for (const auto& rises : chain_)
    for (const auto& rise : rises) rise.save(to);
  for (const auto& modulator : modulators_) modulator.save(to);
  to.put(static_cast<uint8_t>(held_));
  for (const auto& plane : waiting_) to.put(std::span<const double>(plane.data(), 8));
  to.put(bent_);
}

void Encoder::load(StateReader& from) {
  for (auto& rises : chain_)
    for (auto& rise : rises) rise.load(from);
  for (auto& modulator : modulators_) modulator.load(from);
  uint8_t held = 0;
  from.get_below(held, uint8_t{8});
  held_ = held;
  for (auto& plane : waiting_) from.get(std::span<double>(plane.data(), 8));
  from.get(bent_);
}

}  // namespace nt::dsd
