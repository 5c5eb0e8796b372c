/* The writing side of a player's view (view.h says how it is read): a thread of ordinary priority that measures what a
 * feeder sends to a device once it is heard, and shows it in shared memory. It looks at the feeder's trail and the
 * device's clock and at nothing else; neither feeder nor device know of it. See abi.h for the thread words.
 */
#ifndef NTDSP_VIEW_WRITER_H
#define NTDSP_VIEW_WRITER_H

#include "ntdsp/abi.h"
#include "ntdsp/device.h"
#include "ntdsp/ring.h"
#include "ntdsp/view.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct nt_view nt_view;

typedef struct nt_view_options {
  double frames_per_second;  /* of spectrum and meters, 1..240; 0: 60 */
  double overview_s;         /* of waveform that is kept, 1..3600; 0: 60 */
  uint32_t fft_size;         /* a power of two, NT_VIEW_MIN_FFT..NT_VIEW_MAX_FFT; 0: 8192, or 16384 above 50 kHz */
  uint32_t bands_per_octave; /* 1..24; 0: 6 */
} nt_view_options;

typedef struct nt_view_info {
  uint64_t thread_ns; /* CPU time of the thread */
  uint64_t steps;     /* times it has looked */
  uint64_t spectra;   /* that were computed */
  uint64_t lost;      /* frames that were gone before they could be measured */
  uint32_t readers;   /* that have the file open, as far as it can tell */
  int32_t is_idle;    /* nothing is heard */
} nt_view_info;

/* Makes /dev/shm/ntworkstation-NAME, in the place of one that a dead player left. name: 1 to 64 letters, digits, '.',
 * '_', '-'. NT_NOT_FOUND: it is no such name; NT_IO: another player has it; NT_NO_SPACE; NT_INVALID_ARGUMENT. [owner]
 */
NT_API nt_status nt_view_create(const char* name, const nt_view_options* options, nt_view** out);
/* Measures this device's sound from now on, in the place of another's. trail: of the feeder that feeds it, from their
 * beginning on (frame n of the one is frame n of the other); null, as for DSD: there is nothing to measure. Both must
 * live until another is attached, or detach or destroy. Waits for the thread to leave what was attached before, a few
 * milliseconds at most. [any] */
NT_API nt_status nt_view_attach(nt_view* v, const nt_device* device, const nt_trail* trail);
/* The device and its trail are looked at no longer, if they are attached; waits likewise. [any] */
NT_API nt_status nt_view_detach(nt_view* v, const nt_device* device);
/* Shows a place; its sequence and output are set here. [any] */
NT_API nt_status nt_view_tell(nt_view* v, const nt_view_place* place);
NT_API nt_status nt_view_describe(nt_view* v, nt_view_info* out); /* [any] */
/* Takes the name away; what readers have mapped stays, and says that it has ended. null is allowed. [owner] */
NT_API void nt_view_destroy(nt_view* v);
/* Removes what players of this user left in /dev/shm that were killed: those named "view-" and 16 hexadecimal digits
 * which nobody holds. One that lives, or is just beginning, is left alone. removed: how many. [any] */
NT_API nt_status nt_view_sweep(uint32_t* removed);

#ifdef __cplusplus
}
#endif
#endif
