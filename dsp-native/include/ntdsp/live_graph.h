/* A chain of stages that is edited while it plays. See abi.h for the thread words, graph.h for what a stage is made of.
 *
 * A stage is a graph of its own (one processor, or some) with an id of the caller's. The owner hands over whole new
 * lists of stages; where the list changes, the old stages and the new ones run side by side for as long as the new ones
 * need to be ready, then the one is faded into the other, and what is no longer used comes back to the owner.
 * Everything else plays on with its state. A new stage in place of one with the same id, of the same processors with
 * other parameters, goes on from that one's gains and levels (compressor, multiband, limiter, gate, de-esser, rider),
 * so that it is not heard finding its level; not from a stage that has failed. Without edits, bypasses and faults the
 * samples are those of the stages' graphs one after another, bit for bit.
 *
 * A stage that fails (a value that is not finite leaves it, its graph answers an error, or it takes more time than
 * there is) is bypassed within 10 ms, without a jump, and stays so until a list replaces it. A bypassed stage delays by
 * its latency, so that nothing shifts; where it makes more channels than it takes, the further ones are silence.
 *
 * Edits and bypasses begin at the border of a block; from there on everything is counted in frames, so that the size of
 * the blocks does not show in the samples.
 */
#ifndef NTDSP_LIVE_GRAPH_H
#define NTDSP_LIVE_GRAPH_H

#include "ntdsp/abi.h"
#include "ntdsp/graph.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NT_LIVE_MAX_STAGES 64u

typedef struct nt_live_graph nt_live_graph;

typedef struct nt_live_options {
  double sample_rate;  /* NT_MIN_SAMPLE_RATE..NT_MAX_SAMPLE_RATE */
  uint32_t channels;   /* that come in, 1..NT_MAX_CHANNELS */
  uint32_t max_frames; /* of a block, 1..NT_MAX_BLOCK_FRAMES */
  double fade_s;       /* of edits and bypasses, up to 1; 0: 0.02 */
  double warm_s;       /* that new stages run unheard before they are faded in, at least; up to 10; 0: 0.03. Stages of
                          more latency run unheard for that long */
  double budget;       /* share of a block's duration that one stage may take in thread time, up to 1000; 0: no limit */
  uint32_t patience;   /* blocks in a row over the budget until the stage has failed, up to 1000000; 0: 8 */
  uint32_t reserved;
} nt_live_options;

/* One place of a list. graph null: the stage with this id goes on as it is. Otherwise graph, not yet activated, is
 * taken over and becomes the stage of this id, in place of the one that has it. */
typedef struct nt_live_stage {
  uint64_t id; /* 1..; each once in a list */
  nt_graph* graph;
  int32_t is_bypassed; /* at first, of a new one; a stage that goes on stays as it is */
  int32_t reserved;
} nt_live_stage;

/* Append only. */
typedef enum nt_live_event_kind {
  NT_LIVE_EDITED = 0,   /* the list of this edit number is what is heard; value: latency in frames from now on */
  NT_LIVE_FAILED = 1,   /* id, status: NT_NOT_FINITE, the graph's answer, or NT_LIMIT for a stage over its budget */
  NT_LIVE_BYPASSED = 2, /* the fade to the bypass is over */
  NT_LIVE_UNBYPASSED = 3,
} nt_live_event_kind;

typedef struct nt_live_event {
  int32_t kind;
  int32_t status; /* nt_status */
  uint64_t id;    /* of the stage; of NT_LIVE_EDITED the number of the edit */
  uint64_t frame; /* of the stream, counted since creation */
  uint64_t value;
} nt_live_event;

typedef struct nt_live_info {
  uint32_t channels;       /* that leave */
  uint32_t input_channels; /* that come in */
  uint32_t latency;        /* frames, of the list that is heard */
  uint32_t stage_count;
  int32_t is_changing; /* an edit has not ended yet */
  int32_t reserved;
  uint64_t frames; /* processed since creation */
  uint64_t tail;   /* frames, of the list that is heard: the sum of its stages' tails, latency not counted; UINT64_MAX:
                      unknown */
} nt_live_info;

/* Begins with no stage. [owner] */
NT_API nt_status nt_live_graph_create(const nt_live_options* options, nt_live_graph** out);
/* The whole new list, taken over at the border of a block. Activates what is new with the channels that come to its
 * place. NT_OK: the graphs belong to the live graph, *edit is the number of this edit. In every other case nothing has
 * changed and the graphs stay the caller's, though perhaps activated: NT_NOT_YET: an edit is still under way;
 * NT_INVALID_ARGUMENT: an unknown or repeated id, stages that go on in another order than before (give those that move
 * anew), other channels than those a stage behind has been activated for, or another number of channels leaving than
 * now (a list given before the first process may change it; the number that nt_live_info says after it holds);
 * NT_LIMIT: more than NT_LIVE_MAX_STAGES; what nt_graph_activate answers. A list that no block has taken over yet is
 * replaced: of the two edits only the later one is told as an event. A list given before the first process, or after a
 * reset before the next, is heard at once. [owner] */
NT_API nt_status nt_live_graph_edit(nt_live_graph* g, const nt_live_stage* stages, uint32_t count, uint64_t* edit);
/* Fades a stage out of the way or in again; while a fade lasts the next one waits for its end. The stage runs on
 * unheard, so that it is in time when it comes back. A stage that has failed is not taken in again: NT_BAD_STATE.
 * NT_NOT_FOUND. [owner] */
NT_API nt_status nt_live_graph_bypass(nt_live_graph* g, uint64_t id, int32_t is_bypassed);
/* channels planes of frames values; of out as many as nt_live_info says. in[c] may be out[c]. An input that is not
 * finite answers NT_NOT_FINITE and leaves everything as it was; else NT_OK, whatever the stages do. [process] */
NT_API nt_status nt_live_graph_process(nt_live_graph* g, const double* const* in, double* const* out,
                                       uint32_t frames) NT_NONBLOCKING;
/* Everything that is remembered of the signal is forgotten; an edit under way, or waiting, ends at once. What has
 * failed stays so. [process] */
NT_API nt_status nt_live_graph_reset(nt_live_graph* g) NT_NONBLOCKING;
/* The next event; NT_NOT_YET: none. Destroys on the way what came back from edits. When nobody asks for long, events
 * are lost, never the graphs. [owner] */
NT_API nt_status nt_live_graph_next_event(nt_live_graph* g, nt_live_event* out);
/* Before the first process of what its first block will be. [any] */
NT_API nt_status nt_live_graph_describe(const nt_live_graph* g, nt_live_info* out);

/* What a stage is made to do at its next block, to try how the studio bears it: NT_NOT_FINITE (NaN leaves it), NT_LIMIT
 * (it takes four times the block's duration in thread time, again and again until NT_OK takes that back), any other
 * negative status (its graph answers this). NT_NOT_FOUND. [owner] */
NT_API nt_status nt_live_graph_inject(nt_live_graph* g, uint64_t id, nt_status fault);

NT_API void nt_live_graph_destroy(nt_live_graph* g); /* null is allowed. [owner] */

#ifdef __cplusplus
}
#endif
#endif
