/* Convolution with long impulse responses, for live streams and for renders. See abi.h for the thread words.
 *
 * The impulse is cut into partitions that grow with their distance, so that output comes without delay at the cost of
 * a few short transforms. The samples depend on the input, the impulses, the block and the precision alone: not on the
 * size of the calls, nor on whether a thread computes the long partitions.
 */
#ifndef NTDSP_CONVOLUTION_H
#define NTDSP_CONVOLUTION_H

#include "ntdsp/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What calls of process may be. */
typedef enum nt_convolver_calls {
  NT_CONVOLVER_BLOCKS = 0, /* whole multiples of the block; no delay */
  NT_CONVOLVER_QUEUED = 1, /* any number of frames; the samples of BLOCKS, a block late */
  NT_CONVOLVER_DIRECT = 2, /* any number of frames; no delay: the first block of taps in direct form, which costs least
                              with blocks of 32 to 128 */
} nt_convolver_calls;

typedef enum nt_convolver_mode {
  NT_CONVOLVER_OFFLINE = 0, /* every result is waited for: process may take long, the samples are always whole */
  NT_CONVOLVER_LIVE = 1,    /* process never waits: a result that is late is left out and counted (late_frames) */
} nt_convolver_mode;

typedef enum nt_convolver_precision {
  NT_CONVOLVER_F64 = 0,
  NT_CONVOLVER_F32 = 1, /* half the time; noise 115 to 130 dB below the output */
} nt_convolver_precision;

/* outputs[output] += inputs[input] convolved with impulses[impulse]. The same impulse may serve many routes. One
 * impulse for all channels: routes {c, c, 0}; one for each: {c, c, c}; true stereo: four routes and four impulses. */
typedef struct nt_convolver_route {
  uint32_t input, output, impulse;
} nt_convolver_route;

typedef struct nt_convolver_impulses {
  const double* const* taps; /* count planes of length values, finite, at the processing rate */
  uint32_t count;            /* 1..NT_CONVOLVER_MAX_IMPULSES */
  uint32_t length;           /* 1..NT_CONVOLVER_MAX_TAPS */
} nt_convolver_impulses;

#define NT_CONVOLVER_MAX_TAPS 8388608u
#define NT_CONVOLVER_MAX_IMPULSES 4096u
#define NT_CONVOLVER_MAX_ROUTES 4096u
#define NT_CONVOLVER_MIN_BLOCK 32u
#define NT_CONVOLVER_MAX_BLOCK 4096u
typedef struct nt_convolver_params {
  double sample_rate;
  uint32_t inputs, outputs; /* 1..NT_MAX_CHANNELS each */
  uint32_t block;           /* a power of two, NT_CONVOLVER_MIN_BLOCK..NT_CONVOLVER_MAX_BLOCK */
  int32_t calls;            /* nt_convolver_calls */
  int32_t mode;             /* nt_convolver_mode */
  int32_t precision;        /* nt_convolver_precision */
  uint32_t background;      /* 1: a thread of its own computes the long partitions. It looks for work at intervals, so
                               that process makes no system call; in OFFLINE mode process computes what it finds undone */
  uint32_t fade_frames;     /* 1..NT_CONVOLVER_MAX_FADE: length of a swap's cross-fade */
  const nt_convolver_route* routes;
  uint32_t route_count; /* 1..NT_CONVOLVER_MAX_ROUTES, no two of them equal */
  uint32_t longest;     /* LIVE: the longest impulse that will be swapped in; 0: as long as the first */
} nt_convolver_params;
#define NT_CONVOLVER_MAX_FADE 1048576u

typedef struct nt_convolver nt_convolver;

/* Copies the impulses; takes all memory; starts the thread where one is wanted and has something to compute. [owner] */
NT_API nt_status nt_convolver_create(const nt_convolver_params* params, const nt_convolver_impulses* impulses,
                                     nt_convolver** out);
/* Planes of frames values, 0..NT_MAX_BLOCK_FRAMES: one for each input and one for each output, which may be the
 * inputs'. NT_NOT_FINITE: an input value is NaN or infinite; state and out are as before. [process], in OFFLINE mode
 * [owner] */
NT_API nt_status nt_convolver_process(nt_convolver* c, const double* const* in, double* const* out, uint32_t frames);
/* The same for planes of f32, in either precision. [process], in OFFLINE mode [owner] */
NT_API nt_status nt_convolver_process_f32(nt_convolver* c, const float* const* in, float* const* out, uint32_t frames);
/* To the state right after create, but with the impulses of the last swap. [process] */
NT_API nt_status nt_convolver_reset(nt_convolver* c);

/* LIVE: replaces the impulses (same count and routes) while another thread processes. The new ones have heard the whole
 * past when the fade begins, so what follows the fade is as if they had always been there. The work is done in this
 * call; the fade begins with the next calls of process. NT_BAD_STATE: the swap before is not over. NT_UNSUPPORTED:
 * OFFLINE, where a swap would make samples depend on time. [owner], also while another thread is in process */
NT_API nt_status nt_convolver_swap(nt_convolver* c, const nt_convolver_impulses* impulses);

typedef struct nt_convolver_info {
  uint32_t latency;      /* frames */
  uint32_t taps;         /* of the impulses that are heard */
  uint64_t tail;         /* frames after the last input frame, latency not counted, until the output is silence */
  uint64_t late_frames;  /* LIVE: frames that went out without all results, since create or reset */
  uint64_t swaps;        /* that are over */
  uint64_t swaps_failed; /* of these: given up, because process ran on too far; repeat them */
  uint32_t swapping;     /* 1: a swap is not over */
} nt_convolver_info;
NT_API nt_status nt_convolver_describe(const nt_convolver* c, nt_convolver_info* out); /* [any] */

/* OFFLINE: the exact state, as nt_processor_save_state. Answers NT_UNSUPPORTED in LIVE mode. [owner] */
NT_API nt_status nt_convolver_save_state(const nt_convolver* c, void* bytes, size_t* size);
/* Refuses (NT_MALFORMED) a state of other parameters or impulses; the state is then as after reset. [owner] */
NT_API nt_status nt_convolver_load_state(nt_convolver* c, const void* bytes, size_t size);
NT_API void nt_convolver_destroy(nt_convolver* c); /* null is allowed. [owner] */

#ifdef __cplusplus
}
#endif
#endif
