#pragma once
// Bounded reading of numbers at offsets of a file.

#include <cstdint>
#include <cstring>
#include <string>

#include "abi/guard.hpp"
#include "decode/source.hpp"

namespace nt::dsd {

/// count bytes at offset; throws NT_MALFORMED where the file ends before them. what names them in the message.
template <size_t Count>
struct Piece {
  Piece(const decode::Source& source, int64_t offset, const char* what) {
    if (source.peek(offset, bytes, Count) != Count)
      throw Error(NT_MALFORMED, std::string("the file ends within ") + what);
  }
  [[nodiscard]] bool is(size_t at, const char* four) const { return std::memcmp(bytes + at, four, 4) == 0; }
  [[nodiscard]] uint64_t little(size_t at, int count) const {
    uint64_t x = 0;
    for (int i = count - 1; i >= 0; --i) x = x << 8 | bytes[at + static_cast<size_t>(i)];
    return x;
  }
  [[nodiscard]] uint64_t big(size_t at, int count) const {
    uint64_t x = 0;
    for (int i = 0; i < count; ++i) x = x << 8 | bytes[at + static_cast<size_t>(i)];
    return x;
  }
  uint8_t bytes[Count];
};

}  // namespace nt::dsd
