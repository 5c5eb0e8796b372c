#include "output/id3v2.hpp"

#include <algorithm>
#include <array>

namespace nt::output {
namespace {

struct Frame {
  std::string_view key;
  const char* id;
};

constexpr std::array<Frame, 20> text_frames = {
    {{"title", "TIT2"},       {"artist", "TPE1"},    {"album", "TALB"},       {"album_artist", "TPE2"},
     {"albumartist", "TPE2"}, {"track", "TRCK"},     {"tracknumber", "TRCK"}, {"disc", "TPOS"},
     {"discnumber", "TPOS"},  {"date", "TDRC"},      {"genre", "TCON"},       {"composer", "TCOM"},
     {"copyright", "TCOP"},   {"publisher", "TPUB"}, {"performer", "TPE3"},   {"bpm", "TBPM"},
     {"tbpm", "TBPM"},        {"isrc", "TSRC"},      {"tsrc", "TSRC"},        {"encoded_by", "TENC"}}};

constexpr uint8_t utf8 = 3;

/// 28 bits in four bytes with the top bit clear.
void synchsafe(Bytes& to, size_t value) {
  for (int shift = 21; shift >= 0; shift -= 7) to.u8(static_cast<uint8_t>((value >> shift) & 0x7F));
}

void add(Bytes& body, std::string_view id, const Bytes& content) {
  body.text(id);
  synchsafe(body, content.size());
  body.u16(0).raw(content.data(), content.size());
}

void add_text(Bytes& body, const std::string& key, const std::string& value) {
  Bytes content;
  content.u8(utf8);
  if (key == "comment") {
    content.text("eng").u8(0).text(value);
    return add(body, "COMM", content);
  }
  const auto known = std::find_if(text_frames.begin(), text_frames.end(), [&](const Frame& f) { return f.key == key; });
  if (known == text_frames.end()) {
    content.text(key).u8(0).text(value);
    return add(body, "TXXX", content);
  }
  content.text(value);
  add(body, known->id, content);
}

}  // namespace

Bytes id3v2_tag(const Settings& settings) {
  Bytes body;
  for (const auto& [key, value] : settings.tags) add_text(body, key, value);
  if (!settings.lyrics.empty()) {
    Bytes content;
    content.u8(utf8).text("eng").u8(0).text(settings.lyrics);
    add(body, "USLT", content);
  }
  if (!settings.cover.empty()) {
    Bytes content;
    content.u8(utf8).text(settings.cover_mime).u8(0).u8(3).u8(0).raw(settings.cover.data(), settings.cover.size());
    add(body, "APIC", content);
  }
  Bytes tag;
  if (body.empty()) return tag;
  tag.text("ID3").u8(4).u8(0).u8(0);
  synchsafe(tag, body.size());
  tag.raw(body.data(), body.size());
  return tag;
}

}  // namespace nt::output
