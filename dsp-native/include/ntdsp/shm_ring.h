/* Sound in shared memory: what the device "shm:NAME" keeps in /dev/shm/ntworkstation-NAME (shm_open, mode 0600) for any
 * number of readers in other processes, who map it read-only and cost the writer nothing. Numbers are little-endian.
 *
 * The file is this header, then at header_bytes capacity_frames frames of frame_bytes each, interleaved as the device's
 * samples say. Frame n since the beginning lies at header_bytes + (n mod capacity_frames) * frame_bytes; the oldest go.
 * The writer raises begun, writes frames, then raises written. A reader at position r
 *   1. loads written (acquire); r..written-1 can be read, if r is not below written - capacity_frames
 *   2. copies them
 *   3. fences (acquire) and loads begun: frames below begun - capacity_frames may have been written over while they
 *      were copied, and are lost to it
 * It looks again as often as it likes: there is nothing to wait for. When the device is closed its state becomes
 * NT_DEVICE_DRAINED, or NT_DEVICE_LOST where it failed, and the name goes; a mapping stays valid. A writer that died
 * leaves the name behind: nobody then holds the lock (F_OFD_SETLK) of the file, and the next device of that name makes
 * it anew.
 */
#ifndef NTDSP_SHM_RING_H
#define NTDSP_SHM_RING_H

#include <stdint.h>

#define NT_SHM_RING_MAGIC 0x474E49525F4D4853ull /* "SHM_RING" */
#define NT_SHM_RING_VERSION 1u

typedef struct nt_shm_ring {
  uint64_t magic; /* written last: a file without it is not ready */
  uint32_t version;
  uint32_t header_bytes; /* a multiple of 64 */
  uint64_t capacity_frames;
  double frame_rate; /* frames a second */
  uint32_t channels;
  uint32_t frame_bytes;
  int32_t samples; /* nt_device_samples */
  int32_t state;   /* nt_device_state; atomic */
  uint64_t reserved[2];
  uint64_t begun;   /* atomic; at offset 64 */
  uint64_t written; /* atomic */
  int64_t at_ns;    /* atomic; CLOCK_MONOTONIC of the last write */
  uint64_t reserved_too[5];
} nt_shm_ring; /* 128 bytes */

#endif
