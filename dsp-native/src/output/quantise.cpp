#include "output/quantise.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>

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
