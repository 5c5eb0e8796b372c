/* What a player shows of itself to any number of readers in other processes: where it is, meters, spectrum, waveform.
 * This header is all that a reader needs. A player keeps the file /dev/shm/ntworkstation-view-KEY (mode 0600), KEY
 * being the first 16 hexadecimal digits of the SHA-256 of its control socket's absolute path. Numbers are
 * little-endian; everything is aligned to its size.
 *
 * The file is nt_view_header, then section_count entries of section_bytes bytes each (nt_view_section), then the slots
 * of the sections. A reader maps it read-only, looks at magic, version and file_bytes, and finds the sections it wants
 * by their kind; those that it does not know it skips. Later versions of a kind only add fields behind the ones here.
 *
 * A section is a stream of frames, numbered from 1, of which the last few lie in its slots: frame n lies at
 * offset + (n mod slots) * slot_bytes and begins with its sequence, which is 2 n - 1 while it is written and 2 n when
 * it is whole. The writer never waits. To read frame n (the newest is latest; 0: there is none yet):
 *   1. load sequence (acquire): it must be 2 n
 *   2. copy the frame, and no more than slot_bytes of it
 *   3. fence (acquire), load sequence again: it must still be 2 n
 * Where it is not, the writer has come round: begin again with the latest frame.
 *
 * Times are nanoseconds of CLOCK_MONOTONIC. Levels are in dB of full scale, -INFINITY for silence; a sine that reaches
 * full scale has a peak of 0 dB and an RMS of -3.01 dB. All is of what is heard: what was sent to the device, after the
 * volume, delayed by what the device says it still holds.
 *
 * The spectrum is computed while somebody has the file open, everything else ten times a second at least. The player
 * counts readers by the opening and closing of the file: one that finds the spectrum older than a second while alive_ns
 * goes on closes the file and opens it anew. When the player ends it takes the name away and sets state to
 * NT_VIEW_ENDED; one that was killed no longer moves alive_ns, and the next player at that socket makes the file anew.
 */
#ifndef NTDSP_VIEW_H
#define NTDSP_VIEW_H

#include <stdint.h>

#define NT_VIEW_MAGIC 0x31574549565F544Eull /* "NT_VIEW1" */
#define NT_VIEW_VERSION 1u                  /* another one has another header: refuse it */

#define NT_VIEW_LIVE 1
#define NT_VIEW_ENDED 2

typedef struct nt_view_header {
  uint64_t magic; /* written last: a file without it is not ready */
  uint32_t version;
  uint32_t header_bytes; /* where the table of sections begins */
  uint64_t file_bytes;
  uint32_t section_count;
  uint32_t section_bytes; /* of an entry of the table */
  int64_t process;        /* the player's id */
  int64_t alive_ns;       /* atomic; at least four times a second */
  int32_t state;          /* atomic; NT_VIEW_LIVE, NT_VIEW_ENDED */
  int32_t reserved;
  uint64_t reserved_too[9];
} nt_view_header; /* 128 bytes */

/* Kinds of sections. Append only. */
#define NT_VIEW_PLACE 1u
#define NT_VIEW_METERS 2u
#define NT_VIEW_SPECTRUM 3u
#define NT_VIEW_OVERVIEW 4u

typedef struct nt_view_section {
  uint32_t kind;
  uint32_t slots;
  uint64_t offset; /* of slot 0, from the beginning of the file */
  uint64_t slot_bytes;
  uint64_t latest; /* atomic; number of the newest frame */
  uint64_t reserved[4];
} nt_view_section; /* 64 bytes */

#define NT_VIEW_STOPPED 0
#define NT_VIEW_PLAYING 1
#define NT_VIEW_PAUSED 2

/* Where the player is: as its events say. Some twenty times a second while a device is open. At the time t the position
 * is position_s + min(max(t - at_ns, 0) / 1e9, ahead_s). */
