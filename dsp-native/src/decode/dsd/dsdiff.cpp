#include <algorithm>

#include "decode/dsd/bytes.hpp"
#include "decode/dsd/container.hpp"
#include "decode/dsd/id3v2.hpp"
#include "ntdsp/decode.h"
#include "rt/utf8.hpp"

namespace nt::dsd {
namespace {

constexpr int max_chunks = 4096;
constexpr const char* in_header = "its DSDIFF chunks";

struct Chunk {
  Piece<12> head;
  int64_t body, size, next;

  /// end: of what holds the chunk. A chunk that claims more than there is, is taken as far as it goes.
  Chunk(const Source& source, int64_t at, int64_t end) : head(source, at, in_header), body(at + 12) {
    const uint64_t stated = head.big(4, 8);
    const uint64_t there = static_cast<uint64_t>(std::max<int64_t>(end - body, 0));
    size = static_cast<int64_t>(std::min(stated, there));
    next = body + size + (size & 1);
  }
  [[nodiscard]] bool is(const char* four) const { return head.is(0, four); }
};

uint64_t speaker(const uint8_t* id) {
  static constexpr struct {
    const char* id;
    uint64_t bit;
  } known[] = {{"SLFT", 0x1}, {"SRGT", 0x2}, {"MLFT", 0x1},  {"MRGT", 0x2},
               {"C   ", 0x4}, {"LFE ", 0x8}, {"LS  ", 0x10}, {"RS  ", 0x20}};
  for (const auto& k : known)
    if (std::memcmp(id, k.id, 4) == 0) return k.bit;
  return 0;
}

void read_channels(const Source& source, const Chunk& chunk, Container& c) {
  if (chunk.size < 2) throw Error(NT_MALFORMED, "the CHNL chunk is empty");
  const auto count = Piece<2>(source, chunk.body, in_header).big(0, 2);
  check_channels(count);
  c.channels = static_cast<uint32_t>(count);
  uint64_t mask = 0, last = 0;
  bool ordered = chunk.size >= static_cast<int64_t>(2 + 4 * count);
  for (uint32_t i = 0; ordered && i < c.channels; ++i) {
    const uint64_t bit = speaker(Piece<4>(source, chunk.body + 2 + 4 * i, in_header).bytes);
    ordered = bit > last;
    mask |= last = bit;
  }
  c.channel_mask = ordered ? (mask == 0x1 ? 0x4 : mask) : 0;
}

void read_properties(const Source& source, const Chunk& prop, Container& c) {
  if (prop.size < 4 || !Piece<4>(source, prop.body, in_header).is(0, "SND "))
    throw Error(NT_UNSUPPORTED, "the properties of this DSDIFF file are not those of sound");
  const int64_t end = prop.body + prop.size;
  int left = max_chunks;
  for (int64_t at = prop.body + 4; at + 12 <= end && left-- > 0;) {
    const Chunk chunk(source, at, end);
    if (chunk.is("FS  ") && chunk.size >= 4) {
      const auto rate = Piece<4>(source, chunk.body, in_header).big(0, 4);
      check_rate(rate);
      c.bit_rate = static_cast<uint32_t>(rate);
    } else if (chunk.is("CHNL")) {
      read_channels(source, chunk, c);
    } else if (chunk.is("CMPR") && chunk.size >= 4) {
      const Piece<4> kind(source, chunk.body, in_header);
      if (kind.is(0, "DST "))
        throw Error(NT_UNSUPPORTED,
                    "the DSD in this file is compressed with DST, which is not read; unpack it to plain DSDIFF first");
      if (!kind.is(0, "DSD ")) throw Error(NT_UNSUPPORTED, "this DSDIFF file has an unknown compression");
    }
    at = chunk.next;
  }
}

void add_text(const Source& source, const Chunk& chunk, const char* key, Tags& tags) {
  if (chunk.size < 4) return;
  const auto count = static_cast<int64_t>(Piece<4>(source, chunk.body, in_header).big(0, 4));
  if (count < 1 || count > chunk.size - 4) return;
  if (count > NT_MAX_TAG_VALUE_BYTES) {
    ++tags.left_out;
    return;
  }
  std::string text(static_cast<size_t>(count), '\0');
  text.resize(source.peek(chunk.body + 4, text.data(), text.size()));
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
  if (text.empty()) return;
  if (!is_utf8(text.c_str()) || text.find('\0') != std::string::npos) text = from_latin1(text);
  add_tag(tags, key, std::move(text));
}

/// The edited master information: artist and title.
void read_information(const Source& source, const Chunk& diin, Tags& tags) {
  const int64_t end = diin.body + diin.size;
  int left = max_chunks;
  for (int64_t at = diin.body; at + 12 <= end && left-- > 0;) {
    const Chunk chunk(source, at, end);
    if (chunk.is("DIAR")) add_text(source, chunk, "artist", tags);
    if (chunk.is("DITI")) add_text(source, chunk, "title", tags);
    at = chunk.next;
  }
}

}  // namespace

bool is_dsdiff(const Source& source) {
  uint8_t head[16] = {};
  return source.peek(0, head, sizeof head) == sizeof head && std::memcmp(head, "FRM8", 4) == 0 &&
         std::memcmp(head + 12, "DSD ", 4) == 0;
}

Container read_dsdiff(const Source& source) {
  Container c;
  bool has_data = false;
  int64_t tag_at = -1, tag_bytes = 0;
  uint64_t stated = 0;
  int left = max_chunks;
  // Tags of ID3 stand behind the form in some files: all of the file is searched.
  for (int64_t at = 16; at + 12 <= source.size() && left-- > 0;) {
    const Chunk chunk(source, at, source.size());
    if (chunk.is("PROP")) {
      read_properties(source, chunk, c);
    } else if (chunk.is("DST ")) {
      throw Error(NT_UNSUPPORTED,
                  "the DSD in this file is compressed with DST, which is not read; unpack it to plain DSDIFF first");
    } else if (chunk.is("DSD ") && !has_data) {
      has_data = true;
      stated = chunk.head.big(4, 8);
      c.data = chunk.body;
      c.data_bytes = chunk.size;
    } else if (chunk.is("DIIN")) {
      read_information(source, chunk, c.tags);
    } else if (chunk.is("ID3 ")) {
      tag_at = chunk.body;
      tag_bytes = chunk.size;
    }
    at = chunk.next;
  }
  if (c.bit_rate == 0) throw Error(NT_MALFORMED, "this DSDIFF file does not state its rate");
  if (c.channels == 0) throw Error(NT_MALFORMED, "this DSDIFF file does not state its channels");
  if (!has_data) throw Error(NT_MALFORMED, "this DSDIFF file has no sound in it");
  c.cut_short = stated > static_cast<uint64_t>(c.data_bytes);
  c.bits = 8 * (c.data_bytes / c.channels);
  if (tag_at >= 0) read_id3v2(source, tag_at, tag_bytes, c.tags);
  return c;
}

}  // namespace nt::dsd
