#pragma once
// Noise that is a function of where it stands, not of what was drawn before: any frame of any channel can be asked for
// at any time, so cuts, seeks and threads do not change it.

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace nt {

/// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every input bit flips every output bit with probability 1/2.
inline uint64_t mix64(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/// Random bits of one channel's stream: SplitMix64 started at a place that seed and channel decide, read at frame.
class CounterNoise {
 public:
  CounterNoise(uint64_t seed, uint64_t channel) : start_(mix64(mix64(seed) + (channel + 1) * 0xd1b54a32d192ed03ull)) {}
  [[nodiscard]] uint64_t bits(uint64_t frame) const { return mix64(start_ + (frame + 1) * 0x9e3779b97f4a7c15ull); }
  /// Triangular in -1..1, mean 0, variance 1/6: the difference of two independent 32-bit uniforms.
  [[nodiscard]] double triangular(uint64_t frame) const {
    const uint64_t b = bits(frame);
    const auto difference = static_cast<int64_t>(b >> 32) - static_cast<int64_t>(b & 0xffffffffu);
    return static_cast<double>(difference) * 0x1p-32;
  }

  /// The same for count frames from first on, four side by side.
  void triangular(uint64_t first, double* to, size_t count) const {
    typedef uint64_t Four __attribute__((vector_size(32)));
    typedef double Values __attribute__((vector_size(32)));
    constexpr uint64_t odd = 0x9e3779b97f4a7c15ull;
    // An integer below 2^51 in the low bits of 1.5 * 2^52 is that number more than it.
    constexpr uint64_t anchor_bits = 0x4338000000000000ull;
    constexpr double anchor = 0x1.8p52;
    const uint64_t base = start_ + (first + 1) * odd;
    Four z = {base, base + odd, base + 2 * odd, base + 3 * odd};
    size_t i = 0;
    for (; i + 4 <= count; i += 4, z += 4 * odd) {
      Four b = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
      b = (b ^ (b >> 27)) * 0x94d049bb133111ebull;
      b ^= b >> 31;
      const Four difference = (b >> 32) - (b & 0xffffffffu) + anchor_bits;
      Values v;
      std::memcpy(&v, &difference, sizeof v);
      v = (v - anchor) * 0x1p-32;
      std::memcpy(to + i, &v, sizeof v);
    }
    for (; i < count; ++i) to[i] = triangular(first + i);
  }

 private:
  uint64_t start_;
};

}  // namespace nt
