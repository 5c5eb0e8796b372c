#include "output/quantise.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstring>

namespace nt::output {
namespace {

/// full: 2^(bits-1). nearbyint in the default rounding mode is nearest, ties to even, on every machine.
inline int32_t quantise(double x, double full) noexcept {
  const double scaled = std::min(std::max(x * full, -full), full - 1.0);
  return static_cast<int32_t>(std::nearbyint(scaled));
}

}  // namespace

void to_integer(const double* from, int32_t* to, uint32_t count, int bits) noexcept {
  const double full = static_cast<double>(int64_t{1} << (bits - 1));
  for (uint32_t i = 0; i < count; ++i) to[i] = quantise(from[i], full);
}

void to_integer_left(const double* from, int32_t* to, uint32_t count, int bits) noexcept {
  const double full = static_cast<double>(int64_t{1} << (bits - 1));
  const int32_t step = static_cast<int32_t>(int64_t{1} << (32 - bits));
  for (uint32_t i = 0; i < count; ++i) to[i] = quantise(from[i], full) * step;
}

uint32_t pack_s24_pairs(const int32_t* left, const int32_t* right, uint8_t* to, uint32_t frames) noexcept {
  typedef int32_t Four __attribute__((vector_size(16)));
  typedef uint8_t Sixteen __attribute__((vector_size(16)));
  uint32_t i = 0;
  for (; i + 6 <= frames; i += 4, to += 24) {
    Four l, r;
    std::memcpy(&l, left + i, sizeof l);
    std::memcpy(&r, right + i, sizeof r);
    const Four pairs[] = {__builtin_shufflevector(l, r, 0, 4, 1, 5), __builtin_shufflevector(l, r, 2, 6, 3, 7)};
    for (int half = 0; half < 2; ++half) {
      Sixteen bytes;
      std::memcpy(&bytes, &pairs[half], sizeof bytes);
      // The low three bytes of each value; the last four are written over.
      bytes = __builtin_shufflevector(bytes, bytes, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
      std::memcpy(to + 12 * half, &bytes, sizeof bytes);
    }
  }
  return i;
}

void to_s16(const double* from, int16_t* to, uint32_t count) noexcept {
  for (uint32_t i = 0; i < count; ++i) to[i] = static_cast<int16_t>(quantise(from[i], 32768.0));
}

void to_f32(const double* from, float* to, uint32_t count) noexcept {
  for (uint32_t i = 0; i < count; ++i)
    to[i] =
        static_cast<float>(std::min(std::max(from[i], -static_cast<double>(FLT_MAX)), static_cast<double>(FLT_MAX)));
}

void to_f32_clipped(const double* from, float* to, uint32_t count) noexcept {
  for (uint32_t i = 0; i < count; ++i) to[i] = static_cast<float>(std::min(std::max(from[i], -1.0), 1.0));
}

}  // namespace nt::output
