/* Measuring: loudness and true peak, Fourier transforms. See abi.h for the thread words.
 *
 * Meters never change samples. They take blocks of any size (0..NT_MAX_BLOCK_FRAMES frames) and answer the same
 * whatever the blocks; their memory does not grow with the length. A block that holds NaN or infinity is refused with
 * NT_NOT_FINITE and nothing of it is counted. Powers are mean squares, full scale 1.0. Silence reads -INFINITY.
 */
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

/* ---- Loudness: ITU-R BS.1770-4, EBU Tech 3341 and 3342 ---- */

#define NT_LOUDNESS_MIN_RATE 4000.0
#define NT_LOUDNESS_SERIES_MAX 10000u
/* Histograms of loudness: bins of 0.1 LU from -100 LUFS. The first also holds what is below. */
#define NT_LOUDNESS_BINS 1200u

typedef struct nt_loudness nt_loudness;

typedef struct nt_loudness_reading {
  double integrated_lufs;     /* both gates */
  double momentary_lufs;      /* of the last 400 ms */
  double short_term_lufs;     /* of the last 3 s */
  double momentary_max_lufs;  /* evaluated every 10 ms */
  double short_term_max_lufs; /* evaluated every 10 ms */
  double range_lu;            /* of short-term values every 100 ms; 0 where there is none */
  double true_peak_db;        /* dBTP, of all channels; the sample peak where oversampling is 0 */
  double sample_peak_db;
  uint64_t frames;
} nt_loudness_reading;

typedef enum nt_loudness_kind {
  NT_LOUDNESS_MOMENTARY = 0,
  NT_LOUDNESS_SHORT_TERM = 1,
} nt_loudness_kind;

/* channel_mask: speaker bits as in WAVEFORMATEXTENSIBLE, channels in the order of the bits; where it does not name as
 * many speakers as there are channels the customary layout is taken (1 centre, 2 front pair, 3 with centre, 4 quad, 5
 * as 5.0, 6 as 5.1, 7 as 6.1, 8 as 7.1, others all front). Weights: LFE 0; side pair 1.41; back pair 1.41 where there
 * is no side pair (5.1), otherwise 1; all others 1. true_peak_oversampling: 0 measures none, or 4, 8, 16, 32.
 * sample_rate: NT_LOUDNESS_MIN_RATE..NT_MAX_SAMPLE_RATE. [owner] */
NT_API nt_status nt_loudness_create(double sample_rate, uint32_t channels, uint64_t channel_mask,
                                    uint32_t true_peak_oversampling, nt_loudness** out);
NT_API nt_status nt_loudness_add(nt_loudness* m, const double* const* in, uint32_t frames); /* [process] */
/* At any time; the true peak counts what follows the last frame as silence. [owner] */
NT_API nt_status nt_loudness_read(const nt_loudness* m, nt_loudness_reading* out);
/* The course of the loudness: point i is that at (i + 1) * step_s, floor -100. The step is 100 ms, doubled (a point
 * then being the greatest of its two) whenever more than NT_LOUDNESS_SERIES_MAX points would be held. Copies at most
 * capacity points and sets count to how many there are; values may be null when capacity is 0. [owner] */
NT_API nt_status nt_loudness_series(const nt_loudness* m, int32_t kind, float* values, uint32_t capacity,
                                    uint32_t* count, double* step_s);
/* Counts of the values every 100 ms, NT_LOUDNESS_BINS of them. [owner] */
NT_API nt_status nt_loudness_histogram(const nt_loudness* m, int32_t kind, double* counts, uint32_t capacity);
NT_API nt_status nt_loudness_reset(nt_loudness* m); /* [process] */
NT_API void nt_loudness_destroy(nt_loudness* m);    /* null is allowed. [owner] */

#ifdef __cplusplus
}
#endif
#endif
