#pragma once
// What every kind of file has in common: blocks in, then the end.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ntdsp/output.h"

namespace nt::output {

/// A copy of nt_writer_options that owns its strings and has been checked.
struct Settings {
  int rate = 0;
  uint32_t channels = 0;
  uint64_t mask = 0;
  int64_t bit_rate = 0;
  nt_media_kind kind = NT_MEDIA_WAV;
  nt_sample_kind samples = NT_SAMPLES_S24;
  std::vector<std::pair<std::string, std::string>> tags;
  std::string lyrics;
  std::vector<uint8_t> cover;
  std::string cover_mime;
};

/// Throws NT_INVALID_ARGUMENT, or NT_UNSUPPORTED for what the kind cannot hold.
Settings check(const nt_writer_options& options);

class Writer {
 public:
  virtual ~Writer() = default;
  /// planes hold finite values. Throws NT_IO, NT_NO_SPACE.
  virtual void write(const double* const* planes, uint32_t frames) = 0;
  virtual void finish() = 0;
  /// Before the first block. Throws NT_UNSUPPORTED where the kind, the rate or the channels are not the file's.
  virtual void copy_bits(const std::string& dsd_file);
};

/// Throws what nt_writer_create answers.
std::unique_ptr<Writer> make_writer(const std::string& path, Settings settings);

}  // namespace nt::output
