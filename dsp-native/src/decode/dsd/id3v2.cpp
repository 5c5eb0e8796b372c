#include "decode/dsd/id3v2.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "ntdsp/decode.h"
#include "rt/utf8.hpp"

namespace nt::dsd {
namespace {

using decode::Tags;
using Span = std::string_view;

/// A cover, lyrics and a full set of tags.
constexpr int64_t most_bytes = int64_t{NT_MAX_COVER_BYTES} + NT_MAX_LYRICS_BYTES + (8 << 20);

struct Known {
  Span id, old_id;  // of versions 3 and 4, and of version 2
  const char* key;
};
constexpr std::array<Known, 19> known = {{{"TIT2", "TT2", "title"},
                                          {"TPE1", "TP1", "artist"},
                                          {"TALB", "TAL", "album"},
                                          {"TPE2", "TP2", "album_artist"},
                                          {"TRCK", "TRK", "track"},
                                          {"TPOS", "TPA", "disc"},
                                          {"TDRC", "", "date"},
                                          {"TYER", "TYE", "date"},
                                          {"TCON", "TCO", "genre"},
                                          {"TCOM", "TCM", "composer"},
                                          {"TCOP", "TCR", "copyright"},
                                          {"TPUB", "TPB", "publisher"},
                                          {"TPE3", "TP3", "performer"},
                                          {"TBPM", "TBP", "bpm"},
                                          {"TSRC", "TRC", "isrc"},
                                          {"TENC", "TEN", "encoded_by"},
                                          {"TIT1", "TT1", "grouping"},
                                          {"TIT3", "TT3", "subtitle"},
                                          {"TLAN", "TLA", "language"}}};

uint32_t big(Span s, size_t at, int count) {
  uint32_t x = 0;
  for (int i = 0; i < count; ++i) x = x << 8 | static_cast<uint8_t>(s[at + static_cast<size_t>(i)]);
  return x;
}

uint32_t synchsafe(Span s, size_t at) {
  uint32_t x = 0;
  for (size_t i = 0; i < 4; ++i) x = x << 7 | (static_cast<uint8_t>(s[at + i]) & 0x7F);
  return x;
}

/// FF 00 stands for FF.
std::string resynchronised(Span s) {
  std::string out;
  out.reserve(s.size());
  for (size_t i = 0; i < s.size(); ++i) {
    out += s[i];
    if (s[i] == '\xFF' && i + 1 < s.size() && s[i + 1] == '\0') ++i;
  }
  return out;
}

void append(std::string& to, uint32_t code) {
  if (code < 0x80) {
    to += static_cast<char>(code);
  } else if (code < 0x800) {
    to += static_cast<char>(0xC0 | code >> 6);
    to += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    to += static_cast<char>(0xE0 | code >> 12);
    to += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    to += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    to += static_cast<char>(0xF0 | code >> 18);
    to += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    to += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    to += static_cast<char>(0x80 | (code & 0x3F));
  }
}

std::string from_utf16(Span s, bool big_endian) {
  const auto unit = [&](size_t i) {
    const uint32_t a = static_cast<uint8_t>(s[i]), b = static_cast<uint8_t>(s[i + 1]);
    return big_endian ? a << 8 | b : b << 8 | a;
  };
  if (s.size() >= 2 && unit(0) == 0xFEFF) s.remove_prefix(2);
  std::string out;
  for (size_t i = 0; i + 1 < s.size(); i += 2) {
    uint32_t code = unit(i);
    if (code >= 0xD800 && code < 0xDC00 && i + 3 < s.size() && (unit(i + 2) & 0xFC00) == 0xDC00) {
      code = 0x10000 + ((code & 0x3FF) << 10 | (unit(i + 2) & 0x3FF));
      i += 2;
    } else if (code >= 0xD800 && code < 0xE000) {
      code = 0xFFFD;
    }
    append(out, code);
  }
  return out;
}

/// Cuts the text up to its terminator off the front of s and gives it as UTF-8.
std::string take_text(Span& s, int encoding) {
  const bool wide = encoding == 1 || encoding == 2;
  size_t end = 0;
  if (wide) {
    while (end + 1 < s.size() && (s[end] != '\0' || s[end + 1] != '\0')) end += 2;
    end = std::min(end, s.size());
  } else {
    end = std::min(s.find('\0'), s.size());
  }
  const Span text = s.substr(0, end);
  s.remove_prefix(std::min(end + (wide ? 2 : 1), s.size()));
  if (wide) return from_utf16(text, encoding == 2 || (text.size() >= 2 && text[0] == '\xFE' && text[1] == '\xFF'));
  std::string plain(text);
  return encoding == 0 || !is_utf8(plain.c_str()) ? from_latin1(plain) : plain;
}

void take_picture(Span s, int encoding, bool old, Tags& tags, bool& has_front) {
  std::string mime;
  if (old) {  // three letters in place of a MIME type
    if (s.size() < 4) return;
    mime = s.substr(0, 3) == "PNG" ? "image/png" : "image/jpeg";
    s.remove_prefix(3);
  } else {
    mime = take_text(s, 0);
    if (mime.empty() || mime.size() > 64) return;
  }
  if (s.empty()) return;
  const bool front = s[0] == 3;
  s.remove_prefix(1);
  take_text(s, encoding);
  if (s.empty() || (!tags.cover.empty() && (has_front || !front))) return;
  if (s.size() > NT_MAX_COVER_BYTES) {
    ++tags.left_out;
    return;
  }
  has_front = front;
  tags.cover.assign(s.begin(), s.end());
  tags.cover_mime = mime;
}

void take_frame(Span id, Span body, bool old, Tags& tags, bool& has_front) {
  if (body.size() < 2) return;
  const int encoding = static_cast<uint8_t>(body[0]);
  if (encoding > 3) return;
  Span rest = body.substr(1);
  if (id == "APIC" || id == "PIC") return take_picture(rest, encoding, old, tags, has_front);
  if (id == "TXXX" || id == "TXX") {
    auto key = take_text(rest, encoding);
    std::transform(key.begin(), key.end(), key.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return add_tag(tags, std::move(key), take_text(rest, encoding));
  }
  const bool lyrics = id == "USLT" || id == "ULT";
  if (lyrics || id == "COMM" || id == "COM") {
    if (rest.size() < 4) return;
    rest.remove_prefix(3);  // the language
    take_text(rest, encoding);
    auto text = take_text(rest, encoding);
    if (!lyrics) return add_tag(tags, "comment", std::move(text));
    if (text.size() > NT_MAX_LYRICS_BYTES)
      ++tags.left_out;
    else if (tags.lyrics.empty())
      tags.lyrics = std::move(text);
    return;
  }
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const Known& k) { return (old ? k.old_id : k.id) == id; });
  if (found == known.end()) return;
  auto value = take_text(rest, encoding);
  // Version 4 separates several values by zeros.
  while (!rest.empty()) {
    const auto more = take_text(rest, encoding);
    if (!more.empty()) value += "; " + more;
  }
  add_tag(tags, found->key, std::move(value));
}

}  // namespace

