#pragma once
// Short-time spectra of mid and side, pooled over time. Mid and side are the real and the imaginary part of one complex
// transform, which halves the work: with Z its spectrum, a = Z[k] and b = Z[n - k],
//   mid = (a + conj b) / 2,  side = (a - conj b) / 2i,  Re(mid conj side) = Im(a b) / 2.

#include <cstdint>
#include <vector>

#include "rt/aligned.hpp"
#include "rt/fft/fft.hpp"

namespace nt::analysis {

/// Sums of the spectra of some successive frames (a group). All are scaled: a sine of amplitude A reads A^2 / 2.
struct SpectrumGroup {
  const float* mid;  // bins values, all frames of the group
  const float* side;
  uint32_t active;  // frames
};

class Stft {
 public:
  /// long_term: sums over all groups are kept, and cross powers; without it groups alone are given.
  Stft(uint32_t size, uint32_t hop, bool long_term);

  [[nodiscard]] uint32_t size() const noexcept { return size_; }
  [[nodiscard]] uint32_t hop() const noexcept { return hop_; }
  [[nodiscard]] uint32_t bins() const noexcept { return size_ / 2 + 1; }

  /// The next frame: size() samples of mid and side.
  void add(const float* mid, const float* side, bool active) noexcept;
  /// Ends the group: adds it to the long-term sums and starts the next one. The spectra returned are valid until add; a
  /// long-term one gives none.
  SpectrumGroup end_group() noexcept;
  [[nodiscard]] uint32_t group_frames() const noexcept { return frames_; }

  [[nodiscard]] uint64_t active_frames() const noexcept { return active_total_; }
  /// Sums over the groups that have ended.
  struct Totals {
    explicit Totals(size_t bins) : mid(bins), side(bins), cross(bins) {}
    std::vector<double> mid, side, cross;  // cross: Re(mid conj side)
  };
  [[nodiscard]] const Totals& active() const noexcept { return active_totals_; }
  [[nodiscard]] const Totals& idle() const noexcept { return idle_totals_; }

 private:
  struct Sums {
    explicit Sums(uint32_t bins) : mid(bins), side(bins), cross(bins) {}
    AlignedVector<float> mid, side, cross;
    bool empty = true;
  };
  template <bool Cross>
  void accumulate(Sums& sums) noexcept;
  static void move(Sums& from, Totals& to) noexcept;

  uint32_t size_, hop_;
  bool long_term_;
  fft::ComplexFft<float> transform_;
  AlignedVector<float> window_;
  fft::Planes<float> in_, out_;
  Sums active_, idle_;
  uint32_t frames_ = 0, active_frames_ = 0;
  Totals active_totals_, idle_totals_;
  uint64_t active_total_ = 0;
};

}  // namespace nt::analysis
