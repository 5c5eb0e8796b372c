/* Processors and the graph that runs them in order. See abi.h for the thread words.
 *
 * Life of a processor: create -> activate(rate, channels, max_frames) -> process ... -> deactivate -> destroy.
 * Memory is taken in create and activate only. The samples do not depend on how the stream is cut into
 * blocks, nor on cuts through save_state and load_state.
 */
#ifndef NTDSP_GRAPH_H
#define NTDSP_GRAPH_H

#include "ntdsp/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The numbers are written into saved states: append only. */
typedef enum nt_processor_kind {
  NT_GAIN = 1,
  NT_EQ = 2,
  NT_FIR = 3,
  NT_WIDTH = 4,
  NT_COMPRESSOR = 5,
  NT_MULTIBAND = 6,
  NT_EXCITER = 7,
  NT_RIDER = 8,
  NT_REVERB = 9,
  NT_LIMITER = 10,
  NT_DITHER = 11,
  NT_PITCH = 12,
  /* Of these the parameters are in processors.h. */
  NT_CROSSOVER = 13,
  NT_MATRIX = 14,
  NT_POLARITY = 15,
  NT_DELAY = 16,
  NT_MID_SIDE = 17,
  NT_DC_BLOCK = 18,
  NT_GATE = 19,
  NT_DE_ESSER = 20,
  NT_CROSSFEED = 21,
  NT_EQUAL_LOUDNESS = 22,
  NT_BIQUAD = 40,
} nt_processor_kind;

/* ---- Parameters: one struct a kind. create copies what they point to. ---- */

typedef struct nt_gain_params {
  double gain_db; /* -144..+48 */
} nt_gain_params;

typedef enum nt_eq_type {
  NT_EQ_PEAKING = 0,
  NT_EQ_LOW_SHELF = 1,
  NT_EQ_HIGH_SHELF = 2,
  NT_EQ_LOW_PASS = 3,
  NT_EQ_HIGH_PASS = 4,
  NT_EQ_BAND_PASS = 5,
  NT_EQ_NOTCH = 6,
  NT_EQ_ALL_PASS = 7,
} nt_eq_type;

/* Magnitudes are those of the analogue prototypes within 0.08 dB up to 0.45 of the sample rate for f_hz up to 0.45 of
 * it; from there to 0.49 a low pass of high Q is within 0.3 dB. Prototypes: graph/eq_design.hpp. */
typedef struct nt_eq_band {
  int32_t type; /* nt_eq_type */
  int32_t reserved;
  double f_hz;    /* 5 Hz .. 0.49 of the sample rate */
  double q;       /* 0.05..40; shelves: 0.05..2, 0.7071 is the steepest without overshoot */
  double gain_db; /* -24..+24; peaking and shelves only */
} nt_eq_band;

typedef enum nt_eq_design {
  NT_EQ_MATCHED = 0,  /* the magnitude of the analogue prototype, one or two sections a band */
  NT_EQ_BILINEAR = 1, /* the cookbook's bilinear transform, one section a band: what other equalisers have, squeezed
                         towards half the rate */
} nt_eq_design;

#define NT_EQ_MAX_BANDS 32u
typedef struct nt_eq_params {
  uint32_t band_count; /* 0..NT_EQ_MAX_BANDS */
  int32_t design;      /* nt_eq_design */
  nt_eq_band bands[NT_EQ_MAX_BANDS];
} nt_eq_params;

/* Second-order sections by their coefficients: (b0 + b1/z + b2/z^2) / (1 + a1/z + a2/z^2). */
typedef struct nt_biquad_section {
  double b0, b1, b2; /* finite, -1e6..1e6 */
  double a1, a2;     /* both poles within the unit circle */
} nt_biquad_section;

#define NT_BIQUAD_MAX_SECTIONS 64u
typedef struct nt_biquad_params {
  uint32_t section_count; /* 0..NT_BIQUAD_MAX_SECTIONS */
  uint32_t reserved;
  double sample_rate; /* the rate that the coefficients are of: activate refuses another; 0: whatever it is */
  nt_biquad_section sections[NT_BIQUAD_MAX_SECTIONS];
} nt_biquad_params;

