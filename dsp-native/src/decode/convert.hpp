#pragma once
// Decoded frames to planar f64. Integers are divided by 2^(n-1), which is exact.

#include <cstdint>

#include "rt/ffmpeg.hpp"

namespace nt::decode {

/// Where a NaN or infinity stands; channel < 0: nowhere.
struct NotFinite {
  int64_t frame = 0;
  int channel = -1;
};

/// Writes count frames of source from offset on to planes[c] + at, for every channel of source. Float samples are
/// checked: the first that is not finite (frame counted from offset) is answered.
NotFinite to_planar(const AVFrame& source, int offset, int count, double* const* planes, uint32_t at);

/// True for the sample formats to_planar knows: u8, s16, s32, s64, f32, f64, interleaved and planar.
bool convertible(int sample_format);

}  // namespace nt::decode
