#include "output/device/file/target.hpp"

#include <algorithm>
#include <array>

#include "abi/guard.hpp"
#include "ntdsp/dsd.h"
#include "output/dsd/dsd_writer.hpp"
#include "output/kinds.hpp"
#include "output/writer.hpp"
#include "system/convert.hpp"

namespace nt::device {
namespace {

using output::Settings;

/// Through a writer of PCM: samples on its grid are stored as they are.
class PcmTarget final : public Target {
 public:
  PcmTarget(const std::string& path, const nt_device_request& request, nt_device_samples samples, nt_media_kind kind)
      : samples_(carrier(samples)), channels_(request.channels), planes_(channels_, std::vector<double>(block)) {
    nt_writer_options options{};
    options.sample_rate = device_rate(samples, request.sample_rate);
    options.channels = channels_;
    options.kind = kind;
    options.samples = samples_ == NT_DEVICE_S16   ? NT_SAMPLES_S16
                      : samples_ == NT_DEVICE_S32 ? NT_SAMPLES_S32
                      : samples_ == NT_DEVICE_F32 ? NT_SAMPLES_F32
                      : samples_ == NT_DEVICE_F64 ? NT_SAMPLES_F64
                                                  : NT_SAMPLES_S24;
    writer_ = output::make_writer(path, output::check(options));
    for (auto& plane : planes_) pointers_.push_back(plane.data());
  }
  void write(const uint8_t* bytes, uint32_t frames) override {
    const size_t frame_bytes = size_t{form_of(samples_).bytes} * channels_;
    for (uint32_t at = 0; at < frames; at += block) {
      const uint32_t n = std::min(block, frames - at);
      unpack_pcm(samples_, bytes + at * frame_bytes, channels_, n, pointers_.data());
      writer_->write(pointers_.data(), n);
    }
  }
  void finish() override { writer_->finish(); }

 private:
  static constexpr uint32_t block = 4096;
  nt_device_samples samples_;
  uint32_t channels_;
  std::unique_ptr<output::Writer> writer_;
  std::vector<std::vector<double>> planes_;
  std::vector<double*> pointers_;
};

/// DSF or DSDIFF: the bits as they come.
class BitTarget final : public Target {
 public:
  BitTarget(const std::string& path, const nt_device_request& request, nt_media_kind kind)
      : channels_(request.channels),
        sink_(path, settings(request, kind), static_cast<uint32_t>(request.sample_rate)),
        planes_(channels_, std::vector<uint8_t>(block)) {
    for (auto& plane : planes_) pointers_.push_back(plane.data());
  }
  void write(const uint8_t* bytes, uint32_t frames) override {
    for (uint32_t at = 0; at < frames; at += block) {
      const uint32_t n = std::min(block, frames - at);
      nt_dsd_deinterleave(NT_DSD_U8, bytes + size_t{at} * channels_, channels_, n, pointers_.data());
      sink_.write(pointers_.data(), n);
    }
    bytes_ += frames;
  }
  void finish() override { sink_.finish(bytes_ * 8); }

 private:
  static constexpr uint32_t block = 4096;
  static Settings settings(const nt_device_request& request, nt_media_kind kind) {
    Settings s;
    s.rate = static_cast<int>(request.sample_rate / 64);
    s.channels = request.channels;
    s.bit_rate = static_cast<int64_t>(request.sample_rate);
    s.kind = kind;
    s.samples = NT_SAMPLES_DSD;
    return s;
  }
  uint32_t channels_;
  dsd::BitSink sink_;
  int64_t bytes_ = 0;
  std::vector<std::vector<uint8_t>> planes_;
  std::vector<uint8_t*> pointers_;
};

class RawTarget final : public Target {
 public:
  RawTarget(const std::string& path, size_t frame_bytes) : sink_(path), frame_bytes_(frame_bytes) {}
  void write(const uint8_t* bytes, uint32_t frames) override { sink_.write(bytes, frames * frame_bytes_); }
  void finish() override { sink_.sync(); }

 private:
  output::Sink sink_;
  size_t frame_bytes_;
};

using Request = nt_device_request;

template <nt_media_kind Kind>
std::unique_ptr<Target> pcm(const std::string& path, const Request& request, nt_device_samples samples) {
  return std::make_unique<PcmTarget>(path, request, samples, Kind);
}
template <nt_media_kind Kind>
std::unique_ptr<Target> bits(const std::string& path, const Request& request, nt_device_samples) {
  return std::make_unique<BitTarget>(path, request, Kind);
}
std::unique_ptr<Target> raw(const std::string& path, const Request& request, nt_device_samples samples) {
  return std::make_unique<RawTarget>(path, size_t{form_of(samples).bytes} * request.channels);
}

constexpr uint32_t flac_forms =
    bit(NT_DEVICE_S16) | bit(NT_DEVICE_S24_3) | bit(NT_DEVICE_S24) | bit(NT_DEVICE_DOP_S24_3) | bit(NT_DEVICE_DOP_S24);
constexpr std::array kinds{
    FileKind{".wav", "a WAV file", pcm_forms | dop_forms, NT_MAX_CHANNELS, pcm<NT_MEDIA_WAV>},
    FileKind{".flac", "a FLAC file", flac_forms, 8, pcm<NT_MEDIA_FLAC>},
    FileKind{".dsf", "a DSF file", bit(NT_DEVICE_DSD_U8), NT_DSD_MAX_CHANNELS, bits<NT_MEDIA_DSF>},
    FileKind{".dff", "a DSDIFF file", bit(NT_DEVICE_DSD_U8), NT_DSD_MAX_CHANNELS, bits<NT_MEDIA_DSDIFF>},
    FileKind{".raw", "a raw file", pcm_forms | dsd_forms | dop_forms, NT_MAX_CHANNELS, raw},
    FileKind{".pcm", "a raw file", pcm_forms | dsd_forms | dop_forms, NT_MAX_CHANNELS, raw}};

}  // namespace

const FileKind& file_kind(const std::string& path) {
  std::string endings;
  for (const auto& kind : kinds) {
    const std::string extension = kind.extension;
    const bool fits = path.size() > extension.size() &&
                      std::equal(extension.rbegin(), extension.rend(), path.rbegin(),
                                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
    if (fits) return kind;
    endings += (endings.empty() ? "" : ", ") + extension;
  }
  throw Error(NT_UNSUPPORTED, "the name of the file ends in none of " + endings);
}

}  // namespace nt::device