typedef enum nt_fir_layout {
  NT_FIR_ALL = 0,      /* one impulse for every channel (side_taps unused) */
  NT_FIR_MID_SIDE = 1, /* channels 0 and 1 as mid and side; every further channel as mid. Mono: mid */
  NT_FIR_CHANNELS = 2, /* an impulse for each channel: taps holds channel_count runs of tap_count values */
} nt_fir_layout;

#define NT_FIR_MAX_TAPS 1048576u
typedef struct nt_fir_params {
  const double* taps;      /* mid, or all */
  const double* side_taps; /* tap_count values, or null for NT_FIR_ALL */
  uint32_t tap_count;      /* 1..NT_FIR_MAX_TAPS */
  uint32_t delay; /* frames of the impulse's own delay that latency() reports besides the partition's: (n-1)/2 for
                     linear phase */
  int32_t layout; /* nt_fir_layout */
  uint32_t channel_count; /* with NT_FIR_CHANNELS: 1..NT_MAX_CHANNELS, and the only number that activate takes */
  uint32_t block; /* 0: for renders, at the least cost. For live streams a power of two from 32 to 4096 (64 where
                     in doubt): latency() is then `delay` alone, whatever the size of the calls */
  uint32_t reserved;
} nt_fir_params;

/* Side gain by band on channels 0 and 1; further channels pass with the same delay and phase. Mono passes. */
#define NT_WIDTH_MAX_BANDS 4u
typedef struct nt_width_params {
  uint32_t band_count; /* 1 (whole) or 4 */
  uint32_t reserved;
  double crossover_hz[3]; /* rising, 10 Hz..0.45 of the rate; used with 4 bands. Bands sum flat in magnitude */
  double width[4];        /* 0..2; 1 leaves the band as it is, 0 makes it mono */
} nt_width_params;

typedef enum nt_detector {
  NT_DETECT_PEAK = 0,
  NT_DETECT_RMS = 1,
} nt_detector;

/* Feed-forward, linked over all channels (the loudest drives all), gain computer in dB. */
typedef struct nt_compressor_params {
  double threshold_db; /* -80..0 dBFS */
  double ratio;        /* 0.5..100; below 1 the level above the threshold is expanded */
  double knee_db;      /* 0..24, full width */
  double attack_ms;    /* 0.05..500: time to 63 % of a step of the gain in dB */
  double release_ms;   /* 5..5000: likewise */
  double lookahead_ms; /* 0..20 */
  double makeup_db;    /* -24..+24 */
  double rms_ms;       /* 1..500: time constant of the RMS detector's mean square */
  double mix;          /* 0..1, dry to wet (parallel compression) */
  int32_t detector;    /* nt_detector */
  int32_t reserved;
} nt_compressor_params;

#define NT_MULTIBAND_MAX_BANDS 5u
typedef struct nt_multiband_params {
  uint32_t band_count; /* 2..NT_MULTIBAND_MAX_BANDS */
  uint32_t reserved;
  double crossover_hz[4];                             /* rising; Linkwitz-Riley 4th order, all-pass compensated */
  nt_compressor_params bands[NT_MULTIBAND_MAX_BANDS]; /* equal lookahead_ms in all */
} nt_multiband_params;

/* Harmonics of the part above from_hz, generated at 4 x or more oversampling and added to the dry signal. */
typedef struct nt_exciter_params {
  double drive_db; /* 0..36 */
  double mix;      /* 0..1 */
  double from_hz;  /* 500..16000 */
} nt_exciter_params;

