#include "analysis/stft.hpp"

#include <algorithm>
#include <cmath>

#include "rt/fft/lanes.hpp"
#include "rt/math.hpp"

namespace nt::analysis {

Stft::Stft(uint32_t size, uint32_t hop, bool long_term)
    : size_(size),
      hop_(hop),
      long_term_(long_term),
      transform_(size),
      window_(size),
      in_(size),
      out_(size + 16),
      active_(bins()),
      idle_(bins()),
      active_totals_(long_term ? bins() : 0),
      idle_totals_(long_term ? bins() : 0) {
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
  if (long_term_) {
    accumulate<true>(active ? active_ : idle_);
  } else {
    accumulate<false>(active_);
  }
  ++frames_;
  active_frames_ += active ? 1 : 0;
}

namespace {

/// Mid, side and cross power of some bins, added to the sums, or begun with; a is Z[k], b is Z[size - k].
template <bool Cross, bool Begin, class V>
[[gnu::always_inline]] inline void add_powers(V ar, V ai, V br, V bi, float* m, float* s, float* x) noexcept {
  const V mr = ar + br, mi = ai - bi, sr = ai + bi, si = br - ar;
  if constexpr (Begin) {
    fft::store(m, fft::fused(mr, mr, mi * mi));
    fft::store(s, fft::fused(sr, sr, si * si));
    if constexpr (Cross) fft::store(x, fft::fused(mr, sr, mi * si));
  } else {
    fft::store(m, fft::fused(mr, mr, fft::fused(mi, mi, fft::load<V>(m))));
    fft::store(s, fft::fused(sr, sr, fft::fused(si, si, fft::load<V>(s))));
    if constexpr (Cross) fft::store(x, fft::fused(mr, sr, fft::fused(mi, si, fft::load<V>(x))));
  }
}

template <bool Cross, bool Begin>
void add_all(const float* re, const float* im, size_t size, float* m, float* s, float* x) noexcept {
  using V = fft::Lanes<float, 8>;
  const size_t half = size / 2;
  for (size_t k = 0; k < half; k += 8) {
    const size_t mirror = size - k - 7;
    add_powers<Cross, Begin>(fft::load<V>(re + k), fft::load<V>(im + k), fft::reversed(fft::load<V>(re + mirror)),
                             fft::reversed(fft::load<V>(im + mirror)), m + k, s + k, x + k);
  }
  add_powers<Cross, Begin>(re[half], im[half], re[half], im[half], m + half, s + half, x + half);
}

}  // namespace

template <bool Cross>
void Stft::accumulate(Sums& sums) noexcept {
  (sums.empty ? add_all<Cross, true> : add_all<Cross, false>)(out_.re(), out_.im(), size_, sums.mid.data(),
                                                              sums.side.data(), sums.cross.data());
  sums.empty = false;
}

void Stft::move(Sums& from, Totals& to) noexcept {
  if (from.empty) return;
  from.empty = true;
  for (size_t k = 0; k < to.mid.size(); ++k) to.mid[k] += static_cast<double>(from.mid[k]);
  for (size_t k = 0; k < to.side.size(); ++k) to.side[k] += static_cast<double>(from.side[k]);
  for (size_t k = 0; k < to.cross.size(); ++k) to.cross[k] += static_cast<double>(from.cross[k]);
}

SpectrumGroup Stft::end_group() noexcept {
  const SpectrumGroup group{active_.mid.data(), active_.side.data(), active_frames_};
  active_total_ += active_frames_;
  frames_ = active_frames_ = 0;
  if (!long_term_) {
    active_.empty = true;
    return group;
  }
  move(active_, active_totals_);
  move(idle_, idle_totals_);
  return {};
}

}  // namespace nt::analysis
