#include "decode/ogg/page.hpp"

#include <array>
#include <cstring>

namespace nt::decode::ogg {
namespace {

constexpr uint8_t begins_stream = 2;

constexpr std::array<uint32_t, 256> make_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t r = i << 24;
    for (int bit = 0; bit < 8; ++bit) r = (r & 0x80000000u) != 0 ? (r << 1) ^ 0x04c11db7u : r << 1;
    table[i] = r;
  }
  return table;
}

constexpr auto sums = make_table();

uint32_t little_endian(const uint8_t* bytes) {
  return bytes[0] | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 | uint32_t{bytes[3]} << 24;
}

}  // namespace

std::optional<Page> read_head(const uint8_t* bytes) {
  if (std::memcmp(bytes, "OggS", 4) != 0 || bytes[4] != 0) return {};
  return Page{little_endian(bytes + 14), (bytes[5] & begins_stream) != 0, bytes[26]};
}

size_t page_bytes(const uint8_t* bytes) {
  size_t size = head_bytes + bytes[26];
  for (size_t i = 0; i < bytes[26]; ++i) size += bytes[head_bytes + i];
  return size;
}

bool is_sound(const uint8_t* page, size_t bytes) {
  uint32_t sum = 0;
  for (size_t i = 0; i < bytes; ++i) {
    const uint8_t byte = i >= 22 && i < 26 ? 0 : page[i];  // the sum itself counts as 0
    sum = (sum << 8) ^ sums[(sum >> 24) ^ byte];
  }
  return sum == little_endian(page + 22);
}

}  // namespace nt::decode::ogg
