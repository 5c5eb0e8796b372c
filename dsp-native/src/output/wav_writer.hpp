#pragma once
// WAV, written directly: RIFF/WAVE with WAVE_FORMAT_EXTENSIBLE where the plain header does not suffice, RF64 (EBU Tech
// 3306) above 4 GiB. A JUNK chunk keeps the place for the 64-bit sizes, so that nothing has to move at the end.

#include "output/sink.hpp"
#include "output/writer.hpp"

namespace nt::output {

class WavWriter final : public Writer {
 public:
  WavWriter(const std::string& path, Settings settings);
  void write(const double* const* planes, uint32_t frames) override;
  void finish() override;

 private:
  void write_header();
  void flush();
  void pack(const double* const* planes, uint32_t offset, uint32_t frames);

  Settings settings_;
  Sink sink_;
  uint32_t sample_bytes_;
  std::vector<uint8_t> buffer_;
  std::vector<int32_t> scratch_;
  size_t filled_ = 0;
  int64_t data_start_ = 0;
  uint64_t data_bytes_ = 0;
};

}  // namespace nt::output
