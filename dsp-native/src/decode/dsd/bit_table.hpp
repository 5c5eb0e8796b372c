#pragma once
// The first filter of the way from one bit to PCM: a symmetric low pass over bits that keeps one sample a byte. The sum
// over a byte's eight taps is looked up.

#include <cstddef>
#include <cstdint>

#include "rt/aligned.hpp"

namespace nt::dsd {

/// For every byte (the earliest bit is the highest) its share of each output it reaches. Immutable.
class BitTable {
 public:
  /// The filter spans bytes bytes, even; -6 dB at corner, a share of the bit rate; full modulation gives level.
  BitTable(size_t bytes, double corner, double level);

  [[nodiscard]] size_t bytes() const { return bytes_; }
  /// Shares of count consecutive bytes' outputs: out[n] belongs to the first bit of in[n], and is made of in[n -
  /// bytes/2] to in[n + bytes/2 - 1], earliest first.
  void sum(const uint8_t* in, size_t count, double* out) const noexcept;

 private:
  static constexpr size_t lanes = 4;
  [[nodiscard]] const double* row(uint8_t byte) const { return rows_.data() + size_t{byte} * stride_; }

  size_t bytes_, stride_;
  // Of a byte: lanes - 1 zeros, its share of the outputs from the latest it reaches to the earliest, zeros again; so
  // that any run of lanes neighbours is one load.
  AlignedVector<double> rows_;
};

}  // namespace nt::dsd
