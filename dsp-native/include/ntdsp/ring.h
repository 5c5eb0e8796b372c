/* Rings of frames between two threads: the way of the samples from a decoder to the feeder and from the feeder to the
 * device. See abi.h for the thread words; two more are used here:
 *   [writer]   the one thread that writes
 *   [reader]   the one thread that reads
 * Both are wait-free: they never allocate, lock, or wait for the other end. Functions named wait are the exception and
 * are not for a real-time end.
 *
 * A frame is one item in every plane: an f64 a channel (planes = channels, item_bytes = 8), eight one-bit samples a
 * channel (item_bytes = 1), or an interleaved frame as a device takes it (planes = 1). Positions count frames since the
 * ring was made and never turn back.
 */
#ifndef NTDSP_RING_H
#define NTDSP_RING_H

#include "ntdsp/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NT_RING_MAX_FRAMES 0x40000000ull /* 2^30 */
#define NT_RING_MAX_BYTES (4ull << 30)   /* of all planes */
#define NT_RING_MAX_ITEM_BYTES 1024u

/* ---- One writer, one reader ---- */

typedef struct nt_ring nt_ring;

/* An end that is marked real-time never wakes the other one, which then looks again every half millisecond while it
 * waits. */
#define NT_RING_REAL_TIME_WRITER 1u
#define NT_RING_REAL_TIME_READER 2u

typedef struct nt_ring_options {
  uint64_t capacity_frames; /* 1..NT_RING_MAX_FRAMES; as many frames can be held */
  uint32_t planes;          /* 1..NT_MAX_CHANNELS */
  uint32_t item_bytes;      /* 1..NT_RING_MAX_ITEM_BYTES */
  uint32_t flags;           /* NT_RING_REAL_TIME_... */
  uint32_t reserved;
} nt_ring_options;

/* A run of frames inside the ring, in two parts where it goes over the end of the memory: of plane p the first lies at
 * nt_ring_plane(p) + offset * item_bytes, the second at nt_ring_plane(p). */
typedef struct nt_ring_view {
  uint64_t start;  /* position of the first frame */
  uint64_t offset; /* frames from the beginning of a plane */
  uint32_t first;  /* frames in the first part */
  uint32_t second; /* frames in the second part */
} nt_ring_view;

typedef struct nt_ring_chunk {
  nt_ring_view view;
  uint64_t sequence; /* chunks that were advanced over since creation or the last clear */
  uint32_t hop;      /* frames that nt_ring_advance leaves behind */
  uint32_t fresh;    /* frames, at the end of the view, that no chunk before held */
  int32_t is_last;   /* 1: the ring is closed and nothing follows */
  int32_t reserved;
} nt_ring_chunk;

typedef struct nt_ring_block {
  const void* const* planes;
  uint32_t frames;
} nt_ring_block;

/* Each counter is kept by one end; read together they may be a call apart. */
typedef struct nt_ring_state {
  uint64_t written, read;     /* positions of the writer and the reader */
  uint64_t overruns, dropped; /* writes that found too little room, and the frames of theirs that were not taken */
  uint64_t underruns, missed; /* reads that found too few frames in an open ring, and how many were missing */
  int32_t is_closed;
  int32_t reserved;
} nt_ring_state;

/* Frames that last seconds at rate Hz, rounded up; 0 where that is out of range. [any] */
NT_API uint64_t nt_ring_frames(double seconds, double rate);

/* Takes and touches all memory; planes begin on a cache line. NT_INVALID_ARGUMENT, NT_LIMIT, NT_OUT_OF_MEMORY.
 * [owner] */
NT_API nt_status nt_ring_create(const nt_ring_options* options, nt_ring** out);
/* Nobody may use the ring any more. null is allowed. [owner] */
NT_API void nt_ring_destroy(nt_ring* ring);
/* The first byte of plane 0..planes-1, for as long as the ring is; null outside. [any] */
NT_API void* nt_ring_plane(nt_ring* ring, uint32_t plane);

/* Copies as many frames as there is room for; *written says how many. Fewer than asked is an overrun. NT_BAD_STATE
 * after close. [writer] */
NT_API nt_status nt_ring_write(nt_ring* ring, const void* const* planes, uint32_t frames,
                               uint32_t* written) NT_NONBLOCKING;
/* Several blocks one after the other; the reader sees all that was taken at once. [writer] */
NT_API nt_status nt_ring_write_batch(nt_ring* ring, const nt_ring_block* blocks, uint32_t count,
                                     uint64_t* written) NT_NONBLOCKING;
/* Up to frames of room to write in place; at most what remains. What lies there is undefined until it is committed.
 * [writer] */
NT_API nt_status nt_ring_reserve(nt_ring* ring, uint32_t frames, nt_ring_view* out) NT_NONBLOCKING;
/* Gives the reader the first frames of what was reserved last. NT_INVALID_ARGUMENT: more than was reserved. [writer] */
NT_API nt_status nt_ring_commit(nt_ring* ring, uint32_t frames) NT_NONBLOCKING;
/* Nothing will follow. [writer] */
NT_API nt_status nt_ring_close(nt_ring* ring) NT_NONBLOCKING;