/* A slow gain towards a target loudness (K-weighted, short-term), with look-ahead. */
typedef struct nt_rider_params {
  double target_lufs;   /* -60..0 */
  double amount;        /* 0..1: share of the distance that is ridden */
  double max_db;        /* 0..12 */
  double rate_db_per_s; /* 0.05..20 */
  double gate_lufs;     /* -80..-20: below it the gain is held */
  double window_s;      /* 0.4..10: length of the loudness window, centred by look-ahead */
} nt_rider_params;

#define NT_REVERB_MAX_FRAMES 4194304u
typedef struct nt_reverb_params {
  const double* const* ir; /* ir_channels planes of ir_frames at the processing rate */
  uint32_t ir_channels;    /* 1, or the number of channels of the stream */
  uint32_t ir_frames;      /* 1..NT_REVERB_MAX_FRAMES */
  double mix;              /* 0..1: wet share; out = (1-mix) dry + mix wet */
  double pre_delay_ms;     /* 0..500 */
  uint32_t block;          /* as nt_fir_params.block: with 32 to 4096 there is no latency */
  uint32_t reserved;
} nt_reverb_params;

/* Look-ahead limiter on the true peak (16 x below 96 kHz, 8 x below 192 kHz, 4 x above), linked over all channels. */
typedef struct nt_limiter_params {
  double ceiling_db;   /* -40..0 dBTP */
  double lookahead_ms; /* 0.5..20 */
  double release_ms;   /* 5..2000 */
} nt_limiter_params;

typedef enum nt_dither_kind {
  NT_DITHER_NONE = 0,
  NT_DITHER_TPDF = 1,
  NT_DITHER_SHAPED = 2,
} nt_dither_kind;

/* Quantises to the grid of bits, so that a writer of that depth stores the value exactly; what is beyond -1..1-LSB is
 * clipped. Without dither a value on the grid passes unchanged. With it digital silence becomes noise: a gate would be
 * heard. Channels have independent noise, a function of seed, channel and frame alone. */
typedef struct nt_dither_params {
  uint64_t seed;
  uint32_t bits; /* 8..32 */
  int32_t kind;  /* nt_dither_kind */
} nt_dither_params;

typedef struct nt_pitch_params {
  double semitones; /* -3..+3 */
} nt_pitch_params;

/* ---- One processor ---- */

typedef struct nt_processor nt_processor;

/* How a stream through it may be cut over pieces. */
typedef enum nt_cut {
  NT_CUT_STATE = 0, /* hand the saved state from piece to piece */
  NT_CUT_WHOLE = 1, /* in one run, in sequence; save_state answers NT_UNSUPPORTED */
} nt_cut;

typedef struct nt_processor_info {
  int32_t kind;
  int32_t cut;      /* nt_cut */
  uint32_t latency; /* frames the output lags behind the input */
  uint32_t channels;
  uint64_t tail;      /* frames after the last input frame (latency not counted) until the output is below -120 dB;
                         UINT64_MAX: unknown */
  double sample_rate; /* 0 before activate */
} nt_processor_info;

/* params is the kind's struct and params_size its sizeof; values out of range answer NT_INVALID_ARGUMENT. [owner] */
NT_API nt_status nt_processor_create(int32_t kind, const void* params, size_t params_size, nt_processor** out);
/* Fixes rate, channels (1..NT_MAX_CHANNELS) and the largest block (1..NT_MAX_BLOCK_FRAMES); takes the memory; resets.
 * [owner] */
NT_API nt_status nt_processor_activate(nt_processor* p, double sample_rate, uint32_t channels, uint32_t max_frames);
/* channels planes of frames values each, of out as many as nt_processor_output_channels says; out[c] may be in[c] for
 * the same c, not otherwise overlapping. frames 0..max_frames. NT_NOT_FINITE: an input value is NaN or infinite; the
 * state is as before and out is untouched. [process] */
NT_API nt_status nt_processor_process(nt_processor* p, const double* const* in, double* const* out, uint32_t frames);
/* To the state right after activate. [process] */
NT_API nt_status nt_processor_reset(nt_processor* p);
NT_API nt_status nt_processor_describe(const nt_processor* p, nt_processor_info* out); /* [owner] */
/* Channels that leave when channels come in: as many, but for a crossover or a matrix. NT_INVALID_ARGUMENT where the
 * processor cannot work on that many. [any] */
