#pragma once
// The checksum that ends every FLAC frame (RFC 9639, 9.3): CRC-16 of x^16 + x^15 + x^2 + 1 over the whole frame. FFmpeg
// computes it four bytes at a time, which is a seventh of the time of decoding; here it is sixteen.

#include <array>
#include <cstddef>
#include <cstdint>

namespace nt::decode {

/// Shares of a byte that stands 0 to 15 bytes before the end of a run of sixteen.
inline constexpr auto flac_crc_tables = [] {
  std::array<std::array<uint16_t, 256>, 16> tables{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned crc = byte << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x8005 : crc << 1;
    tables[0][byte] = static_cast<uint16_t>(crc);
  }
  for (size_t k = 1; k < tables.size(); ++k)
    for (unsigned byte = 0; byte < 256; ++byte) {
      const unsigned before = tables[k - 1][byte];
      tables[k][byte] = static_cast<uint16_t>((before << 8) ^ tables[0][before >> 8]);
    }
  return tables;
}();

/// 0 over a frame with its checksum, where nothing is damaged.
inline uint16_t flac_crc(const uint8_t* bytes, size_t count) noexcept {
  const auto& t = flac_crc_tables;
  unsigned crc = 0;
  for (; count >= 16; count -= 16, bytes += 16) {
    unsigned sum = t[15][bytes[0] ^ (crc >> 8)] ^ t[14][bytes[1] ^ (crc & 0xFF)];
    for (size_t i = 2; i < 16; ++i) sum ^= t[15 - i][bytes[i]];
    crc = sum;
  }
  for (; count > 0; --count, ++bytes) crc = ((crc << 8) ^ t[0][(crc >> 8) ^ *bytes]) & 0xFFFF;
  return static_cast<uint16_t>(crc);
}

}  // namespace nt::decode
