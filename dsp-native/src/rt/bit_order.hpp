#pragma once
// Bytes of one-bit audio the other way round.

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace nt {

/// Eight bytes at once: in each the highest bit becomes the lowest.
inline uint64_t reversed_bits(uint64_t x) {
  x = (x >> 4 & 0x0f0f0f0f0f0f0f0full) | (x & 0x0f0f0f0f0f0f0f0full) << 4;
  x = (x >> 2 & 0x3333333333333333ull) | (x & 0x3333333333333333ull) << 2;
  return (x >> 1 & 0x5555555555555555ull) | (x & 0x5555555555555555ull) << 1;
}

/// In place.
inline void reverse_bits(uint8_t* bytes, size_t count) noexcept {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t x;
    std::memcpy(&x, bytes + i, 8);
    x = reversed_bits(x);
    std::memcpy(bytes + i, &x, 8);
  }
  for (; i < count; ++i) bytes[i] = static_cast<uint8_t>(reversed_bits(uint64_t{bytes[i]}));
}

}  // namespace nt
