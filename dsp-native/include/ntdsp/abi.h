/* The words every other header of the C ABI uses: status codes, thread contracts, versions.
 *
 * Thread words, written in square brackets after each function:
 *   [any]      may be called from any thread, also at the same time for different objects
 *   [owner]    one thread at a time for one object; may allocate, lock and do I/O
 *   [process]  the thread that processes; never allocates, locks, logs or waits (real-time safe)
 *
 * No exception crosses this ABI. A function that can fail returns nt_status; the text of the last
 * failure on the calling thread is read with nt_last_error. Null and absurd arguments are answered
 * with NT_INVALID_ARGUMENT, never with a crash. Strings are UTF-8. Samples are planar f64, full
 * scale is 1.0, a frame is one sample of every channel.
 */
#ifndef NTDSP_ABI_H
#define NTDSP_ABI_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define NT_API __attribute__((visibility("default")))
#else
#define NT_API
#endif

/* Marks a function of the [process] contract; a compiler that can verify it, does. */
#if defined(__clang__) && defined(__has_cpp_attribute)
#if __has_cpp_attribute(clang::nonblocking)
#define NT_NONBLOCKING [[clang::nonblocking]]
#endif
#endif
#ifndef NT_NONBLOCKING
#define NT_NONBLOCKING
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The numbers are part of the ABI: append only. */
typedef enum nt_status {
  NT_OK = 0,
  NT_END = 1,               /* the stream has ended; not a failure */
  NT_NOT_YET = 2,           /* too little is there so far; not a failure */
  NT_INVALID_ARGUMENT = -1, /* null, out of range, inconsistent sizes */
  NT_BAD_STATE = -2,        /* called out of order: process before activate, ... */
  NT_OUT_OF_MEMORY = -3,
  NT_IO = -4,          /* reading or writing failed; may succeed when repeated */
  NT_MALFORMED = -5,   /* the bytes are not what their format says */
  NT_UNSUPPORTED = -6, /* well-formed, but a kind that is not handled here */
  NT_LIMIT = -7,       /* well-formed, but larger than the stated bound */
  NT_NOT_FINITE = -8,  /* NaN or infinity among the samples or parameters */
  NT_NOT_FOUND = -9,
  NT_INTERNAL = -10,
  NT_NO_SPACE = -11,
} nt_status;

/* Bounds that hold everywhere. */
#define NT_MAX_CHANNELS 64u
#define NT_MAX_BLOCK_FRAMES 65536u
#define NT_MIN_SAMPLE_RATE 1000.0
#define NT_MAX_SAMPLE_RATE 1600000.0

/* Grows when a signature or a struct changes; the binding refuses another number. [any] */
#define NT_ABI_VERSION 2u
NT_API uint32_t nt_abi_version(void);

/* A short constant name such as "invalid argument"; never null. [any] */
NT_API const char* nt_status_name(nt_status status);

/* Copies the text of the calling thread's last failure into buffer (always ended with NUL when
 * capacity > 0) and returns its full length in bytes, as snprintf does. [any] */
NT_API size_t nt_last_error(char* buffer, size_t capacity);

/* What made the samples: the facts a render's hash is recorded with. Constant strings. [any] */
typedef struct nt_engine_info {
  const char* engine_version; /* of this library, "0.1.0" */
  const char* isa_class; /* "x86-64-v3" (AVX2 and AVX-512), "aarch64", "generic": results are equal within a class */
  const char* codec_version;     /* libavcodec and libavformat */
  const char* resampler_version; /* "ntdsp resample 1" */
  const char* pitch_version;     /* "rubberband 3.1.2 R3" */
} nt_engine_info;
NT_API nt_status nt_engine_describe(nt_engine_info* out);

/* The instructions this library was built for: "generic", "avx2", "avx512", "neon". Calling anything else of a library
 * that the processor cannot run is undefined. Never null. [any] */
NT_API const char* nt_engine_level(void);

#ifdef __cplusplus
}
#endif
#endif
