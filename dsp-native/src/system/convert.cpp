#include "system/convert.hpp"

#include <algorithm>
#include <array>
#include <cfloat>
#include <cstring>

#include "ntdsp/dsd.h"
#include "rt/fused.hpp"
#include "system/forms.hpp"

namespace nt::system {
namespace {

constexpr uint32_t run = 256;  // frames of a channel converted at once

/// Infinities and NaN become 0.
inline double finite(double x) noexcept { return x - x == 0 ? x : 0; }

constexpr double shifter = 0x1.8p52;  // what is added to it is rounded to a whole number

/// Nearest step, ties to even, within the range; noise in steps or null.
template <int Bits>
void quantise(const double* from, const double* noise, int32_t* to, uint32_t count) noexcept {
  constexpr double scale = static_cast<double>(int64_t{1} << (Bits - 1)), low = -scale, high = scale - 1;
  for (uint32_t i = 0; i < count; ++i) {
    double steps = noise == nullptr ? finite(from[i]) * scale : nt::fused(finite(from[i]), scale, noise[i]);
    steps = steps > low ? steps : low;
    steps = steps < high ? steps : high;
    to[i] = static_cast<int32_t>((steps + shifter) - shifter);
  }
}

/// Takes the noise from the samples that need none; false: none of them needs any.
template <int Bits>
bool hold_noise(const double* from, double* noise, uint32_t& since, uint32_t count) noexcept {
  constexpr double scale = static_cast<double>(int64_t{1} << (Bits - 1)), low = -scale, high = scale - 1;
  const auto is_step = [](double x) {
    double steps = finite(x) * scale;
    // What is clipped becomes a step whatever it was.
    steps = steps > low ? steps : low;
    steps = steps < high ? steps : high;
    return (steps + shifter) - shifter == steps;
  };
  if (since >= dither_hold) {
    bool are_steps = true;
    for (uint32_t i = 0; i < count; ++i) are_steps &= is_step(from[i]);
    if (are_steps) return false;
  }
  for (uint32_t i = 0; i < count; ++i) {
    since = is_step(from[i]) ? std::min(since + 1, dither_hold) : 0;
    noise[i] = since < dither_hold ? noise[i] : 0;
  }
  return true;
}

/// Stores size bytes of each value, a frame apart.
template <size_t Size, class T>
void spread(const T* from, uint8_t* to, size_t stride, uint32_t count) noexcept {
  for (uint32_t i = 0; i < count; ++i) std::memcpy(to + i * stride, from + i, Size);
}

template <int Bits, size_t Size>
void pack_integers(const double* const* planes, uint32_t channels, uint32_t frames, const Dither& dither,
                   uint8_t* out) noexcept {
  std::array<int32_t, run> steps;
  std::array<double, run> noise;
  const size_t stride = channels * Size;
  for (uint32_t at = 0; at < frames; at += run) {
    const uint32_t n = std::min(run, frames - at);
    for (uint32_t c = 0; c < channels; ++c) {
      bool is_dithered = dither.noise != nullptr && Bits < 32;
      if (is_dithered) {
        dither.noise[c].triangular(dither.first + at, noise.data(), n);
        is_dithered = hold_noise<Bits>(planes[c] + at, noise.data(), dither.since[c], n);
      }
      quantise<Bits>(planes[c] + at, is_dithered ? noise.data() : nullptr, steps.data(), n);
      spread<Size>(steps.data(), out + at * stride + c * Size, stride, n);
    }
  }
}

template <class Float>
void pack_floats(const double* const* planes, uint32_t channels, uint32_t frames, uint8_t* out) noexcept {
  std::array<Float, run> values;
  const size_t stride = channels * sizeof(Float);
  for (uint32_t at = 0; at < frames; at += run) {
    const uint32_t n = std::min(run, frames - at);
    for (uint32_t c = 0; c < channels; ++c) {
      if constexpr (sizeof(Float) == sizeof(float))
        pack_plane(planes[c] + at, values.data(), n);
      else
        for (uint32_t i = 0; i < n; ++i) values[i] = finite(planes[c][at + i]);
      spread<sizeof(Float)>(values.data(), out + at * stride + c * sizeof(Float), stride, n);
    }
  }
}

/// T: as it lies in memory, of which the lowest Bits are the value; it is taken times step.
template <class T, size_t Size, int Bits = 32>
void unpack(const uint8_t* in, uint32_t channels, uint32_t frames, double step, double* const* planes) noexcept {
  for (uint32_t c = 0; c < channels; ++c)
    for (uint32_t i = 0; i < frames; ++i) {
      T value{};
      std::memcpy(&value, in + (size_t{i} * channels + c) * Size, Size);
      // Whoever filled a word of 24 bits may have left anything above them.
      if constexpr (Bits == 24) value = static_cast<int32_t>(static_cast<uint32_t>(value) << 8) >> 8;
      planes[c][i] = static_cast<double>(value) * step;
    }
}

nt_dsd_form word_of(nt_device_samples samples) {
  switch (samples) {
    case NT_DEVICE_DSD_U16_LE:
      return NT_DSD_U16_LE;
    case NT_DEVICE_DSD_U16_BE:
      return NT_DSD_U16_BE;
    case NT_DEVICE_DSD_U32_LE:
      return NT_DSD_U32_LE;
    case NT_DEVICE_DSD_U32_BE:
      return NT_DSD_U32_BE;
    default:
      return NT_DSD_U8;
  }
}

}  // namespace

void pack_plane(const double* from, float* to, uint32_t frames) noexcept {
  constexpr double most = FLT_MAX;
  for (uint32_t i = 0; i < frames; ++i) to[i] = static_cast<float>(std::min(std::max(finite(from[i]), -most), most));
}

void pack_pcm(nt_device_samples samples, const double* const* planes, uint32_t channels, uint32_t frames,
              const Dither& dither, uint8_t* out) noexcept {
  switch (samples) {
    case NT_DEVICE_S16:
      return pack_integers<16, 2>(planes, channels, frames, dither, out);
    case NT_DEVICE_S24_3:
      return pack_integers<24, 3>(planes, channels, frames, dither, out);
    case NT_DEVICE_S24:
      return pack_integers<24, 4>(planes, channels, frames, dither, out);
    case NT_DEVICE_S32:
      return pack_integers<32, 4>(planes, channels, frames, dither, out);
    case NT_DEVICE_F32:
      return pack_floats<float>(planes, channels, frames, out);
    default:
      return pack_floats<double>(planes, channels, frames, out);
  }
}

void unpack_pcm(nt_device_samples samples, const uint8_t* in, uint32_t channels, uint32_t frames,
                double* const* planes) noexcept {
  switch (samples) {
    case NT_DEVICE_S16:
      return unpack<int16_t, 2>(in, channels, frames, 0x1p-15, planes);
    case NT_DEVICE_S24_3:
      return unpack<int32_t, 3, 24>(in, channels, frames, 0x1p-23, planes);
    case NT_DEVICE_S24:
      return unpack<int32_t, 4, 24>(in, channels, frames, 0x1p-23, planes);
    case NT_DEVICE_S32:
      return unpack<int32_t, 4>(in, channels, frames, 0x1p-31, planes);
    case NT_DEVICE_F32:
      return unpack<float, 4>(in, channels, frames, 1, planes);
    default:
      return unpack<double, 8>(in, channels, frames, 1, planes);
  }
}

void pack_bits(nt_device_samples samples, const uint8_t* const* planes, uint32_t channels, uint32_t frames,
               uint64_t first_frame, uint8_t* out) noexcept {
  const Form& form = form_of(samples);
  const size_t frame_bytes = size_t{form.bytes} * channels;
  std::array<int32_t, run * NT_DSD_MAX_CHANNELS> words;
  std::array<const uint8_t*, NT_DSD_MAX_CHANNELS> from;
  for (uint32_t at = 0; at < frames; at += run) {
    const uint32_t n = std::min(run, frames - at);
    for (uint32_t c = 0; c < channels; ++c) from[c] = planes[c] + size_t{at} * form.ring_frames;
    uint8_t* const to = out + at * frame_bytes;
    if (form.coding == Coding::dsd) {
      nt_dsd_interleave(word_of(samples), from.data(), channels, n * form.ring_frames, to);
      continue;
    }
    nt_dop_pack(from.data(), channels, n, first_frame + at, words.data());
    // In 32 bits the word stands at the top.
    if (samples == NT_DEVICE_DOP_S32)
      for (uint32_t i = 0; i < n * channels; ++i) words[i] = static_cast<int32_t>(static_cast<uint32_t>(words[i]) << 8);
    if (form.bytes == 3)
      spread<3>(words.data(), to, 3, n * channels);
    else
      std::memcpy(to, words.data(), n * frame_bytes);
  }
}

void pack_silence(nt_device_samples samples, uint32_t channels, uint32_t frames, uint64_t first_frame,
                  uint8_t* out) noexcept {
  const Form& form = form_of(samples);
  const size_t frame_bytes = size_t{form.bytes} * channels;
  if (form.coding == Coding::pcm) return void(std::memset(out, 0, frames * frame_bytes));
  if (form.coding == Coding::dsd) return void(std::memset(out, NT_DSD_SILENCE, frames * frame_bytes));
  std::array<uint8_t, 2 * run> still;
  still.fill(NT_DSD_SILENCE);
  std::array<const uint8_t*, NT_DSD_MAX_CHANNELS> planes;
  planes.fill(still.data());
  for (uint32_t at = 0; at < frames; at += run)
    pack_bits(samples, planes.data(), channels, std::min(run, frames - at), first_frame + at, out + at * frame_bytes);
}

}  // namespace nt::system
