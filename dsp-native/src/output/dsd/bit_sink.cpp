#include <algorithm>
#include <array>

#include "output/dsd/dsd_writer.hpp"
#include "output/id3v2.hpp"
#include "rt/bit_order.hpp"

namespace nt::dsd {
namespace {

using output::Bytes;

constexpr size_t block_bytes = 4096;

/// DSF's channel types: mono, stereo, three, quad or four, five, 5.1.
uint32_t channel_type(uint32_t channels, uint64_t mask) {
  static constexpr uint32_t types[] = {1, 2, 3, 4, 6, 7};
  return channels == 4 && mask == 0xF ? 5 : types[channels - 1];
}

/// DSDIFF's name of the speaker of one channel; numbers where the mask does not say.
std::string speaker(uint32_t channels, uint64_t mask, uint32_t index) {
  if (channels == 1) return "C   ";
  if (channels == 2) return index == 0 ? "SLFT" : "SRGT";
  static constexpr uint64_t usual[] = {0x7, 0x33, 0x37, 0x3F};
  if (mask == 0) mask = usual[channels - 3];
  static constexpr const char* names[] = {"MLFT", "MRGT", "C   ", "LFE ", "LS  ", "RS  "};
  uint32_t left = index;
  for (uint32_t bit = 0; bit < 6; ++bit)
    if ((mask >> bit & 1) != 0 && left-- == 0) return names[bit];
  return "C00" + std::to_string(index);
}

Bytes chunk(const char* id, const Bytes& body) {
  Bytes out;
  out.text(id).big64(body.size()).raw(body.data(), body.size());
  if (body.size() % 2 != 0) out.zeros(1);
  return out;
}

}  // namespace

BitSink::BitSink(const std::string& path, const output::Settings& settings, uint32_t bit_rate)
    : is_dsf_(settings.kind == NT_MEDIA_DSF),
      bit_rate_(bit_rate),
      channels_(settings.channels),
      mask_(settings.mask),
      tag_(output::id3v2_tag(settings)),
      sink_(path),
      block_(block_bytes * settings.channels) {
  const auto head = header(0, 0, 0, 0);
  sink_.write(head.data(), head.size());
}

Bytes BitSink::header(uint64_t data_bytes, uint64_t file_bytes, uint64_t tag_at, int64_t bits) const {
  Bytes out;
  if (is_dsf_) {
    out.text("DSD ").u64(28).u64(file_bytes).u64(tag_at);
    out.text("fmt ").u64(52).u32(1).u32(0).u32(channel_type(channels_, mask_)).u32(channels_).u32(bit_rate_).u32(1);
    out.u64(static_cast<uint64_t>(bits)).u32(block_bytes).u32(0);
    out.text("data").u64(data_bytes + 12);
    return out;
  }
  Bytes rate, speakers, compression, properties, version;
  version.big32(0x01050000);
  rate.big32(bit_rate_);
  speakers.u8(0).u8(static_cast<uint8_t>(channels_));
  for (uint32_t c = 0; c < channels_; ++c) speakers.text(speaker(channels_, mask_, c));
  compression.text("DSD ").u8(14).text("not compressed").zeros(1);
  properties.text("SND ");
  for (const auto& part : {chunk("FS  ", rate), chunk("CHNL", speakers), chunk("CMPR", compression)})
    properties.raw(part.data(), part.size());
  out.text("FRM8").big64(file_bytes - 12).text("DSD ");
  for (const auto& part : {chunk("FVER", version), chunk("PROP", properties)}) out.raw(part.data(), part.size());
  out.text("DSD ").big64(data_bytes);
  return out;
}

void BitSink::write_block() {
  reverse_bits(block_.data(), block_.size());
  sink_.write(block_.data(), block_.size());
  data_bytes_ += block_.size();
  filled_ = 0;
}

void BitSink::write(const uint8_t* const* channels, size_t count) {
  for (size_t done = 0; done < count;) {
    const size_t n = std::min(block_bytes - filled_, count - done);
    for (uint32_t c = 0; c < channels_; ++c) {
      if (is_dsf_)
        std::copy_n(channels[c] + done, n, block_.data() + c * block_bytes + filled_);
      else
        for (size_t i = 0; i < n; ++i) block_[(filled_ + i) * channels_ + c] = channels[c][done + i];
    }
    filled_ += n;
    done += n;
    if (filled_ < block_bytes) continue;
    if (is_dsf_) {
      write_block();
    } else {
      sink_.write(block_.data(), filled_ * channels_);
      data_bytes_ += filled_ * channels_;
      filled_ = 0;
    }
  }
}

void BitSink::finish(int64_t bits) {
  if (is_dsf_ && filled_ > 0) {
    for (uint32_t c = 0; c < channels_; ++c)
      std::fill_n(block_.data() + c * block_bytes + filled_, block_bytes - filled_, uint8_t{0});
    write_block();
  } else if (!is_dsf_) {
    sink_.write(block_.data(), filled_ * channels_);
    data_bytes_ += filled_ * channels_;
  }
  uint64_t tag_at = 0;
  if (is_dsf_ && !tag_.empty()) {
    tag_at = static_cast<uint64_t>(sink_.position());
    sink_.write(tag_.data(), tag_.size());
  } else if (!is_dsf_) {
    Bytes after;
    if (data_bytes_ % 2 != 0) after.zeros(1);
    if (!tag_.empty()) {
      const auto part = chunk("ID3 ", tag_);
      after.raw(part.data(), part.size());
    }
    sink_.write(after.data(), after.size());
  }
  const auto head = header(data_bytes_, static_cast<uint64_t>(sink_.size()), tag_at, bits);
  sink_.seek(0);
  sink_.write(head.data(), head.size());
  sink_.sync();
}

}  // namespace nt::dsd
