#include "analysis/gain_change.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "rt/math.hpp"

namespace nt::analysis {
namespace {

constexpr double lowest_hz = 250, highest_hz = 16000, highest_share = 0.45;
constexpr double floor_power = 5e-15;  // of a band, full scale 1: below it there is no gain to speak of
constexpr uint64_t kept_frames = 5;

size_t transform_size(double sample_rate) { return std::bit_ceil(static_cast<size_t>(sample_rate / 100 + 0.5) * 2); }

}  // namespace

GainChange::GainChange(double sample_rate, uint32_t channels)
    : channels_(channels),
      frame_(static_cast<int64_t>(sample_rate / 100 + 0.5)),
      pairs_(channels),
      mask_(std::bit_ceil(static_cast<uint64_t>(frame_) * kept_frames) - 1),
      window_(static_cast<size_t>(2 * frame_)),
      transform_(transform_size(sample_rate)),
      in_(transform_.size()),
      out_(transform_.size() + 16) {
  for (auto& pair : pairs_) {
    pair.target.resize(mask_ + 1);
    pair.render.resize(mask_ + 1);
  }
  // Powers come out in units of full scale squared.
  const auto n = static_cast<double>(window_.size());
  for (size_t i = 0; i < window_.size(); ++i)
    window_[i] = (0.5 - 0.5 * math::cos(2 * math::pi * (static_cast<double>(i) + 0.5) / n)) * 2 / n;
  const double bin_hz = sample_rate / static_cast<double>(transform_.size());
  for (double f = lowest_hz; f <= highest_hz * 1.01 && f < highest_share * sample_rate; f *= 1.4142135623730951) {
    const auto bin = static_cast<size_t>(std::ceil(f / bin_hz));
    if (edges_.empty() || bin > edges_.back()) edges_.push_back(bin);
  }
  if (edges_.size() < 2) edges_ = {1, transform_.size() / 2};
  for (auto& powers : powers_) powers.resize(bands());
  moves_.reserve(bands() * pairs_.size());
}

void GainChange::add(const double* const* target, const double* const* render, uint32_t offset,
                     uint32_t frames) noexcept {
  for (uint32_t i = 0; i < frames; ++i) {
    const size_t at = (position_ + i) & mask_;
    const size_t from = offset + i;
    for (uint32_t c = channels_ > 1 ? 2 : 0; c < channels_; ++c) {
      pairs_[c].target[at] = target[c][from];
      pairs_[c].render[at] = render[c][from];
    }
    if (channels_ == 1) continue;
    pairs_[0].target[at] = (target[0][from] + target[1][from]) / 2;
    pairs_[1].target[at] = (target[0][from] - target[1][from]) / 2;
    pairs_[0].render[at] = (render[0][from] + render[1][from]) / 2;
    pairs_[1].render[at] = (render[0][from] - render[1][from]) / 2;
  }
  position_ += frames;
}

void GainChange::measure(const Pair& pair, uint64_t start, double* target_powers, double* render_powers) noexcept {
  double* re = in_.re();
  double* im = in_.im();
  const int64_t first = static_cast<int64_t>(start) - frame_ / 2;
  for (size_t i = 0; i < transform_.size(); ++i) {
    const int64_t at = first + static_cast<int64_t>(i);
    const bool there = i < window_.size() && at >= 0 && static_cast<uint64_t>(at) < position_;
    re[i] = there ? window_[i] * pair.target[static_cast<size_t>(at) & mask_] : 0;
    im[i] = there ? window_[i] * pair.render[static_cast<size_t>(at) & mask_] : 0;
  }
  transform_.forward(re, im, out_.re(), out_.im());
  for (size_t b = 0; b < bands(); ++b) {
    double target = floor_power, render = floor_power;
    for (size_t k = edges_[b]; k < edges_[b + 1]; ++k) {
      const size_t mirror = transform_.size() - k;
      const double ar = out_.re()[k], ai = out_.im()[k], br = out_.re()[mirror], bi = out_.im()[mirror];
      target += ((ar + br) * (ar + br) + (ai - bi) * (ai - bi)) / 4;
      render += ((ai + bi) * (ai + bi) + (br - ar) * (br - ar)) / 4;
    }
    target_powers[b] = target;
    render_powers[b] = render;
  }
}

double GainChange::between(uint64_t before, uint64_t now) noexcept {
  moves_.clear();
  double total = 0;
  for (const Pair& pair : pairs_) {
    measure(pair, before, powers_[0].data(), powers_[1].data());
    measure(pair, now, powers_[2].data(), powers_[3].data());
    for (size_t b = 0; b < bands(); ++b) {
      const double ratio = powers_[3][b] / powers_[2][b] * (powers_[0][b] / powers_[1][b]);
      const double weight = std::sqrt(std::max(powers_[1][b], powers_[3][b]));
      moves_.push_back({10 * math::log10(ratio), weight});
      total += weight;
    }
  }
  std::sort(moves_.begin(), moves_.end(),
            [](const Move& a, const Move& b) { return a.db < b.db || (a.db == b.db && a.weight < b.weight); });
  double sum = 0;
  for (const Move& move : moves_)
    if ((sum += move.weight) >= total / 2) return move.db;
  return 0;
}

}  // namespace nt::analysis
