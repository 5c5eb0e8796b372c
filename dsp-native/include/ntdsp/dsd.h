/* One-bit DSD as bits: reading DSF and DSDIFF files without making PCM of them, and the forms devices take. See abi.h
 * for the thread words. Here a byte of a channel holds eight bits, the earliest in its highest bit.
 */
#ifndef NTDSP_DSD_H
#define NTDSP_DSD_H

#include "ntdsp/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The byte that means silence. */
#define NT_DSD_SILENCE 0x69u
#define NT_DSD_MAX_CHANNELS 6u

typedef struct nt_dsd_info {
  uint64_t channel_mask; /* as in nt_media_info */
  int64_t bits;          /* of each channel */
  uint32_t bit_rate;     /* bits per second of each channel: 64 to 512 times 44100 or 48000 */
  uint32_t channels;     /* 1..NT_DSD_MAX_CHANNELS */
} nt_dsd_info;

typedef struct nt_dsd_file nt_dsd_file;

/* Opens a DSF or DSDIFF file. NT_UNSUPPORTED: another kind, or DST-compressed; else as nt_decoder_open. [owner] */
NT_API nt_status nt_dsd_file_open(const char* path, nt_dsd_file** out);
NT_API nt_status nt_dsd_file_describe(const nt_dsd_file* f, nt_dsd_info* out); /* [owner] */
/* Bytes first..first + count - 1 (count 1..NT_MAX_BLOCK_FRAMES) of every channel; past the end stands NT_DSD_SILENCE.
 * NT_IO. [owner] */
NT_API nt_status nt_dsd_file_read(nt_dsd_file* f, int64_t first, uint32_t count, uint8_t* const* channels);
NT_API void nt_dsd_file_close(nt_dsd_file* f); /* null is allowed. [owner] */

/* DSD over PCM (DoP 1.1): frames of 24 bits at a 16th of the bit rate, whose top byte is 0x05 in even and 0xFA in odd
 * frames and whose lower 16 bits are two bytes of the channel. frames 1..NT_MAX_BLOCK_FRAMES, 2 * frames bytes a
 * channel; first: the number of the first frame, of which only the parity counts. words: frames * channels,
 * interleaved, each right-aligned and sign-extended. [process] */
NT_API nt_status nt_dop_pack(const uint8_t* const* bytes, uint32_t channels, uint32_t frames, uint64_t first,
                             int32_t* words) NT_NONBLOCKING;
/* The way back. NT_MALFORMED: a marker is missing or two frames do not alternate; nothing is promised of the bytes
 * then. first_is_odd: the first frame has 0xFA. [process] */
NT_API nt_status nt_dop_unpack(const int32_t* words, uint32_t channels, uint32_t frames, uint8_t* const* bytes,
                               int32_t* first_is_odd) NT_NONBLOCKING;

/* Words of ALSA's DSD formats; in each the earliest bit is the highest. The numbers are the bytes of a word, with the
 * order of its bytes. */
typedef enum nt_dsd_form {
  NT_DSD_U8 = 0,
  NT_DSD_U16_LE = 1,
  NT_DSD_U32_LE = 2,
  NT_DSD_U16_BE = 3,
  NT_DSD_U32_BE = 4,
} nt_dsd_form;

/* Interleaves count bytes of each channel (a multiple of the word, 1..NT_MAX_BLOCK_FRAMES * 4) into out, channels *
 * count bytes; and back. NT_INVALID_ARGUMENT. [process] */
NT_API nt_status nt_dsd_interleave(int32_t form, const uint8_t* const* bytes, uint32_t channels, uint32_t count,
                                   uint8_t* out) NT_NONBLOCKING;
NT_API nt_status nt_dsd_deinterleave(int32_t form, const uint8_t* in, uint32_t channels, uint32_t count,
                                     uint8_t* const* bytes) NT_NONBLOCKING;

#ifdef __cplusplus
}
#endif
#endif
