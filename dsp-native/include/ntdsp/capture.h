/* Where sound comes in: microphones, what an output plays, and what one application plays. See abi.h for the thread
 * words; one more is used:
 *   [capture]  the thread or callback of the source: native, real-time safe, writes into a ring and nowhere else
 *
 * A capture owns a ring (ring.h) of planar f64 at the source's own rate, whose writer is its callback: integers are
 * their value over 2^(bits-1), floats themselves, what is not finite is 0. Positions in the ring are frames since the
 * start. What the ring has no room for is dropped and told of with its place, and so is everything else that is not
 * the source's own sound.
 *
 * Ids: "pulse:SOURCE" (its name; SINK.monitor is what a sink plays; alone with its colon the default), "app:INDEX" and
 * "app:NAME" (an application's stream to PulseAudio, by its number, or the name of the application or its program),
 * "alsa:NAME" (alone: "default"), "jack:CLIENT" (whose outputs are connected; alone: the inputs of the hardware).
 */
#ifndef NTDSP_CAPTURE_H
#define NTDSP_CAPTURE_H

#include "ntdsp/abi.h"
#include "ntdsp/device.h"
#include "ntdsp/ring.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What is there ---- */

typedef enum nt_capture_kind {
  NT_CAPTURE_INPUT = 0,       /* a microphone, a line */
  NT_CAPTURE_MONITOR = 1,     /* what an output plays */
  NT_CAPTURE_APPLICATION = 2, /* what one application plays */
} nt_capture_kind;

typedef struct nt_capture_description {
  char id[256];
  char name[256]; /* for people */
  char backend[16];
  char media[256];  /* application: what it says it plays; else empty */
  char output[256]; /* monitor and application: the id of the device that plays it, as in device.h; else empty */
  int32_t kind;     /* nt_capture_kind */
  int32_t is_default;
  int32_t is_corked;  /* application: it has paused */
  int32_t samples;    /* nt_device_samples; -1: not known without opening it */
  uint32_t channels;  /* 0: not known without opening it */
  uint32_t pid;       /* application; 0: not known */
  double sample_rate; /* 0: not known without opening it */
} nt_capture_description;

/* Fills up to capacity descriptions; *count says how many there are. What belongs to libraries or servers that are
 * missing is left out. May take as long as a server needs to answer, 2 s at most. [owner] */
NT_API nt_status nt_capture_list(nt_capture_description* out, uint32_t capacity, uint32_t* count);

/* ---- One capture ---- */

typedef enum nt_capture_state {
  NT_CAPTURE_OPEN = 0,    /* not started */
  NT_CAPTURE_RUNNING = 1, /* frames come */
  NT_CAPTURE_LOST = 2,    /* unplugged, ended, server gone: the ring is closed; nt_capture_fault says why */
} nt_capture_state;

/* nt_capture_request.flags */
#define NT_CAPTURE_EXACT 1u  /* refuse (NT_UNSUPPORTED) a source that would be converted or turned down on its way */
#define NT_CAPTURE_FOLLOW 2u /* application: when its stream ends, wait for its next one, with silence until then */

typedef struct nt_capture_request {
  double sample_rate; /* 0: the source's own */
  double latency_s;   /* how much sound the source gathers before it hands it on; 0.002..2 */
  double buffer_s;    /* what the ring holds; 0.01..60, and at least twice the latency */
  uint32_t channels;  /* 1..NT_MAX_CHANNELS; 0: the source's own */
  uint32_t samples;   /* bits 1 << nt_device_samples of PCM; 0: the source's own, or its best */
  uint32_t flags;     /* NT_CAPTURE_... */
  uint32_t reserved;
  const char* client_name; /* for mixers and routers; null: "ntworkstation" */
} nt_capture_request;

typedef struct nt_capture_format {
  double sample_rate;
  double latency_s; /* as configured */
  uint32_t channels;
  int32_t samples;        /* nt_device_samples, as the source hands them on */
  uint32_t period_frames; /* what usually comes at once; 0: it varies */
  int32_t is_exact;       /* 1: no conversion and no volume is between the source and here, as far as can be told */
} nt_capture_format;

/* Counters; read together they may be a call apart. */
typedef struct nt_capture_clock {
  uint64_t captured; /* frames written to the ring, silence in the place of missing ones counted in */
  uint64_t silence;  /* of those, the ones that stand where the source had nothing */
  uint64_t dropped;  /* frames the ring had no room for */
  uint64_t overruns; /* times that this began */
  uint64_t lost;     /* frames lost on the side of the source, as far as it says: for ALSA an estimate by the clock */
  uint64_t xruns;    /* times that this happened */
  int64_t delay;     /* frames from the source to the callback, as far as known */
  int64_t start_ns;  /* CLOCK_REALTIME of the first frame; 0: none has come */
  int64_t at_ns;     /* CLOCK_MONOTONIC of the last call */
  uint64_t unheard;  /* events that were not fetched in time and are gone */
  int32_t state;     /* nt_capture_state */
  int32_t reserved;
} nt_capture_clock;

typedef enum nt_capture_event_kind {
  NT_CAPTURE_DROPPED = 1, /* frames are missing ahead of the position: the ring was full */
  NT_CAPTURE_XRUN = 2,    /* frames are missing ahead of the position: lost by the source, their number estimated */
  NT_CAPTURE_HOLE = 3,    /* frames from the position on are silence: the source had nothing */
  NT_CAPTURE_STREAM_ENDED = 4, /* the application's stream has ended; silence from the position on */
  NT_CAPTURE_STREAM_BEGAN = 5, /* the application's next stream begins at the position */
} nt_capture_event_kind;

typedef struct nt_capture_event {
  uint64_t position; /* in the ring */
  uint64_t frames;
  int32_t kind; /* nt_capture_event_kind */
  int32_t reserved;
} nt_capture_event;

typedef struct nt_capture nt_capture;

/* NT_NOT_FOUND: no such source, or the application does not sound; NT_IO: busy or gone, may succeed when repeated;
 * NT_UNSUPPORTED: nothing of what was asked fits (the text names what would), or the backend's library is missing;
 * NT_INVALID_ARGUMENT. [owner] */
NT_API nt_status nt_capture_open(const char* id, const nt_capture_request* request, nt_capture** out);
NT_API nt_status nt_capture_describe(const nt_capture* c, nt_capture_format* out); /* [any] */
/* The ring, for one reader; it belongs to the capture. It is closed once the source is lost. [any] */
NT_API nt_ring* nt_capture_ring(nt_capture* c);
/* Frames begin to come. NT_BAD_STATE, NT_IO. [owner] */
NT_API nt_status nt_capture_start(nt_capture* c);
NT_API nt_status nt_capture_clock_read(const nt_capture* c, nt_capture_clock* out) NT_NONBLOCKING; /* [any] */
/* The oldest event that was not fetched; NT_NOT_YET: there is none. One about a position is there before the frames
 * that follow it can be read; 256 are kept. [reader] */
NT_API nt_status nt_capture_next_event(nt_capture* c, nt_capture_event* out) NT_NONBLOCKING;
/* What ended it, as nt_last_error gives texts; empty while it is well. [any] */
NT_API size_t nt_capture_fault(const nt_capture* c, char* buffer, size_t capacity);
/* Stops at once and gives everything back. null is allowed. [owner] */
NT_API void nt_capture_close(nt_capture* c);

#ifdef __cplusplus
}
#endif
#endif