std::string from_latin1(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != '\0') append(out, static_cast<uint8_t>(c));
  return out;
}

void add_tag(Tags& tags, std::string key, std::string value) {
  if (key.empty() || value.empty()) return;
  if (std::any_of(tags.entries.begin(), tags.entries.end(), [&](const auto& e) { return e.first == key; })) return;
  if (key.size() > NT_MAX_TAG_KEY_BYTES || value.size() > NT_MAX_TAG_VALUE_BYTES ||
      tags.entries.size() >= NT_MAX_TAGS || !is_utf8(key.c_str()) || !is_utf8(value.c_str())) {
    ++tags.left_out;
    return;
  }
  tags.entries.emplace_back(std::move(key), std::move(value));
}

void read_id3v2(const decode::Source& source, int64_t offset, int64_t most, Tags& tags) {
  char head[10];
  if (most < 10 || source.peek(offset, head, sizeof head) != sizeof head) return;
  const Span header(head, sizeof head);
  const int version = head[3];
  const auto flags = static_cast<uint8_t>(head[5]);
  if (header.substr(0, 3) != "ID3" || version < 2 || version > 4) return;
  const int64_t stated = synchsafe(header, 6);
  if (stated > most_bytes) {
    ++tags.left_out;
    return;
  }
  std::string bytes(static_cast<size_t>(std::min(stated, most - 10)), '\0');
  bytes.resize(source.peek(offset + 10, bytes.data(), bytes.size()));
  if ((flags & 0x80) != 0 && version < 4) bytes = resynchronised(bytes);
  Span left = bytes;
  if ((flags & 0x40) != 0 && version > 2 && left.size() >= 4) {  // an extended header
    const size_t size = version == 4 ? synchsafe(left, 0) : size_t{big(left, 0, 4)} + 4;
    left.remove_prefix(std::min(size, left.size()));
  }
  const size_t id_bytes = version == 2 ? 3 : 4, head_bytes = version == 2 ? 6 : 10;
  bool has_front = false;
  while (left.size() > head_bytes && left[0] != '\0') {
    const Span id = left.substr(0, id_bytes);
    const size_t size = version == 2 ? big(left, 3, 3) : version == 3 ? big(left, 4, 4) : synchsafe(left, 4);
    const auto format = version == 2 ? uint8_t{0} : static_cast<uint8_t>(left[9]);
    left.remove_prefix(head_bytes);
    if (size > left.size()) return;
    Span body = left.substr(0, size);
    left.remove_prefix(size);
    const bool packed = version == 4 ? (format & 0x0C) != 0 : (format & 0xC0) != 0;  // compressed or encrypted
    if (packed) {
      ++tags.left_out;
      continue;
    }
    std::string plain;
    if (version == 4 && (format & 0x01) != 0) body.remove_prefix(std::min<size_t>(4, body.size()));  // its length
    if (version == 4 && (format & 0x02) != 0) {
      plain = resynchronised(body);
      body = plain;
    }
    take_frame(id, body, version == 2, tags, has_front);
  }
}

}  // namespace nt::dsd
