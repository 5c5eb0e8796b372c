/* Measuring: loudness and true peak, the statistics of a piece of music, Fourier transforms. See abi.h for the thread
 * words.
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

/* size: even, a product of powers of 2, 3, 5 and 7, NT_FFT_MIN_SIZE..NT_FFT_MAX_SIZE. The plan depends on the size
 * alone, so equal input gives equal bits on every machine of an ISA class. [owner] */
NT_API nt_status nt_fft_create(uint32_t size, nt_fft** out);
/* re and im receive size/2 + 1 values each: bin k = sum over j of in[j] exp(-2 pi i jk / size), not scaled (a
 * full-scale sine on a bin has the magnitude size/2). re or im may overlap in, not each other. [process] */
NT_API nt_status nt_fft_forward(nt_fft* fft, const double* in, double* re, double* im);
/* The true inverse: scaled by 1/size, so that it gives back what forward was given. im of the first and the last bin is
 * taken as 0. out may overlap re and im. [process] */
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
/* Takes another meter's blocks, maxima, peaks and histograms in, so that m reads as one that heard both, but for the
 * windows over the border: the loudness of an album from those of its tracks. Rates and channels may differ; the course
 * stays m's own. [owner] of m, from at rest */
NT_API nt_status nt_loudness_merge(nt_loudness* m, const nt_loudness* from);
NT_API nt_status nt_loudness_reset(nt_loudness* m); /* [process] */
NT_API void nt_loudness_destroy(nt_loudness* m);    /* null is allowed. [owner] */

/* ---- The statistics of a piece of music in one pass ---- */

/* Measured at the source's own rate: loudness, peaks, RMS, DC, clipped runs. Everything else is measured at
 * NT_ANALYSIS_RATE on a stereo pair: mono counts as left = right; more than two channels are folded (left + centre /
 * sqrt 2
 * + surround left / sqrt 2 + back centre / 2, likewise right, no LFE). mid = (L + R) / sqrt 2, side = (L - R) / sqrt 2.
 *
 * STFT: Hann (periodic), hop size / 4, frames inside the signal only, the first at frame 0. Beyond ten seconds the mean
 * spectra of 512 and 2048 follow from those of 8192 by the windows' autocorrelations. A frame is active when the
 * mean square of its samples over both channels is above -70 dBFS. Powers are scaled by 8 / size^2: a sine of amplitude
 * A reads A^2 / 2 at its bin. A level frame is 4464 samples (93 ms): the mean of the 2048 spectra, 1024 apart,
 * whose centres lie in it. The power of a band is the sum of its bins over 1.5 (the noise bandwidth of the window),
 * that is its mean square. Histograms are counts; the first bin also holds what is below the range, the last what is
 * above. */
#define NT_ANALYSIS_RATE 48000.0
#define NT_MEL_BANDS 64u
#define NT_SIXTH_OCTAVES 55u /* 1000 * 2^(k/6) Hz, k = -30..24 */
#define NT_THIRD_OCTAVES 30u /* 1000 * 2^(k/3) Hz, k = -16..13 */
#define NT_LEVEL_BINS 480u   /* of 0.25 dB from -100 dB */
#define NT_CREST_BINS 400u   /* of 0.1 dB from 0 dB */
#define NT_ANALYSE_F0 1u     /* features: the fundamental, too */

typedef struct nt_analyser nt_analyser;

typedef struct nt_analyser_options {
  double sample_rate; /* NT_LOUDNESS_MIN_RATE..NT_MAX_SAMPLE_RATE */
  uint64_t channel_mask;
  uint32_t channels;
  uint32_t true_peak_oversampling; /* 0, 4, 8, 16, 32 */
  uint32_t features;               /* NT_ANALYSE_F0 or 0 */
  uint32_t reserved;
} nt_analyser_options;

typedef struct nt_analyser_summary {
  nt_loudness_reading loudness;
  double mean_square; /* over all channels */
  double mid_power;   /* mean square of mid and side, whole length */
  double side_power;
  double cross_power;  /* mean of mid * side; left = (mid + side) / 2 + cross, right = (mid + side) / 2 - cross */
  double rt60_s;       /* NaN where no decay is clear enough */
  double decay_step_s; /* of NT_VALUES_DECAY */
  double series_step_s;
  uint64_t clipped_runs;     /* runs of 3 or more samples at or above 1 - 2^-15, each channel by itself */
  uint64_t active_frames[3]; /* of each FFT size */
} nt_analyser_summary;