NT_API nt_status nt_processor_output_channels(const nt_processor* p, uint32_t channels, uint32_t* out);
/* Writes the exact state (versioned, little-endian). size: in the capacity, out the bytes written; bytes null asks for
 * the size. [owner], between two process calls */
NT_API nt_status nt_processor_save_state(const nt_processor* p, void* bytes, size_t* size);
/* Refuses (NT_MALFORMED) a state of another kind, version, rate, channel count or parameters. [owner] */
NT_API nt_status nt_processor_load_state(nt_processor* p, const void* bytes, size_t size);
/* Dynamics only: the gain of every full 10 ms of input since the last call, in dB, as the one farthest from 0 in those
 * 10 ms, oldest first, aligned with the input's frame 0. got: how many were written, at most capacity; a call after
 * every block loses none. Others answer NT_UNSUPPORTED. [process] */
NT_API nt_status nt_processor_gain_history(nt_processor* p, float* gain_db, uint32_t capacity, uint32_t* got);
NT_API nt_status nt_processor_deactivate(nt_processor* p); /* [owner] */
NT_API void nt_processor_destroy(nt_processor* p);         /* null is allowed. [owner] */

/* Complex response of an EQ at each of count frequencies, as the magnitude in dB that its filters have at sample_rate.
 * [any] */
NT_API nt_status nt_eq_response_db(const nt_eq_params* params, double sample_rate, const double* f_hz, double* db,
                                   uint32_t count);

/* ---- The graph: processors in order, one call a block ---- */

typedef struct nt_graph nt_graph;

NT_API nt_status nt_graph_create(nt_graph** out); /* [owner] */
/* Takes the processor over when NT_OK: nt_graph_destroy destroys it. At most 64; not after activate. [owner] */
NT_API nt_status nt_graph_append(nt_graph* g, nt_processor* p);
/* Likewise, for a processor that works on count of the channels that the graph has at its place (1..NT_MAX_CHANNELS,
 * each named once, in the order in which the processor sees them). The others are delayed by its latency, so that all
 * stay aligned. Its first outputs take the named places in that order; more outputs follow as new channels at the end,
 * with fewer the named places left over vanish and the later channels move up. [owner] */
NT_API nt_status nt_graph_append_on(nt_graph* g, nt_processor* p, const uint32_t* channels, uint32_t count);
/* channels: of the input. A processor that names a channel that is not there answers NT_INVALID_ARGUMENT. [owner] */
NT_API nt_status nt_graph_activate(nt_graph* g, double sample_rate, uint32_t channels, uint32_t max_frames);
/* Channels that leave; after activate. [owner] */
NT_API nt_status nt_graph_output_channels(const nt_graph* g, uint32_t* out);
NT_API nt_status nt_graph_process(nt_graph* g, const double* const* in, double* const* out,
                                  uint32_t frames); /* [process] */
NT_API nt_status nt_graph_reset(nt_graph* g);       /* [process] */
NT_API nt_status nt_graph_describe(
    const nt_graph* g, nt_processor_info* out); /* kind 0; channels of the input; sums; WHOLE if any is. [owner] */
NT_API nt_status nt_graph_save_state(const nt_graph* g, void* bytes, size_t* size); /* [owner] */
/* A state that is refused (NT_MALFORMED) leaves the graph as after reset. [owner] */
NT_API nt_status nt_graph_load_state(nt_graph* g, const void* bytes, size_t size);
/* Gain history of the index-th processor, see nt_processor_gain_history. [process] */
NT_API nt_status nt_graph_gain_history(nt_graph* g, uint32_t index, float* gain_db, uint32_t capacity, uint32_t* got);
NT_API void nt_graph_destroy(nt_graph* g); /* [owner] */

#ifdef __cplusplus
}
#endif
#endif
