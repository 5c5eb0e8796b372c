/* Sample-rate conversion: frames in and out differ, so it stands beside the processors. See abi.h for the thread words.
 *
 * Frame 0 of the output lies on frame 0 of the input (delay removed). The samples do not depend on how the stream is
 * cut into calls.
 */
#ifndef NTDSP_RESAMPLE_H
#define NTDSP_RESAMPLE_H

#include "ntdsp/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NT_RESAMPLE_MAX_RATE 49152000.0 /* DSD1024 of the 48 kHz family */

/* ---- Between two fixed rates ---- */

typedef struct nt_resampler nt_resampler;

/* f64 inside but for ANALYSIS. Pass band: within 0.01 dB up to 0.4535 of the lower rate. What a signal holds above half
 * the lower rate is gone (HIGH, MAX) or folds no lower than 0.4535 of it (FAST, ANALYSIS). */
typedef enum nt_resampler_quality {
  NT_RESAMPLE_HIGH = 0,     /* for renders: worst spur and alias <= -185 dB */
  NT_RESAMPLE_ANALYSIS = 1, /* f32 inside where the ratio is of small numbers, <= -110 dB, cheapest */
  NT_RESAMPLE_FAST = 2,     /* <= -140 dB, a third of the latency */
  NT_RESAMPLE_MAX = 3,      /* <= -206 dB */
} nt_resampler_quality;

/* Added to a quality other than ANALYSIS: the same magnitude with the least delay at every frequency, nothing sounds
 * before its time. The filter's impulse begins at frame 0. */
#define NT_RESAMPLE_MINIMUM_PHASE 256

typedef struct nt_resampler_info {
  double in_rate, out_rate;
  double pass_hz; /* within 0.01 dB from 0 to here; both 0 where the rates are equal or for ANALYSIS */
  double stop_hz; /* attenuated by the quality's figure from here on */
  double delay_s; /* of low frequencies against the input; 0 but for minimum phase */
  uint32_t channels;
  uint32_t latency; /* input frames: once n are in, every output frame that lies before frame n - latency can be had,
                       and no smaller number holds for every n */
} nt_resampler_info;

/* Rates NT_MIN_SAMPLE_RATE..NT_RESAMPLE_MAX_RATE. [owner] */
NT_API nt_status nt_resampler_create(double in_rate, double out_rate, uint32_t channels, int32_t quality,
                                     nt_resampler** out);
/* Consumes all in_frames (0 allowed) or fails; writes got <= out_capacity frames. What does not fit stays inside and is
 * delivered by later calls; while each call has room for what is ready no memory is taken. NT_NOT_FINITE: an input
 * value is NaN or infinite; nothing was consumed. [owner] */
NT_API nt_status nt_resampler_process(nt_resampler* r, const double* const* in, uint32_t in_frames, double* const* out,
                                      uint32_t out_capacity, uint32_t* got);
/* After the last input: call until NT_END; in all ceil(n * out_rate / in_rate) frames leave for n in. out_capacity: at
 * least 1. [owner] */
NT_API nt_status nt_resampler_flush(nt_resampler* r, double* const* out, uint32_t out_capacity, uint32_t* got);
NT_API nt_status nt_resampler_reset(nt_resampler* r);                                  /* [owner] */
NT_API nt_status nt_resampler_describe(const nt_resampler* r, nt_resampler_info* out); /* [owner] */
NT_API void nt_resampler_destroy(nt_resampler* r);                                     /* null is allowed. [owner] */

/* ---- Between two clocks: the ratio moves while it runs ---- */

typedef struct nt_async_resampler nt_async_resampler;

typedef enum nt_async_kind {
  NT_ASYNC_STANDARD = 0,    /* passes to 0.454 of the lowest rate, what lies above half of it is gone */
  NT_ASYNC_LOW_LATENCY = 1, /* 64 input frames; passes to 0.5 of the lowest rate less 0.0455 of the input rate, and
                               what lies above half folds no lower than that. Needs out_rate >= 0.37 in_rate */
} nt_async_kind;