/* Copies frames and moves on; *got says how many. Fewer than asked from an open ring is an underrun, which is answered
 * with NT_OK; NT_END: the ring is closed and empty. [reader] */
NT_API nt_status nt_ring_read(nt_ring* ring, void* const* planes, uint32_t frames, uint32_t* got) NT_NONBLOCKING;
/* As read, from after frames behind the reader, which does not move; counts no underrun. [reader] */
NT_API nt_status nt_ring_peek(nt_ring* ring, uint64_t after, void* const* planes, uint32_t frames,
                              uint32_t* got) NT_NONBLOCKING;
/* Up to frames to read in place; valid until the reader moves. NT_END as in read. [reader] */
NT_API nt_status nt_ring_view_readable(nt_ring* ring, uint32_t frames, nt_ring_view* out) NT_NONBLOCKING;
/* Moves over at most frames; *skipped says over how many. [reader] */
NT_API nt_status nt_ring_skip(nt_ring* ring, uint64_t frames, uint64_t* skipped) NT_NONBLOCKING;
/* Throws away what can be read now, and counts chunks from 0 again. [reader] */
NT_API nt_status nt_ring_clear(nt_ring* ring) NT_NONBLOCKING;
/* The next frames with overlap of them kept for the chunk after it: 0 <= overlap < frames <= capacity. The reader stays
 * until nt_ring_advance. NT_NOT_YET: too few are there. From a closed ring the last chunk may be shorter; NT_END after
 * it. [reader] */
NT_API nt_status nt_ring_next_chunk(nt_ring* ring, uint32_t frames, uint32_t overlap,
                                    nt_ring_chunk* out) NT_NONBLOCKING;
/* After the chunk is processed: the reader moves by its hop. NT_BAD_STATE: the reader is no longer where it begins.
 * [reader] */
NT_API nt_status nt_ring_advance(nt_ring* ring, const nt_ring_chunk* chunk) NT_NONBLOCKING;

/* Frames that can be read, at least; for the writer at most. 0 for null. [any] */
NT_API uint64_t nt_ring_available(const nt_ring* ring) NT_NONBLOCKING;
/* Frames there is room for, at least; for the reader at most. 0 for null. [any] */
NT_API uint64_t nt_ring_remaining(const nt_ring* ring) NT_NONBLOCKING;
NT_API int32_t nt_ring_is_empty(const nt_ring* ring) NT_NONBLOCKING; /* [any] */
NT_API int32_t nt_ring_is_full(const nt_ring* ring) NT_NONBLOCKING;  /* [any] */
/* options and state may be null. [any] */
NT_API nt_status nt_ring_describe(const nt_ring* ring, nt_ring_options* options, nt_ring_state* state) NT_NONBLOCKING;

/* Waits until frames can be read. NT_NOT_YET: not within timeout_ns; NT_END: the ring is closed and holds fewer.
 * NT_BAD_STATE: the reader was marked real-time. [reader] */
NT_API nt_status nt_ring_wait_readable(nt_ring* ring, uint64_t frames, uint64_t timeout_ns);
/* Waits until there is room for frames. NT_NOT_YET, NT_BAD_STATE as above. [writer] */
NT_API nt_status nt_ring_wait_writable(nt_ring* ring, uint64_t frames, uint64_t timeout_ns);

/* ---- One writer, any number of readers, and the oldest frames go ---- */

typedef struct nt_trail nt_trail;

/* What was written last, of f64 a channel. The writer takes no notice of readers. capacity_frames is rounded up to a
 * power of two. [owner] */
NT_API nt_status nt_trail_create(uint32_t channels, uint64_t capacity_frames, nt_trail** out);
NT_API void nt_trail_destroy(nt_trail* trail); /* null is allowed. [owner] */
/* Takes all frames; of more than the capacity the last. [writer] */
NT_API nt_status nt_trail_write(nt_trail* trail, const double* const* planes, uint32_t frames) NT_NONBLOCKING;
/* Copies up to frames from *position on and moves it behind them. Where the writer has gone over some of them, before
 * or while they were copied, *lapped says how many were lost and what is copied begins behind them; a frame is never
 * mixed of two. NT_NOT_YET: nothing is there yet. [any] */
NT_API nt_status nt_trail_read(const nt_trail* trail, uint64_t* position, double* const* planes, uint32_t frames,
                               uint32_t* got, uint64_t* lapped) NT_NONBLOCKING;
/* The position behind the newest frame. 0 for null. [any] */
NT_API uint64_t nt_trail_newest(const nt_trail* trail) NT_NONBLOCKING;
NT_API nt_status nt_trail_describe(const nt_trail* trail, uint32_t* channels, uint64_t* capacity_frames); /* [any] */

#ifdef __cplusplus
}
#endif
#endif
