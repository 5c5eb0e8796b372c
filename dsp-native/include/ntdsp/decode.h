/* From a file or bytes that arrive to planar f64 blocks. See abi.h for the thread words.
 *
 * Every codec and container here is hostile input: what is read is bounded (NT_LIMIT), what is not what it claims to be
 * is NT_MALFORMED, and no file name reaches a network protocol or makes another file be opened.
 */
#ifndef NTDSP_DECODE_H
#define NTDSP_DECODE_H

#include "ntdsp/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Kind of the samples a file stores. Append only. */
typedef enum nt_sample_kind {
  NT_SAMPLES_S16 = 0,
  NT_SAMPLES_S24 = 1,
  NT_SAMPLES_S32 = 2,
  NT_SAMPLES_F32 = 3,
  NT_SAMPLES_F64 = 4,
  NT_SAMPLES_LOSSY = 5, /* a lossy codec: there is no stored sample type */
  NT_SAMPLES_DSD = 6,   /* one-bit DSD, delivered as PCM; full modulation is 1.0, 0 dB SACD is -6.02 dBFS */
  NT_SAMPLES_U8 = 7,    /* up to 8 bits */
} nt_sample_kind;

/* Bounds of what is kept of a file's metadata; what exceeds them is left out and counted. */
#define NT_MAX_TAGS 1024u
#define NT_MAX_TAG_KEY_BYTES 256u
#define NT_MAX_TAG_VALUE_BYTES 65536u
#define NT_MAX_LYRICS_BYTES 1048576u
#define NT_MAX_COVER_BYTES 33554432u

/* For dsd_flags: full modulation becomes 2.0 instead of 1.0, so that 0 dB SACD (half of it) is full scale. */
#define NT_DSD_PLUS_6_DB 1u

typedef struct nt_decode_options {
  uint32_t threads; /* 0 and 1: the calling thread alone; up to 16: threads of the codec, where it has any */
  /* DSF and DSDIFF: bits a frame, a power of two from 8 to 512; 0 takes 32, which is 88.2 kHz from DSD64. */
  uint16_t dsd_decimation;
  uint16_t dsd_flags;
} nt_decode_options;

typedef struct nt_media_info {
  double sample_rate;
  uint64_t channel_mask; /* speaker bits as in WAVEFORMATEXTENSIBLE; 0 where the file does not say */
  int64_t length;        /* frames after delay and padding are removed; -1 where the format does not say */
  int64_t estimate;      /* frames, roughly, where length is -1; -1 where nothing is known */
  int64_t bit_rate;      /* bits per second of the audio, 0 where unknown */
  uint32_t channels;
  int32_t samples; /* nt_sample_kind */
  uint32_t tag_count;
  uint32_t tags_left_out; /* over the bounds above, or not UTF-8 */
  char container[24];     /* short names: "flac", "mp4", "ogg" */
  char codec[24];
} nt_media_info;

typedef struct nt_decoder nt_decoder;

/* Opens a regular file; path is a plain file name whatever it looks like. options null: defaults. Decodes the first
 * packet, so a file without decodable audio is refused here. NT_NOT_FOUND: not there or not to be opened.
 * NT_UNSUPPORTED: no audio format that is known. NT_MALFORMED, NT_LIMIT, NT_IO. [owner] */
NT_API nt_status nt_decoder_open(const char* path, const nt_decode_options* options, nt_decoder** out);

/* Bytes that the caller gives: a file on a server, a stream. Every call comes from a thread that opens, reads or seeks
 * the decoder. read waits for at least one byte and copies up to count from offset on: more than 0: so many; 0: the
 * end; less than 0: it failed, and the call that wanted the bytes answers NT_IO (so read also is where waiting is given
 * up). Of bytes that cannot be sought, offset is always where the last read ended. */
typedef struct nt_byte_source {
  void* context;
  int64_t (*read)(void* context, int64_t offset, uint8_t* bytes, size_t count);
  int64_t size;        /* in bytes; -1: not known */
  int32_t is_seekable; /* 0: forwards only */
  int32_t
      is_live; /* 1: it comes at its own pace, so that no more is read ahead than is needed to begin; forwards only */
} nt_byte_source;

/* As nt_decoder_open; the samples are those of a file with these bytes. hint: the ending of a name such as "mp3", which
 * decides only where the bytes do not; null or empty: none. What stands at the end of a file (an MP4's index, the
 * length of an Ogg file, DSD) is found only where the bytes can be sought: such a length is then -1, such a file
 * NT_UNSUPPORTED or NT_MALFORMED. source is copied; its context has to live as long as the decoder. [owner] */
NT_API nt_status nt_decoder_open_bytes(const nt_byte_source* source, const char* hint, const nt_decode_options* options,
                                       nt_decoder** out);

NT_API nt_status nt_decoder_describe(const nt_decoder* d, nt_media_info* out); /* [owner] */

/* Writes up to capacity frames (1..NT_MAX_BLOCK_FRAMES) into the planes, one a channel; fewer only at the end. NT_END
 * with got 0: the end. A damaged packet becomes silence of its length. NT_NOT_FINITE names the frame and the channel of
 * a NaN or infinity; reading goes on only after a seek past it. NT_UNSUPPORTED: rate or channels change in the stream.
 * NT_IO. [owner] */
NT_API nt_status nt_decoder_read(nt_decoder* d, double* const* planes, uint32_t capacity, uint32_t* got);

/* The next read starts exactly at this frame (>= 0); past the end it reads NT_END. The samples are those of a decode
 * from the start, except where the codec carries noise generators from frame to frame (AAC's noise substitution and
 * SBR), and to -94 dB in Opus speech (SILK). [owner] */
NT_API nt_status nt_decoder_seek(nt_decoder* d, int64_t frame);

/* Packets that could not be decoded so far, and 1 more where the file ended before its stated length. [owner] */
NT_API nt_status nt_decoder_damaged(const nt_decoder* d, int64_t* packets);

/* Which part of a chained Ogg file or stream was read last, from 0: parts follow each other without a gap and have tags
 * of their own, as stations send them at every change of title. 0 for every other kind. When it changes, the tags are
 * those of that part, and nt_decoder_describe says how many. [owner] */
NT_API nt_status nt_decoder_part(const nt_decoder* d, uint32_t* index);

/* The index-th tag, UTF-8, in file order; keys in lower case. The pointers live until the part changes. [owner] */
NT_API nt_status nt_decoder_tag(const nt_decoder* d, uint32_t index, const char** key, const char** value);
/* The front cover as it is stored, with its MIME type; NT_NOT_FOUND: none. [owner] */
NT_API nt_status nt_decoder_cover(const nt_decoder* d, const uint8_t** bytes, size_t* size, const char** mime);
/* NT_NOT_FOUND: none. [owner] */
NT_API nt_status nt_decoder_lyrics(const nt_decoder* d, const char** text);

NT_API void nt_decoder_close(nt_decoder* d); /* null is allowed. [owner] */

#ifdef __cplusplus
}
#endif
#endif