typedef struct nt_async_options {
  double in_rate, out_rate; /* nominal; NT_MIN_SAMPLE_RATE..NT_RESAMPLE_MAX_RATE */
  double range;             /* 0..0.1: how far the factor may go from 1; the filters are laid for the lowest of in_rate
                               and out_rate / (1 + range) */
  int32_t kind;             /* nt_async_kind */
  int32_t reserved;
} nt_async_options;

/* Output frame j shows the input at the sum of the j steps before it, exactly; a step is factor * in_rate / out_rate
 * input frames. Residual against the input at those places: <= -160 dB in the pass band, whatever the factor does.
 * max_frames: 1..NT_MAX_BLOCK_FRAMES of a process call. Memory is taken here only. [owner] */
NT_API nt_status nt_async_resampler_create(const nt_async_options* options, uint32_t channels, uint32_t max_frames,
                                           nt_async_resampler** out);
/* From the next output frame on the factor moves in equal steps until it is reached after frames output frames; 0: at
 * once, which bends a phase but breaks none. [process] */
NT_API nt_status nt_async_resampler_glide(nt_async_resampler* r, double factor, uint32_t frames);
/* Takes taken <= in_frames and writes got <= out_capacity frames. Output frames are computed when they are fetched, so
 * a glide begins at the same frame however the stream is cut. All of the input is taken unless more than max_frames of
 * it wait for being fetched as output. [process] */
NT_API nt_status nt_async_resampler_process(nt_async_resampler* r, const double* const* in, uint32_t in_frames,
                                            double* const* out, uint32_t out_capacity, uint32_t* taken, uint32_t* got);
/* Where the next output frame lies in the input, in frames. [process] */
NT_API nt_status nt_async_resampler_place(const nt_async_resampler* r, uint64_t* whole, double* fraction);
/* Factor 1, frame 0. [process] */
NT_API nt_status nt_async_resampler_reset(nt_async_resampler* r);
NT_API nt_status nt_async_resampler_describe(const nt_async_resampler* r, nt_resampler_info* out); /* [owner] */
NT_API void nt_async_resampler_destroy(nt_async_resampler* r); /* null is allowed. [owner] */

/* ---- Holding the fill of a buffer between two clocks: the factor for nt_async_resampler_glide ---- */

typedef struct nt_drift_control nt_drift_control;

typedef struct nt_drift_options {
  double rate;   /* nominal, of what is written and read */
  double target; /* frames the buffer is to hold */
  double range;  /* 1e-5..0.1: how far the factor may go from 1 */
} nt_drift_options;

typedef struct nt_drift_state {
  double factor;
  double fill;    /* frames, without the jitter */
  int32_t locked; /* 1: within 1 ms of the target for five seconds */
  int32_t reserved;
} nt_drift_state;

/* Holds the fill within 1 ms of the target for clocks up to 200 ppm apart (more as the range allows) and time stamps
 * some milliseconds late or early; stamps that are off by more count as 4 ms. [owner] */
NT_API nt_status nt_drift_control_create(const nt_drift_options* options, nt_drift_control** out);
/* To be called each time frames were read, with one clock for both times: at read_seconds the reader stood at
 * read_place frames of the source (nt_async_resampler_place), at write_seconds written frames had been written in all.
 * factor is for the frames read until the next call. The first call after create or reset gives 1. Times -1e12..1e12 s,
 * places -1e18..1e18; what is refused changes nothing. [process] */
NT_API nt_status nt_drift_control_update(nt_drift_control* d, double read_seconds, double read_place,
                                         double write_seconds, uint64_t written, double* factor);
NT_API nt_status nt_drift_control_state(const nt_drift_control* d, nt_drift_state* out); /* [process] */
/* After a gap or a jump of either side. [process] */
NT_API nt_status nt_drift_control_reset(nt_drift_control* d);
NT_API void nt_drift_control_destroy(nt_drift_control* d); /* null is allowed. [owner] */

#ifdef __cplusplus
}
#endif
#endif
