#pragma once
// Convolution of two real signals by an impulse each, block by block, on the fast Fourier transform.
//
// Overlap-save on a grid anchored to frame 0. A short impulse takes one transform of about four times its length; a
// long one is parted (Gardner 1995): its beginning in small partitions that keep the delay down, the rest in large ones
// that cost least. All is computed in the call that completes a block, in a fixed order, so the samples depend on
// nothing but the input and the impulses.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "graph/convolution/spectra.hpp"
#include "rt/aligned.hpp"
#include "rt/fft/fft.hpp"
#include "rt/state.hpp"

namespace nt::graph {

/// The impulses of a pair. b is empty where both signals meet the same.
struct PairImpulse {
  std::span<const double> a;
  std::span<const double> b;
  double scale = 1;
};

/// A run of taps in partitions of equal length.
class PairSegment {
 public:
  /// Taps first..first+count of the impulse, in transforms of n values: partitions of part taps (all of them in one
  /// where part >= count), block new frames each time. n >= part + block - 1.
  PairSegment(const PairImpulse& impulse, size_t first, size_t count, size_t n, size_t block, size_t part);

  [[nodiscard]] size_t block() const { return block_; }
  /// Takes frames (at most what is left of the block); true when the block is complete: then convolve.
  bool push(const double* a, const double* b, size_t frames) noexcept;
  /// The result for the block's frames, delayed by first: block values of each signal, until the next call.
  void convolve() noexcept;
  [[nodiscard]] const double* a() const { return out_re_.data() + n_ - block_; }
  [[nodiscard]] const double* b() const { return out_im_.data() + n_ - block_; }

  void reset() noexcept;
  void save(StateWriter& writer) const;
  /// fill: frames of the present block that have been taken.
  void load(StateReader& reader, size_t fill);

 private:
  [[nodiscard]] Spectrum row(AlignedVector<double>& rows, size_t index) const;

  size_t n_, block_;
  bool parted_;
  bool single_;  // one partition: nothing is kept but the input
  fft::ComplexFft<double> fft_;
  AlignedVector<double> in_re_, in_im_, z_re_, z_im_, out_re_, out_im_;
  AlignedVector<double> impulses_;  // rows of re, im
  AlignedVector<double> inputs_;    // spectra of the last blocks, a ring of rows
  std::vector<uint8_t> silent_;     // partitions without a tap that is not 0
  size_t partitions_;
  size_t newest_ = 0;
  size_t fill_ = 0;
};

class PairConvolver {
 public:
  /// Frames of a block for an impulse of this length: what the result lags behind.
  [[nodiscard]] static size_t block_for(size_t taps);

  explicit PairConvolver(const PairImpulse& impulse);
  /// block_for(taps) frames of both signals in, as many out, for the same frames.
  void process(const double* a, const double* b, double* out_a, double* out_b) noexcept;

  void reset() noexcept;
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  size_t block_;
  std::vector<PairSegment> segments_;
  AlignedVector<double> later_a_, later_b_;  // what the later segments add to coming blocks: a ring
  size_t position_ = 0;
};

}  // namespace nt::graph
