#pragma once
// The container: which demuxer, which of its streams, and nothing that could open another file.

#include "decode/source.hpp"
#include "rt/ffmpeg.hpp"

namespace nt::decode {

struct CloseInput {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};

struct Demuxer {
  std::unique_ptr<AVFormatContext, CloseInput> context;
  AVStream* stream = nullptr;

  /// True for one of the demuxer's names: "mov" of "mov,mp4,m4a,3gp,3g2,mj2".
  [[nodiscard]] bool is(const char* name) const;
};

/// Reads the header and chooses the audio stream; source stands at its first byte. extension ("mp3", may be empty)
/// decides only where the bytes do not. Throws NT_UNSUPPORTED (no known audio format, no audio in it), NT_MALFORMED,
/// NT_LIMIT, NT_IO.
Demuxer open_demuxer(Source& source, const std::string& extension);

}  // namespace nt::decode
