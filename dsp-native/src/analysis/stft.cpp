#include "analysis/stft.hpp"

#include <algorithm>
#include <cmath>

#include "rt/fft/lanes.hpp"
#include "rt/math.hpp"

namespace nt::analysis {

Stft::Stft(uint32_t size)
    : size_(size),
      transform_(size),
      window_(size),
      in_(size),
      out_(size + 16),
      active_(bins()),
      idle_(bins()),
      mid_total_(bins()),
      side_total_(bins()),
      cross_total_(bins()),
      group_mid_(bins()),
      group_side_(bins()) {
  // Hann. The scale of the powers, 8 / size^2, and the 1/2 of each of mid and side are part of the window.
  const double scale = std::sqrt(8.0) / size / 2;
  for (uint32_t i = 0; i < size; ++i)
    window_[i] = static_cast<float>(scale * (0.5 - 0.5 * math::cos(2 * math::pi * i / size)));
}

void Stft::add(const float* mid, const float* side, bool active) noexcept {
  float* re = in_.re();
  float* im = in_.im();
  for (uint32_t i = 0; i < size_; ++i) {
    re[i] = window_[i] * mid[i];
    im[i] = window_[i] * side[i];
  }
  transform_.forward(re, im, out_.re(), out_.im());
  // Bin n is bin 0 again, so that the mirrored read needs no exception.
  out_.re()[size_] = out_.re()[0];
  out_.im()[size_] = out_.im()[0];
  accumulate(active ? active_ : idle_);
  ++frames_;
  active_frames_ += active ? 1 : 0;
}

namespace {

/// Mid, side and cross power of some bins, added to the sums; a is Z[k], b is Z[size - k].
template <class V>
[[gnu::always_inline]] inline void add_powers(V ar, V ai, V br, V bi, float* m, float* s, float* x) noexcept {
  const V mr = ar + br, mi = ai - bi, sr = ai + bi, si = br - ar;
  fft::store(m, fft::fused(mr, mr, fft::fused(mi, mi, fft::load<V>(m))));
  fft::store(s, fft::fused(sr, sr, fft::fused(si, si, fft::load<V>(s))));
  fft::store(x, fft::fused(mr, sr, fft::fused(mi, si, fft::load<V>(x))));
}

}  // namespace

void Stft::accumulate(Sums& sums) noexcept {
  using V = fft::Lanes<float, 8>;
  const float* re = out_.re();
  const float* im = out_.im();
  float* m = sums.mid.data();
  float* s = sums.side.data();
  float* x = sums.cross.data();
  const size_t half = size_ / 2;
  for (size_t k = 0; k < half; k += 8) {
    const size_t mirror = size_ - k - 7;
    add_powers(fft::load<V>(re + k), fft::load<V>(im + k), fft::reversed(fft::load<V>(re + mirror)),
               fft::reversed(fft::load<V>(im + mirror)), m + k, s + k, x + k);
  }
  add_powers(re[half], im[half], re[half], im[half], m + half, s + half, x + half);
}

SpectrumGroup Stft::end_group() noexcept {
  const bool any_active = active_frames_ != 0, any_idle = active_frames_ != frames_;
  for (uint32_t k = 0; k < bins(); ++k) {
    group_mid_[k] = active_.mid[k] + idle_.mid[k];
    group_side_[k] = active_.side[k] + idle_.side[k];
  }
  if (any_active) {
    for (uint32_t k = 0; k < bins(); ++k) {
      mid_total_[k] += static_cast<double>(active_.mid[k]);
      side_total_[k] += static_cast<double>(active_.side[k]);
      cross_total_[k] += static_cast<double>(active_.cross[k]);
    }
    std::fill(active_.mid.begin(), active_.mid.end(), 0.0f);
    std::fill(active_.side.begin(), active_.side.end(), 0.0f);
    std::fill(active_.cross.begin(), active_.cross.end(), 0.0f);
  }
  if (any_idle) {
    std::fill(idle_.mid.begin(), idle_.mid.end(), 0.0f);
    std::fill(idle_.side.begin(), idle_.side.end(), 0.0f);
    std::fill(idle_.cross.begin(), idle_.cross.end(), 0.0f);
  }
  const SpectrumGroup group{group_mid_.data(), group_side_.data(), frames_, active_frames_};
  active_total_ += active_frames_;
  frames_ = active_frames_ = 0;
  return group;
}

}  // namespace nt::analysis
