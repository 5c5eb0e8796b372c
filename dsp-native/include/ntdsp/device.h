/* Where sound leaves: devices that take frames at their own pace. See abi.h for the thread words; one more is used:
 *   [device]   the thread or callback of the device: native, real-time safe, fed from a ring and from nowhere else
 *
 * A device owns a ring (ring.h) whose reader is its callback. For PCM the ring holds planar f64 at the device's
 * rate; for DSD one byte a channel, eight bits with the earliest highest, whatever form the device takes. The
 * callback converts to the device's form and writes silence for what is missing: zeros, or 0x69 for DSD, with the
 * markers of DoP going on. A buffer of the device's own gets what the ring has, and silence only where it would run
 * dry before the next call. What is not finite becomes 0.
 *
 * Ids: "alsa:NAME", "pulse:SINK" (its name), "jack:CLIENT" (whose inputs are connected), each alone with its colon
 * for the default; "file:PATH" (.wav .flac .dsf .dff, and .raw .pcm for the bare bytes of the device); "null";
 * "shm:NAME" (shm_ring.h says how it is read).
 */
#ifndef NTDSP_DEVICE_H
#define NTDSP_DEVICE_H

#include "ntdsp/abi.h"
#include "ntdsp/ring.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a device takes, interleaved. Append only. */
typedef enum nt_device_samples {
  NT_DEVICE_S16 = 0,
  NT_DEVICE_S24_3 = 1, /* three bytes */
  NT_DEVICE_S24 = 2,   /* right-aligned in four */
  NT_DEVICE_S32 = 3,
  NT_DEVICE_F32 = 4,
  NT_DEVICE_F64 = 5,
  NT_DEVICE_DSD_U8 = 6,
  NT_DEVICE_DSD_U16_LE = 7,
  NT_DEVICE_DSD_U16_BE = 8,
  NT_DEVICE_DSD_U32_LE = 9,
  NT_DEVICE_DSD_U32_BE = 10,
  NT_DEVICE_DOP_S24_3 = 11, /* DSD over PCM in these three */
  NT_DEVICE_DOP_S24 = 12,
  NT_DEVICE_DOP_S32 = 13,
} nt_device_samples;
#define NT_DEVICE_SAMPLES_COUNT 14u

typedef enum nt_device_state {
  NT_DEVICE_OPEN = 0,    /* not started */
  NT_DEVICE_RUNNING = 1, /* takes frames */
  NT_DEVICE_DRAINED = 2, /* the ring was closed and everything has been heard */
  NT_DEVICE_LOST = 3,    /* unplugged, server gone, failed: only close is left; nt_device_fault says why */
} nt_device_state;

/* nt_device_request.flags */
/* TPDF to the format's bits where it is S16 or S24; without, rounding to nearest. A stream of nothing but the form's
 * own steps has no error and is left as it is; from a sample between two steps on every sample is dithered, until 8192
 * steps have followed one another. */
#define NT_DEVICE_DITHER 1u
#define NT_DEVICE_EXACT 2u   /* refuse (NT_UNSUPPORTED) a device that would convert rate, format or channels itself */
#define NT_DEVICE_UNPACED 4u /* null and file: take frames as fast as they come, and wait for them */

typedef struct nt_device_request {
  double sample_rate;       /* of PCM; of DSD the bit rate of a channel */
  double latency_s;         /* from the ring's writer to the device's end of its buffer; 0.002..2 */
  uint64_t seed;            /* of the dither */
  uint32_t channels;        /* 1..NT_MAX_CHANNELS */
  uint32_t samples;         /* bits 1 << nt_device_samples: what may be chosen, the device's best first */
  uint32_t flags;           /* NT_DEVICE_... */
  uint32_t buffer_frames;   /* of the ring; 0: a third of the latency (PulseAudio: half), the device has the rest */
  const char* client_name;  /* for mixers and routers; null: "ntworkstation" */
  const char* stream_title; /* null: none */
} nt_device_request;

/* What was agreed. */
typedef struct nt_device_format {
  double sample_rate; /* as the request counts */
  double latency_s;   /* of ring and device together, as configured */
  uint32_t channels;
  int32_t samples;        /* nt_device_samples */
  uint32_t period_frames; /* what the device usually takes at once, in frames of the ring; 0: it varies */
  int32_t is_exact;       /* 1: what is written reaches the device's end unchanged, as far as can be told from here */
} nt_device_format;

