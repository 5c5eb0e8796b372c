#include "output/kinds.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "abi/guard.hpp"
#include "rt/utf8.hpp"

namespace nt::output {
namespace {

constexpr uint32_t s16 = 1u << NT_SAMPLES_S16, s24 = 1u << NT_SAMPLES_S24, s32 = 1u << NT_SAMPLES_S32,
                   f32 = 1u << NT_SAMPLES_F32, f64 = 1u << NT_SAMPLES_F64, lossy = 1u << NT_SAMPLES_LOSSY,
                   dsd = 1u << NT_SAMPLES_DSD;

constexpr std::array<Kind, 10> kinds = {{
    {NT_MEDIA_WAV, "WAV", nullptr, nullptr, NT_MAX_CHANNELS, s16 | s24 | s32 | f32 | f64,
     "16, 24 or 32 bit integers, 32 or 64 bit float"},
    {NT_MEDIA_FLAC, "FLAC", "flac", "flac", 8, s16 | s24, "16 or 24 bit integers"},
    {NT_MEDIA_WAVPACK, "WavPack", "wavpack", "wv", NT_MAX_CHANNELS, s16 | s24 | s32 | f32,
     "16, 24 or 32 bit integers, 32 bit float"},
    {NT_MEDIA_ALAC, "ALAC", "alac", "ipod", 8, s16 | s24, "16 or 24 bit integers"},
    {NT_MEDIA_OPUS, "Opus", "libopus", "opus", 8, lossy, "no sample type of its own (lossy)"},
    {NT_MEDIA_MP3, "MP3", "libmp3lame", "mp3", 2, lossy, "no sample type of its own (lossy)"},
    {NT_MEDIA_AAC, "AAC", "aac", "ipod", 8, lossy, "no sample type of its own (lossy)"},
    {NT_MEDIA_ADTS, "AAC (ADTS)", "aac", "adts", 8, lossy, "no sample type of its own (lossy)"},
    {NT_MEDIA_DSF, "DSF", nullptr, nullptr, 6, dsd, "one-bit DSD"},
    {NT_MEDIA_DSDIFF, "DSDIFF", nullptr, nullptr, 6, dsd, "one-bit DSD"},
}};

void take_tags(const nt_writer_options& options, Settings& settings) {
  if (options.tag_count > NT_MAX_TAGS) throw Error(NT_INVALID_ARGUMENT, "at most 1024 tags");
  if (options.tag_count > 0 && (options.tag_keys == nullptr || options.tag_values == nullptr))
    throw Error(NT_INVALID_ARGUMENT, "the tags are null");
  for (uint32_t i = 0; i < options.tag_count; ++i) {
    const char* key = options.tag_keys[i];
    const char* value = options.tag_values[i];
    if (key == nullptr || value == nullptr) throw Error(NT_INVALID_ARGUMENT, "a tag is null");
    const auto bounded = [](const char* text, size_t most) {
      return ::strnlen(text, most + 1) <= most && is_utf8(text);
    };
    // '=' separates key and value in Vorbis comments, so no key may hold it. What cannot be kept is left out: a tag is
    // no reason to lose a render.
    if (*key == '\0' || !bounded(key, NT_MAX_TAG_KEY_BYTES) || std::strchr(key, '=') != nullptr ||
        !bounded(value, NT_MAX_TAG_VALUE_BYTES))
      continue;
    settings.tags.emplace_back(key, value);
  }
  if (options.lyrics != nullptr) {
    if (::strnlen(options.lyrics, NT_MAX_LYRICS_BYTES + 1) > NT_MAX_LYRICS_BYTES || !is_utf8(options.lyrics))
      throw Error(NT_INVALID_ARGUMENT, "the lyrics are over 1 MiB or not UTF-8");
    settings.lyrics = options.lyrics;
  }
  if (options.cover != nullptr && options.cover_size > 0) {
    if (options.cover_size > NT_MAX_COVER_BYTES) throw Error(NT_INVALID_ARGUMENT, "the cover is over 32 MiB");
    if (options.cover_mime == nullptr || ::strnlen(options.cover_mime, 65) > 64 || !is_utf8(options.cover_mime))
      throw Error(NT_INVALID_ARGUMENT, "the cover needs a MIME type of at most 64 bytes");
    settings.cover.assign(options.cover, options.cover + options.cover_size);
    settings.cover_mime = options.cover_mime;
  }
}

}  // namespace

const Kind* find_kind(int32_t kind) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.kind == kind; });
  return found == kinds.end() ? nullptr : &*found;
}

Settings check(const nt_writer_options& options) {
  const Kind* kind = find_kind(options.kind);
  if (kind == nullptr) throw Error(NT_INVALID_ARGUMENT, "there is no such kind of file");
  if (!(options.sample_rate >= NT_MIN_SAMPLE_RATE && options.sample_rate <= NT_MAX_SAMPLE_RATE) ||
      options.sample_rate != std::floor(options.sample_rate))
    throw Error(NT_INVALID_ARGUMENT, "the sample rate is a whole number of Hz from 1000 to 1600000");
  if (options.channels < 1 || options.channels > NT_MAX_CHANNELS) throw Error(NT_INVALID_ARGUMENT, "1 to 64 channels");
  if (options.bit_rate < 0 || options.bit_rate > 30'000'000)
    throw Error(NT_INVALID_ARGUMENT, "the bit rate is 0 to 30000000 bits per second");
  if (options.samples < 0 || options.samples > NT_SAMPLES_U8)
    throw Error(NT_INVALID_ARGUMENT, "there is no such sample type");
  if ((kind->samples & (1u << options.samples)) == 0)
    throw Error(NT_UNSUPPORTED,
                std::string(kind->name) + " does not store this sample type; it takes " + kind->samples_text);
  if (options.channels > kind->max_channels)
    throw Error(NT_UNSUPPORTED, std::string(kind->name) + " holds at most " + std::to_string(kind->max_channels) +
                                    " channels, not " + std::to_string(options.channels));
  Settings settings;
  settings.rate = static_cast<int>(options.sample_rate);
  settings.channels = options.channels;
  // A mask that does not name every channel says nothing.
  settings.mask = std::popcount(options.channel_mask) == static_cast<int>(options.channels) ? options.channel_mask : 0;
  settings.bit_rate = options.bit_rate;
  settings.kind = kind->kind;
  settings.samples = static_cast<nt_sample_kind>(options.samples);
  take_tags(options, settings);
  return settings;
}

}  // namespace nt::output
