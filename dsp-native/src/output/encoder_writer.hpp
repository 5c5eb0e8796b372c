#pragma once
// Every kind that an encoder of FFmpeg makes: blocks are gathered into the encoder's frames, packets go to its muxer.

#include "output/kinds.hpp"
#include "output/sink.hpp"
#include "output/writer.hpp"
#include "rt/ffmpeg.hpp"

namespace nt::output {

class EncoderWriter final : public Writer {
 public:
  EncoderWriter(const std::string& path, Settings settings, const Kind& kind);
  void write(const double* const* planes, uint32_t frames) override;
  void finish() override;

 private:
  static int write_bytes(void* opaque, uint8_t* bytes, int count);
  static int64_t seek_bytes(void* opaque, int64_t offset, int whence);

  void open_muxer();
  void add_cover();
  void write_cover();
  void fill(const double* const* planes, uint32_t from, uint32_t count);
  void send(AVFrame* frame);
  [[noreturn]] void refuse(int error, const char* what);

  Settings settings_;
  const Kind& kind_;
  ff::Owned<AVCodecContext> encoder_;  // opened before the file is made: what it refuses leaves no file
  Sink sink_;
  ff::Owned<AVIOContext> io_;
  ff::Owned<AVFormatContext> muxer_;
  ff::Owned<AVPacket> packet_;
  ff::Owned<AVFrame> frame_;
  AVStream* audio_ = nullptr;
  AVStream* cover_ = nullptr;
  std::vector<float> scratch_;
  uint32_t filled_ = 0;
  int64_t position_ = 0;
  int last_packet_ = 0;  // samples of a last packet that is longer than they are; 0: as the encoder says
};

}  // namespace nt::output
