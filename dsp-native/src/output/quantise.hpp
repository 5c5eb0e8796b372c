#pragma once
// f64 to the sample types of files. Integers: times 2^(bits-1), nearest (ties to even), clipped to the type's range; a
// value on the grid is kept exactly, since the scaling is by a power of two.

#include <cstdint>

namespace nt::output {

/// Right-aligned: 24 bits lie in -8388608..8388607. bits: 16, 24, 32.
void to_integer(const double* from, int32_t* to, uint32_t count, int bits) noexcept;
/// Left-aligned in 32 bits, as FFmpeg's encoders take 24 bits.
void to_integer_left(const double* from, int32_t* to, uint32_t count, int bits) noexcept;
/// Frames of a pair in three bytes each, four frames at a time as long as whole registers may be stored into frames * 6
/// bytes; returns how many.
uint32_t pack_s24_pairs(const int32_t* left, const int32_t* right, uint8_t* to, uint32_t frames) noexcept;
void to_s16(const double* from, int16_t* to, uint32_t count) noexcept;
/// Nearest; beyond the range of f32 the largest finite value.
void to_f32(const double* from, float* to, uint32_t count) noexcept;
/// Nearest, clipped to -1..1.
void to_f32_clipped(const double* from, float* to, uint32_t count) noexcept;

}  // namespace nt::output
