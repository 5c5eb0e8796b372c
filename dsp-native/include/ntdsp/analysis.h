/* Measuring: Fourier transforms. See abi.h for the thread words. */
#ifndef NTDSP_ANALYSIS_H
#define NTDSP_ANALYSIS_H

#include "ntdsp/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Fourier transform of real f64 signals ---- */

#define NT_FFT_MIN_SIZE 8u
#define NT_FFT_MAX_SIZE 16777216u

typedef struct nt_fft nt_fft;

/* size: a power of two, NT_FFT_MIN_SIZE..NT_FFT_MAX_SIZE. The plan depends on the size alone, so equal input gives
 * equal bits everywhere. [owner] */
NT_API nt_status nt_fft_create(uint32_t size, nt_fft** out);
/* re and im receive size/2 + 1 values each: bin k = sum over j of in[j] exp(-2 pi i jk / size), not scaled (a
 * full-scale sine on a bin has the magnitude size/2). The arrays may not overlap. [process] */
NT_API nt_status nt_fft_forward(nt_fft* fft, const double* in, double* re, double* im);
/* The true inverse: scaled by 1/size, so that it gives back what forward was given. im of the first and the last bin is
 * taken as 0. The arrays may not overlap. [process] */
NT_API nt_status nt_fft_inverse(nt_fft* fft, const double* re, const double* im, double* out);
NT_API void nt_fft_destroy(nt_fft* fft); /* null is allowed. [owner] */

#ifdef __cplusplus
}
#endif
#endif