/* Counters; read together they may be a call apart. Frames are frames of the ring. */
typedef struct nt_device_clock {
  uint64_t played;      /* frames taken from the ring */
  uint64_t silence;     /* frames of silence written in their place */
  uint64_t starved;     /* of those, the ones that were missing: the ring was neither idle nor closed */
  uint64_t starvations; /* calls in which frames were missing */
  uint64_t xruns;       /* the device itself ran dry */
  uint64_t late;        /* frames the device lost or repeated through those, as far as it says */
  int64_t delay;        /* frames taken that are not yet heard; silence behind them does not count */
  int64_t at_ns;        /* CLOCK_MONOTONIC of the last call */
  int32_t state;        /* nt_device_state */
  int32_t is_dithering; /* 1: dither was added to the frames taken last */
} nt_device_clock;

typedef struct nt_device nt_device;

/* ---- What is there ---- */

typedef struct nt_device_description {
  char id[256];
  char name[256]; /* for people */
  char backend[16];
  int32_t is_default;
  uint32_t channels;  /* at most; 0: not known without opening it */
  double sample_rate; /* the one it runs at, where it has one of its own; else 0 */
} nt_device_description;

/* Fills up to capacity descriptions; *count says how many there are. Backends whose library or server is missing are
 * left out, and so are files and shared memory. May take as long as a server needs to answer, 2 s at most. [owner] */
NT_API nt_status nt_device_list(nt_device_description* out, uint32_t capacity, uint32_t* count);

#define NT_DEVICE_MAX_RATES 48u
typedef struct nt_device_capabilities {
  uint32_t min_channels, max_channels;
  uint32_t samples;    /* bits 1 << nt_device_samples */
  uint32_t rate_count; /* of PCM, rising: those of the usual rates from 8 to 768 kHz that it takes */
  double rates[NT_DEVICE_MAX_RATES];
  uint32_t dsd_count;    /* bit rates, rising */
  uint32_t is_exclusive; /* 1: nobody else can play there meanwhile */
  double dsd_rates[NT_DEVICE_MAX_RATES];
} nt_device_capabilities;

/* Asks the device without playing. NT_NOT_FOUND; NT_IO: busy or gone; NT_UNSUPPORTED: the backend's library is missing.
 * [owner] */
NT_API nt_status nt_device_probe(const char* id, nt_device_capabilities* out);

/* ---- One device ---- */

/* NT_NOT_FOUND: no such device; NT_IO: busy or gone, may succeed when repeated; NT_UNSUPPORTED: nothing of what was
 * asked fits (the text names what would); NT_INVALID_ARGUMENT. [owner] */
NT_API nt_status nt_device_open(const char* id, const nt_device_request* request, nt_device** out);
NT_API nt_status nt_device_describe(const nt_device* d, nt_device_format* out); /* [any] */
/* The ring, for one writer; it belongs to the device. Closing it drains the device. [any] */
NT_API nt_ring* nt_device_ring(nt_device* d);
/* The callback begins. Fill the ring first: what is missing is silence and counted. NT_BAD_STATE, NT_IO. [owner] */
NT_API nt_status nt_device_start(nt_device* d);
/* While it is idle an empty ring is no starvation. [writer] */
NT_API nt_status nt_device_set_idle(nt_device* d, int32_t is_idle) NT_NONBLOCKING;
/* CLOCK_BOOTTIME after which the callback writes silence in place of what the ring holds, which it still takes;
 * INT64_MAX: never, as at first. [any] */
NT_API nt_status nt_device_set_deadline(nt_device* d, int64_t boottime_ns) NT_NONBLOCKING;
NT_API nt_status nt_device_clock_read(const nt_device* d, nt_device_clock* out) NT_NONBLOCKING; /* [any] */
/* What ended it, as nt_last_error gives texts; empty while it is well. [any] */
NT_API size_t nt_device_fault(const nt_device* d, char* buffer, size_t capacity);
/* Stops at once and gives everything back; a file is completed and gets its name. null is allowed. [owner] */
NT_API void nt_device_close(nt_device* d);

#ifdef __cplusplus
}
#endif
#endif