/* What nt_analyser_values copies, and its index. */
typedef enum nt_values {
  NT_VALUES_SPECTRUM_MID = 0,   /* size/2 + 1 mean powers over active frames; index 0, 1, 2: 512, 2048, 8192 */
  NT_VALUES_SPECTRUM_SIDE = 1,  /* likewise */
  NT_VALUES_SPECTRUM_CROSS = 2, /* likewise, mean of Re(mid * conj side) */
  NT_VALUES_SIXTH_MEAN = 3,     /* mean level in dB of level frames with an active spectrum, NT_SIXTH_OCTAVES */
  NT_VALUES_SIXTH_DEVIATION = 4,
  NT_VALUES_THIRD_LEVELS = 5,     /* histogram of the level of third octave index, in such level frames */
  NT_VALUES_MEL_HZ = 6,           /* peak of each triangle */
  NT_VALUES_MEL_POWER = 7,        /* mean power of mid + side over active frames */
  NT_VALUES_MEL_LEVELS = 8,       /* histogram of mel band index, mid + side, all level frames */
  NT_VALUES_MEL_SIDE_LEVELS = 9,  /* the same of the side */
  NT_VALUES_LOUDNESS_LEVELS = 10, /* index: nt_loudness_kind; NT_LOUDNESS_BINS */
  NT_VALUES_LOUDNESS_SERIES = 11, /* index: nt_loudness_kind; see nt_loudness_series */
  NT_VALUES_RMS_LEVELS = 12,      /* histogram; index 0, 1, 2: windows of 10, 50, 400 ms of the pair */
  NT_VALUES_CREST_LEVELS = 13,    /* histogram of peak - RMS above -70 dBFS; index 0, 1: windows of 50, 400 ms */
  NT_VALUES_DC = 14,              /* mean of each channel */
  NT_VALUES_DECAY = 15,           /* mean decay in dB, 0 at its start, every decay_step_s */
  NT_VALUES_F0_HZ = 16,           /* 100 a second, 0 where unvoiced; none without NT_ANALYSE_F0 */
  NT_VALUES_F0_CONFIDENCE = 17,
  NT_VALUES_SWING = 18, /* greatest distance of a sample from the channel's mean */
} nt_values;

NT_API nt_status nt_analyser_create(const nt_analyser_options* options, nt_analyser** out); /* [owner] */
/* [owner] (with NT_ANALYSE_F0 and for rates other than NT_ANALYSIS_RATE it may allocate) */
NT_API nt_status nt_analyser_add(nt_analyser* a, const double* const* in, uint32_t frames);
/* Takes in what is still inside; afterwards only the readings may be called. [owner] */
NT_API nt_status nt_analyser_finish(nt_analyser* a);
/* After nt_analyser_finish. [owner] */
NT_API nt_status nt_analyser_summarise(const nt_analyser* a, nt_analyser_summary* out);
/* Copies at most capacity values and sets count to how many there are; values may be null when capacity is 0. After
 * nt_analyser_finish. [owner] */
NT_API nt_status nt_analyser_values(const nt_analyser* a, int32_t kind, uint32_t index, double* values,
                                    uint32_t capacity, uint32_t* count);
NT_API void nt_analyser_destroy(nt_analyser* a); /* null is allowed. [owner] */

/* ---- Artefacts of a render against its target ---- */

/* Frames of 10 ms (frame k ends at round((k + 1) rate / 100)), render and target aligned. A frame has an artefact when
 * the render has one of these that the target does not have at that place:
 * - clipped: 3 or more samples of a channel in a row at or above 1 - 2^-15.
 * - step: from sample to sample of a channel above 6 times the RMS of its steps over the 5 frames around. The target
 *   has it where one above 4 times, and half as high, stands in the frame or beside it: a filter raises and spreads it.
 * - jump: the level (mean square of all channels) changed by more than 3 dB against the frame before, where the
 *   target's changed by less than 1 dB, and so did the gain: in half octaves, where an equaliser does not change it,
 *   most of the amplitude moved by more than 3 dB. Frames below -80 dBFS have no level. */
typedef struct nt_artifacts nt_artifacts;

typedef struct nt_artifacts_reading {
  uint64_t frames;  /* of 10 ms, whole ones */
  uint64_t any;     /* of them, with an artefact: artifacts_rate = any / frames */
  uint64_t clipped; /* by kind; a frame may count in several */
  uint64_t steps;
  uint64_t jumps;
} nt_artifacts_reading;

NT_API nt_status nt_artifacts_create(double sample_rate, uint32_t channels, nt_artifacts** out); /* [owner] */
/* The same frames of both. [process] */
NT_API nt_status nt_artifacts_add(nt_artifacts* a, const double* const* target, const double* const* render,
                                  uint32_t frames);
/* At any time; frames are counted up to the last whole one. [owner] */
NT_API nt_status nt_artifacts_read(const nt_artifacts* a, nt_artifacts_reading* out);
NT_API void nt_artifacts_destroy(nt_artifacts* a); /* null is allowed. [owner] */

#ifdef __cplusplus
}
#endif
#endif
