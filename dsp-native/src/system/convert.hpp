#pragma once
// From the ring's planes to a device's interleaved samples. Allocates nothing, calls nothing of the system.

#include <cstdint>

#include "ntdsp/device.h"
#include "rt/counter_noise.hpp"

namespace nt::system {

/// Frames that dither goes on after the last sample that was no step of the device's: longer than half a period of the
/// lowest tones (93 ms at 88.2 kHz), so that a signal which only rests on steps, or passes them, keeps its noise.
inline constexpr uint32_t dither_hold = 8192;

/// Where PCM frames stand and what noise they get: that of frame first + i, however the stream is cut. noise: one a
/// channel; null: none, integers are rounded to nearest (ties to even).
/// since: of each channel the frames since its last sample that was no step, dither_hold at first and at most. A stream
/// of nothing but steps has no error that dither could make independent of it, and none is added; from the first sample
/// between two steps on it is, to every sample, until dither_hold steps have followed one another.
struct Dither {
  const CounterNoise* noise = nullptr;
  uint64_t first = 0;
  uint32_t* since = nullptr;
};

/// samples: a PCM form. Integers are 2^(bits-1) times the value, clipped to their range, a value on their grid is kept
/// exactly; floats are not clipped, except to the range of F32. What is not finite becomes 0: a device must never get
/// noise at full scale. Dither is added to S16 and S24 only.
void pack_pcm(nt_device_samples samples, const double* const* planes, uint32_t channels, uint32_t frames,
              const Dither& dither, uint8_t* out) noexcept;
/// One plane of F32.
void pack_plane(const double* from, float* to, uint32_t frames) noexcept;
/// The way back from PCM, exact: what a file's writer takes.
void unpack_pcm(nt_device_samples samples, const uint8_t* in, uint32_t channels, uint32_t frames,
                double* const* planes) noexcept;

/// samples: a form of DSD or DoP; frames of the device; first_frame: of the device, whose parity is the marker's. At
/// most NT_DSD_MAX_CHANNELS channels.
void pack_bits(nt_device_samples samples, const uint8_t* const* planes, uint32_t channels, uint32_t frames,
               uint64_t first_frame, uint8_t* out) noexcept;
/// Silence of any form.
void pack_silence(nt_device_samples samples, uint32_t channels, uint32_t frames, uint64_t first_frame,
                  uint8_t* out) noexcept;

}  // namespace nt::system
