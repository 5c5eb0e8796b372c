#include "decode/lame_tag.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace nt::decode {
namespace {

constexpr size_t search_bytes = 65536;
constexpr int max_id3_tags = 16;

uint32_t big(const uint8_t* p, int count) {
  uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | p[i];
  return value;
}

/// The first byte behind the ID3v2 tags.
int64_t skip_id3(const Source& source) {
  int64_t at = 0;
  for (int i = 0; i < max_id3_tags; ++i) {
    uint8_t head[10];
    if (source.peek(at, head, sizeof head) < sizeof head || std::memcmp(head, "ID3", 3) != 0) break;
    if (((head[6] | head[7] | head[8] | head[9]) & 0x80) != 0) break;
    const bool footer = (head[5] & 0x10) != 0;
    at += 10 + (int64_t{head[6]} << 21 | head[7] << 14 | head[8] << 7 | head[9]) + (footer ? 10 : 0);
  }
  return at;
}

/// Reads a header that begins at frame, of which bytes are there.
std::optional<LameTag> parse(const uint8_t* frame, size_t bytes) {
  if (bytes < 4 || frame[0] != 0xFF || (frame[1] & 0xE0) != 0xE0) return {};
  const int version = (frame[1] >> 3) & 3;  // 0: MPEG-2.5, 2: MPEG-2, 3: MPEG-1
  const int layer = (frame[1] >> 1) & 3;    // 1: layer III
  if (version == 1 || layer != 1) return {};
  const bool mono = (frame[3] >> 6) == 3;
  const bool mpeg1 = version == 3;
  const size_t side_info = mpeg1 ? (mono ? 17 : 32) : (mono ? 9 : 17);
  const size_t at = 4 + side_info;
  if (bytes < at + 8) return {};
  const uint8_t* xing = frame + at;
  if (std::memcmp(xing, "Xing", 4) != 0 && std::memcmp(xing, "Info", 4) != 0) return {};
  const uint32_t flags = big(xing + 4, 4);
  if ((flags & 1) == 0 || bytes < at + 12) return {};
  LameTag tag;
  tag.samples_per_frame = mpeg1 ? 1152 : 576;
  tag.frames = big(xing + 8, 4);
  const size_t lame =
      at + 8 + 4 + ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0) + ((flags & 8) != 0 ? 4 : 0);
  if (bytes >= lame + 24) {
    const uint8_t* p = frame + lame;
    const bool known =
        std::memcmp(p, "LAME", 4) == 0 || std::memcmp(p, "Lavf", 4) == 0 || std::memcmp(p, "Lavc", 4) == 0;
    if (known) {
      const uint32_t both = big(p + 21, 3);
      tag.gapless = true;
      tag.delay = static_cast<int>(both >> 12);
      tag.padding = static_cast<int>(both & 0xFFF);
    }
  }
  return tag;
}

}  // namespace

std::optional<LameTag> read_lame_tag(const Source& source) {
  std::vector<uint8_t> bytes(search_bytes);
  bytes.resize(source.peek(skip_id3(source), bytes.data(), bytes.size()));
  // The header stands in the first frame; a little padding may precede it.
  for (size_t at = 0; at + 4 < bytes.size(); ++at) {
    if (bytes[at] != 0xFF) continue;
    if (auto tag = parse(bytes.data() + at, bytes.size() - at)) return tag;
  }
  return {};
}

}  // namespace nt::decode
