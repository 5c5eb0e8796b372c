#pragma once
// A sum over bytes that shows damage; against forgery it is no protection.

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace nt {

inline constexpr uint64_t checksum_start = 0xcbf29ce484222325ull;

/// Eight bytes at a time: a state of convolutions is megabytes long. Every step is a bijection of the word, so no
/// damage of one word passes.
inline uint64_t checksum(uint64_t sum, const void* bytes, size_t size) noexcept {
  const auto* p = static_cast<const uint8_t*>(bytes);
  const auto mix = [&sum](uint64_t word) {
    sum = (sum ^ word) * 0x9e3779b97f4a7c15ull;
    sum ^= sum >> 32;
  };
  const size_t whole = size / sizeof(uint64_t) * sizeof(uint64_t);
  uint64_t word = 0;
  for (size_t at = 0; at < whole; at += sizeof word) {
    std::memcpy(&word, p + at, sizeof word);
    mix(word);
  }
  word = 0;
  std::memcpy(&word, p + whole, size - whole);
  mix(word);
  return sum ^ size;
}

}  // namespace nt
