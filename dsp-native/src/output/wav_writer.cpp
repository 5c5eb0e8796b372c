#include "output/wav_writer.hpp"

#include <algorithm>
#include <cstring>

#include "output/bytes.hpp"
#include "output/id3v2.hpp"
#include "output/quantise.hpp"

namespace nt::output {
namespace {

constexpr size_t buffer_bytes = 1 << 18;
constexpr uint32_t chunk_frames = 1024;  // frames packed at once: a channel's scratch stays in the first-level cache

uint32_t bytes_of(nt_sample_kind samples) {
  switch (samples) {
    case NT_SAMPLES_S16:
      return 2;
    case NT_SAMPLES_S24:
      return 3;
    case NT_SAMPLES_F64:
      return 8;
    default:
      return 4;
  }
}

bool is_float(nt_sample_kind samples) { return samples == NT_SAMPLES_F32 || samples == NT_SAMPLES_F64; }

/// Stores at a stride; the count of channels as a constant where it is common.
template <class T, class Store>
void interleave(const T* from, uint8_t* to, uint32_t frames, size_t stride, Store store) {
  for (uint32_t i = 0; i < frames; ++i) store(to + i * stride, from[i]);
}

}  // namespace

WavWriter::WavWriter(const std::string& path, Settings settings)
    : settings_(std::move(settings)),
      sink_(path),
      sample_bytes_(bytes_of(settings_.samples)),
      buffer_(buffer_bytes),
      scratch_(2 * chunk_frames) {
  write_header();
}

void WavWriter::write_header() {
  const bool floating = is_float(settings_.samples);
  const uint16_t frame_bytes = static_cast<uint16_t>(settings_.channels * sample_bytes_);
  const uint64_t customary = settings_.channels == 1 ? 0x4 : settings_.channels == 2 ? 0x3 : 0;
  const bool plain = settings_.channels <= 2 && (sample_bytes_ == 2 || floating) &&
                     (settings_.mask == 0 || settings_.mask == customary);
  Bytes header;
  header.text("RIFF").u32(0).text("WAVE");
  header.text("JUNK").u32(28).zeros(28);
  header.text("fmt ").u32(plain ? (floating ? 18 : 16) : 40);
  header.u16(plain ? (floating ? 3 : 1) : 0xFFFE).u16(static_cast<uint16_t>(settings_.channels));
  header.u32(static_cast<uint32_t>(settings_.rate)).u32(static_cast<uint32_t>(settings_.rate) * frame_bytes);
  header.u16(frame_bytes).u16(static_cast<uint16_t>(8 * sample_bytes_));
  if (!plain) {
    // KSDATAFORMAT_SUBTYPE_PCM or _IEEE_FLOAT: the format tag, then the fixed tail.
    static constexpr uint8_t tail[14] = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};
    header.u16(22).u16(static_cast<uint16_t>(8 * sample_bytes_));
    header.u32(static_cast<uint32_t>(settings_.mask != 0 ? settings_.mask : customary))
        .u16(floating ? 3 : 1)
        .raw(tail, sizeof tail);
  } else if (floating) {
    header.u16(0);
  }
  if (floating) header.text("fact").u32(4).u32(0);
  header.text("data").u32(0);
  data_start_ = static_cast<int64_t>(header.size());
  sink_.write(header.data(), header.size());
}

void WavWriter::write(const double* const* planes, uint32_t frames) {
  const size_t frame_bytes = size_t{settings_.channels} * sample_bytes_;
  for (uint32_t at = 0; at < frames;) {
    const auto room = static_cast<uint32_t>((buffer_bytes - filled_) / frame_bytes);
    if (room == 0) {
      flush();
      continue;
    }
    const uint32_t n = std::min({frames - at, room, chunk_frames});
    pack(planes, at, n);
    filled_ += n * frame_bytes;
    at += n;
  }
}

