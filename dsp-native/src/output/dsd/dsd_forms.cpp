// DoP and the words of ALSA's DSD formats.

#include "abi/guard.hpp"
#include "ntdsp/dsd.h"

using nt::fail_static;

namespace {

constexpr const char* null_argument = "a pointer is null";
constexpr const char* bad_sizes = "1 to 6 channels, 1 to 65536 frames";
constexpr uint32_t even_marker = 0x05, odd_marker = 0xFA;

template <class T>
const char* check(const void* words, T* const* planes, uint32_t channels, uint64_t count, uint64_t most) {
  if (words == nullptr || planes == nullptr) return null_argument;
  if (channels < 1 || channels > NT_DSD_MAX_CHANNELS || count < 1 || count > most) return bad_sizes;
  for (uint32_t c = 0; c < channels; ++c)
    if (planes[c] == nullptr) return null_argument;
  return nullptr;
}

struct Form {
  uint32_t bytes;
  bool little;
};

/// bytes 0: there is no such form.
Form form_of(int32_t form) {
  switch (form) {
    case NT_DSD_U8:
      return {1, false};
    case NT_DSD_U16_LE:
      return {2, true};
    case NT_DSD_U32_LE:
      return {4, true};
    case NT_DSD_U16_BE:
      return {2, false};
    case NT_DSD_U32_BE:
      return {4, false};
    default:
      return {0, false};
  }
}

/// Calls move(place in the interleaved bytes, channel, place in its bytes) for every byte.
template <class Move>
nt_status each_byte(int32_t kind, uint32_t channels, uint32_t count, Move&& move) {
  const Form form = form_of(kind);
  if (form.bytes == 0) return fail_static(NT_INVALID_ARGUMENT, "there is no such form of DSD");
  if (count % form.bytes != 0) return fail_static(NT_INVALID_ARGUMENT, "the bytes are no whole number of words");
  for (uint32_t word = 0; word < count / form.bytes; ++word)
    for (uint32_t c = 0; c < channels; ++c)
      for (uint32_t b = 0; b < form.bytes; ++b)
        move(size_t{word * channels + c} * form.bytes + (form.little ? form.bytes - 1 - b : b), c,
             size_t{word} * form.bytes + b);
  return NT_OK;
}

}  // namespace

nt_status nt_dop_pack(const uint8_t* const* bytes, uint32_t channels, uint32_t frames, uint64_t first, int32_t* words) {
  if (const char* wrong = check(words, bytes, channels, frames, NT_MAX_BLOCK_FRAMES))
    return fail_static(NT_INVALID_ARGUMENT, wrong);
  for (uint32_t i = 0; i < frames; ++i) {
    const uint32_t marker = (first + i) % 2 == 0 ? even_marker : odd_marker;
    for (uint32_t c = 0; c < channels; ++c) {
      const uint32_t word = marker << 16 | uint32_t{bytes[c][2 * i]} << 8 | bytes[c][2 * i + 1];
      words[size_t{i} * channels + c] = static_cast<int32_t>(word << 8) >> 8;
    }
  }
  return NT_OK;
}

nt_status nt_dop_unpack(const int32_t* words, uint32_t channels, uint32_t frames, uint8_t* const* bytes,
                        int32_t* first_is_odd) {
  if (const char* wrong = check(words, bytes, channels, frames, NT_MAX_BLOCK_FRAMES))
    return fail_static(NT_INVALID_ARGUMENT, wrong);
  if (first_is_odd == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  const uint32_t first = static_cast<uint32_t>(words[0]) >> 16 & 0xFF;
  if (first != even_marker && first != odd_marker)
    return fail_static(NT_MALFORMED, "the first frame has no marker of DoP");
  const uint32_t odd = first == odd_marker ? 1 : 0;
  for (uint32_t i = 0; i < frames; ++i)
    for (uint32_t c = 0; c < channels; ++c) {
      const auto word = static_cast<uint32_t>(words[size_t{i} * channels + c]);
      if ((word >> 16 & 0xFF) != ((i + odd) % 2 == 0 ? even_marker : odd_marker))
        return fail_static(NT_MALFORMED, "a frame has no marker of DoP, or the one of its neighbour");
      bytes[c][2 * i] = static_cast<uint8_t>(word >> 8);
      bytes[c][2 * i + 1] = static_cast<uint8_t>(word);
    }
  *first_is_odd = static_cast<int32_t>(odd);
  return NT_OK;
}

nt_status nt_dsd_interleave(int32_t form, const uint8_t* const* bytes, uint32_t channels, uint32_t count,
                            uint8_t* out) {
  if (const char* wrong = check(out, bytes, channels, count, 4 * uint64_t{NT_MAX_BLOCK_FRAMES}))
    return fail_static(NT_INVALID_ARGUMENT, wrong);
  return each_byte(form, channels, count, [&](size_t at, uint32_t c, size_t i) { out[at] = bytes[c][i]; });
}

nt_status nt_dsd_deinterleave(int32_t form, const uint8_t* in, uint32_t channels, uint32_t count,
                              uint8_t* const* bytes) {
  if (const char* wrong = check(in, bytes, channels, count, 4 * uint64_t{NT_MAX_BLOCK_FRAMES}))
    return fail_static(NT_INVALID_ARGUMENT, wrong);
  return each_byte(form, channels, count, [&](size_t at, uint32_t c, size_t i) { bytes[c][i] = in[at]; });
}
