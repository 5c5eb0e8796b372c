/* The thread between sources and a device. See abi.h for the thread words, ring.h, live_graph.h, device.h.
 *
 * A run is a ring that somebody fills: a stretch of sound of one rate and one number of channels, of one file or of
 * many without a gap. The feeder takes runs one after another, sends their blocks through the live graph and the
 * volume, and keeps the device's ring full. It never waits for a source: what is missing fades out, is silence, and
 * fades in again. Pauses and switches fade within a few milliseconds; where one run ends and the next is already there,
 * nothing is faded: it is one stream. With DSD bits pass as they are, and there is neither graph nor volume.
 */
#ifndef NTDSP_FEEDER_H
#define NTDSP_FEEDER_H

#include "ntdsp/abi.h"
#include "ntdsp/device.h"
#include "ntdsp/live_graph.h"
#include "ntdsp/ring.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct nt_feeder nt_feeder;

/* nt_feeder_options.flags */
#define NT_FEEDER_START_PAUSED 1u
#define NT_FEEDER_PATIENT 2u /* waits for sources in place of silence: for devices that are not paced */

/* For queue and switch: the run begins in the middle of something, and fades in where nothing was heard before it. */
#define NT_RUN_FADE_IN 1u

typedef struct nt_feeder_options {
  uint32_t block_frames; /* 16..8192; 0: a quarter of the device's ring, at most 1024, of DSD 8192 */
  uint32_t trail_frames; /* of what is heard, kept for meters; 0: none */
  double gain;           /* at first; 1 is unity; 0..16 */
  double fade_s;         /* of pauses, switches and gaps; 0: 0.005 */
  uint32_t flags;        /* NT_FEEDER_... */
  int32_t priority;      /* SCHED_FIFO 1..99 where the system grants it; 0: an ordinary thread */
} nt_feeder_options;

/* Append only. */
typedef enum nt_feeder_event_kind {
  NT_FEEDER_BEGAN = 0,   /* the first frame of a run goes to the device */
  NT_FEEDER_ENDED = 1,   /* the last frame of a run has gone; its ring is no longer used */
  NT_FEEDER_LEFT = 2,    /* a run was left before its end (switch, stop); its ring is no longer used */
  NT_FEEDER_STARVED = 3, /* a run that is not closed had no frames; silence follows */
  NT_FEEDER_RESUMED = 4, /* it goes on after starving or a pause */
  NT_FEEDER_PAUSED = 5,  /* the fade of a pause is over */
  NT_FEEDER_SILENT = 6,  /* nothing more is queued */
  NT_FEEDER_FAULTY = 7,  /* a run held a value that is not finite: the block is silence; value: its frames */
  NT_FEEDER_SHIFTED = 8, /* the delay of the graph has changed */
} nt_feeder_event_kind;

/* Where the streams stand to each other: frame run_frame of the run is heard as frame device_frame of the device's ring
 * (the delay of the graph is counted in). */
typedef struct nt_feeder_event {
  int32_t kind;
  int32_t reserved;
  uint64_t run;
  uint64_t run_frame;
  uint64_t device_frame;
  uint64_t value;
} nt_feeder_event;

typedef struct nt_feeder_info {
  uint64_t run;          /* that is being taken; 0: none */
  uint64_t run_frame;    /* taken of it */
  uint64_t device_frame; /* written to the device's ring */
  uint64_t blocks;
  uint64_t events_lost;
  double gain;          /* as applied last */
  uint64_t worst_ns;    /* longest time a block took, since the last call */
  uint64_t thread_ns;   /* CPU time of the thread */
  int32_t is_real_time; /* the priority was granted */
  int32_t is_unity;     /* nothing between run and device changes a bit now: no stage, gain 1, no fade */
} nt_feeder_info;

/* Feeds the device, which is not started yet; both graph and device stay the caller's and outlive the feeder. graph
 * null: none. NT_INVALID_ARGUMENT: their channels do not fit. [owner] */
NT_API nt_status nt_feeder_create(nt_device* device, nt_live_graph* graph, const nt_feeder_options* options,
                                  nt_feeder** out);
/* Commands; each takes effect at the border of a block, in the order given. NT_NOT_YET: too many wait. run: 1.., the
 * caller's name for it. NT_INVALID_ARGUMENT: planes or size of items do not fit. [owner] */
NT_API nt_status nt_feeder_queue(nt_feeder* f, nt_ring* ring, uint64_t run, uint32_t flags);  /* after all others */
NT_API nt_status nt_feeder_switch(nt_feeder* f, nt_ring* ring, uint64_t run, uint32_t flags); /* leaves all others */
NT_API nt_status nt_feeder_stop(nt_feeder* f);                                                /* leaves all */
NT_API nt_status nt_feeder_pause(nt_feeder* f);
NT_API nt_status nt_feeder_resume(nt_feeder* f);
/* Goes there within ramp_s, smoothly. 0..16. [owner] */
NT_API nt_status nt_feeder_set_gain(nt_feeder* f, double gain, double ramp_s);
/* The device's ring is closed once all that is queued has gone, and the device drains. [owner] */
NT_API nt_status nt_feeder_finish(nt_feeder* f);

/* NT_NOT_YET: none. [owner] */
NT_API nt_status nt_feeder_next_event(nt_feeder* f, nt_feeder_event* out);
NT_API nt_status nt_feeder_describe(nt_feeder* f, nt_feeder_info* out); /* [owner] */
/* What is heard, after the volume; null without trail_frames. Lives as long as the feeder. [any] */
NT_API const nt_trail* nt_feeder_trail(const nt_feeder* f);
/* Ends the thread; null is allowed. [owner] */
NT_API void nt_feeder_destroy(nt_feeder* f);

/* ---- What this machine can do at all ---- */

/* A thread that sleeps and wakes as a feeder does and only fills the device's ring with zeros: where it is late,
 * nothing that plays here could have been in time. */
typedef struct nt_bare_feeder nt_bare_feeder;

typedef struct nt_bare_feeder_info {
  uint64_t wakes;
  uint64_t worst_late_ns; /* longest time from when it was to wake until it did, since the last call */
  int32_t is_real_time;   /* the priority was granted */
  int32_t reserved;
} nt_bare_feeder_info;

/* The device is not started yet, has no other writer, and outlives the thread. priority: as of nt_feeder_options.
 * [owner] */
NT_API nt_status nt_bare_feeder_create(nt_device* device, int32_t priority, nt_bare_feeder** out);
NT_API nt_status nt_bare_feeder_describe(nt_bare_feeder* f, nt_bare_feeder_info* out); /* [owner] */
/* Ends the thread; null is allowed. [owner] */
NT_API void nt_bare_feeder_destroy(nt_bare_feeder* f);

#ifdef __cplusplus
}
#endif
#endif
