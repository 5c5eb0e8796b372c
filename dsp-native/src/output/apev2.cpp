#include "output/apev2.hpp"

#include <algorithm>

namespace nt::output {
namespace {

constexpr uint32_t binary_item = 2, has_header = 1u << 31, is_header = 1u << 29;

/// Keys are 2 to 255 printable ASCII characters.
bool is_key(std::string_view key) {
  return key.size() >= 2 && key.size() <= 255 &&
         std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

void add(Bytes& items, uint32_t& count, std::string_view key, uint32_t flags, const void* value, size_t bytes) {
  items.u32(static_cast<uint32_t>(bytes)).u32(flags).text(key).u8(0).raw(value, bytes);
  ++count;
}

std::string_view name_of(std::string_view key) {
  if (key == "title") return "Title";
  if (key == "artist") return "Artist";
  if (key == "album") return "Album";
  if (key == "album_artist") return "Album Artist";
  if (key == "track") return "Track";
  if (key == "disc") return "Disc";
  if (key == "date") return "Year";
  if (key == "genre") return "Genre";
  if (key == "comment") return "Comment";
  if (key == "composer") return "Composer";
  return key;
}

}  // namespace

Bytes apev2_tag(const Settings& settings) {
  Bytes items;
  uint32_t count = 0;
  for (const auto& [key, value] : settings.tags)
    if (is_key(key)) add(items, count, name_of(key), 0, value.data(), value.size());
  if (!settings.lyrics.empty()) add(items, count, "Lyrics", 0, settings.lyrics.data(), settings.lyrics.size());
  if (!settings.cover.empty()) {
    Bytes cover;
    cover.text(settings.cover_mime == "image/png" ? "cover.png" : "cover.jpg")
        .u8(0)
        .raw(settings.cover.data(), settings.cover.size());
    add(items, count, "Cover Art (Front)", binary_item, cover.data(), cover.size());
  }
  Bytes tag;
  if (count == 0) return tag;
  const auto end_piece = [&](uint32_t flags) {
    tag.text("APETAGEX").u32(2000).u32(static_cast<uint32_t>(items.size() + 32)).u32(count).u32(flags).zeros(8);
  };
  end_piece(has_header | is_header);
  tag.raw(items.data(), items.size());
  end_piece(has_header);
  return tag;
}

}  // namespace nt::output
