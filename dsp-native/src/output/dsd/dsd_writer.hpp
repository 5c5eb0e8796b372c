#pragma once
// DSF (Sony, "DSF File Format Specification" 1.01) and DSDIFF (Philips, 1.5) files of PCM that is modulated on the way,
// or of the bits of another such file.
// Tags and cover go into an ID3v2 tag: at the end of a DSF, in a chunk of that name in a DSDIFF.

#include <memory>
#include <optional>

#include "decode/dsd/bit_file.hpp"
#include "output/bytes.hpp"
#include "output/dsd/encoder.hpp"
#include "output/sink.hpp"
#include "output/writer.hpp"

namespace nt::dsd {

/// The bytes of a DSF or DSDIFF file around the channels' bits.
class BitSink {
 public:
  BitSink(const std::string& path, const output::Settings& settings, uint32_t bit_rate);

  /// Appends count bytes of every channel, the earliest bit the highest.
  void write(const uint8_t* const* channels, size_t count);
  /// Completes the file; bits: of each channel.
  void finish(int64_t bits);

 private:
  [[nodiscard]] output::Bytes header(uint64_t data_bytes, uint64_t file_bytes, uint64_t tag_at, int64_t bits) const;
  void write_block();

  bool is_dsf_;
  uint32_t bit_rate_, channels_;
  uint64_t mask_;
  output::Bytes tag_;
  output::Sink sink_;
  std::vector<uint8_t> block_;  // DSF: one of each channel
  size_t filled_ = 0;           // bytes of a channel in it
  uint64_t data_bytes_ = 0;
};

class DsdWriter final : public output::Writer {
 public:
  DsdWriter(const std::string& path, output::Settings settings);
  void write(const double* const* planes, uint32_t frames) override;
  void finish() override;
  void copy_bits(const std::string& dsd_file) override;

 private:
  void encode(const double* const* planes, size_t frames);
  /// Brings the bytes of each channel to this many.
  void copy_to(int64_t bytes);

  output::Settings settings_;
  uint32_t bit_rate_;
  std::optional<Encoder> encoder_;   // absent for bit rates that are only copied
  std::unique_ptr<BitFile> source_;  // where bits are copied
  BitSink sink_;
  std::vector<std::vector<uint8_t>> bytes_;
  int64_t frames_ = 0, written_ = 0;  // bytes of a channel
};

}  // namespace nt::dsd
