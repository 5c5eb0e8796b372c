#pragma once
// The kinds of file: their encoder, their container, what they hold.

#include "output/writer.hpp"

namespace nt::output {

struct Kind {
  nt_media_kind kind;
  const char* name;     // in messages
  const char* encoder;  // of FFmpeg; null: written directly
  const char* muxer;
  uint32_t max_channels;
  uint32_t samples;  // bit 1 << nt_sample_kind for each that it stores
  const char* samples_text;
};

/// Null: no such kind.
const Kind* find_kind(int32_t kind);

}  // namespace nt::output
