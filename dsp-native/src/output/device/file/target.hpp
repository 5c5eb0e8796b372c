#pragma once
// What a file device writes into: one of the existing writers, or raw samples.

#include <memory>
#include <string>

#include "output/device/device.hpp"

namespace nt::device {

class Target {
 public:
  virtual ~Target() = default;
  /// Interleaved frames of the device. Throws NT_IO, NT_NO_SPACE.
  virtual void write(const uint8_t* bytes, uint32_t frames) = 0;
  /// Completes the file and forces it to disk.
  virtual void finish() = 0;
};

/// What a name ends with says what is written: .wav .flac .dsf .dff .raw .pcm.
struct FileKind {
  const char* extension;
  const char* name;
  uint32_t samples;  // bits of nt_device_samples
  uint32_t max_channels;
  std::unique_ptr<Target> (*make)(const std::string& path, const nt_device_request& request, nt_device_samples samples);
};

/// Throws NT_UNSUPPORTED, naming the endings there are.
const FileKind& file_kind(const std::string& path);

}  // namespace nt::device
