#pragma once
// Packets to planar blocks: counts every sample of the codec's output from the first packet on ("raw" positions),
// removes delay and padding by the timeline, and finds any frame again.

#include <memory>
#include <optional>
#include <string>

#include "abi/guard.hpp"
#include "decode/convert.hpp"
#include "decode/demux.hpp"
#include "decode/source.hpp"
#include "decode/stream.hpp"
#include "decode/timeline.hpp"
#include "ntdsp/decode.h"

namespace nt::decode {

/// A codec that always gives back what went in.
bool is_lossless(AVCodecID id);

class Decoder final : public Stream {
 public:
  /// Throws what nt_decoder_open answers.
  Decoder(const Origin& origin, const nt_decode_options& options);

  nt_status read(double* const* planes, uint32_t capacity, uint32_t& got) override;
  void seek(int64_t frame) override;

  [[nodiscard]] const nt_media_info& info() const override { return info_; }
  [[nodiscard]] const Tags& tags() const override { return tags_; }
  [[nodiscard]] int64_t damaged() const override { return damaged_ + (cut_short_ ? 1 : 0); }

 private:
  void start();
  void open_codec();
  bool pull();
  bool send_next_packet();
  void take_frame();
  void take_damage();
  void check_source() const;
  void fill_gap(int64_t samples);
  bool land(int64_t target);
  [[nodiscard]] int64_t preroll() const;
  [[nodiscard]] std::optional<int64_t> raw_of_frame() const;
  void describe();

  Source source_;
  std::string extension_;
  nt_decode_options options_;
  Demuxer demuxer_;
  ff::Owned<AVCodecContext> codec_;
  ff::Owned<AVPacket> packet_;
  ff::Owned<AVFrame> frame_;
  Tags tags_;
  Timeline timeline_;
  nt_media_info info_{};

  int rate_ = 0;
  int channels_ = 0;
  bool exact_ = false;                    // packet times name samples exactly, so that seeking may rely on them
  int64_t first_ticks_ = AV_NOPTS_VALUE;  // time of raw sample 0
  int64_t first_skip_ = 0;

  // The chunk being delivered: a frame, or silence in place of a damaged packet.
  int64_t raw_ = 0;   // raw position of its next sample
  int64_t left_ = 0;  // samples not yet delivered
  int offset_ = 0;    // into frame_
  bool silent_ = false;
  int64_t gap_ = 0;  // silence that precedes frame_, which then waits

  int64_t wanted_ = 0;  // raw samples before this one are dropped
  bool lost_ = false;   // after a jump: raw_ is unknown until a packet says its time
  bool draining_ = false;
  bool ended_ = false;
  int64_t last_duration_ = 0;
  int failures_ = 0;        // of the demuxer, in a row
  int strangers_ = 0;       // frames of another format, in a row
  int contradictions_ = 0;  // packet times against the count, in a row
  int64_t damaged_ = 0;
  bool cut_short_ = false;
  std::optional<Error> pending_;  // a failure that the next read answers
};

}  // namespace nt::decode
