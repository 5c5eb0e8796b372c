#include "abi/guard.hpp"
#include "ntdsp/analysis.h"
#include "rt/fft/fft.hpp"

using nt::fail_static;
using nt::guard;

struct nt_fft {
  nt::fft::RealFft<double> transform;
};

nt_status nt_fft_create(uint32_t size, nt_fft** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  return guard([&] {
    if (size < NT_FFT_MIN_SIZE || size % 2 != 0 || !nt::fft::is_supported(size))
      return nt::fail(NT_INVALID_ARGUMENT, "size = " + std::to_string(size) +
                                               " is not an even product of powers of 2, 3, 5 and 7 from 8 to 16777216");
    *out = new nt_fft{nt::fft::RealFft<double>(size)};
    return NT_OK;
  });
}

nt_status nt_fft_forward(nt_fft* fft, const double* in, double* re, double* im) {
  if (fft == nullptr || in == nullptr || re == nullptr || im == nullptr)
    return fail_static(NT_INVALID_ARGUMENT, "the transform or an array is null");
  fft->transform.forward(in, re, im);
  return NT_OK;
}

nt_status nt_fft_inverse(nt_fft* fft, const double* re, const double* im, double* out) {
  if (fft == nullptr || re == nullptr || im == nullptr || out == nullptr)
    return fail_static(NT_INVALID_ARGUMENT, "the transform or an array is null");
  fft->transform.inverse(re, im, out);
  const size_t size = fft->transform.size();
  const double scale = 1.0 / static_cast<double>(size);
  for (size_t i = 0; i < size; ++i) out[i] *= scale;
  return NT_OK;
}

void nt_fft_destroy(nt_fft* fft) { delete fft; }
