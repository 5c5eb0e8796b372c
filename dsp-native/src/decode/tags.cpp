#include "decode/tags.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "ntdsp/decode.h"
#include "rt/utf8.hpp"

namespace nt::decode {
namespace {

/// Facts of the container, not of the music; they would be false in another file.
constexpr std::array<std::string_view, 13> technical = {
    "encoder",          "major_brand",     "minor_version",         "compatible_brands", "handler_name",
    "vendor_id",        "itunsmpb",        "creation_time",         "itunnorm",          "language",
    "gapless_playback", "encoding_params", "metadata_block_picture"};

std::string lower(const char* text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// APEv2 writes some of the common keys in its own way.
std::string common_name(std::string key) {
  if (key == "year") return "date";
  if (key == "album artist" || key == "albumartist") return "album_artist";
  if (key == "tracknumber") return "track";
  if (key == "discnumber") return "disc";
  return key;
}

bool is_lyrics(std::string_view key) {
  return key == "lyrics" || key.substr(0, 7) == "lyrics-" || key == "unsyncedlyrics" || key == "unsynced lyrics";
}

void collect(const AVDictionary* from, Tags& tags) {
  const AVDictionaryEntry* entry = nullptr;
  while ((entry = av_dict_get(from, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
    const size_t key_bytes = std::strlen(entry->key);
    const size_t value_bytes = std::strlen(entry->value);
    if (key_bytes == 0 || value_bytes == 0) continue;
    if (key_bytes > NT_MAX_TAG_KEY_BYTES || !is_utf8(entry->key) || !is_utf8(entry->value)) {
      ++tags.left_out;
      continue;
    }
    auto key = common_name(lower(entry->key));
    if (std::find(technical.begin(), technical.end(), key) != technical.end()) continue;
    if (is_lyrics(key)) {
      if (value_bytes > NT_MAX_LYRICS_BYTES)
        ++tags.left_out;
      else if (tags.lyrics.empty())
        tags.lyrics = entry->value;
      continue;
    }
    if (std::any_of(tags.entries.begin(), tags.entries.end(), [&](const auto& e) { return e.first == key; })) continue;
    if (value_bytes > NT_MAX_TAG_VALUE_BYTES || tags.entries.size() >= NT_MAX_TAGS) {
      ++tags.left_out;
      continue;
    }
    tags.entries.emplace_back(std::move(key), entry->value);
  }
}

const char* mime_of(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_MJPEG:
      return "image/jpeg";
    case AV_CODEC_ID_PNG:
      return "image/png";
    case AV_CODEC_ID_GIF:
      return "image/gif";
    case AV_CODEC_ID_BMP:
      return "image/bmp";
    case AV_CODEC_ID_WEBP:
      return "image/webp";
    case AV_CODEC_ID_TIFF:
      return "image/tiff";
    default:
      return nullptr;
  }
}

/// The picture that calls itself the front cover, else the first.
void take_cover(const AVFormatContext& context, Tags& tags) {
  const AVStream* chosen = nullptr;
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    const AVStream* s = context.streams[i];
    if ((s->disposition & AV_DISPOSITION_ATTACHED_PIC) == 0 || s->attached_pic.size <= 0) continue;
    if (mime_of(s->codecpar->codec_id) == nullptr) continue;
    const auto* comment = av_dict_get(s->metadata, "comment", nullptr, 0);
    const bool front = comment != nullptr && std::strcmp(comment->value, "Cover (front)") == 0;
    if (chosen == nullptr || front) chosen = s;
    if (front) break;
  }
  if (chosen == nullptr) return;
  if (static_cast<uint32_t>(chosen->attached_pic.size) > NT_MAX_COVER_BYTES) {
    ++tags.left_out;
    return;
  }
  tags.cover.assign(chosen->attached_pic.data, chosen->attached_pic.data + chosen->attached_pic.size);
  tags.cover_mime = mime_of(chosen->codecpar->codec_id);
}

}  // namespace

Tags read_tags(const Demuxer& demuxer) {
  Tags tags;
  collect(demuxer.context->metadata, tags);
  collect(demuxer.stream->metadata, tags);
  take_cover(*demuxer.context, tags);
  return tags;
}

}  // namespace nt::decode