typedef struct nt_view_place {
  uint64_t sequence;
  int64_t at_ns;
  uint64_t entry; /* of the queue; 0: none */
  int32_t state;  /* NT_VIEW_STOPPED, NT_VIEW_PLAYING, NT_VIEW_PAUSED */
  int32_t reserved;
  double position_s; /* in the entry */
  double duration_s; /* of the entry; NaN where it is not known */
  double ahead_s;    /* that is certain to be heard after at_ns; 0 unless it plays */
  double rate_hz;    /* of the device; 0: none is open */
  uint64_t frame;    /* position_s in frames of that rate */
  uint64_t output;   /* counts the devices that were opened; 0: none yet */
} nt_view_place;

#define NT_VIEW_MAX_CHANNELS 64u

typedef struct nt_view_channel {
  float peak_db;      /* of the last 100 ms */
  float true_peak_db; /* likewise, between the samples (ITU-R BS.1770-4 with 4 times oversampling) */
  float rms_db;       /* of the last 300 ms */
  float peak_max_db;  /* true peak since the entry began */
} nt_view_channel;

/* Made of steps of 10 ms. */
typedef struct nt_view_meters {
  uint64_t sequence;
  int64_t at_ns;         /* when the newest frame in it was heard */
  uint64_t heard_frames; /* of this device, silence left out */
  uint64_t entry;        /* as of the place */
  double position_s;     /* likewise */
  double rate_hz;        /* of the device; 0: none is open */
  uint32_t channels;     /* 0 where there is nothing to measure: no device, or DSD */
  int32_t is_silent;     /* 1: nothing was heard for four seconds, and nothing is measured until something is */
  float momentary_lufs;  /* of the last 400 ms (EBU Tech 3341) */
  float short_term_lufs; /* of the last 3 s */
  float integrated_lufs; /* since the entry began, with both gates */
  float correlation;     /* of the first two channels, -1..1, over 300 ms; 0 where one is silent or missing */
  uint64_t lost_frames;  /* that could not be measured: the player's machine was too busy */
  uint64_t reserved;
  nt_view_channel channel[NT_VIEW_MAX_CHANNELS];
} nt_view_meters;

#define NT_VIEW_MAX_PLANES 8u /* channels that have a spectrum: the first eight */
#define NT_VIEW_MIN_FFT 512u
#define NT_VIEW_MAX_FFT 16384u
#define NT_VIEW_MAX_BANDS 256u

/* Of the last fft_size frames under a Hann window. Bin k stands at k * rate_hz / fft_size and is a magnitude: 1.0 for a
 * sine of full scale on a bin, down to 0.849 (-1.42 dB) between two. Band b stands at 1000 * 2^((first_band + b) /
 * bands_per_octave) Hz and reaches half a band to both sides, but never over fewer than three bins; it is the power of
 * its bins over 1.5, in dB, parts of bins counted as such: a sine of full scale in its middle reads 0 dB (to 0.1),
between two bands -3 dB in both, and pink noise is level. */
typedef struct nt_view_spectrum {
  uint64_t sequence;
  int64_t at_ns;         /* when the newest frame in it was heard */
  uint64_t heard_frames; /* of this device, silence left out */
  double rate_hz;
  uint32_t planes; /* 0: there is nothing to show */
  uint32_t fft_size;
  uint32_t bins; /* fft_size / 2 + 1 */
  uint32_t bands;
  uint32_t bands_per_octave;
  int32_t first_band;
  /* planes * bands levels in dB, a plane after the other, then planes * bins magnitudes, likewise. */
  float values[NT_VIEW_MAX_PLANES * (NT_VIEW_MAX_BANDS + NT_VIEW_MAX_FFT / 2 + 1)];
} nt_view_spectrum;

/* The waveform: 10 ms of what was heard, of the first two channels (the only one twice). As many are kept as the
 * section has slots, less one. None is added while is_silent. */
typedef struct nt_view_column {
  uint64_t sequence;
  int64_t at_ns;     /* when its last frame was heard */
  uint64_t entry;    /* as of the place at that time, which may be 100 ms behind at the border of two entries */
  double position_s; /* of its end, likewise */
  float least[2];    /* 1.0 is full scale */
  float greatest[2];
  float rms[2];
} nt_view_column;

#endif
