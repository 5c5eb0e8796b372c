#pragma once
// What happens to the spectra of a pair of real signals between the forward and the inverse transform.
//
// Two real signals a and b travel as one complex signal a + ib. Where both meet the same impulse, the transform Z is
// multiplied as it is. Where the impulses differ, Z is parted into the spectra of a and b: n complex values, first
// those of a for the bins 0..n/2-1, then those of b; the real bin n/2 stands in the imaginary part of bin 0.

#include <cstddef>

namespace nt::graph {

struct Spectrum {
  double* re;
  double* im;
};
struct ConstSpectrum {
  const double* re;
  const double* im;
};

/// Twice the spectra of a and b from that of a + ib.
void part(ConstSpectrum z, Spectrum parted, size_t n) noexcept;
/// The spectrum of a + ib from those of a and b.
void unite(ConstSpectrum parted, Spectrum z, size_t n) noexcept;

/// sum += x * h, for n values. parted: index 0 and n/2 hold two real bins each.
void multiply_add(ConstSpectrum x, ConstSpectrum h, Spectrum sum, size_t n, bool parted) noexcept;
/// sum = x * h.
void multiply(ConstSpectrum x, ConstSpectrum h, Spectrum product, size_t n, bool parted) noexcept;

/// z with each of its two signals convolved by its own impulse: part, multiply and unite in one pass. h is parted.
void multiply_pair(ConstSpectrum z, ConstSpectrum h, Spectrum product, size_t n) noexcept;

}  // namespace nt::graph