/// Appends frames of every channel at the end of the buffer, little-endian.
void WavWriter::pack(const double* const* planes, uint32_t offset, uint32_t frames) {
  const size_t stride = size_t{settings_.channels} * sample_bytes_;
  if (settings_.samples == NT_SAMPLES_S24 && settings_.channels == 2) {
    int32_t* const left = scratch_.data();
    int32_t* const right = left + chunk_frames;
    to_integer(planes[0] + offset, left, frames, 24);
    to_integer(planes[1] + offset, right, frames, 24);
    const uint32_t done = pack_s24_pairs(left, right, buffer_.data() + filled_, frames);
    for (uint32_t c = 0; c < 2; ++c)
      interleave(scratch_.data() + c * chunk_frames + done, buffer_.data() + filled_ + done * stride + c * 3,
                 frames - done, stride, [](uint8_t* p, int32_t v) { std::memcpy(p, &v, 3); });
    return;
  }
  int32_t* const integers = scratch_.data();
  for (uint32_t c = 0; c < settings_.channels; ++c) {
    const double* from = planes[c] + offset;
    uint8_t* to = buffer_.data() + filled_ + size_t{c} * sample_bytes_;
    switch (settings_.samples) {
      case NT_SAMPLES_S16:
        to_integer(from, integers, frames, 16);
        interleave(integers, to, frames, stride, [](uint8_t* p, int32_t v) {
          const auto narrow = static_cast<int16_t>(v);
          std::memcpy(p, &narrow, 2);
        });
        break;
      case NT_SAMPLES_S24:
        to_integer(from, integers, frames, 24);
        interleave(integers, to, frames, stride, [](uint8_t* p, int32_t v) { std::memcpy(p, &v, 3); });
        break;
      case NT_SAMPLES_F32: {
        static_assert(sizeof(float) == sizeof(int32_t));
        auto* floats = reinterpret_cast<float*>(integers);
        to_f32(from, floats, frames);
        interleave(floats, to, frames, stride, [](uint8_t* p, float v) { std::memcpy(p, &v, 4); });
        break;
      }
      case NT_SAMPLES_F64:
        interleave(from, to, frames, stride, [](uint8_t* p, double v) { std::memcpy(p, &v, 8); });
        break;
      default:
        to_integer(from, integers, frames, 32);
        interleave(integers, to, frames, stride, [](uint8_t* p, int32_t v) { std::memcpy(p, &v, 4); });
        break;
    }
  }
}

void WavWriter::flush() {
  sink_.write(buffer_.data(), filled_);
  data_bytes_ += filled_;
  filled_ = 0;
}

void WavWriter::finish() {
  flush();
  Bytes after;
  if (data_bytes_ % 2 != 0) after.zeros(1);
  const auto tags = id3v2_tag(settings_);
  if (!tags.empty()) {
    after.text("id3 ").u32(static_cast<uint32_t>(tags.size())).raw(tags.data(), tags.size());
    if (tags.size() % 2 != 0) after.zeros(1);
  }
  sink_.write(after.data(), after.size());

  const uint64_t frames = data_bytes_ / (settings_.channels * sample_bytes_);
  const uint64_t riff_bytes = static_cast<uint64_t>(sink_.size()) - 8;
  const bool wide = riff_bytes > UINT32_MAX;
  const auto small = [&](uint64_t value) { return wide ? UINT32_MAX : static_cast<uint32_t>(value); };
  Bytes head;
  head.text(wide ? "RF64" : "RIFF").u32(small(riff_bytes)).text("WAVE");
  if (wide) head.text("ds64").u32(28).u64(riff_bytes).u64(data_bytes_).u64(frames).u32(0);
  sink_.seek(0);
  sink_.write(head.data(), head.size());
  Bytes data;
  if (is_float(settings_.samples)) data.u32(small(frames)).text("data");
  data.u32(small(data_bytes_));
  sink_.seek(data_start_ - static_cast<int64_t>(data.size()));
  sink_.write(data.data(), data.size());
  sink_.sync();
}

}  // namespace nt::output
