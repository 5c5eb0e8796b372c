/* From planar f64 blocks to a file. See abi.h for the thread words, decode.h for nt_sample_kind.
 *
 * A writer writes the very file it is given; that it appears under its final name only when it is whole is the caller's
 * part (write beside, finish, rename).
 */
#ifndef NTDSP_OUTPUT_H
#define NTDSP_OUTPUT_H

#include "ntdsp/abi.h"
#include "ntdsp/decode.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is written, and what it can hold; anything else answers NT_UNSUPPORTED with a text that names what is allowed.
 * Append only. */
typedef enum nt_media_kind {
  NT_MEDIA_WAV = 0,     /* S16 S24 S32 F32 F64; 1..64 channels; RF64 above 4 GiB */
  NT_MEDIA_FLAC = 1,    /* S16 S24; 1..8 channels; rates up to 655350 Hz */
  NT_MEDIA_WAVPACK = 2, /* S16 S24 S32 F32 */
  NT_MEDIA_ALAC = 3,    /* S16 S24; 1..8 channels; in MP4 */
  NT_MEDIA_OPUS = 4,    /* 8, 12, 16, 24, 48 kHz; 1..8 channels; in Ogg */
  NT_MEDIA_MP3 = 5,     /* 8 to 48 kHz; 1 or 2 channels; exact length through the LAME tag */
  NT_MEDIA_AAC = 6,     /* AAC LC in MP4, exact length through the edit list */
  NT_MEDIA_ADTS = 7,    /* bare AAC LC: carries no tags, delay or length */
  /* One-bit DSD (NT_SAMPLES_DSD), 1..6 channels, modulated from PCM of 1/8 to 1/128 of the bit rate. A sample of 1.0 is
   * full modulation; above 0.71 (-3 dB, +3 dB SACD) it is bent to at most 0.73, which a one-bit stream can hold. */
  NT_MEDIA_DSF = 8,
  NT_MEDIA_DSDIFF = 9,
} nt_media_kind;

typedef struct nt_writer_options {
  double sample_rate;    /* a whole number of Hz */
  uint64_t channel_mask; /* speaker bits as in nt_media_info; 0: not said */
  int64_t bit_rate;      /* bits per second of a lossy kind; of each channel of DSD; 0: the kind's default, DSD64 */
  uint32_t channels;
  int32_t kind;    /* nt_media_kind */
  int32_t samples; /* nt_sample_kind; NT_SAMPLES_LOSSY for lossy kinds */
  uint32_t tag_count;
  const char* const* tag_keys; /* tag_count each; keys as nt_decoder_tag gives them. A tag over the bounds of decode.h,
                                  not UTF-8, or with '=' in its key is left out */
  const char* const* tag_values;
  const char* lyrics;   /* null: none */
  const uint8_t* cover; /* null: none. JPEG or PNG is kept in every kind with tags; others where the container can */
  size_t cover_size;
  const char* cover_mime;
} nt_writer_options;

typedef struct nt_writer nt_writer;

/* Creates or empties the file (a symbolic link is refused) and writes its header. Strings and cover are copied.
 * NT_UNSUPPORTED, NT_INVALID_ARGUMENT, NT_NOT_FOUND (no such folder, no permission), NT_IO, NT_NO_SPACE. [owner] */
NT_API nt_status nt_writer_create(const char* path, const nt_writer_options* options, nt_writer** out);

/* Appends frames (0..NT_MAX_BLOCK_FRAMES) from the planes, one a channel. Integer kinds round to nearest and clip; a
 * signal on their grid is stored exactly. Lossy kinds clip to +-1. NT_NOT_FINITE: nothing of the block is written.
 * NT_IO, NT_NO_SPACE: the writer has failed, every later call answers the same. [owner] */
NT_API nt_status nt_writer_write(nt_writer* w, const double* const* planes, uint32_t frames);

/* Of a DSF or DSDIFF file, before the first block: it gets the bits of this DSF or DSDIFF file as they stand, and the
 * blocks are only counted, so that what is read for its level on the way need not be modulated. Bit rates up to DSD512
 * can be copied that are not made from PCM: where such a one is asked for, the first block is refused without this.
 * NT_UNSUPPORTED: another kind, bit rate or number of channels; NT_BAD_STATE; else as nt_dsd_file_open, and the writer
 * has failed. [owner] */
NT_API nt_status nt_writer_copy_bits(nt_writer* w, const char* dsd_file);

/* Ends the stream, completes the header and forces everything to disk. Nothing may be written afterwards. [owner] */
NT_API nt_status nt_writer_finish(nt_writer* w);

/* Gives the finished file its name: renames from to to in the same folder, replacing what was there at once (its
 * permissions are kept), and forces the folder to disk. NT_NOT_FOUND, NT_IO, NT_NO_SPACE. [any] */
NT_API nt_status nt_file_publish(const char* from, const char* to);

/* Closes the file, finished or not; removes nothing. null is allowed. [owner] */
NT_API void nt_writer_close(nt_writer* w);

#ifdef __cplusplus
}
#endif
#endif
