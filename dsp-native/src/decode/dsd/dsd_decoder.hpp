#pragma once
// A DSF or DSDIFF file as PCM. Any frame depends on the bits around its place only, so a seek starts over a little
// before it and gives the same samples.

#include <vector>

#include "decode/dsd/bit_file.hpp"
#include "decode/dsd/decimator.hpp"
#include "decode/stream.hpp"

namespace nt::dsd {

/// True where the file begins as one of the two. Throws what opening it throws.
bool is_dsd_file(const decode::Origin& origin);

class DsdDecoder final : public decode::Stream {
 public:
  /// Throws what nt_decoder_open answers.
  DsdDecoder(const decode::Origin& origin, const nt_decode_options& options);

  nt_status read(double* const* planes, uint32_t capacity, uint32_t& got) override;
  void seek(int64_t frame) override;
  [[nodiscard]] const nt_media_info& info() const override { return info_; }
  [[nodiscard]] const Tags& tags() const override { return file_.container().tags; }
  [[nodiscard]] int64_t damaged() const override { return at_end_ && file_.container().cut_short ? 1 : 0; }

 private:
  void describe();
  void produce();

  BitFile file_;
  uint32_t decimation_;
  std::vector<Decimator> channels_;
  std::vector<std::vector<uint8_t>> bytes_;
  std::vector<std::vector<double>> frames_;  // produced and not yet read
  size_t produced_ = 0, taken_ = 0;
  int64_t next_byte_ = 0;
  int64_t frame_ = 0;   // of frames_[..][taken_]
  int64_t wanted_ = 0;  // frames before it are dropped
  bool at_end_ = false;
  nt_media_info info_{};
};

}  // namespace nt::dsd
