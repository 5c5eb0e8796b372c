#include "analysis/fold.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "analysis/k_weighting.hpp"
#include "rt/fused.hpp"

namespace nt::analysis {
namespace {

constexpr double root_half = 0.70710678118654752440;

struct Place {
  uint64_t speaker;
  double left, right;
};

// Speaker bits of WAVEFORMATEXTENSIBLE. Heights go where the speaker below them goes.
constexpr Place places[] = {
    {0x1, 1, 0},
    {0x2, 0, 1},
    {0x4, root_half, root_half},
    {0x8, 0, 0},
    {0x10, root_half, 0},
    {0x20, 0, root_half},
    {0x40, 1, 0},
    {0x80, 0, 1},
    {0x100, 0.5, 0.5},
    {0x200, root_half, 0},
    {0x400, 0, root_half},
    {0x800, 0.5, 0.5},
    {0x1000, root_half, 0},
    {0x2000, root_half* root_half, root_half* root_half},
    {0x4000, 0, root_half},
    {0x8000, 0.5, 0},
    {0x10000, 0.5 * root_half, 0.5 * root_half},
    {0x20000, 0, 0.5},
};

void add_scaled(const double* in, double factor, double* out, uint32_t frames) noexcept {
  if (factor == 0) return;
  for (uint32_t i = 0; i < frames; ++i) out[i] = nt::fused(in[i], factor, out[i]);
}

}  // namespace

Fold::Fold(uint32_t channels, uint64_t mask) : left_(channels), right_(channels) {
  mask = layout_of(channels, mask);
  if (channels == 1) {
    left_[0] = right_[0] = 1;
    return;
  }
  if (mask == 0) {
    const double factor = 1 / std::sqrt(static_cast<double>(channels + 1) / 2);
    for (uint32_t c = 0; c < channels; ++c) (c % 2 == 0 ? left_ : right_)[c] = channels == 2 ? 1 : factor;
    return;
  }
  uint32_t channel = 0;
  for (uint64_t rest = mask; rest != 0; rest &= rest - 1, ++channel) {
    const uint64_t speaker = rest & -rest;
    const auto* place =
        std::find_if(std::begin(places), std::end(places), [&](const Place& p) { return p.speaker == speaker; });
    left_[channel] = place == std::end(places) ? 0.5 : place->left;
    right_[channel] = place == std::end(places) ? 0.5 : place->right;
  }
}

void Fold::apply(const double* const* in, double* left, double* right, uint32_t frames) const noexcept {
  std::fill_n(left, frames, 0.0);
  std::fill_n(right, frames, 0.0);
  for (size_t c = 0; c < left_.size(); ++c) {
    add_scaled(in[c], left_[c], left, frames);
    add_scaled(in[c], right_[c], right, frames);
  }
}

}  // namespace nt::analysis
