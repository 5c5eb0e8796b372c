/* Parameters of the processors that stand around the older ones of graph.h: channel work, gate, de-esser and filters
 * with a purpose. create copies what they point to. See graph.h for the life of a processor.
 */
#ifndef NTDSP_PROCESSORS_H
#define NTDSP_PROCESSORS_H

#include "ntdsp/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* NT_CROSSOVER: N channels become N * (frequencies + 1), band by band from the lowest: all channels' low band, then all
 * channels' next one ... Linkwitz-Riley of order 2, 4 or 8 (bilinear); a band passes the all-passes of the crossovers
 * above its own too, so that the bands' sum is an all-pass: flat in magnitude. With order 2 the upper part of each
 * crossover has its polarity inverted, without which its sum would have a notch. */
#define NT_CROSSOVER_MAX_FREQUENCIES 7u
typedef struct nt_crossover_params {
  uint32_t frequency_count;                  /* 1..NT_CROSSOVER_MAX_FREQUENCIES */
  uint32_t order;                            /* 2, 4 or 8: 12, 24 or 48 dB an octave */
  double f_hz[NT_CROSSOVER_MAX_FREQUENCIES]; /* rising, 10 Hz..0.45 of the rate */
} nt_crossover_params;

/* NT_MATRIX: any channel to any channel. An output without a route is silent; routes to one output add up in order. */
typedef enum nt_gain_unit {
  NT_GAIN_LINEAR = 0, /* -16..16, below 0 inverts */
  NT_GAIN_DB = 1,     /* -144..+24 */
} nt_gain_unit;

typedef struct nt_matrix_route {
  uint32_t from;    /* below the number of channels that come in */
  uint32_t to;      /* below output_count */
  double gain;      /* in the unit of the matrix */
  int32_t inverted; /* 0 or 1 */
  int32_t reserved;
} nt_matrix_route;

#define NT_MATRIX_MAX_ROUTES 4096u
typedef struct nt_matrix_params {
  const nt_matrix_route* routes;
  uint32_t route_count;  /* 0..NT_MATRIX_MAX_ROUTES */
  uint32_t output_count; /* 1..NT_MAX_CHANNELS */
  int32_t unit;          /* nt_gain_unit of every route */
  uint32_t reserved;
} nt_matrix_params;

/* NT_POLARITY: every sample times -1, or as it is. */
typedef struct nt_polarity_params {
  int32_t inverted; /* 0 or 1 */
  int32_t reserved;
} nt_polarity_params;

/* NT_DELAY: a delay that is meant, so it is no part of latency(). A fraction of a frame is interpolated by a windowed
 * sinc of 128 taps (Kaiser): flat within 1e-6 up to 0.46 of the rate. Below 63 whole frames its own half length stands
 * in latency(); from 63 on it hides in the delay. Whole frames pass bit for bit, with no latency. */
typedef enum nt_delay_unit {
  NT_DELAY_MS = 0,     /* 0..5000 */
  NT_DELAY_FRAMES = 1, /* 0..NT_DELAY_MAX_FRAMES */
} nt_delay_unit;
#define NT_DELAY_MAX_FRAMES 4194304u
typedef struct nt_delay_params {
  double delay;
  int32_t unit;         /* nt_delay_unit */
  int32_t whole_frames; /* 1: rounded to the nearest frame; 0: interpolated */
} nt_delay_params;

/* NT_MID_SIDE: channels 0 and 1; further ones pass, and so does mono.
 * Encode: m = (l + r) / 2, s = (l - r) / 2. Decode: l = m + s, r = m - s. */
typedef struct nt_mid_side_params {
  int32_t decode; /* 0 or 1 */
  int32_t reserved;
} nt_mid_side_params;

/* NT_DC_BLOCK: a Butterworth high pass of the first order (bilinear). */
typedef struct nt_dc_block_params {
  double f_hz; /* 0.5..100: -3 dB */
} nt_dc_block_params;

/* NT_GATE: linked over all channels; listens to the loudest one's absolute sample. It opens at threshold_db, and closes
 * when the level has stayed below threshold_db - hysteresis_db for hold_ms. Open it passes the delayed input bit for
 * bit. */
typedef struct nt_gate_params {
  double threshold_db;  /* -120..0 dBFS */
  double hysteresis_db; /* 0..24 */
  double range_db;      /* 0..144: what it takes away when closed */
  double attack_ms;     /* 0.05..500: time to 63 % of a step of the gain in dB when it opens */
  double hold_ms;       /* 0..5000 */
  double release_ms;    /* 1..5000: likewise when it closes */
  double lookahead_ms;  /* 0..20 */
} nt_gate_params;

/* NT_DE_ESSER: a compressor that listens to the part above f_hz (Linkwitz-Riley, fourth order), linked over all
 * channels, peak detector. Split: only that part is turned down, and the sum is an all-pass where nothing is; wide: all
 * of the signal is, without any change of phase. */
typedef struct nt_de_esser_params {
  double f_hz;         /* 1000..16000, at most 0.45 of the rate */
  double threshold_db; /* -80..0 dBFS of the part above f_hz */
  double ratio;        /* 1..100 */
  double knee_db;      /* 0..24, full width */
  double range_db;     /* 0..48: most reduction */
  double attack_ms;    /* 0.05..100: time to 63 % of a step of the gain in dB */
  double release_ms;   /* 5..1000: likewise */
  double lookahead_ms; /* 0..20 */
  int32_t wide;        /* 0 or 1 */
  int32_t reserved;
} nt_de_esser_params;

/* NT_CROSSFEED: for headphones; channels 0 and 1, further ones and mono pass. The model of Bauer's stereophonic to
 * binaural converter (Linkwitz 1971; the formulae of bs2b 3): each ear hears the other side through a low pass of the
 * first order, and its own through a shelf that keeps the sum level. */
typedef struct nt_crossfeed_params {
  double cut_hz;  /* 300..2000: corner of what crosses */
  double feed_db; /* 1..15: how far what crosses is below at low frequencies */
} nt_crossfeed_params;

/* NT_EQUAL_LOUDNESS: what the ear loses at the ends of the spectrum when music is played more quietly than it was made
 * for is given back: the difference of the contours of ISO 226:2003 at the two loudness levels, 0 dB at 1 kHz, held
 * beyond 20 Hz and 12.5 kHz, as a cascade of second-order filters. Below 20 phon, where the standard ends, the contour
 * of 20 phon is used. */
typedef struct nt_equal_loudness_params {
  double reference_phon; /* 40..90: loudness level it was made for */
  double volume_db;      /* -70..0: what the volume control takes away from that */
  double amount;         /* 0..1: share of the curve */
} nt_equal_loudness_params;

/* dB of the equal-loudness curve itself (not of the filters) at count frequencies: what NT_EQUAL_LOUDNESS aims at.
 * Between the standard's frequencies it runs straight over log frequency. [any] */
NT_API nt_status nt_equal_loudness_db(const nt_equal_loudness_params* params, const double* f_hz, double* db,
                                      uint32_t count);

#ifdef __cplusplus
}
#endif
#endif
